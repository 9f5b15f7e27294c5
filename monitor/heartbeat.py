"""Tell a watchdog that a fetch ran through, so that one that never ends or starts is noticed."""

from typing import Final

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.http import HttpSettings, connect
from monitor.registry import read_secret

_SECONDS: Final = 5.0


def beat(config: Config) -> str | None:
    """Ask the address of `[collection] heartbeat`. Returns why it was not reached, else None.

    Never raises: a watchdog that is down must not make a good run a bad one. The reason does
    not quote the address, which is a secret of its owner.
    """
    given = config.collection.heartbeat
    if given is None:
        return None
    settings = HttpSettings(
        contact=config.http.contact, allow_private=config.http.allow_private,
        timeout=_SECONDS, connect_timeout=_SECONDS, read_timeout=_SECONDS, attempts=1,
        max_wait=0.0,
    )  # fmt: skip
    try:
        connect(settings).get(read_secret("collection: heartbeat", given).value)
    except MonitorError as error:
        return f"not heard ({type(error).__name__}); see: monitor doctor"
    return None

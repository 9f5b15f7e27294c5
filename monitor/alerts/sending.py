"""Deliver what the outbox holds: one message to one target at a time, each step kept."""

import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from monitor.alerts.outbox import Due, failed, sent, take
from monitor.config import Config
from monitor.errors import ConfigError, MissingExtra, MonitorError
from monitor.model import Secret
from monitor.registry import read_secret
from monitor.store.connect import Store

_LONGEST_TEXT: Final = 3_500  # under the limit of every target that has one worth naming
_MAIL: Final = frozenset(
    {
        "mailto",
        "mailtos",
        "mailgun",
        "sendgrid",
        "ses",
        "o365",
        "smtp2go",
        "sparkpost",
        "resend",
    }
)
_STATUS: Final = re.compile(r"error=(\d{3})\b")


class NotTaken(MonitorError):
    """A target did not take a message; the reason names no address and no secret."""


class Target(Protocol):
    """Where one [[notify]] table leads."""

    def deliver(self, due: Due) -> None:
        """Hand the message over, or raise `NotTaken`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a round of sending came to: (target, title) of each, with the reason of a failure."""

    done: tuple[tuple[str, str], ...] = ()
    failures: tuple[tuple[str, str, str], ...] = ()


def send(
    config: Config,
    store: Store,
    *,
    clock: Callable[[], datetime],
    targets: Mapping[str, Target] | None = None,
) -> Sent:
    """Deliver everything that is due. A failure is kept with its reason and tried again later.

    *targets* stands in for the config's [[notify]] tables. Raises `MissingExtra` where there is
    something to send and Apprise is not installed, `ConfigError` for a secret that is not there.
    """
    known: dict[str, Target] = dict(targets or {})
    names = list(known) if targets is not None else [table.name for table in config.notify]
    done: list[tuple[str, str]] = []
    failures: list[tuple[str, str, str]] = []
    while due := take(store, now=_second(clock), targets=names):
        try:
            if due.target not in known:
                known[due.target] = _target(config, due.target)
            known[due.target].deliver(due)
        except ConfigError as error:
            failed(store, due, str(error), now=_second(clock))
            raise
        except NotTaken as error:
            failed(store, due, str(error), now=_second(clock))
            failures.append((due.target, due.title, str(error)))
        else:
            sent(store, due, now=_second(clock))
            done.append((due.target, due.title))
    return Sent(done=tuple(done), failures=tuple(failures))


def _second(clock: Callable[[], datetime]) -> int:
    return int(clock().timestamp())


def _target(config: Config, name: str) -> Target:
    table = next(one for one in config.notify if one.name == name)
    return AppriseTarget(name, read_secret(f"notify '{name}': url", table.url))


class AppriseTarget:
    """One address in Apprise's form. The address is a secret: it is never shown or logged."""

    def __init__(self, name: str, url: Secret) -> None:
        with _listening():
            try:
                import apprise
            except ImportError as error:
                raise MissingExtra("notify", wanted_for="sending alerts") from error
            found = apprise.Apprise()
            understood = found.add(url.value)
        if not understood or len(found) != 1:
            raise ConfigError(
                f"notify '{name}': its url is not one address that Apprise understands; "
                "write one address a table, see docs/alerts.md"
            )
        self._name = name
        self._takes_pages = url.value.partition(":")[0].casefold() in _MAIL
        self._apprise: Any = found
        self._text: Any = apprise.NotifyFormat.TEXT
        self._html: Any = apprise.NotifyFormat.HTML

    def deliver(self, due: Due) -> None:
        """Hand the message over. The token goes along as a header where the target has some,
        and as the last line of the text."""
        service = self._apprise[0]
        if isinstance(getattr(service, "headers", None), dict):
            service.headers["Idempotency-Key"] = due.token
        wants_page = due.html is not None and self._takes_pages
        body = due.html if wants_page else f"{_short(due.body)}\n\n[{due.token[:12]}]"
        form = self._html if wants_page else self._text
        with _listening() as heard:
            taken = self._apprise.notify(title=due.title, body=body, body_format=form)
        if not taken:
            statuses = [code for line in heard for code in _STATUS.findall(line)]
            why = f"it answered {statuses[-1]}" if statuses else "no connection, or refused"
            raise NotTaken(f"notify '{self._name}' did not take the message: {why}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1].rstrip()}…"


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What Apprise logs meanwhile, for status codes alone: its lines may hold the address.

    They go nowhere else, and neither do its warnings about modules of Python it still imports.
    """
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger, ear = logging.getLogger("apprise"), Ear()
    logger.addHandler(ear)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield lines
    finally:
        logger.removeHandler(ear)

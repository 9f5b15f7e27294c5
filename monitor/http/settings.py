"""What the HTTP client is told, with the limits that are promised."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

# Services that ask for more room than a second between two requests.
HOST_INTERVALS: Final[Mapping[str, float]] = {
    "www.reddit.com": 60.0,
    "old.reddit.com": 60.0,
    "api.gdeltproject.org": 5.0,
    "api.github.com": 2.0,
    "lobste.rs": 2.0,
    # An item is one request there, and the service states no limit.
    "hacker-news.firebaseio.com": 0.2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Settings of the client. Times are seconds, sizes bytes.

    `contact` (an address or a page) goes into the user agent. `allow_private` names hosts
    inside the user's network that may be reached: "host", "host:port", an address, or a network
    ("10.0.0.0/8", for addresses written as such). `timeout` bounds a whole request, however the
    server drips; `connect_timeout` and `read_timeout` bound silence. `max_body` and `max_json`
    hold for what is received and for what it unpacks to. `max_wait` is the longest sleep; a
    service that asks for more gets none of our requests any more in this run. `clock` counts
    seconds for waiting, `wall_clock` reads dates of servers, `sleep` waits.
    """

    contact: str = ""
    allow_private: tuple[str, ...] = ()
    min_interval: float = 1.0
    intervals: Mapping[str, float] = field(default_factory=lambda: HOST_INTERVALS)
    timeout: float = 60.0
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    max_body: int = 10_000_000
    max_json: int = 5_000_000
    max_redirects: int = 5
    attempts: int = 3
    max_wait: float = 60.0
    clock: Callable[[], float] = time.monotonic
    wall_clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

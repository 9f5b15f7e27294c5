"""Pacing: one request at a time for each host, apart in time, and none after a refusal."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from monitor.errors import RateLimited
from monitor.http.settings import HttpSettings


@dataclass(slots=True)
class _Host:
    """What we know of one host: who asks it now, when it may be asked next, whether at all."""

    turn: Lock = field(default_factory=Lock)
    next_at: float = float("-inf")
    closed_until: float | None = None
    answered: bool = False


class Pacing:
    """Shared by all threads of a run."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for our turn with *host* and hold it. Raises `RateLimited` where that is far."""
        known = self._host(host)
        with known.turn:
            self._wait(host, known)
            asked_at = self._settings.clock()
            try:
                yield
            finally:
                name = host.rpartition(":")[0]
                interval = self._settings.intervals.get(name, self._settings.min_interval)
                known.next_at = max(known.next_at, asked_at + interval)

    def hold(self, host: str, seconds: float) -> None:
        """Ask *host* nothing for *seconds*."""
        known = self._host(host)
        known.next_at = max(known.next_at, self._settings.clock() + seconds)

    def close(self, host: str, seconds: float | None) -> None:
        """Ask *host* nothing any more in this run; *seconds* is what it said, if it did."""
        known = self._host(host)
        known.closed_until = self._settings.clock() + (seconds or 0)

    def answered(self, host: str) -> bool:
        """Whether *host* gave anything good in this run."""
        return self._host(host).answered

    def note_answer(self, host: str) -> None:
        self._host(host).answered = True

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts[host]

    def _wait(self, host: str, known: _Host) -> None:
        if known.closed_until is not None:
            left = max(known.closed_until - self._settings.clock(), 0) or None
            raise RateLimited(
                f"{host}: it asked us to wait, so it is not asked again in this run",
                retry_after=left,
            )
        wait = known.next_at - self._settings.clock()
        if wait > self._settings.max_wait:
            raise RateLimited(
                f"{host}: it asked us to wait {wait:.0f} s; the next run tries again",
                retry_after=wait,
            )
        if wait > 0:
            self._settings.sleep(wait)

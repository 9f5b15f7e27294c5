"""Clocks that tests can move."""

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from monitor.http import HttpSettings


@dataclass
class Ticking:
    """Seconds that pass only by sleeping. `start` is the wall clock (epoch) at zero."""

    start: float = 1_795_000_000.0
    passed: float = 0.0
    slept: list[float] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def now(self) -> float:
        return self.passed

    def wall(self) -> float:
        return self.start + self.passed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.passed += seconds

    def settings(self, **given: Any) -> HttpSettings:
        """Settings that use this clock and, if nothing else is said, keep no distance."""
        base = HttpSettings(
            contact="tests@example.org",
            min_interval=0.0,
            clock=self.now,
            wall_clock=self.wall,
            sleep=self.sleep,
        )
        return replace(base, **given)

"""Periods: whole days of the configured time zone, half-open, and the period before."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from monitor.errors import UsageError
from monitor.when import day, duration

DEFAULT_SINCE: Final = "4w"

_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2060, 12, 31)  # the calendar table ends here


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `since` up to, and without, `until`."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days

    @property
    def before(self) -> "Period":
        """As many days, right before."""
        return Period(self.since - timedelta(self.days), self.since)

    @property
    def bounds(self) -> dict[str, Any]:
        """`since` and `until` as the parameters of a report's SQL."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}

    @staticmethod
    def day_after(of: str) -> str:
        """The day after an ISO day."""
        return (date.fromisoformat(of) + timedelta(1)).isoformat()

    def __contains__(self, of: date) -> bool:
        return self.since <= of < self.until

    def seconds(self, zone: tzinfo) -> tuple[int, int]:
        """Its bounds as epoch seconds: the midnights of *zone*."""
        return midnight(self.since, zone), midnight(self.until, zone)


def midnight(of: date, zone: tzinfo) -> int:
    """The epoch second at which a day begins in *zone*."""
    return int(datetime.combine(of, time(), zone).astimezone(UTC).timestamp())


def period(since: str | None, until: str | None, *, now: datetime, zone: tzinfo) -> Period:
    """The period meant by what a user wrote.

    "7d" and "4w" are that many days up to the end of today, today included, or up to *until*;
    "24h" is one day; else the words and dates of `monitor.when`. Raises `UsageError`.
    """
    today = now.astimezone(zone).date()
    end = day(until, now=now, zone=zone) if until else today + timedelta(1)
    start = _start(since or DEFAULT_SINCE, end, now, zone)
    start, end = max(start, _FIRST), min(end, _LAST + timedelta(1))
    if start >= end:
        raise UsageError(f"--since {since}: no day lies between {start} and {end}")
    return Period(start, end)


def _start(since: str, end: date, now: datetime, zone: tzinfo) -> date:
    try:
        days = -(-int(duration(since).total_seconds()) // 86_400)
    except UsageError:
        return day(since, now=now, zone=zone)
    return end - timedelta(min(max(days, 1), (end - _FIRST).days))

"""Periods: whole days of the configured time zone, half-open, and the period before."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from monitor.errors import UsageError

DEFAULT_SINCE: Final = "4w"

_SPAN: Final = re.compile(r"(\d{1,5})([hdw])")
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

    def __contains__(self, day: date) -> bool:
        return self.since <= day < self.until

    def seconds(self, zone: tzinfo) -> tuple[int, int]:
        """Its bounds as epoch seconds: the midnights of *zone*."""
        return midnight(self.since, zone), midnight(self.until, zone)


def midnight(day: date, zone: tzinfo) -> int:
    """The epoch second at which *day* begins in *zone*."""
    return int(datetime.combine(day, time(), zone).astimezone(UTC).timestamp())


def period(since: str | None, until: str | None, *, now: datetime, zone: tzinfo) -> Period:
    """The period meant by what a user wrote.

    "7d" and "4w" are that many days up to the end of today (or up to *until*), today included;
    "24h" is every day that the last 24 hours touch; a date is itself. Raises `UsageError`.
    """
    today = now.astimezone(zone).date()
    end = _date("--until", until) if until else today + timedelta(1)
    start = _start(since or DEFAULT_SINCE, end, now, zone)
    if start >= end:
        raise UsageError(f"--since {since}: no day lies between {start} and {end}")
    return Period(start, end)


def _start(since: str, end: date, now: datetime, zone: tzinfo) -> date:
    span = _SPAN.fullmatch(since.strip())
    if not span:
        return _date("--since", since)
    number, unit = int(span[1]), span[2]
    if unit == "h":
        return max(_FIRST, (now - timedelta(hours=number)).astimezone(zone).date())
    days = number * (7 if unit == "w" else 1)
    return max(_FIRST, end - timedelta(days))


def _date(option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise UsageError(
            f"{option} {text}: expected a span such as 7d, 24h or 4w, or a date such as 2026-01-31"
        ) from None
    if not _FIRST <= day <= _LAST:
        raise UsageError(f"{option} {text}: expected a day from {_FIRST} to {_LAST}")
    return day

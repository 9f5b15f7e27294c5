"""Spans and days as people write them: 7d, 24h, 4w, today, yesterday, ISO dates."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from monitor.errors import UsageError

_UNITS: Final = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN: Final = re.compile(r"(\d{1,5})\s*([mhdw])")


def duration(text: str) -> timedelta:
    """`7d`, `24h`, `4w`, `30m` as a span. Raises `UsageError`."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"'{text}' is no duration; write one such as 7d, 24h or 4w")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def day(text: str, *, now: datetime, zone: tzinfo) -> date:
    """The day of *zone* that *text* means: a span back from today, a word, or an ISO date.

    `7d` is six days before today, so that the period up to today has seven days; spans in
    hours are rounded up to whole days.
    """
    today = now.astimezone(zone).date()
    words = {"today": today, "yesterday": today - timedelta(days=1)}
    if text in words:
        return words[text]
    if _SPAN.fullmatch(text.strip()):
        days = -(-int(duration(text).total_seconds()) // 86_400)
        return today - timedelta(days=max(days - 1, 0))
    try:
        return date.fromisoformat(text)
    except ValueError:
        return moment(text, now=now, zone=zone).astimezone(zone).date()


def moment(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """The moment *text* means: a span back from now, or an ISO date or time (UTC answer)."""
    if _SPAN.fullmatch(text.strip()):
        return now - duration(text)
    if text in {"today", "yesterday"}:
        start = day(text, now=now, zone=zone)
        return datetime(start.year, start.month, start.day, tzinfo=zone).astimezone(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"'{text}' is no time; write 7d, 24h, 4w, today, yesterday or a date such as 2026-11-23"
        ) from error
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)

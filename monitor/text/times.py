"""Times as services write them."""

import re
from datetime import UTC, datetime
from time import struct_time

_NUMBER = re.compile(r"^-?\d{1,12}(?:\.\d{1,9})?$")


def utc(value: datetime | struct_time | float | str | None) -> datetime | None:
    """*value* as an aware UTC time; None where it says no time.

    Takes datetimes, feedparser's struct_time (UTC), epoch seconds (as number or text), ISO 8601
    and RFC 822 text. A time without a zone is taken as UTC, never as local.
    """
    try:
        return _utc(value)
    except (ValueError, OverflowError, TypeError, IndexError, OSError):
        return None


def _utc(value: datetime | struct_time | float | str | None) -> datetime | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, struct_time):
        return datetime(*value[:6], tzinfo=UTC)
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    if isinstance(value, str):
        text = value.strip()
        if _NUMBER.match(text):
            return datetime.fromtimestamp(float(text), UTC)
        value = _written_time(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _written_time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        from email.utils import parsedate_to_datetime

        return parsedate_to_datetime(text)

"""Times as files write them, to aware UTC times.

ISO 8601, RFC 822, Twitter's form, month names, seconds and milliseconds since 1970, and
numbers with separators. Whether 2/3/2015 is a day in March or in February no row alone can
say: the order is learnt from the rows that can (2/24/2015), and where none does, the reader
refuses and asks for `--date-format`. A dot between numbers (2.3.2015) means day first.
A time without a zone is UTC unless the reader was told another.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Final, Literal

Order = Literal["day first", "month first"]

_NONE: Final = frozenset({"", "null", "none", "nan", "nat", "n/a", "na", "-", "unknown", "0"})
_DIGITS = re.compile(r"\d+(?:\.\d*)?")
_NUMBERS = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})"
    r"(?:[T,\s]\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?[Mm]?\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[T\s]\s*(\d)(?=:))?")
_ZONE_GAP = re.compile(r"\s+(?:UTC|GMT)?\s*([+-]\d{2}:?\d{2})$")
_UTC_NAME = re.compile(r"\s*(?:UTC|GMT|Z)$")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([AaPp])\.?[Mm]\.?)?")
_OFFSET = re.compile(r"(?:(?<=\s)|(?<=:\d\d))([+-])(\d{2}):?(\d{2})\b")
_ZONE_NAME = re.compile(r"\b(UTC|GMT|Z|[ECMP][SD]T|CES?T|BST|WES?T)\b")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan ene", "feb fév feb", "mar mär mrz", "apr avr abr", "may mai", "jun juin",
            "jul juil", "aug aoû ago", "sep set", "oct okt", "nov", "dec dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_HOURS: Final = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "BST": 1, "WET": 0, "WEST": 1,
}  # fmt: skip


class Undecided(Exception):
    """The value has a day and a month, and nothing yet says which is which."""


@dataclass(slots=True)
class Dates:
    """Reads the times of one file; learns the order of day and month from them."""

    form: str | None = None
    zone: tzinfo = UTC
    order: Order | None = None

    def learn(self, value: object) -> bool:
        """Take what *value* says about the order; False while it is needed and unknown."""
        if self.form or self.order or not isinstance(value, str):
            return True
        found = _NUMBERS.fullmatch(value.strip())
        if not found or found[2] == ".":
            return True
        first, second = int(found[1]), int(found[3])
        if first > 12:
            self.order = "day first"
        elif second > 12:
            self.order = "month first"
        return self.order is not None or first == second

    def read(self, value: Any) -> datetime | None:
        """The UTC time that *value* names; None where it is empty.

        Raises `ValueError` for what is no time, `Undecided` where `learn` gave False.
        """
        if value is None or value is False:
            return None
        text = str(value).strip()
        if text.casefold() in _NONE:
            return None
        try:
            return self._utc(self._parse(text))
        except (ValueError, OverflowError):
            shown = text if len(text) <= 40 else text[:40] + "…"
            raise ValueError(f"'{shown}' is not understood as a time") from None

    def _parse(self, text: str) -> datetime:
        if self.form:
            return datetime.strptime(text, self.form)  # noqa: DTZ007 (the zone follows)
        if _DIGITS.fullmatch(text):
            return _of_digits(text)
        if numbers := _NUMBERS.fullmatch(text):
            return self._of_numbers(numbers)
        if _WORD.search(_UTC_NAME.sub("", text)):
            return _of_words(text)
        return _of_iso(text)

    def _of_numbers(self, found: re.Match[str]) -> datetime:
        first, second = int(found[1]), int(found[3])
        order = "day first" if found[2] == "." else self.order
        if order is None and first != second:
            raise Undecided(found[0])
        day, month = (first, second) if order == "day first" else (second, first)
        year = int(found[4]) if len(found[4]) == 4 else _century(int(found[4]))
        hour = _hour(int(found[5] or 0), found[8])
        moment = datetime(year, month, day, hour, int(found[6] or 0), int(found[7] or 0))  # noqa: DTZ001
        return moment.replace(tzinfo=_zone_in(f" {found[9]}") if found[9] else None)

    def _utc(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.zone)
        return moment.astimezone(UTC)


def _of_digits(text: str) -> datetime:
    """Seconds, milli-, micro- or nanoseconds since 1970, or a date written without signs."""
    whole = text.partition(".")[0]
    match len(whole):
        case 8:
            return datetime.strptime(whole, "%Y%m%d")  # noqa: DTZ007
        case 14:
            return datetime.strptime(whole, "%Y%m%d%H%M%S")  # noqa: DTZ007
        case 9 | 10:
            return datetime.fromtimestamp(float(text), UTC)
        case 12 | 13:
            return datetime.fromtimestamp(int(whole) / 1_000, UTC)
        case 15 | 16:
            return datetime.fromtimestamp(int(whole) / 1_000_000, UTC)
        case 18 | 19:
            return datetime.fromtimestamp(int(whole) / 1_000_000_000, UTC)
    raise ValueError(text)


def _of_iso(text: str) -> datetime:
    text = _ZONE_GAP.sub(r"\1", text)
    text = _UTC_NAME.sub("+00:00", text)
    if found := _YEAR_FIRST.match(text):
        year, month, day, hour = found.groups()
        clock = f"T0{hour}" if hour else ""
        text = f"{year}-{month:>02}-{day:>02}{clock}{text[found.end() :]}"
    return datetime.fromisoformat(text)


def _of_words(text: str) -> datetime:
    """A date with the name of its month, in whatever order."""
    clock = _CLOCK.search(text)
    zone = _zone_in(text)
    rest = _OFFSET.sub(" ", _CLOCK.sub(" ", text, count=1))
    month = next((m for word in _WORD.findall(rest) if (m := _month(word))), 0)
    numbers = re.findall(r"\d+", rest)
    years = [n for n in numbers if len(n) == 4]
    days = [n for n in numbers if len(n) <= 2]
    year = int(years[0]) if years else _century(int(days.pop())) if len(days) == 2 else 0
    if len(days) != 1:
        raise ValueError(text)
    hour, minute, second = 0, 0, 0
    if clock:
        hour, minute, second = _hour(int(clock[1]), clock[4]), int(clock[2]), int(clock[3] or 0)
    return datetime(year, month, int(days[0]), hour, minute, min(second, 59), tzinfo=zone)


def _month(word: str) -> int | None:
    word = word.casefold()
    return _MONTHS.get(word[:4]) or _MONTHS.get(word[:3])


def _zone_in(text: str) -> tzinfo | None:
    if found := _OFFSET.search(text):
        hours, minutes = int(found[2]), int(found[3])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(offset if found[1] == "+" else -offset)
    if name := _ZONE_NAME.search(text):
        return timezone(timedelta(hours=_HOURS.get(name[1], 0)))
    return None


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in "pP" else 0)


def _century(year: int) -> int:
    """Two digits: 69 and later are of the last century, as strptime reads them."""
    return year + (1900 if year >= 69 else 2000)

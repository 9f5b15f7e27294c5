"""Lines of days as blocks, and shares as bars, in characters."""

from collections.abc import Iterator, Sequence
from typing import Final

from monitor.reports.rows import DayPoint, Line

_BLOCKS: Final = "▁▂▃▄▅▆▇█"
UNKNOWN_DAY: Final = "·"
# What stands under a day; the first of its marks that is listed here wins.
MARKS: Final = (("spike", "▲"), ("down", "×"), ("capped", "~"), ("silent", "?"), ("today", "'"))
BAR: Final = 20


def bar(percent: float, width: int = BAR) -> str:
    """A share of 100 as a bar of *width* cells, in steps of an eighth."""
    eighths = round(max(0.0, min(percent, 100.0)) * width * 8 / 100)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (" ▏▎▍▌▋▊▉"[rest] if rest else "")).ljust(width, "░")


def spark(points: Sequence[DayPoint], low: float, high: float) -> str:
    """One block a day between *low* and *high*; a dot where the value is not known."""
    return "".join(_block(point.value, low, high) for point in points)


def _block(value: float | None, low: float, high: float) -> str:
    if value is None:
        return UNKNOWN_DAY
    if high <= low:
        return _BLOCKS[0]
    place = (value - low) / (high - low) * (len(_BLOCKS) - 1)
    return _BLOCKS[round(max(0.0, min(place, len(_BLOCKS) - 1)))]


def under(points: Sequence[DayPoint]) -> str:
    """The marks of the days, one character each, blanks where there is nothing to say."""
    return "".join(_mark(point) for point in points)


def _mark(point: DayPoint) -> str:
    return next((sign for mark, sign in MARKS if mark in point.marks), " ")


def bounds(lines: Sequence[Line]) -> tuple[float, float]:
    """The common scale of several lines: 0 and their extremes."""
    values = [p.value for line in lines for p in line.points if p.value is not None]
    return min(0.0, *values, 0.0), max(0.0, *values, 0.0)


def in_pieces(points: Sequence[DayPoint], width: int) -> Iterator[Sequence[DayPoint]]:
    """The days in runs that fit *width* characters, whole weeks where that is possible."""
    length = max(1, width - width % 7 if width >= 7 else width)
    for start in range(0, len(points), length):
        yield points[start : start + length]

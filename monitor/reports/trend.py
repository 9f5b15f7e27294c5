"""Volume and sentiment per day: zero-filled, gaps and spikes marked instead of drawn."""

from collections.abc import Mapping
from typing import Any

from monitor.reports.coverage import Coverage
from monitor.reports.definitions import DEFINITIONS
from monitor.reports.intervals import net
from monitor.reports.period import Period
from monitor.reports.rows import DayMark, DayPoint, Line, Trend
from monitor.reports.scope import Scope

Spikes = Mapping[tuple[str, str], str]
"""(brand, day) -> what the spike of that day is about."""


def volume_trend(scope: Scope, known: Coverage, spikes: Spikes) -> Trend:
    """Mentions per day and brand."""
    lines = tuple(
        Line(
            label=brand,
            points=tuple(
                _volume_point(scope, known, spikes, brand, row)
                for row in scope.rows("days", brand)
            ),
        )
        for brand in scope.brands
    )
    return Trend(
        key="volume_by_day",
        title="Mentions per day",
        unit="count",
        definition=DEFINITIONS["days"],
        lines=lines,
        notes=_notes(scope, known),
    )


def _volume_point(
    scope: Scope, known: Coverage, spikes: Spikes, brand: str, row: Any
) -> DayPoint:
    day, number = row["day"], row["mentions"]
    marks = day_marks(scope, known, day)
    about = ", ".join(known.sources(day))
    if (brand, day) in spikes:
        marks, about = (*marks, "spike"), spikes[brand, day]
    is_unknown = is_future(scope, day) or (number == 0 and not known.is_whole(day))
    return DayPoint(
        day=day,
        value=None if is_unknown else number,
        marks=marks,
        about=about,
        mentions=scope.filter(brand, **one_day(day)),
    )


def day_marks(scope: Scope, known: Coverage, day: str) -> tuple[DayMark, ...]:
    """What is to be marked on a day of the report."""
    is_today = day == scope.now.astimezone(scope.zone).date().isoformat()
    return (*known.marks(day), *(("today",) if is_today else ()))


def is_future(scope: Scope, day: str) -> bool:
    return day > scope.now.astimezone(scope.zone).date().isoformat()


def one_day(day: str) -> dict[str, str]:
    """The bounds of a filter for one day."""
    return {"since": day, "until": Period.day_after(day)}


def sentiment_trend(scope: Scope, known: Coverage) -> Trend:
    """Net sentiment per day and brand."""
    lines = tuple(
        Line(
            label=brand,
            points=tuple(
                DayPoint(
                    day=row["day"],
                    value=net(row["positive"], row["neutral"], row["negative"]),
                    marks=day_marks(scope, known, row["day"]),
                    mentions=scope.opinions(brand, **one_day(row["day"])),
                )
                for row in scope.rows("days", brand)
            ),
        )
        for brand in scope.brands
    )
    return Trend(
        key="sentiment_by_day",
        title="Net sentiment per day",
        unit="points",
        definition=DEFINITIONS["sentiment_days"],
        lines=lines,
    )


def _notes(scope: Scope, known: Coverage) -> tuple[str, ...]:
    notes = []
    for word, found in (
        ("down", known.down), ("capped", known.capped), ("silent", known.silent)
    ):  # fmt: skip
        notes += [
            f"{source} was {word} on {_days_of(days)}."
            for source, days in sorted(found.items())
        ]
    today = scope.now.astimezone(scope.zone).date()
    if today in scope.period:
        notes.append("Today is not over: its count, and the change of counts, will still grow.")
    return tuple(notes)


def _days_of(days: frozenset[str], most: int = 5) -> str:
    ordered = sorted(days)
    rest = f" and {len(ordered) - most} more days" if len(ordered) > most else ""
    return ", ".join(ordered[:most]) + rest

"""Which sources were down, capped or silent on which days: what the counts cannot tell."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from monitor.reports.definitions import column
from monitor.reports.period import Period, midnight
from monitor.reports.rows import DayMark, Figure, Row, Table
from monitor.reports.scope import Scope

SHORTEST: Final = 3600  # seconds of failing that make a day one with a gap
USUAL: Final = 10.0  # mentions a day from which on a day with none is called silent
_ABANDONED: Final = 2 * 86_400  # a source not asked for so long is no longer configured


@dataclass(frozen=True, slots=True)
class Span:
    """Something that held from `start` up to `end` (epoch seconds) for a source."""

    source: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The days that are not whole: source -> days (YYYY-MM-DD)."""

    down: Mapping[str, frozenset[str]] = field(default_factory=dict)
    capped: Mapping[str, frozenset[str]] = field(default_factory=dict)
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def marks(self, day: str) -> tuple[DayMark, ...]:
        """What is to be marked on a day."""
        kinds: tuple[tuple[DayMark, Mapping[str, frozenset[str]]], ...] = (
            ("down", self.down),
            ("capped", self.capped),
            ("silent", self.silent),
        )
        return tuple(
            mark for mark, found in kinds if any(day in days for days in found.values())
        )

    def sources(self, day: str) -> tuple[str, ...]:
        """The sources that were not whole on a day."""
        found = (self.down, self.capped, self.silent)
        return tuple(sorted({s for kind in found for s, days in kind.items() if day in days}))

    def is_whole(self, day: str) -> bool:
        """Whether no source is known to have failed or to have been cut short that day."""
        return not set(self.marks(day)) & {"down", "capped"}


def coverage(scope: Scope, period: Period | None = None) -> Coverage:
    """What is known of the days of *period* (the report's own by default)."""
    chosen = period or scope.period
    start, end = chosen.seconds(scope.zone)
    bounds: dict[str, Any] = {"start_at": start, "end_at": min(end, int(scope.now.timestamp()))}
    outages = [_outage(row, scope) for row in scope.rows("outages", **bounds)]
    gaps = [
        Span(row["source"], row["since"], row["until"], row["reason"])
        for row in scope.rows("gaps", **bounds)
    ]
    return Coverage(
        down=_days(outages, chosen, scope, shortest=SHORTEST),
        capped=_days(gaps, chosen, scope, shortest=1),
        silent=_silent(scope, chosen),
    )


def _outage(row: Any, scope: Scope) -> Span:
    now = int(scope.now.timestamp())
    still = now if now - row["asked_at"] <= _ABANDONED else row["asked_at"]
    end = still if row["until"] is None else row["until"]
    return Span(row["source"], row["since"], end, row["reason"])


def _days(
    spans: Iterable[Span], period: Period, scope: Scope, *, shortest: int
) -> dict[str, frozenset[str]]:
    """The days on which each source's spans lasted *shortest* seconds or more together."""
    lasted: dict[tuple[str, str], int] = {}
    start, end = period.seconds(scope.zone)
    for span in spans:
        for day in _touched(max(span.start, start), min(span.end, end), scope):
            first = midnight(day, scope.zone)
            last = midnight(day + timedelta(1), scope.zone)
            seconds = min(span.end, last) - max(span.start, first)
            key = (span.source, day.isoformat())
            lasted[key] = lasted.get(key, 0) + seconds
    found: dict[str, set[str]] = {}
    for (source, name), seconds in lasted.items():
        if seconds >= shortest:
            found.setdefault(source, set()).add(name)
    return {source: frozenset(days) for source, days in sorted(found.items())}


def _touched(start: int, end: int, scope: Scope) -> Iterable[date]:
    if start >= end:
        return
    day = datetime.fromtimestamp(start, UTC).astimezone(scope.zone).date()
    last = datetime.fromtimestamp(end - 1, UTC).astimezone(scope.zone).date()
    while day <= last:
        yield day
        day += timedelta(1)


def _silent(scope: Scope, period: Period) -> dict[str, frozenset[str]]:
    """Whole past days with nothing from a source whose other days leave no doubt.

    Its usual rate is the mean of the days since its first mention, the four weeks before the
    period included. With a Poisson mean of 10, a day with none has a chance of 1 in 22,000; less
    than usual on holidays is no failure. Files that were imported have no health and are never called silent.
    """
    asked = {row["source"]: row["last_attempt_at"] for row in scope.rows("source_health")}
    wide = Period(period.since - timedelta(28), period.until)
    by_source: dict[str, dict[str, int]] = {}
    for row in scope.rows("source_days", **wide.bounds):
        by_source.setdefault(row["source"], {})[row["day"]] = row["mentions"]
    found = {}
    for source, counts in by_source.items():
        if asked.get(source) is None:
            continue
        days = _silent_days(counts, period, _day(asked[source], scope))
        if days:
            found[source] = days
    return found


def _silent_days(counts: Mapping[str, int], period: Period, end: date) -> frozenset[str]:
    first = date.fromisoformat(min(counts))
    last = min(period.until, end)
    length = (last - first).days
    if length < 1 or math.fsum(counts.values()) / length < USUAL:
        return frozenset()
    days = ((first + timedelta(n)).isoformat() for n in range(length))
    return frozenset(
        day for day in days if day >= period.since.isoformat() and day not in counts
    )


def _day(at: int, scope: Scope) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone(scope.zone).date()


def coverage_table(scope: Scope, known: Coverage) -> Table:
    """The sources, how they are, and their days that are not whole."""
    mentions: dict[str, int] = {}
    for row in scope.rows("source_days"):
        mentions[row["source"]] = mentions.get(row["source"], 0) + row["mentions"]
    health = {row["source"]: row for row in scope.rows("source_health")}
    rows = [
        _coverage_row(source, mentions.get(source, 0), health.get(source), known)
        for source in sorted({*mentions, *health})
    ]
    return Table(
        key="coverage",
        title="Sources",
        columns=(
            column("source", "Source"),
            column("state", "State"),
            column("source_mentions", "Mentions", "count"),
            column("down_days", "Days down", "count"),
            column("capped_days", "Days capped", "count"),
            column("silent_days", "Days silent", "count"),
            column("last_success", "Last success", "time"),
            column("reason", "Reason"),
        ),
        rows=tuple(rows),
        empty="no source has given anything yet; run: monitor fetch",
    )


def _coverage_row(source: str, mentions: int, health: Any, known: Coverage) -> Row:
    def days(of: Mapping[str, frozenset[str]]) -> Figure:
        return Figure(value=len(of.get(source, ())))

    return Row(
        cells=(
            source,
            _state(health),
            Figure(value=mentions),
            days(known.down),
            days(known.capped),
            days(known.silent),
            _time(health["last_success_at"]) if health else None,
            (health["disabled_reason"] or health["reason"]) if health else None,
        ),
    )


def _state(health: Any) -> str:
    if health is None:
        return "imported"
    if health["disabled_reason"]:
        return "stopped"
    return "failing" if health["failures"] else "well"


def _time(at: int | None) -> str | None:
    return (
        None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    )

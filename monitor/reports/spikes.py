"""Spikes: days whose count is unlikely after the weeks before, and what they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from monitor.reports.counts import Law, Past, detectable, law, tail, threshold
from monitor.reports.coverage import Coverage, coverage
from monitor.reports.definitions import column
from monitor.reports.documents import documents
from monitor.reports.intervals import discoveries, shares_differ
from monitor.reports.period import Period
from monitor.reports.phrases import overrepresented, words
from monitor.reports.quotes import by_author, quotes
from monitor.reports.rows import Figure, Row, Table
from monitor.reports.scope import NOTHING, Scope, counted

BASELINE: Final = 56  # days before a day that say what to expect of it
_READ: Final = 300  # mentions whose words are compared, on each side
_SUBJECTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """One day of one brand. `smallest` is the count from which it would have been a spike,
    `seen_from` the smallest jump (× expected) that is seen on four days of five."""

    brand: str
    day: str
    count: int
    people: int
    expected: float
    probability: float
    smallest: int
    seen_from: float
    topics: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """What it is about, in a few words."""
        return (
            ", ".join((*self.topics, *(f"“{p}”" for p in self.phrases))) or "nothing in common"
        )


def spikes(scope: Scope) -> tuple[Spike, ...]:
    """The spikes of all brands in the period, with what they are about."""
    wide = Period(scope.period.since - timedelta(2 * BASELINE), scope.period.until)
    known = coverage(scope, wide)
    return tuple(
        _explained(scope, spike)
        for brand in scope.brands
        for spike in _of_brand(scope, brand, wide, known)
    )


def _of_brand(scope: Scope, brand: str, wide: Period, known: Coverage) -> list[Spike]:
    rows = scope.rows("days", brand, **wide.bounds)
    first = scope.rows("first_day", brand)[0]["day"]
    counts = {row["day"]: row["originals"] for row in rows if first and row["day"] >= first}
    found = [one for one in unlikely(counts, known, scope.settings.quiet_days)
             if _is_asked(scope, one.day)]  # fmt: skip
    return _by_many(scope, brand, wide, known, found) if found else []


def _is_asked(scope: Scope, day: str) -> bool:
    today = scope.now.astimezone(scope.zone).date()
    return date.fromisoformat(day) in scope.period and date.fromisoformat(day) <= today


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlikely:
    """A day's count beyond its threshold."""

    day: str
    count: int
    expected: Law
    smallest: int


def unlikely(counts: Mapping[str, int], known: Coverage, quiet_days: int) -> list[Unlikely]:
    """The days whose count stands out from the `BASELINE` days before.

    *counts* are consecutive days. Days with gaps teach nothing. A spike teaches only as much as
    its threshold, so that a crisis does not hide the next one.
    """
    past: list[tuple[str, Past]] = []
    found = []
    for day, count in sorted(counts.items()):
        weekday = date.fromisoformat(day).weekday()
        oldest = (date.fromisoformat(day) - timedelta(BASELINE)).isoformat()
        past = [one for one in past if one[0] >= oldest]
        expected = law([one for _, one in past], weekday)
        is_high = expected is not None and count > expected.mean
        smallest = threshold(expected, quiet_days) if expected and is_high else None
        if expected and smallest is not None and count >= smallest:
            found.append(Unlikely(day=day, count=count, expected=expected, smallest=smallest))
        if known.is_whole(day):
            learnt = count if smallest is None else min(count, smallest)
            past.append((day, Past(weekday, learnt)))
    return found


def _by_many(
    scope: Scope, brand: str, wide: Period, known: Coverage, found: Sequence[Unlikely]
) -> list[Spike]:
    """Those that stand out in people as well: one person who posts fifty times is no spike."""
    rows = scope.rows("people_by_day", brand, **wide.bounds)
    people = {row["day"]: row["people"] for row in rows}
    first = min(people)
    days = (date.fromisoformat(first) + timedelta(n) for n in range(_length(first, wide)))
    whole = {day.isoformat(): people.get(day.isoformat(), 0) for day in days}
    wild = {one.day for one in unlikely(whole, known, scope.settings.quiet_days)}
    return [
        Spike(
            brand=brand,
            day=one.day,
            count=one.count,
            people=people[one.day],
            expected=round(one.expected.mean, 2),
            probability=tail(one.expected, one.count),
            smallest=one.smallest,
            seen_from=detectable(one.expected, scope.settings.quiet_days),
        )
        for one in found
        if one.day in wild
    ]


def _length(first: str, wide: Period) -> int:
    return (wide.until - date.fromisoformat(first)).days


def _explained(scope: Scope, spike: Spike) -> Spike:
    day = date.fromisoformat(spike.day)
    that_day = Period(day, day + timedelta(1))
    before = Period(day - timedelta(BASELINE), day)
    topics = _topics(scope, spike.brand, that_day, before)
    phrases = overrepresented(
        documents(scope, spike.brand, that_day, most=_READ),
        documents(scope, spike.brand, before, most=_READ),
        ignored=frozenset(words(" ".join(scope.brands))),
    )
    return replace(spike, topics=topics, phrases=tuple(phrases))


def _topics(scope: Scope, brand: str, now: Period, before: Period) -> tuple[str, ...]:
    """Topics with a larger share that day than in the weeks before, by more than chance."""
    new = counted(scope.rows("by_topic", brand, **now.bounds))
    old = counted(scope.rows("by_topic", brand, **before.bounds))
    whole = _originals(scope, brand, now)
    whole_before = _originals(scope, brand, before)
    names = sorted(new)
    pairs = [(new[n].originals, old.get(n, NOTHING).originals) for n in names]
    tests = [shares_differ(a, whole, b, whole_before) for a, b in pairs]
    grown = [
        (p, name)
        for p, name, (a, b), stands_out in zip(
            tests, names, pairs, discoveries(tests), strict=True
        )
        if stands_out and a * whole_before > b * whole
    ]
    return tuple(name for _, name in sorted(grown)[:_SUBJECTS])


def _originals(scope: Scope, brand: str, period: Period) -> int:
    return sum(row["originals"] for row in scope.rows("days", brand, **period.bounds))


def spike_table(scope: Scope, found: Sequence[Spike]) -> Table:
    """The spikes with their baseline, probability and subject."""
    return Table(
        key="spikes",
        title="Spikes",
        columns=(
            column("brand", "Brand"),
            column("day", "Day", "day"),
            column("spike_count", "Count", "count"),
            column("spike_people", "People", "count"),
            column("spike_expected", "Expected", "count"),
            column("spike_probability", "Chance"),
            column("spike_smallest", "From", "count"),
            column("spike_seen_from", "Seen from", "ratio"),
            column("spike_about", "About"),
        ),
        rows=tuple(_row(scope, spike) for spike in found),
        notes=(
            f"Meant to raise at most one false alarm in {scope.settings.quiet_days} quiet days "
            f"of a brand. The {BASELINE} days before, weekday by weekday, say what to expect; "
            "days with gaps are left out.",
        ),
        empty="no day stands out (or there are fewer than 14 days to compare with)",
    )


def _row(scope: Scope, spike: Spike) -> Row:
    chosen = scope.opinions(spike.brand, since=spike.day, until=Period.day_after(spike.day))
    day = date.fromisoformat(spike.day)
    rows = scope.rows(
        "newest", spike.brand, most=_READ, **Period(day, day + timedelta(1)).bounds
    )
    return Row(
        cells=(
            spike.brand,
            spike.day,
            Figure(value=spike.count, mentions=chosen),
            Figure(value=spike.people),
            Figure(value=spike.expected),
            chance(spike.probability),
            Figure(value=spike.smallest),
            Figure(value=spike.seen_from, unit="ratio"),
            spike.about,
        ),
        mentions=chosen,
        quotes=quotes(scope, by_author(rows), has=spike.phrases[0] if spike.phrases else ""),
    )


def chance(probability: float) -> str:
    """A small probability as people read it: 1 in 1,200 days."""
    if probability < 1e-9:
        return "under 1 in 1,000,000,000"
    return f"1 in {1 / probability:,.0f}"

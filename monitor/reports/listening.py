"""Listening (Deliver): what waits for an answer, and how fast customers are answered."""

from collections.abc import Callable
from typing import Final

from monitor.reports.answers import sides
from monitor.reports.assembly import assemble
from monitor.reports.coverage import coverage, coverage_table
from monitor.reports.definitions import column
from monitor.reports.heard import Heard, by_ids, heard
from monitor.reports.intervals import percent, wilson
from monitor.reports.open_items import ageing_table, open_table
from monitor.reports.responses import (
    on_time_table,
    response_curve,
    response_table,
    status_table,
)
from monitor.reports.rows import Figure, Interval, Report, Row, Section, Table
from monitor.reports.scope import Scope
from monitor.reports.survival import Wait, curve, quantile

TITLE: Final = "Listening"


def listening(scope: Scope) -> Report:
    """The report of the Deliver part for the brands and period of *scope*."""
    all_heard = heard(scope)
    sections = (
        Section(
            key="answers",
            title="Answers",
            blocks=(
                response_table(scope, all_heard),
                status_table(scope, all_heard),
                on_time_table(scope, all_heard),
                response_curve(scope, all_heard),
            ),
        ),
        Section(
            key="open",
            title="Open",
            blocks=(ageing_table(scope, all_heard), open_table(scope, all_heard)),
        ),
        Section(key="after", title="Before and after", blocks=(after_table(scope, all_heard),)),
        Section(
            key="coverage",
            title="Collection",
            blocks=(_delay_table(scope), coverage_table(scope, coverage(scope))),
        ),
    )
    return assemble(scope, "listening", TITLE, sections)


def after_table(scope: Scope, found: Heard) -> Table:
    """How askers sounded before and after the brand's first answer."""
    rows = [_after_row(scope, found, brand) for brand in scope.brands]
    return Table(
        key="after_answer",
        title="After the answer",
        columns=(
            column("brand", "Brand"),
            column("came_back", "Came back", "count"),
            column("better", "Better", "count"),
            column("same", "Same", "count"),
            column("worse", "Worse", "count"),
            column("better_share", "Better", "percent"),
        ),
        rows=tuple(rows),
    )


def _after_row(scope: Scope, found: Heard, brand: str) -> Row:
    pairs = [(one, sides(scope, one)) for one in found.by_brand[brand]]
    both = [(one, a, b) for one, (a, b) in pairs if a is not None and b is not None]
    tests: tuple[Callable[[float, float], bool], ...] = (
        lambda a, b: b > a,
        lambda a, b: b == a,
        lambda a, b: b < a,
    )
    parts = [[one for one, a, b in both if holds(a, b)] for holds in tests]
    better, worse = len(parts[0]), len(parts[2])
    interval: Interval | None = wilson(better, better + worse)
    return Row(
        cells=(
            brand,
            Figure(value=len(both)),
            *(Figure(value=len(one), mentions=by_ids(scope, brand, one)) for one in parts),
            Figure(
                value=percent(better, better + worse),
                unit="percent",
                n=better + worse,
                interval=interval,
                missing=None if better + worse else "no change to judge",
            ),
        ),
        mentions=by_ids(scope, brand, [one for one, _, _ in both]),
    )


def _delay_table(scope: Scope) -> Table:
    rows = [row for brand in scope.brands for row in _delay_rows(scope, brand)]
    return Table(
        key="delay",
        title="Collection delay",
        columns=(
            column("brand", "Brand"),
            column("source", "Source"),
            column("delayed", "Mentions", "count"),
            column("delay_median", "Median", "seconds"),
            column("delay_p90", "9 of 10 by", "seconds"),
        ),
        rows=tuple(rows),
        empty="no mention is younger than its source's first run",
    )


def _delay_rows(scope: Scope, brand: str) -> list[Row]:
    by_source: dict[str, list[Wait]] = {}
    for row in scope.rows("delays", brand):
        waits = by_source.setdefault(row["source"], [])
        waits += [Wait(max(0, row["delay"]), True)] * row["mentions"]
    rows = []
    for source, waits in sorted(by_source.items()):
        steps = curve(waits)
        rows.append(
            Row(
                cells=(
                    brand,
                    source,
                    Figure(value=len(waits)),
                    Figure(value=quantile(steps, 0.5), unit="seconds", n=len(waits)),
                    Figure(value=quantile(steps, 0.9), unit="seconds", n=len(waits)),
                ),
                mentions=scope.filter(brand, source=source),
            )
        )
    return rows

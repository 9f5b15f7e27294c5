"""Brands named together: how often, and which of the two is preferred."""

from collections.abc import Sequence
from typing import Any, Final

from monitor.reports.definitions import column
from monitor.reports.intervals import MIN_OPINIONATED, percent, wilson
from monitor.reports.rows import Figure, Row, Table
from monitor.reports.scope import Scope
from monitor.reports.volume import figure_of_count

_RANK: Final = {"negative": 0, "neutral": 1, "positive": 2}


def comparison_table(scope: Scope) -> Table:
    """Each pair of the compared brands that somebody named in one mention."""
    rows = [row for brand in sorted(scope.brands) for row in _rows(scope, brand)]
    return Table(
        key="comparisons",
        title="Named together",
        columns=(
            column("first", "Brand"),
            column("second", "And"),
            column("together", "Mentions", "count"),
            column("prefer_first", "Prefer first", "count", means="preferred"),
            column("prefer_second", "Prefer second", "count", means="preferred"),
            column("preferred_share", "First preferred", "percent"),
        ),
        rows=tuple(sorted(rows, key=_most_first)),
        empty="no mention names two of these brands",
    )


def _most_first(row: Row) -> tuple[float, str, str]:
    size = row.cells[2]
    assert isinstance(size, Figure)  # noqa: S101  the third column is a figure by construction
    return -(size.value or 0), str(row.cells[0]), str(row.cells[1])


def _rows(scope: Scope, brand: str) -> list[Row]:
    now, before = scope.rows("together", brand), scope.rows("together", brand, before=True)
    others = sorted({row["other"] for row in now} & set(scope.brands))
    return [_row(scope, brand, other, _of(now, other), _of(before, other)) for other in others]


def _of(rows: Sequence[Any], other: str) -> list[Any]:
    return [row for row in rows if row["other"] == other]


def preferences(rows: Sequence[Any]) -> tuple[int, int, int]:
    """(all, preferring the first, preferring the second) of rows of together.sql."""
    total = first = second = 0
    for row in rows:
        total += row["mentions"]
        one, other = _RANK.get(row["sentiment"]), _RANK.get(row["other_sentiment"])
        if one is not None and other is not None:
            first += row["mentions"] if one > other else 0
            second += row["mentions"] if other > one else 0
    return total, first, second


def _row(
    scope: Scope, brand: str, other: str, now: Sequence[Any], before: Sequence[Any]
) -> Row:
    total, first, second = preferences(now)
    total_before, first_before, second_before = preferences(before)
    decided = first + second
    known = decided >= MIN_OPINIONATED
    chosen = scope.opinions(brand, also_brand=other)
    return Row(
        cells=(
            brand,
            other,
            figure_of_count(total, total_before, mentions=chosen),
            figure_of_count(first, first_before),
            figure_of_count(second, second_before),
            Figure(
                value=percent(first, decided) if known else None,
                unit="percent",
                n=decided,
                interval=wilson(first, decided) if known else None,
                missing=None if known else "under 10 that prefer one",
            ),
        ),
        mentions=chosen,
    )

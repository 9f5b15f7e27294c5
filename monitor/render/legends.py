"""What the signs and columns of a block mean, in a line or two."""

from collections.abc import Iterator, Sequence
from typing import Final

from monitor.render.sparks import MARKS, UNKNOWN_DAY
from monitor.reports.rows import Column, Figure, Table, Trend

_MEANS: Final = {
    "spike": "spike",
    "down": "a source was down",
    "capped": "a source gave only a part",
    "silent": "a source was unusually silent",
    "today": "today, not over",
}


def table_legend(table: Table, shown: Sequence[Column] | None = None) -> Iterator[str]:
    """The definitions of the columns that are shown (all by default), and of the signs."""
    columns = table.columns if shown is None else shown
    defined = [
        f"{column.title}: {column.definition}" for column in columns if column.definition
    ]
    if defined:
        yield "; ".join(defined) + "."
    figures = [cell for row in table.rows for cell in row.cells if isinstance(cell, Figure)]
    signs = ["(a to b): 95 % interval of chance"] if any(f.interval for f in figures) else []
    signs += ["n: what it rests on"] if signs else []
    signs += ["+ −: against the period before"] if any(f.change for f in figures) else []
    if signs:
        yield "; ".join(signs) + "."


def trend_legend(trend: Trend) -> Iterator[str]:
    """The signs below the days of a trend."""
    points = [point for line in trend.lines for point in line.points]
    there = {mark for point in points for mark in point.marks}
    signs = [f"{sign} {_MEANS[mark]}" for mark, sign in MARKS if mark in there]
    if any(point.value is None for point in points):
        signs.insert(0, f"{UNKNOWN_DAY} not known")
    if signs:
        yield "; ".join(signs) + "."

"""What the signs and columns of a block mean, in a line or two."""

from collections.abc import Iterator
from typing import Final

from monitor.render.sparks import MARKS, UNKNOWN_DAY
from monitor.reports.rows import Figure, Table, Trend

_MEANS: Final = {
    "spike": "spike",
    "down": "a source was down",
    "capped": "a source gave only a part",
    "silent": "a source was unusually silent",
    "today": "today, not over",
}


def legend(block: Table | Trend) -> Iterator[str]:
    """The definitions of a table's columns, or the signs below a trend."""
    if isinstance(block, Trend):
        yield from _signs(block)
        return
    defined = [f"{c.title}: {c.definition}" for c in block.columns if c.definition]
    if defined:
        yield "; ".join(defined) + "."
    if _has_intervals(block):
        yield "(a to b): 95 % interval of chance; n: what it rests on; +/−: against before."


def _signs(trend: Trend) -> Iterator[str]:
    points = [point for line in trend.lines for point in line.points]
    there = {mark for point in points for mark in point.marks}
    signs = [f"{sign} {_MEANS[mark]}" for mark, sign in MARKS if mark in there]
    if any(point.value is None for point in points):
        signs.insert(0, f"{UNKNOWN_DAY} not known")
    if signs:
        yield "; ".join(signs) + "."


def _has_intervals(table: Table) -> bool:
    return any(
        isinstance(cell, Figure) and cell.interval is not None
        for row in table.rows
        for cell in row.cells
    )

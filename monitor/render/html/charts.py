"""What the page's script draws: plain data for each trend, curve and some tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from monitor.reports.rows import Curve, Figure, Report, Row, Table, Trend
from monitor.text import terminal

if TYPE_CHECKING:
    from monitor.store.reading import Filter

# Tables that are drawn as bars too, by their label: the columns that are stacked, in order.
_BARS: Final = {
    "share_of_voice": ("share_of_voice",),
    "ageing": ("under_1h", "under_4h", "under_24h", "under_3d", "more"),
}


def charts_of(report: Report) -> Iterator[dict[str, Any]]:
    """One chart each for what is worth drawing, by the key of its block."""
    for section in report.sections:
        for block in section.blocks:
            chart = _chart(block)
            if chart is not None:
                yield {"id": chart_id(report, block), **chart}


def chart_id(report: Report, block: Table | Trend | Curve) -> str:
    return f"{report.name}-{block.key}"


def is_drawn(block: Table | Trend | Curve) -> bool:
    """Whether there is a chart of this block."""
    return _chart(block) is not None


def _chart(block: Table | Trend | Curve) -> dict[str, Any] | None:
    if isinstance(block, Trend):
        return _trend(block) if any(line.points for line in block.lines) else None
    if isinstance(block, Curve):
        return _curve(block) if any(line.points for line in block.lines) else None
    if not block.rows:
        return None
    return _topic_map(block) if block.key == "topics" else _bars(block)


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "kind": "trend",
        "title": trend.title,
        "unit": trend.unit,
        "lines": [
            {
                "label": terminal(line.label),
                "points": [
                    {
                        "day": point.day,
                        "value": point.value,
                        "marks": list(point.marks),
                        "about": terminal(point.about),
                        "filter": _given(point.mentions),
                    }
                    for point in line.points
                ],
            }
            for line in trend.lines
        ],
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "kind": "curve",
        "title": curve.title,
        "x": {"title": curve.x_title, "unit": curve.x_unit},
        "y": {"title": curve.y_title, "unit": curve.y_unit},
        "lines": [
            {"label": terminal(line.label), "points": [list(point) for point in line.points]}
            for line in curve.lines
        ],
    }


def _topic_map(table: Table) -> dict[str, Any]:
    """Topics by how many mentions they have and how they are felt about."""
    columns = [column.key for column in table.columns]
    dots = []
    for row in table.rows:
        cells = dict(zip(columns, row.cells, strict=True))
        size, net = cells.get("topic_size"), cells.get("net_sentiment")
        if isinstance(size, Figure) and isinstance(net, Figure) and net.value is not None:
            dots.append(
                {
                    "brand": terminal(str(cells.get("brand", ""))),
                    "topic": terminal(str(cells.get("topic", ""))),
                    "size": size.value,
                    "net": net.value,
                    "filter": _given(size.mentions),
                }
            )
    return {"kind": "topics", "title": table.title, "dots": dots}


def _bars(table: Table) -> dict[str, Any] | None:
    """A bar a row; where a table has several columns to draw, they stand in a row as parts."""
    columns = {column.key: column for column in table.columns}
    keys = [key for key in _BARS.get(table.key, ()) if key in columns]
    if not keys:
        return None
    return {
        "kind": "bars",
        "title": table.title,
        "unit": columns[keys[0]].unit,
        "parts": [columns[key].title for key in keys],
        "bars": [bar for row in table.rows for bar in _parts(row, list(columns), keys)],
    }


def _parts(row: Row, columns: list[str], keys: list[str]) -> Iterator[dict[str, Any]]:
    cells = dict(zip(columns, row.cells, strict=True))
    for number, key in enumerate(keys):
        figure = cells[key]
        if isinstance(figure, Figure) and figure.value is not None:
            yield {
                "label": terminal(str(row.cells[0])),
                "part": number,
                "value": figure.value,
                "filter": _given(figure.mentions),
            }


def _given(chosen: "Filter | None") -> dict[str, Any] | None:
    return None if chosen is None else chosen.given()

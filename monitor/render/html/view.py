"""What the template shows of a report: texts only, numbers written out, nothing computed."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.render import numbers
from monitor.render.html.charts import chart_id, is_drawn
from monitor.render.html.mentions import safe_url
from monitor.render.legends import table_legend, trend_legend
from monitor.reports.leads import mentions_command
from monitor.reports.rows import (
    Cell,
    Column,
    Curve,
    Figure,
    Quote,
    Report,
    Row,
    Section,
    Table,
    Trend,
)
from monitor.text import terminal

if TYPE_CHECKING:
    from monitor.store.reading import Filter

_NUMERIC = {"count", "percent", "points", "ratio", "seconds"}


@dataclass(frozen=True, kw_only=True)
class Lead:
    """The way from a figure to its mentions: the filter as JSON, and the command."""

    filter: str
    command: str
    label: str


@dataclass(frozen=True, kw_only=True)
class CellView:
    """`main` is the figure, `rest` what goes with it; `tone` colours a marked change."""

    main: str
    rest: tuple[str, ...] = ()
    lead: Lead | None = None
    is_number: bool = False
    tone: str = ""
    bar: float | None = None


@dataclass(frozen=True, kw_only=True)
class QuoteView:
    text: str
    by: str
    url: str | None


@dataclass(frozen=True, kw_only=True)
class RowView:
    cells: tuple[CellView, ...]
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, kw_only=True)
class BlockView:
    """A table, or a chart with its data as a table below."""

    id: str
    title: str
    has_chart: bool
    summary: str
    columns: tuple[Column, ...]
    rows: tuple[RowView, ...]
    notes: tuple[str, ...]
    empty: str = ""


@dataclass(frozen=True, kw_only=True)
class SectionView:
    id: str
    title: str
    blocks: tuple[BlockView, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReportView:
    id: str
    title: str
    brands: str
    period: str
    generated: str
    sections: tuple[SectionView, ...]
    notes: tuple[str, ...]


def view(report: Report) -> ReportView:
    """The whole report in words."""
    return ReportView(
        id=report.name,
        title=report.title,
        brands=", ".join(map(terminal, report.brands)),
        period=f"{report.since} up to, without, {report.until} ({report.timezone}); "
        f"before: {report.before_since} to {report.before_until}",
        generated=f"{report.generated_at:%Y-%m-%d %H:%M} UTC",
        sections=tuple(_section(report, section) for section in report.sections),
        notes=tuple(map(terminal, (*report.notes, *report.next_steps))),
    )


def _section(report: Report, section: Section) -> SectionView:
    return SectionView(
        id=f"part-{report.name}-{section.key}",
        title=section.title,
        blocks=tuple(_block(report, block) for block in section.blocks),
        notes=tuple(map(terminal, section.notes)),
    )


def _block(report: Report, block: Table | Trend | Curve) -> BlockView:
    name = chart_id(report, block)
    if isinstance(block, Trend):
        return _trend(name, block)
    if isinstance(block, Curve):
        return _curve(name, block)
    return BlockView(
        id=name,
        title=block.title,
        has_chart=is_drawn(block),
        summary=f"Chart of the table below: {block.title}.",
        columns=block.columns,
        rows=tuple(_row(block, row) for row in block.rows),
        notes=tuple(map(terminal, (*table_legend(block), *block.notes))),
        empty="" if block.rows else terminal(block.empty),
    )


def _row(table: Table, row: Row) -> RowView:
    cells = [
        _cell(cell, column, row) for column, cell in zip(table.columns, row.cells, strict=True)
    ]
    return RowView(cells=tuple(cells), quotes=tuple(map(_quote, row.quotes)))


def _cell(cell: Cell, column: Column, row: Row) -> CellView:
    main, *rest = (terminal(part) for part in numbers.parts(cell, column.unit))
    is_number = column.unit in _NUMERIC
    if not isinstance(cell, Figure):
        return CellView(main=main, rest=tuple(filter(None, rest)), is_number=is_number)
    what = f"{column.title}: {main}, {terminal(str(row.cells[0]))}"
    return CellView(
        main=main,
        rest=tuple(filter(None, rest)),
        lead=_lead(cell.mentions, what) if cell.value is not None else None,
        is_number=is_number,
        tone=_tone(cell),
        bar=cell.value if column.is_bar else None,
    )


def _tone(figure: Figure) -> str:
    if figure.change is None or not figure.change.is_marked:
        return ""
    return "up" if figure.change.by > 0 else "down"


def _lead(chosen: "Filter | None", what: str) -> Lead | None:
    if chosen is None:
        return None
    return Lead(filter=json.dumps(chosen.given()), command=mentions_command(chosen), label=what)


def _quote(quote: Quote) -> QuoteView:
    by = [f"@{terminal(quote.author)}" if quote.author else "", terminal(quote.site or "")]
    return QuoteView(
        text=terminal(quote.text),
        by=", ".join(filter(None, [*by, f"{quote.at:%Y-%m-%d}"])),
        url=safe_url(quote.url),
    )


def _trend(name: str, trend: Trend) -> BlockView:
    """A trend's numbers as a table: days down, lines across."""
    days = [point.day for point in trend.lines[0].points] if trend.lines else []
    columns = (Column(key="day", title="Day"), *(
        Column(key=line.label, title=terminal(line.label), unit=trend.unit) for line in trend.lines
    ))  # fmt: skip
    rows = [
        RowView(
            cells=(CellView(main=day), *(_day(line.points[n], trend) for line in trend.lines)),
            quotes=(),
        )
        for n, day in enumerate(days)
    ]
    return BlockView(
        id=name,
        title=trend.title,
        has_chart=is_drawn(trend),
        summary=_trend_summary(trend),
        columns=columns,
        rows=tuple(rows),
        notes=tuple(map(terminal, (trend.definition, *trend_legend(trend), *trend.notes))),
    )


def _day(point: object, trend: Trend) -> CellView:
    from monitor.reports.rows import DayPoint

    assert isinstance(point, DayPoint)  # noqa: S101  narrows the type
    return CellView(
        main=numbers.number(point.value, trend.unit),
        rest=tuple(mark for mark in point.marks if mark),
        lead=_lead(point.mentions, f"{trend.title}, {point.day}") if point.value else None,
        is_number=True,
    )


def _trend_summary(trend: Trend) -> str:
    """The chart in a sentence, for those who do not see it."""
    parts = []
    for line in trend.lines:
        known = [point for point in line.points if point.value is not None]
        if known:
            top = max(known, key=lambda point: point.value or 0)
            high = numbers.number(top.value, trend.unit)
            parts.append(f"{terminal(line.label)} highest on {top.day} with {high}")
    return f"{trend.title}: {'; '.join(parts) or 'nothing known'}. The numbers are in the table below."


def _curve(name: str, curve: Curve) -> BlockView:
    columns = (
        Column(key="line", title="Line"),
        Column(key="x", title=curve.x_title, unit=curve.x_unit),
        Column(key="y", title=curve.y_title, unit=curve.y_unit),
    )
    rows = [
        RowView(
            cells=(
                CellView(main=terminal(line.label)),
                CellView(main=numbers.number(x, curve.x_unit), is_number=True),
                CellView(main=numbers.number(y, curve.y_unit), is_number=True),
            ),
            quotes=(),
        )
        for line in curve.lines
        for x, y in _thinned(line.points)
    ]
    return BlockView(
        id=name,
        title=curve.title,
        has_chart=is_drawn(curve),
        summary=f"Curve of {curve.y_title} over {curve.x_title}. The numbers are in the table below.",
        columns=columns,
        rows=tuple(rows),
        notes=tuple(map(terminal, (curve.definition, *curve.notes))),
    )


def _thinned(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """At most about twenty of the points, first and last among them: the table is for reading."""
    step = max(1, len(points) // 20)
    return [point for n, point in enumerate(points) if n % step == 0 or n == len(points) - 1]

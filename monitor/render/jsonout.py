"""Reports as JSON: one valid document, or one object a row (NDJSON). See docs/json.md."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from monitor.reports.leads import mentions_command
from monitor.reports.rows import (
    Cell,
    Curve,
    DayPoint,
    Figure,
    Quote,
    Report,
    Row,
    Section,
    Table,
    Trend,
)
from monitor.store.reading import Filter
from monitor.text import json_text

SCHEMA_VERSION: Final = 1


def document(report: Report) -> str:
    """The report as one JSON document, with a final line feed."""
    return json_text(as_json(report), indent=2) + "\n"


def lines(report: Report) -> Iterator[str]:
    """One JSON object a line for every row of every table and every day of every trend."""
    frame = {"report": report.name, "since": report.since, "until": report.until}
    for table in report.tables():
        for row in table.rows:
            yield _line({**frame, "table": table.key, **_row(table, row)})
    for trend in report.trends():
        for line in trend.lines:
            for point in line.points:
                yield _line({**frame, "trend": trend.key, "label": line.label, **_day(point)})


def _line(found: dict[str, Any]) -> str:
    return json_text(found) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values. Unknown is None; times are UTC with Z."""
    return {
        "schema_version": SCHEMA_VERSION,
        "report": report.name,
        "title": report.title,
        "generated_at": utc_text(report.generated_at),
        "timezone": report.timezone,
        "since": report.since,
        "until": report.until,
        "before": {"since": report.before_since, "until": report.before_until},
        "brands": list(report.brands),
        "notes": list(report.notes),
        "next_steps": list(report.next_steps),
        "sections": [_section(section) for section in report.sections],
        "tables": {table.key: _table(table) for table in report.tables()},
        "trends": {trend.key: _trend(trend) for trend in report.trends()},
        "curves": {curve.key: _curve(curve) for curve in report.curves()},
    }


def _section(section: Section) -> dict[str, Any]:
    kinds: tuple[tuple[str, type[Table | Trend | Curve]], ...] = (
        ("tables", Table),
        ("trends", Trend),
        ("curves", Curve),
    )
    held = {name: [b.key for b in section.blocks if isinstance(b, k)] for name, k in kinds}
    return {
        "key": section.key,
        "title": section.title,
        "notes": list(section.notes),
        **held,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [
            {
                "key": column.key,
                "title": column.title,
                "unit": column.unit,
                "definition": column.definition or None,
            }
            for column in table.columns
        ],
        "rows": [_row(table, row) for row in table.rows],
        "notes": list(table.notes),
    }


def _row(table: Table, row: Row) -> dict[str, Any]:
    cells = {c.key: _cell(cell) for c, cell in zip(table.columns, row.cells, strict=True)}
    return {
        **cells,
        "mentions": _lead(row.mentions),
        "quotes": [_quote(quote) for quote in row.quotes],
    }


def _cell(cell: Cell) -> Any:
    if not isinstance(cell, Figure):
        return cell
    interval, change = cell.interval, cell.change
    return {
        "value": cell.value,
        "unit": cell.unit,
        "n": cell.n,
        "interval": {"low": interval.low, "high": interval.high} if interval else None,
        "before": cell.before,
        "change": change.by if change else None,
        "stands_out": change.is_marked if change else None,
        "missing": cell.missing,
        "mentions": _lead(cell.mentions),
    }


def _lead(chosen: Filter | None) -> dict[str, Any] | None:
    if chosen is None:
        return None
    return {"filter": chosen.given(), "command": mentions_command(chosen)}


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "id": quote.id,
        "text": quote.text,
        "author": quote.author,
        "site": quote.site,
        "url": quote.url,
        "at": utc_text(quote.at),
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "title": trend.title,
        "unit": trend.unit,
        "definition": trend.definition,
        "lines": [
            {"label": line.label, "days": [_day(point) for point in line.points]}
            for line in trend.lines
        ],
        "notes": list(trend.notes),
    }


def _day(point: DayPoint) -> dict[str, Any]:
    return {
        "day": point.day,
        "value": point.value,
        "marks": list(point.marks),
        "about": point.about or None,
        "mentions": _lead(point.mentions),
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "title": curve.title,
        "definition": curve.definition,
        "x": {"title": curve.x_title, "unit": curve.x_unit},
        "y": {"title": curve.y_title, "unit": curve.y_unit},
        "lines": [
            {"label": line.label, "points": [list(point) for point in line.points]}
            for line in curve.lines
        ],
        "notes": list(curve.notes),
    }


def utc_text(at: datetime) -> str:
    """A moment as UTC, ISO 8601 to the second, with Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Reports as CSV: one table as it stands, or every figure of a report in one long table."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from monitor.errors import UsageError
from monitor.reports.leads import mentions_command
from monitor.reports.rows import Figure, Report, Row, Table, Trend
from monitor.store.reading import Filter
from monitor.text import csv_cell

LONG: Final = (
    "report", "part", "row", "figure", "value", "unit", "n", "low", "high", "before", "change",
    "stands_out", "missing", "definition", "mentions",
)  # fmt: skip


def long_table(report: Report) -> str:
    """Every figure of every table and day, one line each."""
    return _csv(LONG, (line for block in _blocks(report) for line in block))


def one_part(report: Report, key: str) -> str:
    """One table or trend of a report with a column for each of its own, by its key."""
    for table in report.tables():
        if table.key == key:
            return _csv(_names(table), (_flat(table, row) for row in table.rows))
    for trend in report.trends():
        if trend.key == key:
            return _csv(("label", "day", "value", "marks", "about", "mentions"), _days(trend))
    known = [t.key for t in report.tables()] + [t.key for t in report.trends()]
    raise UsageError(f"--part {key}: this report has no such part; known: {', '.join(known)}")


def _csv(header: tuple[str, ...], rows: Iterator[list[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _blocks(report: Report) -> Iterator[Iterator[list[Any]]]:
    for table in report.tables():
        yield _long(report, table)
    for trend in report.trends():
        yield _long_days(report, trend)


def _long(report: Report, table: Table) -> Iterator[list[Any]]:
    for row in table.rows:
        name = " · ".join(cell for cell in row.cells if isinstance(cell, str))
        for column, cell in zip(table.columns, row.cells, strict=True):
            if isinstance(cell, Figure):
                lead = cell.mentions or row.mentions
                yield [
                    report.name, table.key, name, column.key, *_parts(cell),
                    column.definition, _command(lead),
                ]  # fmt: skip


def _parts(figure: Figure) -> list[Any]:
    interval, change = figure.interval, figure.change
    return [
        figure.value,
        figure.unit,
        figure.n,
        interval.low if interval else None,
        interval.high if interval else None,
        figure.before,
        change.by if change else None,
        change.is_marked if change else None,
        figure.missing,
    ]


def _long_days(report: Report, trend: Trend) -> Iterator[list[Any]]:
    for line in trend.lines:
        for point in line.points:
            yield [
                report.name, trend.key, f"{line.label} · {point.day}", trend.key, point.value,
                trend.unit, *[None] * 6, " ".join(point.marks) or None, trend.definition,
                _command(point.mentions),
            ]  # fmt: skip


def _command(chosen: Filter | None) -> str | None:
    return mentions_command(chosen) if chosen else None


def _names(table: Table) -> tuple[str, ...]:
    names: list[str] = []
    for at, column in enumerate(table.columns):
        names.append(column.key)
        if any(_has_interval(row, at) for row in table.rows):
            names += [f"{column.key}_n", f"{column.key}_low", f"{column.key}_high"]
    return (*names, "mentions")


def _has_interval(row: Row, at: int) -> bool:
    cell = row.cells[at]
    return isinstance(cell, Figure) and cell.interval is not None


def _flat(table: Table, row: Row) -> list[Any]:
    found: list[Any] = []
    for at, cell in enumerate(row.cells):
        wide = any(_has_interval(other, at) for other in table.rows)
        if isinstance(cell, Figure):
            value, _, n, low, high, *_ = _parts(cell)
            found += [value, n, low, high] if wide else [value]
        else:
            found.append(cell)
    return [*found, _command(row.mentions)]


def _days(trend: Trend) -> Iterator[list[Any]]:
    for line in trend.lines:
        for point in line.points:
            marks, lead = " ".join(point.marks) or None, _command(point.mentions)
            yield [line.label, point.day, point.value, marks, point.about or None, lead]

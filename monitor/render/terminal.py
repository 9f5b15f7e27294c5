"""Reports in a terminal of any width, or as plain text in a pipe. Computes nothing."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from monitor.render import numbers, sparks
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
from monitor.text import terminal as safe

_UNBOUNDED: Final = 10_000  # in a pipe nothing is cut or wrapped to a guessed width
_PAGE: Final = 100  # but what has no width of its own (trends) keeps to this
_TEXT_COLUMN: Final = 16  # the least a column of text may be squeezed to before layouts change


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What to show beside the figures. `quotes` is the most for one row."""

    notes: bool = True
    commands: bool = False
    quotes: int = 3


def print_report(report: Report, show: Show, out: IO[str] | None = None) -> None:
    """Print a report: fitted to a terminal, or plain into a pipe or file."""
    console = _console(out or sys.stdout)
    for text in _head(report):
        console.print(text)
    for section in () if report.next_steps else report.sections:
        _print_section(console, section, show)


def _console(out: IO[str]) -> Console:
    is_terminal = out.isatty()
    return Console(
        file=out,
        width=None if is_terminal else _UNBOUNDED,
        no_color=None if is_terminal else True,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=not is_terminal,
    )


def _head(report: Report) -> Iterator[Text]:
    yield Text(f"{report.title}: {', '.join(_cell(brand) for brand in report.brands)}", "bold")
    yield Text(
        f"{report.since} up to, without, {report.until} ({report.timezone}); "
        f"before: {report.before_since} to {report.before_until}",
        "dim",
    )
    for note in report.notes:
        yield Text(_cell(note), "yellow")
    for step in report.next_steps:
        yield Text(_cell(step))


def _print_section(console: Console, section: Section, show: Show) -> None:
    console.print()
    console.print(Text(section.title.upper(), "bold cyan"))
    for note in section.notes if show.notes else ():
        console.print(_note(note))
    for block in section.blocks:
        console.print()
        if block.title != section.title:
            console.print(Text(block.title, "bold"))
        if isinstance(block, Table):
            _print_table(console, block, show)
        elif isinstance(block, Trend):
            _print_trend(console, block, show)
        else:
            _print_curve(console, block, show)


def _cell(text: str) -> str:
    return safe(text, cell=True)


def _note(text: str) -> Text:
    return Text(_cell(text), "dim")


# Tables: one line a figure where there is room, else its parts below each other, else records.


def _print_table(console: Console, table: Table, show: Show) -> None:
    if not table.rows:
        console.print(_note(table.empty))
        return
    for layout in ("line", "stack"):
        grid = _grid(table, layout, with_bars=layout == "line")
        if _fits(console, table, grid):
            console.print(grid)
            break
    else:
        _print_records(console, table)
    _print_quotes(console, table, show)
    defined = tuple(table.columns[at] for at in _shown_columns(table))
    notes = (*table_legend(table, defined), *table.notes)
    _print_notes(console, notes if show.notes else ())


def _print_notes(console: Console, notes: Sequence[str]) -> None:
    for note in notes:
        console.print(_note(note))


def _grid(table: Table, layout: str, *, with_bars: bool) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
    shown = _shown_columns(table)
    for at in shown:
        column = table.columns[at]
        if column.unit == "text":
            grid.add_column(_cell(column.title), overflow="fold")
        else:
            grid.add_column(_cell(column.title), justify="right", no_wrap=True)
            if column.is_bar and with_bars:
                grid.add_column("", no_wrap=True)
    for row in table.rows:
        cells = ((table.columns[at], row.cells[at]) for at in shown)
        grid.add_row(*(one for pair in cells for one in _texts(*pair, layout, with_bars)))
    return grid


def _shown_columns(table: Table) -> list[int]:
    """The columns in which a row says something; data formats have them all."""
    every = range(len(table.columns))
    telling = [at for at in every if any(_says_something(row.cells[at]) for row in table.rows)]
    return telling if len(telling) > 1 else list(every)


def _says_something(cell: Cell) -> bool:
    if isinstance(cell, Figure):
        is_zero_count = cell.unit == "count" and not cell.value and not cell.before
        return not is_zero_count or bool(cell.missing)
    return cell not in (None, "")


def _texts(column: Column, cell: Cell, layout: str, with_bars: bool) -> Iterator[Text]:
    pieces = [_cell(part) for part in numbers.parts(cell, column.unit) if part]
    text = Text(pieces[0], _style(cell))
    for piece in pieces[1:]:
        text.append(" " if layout == "line" else "\n")
        text.append(piece, "bold" if piece[0] in "▲▼" else "dim")
    yield text
    if column.is_bar and with_bars:
        value = cell.value if isinstance(cell, Figure) else None
        yield Text("" if value is None else sparks.bar(value), "cyan")


def _style(cell: Cell) -> str:
    if not isinstance(cell, Figure) or cell.unit != "points" or not cell.interval:
        return ""
    if cell.interval.low > 0:
        return "green"
    return "red" if cell.interval.high < 0 else ""


def _fits(console: Console, table: Table, grid: Grid) -> bool:
    """Whether figures fit whole, with text columns squeezed to a readable width at most."""
    wanted = Measurement.get(console, console.options.update(width=_UNBOUNDED), grid).maximum
    spare = sum(
        max(0, _widest(table, at) - _TEXT_COLUMN)
        for at in _shown_columns(table)
        if table.columns[at].unit == "text"
    )
    return wanted - spare <= console.width


def _widest(table: Table, at: int) -> int:
    texts = [table.columns[at].title, *(str(row.cells[at] or "") for row in table.rows)]
    return max(Text(_cell(text)).cell_len for text in texts)


def _print_records(console: Console, table: Table) -> None:
    """Each row as a small list: for narrow terminals and wide tables."""
    for row in table.rows:
        head, rest = _record(table, row)
        console.print(Text(" · ".join(head), "bold"))
        for line in rest:
            console.print(Padding(line, (0, 0, 0, 2), expand=False))


def _record(table: Table, row: Row) -> tuple[list[str], list[Text]]:
    head: list[str] = []
    rest: list[Text] = []
    for at in _shown_columns(table):
        column, cell = table.columns[at], row.cells[at]
        if column.unit == "text" and not rest:
            head.append(_cell(str(cell or numbers.UNKNOWN)))
        else:
            value = next(_texts(column, cell, "line", False))
            rest.append(Text.assemble((f"{_cell(column.title)}: ", "dim"), value))
    return head, rest


def _print_quotes(console: Console, table: Table, show: Show) -> None:
    for row in table.rows:
        quotes = row.quotes[: show.quotes]
        if quotes or (show.commands and row.mentions):
            names = [str(c) for c in row.cells if isinstance(c, str)]
            console.print(Text(_cell(" · ".join(names[:2])), "bold"))
        for quote in quotes:
            console.print(Padding(_quote(quote), (0, 0, 0, 2), expand=False))
        if show.commands and row.mentions:
            command = Text(_cell(mentions_command(row.mentions)), "cyan")
            console.print(Padding(command, (0, 0, 0, 2), expand=False))


def _quote(quote: Quote) -> Text:
    where = [
        f"@{quote.author}" if quote.author else "",
        quote.site or "",
        f"{quote.at:%Y-%m-%d}",
    ]
    tail = ", ".join(_cell(part) for part in where if part)
    return Text.assemble(f"“{_cell(quote.text)}” ", (f"{tail} [{quote.id}]", "dim"))


# Trends and curves


def _print_trend(console: Console, trend: Trend, show: Show) -> None:
    label = max((Text(_cell(line.label)).cell_len for line in trend.lines), default=0)
    room = min(console.width, _PAGE) - label - 2
    low, high = sparks.bounds(trend.lines)
    for line in trend.lines:
        for piece in sparks.in_pieces(line.points, max(7, room)):
            name = Text(_cell(line.label))
            name.pad_right(label - name.cell_len)
            console.print(Text.assemble(name, "  ", (sparks.spark(piece, low, high), "cyan")))
            below = sparks.under(piece)
            if below.strip():
                console.print(Text(" " * (label + 2) + below.rstrip(), "yellow"))
    days = [point.day for line in trend.lines[:1] for point in line.points]
    if days:
        scale = f"{numbers.number(low, trend.unit)} to {numbers.number(high, trend.unit)}"
        console.print(_note(f"{days[0]} to {days[-1]}, one sign a day, {scale}"))
    _print_notes(
        console, (trend.definition, *trend_legend(trend), *trend.notes) if show.notes else ()
    )


def _print_curve(console: Console, curve: Curve, show: Show) -> None:
    for line in curve.lines:
        step = max(1, len(line.points) // 8)
        chosen = [*line.points[::step], *line.points[-1:]]
        said = [
            f"{numbers.number(x, curve.x_unit)} → {numbers.number(y, curve.y_unit)}"
            for x, y in dict.fromkeys(chosen)
        ]
        console.print(Text.assemble((f"{_cell(line.label)}  ", "bold"), ", ".join(said)))
    if not curve.lines:
        console.print(_note("nothing to draw"))
    reading = f"{curve.x_title} → {curve.y_title}: {curve.definition}"
    _print_notes(console, (reading, *curve.notes) if show.notes else ())

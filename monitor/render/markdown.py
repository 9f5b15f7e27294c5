"""Reports as Markdown, for mail and chat: tables of pipes, everything foreign escaped."""

import html
import re
from collections.abc import Iterator
from typing import Final

from monitor.render import numbers, sparks
from monitor.render.legends import table_legend
from monitor.reports.rows import Curve, Quote, Report, Row, Section, Table, Trend
from monitor.text import terminal as safe

_SPECIAL: Final = re.compile(r"([\\`*_\[\]|~]|^[#+=-]|^\d+(?=[.)]))")
_SCHEME: Final = re.compile(r"https?://", re.IGNORECASE)


def document(report: Report, *, notes: bool = True, quotes: int = 3) -> str:
    """The whole report as Markdown text with a final line feed."""
    return "\n".join(_lines(report, notes, quotes)).rstrip() + "\n"


def escape(text: str) -> str:
    """Foreign text as Markdown shows it literally: no markup, HTML, mention or live link."""
    plain = html.escape(safe(text, cell=True), quote=False)
    escaped = _SPECIAL.sub(r"\\\1", plain)
    # A zero-width space keeps chat programs from calling people and making links.
    return escaped.replace("@", "@\u200b").replace("://", ":\u200b//")


def _lines(report: Report, notes: bool, quotes: int) -> Iterator[str]:
    brands = ", ".join(escape(brand) for brand in report.brands)
    yield f"# {report.title}: {brands}"
    yield ""
    yield (
        f"{report.since} up to, without, {report.until} ({escape(report.timezone)}); "
        f"before: {report.before_since} to {report.before_until}."
    )
    for note in (*report.notes, *report.next_steps):
        yield ""
        yield escape(note)
    for section in () if report.next_steps else report.sections:
        yield from _section(section, notes, quotes)


def _section(section: Section, notes: bool, quotes: int) -> Iterator[str]:
    yield ""
    yield f"## {section.title}"
    for note in section.notes if notes else ():
        yield ""
        yield escape(note)
    for block in section.blocks:
        yield ""
        yield f"### {block.title}"
        yield ""
        if isinstance(block, Table):
            yield from _table(block, notes, quotes)
        elif isinstance(block, Trend):
            yield from _trend(block, notes)
        else:
            yield from _curve(block, notes)


def _table(table: Table, notes: bool, quotes: int) -> Iterator[str]:
    if not table.rows:
        yield f"_{escape(table.empty)}_"
        return
    yield _pipes([escape(column.title) for column in table.columns])
    yield _pipes(["---" if c.unit == "text" else "--:" for c in table.columns])
    for row in table.rows:
        pairs = zip(row.cells, table.columns, strict=True)
        yield _pipes([escape(numbers.on_one_line(cell, column.unit)) for cell, column in pairs])
    yield from _quotes(table, quotes)
    yield from _small((*table_legend(table), *table.notes) if notes else ())


def _pipes(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _quotes(table: Table, most: int) -> Iterator[str]:
    for row in table.rows:
        if not row.quotes[:most]:
            continue
        yield ""
        yield f"**{_name(row)}**"
        yield ""
        for quote in row.quotes[:most]:
            yield f"> {_quote(quote)}"
            yield ">"


def _name(row: Row) -> str:
    return " · ".join(escape(cell) for cell in row.cells[:2] if isinstance(cell, str))


def _quote(quote: Quote) -> str:
    where = [
        f"@{quote.author}" if quote.author else "",
        quote.site or "",
        f"{quote.at:%Y-%m-%d}",
    ]
    said = f"“{escape(quote.text)}” {escape(', '.join(part for part in where if part))}"
    link = link_target(quote.url)
    return f"{said} [link]({link})" if link else said


def link_target(url: str | None) -> str | None:
    """A web address that is safe between the parentheses of a link; None for any other."""
    if not url or not _SCHEME.match(url) or re.search(r"[\s<>()\\\x00-\x20\x7f]", url):
        return None
    return url


def _trend(trend: Trend, notes: bool) -> Iterator[str]:
    low, high = sparks.bounds(trend.lines)
    for line in trend.lines:
        yield f"- {escape(line.label)}: `{sparks.spark(line.points, low, high)}`"
    yield from _small((trend.definition, *trend.notes) if notes else ())


def _curve(curve: Curve, notes: bool) -> Iterator[str]:
    for line in curve.lines:
        step = max(1, len(line.points) // 8)
        said = ", ".join(
            f"{numbers.number(x, curve.x_unit)} → {numbers.number(y, curve.y_unit)}"
            for x, y in dict.fromkeys([*line.points[::step], *line.points[-1:]])
        )
        yield f"- {escape(line.label)}: {said}"
    yield from _small((curve.definition, *curve.notes) if notes else ())


def _small(notes: tuple[str, ...]) -> Iterator[str]:
    for note in notes:
        if note:
            yield ""
            yield f"_{escape(note)}_"

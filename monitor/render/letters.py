"""The digest as a message: a short text for phones, and a page for mail of any width."""

from collections.abc import Iterator
from html import escape
from typing import Final

from monitor.alerts.digests import Letter
from monitor.alerts.words import address, foreign
from monitor.render.numbers import on_one_line
from monitor.reports.rows import Figure, Quote, Report, Row, Table
from monitor.text import terminal

_PHONE_ROWS: Final = 4
_MAIL_ROWS: Final = 8
_STYLE: Final = """
body{margin:0;padding:16px;background:#fff;color:#1a1a1a;
 font:16px/1.45 -apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
main{max-width:640px;margin:0 auto}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:28px 0 8px;border-bottom:1px solid #ccc}
h3{font-size:15px;margin:16px 0 6px;color:#444}
.row{padding:10px 0;border-bottom:1px solid #e4e4e4}.name{font-weight:600}
dl{margin:4px 0 0;display:grid;grid-template-columns:auto 1fr;gap:2px 12px}
dt{color:#555}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
blockquote{margin:8px 0 0;padding-left:10px;border-left:3px solid #bbb;color:#333}
.note{color:#555;font-size:14px}.met{color:#11652f}.missed{color:#a4161a}.few{color:#6b5b00}
a{color:#0b4f9e}
"""
_VERDICTS: Final = {"met": "met", "missed": "missed", "too few data": "few"}


def letter(report: Report) -> Letter:
    """The digest *report* as a message."""
    title = f"{report.title}: {', '.join(report.brands)}, {report.since} to {report.until}"
    return Letter(
        title=title, text="\n".join(_lines(report)).strip(), html=_page(report, title)
    )


def _lines(report: Report) -> Iterator[str]:
    """A few lines for a phone: every table's first rows, their telling cells."""
    yield from report.next_steps
    for table in () if report.next_steps else report.tables():
        if not table.rows:
            continue
        yield ""
        yield f"{table.title}:"
        for row in table.rows[:_PHONE_ROWS]:
            name, cells = _parts(table, row)
            values = ", ".join(f"{key} {value}" for key, value in cells[:4])
            yield f"- {foreign(name, 80)}{': ' if values else ''}{foreign(values, 160)}"


def _parts(table: Table, row: Row) -> tuple[str, list[tuple[str, str]]]:
    """What a row is about, and its cells that say something."""
    texts: list[str] = []
    cells: list[tuple[str, str]] = []
    for column, cell in zip(table.columns, row.cells, strict=True):
        if cell is None or cell == "":
            continue
        if column.unit in ("text", "day") and isinstance(cell, str) and not cells:
            texts.append(cell)
        elif not (isinstance(cell, Figure) and cell.value is None and not cell.missing):
            cells.append((column.title, on_one_line(cell, column.unit)))
    return " · ".join(texts), cells


def _page(report: Report, title: str) -> str:
    body = "\n".join(_blocks(report))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{_safe(title)}</title><style>{_STYLE}</style></head><body><main>\n"
        f"<h1>{_safe(report.title)}</h1>"
        f'<p class="note">{_safe(", ".join(report.brands))}, {report.since} up to, without, '
        f"{report.until} ({_safe(report.timezone)})</p>\n{body}\n</main></body></html>\n"
    )


def _blocks(report: Report) -> Iterator[str]:
    for note in (*report.notes, *report.next_steps):
        yield f'<p class="note">{_safe(note)}</p>'
    for section in () if report.next_steps else report.sections:
        yield f"<h2>{_safe(section.title)}</h2>"
        for block in section.blocks:
            if isinstance(block, Table):
                yield from _table(block, is_alone=block.title == section.title)


def _table(table: Table, *, is_alone: bool) -> Iterator[str]:
    if not is_alone:
        yield f"<h3>{_safe(table.title)}</h3>"
    if not table.rows:
        yield f'<p class="note">{_safe(table.empty)}</p>'
    for row in table.rows[:_MAIL_ROWS]:
        yield _row(table, row)
    for note in table.notes:
        yield f'<p class="note">{_safe(note)}</p>'


def _row(table: Table, row: Row) -> str:
    name, cells = _parts(table, row)
    kind = next((css for word, css in _VERDICTS.items() if word in row.cells), "")
    values = "".join(f"<dt>{_safe(k)}</dt><dd>{_safe(v)}</dd>" for k, v in cells)
    quotes = "".join(_quote(one) for one in row.quotes[:2])
    return (
        f'<div class="row"><div class="name {kind}">{_safe(name)}</div>'
        f"<dl>{values}</dl>{quotes}</div>"
    )


def _quote(quote: Quote) -> str:
    who = f"@{quote.author}" if quote.author else (quote.site or "")
    link = address(quote.url)
    where = (
        f'<a rel="noopener noreferrer nofollow" href="{escape(link)}">{_safe(who)}</a>'
        if link
        else _safe(who)
    )
    return f"<blockquote>“{_safe(quote.text)}” {where}</blockquote>"


def _safe(text: str) -> str:
    return escape(terminal(text, cell=True))

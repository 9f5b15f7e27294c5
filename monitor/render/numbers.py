"""Numbers as people read them. Nothing here computes: values come as they are."""

from typing import Final

from monitor.reports.rows import Cell, Change, Figure, Unit

UNKNOWN: Final = "–"
_SPANS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))


def number(value: float | None, unit: Unit) -> str:
    """A value with its unit: 1,234 · 45.1 % · +12.3 · 3 h 12 min. Unknown is a dash."""
    if value is None:
        return UNKNOWN
    if unit == "percent":
        return f"{value:.1f} %"
    if unit == "points":
        return signed(value, 1)
    if unit == "seconds":
        return span(value)
    if unit == "ratio":
        return f"{value:.2f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def signed(value: float, digits: int = 0) -> str:
    """A difference with its sign, a true minus."""
    text = f"{value:+,.{digits}f}"
    return "0" if float(text.replace(",", "")) == 0 else text.replace("-", "−")


def span(seconds: float) -> str:
    """A span of seconds in its two largest units."""
    rest, parts = round(seconds), []
    for size, name in _SPANS:
        if rest >= size:
            parts.append(f"{rest // size} {name}")
            rest %= size
    return " ".join(parts[:2]) or f"{rest} s"


def interval(figure: Figure) -> str:
    """The 95 % interval in words, "" without one."""
    if figure.interval is None:
        return ""
    low, high = figure.interval.low, figure.interval.high
    if figure.unit == "points":
        return f"{signed(low)} to {signed(high)}"
    return f"{low:,.0f} to {high:,.0f}"


def change(made: Change | None, unit: Unit) -> str:
    """The difference to the period before; ▲ ▼ where chance does not explain it."""
    if made is None:
        return ""
    if made.by == 0:
        return "±0"
    arrow = ("▲" if made.by > 0 else "▼") if made.is_marked else ""
    return arrow + signed(made.by, 0 if unit == "count" else 1)


def parts(cell: Cell, unit: Unit) -> tuple[str, ...]:
    """The value, then what goes with it: interval, n, change, or why it is missing."""
    if cell is None:
        return (UNKNOWN,)
    if isinstance(cell, str):
        return (cell,)
    if not isinstance(cell, Figure):
        return (number(cell, unit),)
    if cell.value is None:
        return (UNKNOWN, cell.missing or "")
    return (
        number(cell.value, cell.unit),
        f"({interval(cell)})" if cell.interval else "",
        f"n {cell.n:,}" if cell.n is not None and cell.interval else "",
        change(cell.change, cell.unit),
    )


def on_one_line(cell: Cell, unit: Unit) -> str:
    return " ".join(part for part in parts(cell, unit) if part)

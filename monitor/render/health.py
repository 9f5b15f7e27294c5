"""The sources' health as a table."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from rich.table import Table
from rich.text import Text

from monitor.diagnosis.sources import Health
from monitor.render.lists import cell, console

_STYLES = {"ok": "green", "quiet": "", "silent": "yellow", "failing": "red", "off": "dim"}


def print_health(found: Sequence[Health], *, now: datetime, zone: tzinfo) -> None:
    """One row a source, and below it what is wrong and what to do."""
    out = console()
    if not found:
        out.print("no [[source]] is configured yet; see docs/sources.md")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("source", "type", "state", "last success", "last new", "a day", "delay"):
        table.add_column(name, overflow="fold")
    for one in found:
        table.add_row(
            Text(cell(one.name)),
            Text(cell(one.type), style="dim"),
            Text(one.state, style=_STYLES.get(one.state, "")),
            _ago(one.last_success_at, now),
            _ago(one.last_new_at, now),
            "" if one.a_day is None else f"{one.a_day:.1f}",
            "" if one.delay is None else _span(one.delay),
        )
    out.print(table)
    for one in found:
        for line in _remarks(one, zone):
            out.print(Text(cell(line)), soft_wrap=True)


def _remarks(one: Health, zone: tzinfo) -> list[str]:
    lines = []
    if one.reason:
        since = datetime.fromtimestamp(one.failing_since or 0, zone)
        lines.append(
            f"{one.name}: {one.reason} ({one.failures} times since {since:%Y-%m-%d %H:%M})"
        )
    if one.state == "silent":
        lines.append(f"{one.name}: gives nothing new for unusually long; look at its address")
    if one.moved_to:
        lines.append(
            f'{one.name}: has moved for good; write url = "{one.moved_to}" in the config'
        )
    lines += [f"{one.name}: possible gap: {reason}" for reason in one.gaps]
    return lines


def _ago(at: int | None, now: datetime) -> str:
    return "never" if at is None else f"{_span(int(now.timestamp()) - at)} ago"


def _span(seconds: int) -> str:
    span = timedelta(seconds=max(seconds, 0))
    if span.days >= 2:
        return f"{span.days} d"
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours} h" if hours >= 2 else f"{hours * 60 + minutes} min"

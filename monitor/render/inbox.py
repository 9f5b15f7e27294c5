"""The inbox in a terminal and as JSON. Computes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from monitor.inbox.items import Item
from monitor.model import Json
from monitor.render.lists import cell, console
from monitor.render.mentions import iso
from monitor.render.numbers import span

_BANDS = {"high": "bold red", "normal": "yellow", "low": "dim"}
_PARTS = ("intent", "negativity", "audience", "age", "repeats")


def print_items(found: Sequence[Item], *, now: datetime, zone: tzinfo, most: int) -> None:
    """Each item in three lines: how urgent and with whom, the text, why it is urgent."""
    out = console()
    for item in found[:most]:
        _print_item(out, item, now, zone)
    rest = len(found) - most
    if rest > 0:
        out.print(Text(f"{rest} more; see them with --limit", style="dim"))
    if not found:
        out.print(Text("nothing waits for an answer"))


def _print_item(out: Console, item: Item, now: datetime, zone: tzinfo) -> None:
    mention = item.stored.mention
    who = f"@{mention.author.handle}" if mention.author else "unknown author"
    band = item.priority.band
    head = Text.assemble(
        (str(item.id), "bold cyan"), "  ", (f"{item.priority.total} {band}", _BANDS[band]),
        "  ", (item.status, "bold"), "  ", cell(_with(item)), "  ",
        (_clock(item, now), "red" if item.is_late(now) else ""),
        "  ", cell(f"{who} · {mention.site or mention.network}"),
    )  # fmt: skip
    out.print(head)
    words = cell(f"{mention.title} — {mention.text}" if mention.title else mention.text)
    room = 2 * max(20, out.width - 4)
    out.print(
        Padding(
            Text(words[:room] + ("…" if len(words) > room else "")), (0, 0, 0, 4), expand=False
        )
    )
    out.print(Padding(Text(_why(item), style="dim"), (0, 0, 0, 4), expand=False))
    if item.answered_at:
        said = (
            f"answered by {item.answered_by} {item.answered_at.astimezone(zone):%Y-%m-%d %H:%M}"
        )
        out.print(Padding(Text(cell(said), style="green"), (0, 0, 0, 4), expand=False))


def _with(item: Item) -> str:
    parts = [item.assignee or "", f"team {item.team}" if item.team else ""]
    parts += [f"#{tag}" for tag in item.tags]
    return " ".join(part for part in parts if part) or "nobody"


def _clock(item: Item, now: datetime) -> str:
    if item.answered_at:
        return f"after {span(item.waited)}"
    left = (item.due_at - now).total_seconds()
    return f"due in {span(left)}" if left >= 0 else f"late by {span(-left)}"


def _why(item: Item) -> str:
    """intent 30 + negativity 18 + audience ? + age 3 + repeats 5"""
    values = {name: getattr(item.priority, name) for name in _PARTS}
    return " + ".join(f"{name} {'?' if v is None else v}" for name, v in values.items())


def as_json(item: Item, now: datetime) -> dict[str, Json]:
    """An item as documented in docs/inbox.md. Unknown is null."""
    mention = item.stored.mention
    parts: dict[str, Json] = {name: getattr(item.priority, name) for name in _PARTS}
    return {
        "id": item.id,
        "status": item.status,
        "version": item.version,
        "priority": item.priority.total,
        "band": item.priority.band,
        "priority_parts": parts,
        "brands": list(item.brands),
        "team": item.team,
        "assignee": item.assignee,
        "tags": list(item.tags),
        "author": mention.author.handle if mention.author else None,
        "network": mention.network,
        "site": mention.site,
        "url": mention.url,
        "title": mention.title,
        "text": mention.text,
        "first_seen_at": iso(item.stored.first_seen_at),
        "waited_seconds": item.waited,
        "due_at": iso(item.due_at),
        "is_late": item.is_late(now),
        "claimed_at": iso(item.claimed_at),
        "answered_at": iso(item.answered_at),
        "answered_by": item.answered_by,
        "answered_how": item.answered_how,
        "answer_id": item.answer_id,
        "closed_at": iso(item.closed_at),
    }


def print_trail(rows: Sequence[Any], zone: tzinfo) -> None:
    """Who did what, oldest first."""
    out = console()
    for row in rows:
        at = datetime.fromtimestamp(row["at"], UTC).astimezone(zone)
        extra = "" if row["data"] == "{}" else f"  {row['data']}"
        out.print(Text(cell(f"{at:%Y-%m-%d %H:%M}  {row['who']}  {row['what']}{extra}")))
    if not rows:
        out.print(Text("nobody did anything yet"))

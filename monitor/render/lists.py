"""Mentions in the terminal: a list, and one in full with the reasons it matched."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.model import Match
from monitor.store.reading import Stored
from monitor.text import terminal

_STYLES = {"positive": "green", "negative": "red", "neutral": "dim", "unsure": "yellow"}


def console() -> Console:
    """Standard output; piped, it has no colour and the width of a wide page."""
    import sys

    wide = None if sys.stdout.isatty() else 120
    return Console(markup=False, emoji=False, highlight=False, width=wide)


def print_list(found: Iterable[Stored], *, zone: tzinfo, total: int | None = None) -> None:
    """One block a mention: when, where, who, what they feel, and the text on two lines."""
    out = console()
    shown = 0
    for stored in found:
        out.print(_entry(stored, zone, width=out.width))
        shown += 1
    if total is not None and total > shown:
        out.print(Text(f"{shown} of {total}; more with --limit", style="dim"))


def _entry(stored: Stored, zone: tzinfo, *, width: int) -> RenderableType:
    mention = stored.mention
    who = f"@{mention.author.handle}" if mention.author else ""
    head = Text.assemble(
        (f"{stored.id}", "bold cyan"), "  ", (f"{stored.at.astimezone(zone):%Y-%m-%d %H:%M}", "dim"),
        "  ", cell(mention.site or mention.network), "  ", cell(who),
    )  # fmt: skip
    for brand, (label, _) in stored.sentiments.items():
        head.append("  ")
        head.append(f"{cell(brand)} {label}", style=_STYLES.get(label, ""))
    head.truncate(width, overflow="ellipsis")
    words = cell(f"{mention.title} — {mention.text}" if mention.title else mention.text)
    body = Text(words[: 2 * (width - 4)] + ("…" if len(words) > 2 * (width - 4) else ""))
    return Group(head, Padding(body, (0, 0, 0, 4)))


def cell(text: str) -> str:
    """Foreign text for one line of a terminal."""
    return " ".join(terminal(text).split())


def print_one(
    stored: Stored, *, zone: tzinfo, why: bool, thread: Sequence[Stored] = ()
) -> None:
    """A mention in full; with *why*, the terms that made it match are marked."""
    out = console()
    mention = stored.mention
    if mention.title:
        out.print(_marked(mention.title, "title", mention.matches if why else (), bold=True))
    out.print(_marked(mention.text, "text", mention.matches if why else ()))
    out.print()
    out.print(_facts(stored, zone))
    if why:
        out.print(_reasons(mention.matches))
    if thread:
        out.print(Text("\nThread", style="bold"))
        for other in thread:
            mark = " (this one)" if other.id == stored.id else ""
            out.print(_entry(other, zone, width=out.width), Text(mark, style="dim"))


def _marked(text: str, field: str, matches: Sequence[Match], *, bold: bool = False) -> Text:
    """The text with its matched spans underlined, made safe piece by piece."""
    from monitor.query import highlight

    base = "bold" if bold else ""
    spans = [m for m in matches if m.field == field]
    parts = [
        (terminal(piece), f"{base} reverse".strip() if is_hit else base)
        for piece, is_hit in highlight(text, spans)
    ]
    return Text.assemble(*parts)


def _facts(stored: Stored, zone: tzinfo) -> Table:
    mention, author, counts = stored.mention, stored.mention.author, stored.mention.engagement
    when = mention.published_at
    rows = {
        "id": f"{stored.id} ({mention.source}: {mention.source_id})",
        "address": mention.url,
        "author": author and _person(author.handle, author.name, author.followers),
        "published": when and f"{when.astimezone(zone):%Y-%m-%d %H:%M %Z}",
        "first seen": f"{stored.first_seen_at.astimezone(zone):%Y-%m-%d %H:%M %Z}",
        "kind": mention.kind,
        "place": mention.site or mention.network,
        "language": stored.language,
        "brands": ", ".join(stored.brands),
        "sentiment": ", ".join(
            f"{brand}: {label} ({score:+.2f})" for brand, (label, score) in stored.sentiments.items()
        ),
        "intents": ", ".join(stored.intents),
        "topics": ", ".join(stored.topics),
        "engagement": ", ".join(
            f"{name} {value:,}"
            for name, value in (
                ("score", counts.score), ("replies", counts.replies),
                ("shares", counts.shares), ("views", counts.views),
            )
            if value is not None
        ),
        "story": stored.story_id and f"{stored.story_id} ({'copy' if stored.is_copy else 'original'})",
        "licence": mention.licence,
        "gone": stored.gone_reason,
        "analyzers": ", ".join(
            f"{name} {said.get('version')}" for name, said in sorted(stored.annotations.items())
        ),
    }  # fmt: skip
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        if value:
            table.add_row(Text(name, style="dim"), Text(cell(str(value))))
    return table


def _person(handle: str, name: str | None, followers: int | None) -> str:
    known = "" if followers is None else f", {followers:,} followers"
    return f"@{handle}" + (f" ({name})" if name and name != handle else "") + known


def _reasons(matches: Sequence[Match]) -> Table:
    table = Table(title="Why it matched", title_justify="left", box=None, pad_edge=False)
    for column in ("brand", "term", "where"):
        table.add_column(column, style="dim" if column == "where" else "")
    for match in matches:
        where = f"{match.field} {match.start}–{match.end}"
        table.add_row(Text(cell(match.brand)), Text(cell(match.term)), where)
    return table

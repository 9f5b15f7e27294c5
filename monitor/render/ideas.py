"""The idea log in a terminal, as JSON, and as Markdown for the board that decides."""

from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.text import Text

from monitor.ideas.log import STATUSES, Idea, Wish
from monitor.model import Json
from monitor.render.lists import cell, console
from monitor.render.markdown import escape
from monitor.render.mentions import iso

_QUOTES = 3


def print_ideas(found: Sequence[Idea]) -> None:
    """One idea in two lines: what, how many asked, who is still to be told."""
    out = console()
    for idea in found:
        out.print(
            Text.assemble(
                (f"{idea.id}", "bold cyan"), "  ", (idea.status, "bold"), "  ", cell(idea.title)
            )
        )
        out.print(Padding(Text(_counts(idea), style="dim"), (0, 0, 0, 4), expand=False))
    if not found:
        out.print(
            Text("no idea is logged; begin one with: monitor ideas add TITLE --mention ID")
        )


def print_idea(idea: Idea) -> None:
    """An idea with every wish behind it."""
    out = console()
    print_ideas([idea])
    if idea.note:
        out.print(Text(cell(idea.note)))
    for wish in idea.wishes:
        words = cell(wish.text) if wish.text is not None else "(erased)"
        told = f"  told by {cell(wish.told_by or '')}" if wish.told_at else ""
        out.print(Text(f"{wish.mention_id}  {cell(wish.author or 'unknown author')}{told}"))
        out.print(Padding(Text(words[:200]), (0, 0, 0, 4), expand=False))


def _counts(idea: Idea) -> str:
    parts = [f"{idea.askers} asked", f"{len(idea.wishes)} mentions", f"{idea.told} told"]
    if idea.unknown:
        parts.append(f"{idea.unknown} by unknown authors")
    return " · ".join(parts)


def as_json(idea: Idea) -> dict[str, Json]:
    """An idea as documented in docs/ideas.md."""
    wishes: list[Json] = [_wish(wish) for wish in idea.wishes]
    return {
        "id": idea.id,
        "title": idea.title,
        "note": idea.note or None,
        "status": idea.status,
        "askers": idea.askers,
        "told": idea.told,
        "unknown_authors": idea.unknown,
        "created_at": iso(idea.created_at),
        "created_by": idea.created_by,
        "updated_at": iso(idea.updated_at),
        "wishes": wishes,
    }


def _wish(wish: Wish) -> dict[str, Json]:
    return {
        "mention_id": wish.mention_id,
        "author": wish.author,
        "url": wish.url,
        "text": wish.text,
        "at": iso(wish.at),
        "brands": list(wish.brands),
        "linked_by": wish.linked_by,
        "told_at": iso(wish.told_at),
        "told_by": wish.told_by,
    }


def as_markdown(found: Sequence[Idea]) -> Iterator[str]:
    """The log as a document: by status, most askers first, with a few of their own words."""
    yield "# Ideas of our customers\n\n"
    for status in STATUSES:
        chosen = [idea for idea in found if idea.status == status]
        if chosen:
            yield f"## {status.capitalize()}\n\n"
        for idea in chosen:
            yield f"### {idea.id}. {escape(idea.title)}\n\n{_counts(idea)}\n\n"
            if idea.note:
                yield f"{escape(idea.note)}\n\n"
            for wish in [w for w in idea.wishes if w.text][-_QUOTES:]:
                words = " ".join((wish.text or "").split())
                cut = f"{words[:240]}…" if len(words) > 240 else words
                yield f"> {escape(cut)}\n> ({escape(wish.author or 'unknown author')}, "
                yield f"mention {wish.mention_id})\n\n"
    if not found:
        yield "No idea is logged yet.\n"

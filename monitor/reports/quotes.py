"""Mentions' own words: a few that stand for many."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from monitor.reports.rows import Quote
from monitor.reports.scope import Scope

QUOTES: Final = 3
CANDIDATES: Final = 40
_LONGEST: Final = 240
_SHORTEST: Final = 25


def quotes(
    scope: Scope, ids: Iterable[int], *, most: int = QUOTES, has: str = ""
) -> tuple[Quote, ...]:
    """Up to *most* quotes out of these mentions: different authors and texts, those first that
    can be read whole and got most reactions, then the newest. *has*: a phrase they must show.
    """
    found = [row for number in ids for row in scope.rows("words_of", mention=number)]
    if has:
        found = [row for row in found if has in words_only(row)] or found
    ranked = sorted(found, key=lambda row: (not _is_handy(row), -row["engagement"], -row["id"]))
    chosen: list[Any] = []
    for row in ranked:
        if len(chosen) < most and all(_differ(row, other) for other in chosen):
            chosen.append(row)
    return tuple(map(_quote, chosen))


def words_only(row: Any) -> str:
    """The words of a mention in lower case, one blank between, for looking for a phrase."""
    from monitor.reports.phrases import words

    return " ".join(words(f"{row['title'] or ''} {row['text']}"))


def _is_handy(row: Any) -> bool:
    return _SHORTEST <= len(row["text"] or row["title"] or "") <= _LONGEST


def _differ(one: Any, other: Any) -> bool:
    same_author = one["handle"] is not None and one["handle"] == other["handle"]
    return not same_author and one["text"] != other["text"]


def _quote(row: Any) -> Quote:
    return Quote(
        id=row["id"],
        text=excerpt(row["text"] or row["title"] or ""),
        author=row["handle"],
        site=row["site"],
        url=row["url"],
        at=datetime.fromtimestamp(row["at"], UTC),
    )


def excerpt(text: str, longest: int = _LONGEST) -> str:
    """The beginning of a text on one line, cut between words where it is long."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    head = line[: longest - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > longest // 2 else head).rstrip(" ,;:") + "…"


def by_author(rows: Sequence[Any], most: int = CANDIDATES) -> list[int]:
    """Ids of the first *most* rows, one an author; unknown authors count one each."""
    seen: set[str] = set()
    found = []
    for row in rows:
        if row["author"] in seen:
            continue
        if row["author"]:
            seen.add(row["author"])
        found.append(row["mention_id"])
    return found[:most]

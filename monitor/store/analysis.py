"""Load mentions for analyzers: fast, and with the language apart that the service declares."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, Final

from monitor.columns import objects
from monitor.model import Author, Engagement, Match, Mention
from monitor.store.connect import Store


@dataclass(frozen=True, slots=True)
class Loaded:
    """A mention as its service gave it; `language` is the one effective by now, "" unknown."""

    id: int
    mention: Mention
    language: str


_SELECT: Final = """
    SELECT m.id, m.source, m.source_id, m.network, m.kind, m.url, m.title, m.text,
           m.published_at, m.edited_at, m.thread_id, m.parent_id, m.site, m.language,
           m.tags, m.links, m.score, m.replies, m.shares, m.views, m.rating, m.licence,
           a.handle, a.name, a.url, a.followers, a.is_bot
    FROM mention AS m LEFT JOIN author AS a ON a.key = m.author
    WHERE m.id {which} AND m.gone_at IS NULL ORDER BY m.id
"""
_SELECT_MATCHES: Final = """
    SELECT mention_id, brand, spans, language FROM match
    WHERE mention_id {which} ORDER BY mention_id, brand
"""
_NO_ENGAGEMENT: Final = Engagement()
_UNCOUNTED: Final = (None,) * 4


def load_for_analysis(store: Store, ids: Sequence[int]) -> list[Loaded]:
    """These mentions in the order of their ids; those that are gone by now are left out."""
    which, values = _which(ids)
    cursor = store.connection.cursor()
    cursor.row_factory = None  # plain tuples: a quarter of the time
    matches, languages = _matches(
        cursor.execute(_SELECT_MATCHES.format(which=which), values).fetchall()
    )
    rows = cursor.execute(_SELECT.format(which=which), values).fetchall()
    numbers = [row[0] for row in rows]
    return objects(
        Loaded,
        len(rows),
        id=numbers,
        mention=_mentions(rows, [matches.get(number, ()) for number in numbers]),
        language=[languages.get(number, "") for number in numbers],
    )


def _which(ids: Sequence[int]) -> tuple[str, list[Any]]:
    """These ids in SQL, with its values; as a range, which is read faster, where they are one."""
    distinct = set(ids)
    if distinct and max(distinct) - min(distinct) < len(distinct):
        return "BETWEEN ? AND ?", [min(distinct), max(distinct)]
    return "IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))]


def _matches(
    rows: Sequence[tuple[int, str, str, str]],
) -> tuple[dict[int, tuple[Match, ...]], dict[int, str]]:
    """The matches of each mention, and the language that is effective."""
    # One call for all spans together: a call for each row takes twice as long.
    spans_of = json.loads(f"[{','.join(row[2] for row in rows)}]")
    brands = [row[1] for row, spans in zip(rows, spans_of, strict=True) for _ in spans]
    columns = zip(*chain.from_iterable(spans_of), strict=True)
    term, field, start, end = columns if brands else ((),) * 4
    made = iter(
        objects(Match, len(brands), brand=brands, term=term, field=field, start=start, end=end)
    )
    matches: dict[int, tuple[Match, ...]] = {}
    for (number, *_), spans in zip(rows, spans_of, strict=True):
        matches[number] = (*matches.get(number, ()), *islice(made, len(spans)))
    return matches, {row[0]: row[3] for row in rows}


def _mentions(
    rows: Sequence[tuple[Any, ...]], matches: Sequence[tuple[Match, ...]]
) -> list[Mention]:
    if not rows:
        return []
    (
        _, source, source_id, network, kind, url, title, text, published_at, edited_at,
        thread_id, parent_id, site, language, tags, links, score, replies, shares, views,
        rating, licence, *author,
    ) = zip(*rows, strict=True)  # fmt: skip
    return objects(
        Mention,
        len(rows),
        source=source,
        source_id=source_id,
        network=network,
        kind=kind,
        url=url,
        title=title,
        text=text,
        author=_authors(*author),
        published_at=map(_utc, published_at),
        edited_at=map(_utc, edited_at),
        thread_id=thread_id,
        parent_id=parent_id,
        site=site,
        language=language,
        tags=map(_strings, tags),
        links=map(_strings, links),
        engagement=_engagements(score, replies, shares, views),
        rating=rating,
        licence=licence,
        matches=matches,
    )


def _engagements(*counts: Sequence[int | None]) -> list[Engagement]:
    return [
        _NO_ENGAGEMENT
        if one == _UNCOUNTED
        else Engagement(score=one[0], replies=one[1], shares=one[2], views=one[3])
        for one in zip(*counts, strict=True)
    ]


def _authors(
    handle: Sequence[str | None],
    name: Sequence[str | None],
    url: Sequence[str | None],
    followers: Sequence[int | None],
    is_bot: Sequence[int | None],
) -> list[Author | None]:
    authors: list[Author | None] = []
    authors += objects(
        Author,
        len(handle),
        handle=handle,
        name=name,
        url=url,
        followers=followers,
        is_bot=[None if bot is None else bool(bot) for bot in is_bot],
    )
    if None in handle:  # nobody is named: no author
        authors = [
            None if one is None else author for one, author in zip(handle, authors, strict=True)
        ]
    return authors


def _strings(listed: str) -> tuple[str, ...]:
    return () if listed == "[]" else tuple(json.loads(listed))


def _utc(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)

"""Find stored mentions: one filter, used by every command and named by every figure."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Final

from monitor.model import Author, Engagement, Json, Match, Mention
from monitor.store.connect import Store

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which mentions are meant. Empty fields do not restrict.

    `since` and `until` are days (YYYY-MM-DD) of the configured zone, half-open. `brands`: any of
    them; `also_brand`: that one too. `sentiment` and `language` are effective values, towards
    the brands where given. `is_own`/`is_copy`: None means either. `ids`: just these. `match`: a
    query of the query language.
    """

    brands: tuple[str, ...] = ()
    also_brand: str | None = None
    since: str | None = None
    until: str | None = None
    source: str | None = None
    network: str | None = None
    site: str | None = None
    language: str | None = None
    kind: str | None = None
    sentiment: str | None = None
    intent: str | None = None
    topic: str | None = None
    author: str | None = None
    thread: str | None = None
    story: int | None = None
    is_own: bool | None = None
    is_copy: bool | None = None
    match: str | None = None
    ids: tuple[int, ...] = ()

    def given(self) -> dict[str, Json]:
        """The restricting fields alone, as JSON: the filter a figure was counted with."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in found.items()
            if value not in (None, ())
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A mention as it stands in the store, with everything said about it."""

    id: int
    mention: Mention
    first_seen_at: datetime
    at: datetime
    brands: tuple[str, ...] = ()
    sentiments: dict[str, tuple[str, float]] = field(default_factory=dict)
    language: str | None = None
    intents: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    annotations: dict[str, dict[str, Json]] = field(default_factory=dict)
    story_id: int | None = None
    is_copy: bool = False
    is_own: bool = False
    is_gone: bool = False
    gone_reason: str | None = None
    status: str | None = None  # in the inbox; None: nobody touched it


def where(chosen: Filter) -> tuple[str, list[Any]]:
    """The SQL condition of a filter over `mention` joined with `match`, and its values.

    `Filter.match` is left out: the caller narrows by the index and decides by the matcher.
    """
    parts: list[tuple[str, Any]] = [
        ("match.day >= ?", chosen.since),
        ("match.day < ?", chosen.until),
        ("match.source = ?", chosen.source),
        ("match.network = ?", chosen.network),
        ("match.site = ?", chosen.site),
        ("match.language = ?", chosen.language),
        ("match.kind = ?", chosen.kind),
        ("match.sentiment = ?", chosen.sentiment),
        ("match.author = ?", chosen.author),
        ("match.is_own = ?", chosen.is_own),
        ("match.is_copy = ?", chosen.is_copy),
        ("mention.thread_id = ?", chosen.thread),
        (_ALSO, chosen.also_brand),
        (_STORY, chosen.story),
        (_LABEL.format("intent"), chosen.intent),
        (_LABEL.format("topic"), chosen.topic),
    ]
    texts = [sql for sql, value in parts if value is not None]
    values = [value for _, value in parts if value is not None]
    for column, many in (("match.brand", chosen.brands), ("mention.id", chosen.ids)):
        if many:
            texts.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(many))
    return " AND ".join(texts) or "1", values


_ALSO: Final = (
    "EXISTS (SELECT 1 FROM match AS also WHERE also.mention_id = match.mention_id "
    "AND also.brand = ?)"
)
_STORY: Final = "match.mention_id IN (SELECT mention_id FROM story WHERE story_id = ?)"
_LABEL: Final = "match.mention_id IN (SELECT mention_id FROM mention_label WHERE field = '{}' AND value = ?)"


def find_ids(
    store: Store, chosen: Filter, *, limit: int | None = None, newest_first: bool = True
) -> list[int]:
    """Ids of the mentions a filter means, newest first by the moment they count at."""
    if chosen.match is not None:
        from monitor.store.searching import search_ids

        return search_ids(store, chosen, limit=limit)
    condition, values = where(chosen)
    order = "DESC" if newest_first else "ASC"
    rows = store.rows(
        f"SELECT mention.id FROM match JOIN mention ON mention.id = match.mention_id "
        f"WHERE mention.gone_at IS NULL AND {condition} GROUP BY mention.id "
        f"ORDER BY mention.at {order}, mention.id {order} LIMIT ?",
        [*values, -1 if limit is None else limit],
    )
    return [row[0] for row in rows]


def count(store: Store, chosen: Filter) -> int:
    """How many mentions a filter means."""
    if chosen.match is not None:
        return len(find_ids(store, chosen))
    condition, values = where(chosen)
    return int(
        store.value(
            "SELECT COUNT(DISTINCT mention.id) FROM match "
            f"JOIN mention ON mention.id = match.mention_id WHERE {condition}",
            values,
        )
    )


def load(store: Store, ids: Sequence[int]) -> Iterator[Stored]:
    """The stored mentions of these ids, in their order, read in chunks."""
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        parts = _Parts(store, json.dumps(list(chunk)))
        for number in chunk:
            if number in parts.rows:
                yield parts.stored(number)


def load_mentions(store: Store, ids: Sequence[int]) -> list[tuple[int, Mention]]:
    """What analyzers get: id and mention, with its matches and the best known language."""
    found = []
    for start in range(0, len(ids), _CHUNK):
        parts = _Parts(store, json.dumps(list(ids[start : start + _CHUNK])), lean=True)
        found += [(n, parts.mention(n)) for n in ids[start : start + _CHUNK] if n in parts.rows]
    return found


class _Parts:
    """The rows of one chunk of mentions, by mention id."""

    def __init__(self, store: Store, ids: str, *, lean: bool = False) -> None:
        self.rows = {
            row["id"]: row
            for row in store.rows(
                "SELECT mention.*, a.handle, a.name, a.url AS author_url, a.followers, a.is_bot "
                "FROM mention LEFT JOIN author AS a ON a.key = mention.author "
                "WHERE mention.id IN (SELECT value FROM json_each(?))",
                [ids],
            )
        }
        self.matches = _grouped(store, "match", ids)
        if not lean:
            self.annotations = _grouped(store, "annotation", ids)
            self.labels = _grouped(store, "mention_label", ids)
            self.stories = _grouped(store, "story", ids)
            self.inbox = _grouped(store, "inbox", ids)

    def mention(self, number: int) -> Mention:
        return _mention(self.rows[number], self.matches.get(number, []))

    def stored(self, number: int) -> Stored:
        row, matches = self.rows[number], self.matches.get(number, [])
        labels = [(r["field"], r["value"]) for r in self.labels.get(number, [])]
        story = self.stories.get(number, [None])[0]
        work = self.inbox.get(number, [None])[0]
        return Stored(
            id=number,
            mention=self.mention(number),
            first_seen_at=_utc(row["first_seen_at"]),
            at=_utc(row["at"]),
            brands=tuple(m["brand"] for m in matches),
            sentiments={
                m["brand"]: (m["sentiment"], m["score"] / 10_000)
                for m in matches
                if m["sentiment"]
            },
            language=_language(row, matches),
            intents=tuple(value for name, value in labels if name == "intent"),
            topics=tuple(value for name, value in labels if name == "topic"),
            annotations={a["analyzer"]: _said(a) for a in self.annotations.get(number, [])},
            story_id=story["story_id"] if story else None,
            is_copy=bool(story and story["is_copy"]),
            is_own=any(m["is_own"] for m in matches),
            is_gone=row["gone_at"] is not None,
            gone_reason=row["gone_reason"],
            status=work["status"] if work else None,
        )


def _grouped(store: Store, table: str, ids: str) -> dict[int, list[sqlite3.Row]]:
    found: dict[int, list[sqlite3.Row]] = {}
    for row in store.rows(
        f"SELECT * FROM {table} WHERE mention_id IN (SELECT value FROM json_each(?))", [ids]
    ):
        found.setdefault(row["mention_id"], []).append(row)
    return found


def _mention(row: sqlite3.Row, matches: Sequence[sqlite3.Row]) -> Mention:
    return Mention(
        source=row["source"],
        source_id=row["source_id"],
        network=row["network"],
        kind=row["kind"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        author=_author(row),
        published_at=_utc_or_none(row["published_at"]),
        edited_at=_utc_or_none(row["edited_at"]),
        thread_id=row["thread_id"],
        parent_id=row["parent_id"],
        site=row["site"],
        language=_language(row, matches),
        tags=tuple(json.loads(row["tags"])),
        links=tuple(json.loads(row["links"])),
        engagement=Engagement(
            score=row["score"], replies=row["replies"], shares=row["shares"], views=row["views"]
        ),
        rating=row["rating"],
        licence=row["licence"],
        matches=tuple(
            Match(brand=m["brand"], term=term, field=name, start=start, end=end)
            for m in matches
            for term, name, start, end in json.loads(m["spans"])
        ),
    )


def _author(row: sqlite3.Row) -> Author | None:
    if row["handle"] is None:
        return None
    return Author(
        handle=row["handle"],
        name=row["name"],
        followers=row["followers"],
        url=row["author_url"],
        is_bot=None if row["is_bot"] is None else bool(row["is_bot"]),
    )


def _language(row: sqlite3.Row, matches: Sequence[sqlite3.Row]) -> str | None:
    known: str | None = next((m["language"] for m in matches if m["language"]), row["language"])
    return known


def _said(row: sqlite3.Row) -> dict[str, Json]:
    labels: list[Json] = json.loads(row["labels"])
    answer: dict[str, Json] = {
        "label": row["label"],
        "score": None if row["score"] is None else row["score"] / 10_000,
        "version": row["version"],
    }
    if labels:
        answer["labels"] = labels
    data: dict[str, Json] = json.loads(row["data"])
    return answer | data | ({"error": row["error"]} if row["error"] else {})


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _utc_or_none(at: int | None) -> datetime | None:
    return None if at is None else _utc(at)

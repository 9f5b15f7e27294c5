"""Store what a page carries, together with the cursor that vouches for it, or neither."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.model import Author, Gap, Mention
from monitor.store.connect import Store
from monitor.store.days import counts_at
from monitor.store.erasure import blank
from monitor.store.facts import count_new, refresh, touching
from monitor.store.rows import (
    MENTION_COLUMNS,
    epoch,
    key_of,
    match_rows,
    mention_row,
    own_accounts,
)
from monitor.store.tombstones import buried


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A cursor and the question it answers; `lane` is "forward" or "backfill"."""

    value: str
    asked: str
    lane: str = "forward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a page's mentions. Known ones are counted in neither."""

    new: int = 0
    changed: int = 0
    deleted: int = 0

    def __add__(self, other: "Stored") -> "Stored":
        return Stored(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            deleted=self.deleted + other.deleted,
        )


def add_page(
    store: Store,
    source: str,
    mentions: Sequence[Mention],
    *,
    now: datetime,
    claim: Claim | None = None,
    deleted: Sequence[str] = (),
    gaps: Sequence[Gap] = (),
) -> Stored:
    """Store matched *mentions* of *source* with the *claim*, in one transaction.

    Each mention carries its `matches`; one without is stored for nobody and counted nowhere, so
    the caller leaves it out. The same item twice is stored once, the last wins. What was erased
    is not stored again.
    """
    seen_at = int(now.timestamp())
    with store.transaction() as connection:
        fresh, known = _sort_out(connection, source, mentions)
        _keep_authors(
            connection, [*fresh, *(m for row, m in known if not row["gone_at"])], seen_at
        )
        _insert(store, fresh, seen_at)
        changed = _update(store, known, seen_at)
        gone = _delete(store, source, deleted, seen_at)
        _note_gaps(connection, source, gaps, seen_at)
        if claim is not None:
            connection.execute(
                "INSERT OR REPLACE INTO cursor VALUES (?, ?, ?, ?, ?)",
                [source, claim.lane, claim.asked, claim.value, seen_at],
            )
    return Stored(new=len(fresh), changed=changed, deleted=gone)


def _sort_out(
    connection: sqlite3.Connection, source: str, mentions: Sequence[Mention]
) -> tuple[list[Mention], list[tuple[sqlite3.Row, Mention]]]:
    """Part a page into mentions never seen and ones that are stored already."""
    by_id = {mention.source_id: mention for mention in mentions}
    rows = connection.execute(
        "SELECT * FROM mention WHERE source = ? AND source_id IN (SELECT value FROM json_each(?))",
        [source, json.dumps(list(by_id))],
    ).fetchall()
    known = [(row, by_id.pop(row["source_id"])) for row in rows]
    gone = buried(connection, source, by_id)
    return [m for m in by_id.values() if m.source_id not in gone], known


def _keep_authors(
    connection: sqlite3.Connection, mentions: Iterable[Mention], seen_at: int
) -> None:
    authors = {key_of(m): (m.network, m.author) for m in mentions if m.author is not None}
    connection.executemany(
        """INSERT INTO author VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET
               name = COALESCE(excluded.name, name), url = COALESCE(excluded.url, url),
               followers = COALESCE(excluded.followers, followers),
               is_bot = COALESCE(excluded.is_bot, is_bot), updated_at = excluded.updated_at
           WHERE (name, url, followers, is_bot) IS NOT
                 (COALESCE(excluded.name, name), COALESCE(excluded.url, url),
                  COALESCE(excluded.followers, followers), COALESCE(excluded.is_bot, is_bot))""",
        [_author_row(key, *pair, seen_at) for key, pair in authors.items()],
    )


def _author_row(key: str, network: str, author: Author, seen_at: int) -> tuple[Any, ...]:
    return (
        key, network, author.handle, author.name, author.url,
        author.followers, author.is_bot, seen_at, seen_at,
    )  # fmt: skip


_INSERT = (
    f"INSERT INTO mention ({', '.join(MENTION_COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(MENTION_COLUMNS))})"
)
_INSERT_MATCH = f"INSERT OR REPLACE INTO match VALUES ({', '.join('?' * 17)})"


def _insert(store: Store, mentions: Sequence[Mention], seen_at: int) -> None:
    if not mentions:
        return
    connection = store.connection
    first = connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM mention").fetchone()[0]
    own = own_accounts(connection)
    rows, matched = [], []
    for number, mention in enumerate(mentions, first):
        at = counts_at(epoch(mention.published_at), seen_at)
        rows.append(mention_row(number, mention, seen_at, at, store.day(at)))
        matched += match_rows(number, mention, seen_at, at, store.day(at), own)
    connection.executemany(_INSERT, rows)
    connection.executemany(_INSERT_MATCH, matched)
    connection.execute(
        "INSERT INTO mention_fts (rowid, title, text, search_text) "
        "SELECT id, title, text, search_text FROM mention WHERE id >= ?",
        [first],
    )
    count_new(connection, first, first + len(mentions) - 1)


_FRESH_FIELDS = (
    "url", "edited_at", "thread_id", "parent_id", "site", "language", "tags", "links",
    "score", "replies", "shares", "views", "rating", "licence",
)  # fmt: skip


def _update(store: Store, known: Sequence[tuple[sqlite3.Row, Mention]], seen_at: int) -> int:
    """Take over new counts and edits; returns the number of mentions whose text changed."""
    edited = []
    for row, mention in known:
        if row["gone_at"] is not None:
            continue
        new = mention_row(row["id"], mention, row["first_seen_at"], row["at"], row["day"])
        fresh = dict(zip(MENTION_COLUMNS, new, strict=True))
        if any(fresh[f] is not None and fresh[f] != row[f] for f in _FRESH_FIELDS):
            _take_over(store.connection, row["id"], fresh)
        if fresh["text_hash"] != row["text_hash"]:
            edited.append((row, mention, fresh))
    if edited:
        with touching(store.connection, [row["id"] for row, _, _ in edited]):
            for row, mention, fresh in edited:
                _replace_text(store, row, mention, fresh, seen_at)
        refresh(store.connection, [row["id"] for row, _, _ in edited])
    return len(edited)


def _take_over(connection: sqlite3.Connection, number: int, fresh: Mapping[str, Any]) -> None:
    # A count that the service no longer tells keeps its last value.
    settings = ", ".join(f"{f} = COALESCE(:{f}, {f})" for f in _FRESH_FIELDS)
    connection.execute(f"UPDATE mention SET {settings} WHERE id = :id", {**fresh, "id": number})


def _replace_text(
    store: Store, row: sqlite3.Row, mention: Mention, fresh: Mapping[str, Any], seen_at: int
) -> None:
    """Store an edited text: the earlier one's hash and time stay, its annotations go."""
    connection, number = store.connection, row["id"]
    connection.execute(
        "INSERT OR IGNORE INTO revision VALUES (?, ?, ?)", [number, row["text_hash"], seen_at]
    )
    unindex(connection, row)
    connection.execute(
        "UPDATE mention SET title = :title, text = :text, search_text = :search_text, "
        "text_hash = :text_hash, edited_at = COALESCE(:edited_at, edited_at) WHERE id = :id",
        {**fresh, "id": number},
    )
    connection.execute(
        "INSERT INTO mention_fts (rowid, title, text, search_text) VALUES (?, ?, ?, ?)",
        [number, fresh["title"], fresh["text"], fresh["search_text"]],
    )
    forget_annotations(connection, number)
    own = own_accounts(connection)
    replace_matches(connection, row, replace(mention, source=row["source"]), own)


def replace_matches(
    connection: sqlite3.Connection, row: sqlite3.Row, mention: Mention, own: frozenset[str]
) -> None:
    """Give a stored mention these matches instead of its own (inside `touching`)."""
    connection.execute("DELETE FROM match WHERE mention_id = ?", [row["id"]])
    connection.executemany(
        _INSERT_MATCH,
        match_rows(row["id"], mention, row["first_seen_at"], row["at"], row["day"], own),
    )


def forget_annotations(connection: sqlite3.Connection, number: int) -> None:
    """Drop what analyzers said of a text that is no longer there; people's labels stay."""
    for table in ("annotation", "annotation_brand", "mention_label", "story"):
        connection.execute(f"DELETE FROM {table} WHERE mention_id = ?", [number])
    connection.execute("UPDATE annotated SET below = MIN(below, ?)", [number])


def unindex(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Take a mention's present text out of the full-text index."""
    connection.execute(
        "INSERT INTO mention_fts (mention_fts, rowid, title, text, search_text) "
        "VALUES ('delete', ?, ?, ?, ?)",
        [row["id"], row["title"], row["text"], row["search_text"]],
    )


def _delete(store: Store, source: str, deleted: Sequence[str], seen_at: int) -> int:
    if not deleted:
        return 0
    rows = store.connection.execute(
        "SELECT id FROM mention WHERE source = ? AND gone_at IS NULL "
        "AND source_id IN (SELECT value FROM json_each(?))",
        [source, json.dumps(list(deleted))],
    ).fetchall()
    return blank(
        store, [row["id"] for row in rows], reason="deleted at the source", now=seen_at
    )


def _note_gaps(
    connection: sqlite3.Connection, source: str, gaps: Sequence[Gap], seen_at: int
) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO gap VALUES (?, ?, ?, ?, ?)",
        [
            (source, epoch(gap.since) or 0, epoch(gap.until) or seen_at, gap.reason, seen_at)
            for gap in gaps
        ],
    )


__all__ = ["Claim", "Stored", "add_page", "forget_annotations", "replace_matches", "unindex"]

"""Take content out of the store, everywhere it stands."""

import json
import sqlite3
from collections.abc import Sequence

from monitor.store.connect import Store
from monitor.store.facts import touching
from monitor.store.tombstones import bury, identity_hash

_BY_MENTION = (
    "annotation", "annotation_brand", "mention_label", "story", "revision", "match", "label",
)  # fmt: skip


def blank(store: Store, ids: Sequence[int], *, reason: str, now: int) -> int:
    """Erase the content of these mentions and keep their counts, without anything personal.

    Text, title, author, address and id go, as do spans and what analyzers said; the narrow
    match rows stay for the figures. A salted hash keeps the item from being stored again.
    Returns how many were blanked.
    """
    with store.transaction() as connection:
        for row in _living(connection, ids):
            digest = identity_hash(connection, row["source"], row["source_id"])
            bury(connection, [digest], reason=reason, now=now)
            _unindex(connection, row)
            _empty(connection, row["id"], digest, reason, now)
        _drop_quotes(connection, ids)
        _drop_lonely_authors(connection)
    return len(ids)


def erase(
    store: Store, ids: Sequence[int], *, reason: str, now: int, bury_them: bool = True
) -> int:
    """Remove these mentions altogether, counts included. Returns how many there were."""
    with store.transaction() as connection, touching(connection, ids):
        for row in _living(connection, ids, also_gone=True):
            if bury_them and row["gone_at"] is None:
                digest = identity_hash(connection, row["source"], row["source_id"])
                bury(connection, [digest], reason=reason, now=now)
            _unindex(connection, row)
            for table in _BY_MENTION:
                connection.execute(f"DELETE FROM {table} WHERE mention_id = ?", [row["id"]])
            connection.execute("DELETE FROM mention WHERE id = ?", [row["id"]])
        # The next mention may get the number of the last one, and is not annotated yet.
        connection.execute(
            "UPDATE annotated SET below = "
            "MIN(below, (SELECT COALESCE(MAX(id), 0) + 1 FROM mention))"
        )
        _drop_quotes(connection, ids)
        _drop_lonely_authors(connection)
    return len(ids)


def _living(
    connection: sqlite3.Connection, ids: Sequence[int], *, also_gone: bool = False
) -> list[sqlite3.Row]:
    marks = ", ".join(str(int(number)) for number in ids)
    gone = "" if also_gone else "AND gone_at IS NULL"
    return connection.execute(f"SELECT * FROM mention WHERE id IN ({marks}) {gone}").fetchall()


def _unindex(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    connection.execute(
        "INSERT INTO mention_fts (mention_fts, rowid, title, text, search_text) "
        "VALUES ('delete', ?, ?, ?, ?)",
        [row["id"], row["title"], row["text"], row["search_text"]],
    )


def _empty(
    connection: sqlite3.Connection, number: int, digest: str, reason: str, now: int
) -> None:
    connection.execute(
        """UPDATE mention SET source_id = ?, url = NULL, title = NULL, text = '',
               search_text = NULL, text_hash = '', author = NULL, thread_id = NULL,
               parent_id = NULL, tags = '[]', links = '[]', gone_at = ?, gone_reason = ?
           WHERE id = ?""",
        [digest, now, reason, number],
    )
    connection.execute(
        "INSERT INTO mention_fts (rowid, title, text, search_text) VALUES (?, NULL, '', NULL)",
        [number],
    )
    connection.execute(
        "UPDATE match SET spans = '[]', author = '' WHERE mention_id = ?", [number]
    )
    connection.execute("DELETE FROM revision WHERE mention_id = ?", [number])
    connection.execute("UPDATE annotation SET data = '{}' WHERE mention_id = ?", [number])


def _drop_quotes(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Empty the messages that quote these mentions; that they were raised stays."""
    connection.execute(
        """UPDATE outbox SET body = 'The texts behind this were erased.', html = NULL
           WHERE EXISTS (SELECT 1 FROM json_each(outbox.data, '$.quoted') AS quoted
                         WHERE quoted.value IN (SELECT value FROM json_each(?)))""",
        [json.dumps(list(ids))],
    )


def _drop_lonely_authors(connection: sqlite3.Connection) -> None:
    """Forget authors of whom no mention is left."""
    connection.execute(
        "DELETE FROM author WHERE NOT EXISTS "
        "(SELECT 1 FROM mention WHERE mention.author = author.key)"
    )

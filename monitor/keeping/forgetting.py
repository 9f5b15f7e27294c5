"""Erase an author, a mention or a brand everywhere, and keep it from coming back.

What remains is a salted hash. Pages that are freed are overwritten (`secure_delete`), the
full-text index is merged so that no old segment holds the words, and the write-ahead log is
emptied.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from monitor.errors import DataError, UsageError
from monitor.model import account_key
from monitor.store.audit import note
from monitor.store.connect import Store
from monitor.store.erasure import blank, erase
from monitor.store.tombstones import author_hash, bury

_BATCH: Final = 500


def forget_author(store: Store, account: str, *, now: datetime, by: str) -> int:
    """Erase all mentions of "network:handle" and refuse future ones. Returns how many there were.

    The audit trail says that an author was forgotten, not who.
    """
    key = account_key(account)
    if ":" not in account:
        raise UsageError(f"'{account}' is no account; write it as network:handle")
    at = int(now.timestamp())
    with store.transaction() as connection:
        bury(connection, [author_hash(connection, key)], reason="author forgotten", now=at)
    ids = [row[0] for row in store.rows("SELECT id FROM mention WHERE author = ?", [key])]
    done = _erase(store, ids, reason="author forgotten", at=at)
    with store.transaction() as connection:
        connection.execute("DELETE FROM author WHERE key = ?", [key])
        note(
            connection,
            at=at,
            who=by,
            what="forgot an author",
            subject="store",
            data={"mentions": done},
        )
    scrub(store)
    return done


def forget_mentions(store: Store, ids: Sequence[int], *, now: datetime, by: str) -> int:
    """Erase these mentions altogether. Raises `UsageError` where one does not exist."""
    at = int(now.timestamp())
    for number in ids:
        if store.value("SELECT 1 FROM mention WHERE id = ?", [number]) is None:
            raise UsageError(f"there is no mention {number}; list them with: monitor mentions")
    done = _erase(store, ids, reason="mention forgotten", at=at)
    _note(store, at, by, "forgot mentions", done)
    scrub(store)
    return done


def forget_brand(store: Store, brand: str, *, now: datetime, by: str) -> int:
    """Erase what is stored about *brand* alone; what also names another brand stays for that.

    Nothing is remembered about it: a brand that is watched again collects again.
    """
    at = int(now.timestamp())
    only = "SELECT mention_id FROM match GROUP BY mention_id HAVING MIN(brand) = ? AND MAX(brand) = ?"
    ids = [row[0] for row in store.rows(only, [brand, brand])]
    done = _erase(store, ids, reason="brand forgotten", at=at, bury_them=False)
    _drop_matches(store, brand)
    _note(store, at, by, "forgot a brand", done)
    scrub(store)
    return done


def apply_deletions(store: Store, source: str, lines: Iterable[str], *, now: datetime) -> int:
    """Erase the content of what a service lists as deleted; may be applied again.

    A line is an id, or a JSON object of a compliance feed: `{"delete": {"status": {"id_str"…}}}`,
    `{"id": …, "action": "delete"}` (other actions are left alone) or `{"tweet": {"id": …}}`.
    Raises `DataError` naming the line that is neither.
    """
    ids = [one for number, line in enumerate(lines, 1) if (one := _listed(line, number))]
    at = int(now.timestamp())
    found = [
        row[0]
        for row in store.rows(
            "SELECT id FROM mention WHERE source = ? AND gone_at IS NULL "
            "AND source_id IN (SELECT value FROM json_each(?))",
            [source, json.dumps(ids)],
        )
    ]
    store.connection.execute("PRAGMA secure_delete = ON")
    for batch in _batches(found):
        blank(store, batch, reason="deleted at the source", now=at)
    scrub(store)
    return len(found)


def _listed(line: str, number: int) -> str | None:
    """The id that a line of a list of deletions names; None for one that deletes nothing."""
    text = line.strip()
    if not text.startswith("{"):
        return text or None
    try:
        said = json.loads(text)
        if "action" in said and said["action"] != "delete":
            return None
        inner = said.get("delete", {}).get("status") or said.get("tweet") or said
        return str(inner.get("id_str") or inner["id"])
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise DataError(
            f"line {number}: neither an id nor a deletion; nothing was erased"
        ) from error


def scrub(store: Store) -> None:
    """Leave no trace of erased texts in the index, in free pages or in the write-ahead log."""
    with store.transaction() as connection:
        connection.execute("INSERT INTO mention_fts (mention_fts) VALUES ('optimize')")
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _erase(
    store: Store, ids: Sequence[int], *, reason: str, at: int, bury_them: bool = True
) -> int:
    # Freed pages are overwritten with zeros while content is erased.
    store.connection.execute("PRAGMA secure_delete = ON")
    for batch in _batches(ids):
        erase(store, batch, reason=reason, now=at, bury_them=bury_them)
    return len(ids)


def _drop_matches(store: Store, brand: str) -> None:
    from monitor.store.facts import touching

    rows = store.rows("SELECT mention_id FROM match WHERE brand = ?", [brand])
    for batch in _batches([row[0] for row in rows]):
        with store.transaction() as connection, touching(connection, batch):
            connection.executemany(
                "DELETE FROM match WHERE mention_id = ? AND brand = ?",
                [(number, brand) for number in batch],
            )
    with store.transaction() as connection:
        connection.execute("DELETE FROM matched_brand WHERE brand = ?", [brand])


def _note(store: Store, at: int, by: str, what: str, mentions: int) -> None:
    with store.transaction() as connection:
        note(connection, at=at, who=by, what=what, subject="store", data={"mentions": mentions})


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))

"""What people do with ideas: each step one transaction, in the audit trail by name."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from monitor.errors import UsageError
from monitor.ideas.log import STATUSES, ideas
from monitor.model import Json
from monitor.store.audit import note
from monitor.store.connect import Store
from monitor.store.tombstones import salted

_LONGEST_TITLE: Final = 200


def add(
    store: Store, title: str, *, by: str, now: datetime, remark: str = "",
    mentions: Sequence[int] = (),
) -> int:  # fmt: skip
    """Begin an idea with the *mentions* that ask for it; returns its id."""
    name = " ".join(title.split())
    if not 0 < len(name) <= _LONGEST_TITLE:
        raise UsageError(f"an idea needs a title of at most {_LONGEST_TITLE} characters")
    at = int(now.timestamp())
    with store.transaction() as connection:
        done = connection.execute(
            "INSERT INTO idea (title, note, status, created_at, created_by, updated_at) "
            "VALUES (?, ?, 'asked', ?, ?, ?)",
            [name, remark.strip(), at, by, at],
        )
        number = int(done.lastrowid or 0)
        _log(connection, number, at, by, "added", {"title": name})
        link(store, number, mentions, by=by, now=now)
    return number


def link(store: Store, number: int, mentions: Sequence[int], *, by: str, now: datetime) -> int:
    """Note that *mentions* ask for it; returns how many of them were new to it."""
    at = int(now.timestamp())
    with store.transaction() as connection:
        _require(connection, number)
        fresh = [
            one for one in dict.fromkeys(mentions) if _link(connection, number, one, at, by)
        ]
        if fresh:
            named: list[Json] = list(fresh)
            _touch(connection, number, at)
            _log(connection, number, at, by, "linked", {"mentions": named})
    return len(fresh)


def unlink(
    store: Store, number: int, mentions: Sequence[int], *, by: str, now: datetime
) -> int:
    """Take mentions off an idea again; returns how many were on it."""
    at = int(now.timestamp())
    with store.transaction() as connection:
        _require(connection, number)
        gone: list[Json] = []
        for one in dict.fromkeys(mentions):
            done = connection.execute(
                "DELETE FROM idea_mention WHERE idea_id = ? AND mention_id = ?", [number, one]
            )
            gone += [one] if done.rowcount else []
        if gone:
            _touch(connection, number, at)
            _log(connection, number, at, by, "unlinked", {"mentions": gone})
    return len(gone)


def merge(store: Store, number: int, into: int, *, by: str, now: datetime) -> None:
    """Make one idea part of another: its wishes and who was told go along."""
    if number == into:
        raise UsageError("an idea cannot be merged into itself")
    at = int(now.timestamp())
    with store.transaction() as connection:
        _require(connection, number)
        _require(connection, into)
        connection.execute(
            """INSERT INTO idea_mention
               SELECT ?, mention_id, asker, linked_at, linked_by, told_at, told_by
               FROM idea_mention WHERE idea_id = ?
               ON CONFLICT DO UPDATE SET told_at = COALESCE(told_at, excluded.told_at),
                                         told_by = COALESCE(told_by, excluded.told_by)""",
            [into, number],
        )
        connection.execute("DELETE FROM idea_mention WHERE idea_id = ?", [number])
        # Ideas that were merged into this one lead to the new one as well.
        connection.execute(
            "UPDATE idea SET merged_into = ?, updated_at = ? WHERE id = ? OR merged_into = ?",
            [into, at, number, number],
        )
        _touch(connection, into, at)
        _log(connection, number, at, by, "merged", {"into": into})
        _log(connection, into, at, by, "took in", {"idea": number})


def set_status(
    store: Store, number: int, status: str, *, by: str, now: datetime, reason: str = ""
) -> None:
    """Move an idea to *status*, one of `STATUSES`."""
    if status not in STATUSES:
        raise UsageError(f"'{status}' is no status; there are {', '.join(STATUSES)}")
    at = int(now.timestamp())
    with store.transaction() as connection:
        before = _require(connection, number)["status"]
        if before == status:
            return
        connection.execute("UPDATE idea SET status = ? WHERE id = ?", [status, number])
        _touch(connection, number, at)
        data: dict[str, Json] = {"from": before, "to": status}
        _log(
            connection, number, at, by, "status", data | ({"reason": reason} if reason else {})
        )


def tell(
    store: Store, number: int, *, by: str, now: datetime, mentions: Sequence[int] = ()
) -> int:
    """Note that askers were told what became of it: in *mentions*, else all who were not yet.

    Returns how many mentions that were. Nothing is posted: people tell, this remembers.
    """
    at = int(now.timestamp())
    with store.transaction() as connection:
        _require(connection, number)
        wanted = list(mentions) or [
            wish.mention_id for idea in ideas(store, ids=[number]) for wish in idea.untold()
        ]
        told: list[Json] = []
        for one in dict.fromkeys(wanted):
            done = connection.execute(
                "UPDATE idea_mention SET told_at = ?, told_by = ? "
                "WHERE idea_id = ? AND mention_id = ? AND told_at IS NULL",
                [at, by, number, one],
            )
            told += [one] if done.rowcount else []
            if not done.rowcount and not _is_linked(connection, number, one):
                raise UsageError(f"mention {one} does not ask for idea {number}; link it first")
        if told:
            _touch(connection, number, at)
            _log(connection, number, at, by, "told", {"mentions": told})
    return len(told)


def _link(connection: sqlite3.Connection, number: int, mention: int, at: int, by: str) -> bool:
    row = connection.execute(
        "SELECT author, gone_at FROM mention WHERE id = ?", [mention]
    ).fetchone()
    if row is None or row["gone_at"] is not None:
        raise UsageError(f"there is no mention {mention}; list them with: monitor mentions")
    asker = salted(connection, "asker", row["author"]) if row["author"] else ""
    done = connection.execute(
        "INSERT OR IGNORE INTO idea_mention (idea_id, mention_id, asker, linked_at, linked_by) "
        "VALUES (?, ?, ?, ?, ?)",
        [number, mention, asker, at, by],
    )
    return done.rowcount == 1


def _is_linked(connection: sqlite3.Connection, number: int, mention: int) -> bool:
    found = connection.execute(
        "SELECT 1 FROM idea_mention WHERE idea_id = ? AND mention_id = ?", [number, mention]
    ).fetchone()
    return found is not None


def _require(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM idea WHERE id = ?", [number]
    ).fetchone()
    if row is None:
        raise UsageError(f"there is no idea {number}; list them with: monitor ideas list")
    if row["merged_into"] is not None:
        raise UsageError(f"idea {number} is part of idea {row['merged_into']} now; use that")
    return row


def _touch(connection: sqlite3.Connection, number: int, at: int) -> None:
    connection.execute("UPDATE idea SET updated_at = ? WHERE id = ?", [at, number])


def _log(
    connection: sqlite3.Connection,
    number: int,
    at: int,
    by: str,
    what: str,
    data: dict[str, Json],
) -> None:
    if not by.strip():
        raise UsageError("--by: say who you are")
    note(connection, at=at, who=by, what=what, subject=f"idea:{number}", data=data)

"""What must not be collected again, remembered as salted hashes only."""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterable, Mapping

from monitor.model import Mention, author_key


def salted(connection: sqlite3.Connection, *parts: str) -> str:
    """A keyed hash of *parts*; the key never leaves this store."""
    return _digest(_salt(connection), *parts)


def identity_hash(connection: sqlite3.Connection, source: str, source_id: str) -> str:
    """The hash that stands for one item of one source."""
    return salted(connection, "mention", source, source_id)


def author_hash(connection: sqlite3.Connection, key: str) -> str:
    """The hash that stands for an author whose mentions are not wanted."""
    return salted(connection, "author", key)


def bury(
    connection: sqlite3.Connection, hashes: Iterable[str], *, reason: str, now: int
) -> None:
    """Remember these hashes, so that what they stand for is not stored again."""
    connection.executemany(
        "INSERT OR IGNORE INTO tombstone VALUES (?, ?, ?)",
        [(digest, reason, now) for digest in hashes],
    )


def buried(
    connection: sqlite3.Connection, source: str, mentions: Mapping[str, Mention]
) -> frozenset[str]:
    """Which of these (source id -> mention) were erased, themselves or by their author."""
    if connection.execute("SELECT 1 FROM tombstone LIMIT 1").fetchone() is None:
        return frozenset()
    salt = _salt(connection)
    found = set()
    for source_id, mention in mentions.items():
        digests = [_digest(salt, "mention", source, source_id)]
        if mention.author is not None:
            key = author_key(mention.network, mention.author.handle)
            digests.append(_digest(salt, "author", key))
        marks = ", ".join("?" * len(digests))
        if connection.execute(
            f"SELECT 1 FROM tombstone WHERE hash IN ({marks})", digests
        ).fetchone():
            found.add(source_id)
    return frozenset(found)


def _salt(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM setting WHERE key = 'salt'").fetchone()
    return str(row[0])


def _digest(salt: str, *parts: str) -> str:
    return hmac.new(salt.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()

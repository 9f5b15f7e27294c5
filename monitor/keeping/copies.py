"""Safe copies: made while the store is in use, checked, and put back without undoing erasures.

A backup is one file and its manifest beside it (what it is, when, how many, its SHA-256).
"""

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import DataError, UsageError
from monitor.store.connect import Store, open_store, translated
from monitor.store.erasure import erase
from monitor.store.migrations import VERSION
from monitor.store.tombstones import identity_hash


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    schema: int
    mentions: int
    labels: int
    audit: int
    sha256: str


def backup(store: Store, target: Path, *, now: datetime) -> Manifest:
    """Copy the store to *target* by SQLite's online backup; whole and checked, or not at all.

    Raises `UsageError` where *target* is there already, `DataError` where the copy is damaged.
    """
    if target.exists():
        raise UsageError(f"{target} is there already; choose another name")
    partial = target.with_name(f".{target.name}.partial")
    with translated(target):
        try:
            _copy(store.connection, partial)
            manifest = _describe(partial, now)
            _write_private(manifest_path(target), json.dumps(asdict(manifest), indent=2) + "\n")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return manifest


def manifest_path(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.manifest.json")


def restore(copy: Path, path: Path, *, now: datetime) -> Path | None:
    """Put *copy* in the place of the store at *path*.

    The store that was there is kept beside it; its path is returned. What was forgotten since
    the copy was made is forgotten in it again. Raises `DataError` for a copy that is damaged or
    does not fit its manifest.
    """
    _check(copy)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    partial = path.with_name(f".{path.name}.restoring")
    with translated(path):
        try:
            with contextlib.closing(
                sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
            ) as one:
                _copy(one, partial)
            _forget_again(path, partial, int(now.timestamp()))
            kept = _set_aside(path, stamp)
            partial.replace(path)
        finally:
            for rest in ("", "-wal", "-shm"):
                partial.with_name(partial.name + rest).unlink(missing_ok=True)
    return kept


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        problem = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if problem != "ok":
        raise DataError(f"{target}: the copy is damaged ({problem}); see: monitor doctor")


def _describe(path: Path, now: datetime) -> Manifest:
    with contextlib.closing(sqlite3.connect(path)) as copy:

        def count(table: str) -> int:
            return int(copy.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])

        return Manifest(
            made_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            schema=int(copy.execute("PRAGMA user_version").fetchone()[0]),
            mentions=count("mention"),
            labels=count("label"),
            audit=count("audit"),
            sha256=_digest(path),
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(copy: Path) -> None:
    if not copy.is_file():
        raise UsageError(f"{copy}: there is no such file")
    with (
        translated(copy),
        contextlib.closing(
            sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection,
    ):
        schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
        problem = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if problem != "ok" or not 1 <= schema <= VERSION:
        raise DataError(f"{copy}: not a backup this monitor can use; nothing was changed")
    manifest = manifest_path(copy)
    if manifest.is_file() and json.loads(manifest.read_text())["sha256"] != _digest(copy):
        raise DataError(f"{copy}: differs from its manifest; nothing was changed")


def _forget_again(path: Path, copy: Path, at: int) -> None:
    """Apply to the copy every erasure that the present store remembers."""
    if not path.is_file():
        return
    try:
        with _plainly(path) as present:
            rows = present.execute("SELECT hash, reason, buried_at FROM tombstone").fetchall()
    except sqlite3.DatabaseError:
        return  # the present store is what is being replaced because it is damaged
    with open_store(copy) as store, store.transaction() as connection:
        connection.executemany("INSERT OR IGNORE INTO tombstone VALUES (?, ?, ?)", rows)
        gone = {row[0] for row in rows}
        ids = list(_forgotten(connection, gone))
        store.connection.execute("PRAGMA secure_delete = ON")
        if ids:
            erase(store, ids, reason="forgotten before", now=at)


def _forgotten(connection: sqlite3.Connection, gone: set[str]) -> Iterator[int]:
    from monitor.store.tombstones import author_hash

    for row in connection.execute(
        "SELECT id, source, source_id, author FROM mention WHERE gone_at IS NULL"
    ).fetchall():
        one = identity_hash(connection, row["source"], row["source_id"])
        by = author_hash(connection, row["author"]) if row["author"] else None
        if one in gone or by in gone:
            yield row["id"]


@contextlib.contextmanager
def _plainly(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(
        sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    ) as one:
        yield one


def _set_aside(path: Path, stamp: str) -> Path | None:
    if not path.exists():
        return None
    kept = path.with_name(f"{path.name}.before-restore-{stamp}")
    for rest in ("-wal", "-shm", ""):
        part = path.with_name(path.name + rest)
        if part.exists():
            part.replace(kept.with_name(kept.name + rest))
    return kept


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)

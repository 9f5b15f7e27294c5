"""Open the store: private file, WAL, foreign keys, immediate write transactions, plain errors."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Final

from monitor.errors import ConfigError, DataError, DiskError, PermissionRefused, TryLater
from monitor.model import Brand
from monitor.store.migrations import VERSION, migrate

BUSY_SECONDS: Final = 10.0

Row = sqlite3.Row
Values = Sequence[Any] | dict[str, Any]


@dataclass(frozen=True)
class Store:
    """An open store. Reading needs no lock; each writing function is one `transaction`.

    `brands` and `fold_diacritics` are what the config says: what a search of the store may
    refer to by `{name}`, and how it compares.
    """

    path: Path
    connection: sqlite3.Connection
    zone: tzinfo = UTC
    brands: tuple[Brand, ...] = ()
    fold_diacritics: bool = False

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write, or nothing. Begins IMMEDIATE, so that it waits for another writer at the start.

        A nested use joins the outer transaction.
        """
        with translated(self.path):
            if self.connection.in_transaction:
                yield self.connection
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                self.connection.rollback()  # nothing where SQLite has rolled back already
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads inside see one state of the store, whatever others write meanwhile."""
        with translated(self.path):
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows of a reading statement."""
        with translated(self.path):
            return self.connection.execute(sql, values).fetchall()

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        with translated(self.path):
            row = self.connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def day(self, at: int) -> str:
        """The day of an epoch second in the configured time zone, as YYYY-MM-DD."""
        return datetime.fromtimestamp(at, self.zone).strftime("%Y-%m-%d")

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(
    path: Path,
    *,
    zone: tzinfo = UTC,
    create: bool = True,
    brands: Sequence[Brand] = (),
    fold_diacritics: bool = False,
) -> Store:
    """Open the store at *path*, making or upgrading it where needed.

    With ``create=False`` a missing file is a `DataError`. A store that this user may only read
    is opened for reading. Raises `ConfigError` for a store made by a newer program, `DataError`
    for a file that is no store, `TryLater` while another program upgrades it.
    """
    if not create and not path.is_file():
        raise DataError(f"{path}: there is no store yet; run: monitor fetch")
    with translated(path):
        connection = _connect(path)
        try:
            _prepare(connection, path)
            store = Store(path, connection, zone, tuple(brands), fold_diacritics)
            if not is_read_only(connection):
                _keep_zone(store)
        except BaseException:
            connection.close()
            raise
        return store


def open_read_only(path: Path, *, zone: tzinfo = UTC) -> Store:
    """Open an existing, up-to-date store for reading alone; writes nothing beside it."""
    if not path.is_file():
        raise DataError(f"{path}: there is no store yet; run: monitor fetch")
    with translated(path):
        connection = _reader(path)
        _require_known(connection, path)
        return Store(path, connection, zone)


def is_read_only(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA query_only").fetchone()[0])


def _connect(path: Path) -> sqlite3.Connection:
    if path.exists() and not os.access(path, os.W_OK):
        return _reader(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Mentions are personal data: only their owner may read the file and its WAL.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -65536")
    return connection


def _reader(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -65536")
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    if _require_known(connection, path) == VERSION or is_read_only(connection):
        return
    from sqlite_utils import Database

    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrate(Database(connection))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _require_known(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise ConfigError(
            f"{path}: made by a newer monitor (schema {version}, this one knows {VERSION}); "
            "upgrade monitor, nothing was changed"
        )
    return version


def _keep_zone(store: Store) -> None:
    """Recount the days once when the configured time zone has changed."""
    known = store.value("SELECT value FROM setting WHERE key = 'timezone'")
    if known == str(store.zone):
        return
    from monitor.store.days import move_days

    with store.transaction() as connection:
        if known is not None:
            move_days(store)
        connection.execute(
            "INSERT OR REPLACE INTO setting VALUES ('timezone', ?)", [str(store.zone)]
        )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into our errors, each with what to do next."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _ours(path, error) from error
    except PermissionError as error:
        raise PermissionRefused(f"{path}: {error.strerror}; check who owns it") from error
    except OSError as error:
        raise DiskError(f"{path}: {error.strerror or error}") from error


def _ours(path: Path, error: sqlite3.DatabaseError) -> Exception:
    said = str(error)
    if "locked" in said or "busy" in said:
        return TryLater(f"{path}: another program is writing to it; try again in a minute")
    if "full" in said or "disk I/O" in said:
        return DiskError(f"{path}: {said}; free some space and run the command again")
    if "readonly" in said or "unable to open" in said:
        return PermissionRefused(f"{path}: {said}; check the folder and who owns it")
    if "malformed" in said or "not a database" in said or "corrupt" in said:
        return DataError(
            f"{path}: {said}; nothing was changed. Restore a copy with 'monitor restore', "
            f"or rescue it with: sqlite3 '{path}' .recover"
        )
    return error

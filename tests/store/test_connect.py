"""Opening the store: private, migrated once, never damaged, and faults told in one line."""

import os
import sqlite3
import stat
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import ConfigError, DataError, TryLater
from monitor.store import connect
from monitor.store.connect import Store, open_read_only, open_store
from monitor.store.facts import rollups_are_true
from monitor.store.migrations import VERSION
from tests.support.made import empty_store, mention, stored


def test_k05_the_store_and_its_wal_are_private(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        store = stored(tmp_path, mention())
    finally:
        os.umask(old)
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    store.close()


def test_u03_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    with empty_store(tmp_path) as store:
        store.connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = (tmp_path / "mentions.db").read_bytes()
    with pytest.raises(ConfigError, match="newer monitor"):
        open_store(tmp_path / "mentions.db")
    assert (tmp_path / "mentions.db").read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"x" * 5000]
)
def test_d09_a_file_that_is_no_store_is_told_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "mentions.db"
    path.write_bytes(content)
    with pytest.raises(DataError, match="nothing was changed"):
        open_store(path)
    assert path.read_bytes() == content


def test_d05_a_writer_beside_another_waits(tmp_path: Path) -> None:
    with empty_store(tmp_path) as one:
        release = threading.Timer(0.3, lambda: None)

        def write() -> None:
            with open_store(one.path) as other, other.transaction() as connection:
                connection.execute("INSERT INTO setting VALUES ('a', 'b')")
                release.start()
                release.join()

        thread = threading.Thread(target=write)
        thread.start()
        while not release.is_alive() and thread.is_alive():
            pass
        with one.transaction() as connection:  # reads, then writes: waits at its begin
            assert connection.execute("SELECT COUNT(*) FROM setting").fetchone()[0] >= 1
            connection.execute("INSERT INTO setting VALUES ('c', 'd')")
        thread.join()


def test_d07_a_store_locked_for_long_says_try_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.1)
    with (
        empty_store(tmp_path) as one,
        empty_store(tmp_path) as other,
        one.transaction(),
        pytest.raises(TryLater, match="another program"),
        other.transaction(),
    ):
        raise AssertionError("two writers at once")


def test_d04_reading_works_beside_a_writer(tmp_path: Path) -> None:
    with stored(tmp_path, mention()) as one, one.transaction() as connection:
        connection.execute("DELETE FROM match")
        with open_read_only(one.path) as other:
            assert other.value("SELECT COUNT(*) FROM match") == 1


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    def write_and_fail(store: Store) -> None:
        with store.transaction() as connection:
            connection.execute("INSERT INTO setting VALUES ('a', 'b')")
            raise ZeroDivisionError

    with empty_store(tmp_path) as store:
        with pytest.raises(ZeroDivisionError):
            write_and_fail(store)
        assert store.value("SELECT COUNT(*) FROM setting WHERE key = 'a'") == 0


def test_a_changed_time_zone_moves_the_days(tmp_path: Path) -> None:
    stored(tmp_path, mention(published_at=None)).close()  # seen at 12:00 UTC
    with open_store(tmp_path / "mentions.db", zone=ZoneInfo("Pacific/Kiritimati")) as store:
        assert store.value("SELECT day FROM match") == "2026-03-03"
        assert store.value("SELECT day FROM mention") == "2026-03-03"
        assert rollups_are_true(store.connection)


def test_u05_the_users_own_tables_stay(tmp_path: Path) -> None:
    path = tmp_path / "mentions.db"
    with sqlite3.connect(path) as own:
        own.execute("CREATE TABLE mine (x)")
        own.execute("INSERT INTO mine VALUES (1)")
    with open_store(path) as store:
        assert store.value("SELECT x FROM mine") == 1

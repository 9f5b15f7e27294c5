"""Stores of every released schema open with all that they held."""

import json
import sqlite3
from pathlib import Path

import pytest

from monitor.store.connect import open_store
from monitor.store.facts import rollups_are_true
from monitor.store.migrations import VERSION
from tests.faults.make_old_store import DATA, counts
from tests.support.command import monitor

OLD = sorted(DATA.glob("schema-*.sql"))
MADE_ANEW = {"_sqlite_migrations"}


def test_every_schema_has_its_store() -> None:
    assert [path.stem for path in OLD] == [f"schema-{n}" for n in range(1, VERSION + 1)]


def shape(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Every column of every table, every index and trigger."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    ).fetchall()
    found = {
        (table, row[1], row[2])
        for (table,) in tables
        for row in connection.execute(f"PRAGMA table_info('{table}')")
    }
    others = connection.execute(
        "SELECT type, name, '' FROM sqlite_master WHERE type IN ('index', 'trigger')"
    )
    return found | set(map(tuple, others))


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_u01_a_store_of_each_schema_opens_with_equal_content(
    path: Path, tmp_path: Path
) -> None:
    statements = path.read_text(encoding="utf-8")
    wanted = json.loads(statements.splitlines()[0].removeprefix("-- "))
    assert all(wanted[table] for table in ("mention", "label", "inbox", "idea", "outbox"))
    old = sqlite3.connect(tmp_path / "mentions.db")
    old.executescript(f"BEGIN;\n{statements}\nCOMMIT;")
    old.close()
    with open_store(tmp_path / "mentions.db") as store, open_store(tmp_path / "new.db") as new:
        assert store.value("PRAGMA user_version") == VERSION
        assert store.value("PRAGMA integrity_check") == "ok"
        found = counts(store.connection)
        for table, rows in wanted.items():
            assert table in MADE_ANEW or found[table] == rows, table
        assert rollups_are_true(store.connection)
        assert shape(store.connection) == shape(new.connection)
    (tmp_path / "config.toml").write_text('[[brand]]\nname = "Acme"\nquery = "acme"\n')
    listed = monitor(
        "mentions", "--match", '"dark mode"', "--count", config=tmp_path / "config.toml"
    )
    assert listed.out == "1\n"

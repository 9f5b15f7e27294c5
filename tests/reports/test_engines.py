"""The same statements on another engine: row for row what SQLite says."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from monitor.reports.scope import sql
from monitor.store.connect import Store
from tests.reports.building import Said, open_new, write
from tests.reports.test_sql import NAMES, PARAMETERS

duckdb = pytest.importorskip("duckdb")

# The narrow tables that an archive carries, and what reports join with them.
TABLES = (
    "mention", "author", "match", "mention_label", "rollup", "rollup_label", "calendar",
    "own_account", "source_state", "source_run", "outage", "gap", "annotated", "annotation",
    "annotation_brand", "label", "inbox", "inbox_tag", "idea", "idea_mention",
)  # fmt: skip
_TYPES = {"INTEGER": "BIGINT", "TEXT": "VARCHAR"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    dice = random.Random(5)
    pick = dice.choice
    told = [
        Said(
            towards={pick(["Acme", "Globex"]): pick(["positive", "neutral", "negative", ""])},
            at=f"2026-03-{dice.randrange(1, 29):02}T{dice.randrange(24):02}:00",
            author=pick([None, "ann", "bob", "Ömer", "cyd"]),
            site=pick(["", "a.example", "ß.example"]),
            topics=dice.sample(["battery", "price", "Zoll", "äpp"], dice.randrange(3)),
            intents=dice.sample(["complaint", "question", "praise"], dice.randrange(3)),
            is_own=dice.random() < 0.1,
            is_copy=dice.random() < 0.1,
            thread=pick([None, "t1", "t2"]),
            parent=pick([None, "s1", "s2"]),
            text=f"I highly like this thing number {n}",
            kind=pick(["post", "video"]),
        )
        for n in range(400)
    ]
    with open_new(tmp_path_factory.mktemp("engines")) as opened:
        write(opened, told)
        yield opened


@pytest.fixture(scope="module")
def peer(store: Store) -> Any:
    found = duckdb.connect()
    for name in TABLES:
        columns = store.rows(f"PRAGMA table_info({name})")
        typed = ", ".join(f'"{c["name"]}" {_TYPES[c["type"]]}' for c in columns)
        found.execute(f"CREATE TABLE {name} ({typed})")
        rows = [tuple(row) for row in store.rows(f"SELECT * FROM {name}")]
        if name == "calendar":
            rows = [row for row in rows if row[0].startswith("2026")]
        if rows:
            marks = ", ".join("?" * len(columns))
            found.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_gives_the_same_rows_in_the_same_order(
    name: str, store: Store, peer: Any, tmp_path: Path
) -> None:
    ours = [tuple(row) for row in store.rows(sql(name), PARAMETERS)]
    (text,) = sqlglot.transpile(sql(name), read="sqlite", write="duckdb")
    used = {key: value for key, value in PARAMETERS.items() if re.search(rf"\${key}\b", text)}
    theirs = peer.execute(text, used).fetchall()
    assert [tuple(map(_plain, row)) for row in theirs] == ours


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) or type(value).__name__ == "Decimal" else value

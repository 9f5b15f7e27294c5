"""Writes tests/faults/data/schema-N.sql: a filled store as this version makes it.

    python -m tests.faults.make_old_store

Run it once before a release that has a new schema; the files of earlier ones are never made
anew. The first line of a file holds the rows of each table, for the test that upgrades it.
"""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.store.migrations import VERSION
from tests.support.command import monitor

DATA: Final = Path(__file__).parent / "data"
NOW: Final = "2026-03-02T12:{minute:02}:00+00:00"
_CONFIG: Final = """
[collection]
first_run = "52w"
[analysis]
sentiment = "vader"
[[brand]]
name = "Acme"
query = "acme"
own_accounts = ["web:care"]
[[topic]]
name = "delivery"
query = "late OR parcel"
[[source]]
name = "news"
type = "rss"
url = "{folder}/feed.xml"
[[source]]
name = "gone"
type = "rss"
url = "{folder}/none.xml"
[[alert]]
name = "fire"
type = "keyword"
query = "fire"
threshold = 1
[[notify]]
name = "team"
url = {{ env = "NO_SUCH_VARIABLE" }}
"""
_TEXTS: Final = (
    "I love Acme, a wonderful rocket", "Acme parcel is late again, terrible", "Acme ☂ 日本 ünïcode",
    "Please Acme, add a dark mode", "The Acme press release, copied word for word by many papers today",
    "The Acme press release, copied word for word by many papers today", "Acme is on fire",
)  # fmt: skip
_COMMANDS: Final = (
    ("fetch",), ("label", "1", "--sentiment", "positive", "--by", "ann"),
    ("inbox", "claim", "2", "--by", "ann"), ("inbox", "tag", "2", "urgent", "--by", "ann"),
    ("inbox", "answer", "2", "--by", "ann"), ("ideas", "add", "Dark mode", "--by", "ann"),
    ("ideas", "link", "1", "4", "--by", "ann"), ("alerts", "check"), ("fetch",),
    ("alerts", "check"), ("forget", "mention", "3", "--yes"),
)  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text(_CONFIG.format(folder=folder))
        for number, words in enumerate(_COMMANDS):
            texts = _TEXTS if number else _TEXTS[:-1]
            (folder / "feed.xml").write_text(_feed(texts, edited=number > 0))
            done = monitor(*words, config=folder / "config.toml", now=NOW.format(minute=number))
            print(words, done.code, done.err.strip()[:120])
        with sqlite3.connect(folder / "mentions.db") as store:
            lines = list(dump(store))
    DATA.mkdir(exist_ok=True)
    (DATA / f"schema-{VERSION}.sql").write_text(
        "\n".join(lines).replace(name, "/home/ann") + "\n", encoding="utf-8"
    )


def _feed(texts: tuple[str, ...], *, edited: bool) -> str:
    items = "".join(
        f"<item><guid>{n}</guid><title>{text}</title><author>writer{n}</author>"
        f"<link>https://news{n}.example/{n}</link><description>{text}"
        f"{' (edited)' if edited and n == 1 else ''}</description>"
        f"<pubDate>Sun, 01 Mar 2026 1{n}:00:00 GMT</pubDate></item>"
        for n, text in enumerate(texts)
    )
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def counts(store: sqlite3.Connection) -> dict[str, int]:
    """Table -> rows, of all but the index's own tables."""
    names = [row[0] for row in store.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'mention_fts%' "
        "AND name NOT LIKE 'sqlite%' ORDER BY name"
    )]  # fmt: skip
    return {n: store.execute(f"SELECT COUNT(*) FROM {n}").fetchone()[0] for n in names}


def dump(store: sqlite3.Connection) -> Iterator[str]:
    """The store as statements: tables, rows, then indexes and triggers. The calendar is made."""
    yield f"-- {json.dumps(counts(store))}"
    made = store.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY "
        "type <> 'table', sql NOT LIKE 'CREATE VIRTUAL%', rowid"
    ).fetchall()
    for kind, name, sql in made:
        if kind == "table" and not name.startswith("sqlite_"):
            is_shadow = name.startswith("mention_fts_")
            yield f"DELETE FROM {name};" if is_shadow else f"{sql};"
            yield from _calendar() if name == "calendar" else _rows(store, name, sql)
    yield from (f"{sql};" for kind, _, sql in made if kind != "table")
    yield f"PRAGMA user_version = {VERSION};"


def _rows(store: sqlite3.Connection, name: str, sql: str) -> Iterator[str]:
    if sql.startswith("CREATE VIRTUAL"):
        return
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({name})")]
    quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    for (values,) in store.execute(f"SELECT {quoted} FROM {name}"):
        yield f"INSERT INTO {name} VALUES ({values});"


def _calendar() -> Iterator[str]:
    yield (
        "WITH RECURSIVE days(day) AS (SELECT '2000-01-01' UNION ALL SELECT date(day, '+1 day') "
        "FROM days WHERE day < '2060-12-31') INSERT INTO calendar SELECT day, "
        "(strftime('%w', day) + 6) % 7, "
        "date(day, '-' || ((strftime('%w', day) + 6) % 7) || ' days') FROM days;"
    )


if __name__ == "__main__":
    main()

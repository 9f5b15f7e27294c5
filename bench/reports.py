"""Does a 7-day report grow with history? The same week in a store of 1 M and one of 10 M mentions.

Run: python bench/reports.py [FOLDER] [SMALL] [LARGE]    (default: a temporary folder, 1000000 10000000)

Both stores have the same mentions a day, the large one ten times the days; the full-text index,
which no report reads, is left out. Printed: seconds of `monitor.reports.report`, the median of
five after one that is not counted, and the ratio large / small. Where DuckDB with its SQLite
scanner is installed, the same statements of the outside report's opinion and volume figures are
timed there on the same files, translated by sqlglot and compared row for row.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from monitor.reports import NAMES, report
from monitor.reports.period import Period
from monitor.reports.scope import sql
from monitor.store.connect import Store, open_store
from monitor.store.facts import recount

LAST = date(2026, 11, 22)
PER_DAY = 2_740
BRANDS = ("Acme", "Globex", "Initech", "Umbrella")
NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
PERIOD = Period(LAST - timedelta(6), LAST + timedelta(1))
PEER = (
    "volume",
    "days",
    "authors",
    "by_source",
    "by_site",
    "by_language",
    "by_topic",
    "together",
)

# Splitmix-like arithmetic in SQL: the same number gives the same mention in every store, counted
# from the newest backwards, so that the last week is the same in both.
_NUMBERS = """
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count),
    drawn AS (SELECT i, (i * 2654435761 + 40503) % 4294967296 AS x,
                     ((i + 7) * 2246822519 + 3266489917) % 4294967296 AS y FROM n)
"""
_MENTIONS = (
    _NUMBERS
    + """
    INSERT INTO mention (id, source, source_id, network, kind, url, text, text_hash, author,
        published_at, first_seen_at, at, day, thread_id, site, score)
    SELECT :count - i, 'source' || (x % 6), 's' || (:count - i), 'net' || (x % 4), 'post',
        'https://example.com/' || (:count - i),
        'The battery of this thing lasts ' || (y % 40) || ' hours and the screen is word' ||
        (x % 997) || ' word' || (y % 991) || ' which nobody at the shop could explain to me',
        '', 'net' || (x % 4) || ':u' || (y % 200000), at, at + 300, at,
        strftime('%Y-%m-%d', at, 'unixepoch'), 't' || (x % 1000003), 'site' || (y % 300), x % 50
    FROM (SELECT i, x, y, :end - 1 - (i / :per_day) * 86400 - x % 86400 AS at FROM drawn)
"""
)
_MATCHES = """
    INSERT INTO match
    SELECT m.id, brand, '[]', m.at, m.day, m.first_seen_at, m.source, m.network, m.kind, m.site,
        m.author, CASE m.score % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'de' ELSE 'es' END, 1, 0,
        m.score % 17 = 0, CASE m.score % 5 WHEN 0 THEN 'positive' WHEN 1 THEN 'negative'
        ELSE 'neutral' END, (m.score % 5 = 0) * 5000 - (m.score % 5 = 1) * 5000
    FROM mention AS m, (SELECT 0 AS k, 'Acme' AS brand UNION ALL SELECT 1, 'Globex'
        UNION ALL SELECT 2, 'Initech' UNION ALL SELECT 3, 'Umbrella') AS b
    WHERE m.score % 4 = b.k OR (m.score = 7 AND b.k = 0) ORDER BY m.id, brand
"""
_TOPICS = """
    INSERT INTO mention_label
    SELECT id, 'topic', 'topic ' || (score % 25) FROM mention WHERE score % 2 = 0
    UNION ALL
    SELECT id, 'intent', CASE score % 4 WHEN 0 THEN 'complaint' WHEN 1 THEN 'question'
        WHEN 2 THEN 'request' ELSE 'praise' END FROM mention WHERE score % 10 < 3
    ORDER BY 1, 2, 3
"""
_AUTHORS = """
    INSERT OR IGNORE INTO author (key, network, handle, followers, first_seen_at, updated_at)
    SELECT author, network, author, (id * 7919) % 5000, 0, 0 FROM mention
"""


_INDEXES = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
_KEPT = ("sqlite_autoindex", "audit_", "outbox", "delivery", "inbox", "idea")


def build(path: Path, count: int) -> Store:
    """A store of *count* mentions that end with `LAST`; kept where it is there already."""
    made = path.exists()
    store = open_store(path)
    if made:
        return store
    connection = store.connection
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4000000"):
        connection.execute(f"PRAGMA {pragma}")
    # Filling tables first and indexing them afterwards is several times faster.
    later = [row for row in store.rows(_INDEXES) if not row["name"].startswith(_KEPT)]
    for row in later:
        connection.execute(f"DROP INDEX {row['name']}")
    end = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())
    connection.execute("BEGIN")
    connection.execute(_MENTIONS, {"count": count, "per_day": PER_DAY, "end": end})
    for statement in (_MATCHES, _TOPICS, _AUTHORS):
        connection.execute(statement)
    for row in later:
        connection.execute(row["sql"])
    recount(connection)
    connection.execute("COMMIT")
    store.close()
    return open_store(path)


def seconds_of(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def medians(*runs: Callable[[], object], rounds: int = 5) -> list[float]:
    """Median seconds of each, taken in turns so that a busy machine slows all of them alike."""
    for run in runs:
        run()
    taken = [[seconds_of(run) for run in runs] for _ in range(rounds)]
    return [statistics.median(times) for times in zip(*taken, strict=True)]


def time_reports(small: Store, large: Store) -> None:
    print("| report | small s | large s | large / small |")
    print("| --- | --: | --: | --: |")
    for name in NAMES:
        seconds = medians(
            partial(report, name, small, PERIOD, BRANDS, now=NOW),
            partial(report, name, large, PERIOD, BRANDS, now=NOW),
        )
        print(
            f"| {name} | {seconds[0]:.3f} | {seconds[1]:.3f} | {seconds[1] / seconds[0]:.2f} |"
        )


def time_statements(paths: tuple[Path, Path], stores: tuple[Store, Store]) -> None:
    """The same statements by SQLite and by DuckDB on the same file."""
    try:
        import duckdb

        scanner = import_module("duckdb_extension_sqlite_scanner")
        import sqlglot
    except ImportError:
        print("\nDuckDB with its SQLite scanner is not installed; not compared.")
        return
    print("\n| statements | small s | large s | large / small |")
    print("| --- | --: | --: | --: |")
    ours = medians(*(partial(ask_sqlite, store) for store in stores))
    print(f"| SQLite, this program | {ours[0]:.3f} | {ours[1]:.3f} | {ours[1] / ours[0]:.2f} |")
    said = [sqlglot.transpile(sql(name), read="sqlite", write="duckdb")[0] for name in PEER]
    peers = [attached(duckdb, scanner, path) for path in paths]
    for peer, store in zip(peers, stores, strict=True):
        assert ask_duckdb(peer, said) == ask_sqlite(store), "the engines disagree"
    theirs = medians(*(partial(ask_duckdb, peer, said) for peer in peers), rounds=3)
    print(
        f"| DuckDB, same file | {theirs[0]:.3f} | {theirs[1]:.3f} | {theirs[1] / theirs[0]:.2f} |"
    )


def attached(duckdb: Any, scanner: Any, path: Path) -> Any:
    """DuckDB with a store's file attached as it is."""
    peer = duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": 2})
    peer.execute(f"LOAD '{extension_file(scanner)}'")
    peer.execute(f"ATTACH '{path}' AS kept (TYPE sqlite, READ_ONLY)")
    peer.execute("USE kept")
    return peer


def extension_file(scanner: Any) -> str:
    folder = Path(scanner.__file__).parent
    return str(next(folder.rglob("*.duckdb_extension")))


def ask_sqlite(store: Store) -> list[list[tuple[object, ...]]]:
    values = {"brand": "Acme", **PERIOD.bounds}
    return [[tuple(row) for row in store.rows(sql(name), values)] for name in PEER]


def ask_duckdb(peer: Any, said: list[str]) -> list[list[tuple[object, ...]]]:
    values = {"brand": "Acme", **PERIOD.bounds}
    used = [{k: v for k, v in values.items() if f"${k}" in text} for text in said]
    return [peer.execute(text, one).fetchall() for text, one in zip(said, used, strict=True)]


def main(folder: Path, sizes: tuple[int, int]) -> None:
    paths = (folder / f"{sizes[0]}.db", folder / f"{sizes[1]}.db")
    start = time.perf_counter()
    small, large = (build(path, size) for path, size in zip(paths, sizes, strict=True))
    print(f"built in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    for store, path, size in zip((small, large), paths, sizes, strict=True):
        inside = store.value(
            "SELECT COUNT(*) FROM mention WHERE day >= :since AND day < :until", PERIOD.bounds
        )
        gigabytes = path.stat().st_size / 1e9
        print(f"{size:,} mentions, {inside:,} of them in the week, {gigabytes:.1f} GB")
    time_reports(small, large)
    time_statements(paths, (small, large))


if __name__ == "__main__":
    numbers = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (10**6, 10**7)
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), numbers)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary), numbers)

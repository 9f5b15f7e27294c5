"""Files into the store: counted, matched, batched, stored once; and the command's own words."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.cli import cli
from monitor.errors import DataError
from monitor.importing import storing
from monitor.importing.rows import Options
from monitor.importing.storing import Imported, import_file
from monitor.matching import Watch, watch
from monitor.model import Brand
from monitor.store.connect import Store, open_store
from tests.support.shared import DATASETS, needs_datasets

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
CONFIG = """
[monitor]
database = "mentions.db"
[[brand]]
name = "Acme"
query = "acme"
[[brand]]
name = "Globex"
query = "globex"
"""


@pytest.fixture
def brands() -> Watch:
    return watch([Brand(name="Acme", query="acme"), Brand(name="Globex", query="globex")])


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with open_store(tmp_path / "store.db") as opened:
        yield opened


def take(store: Store, brands: Watch, path: Path, **more: Any) -> Imported:
    return import_file(store, brands, str(path), Options(), clock=lambda: NOW, **more)


def table(path: Path, rows: int) -> Path:
    lines = [f"{n},{'Acme' if n % 2 else 'Nobody'} said {n}\n" for n in range(rows)]
    path.write_text("id,text\n" + "".join(lines))
    return path


def test_every_row_is_accounted_for(store: Store, brands: Watch, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "id,text,date\n1,Acme,2026-01-01\n2,Globex and Acme,\n3,nobody,\n4,,\n5,Acme,never\n"
        "2,Globex and Acme,\n"
    )
    done = take(store, brands, path)
    assert (done.rows, done.stored, done.known, done.unmatched) == (6, 2, 1, 1)
    assert (done.textless, done.unreadable, done.exit_code) == (1, 1, 1)
    assert [problem.line for problem in done.first] == [6]
    assert store.value("SELECT COUNT(*) FROM match") == 3


def test_a_second_import_stores_nothing(store: Store, brands: Watch, tmp_path: Path) -> None:
    path = table(tmp_path / "rows.csv", 2_500)
    assert take(store, brands, path).stored == 1_250
    again = take(store, brands, path)
    assert (again.stored, again.known, again.unmatched) == (0, 1_250, 1_250)
    assert store.value("SELECT COUNT(*) FROM mention") == 1_250


def test_another_text_under_a_known_id_is_an_edit(
    store: Store, brands: Watch, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("id,text\n1,Acme is good\n")
    take(store, brands, path)
    path.write_text("id,text\n1,Acme is bad\n")
    assert take(store, brands, path).changed == 1
    assert store.value("SELECT text FROM mention") == "Acme is bad"


def test_a_brand_given_by_hand_takes_every_row(
    store: Store, brands: Watch, tmp_path: Path
) -> None:
    done = take(store, brands, table(tmp_path / "rows.csv", 10), brand="Globex")
    assert (done.stored, done.unmatched) == (10, 0)
    assert store.value("SELECT COUNT(*) FROM match WHERE brand = 'Globex'") == 10
    assert store.value("SELECT COUNT(*) FROM match WHERE brand = 'Acme'") == 5


class Killed(BaseException):
    """What a kill in the middle looks like from inside."""


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_killed_import_is_run_again_and_ends_the_same(
    store: Store, brands: Watch, tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "BATCH", 50)
    path = table(tmp_path / "rows.csv", 400)
    calls = 0

    def clock() -> datetime:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Killed
        return NOW

    with pytest.raises(Killed):
        import_file(store, brands, str(path), Options(), clock=clock)
    assert store.value("SELECT COUNT(*) FROM mention") == after * 25
    done = take(store, brands, path)
    assert (done.stored, done.known) == (200 - after * 25, after * 25)


def test_what_stood_before_a_break_is_stored(
    store: Store, brands: Watch, tmp_path: Path
) -> None:
    path = tmp_path / "cut.json"
    path.write_text(json.dumps([{"id": n, "text": "Acme"} for n in range(1_500)])[:-5])
    done = take(store, brands, path)
    assert done.stored == 1_499
    assert isinstance(done.error, DataError)
    assert done.exit_code == 65


def test_a_round_trip_of_our_own_export(store: Store, brands: Watch, tmp_path: Path) -> None:
    item = {
        "id": 1, "source": "hn", "source_id": "7", "kind": "comment", "network": "hackernews",
        "text": "Acme", "author": None, "published_at": "2026-03-05T12:00:00Z",
        "engagement": {"score": 3}, "language": "en",
    }  # fmt: skip
    other = {**item, "source": "news", "source_id": "8"}
    path = tmp_path / "export.ndjson"
    path.write_text(json.dumps(item) + "\n" + json.dumps(other) + "\n")
    assert take(store, brands, path).stored == 2
    assert take(store, brands, path).known == 2
    rows = store.rows("SELECT source, source_id, network, score FROM mention ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("hn", "7", "hackernews", 3),
        ("news", "8", "hackernews", 3),
    ]


def run(folder: Path, *arguments: str, given: bytes | None = None) -> Result:
    config = folder / "config.toml"
    if not config.exists():
        config.write_text(CONFIG)
    return CliRunner().invoke(cli, ["--config", str(config), "import", *arguments], input=given)


def test_the_command_says_what_became_of_the_rows(tmp_path: Path) -> None:
    path = table(tmp_path / "rows.csv", 4)
    ended = run(tmp_path, str(path))
    assert ended.exit_code == 0
    assert ended.stdout == (
        f"{path}: 4 rows: 2 stored, 0 known, 2 matched no brand, 0 unreadable\n"
    )
    assert ended.stderr == ""


def test_standard_input(tmp_path: Path) -> None:
    ended = run(tmp_path, "-", "--map", "text=wortlaut", given=b"wortlaut\nAcme\n")
    assert ended.stdout.startswith("standard input: 1 row: 1 stored")


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.csv", table(tmp_path / "rows.csv", 4)
    bad.write_bytes(b"PK\x03\x04")
    ended = run(tmp_path, str(bad), str(good))
    assert ended.exit_code == 65
    assert "2 stored" in ended.stdout
    assert ended.stderr.count("\n") == 1
    assert "archives are not read" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["missing.csv"], 2, "missing.csv: no such file"),
        (["rows.csv", "--map", "text"], 2, "'text' is not FIELD=COLUMN"),
        (["rows.csv", "--map", "nix=text"], 2, "no field 'nix'"),
        (["rows.csv", "--map", "text=nix"], 2, "no column 'nix'"),
        (["rows.csv", "--layout", "nix"], 2, "no layout 'nix'"),
        (["rows.csv", "--brand", "Nix"], 2, "no brand 'Nix' in the config; there are: Acme"),
        (["rows.csv", "--timezone", "Mars"], 2, "no time zone 'Mars'"),
        (["rows.csv", "--encoding", "nix"], 2, "unknown encoding 'nix'"),
        (["rows.csv", "--source", "\x1b"], 2, "printable"),
        (["empty.csv"], 65, "is empty"),
        (["."], 65, "a folder without mail"),
    ],
)
def test_every_mistake_is_one_line_and_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "rows.csv", 2)
    (tmp_path / "empty.csv").touch()
    ended = run(tmp_path, *arguments)
    assert said in ended.stderr or said in str(ended.exception)
    assert ended.exit_code == code


def test_unreadable_rows_are_named_up_to_five_and_counted_all(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("text,date\n" + "Acme,never\n" * 8)
    ended = run(tmp_path, str(path))
    assert ended.exit_code == 65
    assert ended.stderr.count("the time 'never'") == 5
    assert "… and 3 more like these" in ended.stderr
    assert "8 unreadable" in ended.stdout


@needs_datasets
def test_the_airline_tweets_need_no_map_and_agree_with_a_plain_count(tmp_path: Path) -> None:
    import csv

    handles = ["VirginAmerica", "united", "SouthwestAir", "JetBlue", "USAirways", "AmericanAir"]
    brands = "".join(f'[[brand]]\nname = "{h}"\nquery = "{h}"\n' for h in handles)
    (tmp_path / "config.toml").write_text(f'[monitor]\ndatabase = "m.db"\n{brands}')
    path = DATASETS / "airline" / "tweets.csv"
    ended = run(tmp_path, str(path))
    assert ended.exit_code == 0, ended.output
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert f"{len(rows):,} rows: " in ended.stdout
    assert " 0 unreadable" in ended.stdout
    connection = sqlite3.connect(tmp_path / "m.db")
    counted = dict(connection.execute("SELECT brand, COUNT(*) FROM match GROUP BY brand"))
    connection.close()
    assert counted == {handle: plain_count(rows, handle) for handle in handles}


def plain_count(rows: list[dict[str, str]], word: str) -> int:
    import re

    pattern = re.compile(rf"(?<!\w){word}(?!\w)", re.IGNORECASE)
    return sum(1 for row in rows if pattern.search(row["text"]))

"""`monitor report` from the command line: formats, files, brands, exit codes, what is imported."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import cli
from monitor.reports import NAMES
from monitor.store.connect import open_store
from tests.reports.building import NOW, Said, many, write
from tests.support.shared import DATASETS, needs_datasets

CONFIG = """
[monitor]
timezone = "Europe/Berlin"
[[brand]]
name = "Acme"
query = "acme"
[[brand]]
name = "Globex"
query = "globex"
competitor = true
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")

    def call(*arguments: str, now: datetime = NOW) -> Result:
        options = ["--config", str(tmp_path / "config.toml"), "--now", now.isoformat()]
        return CliRunner().invoke(cli, [*options, *arguments])

    return call


@pytest.fixture
def filled(tmp_path: Path, run: Run) -> Run:
    from zoneinfo import ZoneInfo

    with open_store(tmp_path / "mentions.db", zone=ZoneInfo("Europe/Berlin")) as store:
        write(
            store,
            [
                *many(12, "positive", author="ann", topics=["battery"]),
                *many(5, "negative", "Globex"),
                Said(towards={"Acme": "neutral"}, at="2026-03-28T23:30", author="late"),
            ],
        )
    return run


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["terminal", "json", "ndjson", "csv", "markdown"])
def test_every_report_in_every_format(name: str, form: str, filled: Run) -> None:
    done = filled("report", name, "--format", form)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    if form == "json":
        assert json.loads(done.stdout)["report"] == name
    elif form == "ndjson":
        assert all(json.loads(line)["report"] == name for line in done.stdout.splitlines())
    elif form == "csv":
        assert all(line["report"] == name for line in csv.DictReader(io.StringIO(done.stdout)))
    else:
        assert "Acme" in done.stdout


def test_days_are_those_of_the_configured_zone(filled: Run) -> None:
    # 23:30 UTC on the 28th is the 29th in Berlin (summer time begins that night).
    found = json.loads(
        filled("report", "outside", "--since", "2026-03-29", "--format", "json").stdout
    )
    assert found["timezone"] == "Europe/Berlin"
    assert (found["since"], found["until"]) == ("2026-03-29", "2026-03-30")
    assert found["tables"]["volume"]["rows"][0]["volume"]["value"] == 1


def test_one_brand_and_one_part(filled: Run) -> None:
    done = filled(
        "report", "outside", "--brand", "Globex", "--format", "csv", "--part", "volume"
    )
    (line,) = csv.DictReader(io.StringIO(done.stdout))
    assert (line["brand"], line["volume"]) == ("Globex", "5")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--brand", "Nobody"], 2, "known: Acme, Globex"),
        (["--since", "yesteryear"], 2, "yesteryear"),
        (["--since", "2026-03-20", "--until", "2026-03-20"], 2, "no day lies between"),
        (["--part", "volume"], 2, "--format csv"),
        (["--format", "csv", "--part", "nothing"], 2, "known: volume"),
        (["--format", "docx"], 2, "docx"),
        (["-o", "/nonexistent/x.md"], 74, "check the folder"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(
    arguments: list[str], code: int, said: str, filled: Run
) -> None:
    done = filled("report", "outside", *arguments)
    assert done.exit_code == code
    assert said in done.output
    assert "Traceback" not in done.output


def test_output_goes_to_a_file_without_colour(filled: Run, tmp_path: Path) -> None:
    done = filled("report", "digest", "-o", str(tmp_path / "digest.txt"))
    assert done.exit_code == 0
    assert done.stdout == ""
    told = (tmp_path / "digest.txt").read_text("utf-8")
    assert "Digest: Acme, Globex" in told
    assert "\x1b" not in told


def test_no_store_yet(run: Run) -> None:
    done = run("report", "outside")
    assert done.exit_code == 65
    assert "monitor fetch" in done.output


def test_an_empty_period_says_where_the_mentions_are(filled: Run) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert "--since 2026-03-20" in filled("report", "outside", now=later).stdout
    done = filled("report", "outside", "--format", "json", now=later)
    assert "--since 2026-03-20" in done.stderr
    assert json.loads(done.stdout)["next_steps"]


def test_the_commands_of_rows_list_as_many_mentions(filled: Run) -> None:
    import shlex

    found = json.loads(filled("report", "outside", "--format", "json").stdout)
    checked = 0
    for table in found["tables"].values():
        for row in table["rows"]:
            for cell in row.values():
                if isinstance(cell, dict) and cell.get("unit") == "count" and cell["mentions"]:
                    words = shlex.split(cell["mentions"]["command"])[1:]
                    assert filled(*words, "--count").stdout == f"{cell['value']}\n"
                    checked += 1
    assert checked > 20


HEAVY = (
    "rich",
    "numpy",
    "requests",
    "feedparser",
    "praw",
    "vaderSentiment",
    "sqlite_utils",
    "lark",
)


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_data_formats_import_nothing_heavy(form: str, filled: Run, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom monitor.cli import cli\n"
        f"cli(['--config', {str(tmp_path / 'config.toml')!r}, '--now', '2026-03-29', 'report', "
        f"'outside', '--format', {form!r}, '-o', {str(tmp_path / 'out')!r}], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


AIRLINES = """
[monitor]
timezone = "UTC"
[[brand]]
name = "United"
query = "@united OR united"
[[brand]]
name = "Southwest"
query = "@southwestair OR southwest"
"""


@needs_datasets
def test_the_airline_tweets_count_as_a_plain_program_counts_them(
    tmp_path: Path, run: Run
) -> None:
    (tmp_path / "config.toml").write_text(AIRLINES, "utf-8")
    done = run("import", str(DATASETS / "airline" / "tweets.csv"))
    assert done.exit_code == 0, done.output
    found = json.loads(
        run("report", "outside", "--since", "2015-02-01", "--until", "2015-03-01", "--format", "json")
        .stdout
    )  # fmt: skip
    listed = [
        json.loads(line) for line in run("mentions", "--format", "ndjson").stdout.splitlines()
    ]
    for row in found["tables"]["volume"]["rows"]:
        inside = [m for m in listed if row["brand"] in m["brands"]]
        assert row["volume"]["value"] == len(inside)
        days: dict[str, int] = {}
        for mention in inside:
            day = mention["published_at"][:10]
            days[day] = days.get(day, 0) + 1
        (line,) = [
            one
            for one in found["trends"]["volume_by_day"]["lines"]
            if one["label"] == row["brand"]
        ]
        assert {d["day"]: d["value"] for d in line["days"] if d["value"]} == days

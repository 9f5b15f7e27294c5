"""docs/measures.md and docs/json.md say what the code does; their recipes run as they stand."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.render import jsonout
from monitor.reports import NAMES
from monitor.reports.definitions import DEFINITIONS
from monitor.reports.rows import Report
from tests.reports.building import Said, make, many, open_new, write

DOCS = Path(__file__).resolve().parents[2] / "docs"
RECIPES = re.findall(r"```sh\n(jq .*?)```", (DOCS / "json.md").read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    with open_new(tmp_path_factory.mktemp("docs")) as store:
        write(
            store,
            [
                *many(
                    40, "negative", topics=["battery"], text="the battery dies", author="ann"
                ),
                *many(9, "positive", at="2026-02-10T10:00"),
                *[
                    Said(
                        towards={"Acme": "neutral"},
                        author=f"a{n}",
                        text="add a dark mode",
                        intents=["request"],
                    )
                    for n in range(4)
                ],
            ],
        )
        with store.transaction() as connection:
            at = int(datetime(2026, 3, 12, tzinfo=UTC).timestamp())
            connection.execute(
                "INSERT INTO outage VALUES ('feed', ?, ?, '')", [at, at + 40_000]
            )
        return {name: make(store, name, "Acme", "Globex") for name in NAMES}


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("recipe", RECIPES)
def test_the_recipes_run_and_say_something(
    recipe: str, reports: dict[str, Report], tmp_path: Path
) -> None:
    (tmp_path / "report.json").write_text(jsonout.document(reports["outside"]), "utf-8")
    done = subprocess.run(
        ["sh", "-c", recipe], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip()
    assert "null" not in done.stdout


def test_every_definition_stands_in_the_measures() -> None:
    text = (DOCS / "measures.md").read_text("utf-8")
    missing = [key for key, said in DEFINITIONS.items() if f"| `{key}` | {said} |" not in text]
    assert missing == []


def test_every_definition_is_used_and_every_figure_has_one(reports: dict[str, Report]) -> None:
    columns = [c for found in reports.values() for t in found.tables() for c in t.columns]
    bare = {
        c.key for c in columns if c.unit not in ("text", "day", "time") and not c.definition
    }
    assert bare == set()
    said = {c.definition for c in columns}
    said |= {t.definition for found in reports.values() for t in found.trends()}
    said |= {c.definition for found in reports.values() for c in found.curves()}
    assert {key for key, text in DEFINITIONS.items() if text not in said} == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_tables_is_complete(name: str, reports: dict[str, Report]) -> None:
    text = (DOCS / "json.md").read_text("utf-8")
    found = re.search(rf"^\| {name} \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
    assert found is not None
    report = reports[name]
    assert found[1].split(", ") == [table.key for table in report.tables()]
    drawn = [t.key for t in report.trends()] + [c.key for c in report.curves()]
    assert found[2].split(", ") == (drawn or ["none"])


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_unique_and_the_document_has_the_documented_frame(
    name: str, reports: dict[str, Report]
) -> None:
    report = reports[name]
    keys = [b.key for section in report.sections for b in section.blocks]
    assert len(keys) == len(set(keys))
    found = json.loads(jsonout.document(report))
    assert list(found) == [
        "schema_version", "report", "title", "generated_at", "timezone", "since", "until",
        "before", "brands", "notes", "next_steps", "sections", "tables", "trends", "curves",
    ]  # fmt: skip
    for table in found["tables"].values():
        names = [column["key"] for column in table["columns"]]
        assert len(names) == len(set(names))
        assert not {"mentions", "quotes", "report", "table", "since", "until"} & set(names)


def test_every_key_of_a_mention_is_documented(tmp_path: Path) -> None:
    from monitor.render.mentions import as_json
    from monitor.store.reading import load

    with open_new(tmp_path) as store:
        ids = write(store, many(1, "neutral"))
        keys = set(as_json(next(load(store, ids))))
    told = (DOCS / "json.md").read_text("utf-8").partition("## Mentions")[2]
    named = {key for line in re.findall(r"^\| (`.*?) \|", told, re.MULTILINE)
             for key in re.findall(r"`(\w+)`", line)}  # fmt: skip
    assert named == keys

"""docs/sources.md names every source and every key of it."""

import dataclasses
import re

import pytest

from monitor.registry import SOURCES, source_class
from tests.support.plugins import ROOT

DOCS = (ROOT / "docs" / "sources.md").read_text("utf-8")


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_every_source_has_its_row(kind: str) -> None:
    rows = [line for line in DOCS.splitlines() if line.startswith(f"| `{kind}` |")]
    assert len(rows) == 1
    assert rows[0].count("|") == _columns()


def _columns() -> int:
    head = next(line for line in DOCS.splitlines() if line.startswith("| type |"))
    return head.count("|")


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_every_key_is_explained(kind: str) -> None:
    section = DOCS.partition(f"### {kind}\n")[2].partition("\n###")[0]
    given = {"name", "http"}
    keys = {field.name for field in dataclasses.fields(source_class(kind)) if field.init}
    named = set(re.findall(r"`(\w+)`", section))
    assert keys - given - named == set(), "keys without a word about them"


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_the_table_says_rightly_what_a_source_can_do(kind: str) -> None:
    row = next(line for line in DOCS.splitlines() if line.startswith(f"| `{kind}` |"))
    history, looks_again = (cell.strip() for cell in row.split("|")[6:8])
    made = source_class(kind)
    assert history.startswith("yes") == hasattr(made, "backfill")
    assert looks_again.startswith("yes") == hasattr(made, "recheck")


@pytest.mark.parametrize(
    "service", ["Product Hunt", "Trustpilot", "Google Play", "Facebook", "LinkedIn", "TikTok"]
)
def test_what_is_left_out_has_its_reason(service: str) -> None:
    left_out = DOCS.partition("## Left out, and why")[2]
    assert any(
        service in line.split("|")[1] and len(line.split("|")[2]) > 20
        for line in left_out.splitlines()
        if line.count("|") == 3
    )

"""docs/reliability.md: each row of the list of faults once, each with tests that exist."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
SIZES = {
    "N": 25, "S": 11, "P": 17, "O": 19, "Q": 9, "D": 13, "U": 5, "T": 8, "L": 8, "K": 12, "M": 10
}  # fmt: skip
ROWS = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| [A-Z]\d\d \|", line)]


@cache
def names_in(path: str) -> frozenset[str]:
    """Every function and class of a test file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def test_each_row_stands_there_once() -> None:
    wanted = {f"{letter}{n:02}" for letter, size in SIZES.items() for n in range(1, size + 1)}
    found = Counter(row[0].strip("| ") for row in ROWS)
    assert set(found) == wanted
    assert set(found.values()) == {1}
    assert len(ROWS) == 137


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("| "))
def test_the_tests_of_a_row_exist(row: list[str]) -> None:
    tests = re.findall(r"`((?:tests|plugins)/[\w/-]+\.py)::(\w+)`", row[-1])
    assert tests, "no test holds it"
    for path, name in tests:
        assert name in names_in(path), f"{path} has no {name}"


def test_every_exit_code_is_explained() -> None:
    from monitor.errors import MonitorError

    def below(kind: type[MonitorError]) -> set[int]:
        return {kind.exit_code}.union(*(below(one) for one in kind.__subclasses__()))

    for code in below(MonitorError) | {70, 130, 143}:
        assert re.search(rf"^\| .*\b{code}\b", PAGE, re.MULTILINE), code

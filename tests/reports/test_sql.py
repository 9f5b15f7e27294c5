"""The reports' SQL keeps to the subset that every engine reads alike, and uses the indexes."""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from monitor.reports.scope import sql
from monitor.store.connect import Store
from tests.reports.building import NOW, Said, open_new, write

NAMES = sorted(
    one.name.removesuffix(".sql")
    for one in (files("monitor.reports") / "sql").iterdir()
    if one.name.endswith(".sql")
)
# Other engines divide, round, cast and read dates and JSON in their own ways (docs/measures.md).
FORBIDDEN = (
    exp.Div,
    exp.IntDiv,
    exp.Mod,
    exp.Round,
    exp.Avg,
    exp.Cast,
    exp.Date,
    exp.TsOrDsToDate,
    exp.JSONExtract,
    exp.JSONExtractScalar,
    exp.Glob,
    exp.RegexpLike,
    exp.Star,
    exp.Collate,
    exp.GroupConcat,
    exp.Lower,
    exp.Upper,
    exp.Median,
    exp.Distinct,
)
FUNCTIONS = {
    "SUM", "COUNT", "MIN", "MAX", "COALESCE", "SUBSTRING", "ROW_NUMBER", "LENGTH",
    "CASE", "IF", "EXISTS", "AND", "OR",
}  # fmt: skip
PARAMETERS = {
    "brand": "Acme", "since": "2026-03-01", "until": "2026-03-29", "start": "2025-03-29",
    "intent": "complaint", "mention": 1, "most": 5, "analyzer": "sentiment",
    "now": int(NOW.timestamp()), "after": 0, "start_at": 0, "end_at": int(NOW.timestamp()),
}  # fmt: skip


def tree(name: str) -> Any:
    return sqlglot.parse_one(sql(name), read="sqlite")


def faults(parsed: Any) -> list[str]:
    """What in a statement other engines could read differently."""
    found = [f"{node.key}: {node.sql()}" for node in parsed.walk() if _is_foreign(node)]
    if not isinstance(parsed, exp.Select):
        found.append("not a SELECT")
    if parsed.args.get("order") is None:
        found.append("no ORDER BY")
    return found


def _is_foreign(node: Any) -> bool:
    if isinstance(node, exp.Distinct):
        return not isinstance(node.parent, exp.Count)
    if isinstance(node, exp.Star):
        return not isinstance(node.parent, exp.Count)
    if isinstance(node, exp.Like):
        return bool(re.search(r"[A-Za-z]", node.expression.name))
    if isinstance(node, exp.Window):
        return node.args.get("spec") is None
    if isinstance(node, exp.Literal) and not node.is_string:
        return "." in node.name
    if isinstance(node, FORBIDDEN):
        return True
    return isinstance(node, exp.Func) and node.sql_name().upper() not in FUNCTIONS


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_keeps_to_the_portable_subset(name: str) -> None:
    assert faults(tree(name)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT a / b AS c FROM t ORDER BY c",
        "SELECT ROUND(a, 1) AS c FROM t ORDER BY c",
        "SELECT date(a) AS c FROM t ORDER BY c",
        "SELECT * FROM t ORDER BY 1",
        "SELECT a FROM t",
        "SELECT a FROM t WHERE a LIKE '%acme%' ORDER BY a",
        "SELECT LAG(a) OVER (ORDER BY a) AS b FROM t ORDER BY b",
        "SELECT ROW_NUMBER() OVER (ORDER BY a) AS b FROM t ORDER BY b",
        "SELECT CAST(a AS INTEGER) AS b FROM t ORDER BY b",
        "SELECT json_extract(a, '$.b') AS b FROM t ORDER BY b",
        "SELECT lower(a) AS b FROM t ORDER BY b",
        "SELECT 0.5 * a AS b FROM t ORDER BY b",
        "DELETE FROM t",
    ],
)
def test_the_lint_finds_what_is_not_portable(statement: str) -> None:
    assert faults(sqlglot.parse_one(statement, read="sqlite"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres"])
def test_every_statement_can_be_said_in_the_other_dialects(name: str, dialect: str) -> None:
    told = tree(name).sql(dialect=dialect)
    assert sqlglot.parse_one(told, read=dialect) is not None


# Tables that grow with the store must be entered by an index; the small ones may be read whole.
SMALL = {
    "idea",
    "idea_mention",
    "calendar",
    "own",
    "own_account",
    "source_state",
    "outage",
    "gap",
    "annotated",
    "label",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_new(tmp_path_factory.mktemp("plans")) as store:
        write(store, [Said(towards={"Acme": "neutral"}, author="jo", topics=["a"])])
        yield store


@pytest.mark.parametrize("name", NAMES)
def test_no_statement_reads_a_growing_table_or_its_history_whole(
    name: str, small: Store
) -> None:
    plan = [row["detail"] for row in small.rows(f"EXPLAIN QUERY PLAN {sql(name)}", PARAMETERS)]
    scanned = [re.match(r"SCAN (\w+)", step) for step in plan]
    whole = {found[1] for found in scanned if found} - SMALL - {"ranked"}
    assert whole == set(), plan
    assert not any("mention_label_value" in step for step in plan), plan

"""Lint, explain, highlight, and the commands that show them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import cli
from monitor.model import Match, Mention
from monitor.query import highlight, parse
from monitor.query.explain import explain
from monitor.query.lint import lint
from monitor.query.trial import try_out


@pytest.mark.parametrize(
    ("query", "column", "problem"),
    [
        ("acme NOT acme", 6, "never matches"),
        ('"acme rocket" -acme', 15, "never matches"),
        ("acme score:>10 score:<5", 16, "never matches"),
        ("acme kind:rant", 11, "never matches"),
        ("acme lang:german", 11, "never matches"),
        ('acme OR "acme rocket"', 9, "adds nothing"),
        ("acme OR (acme refund)", 10, "adds nothing"),
        ("rocket* OR rockets", 12, "adds nothing"),
        ('acme "acme rocket"', 1, "needless"),
        ("delta", 1, "common word"),
        ("acme OR apple", 9, "common word"),
        ("delta NOT river", 1, "common word"),
        ("roc*", 1, "short stem"),
        ("acme -the", 7, "drops every text"),
        ('"C++"', 1, "quotes ignore signs"),
    ],
)
def test_lint_warns(query: str, column: int, problem: str) -> None:
    found = lint(parse(query))
    assert any(w.column == column and problem in w.problem for w in found), found


@pytest.mark.parametrize("query", ["acme", "delta flight", 'acme OR akme -"acme inc"', "`C++`"])
def test_lint_is_silent_where_nothing_is_doubtful(query: str) -> None:
    assert lint(parse(query)) == []


def test_lint_of_a_wide_query_is_bounded() -> None:
    assert lint(parse(" OR ".join(f"word{i}" for i in range(5_000)))) == []


def test_explain_shows_the_tree() -> None:
    lines = explain(
        parse('(acme OR "acme rocket") title:down acme NEAR/5f refund -x score:>1000')
    )
    assert lines == [
        "all of",
        "  one of",
        "    word acme",
        '    2 words in a row, "acme rocket"',
        "  in title",
        "    word down",
        "  near each other, at most 5 words between, in this order",
        "    word acme",
        "    word refund",
        "  none of",
        "    word x",
        "  score > 1,000 (an unknown score fails)",
    ]


def test_highlight_joins_what_overlaps_and_keeps_the_text() -> None:
    places = [(0, 4), (2, 6), (8, 99), (50, 60)]
    spans = [Match(brand="b", term="t", field="text", start=a, end=b) for a, b in places]
    assert list(highlight("abcdefghij", spans)) == [
        ("abcdef", True),
        ("gh", False),
        ("ij", True),
    ]
    assert list(highlight("abc", [])) == [("abc", False)]


def test_a_trial_shows_first_what_only_misses_a_condition() -> None:
    texts = ["nothing", "delta of a river", "delta flight", "a flight"]
    batch = [
        (str(i), Mention(source="s", source_id=str(i), network="web", text=text))
        for i, text in enumerate(texts)
    ]
    trial = try_out(parse("delta flight"), [batch], limit=2)
    assert (trial.kept["s"], trial.dropped["s"]) == (1, 3)
    assert [sample.label for sample in trial.kept_samples] == ["2"]
    assert [sample.label for sample in trial.dropped_samples] == ["1", "0"]


def run(*args: str, config: Path | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["--config", str(config or "nowhere.toml"), *args])
    return result.exit_code, result.stdout, result.stderr


def test_a_query_is_tried_on_a_file(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text('text,other\n"Delta flight",x\n"delta blues",y\n', encoding="utf-8")
    code, out, _ = run("query", "test", "delta flight", "--file", str(file), "--format", "json")
    found = json.loads(out)
    assert (code, found["kept"], found["dropped"]) == (0, 1, 1)
    assert found["kept_samples"][0]["matches"][0]["term"] == "delta"
    code, out, _ = run("query", "test", "delta flight", "--file", str(file))
    assert code == 0
    assert "delta blues" in out


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    file.write_text("body\nacme\n", encoding="utf-8")
    code, _, err = run("query", "test", "acme", "--file", str(file))
    assert code == 65
    assert "there is no column 'text'; the columns are body" in err


def test_a_wrong_query_is_one_line_and_exit_code_2() -> None:
    code, out, err = run("query", "explain", "acme NEAR/5")
    assert (code, out) == (2, "")
    assert err == "monitor: query:1:12: expected a word after NEAR/5\n"


CONFIG = """
[[brand]]
name = "Acme"
query = "acme OR /ac.me/"

[[brand]]
name = "Delta"
query = "delta"

[[source]]
name = "hn"
type = "hackernews"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def test_explain_shows_what_each_source_is_asked(config: Path) -> None:
    code, out, _ = run("query", "explain", 'acme "blue rocket" -x', config=config)
    assert code == 0
    assert "hn (hackernews)" in out
    assert '"blue rocket"' in out
    assert "cannot be asked" in run("query", "explain", "/acme/", config=config)[1]


def test_lint_reads_the_config(config: Path) -> None:
    code, out, _ = run("query", "lint", config=config)
    assert code == 0
    assert "Delta.query:1:1: delta alone is a common word" in out
    assert "Acme: hn (hackernews) cannot be asked for it" in out
    assert run("query", "lint", "--strict", config=config)[0] == 1
    assert run("query", "lint", "acme", "--strict", config=config)[0] == 0

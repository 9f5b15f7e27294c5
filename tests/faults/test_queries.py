"""Queries and brands that are broken, huge or odd, through the whole command line."""

import json
import re
from html import escape
from pathlib import Path

import pytest

from monitor.errors import QueryError
from monitor.query import parse
from tests.support.command import monitor
from tests.support.made import mention, stored

CONFIG = '[[brand]]\nname = "Acme"\nquery = "acme"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG)
    stored(tmp_path, mention("1", "Acme is fine"), mention("2", "a" * 40_000)).close()
    return tmp_path / "config.toml"


@pytest.mark.parametrize(
    "query",
    [
        "(" * 5_000, "((acme", "acme))", '"acme', "acme AND", "NOT", "author::x", "nosuch:x",
        "NEAR/x", "a NEAR/5", "/(/", "/a", "a" * 1_000_000, "acme " * 60_000, "\x00", "{", "}",
        "likes:>x", "acme OR OR x", "\x1b[2J(", "*", "`acme",
    ],
)  # fmt: skip
def test_q07_broken_queries_are_one_line_with_a_column(config: Path, query: str) -> None:
    for words in (("mentions", "--match", query), ("query", "test", query)):
        done = monitor(*words, config=config)
        if done.code == 0:
            continue  # understood after all, as plain words
        lines = done.err.splitlines()
        assert done.code == 2
        assert len(lines) == 1, lines[:3]
        assert len(lines[0]) < 400
        assert re.search(r"query:\d+:\d+: ", lines[0]) or "too long" in lines[0]
        assert "\x1b" not in lines[0]


def test_q06_a_regex_that_explodes_elsewhere_is_linear(config: Path) -> None:
    done = monitor("mentions", "--match", "/(a+)+$/", "--count", config=config)
    assert (done.code, done.err) == (0, "")
    for pattern in (r"/(a)\1/", "/(?=a)b/", "/a{1,100000}/"):
        with pytest.raises(QueryError) as caught:
            parse(pattern)
        assert caught.value.column >= 1


ODD = [
    ("C++", "C++", "I love C++ a lot", "I love C a lot"),
    ("dotnet", ".NET", "moved to .NET today", "the net today"),
    ("O'Reilly", "O'Reilly", "an O'Reilly book", "O Really book"),
    ("percent", "`100%`", "it is 100% good", "it is 1000 good"),
    ("under_score", "under_score", "use under_score now", "use underXscore now"),
    ("rocket", '"🚀"', "to the 🚀 moon", "to the moon"),
    ("Tokyo", '"東京"', "東京に行く", "京東に行く"),
    ("isi", '"ısı"', "bu ısı çok", "bu isi var"),
    ("quote", "`x'; DROP TABLE mention; --`", "say x'; DROP TABLE mention; -- ok", "say x"),
]


def quoted(text: str) -> str:
    """*text* as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False)


def test_q08_odd_brands_go_through_the_whole_command_line(tmp_path: Path) -> None:
    items = "".join(
        f"<item><guid>{n}{kind}</guid><title>{escape(text)}</title></item>"
        for n, (_, _, hit, miss) in enumerate(ODD)
        for kind, text in (("hit", hit), ("miss", miss))
    )
    (tmp_path / "feed.xml").write_text(
        f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
    )
    brands = "".join(
        f"[[brand]]\nname = {quoted(name)}\nquery = {quoted(query)}\n"
        for name, query, _, _ in ODD
    )
    path = tmp_path / "config.toml"
    path.write_text(
        f'[analysis]\nanalyzers = []\n{brands}[[source]]\nname = "f"\ntype = "rss"\n'
        f'url = "{tmp_path}/feed.xml"\n'
    )
    done = monitor("fetch", config=path)
    assert (done.code, done.err) == (0, "")
    for number, (name, query, _, _) in enumerate(ODD):
        for words in (("--brand", name), ("--match", query)):
            found = monitor("mentions", *words, "--format", "json", config=path)
            assert [one["source_id"] for one in found.json()] == [f"{number}hit"], (name, words)
        report = monitor("report", "outside", "--brand", name, config=path)
        assert report.code == 0


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("an apple a day", True), ("a pineapple", False), ("Apple's phone", True),
        ("apples", False), ("see https://apple.example/x", True),
        ("see https://pineapple.example/x", False), ("mail me@apple.example", True),
    ],
)  # fmt: skip
def test_q09_a_name_inside_a_word_is_no_match(
    tmp_path: Path, text: str, is_found: bool
) -> None:
    (tmp_path / "config.toml").write_text('[[brand]]\nname = "Apple"\nquery = "apple"\n')
    stored(tmp_path, mention("1", text, author="apple", brands=("Apple",))).close()
    done = monitor("mentions", "--match", "apple", "--count", config=tmp_path / "config.toml")
    assert done.out == f"{int(is_found)}\n"

"""From ten wishes to one idea, planned, done, and its askers told; each step in the trail."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.config import Retention
from monitor.ideas import changes
from monitor.ideas.log import ideas
from monitor.keeping.forgetting import forget_author
from monitor.keeping.pruning import prune
from tests.actions.building import at, configure, judge, keep, opened, said, trail_of
from tests.support.command import Ran, monitor

NOW = at("2026-03-02T12:00")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Ten wishes by seven known people and one unknown: jane asks three times."""
    path = configure(tmp_path)
    people = ["jane", "jane", "jane", "joe", "sue", "tom", "eve", "kim", "lee", None]
    with opened(path)[1] as store:
        keep(
            store,
            *(
                said(
                    f"w{n}",
                    f"acme should have a dark mode [{n}](x)",
                    **({"author": name} if name else {}),
                )
                if name
                else said(f"w{n}", "acme: dark mode please", author="?")
                for n, name in enumerate(people, 1)
            ),
            seen="2026-03-02T08:00",
        )
        with store.transaction() as connection:
            connection.execute("UPDATE mention SET author = NULL WHERE id = 10")
    return path


def run(config: Path, *arguments: str, by: str = "Ann") -> Ran:
    more = () if arguments[0] in ("list", "show", "untold", "export") else ("--by", by)
    ran = monitor("ideas", *arguments, *more, config=config, now=NOW.isoformat())
    assert ran.code == 0, ran.err
    return ran


def only(config: Path) -> Any:
    (idea,) = run(config, "list", "--format", "json").json()
    return idea


def test_ten_wishes_one_idea_its_askers_told(config: Path) -> None:
    first = run(config, "add", "Dark mode", "--mention", "1", "--mention", "4").out.strip()
    assert first == "1"
    second = run(config, "add", "Night theme", "--mention", "5", "--mention", "2").out.strip()
    assert run(config, "link", "1", "1", "3", "6", "7", "8", "9", "10").out == (
        "6 of 7 new to idea 1\n"
    )
    run(config, "merge", second, "1", by="Bob")
    idea = only(config)
    assert (len(idea["wishes"]), idea["askers"], idea["unknown_authors"]) == (10, 7, 1)
    assert idea["status"] == "asked"

    run(config, "status", "1", "considered")
    run(config, "status", "1", "planned", by="Cleo")
    run(config, "status", "1", "done", "--reason", "in 2.1", by="Cleo")
    untold = run(config, "untold", "1").out.splitlines()
    assert len(untold) == 8  # seven people and the one nobody knows
    assert sum("jane" in line for line in untold) == 1

    assert run(config, "tell", "1", "4", by="Dan").out == "1 told about idea 1\n"
    assert only(config)["told"] == 1
    assert run(config, "tell", "1", by="Dan").out == "7 told about idea 1\n"
    assert run(config, "tell", "1", by="Dan").out == "0 told about idea 1\n"
    done = only(config)
    assert (done["status"], done["told"], done["askers"]) == ("done", 7, 7)

    with opened(config)[1] as store:
        assert [(who, what) for who, what, _ in trail_of(store, "idea:1")] == [
            ("Ann", "added"), ("Ann", "linked"), ("Ann", "linked"), ("Bob", "took in"),
            ("Ann", "status"), ("Cleo", "status"), ("Cleo", "status"), ("Dan", "told"),
            ("Dan", "told"),
        ]  # fmt: skip
        assert trail_of(store, "idea:1")[6][2] == {
            "from": "planned", "to": "done", "reason": "in 2.1",
        }  # fmt: skip
        assert trail_of(store, "idea:2")[-1] == ("Bob", "merged", {"into": 1})
    amplify = monitor("report", "amplify", "--format", "json", config=config,
                      now=NOW.isoformat())  # fmt: skip
    assert '"Dark mode"' in amplify.out


def test_wishes_are_listed_until_they_belong_to_an_idea(config: Path) -> None:
    with opened(config)[1] as store:
        for number in (3, 4, 5):
            judge(store, number, "request", "neutral")
    more = ("--since", "2026-03-01", "--brand", "Acme")

    def listed() -> list[str]:
        ran = monitor("ideas", "wishes", *more, config=config, now=NOW.isoformat())
        assert ran.code == 0, ran.err
        return [line.split()[0] for line in ran.out.splitlines() if line[:1].isdigit()]

    assert listed() == ["5", "4", "3"]
    run(config, "add", "Dark mode", "--mention", "4")
    assert listed() == ["5", "3"]


def test_the_export_is_for_people_and_programs(config: Path, tmp_path: Path) -> None:
    run(config, "add", "Dark *mode*", "--mention", "1", "--note", "asked since 2024")
    text = run(config, "export").out
    assert "## Asked" in text
    assert "Dark \\*mode\\*" in text
    assert "[1](x)" not in text
    out = tmp_path / "ideas.json"
    run(config, "export", "--format", "json", "-o", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))[0]["note"] == "asked since 2024"


@pytest.mark.parametrize(
    "arguments",
    [
        ("link", "9", "1"), ("link", "1", "99"), ("merge", "1", "1"), ("merge", "1", "7"),
        ("tell", "1", "3"), ("add", " "), ("status", "9", "done"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_and_nothing_changes(
    config: Path, arguments: tuple[str, ...]
) -> None:
    run(config, "add", "Dark mode", "--mention", "1")
    with opened(config)[1] as store:
        before = list(store.connection.iterdump())
        ran = monitor("ideas", *arguments, "--by", "Ann", config=config, now=NOW.isoformat())
        assert ran.code == 2, ran.out
        assert list(store.connection.iterdump()) == before


def test_askers_count_though_their_texts_are_pruned(config: Path) -> None:
    with opened(config)[1] as store:
        changes.add(store, "Dark mode", by="Ann", now=NOW, mentions=range(1, 11))
        assert prune(store, Retention(days=1), now=at("2026-04-02T12:00")) == 10
        (idea,) = ideas(store)
        assert (idea.askers, idea.unknown, len(idea.wishes)) == (7, 1, 10)
        assert all(wish.text is None and wish.author is None for wish in idea.wishes)


def test_a_forgotten_author_is_gone_from_ideas_too(config: Path) -> None:
    with opened(config)[1] as store:
        changes.add(store, "Dark mode", by="Ann", now=NOW, mentions=range(1, 11))
        forget_author(store, "mastodon:jane", now=NOW, by="Ann")
        (idea,) = ideas(store)
        assert (idea.askers, len(idea.wishes)) == (6, 7)


def test_merged_ideas_lead_to_the_one_that_is_left(config: Path) -> None:
    with opened(config)[1] as store:
        for number in (1, 2, 3):
            changes.add(store, f"Idea {number}", by="Ann", now=NOW, mentions=[number])
        changes.merge(store, 1, 2, by="Ann", now=NOW)
        changes.merge(store, 2, 3, by="Ann", now=NOW)
        assert [one.id for one in ideas(store)] == [3]
        assert {row[0] for row in store.rows("SELECT merged_into FROM idea WHERE id < 3")} == {
            3
        }
        changes.unlink(store, 3, [1], by="Ann", now=NOW)
        assert len(ideas(store)[0].wishes) == 2

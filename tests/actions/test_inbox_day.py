"""A whole working day of Ann and Bob on one store, by commands, against a count by hand."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from monitor.inbox import work
from monitor.inbox.noticing import notice_answers
from tests.actions.building import at, configure, judge, keep, opened, said, trail_of
from tests.support.command import Ran, monitor

ROUTES = """
[service]
first_response_hours = { high = 4.0, normal = 24.0, low = 72.0 }
[[route]]
team = "billing"
topic = "invoice"
[[route]]
team = "care"
intent = "complaint"
[[route]]
team = "presales"
language = "de"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = configure(tmp_path, ROUTES)
    _, store = opened(path)
    with store:
        first = keep(
            store,
            said("1", "acme lost my parcel", author="jane", when="2026-03-02T07:50"),
            said("2", "does acme ship to Spain?", author="joe", when="2026-03-02T07:55"),
            said("3", "@acme your invoice is wrong", author="sue", when="2026-03-02T07:58"),
            said("4", "acme is a nice word", author="tom", when="2026-03-02T07:59"),
            said("5", "globex broke again", author="eve", brands=("Globex",)),
            seen="2026-03-02T08:00",
        )
        for number, intent in zip(first, ("complaint", "question", "complaint", "", "complaint"),
                                  strict=True):  # fmt: skip
            judge(store, number, intent, "negative" if intent == "complaint" else "neutral")
        with store.transaction() as connection:
            connection.execute("INSERT INTO mention_label VALUES (3, 'topic', 'invoice')")
    return path


def run(config: Path, now: str, *arguments: str) -> Ran:
    return monitor("inbox", *arguments, config=config, now=f"2026-03-02T{now}+00:00")


def listed(config: Path, now: str, *arguments: str) -> dict[int, Any]:
    ran = run(config, now, "list", "--format", "json", *arguments)
    assert ran.code == 0, ran.err
    return {item["id"]: item for item in ran.json()}


def test_a_working_day_of_two_people(config: Path) -> None:
    # 09:00: three wait; the nice word, and what the competitor should answer, do not.
    morning = listed(config, "09:00")
    assert set(morning) == {1, 2, 3}
    assert {n: i["team"] for n, i in morning.items()} == {1: "care", 2: None, 3: "billing"}
    # complaint 30 + negativity 25 × 0.8 = 20 + one hour of 24: round(20/24) = 1
    assert morning[1]["priority_parts"] == {
        "intent": 30, "negativity": 20, "audience": None, "age": 1, "repeats": 0,
    }  # fmt: skip
    assert morning[1]["priority"] == 51
    # Without the point for age it is 50: high, so 4 hours from 08:00.
    assert morning[1]["band"] == "high"
    assert morning[1]["due_at"] == "2026-03-02T12:00:00Z"

    # Ann claims; Bob comes second and is told who and when.
    assert run(config, "09:05", "claim", "1", "--by", "Ann").code == 0
    second = run(config, "09:06", "claim", "1", "--by", "Bob")
    assert second.code == 1
    assert "claimed by Ann 2026-03-02 09:05 UTC" in second.err
    assert run(config, "09:07", "claim", "2", "3", "--by", "Bob").code == 0
    assert run(config, "09:08", "tag", "3", "#Refund", "vip", "--by", "Bob").out == (
        "3: #refund #vip\n"
    )
    assert set(listed(config, "09:09", "--assignee", "Bob")) == {2, 3}
    assert set(listed(config, "09:09", "--tag", "vip")) == {3}

    # Bob answers 2 under his own name at 09:30; Ann's answer to 1 is refused to Bob.
    assert (
        run(config, "09:31", "answer", "2", "--by", "Bob", "--at", "2026-03-02T09:30").code == 0
    )
    refused = run(config, "09:32", "answer", "1", "--by", "Bob")
    assert refused.code == 1
    assert "claimed by Ann" in refused.err
    # Billing takes 3 over from Bob by his own hand.
    assert run(config, "10:00", "assign", "3", "--to", "Cleo", "--by", "Bob").code == 0

    # 11:00: the brand's account answers 1 in its thread; the next fetch notices.
    settings, store = opened(config)
    with store:
        keep(store, said("9", "@jane sorry, it is found", author="acme@social.example",
                         parent_id="1", thread_id="1", when="2026-03-02T11:00"),
             seen="2026-03-02T11:20")  # fmt: skip
        assert notice_answers(settings, store, now=at("2026-03-02T11:20")) == 1
        assert notice_answers(settings, store, now=at("2026-03-02T11:21")) == 0
    late = run(config, "11:30", "answer", "1", "--by", "Ann")
    assert late.code == 1
    assert "answered by mastodon:acme@social.example 2026-03-02 11:00 UTC" in late.err
    assert set(listed(config, "11:30")) == {3}
    assert run(config, "11:31", "close", "3", "--by", "Ann").code == 1  # Cleo holds it
    assert run(config, "16:00", "close", "3", "--by", "Cleo", "--reason", "by phone").code == 0
    assert listed(config, "16:01") == {}
    assert run(config, "16:02", "list").out == "nothing waits for an answer\n"

    every = ("--status", "answered", "--status", "closed")
    done = listed(config, "16:05", *every)
    # By hand, from 08:00: 1 took 3 h, 2 took 1 h 30 min; 3 waited 8 h and got no answer.
    assert {n: i["waited_seconds"] for n, i in done.items()} == {1: 10800, 2: 5400, 3: 28800}
    assert [done[n]["answered_how"] for n in (1, 2, 3)] == ["thread", "hand", None]
    # 3 was high as well, promised by 12:00, and closed at 16:00.
    assert [done[n]["is_late"] for n in (1, 2, 3)] == [False, False, True]

    with opened(config)[1] as store:
        assert [(who, what) for who, what, _ in trail_of(store, "mention:3")] == [
            ("Bob", "claimed"), ("Bob", "tagged"), ("Bob", "assigned"), ("Cleo", "closed"),
        ]  # fmt: skip
        assert trail_of(store, "mention:1")[-1] == (
            "monitor", "answered", {"by": "mastodon:acme@social.example", "seen": "thread",
                                    "answer": 6},
        )  # fmt: skip


def figure(report: Any, table: str, brand: str, key: str) -> Any:
    rows = report["tables"][table]["rows"]
    return next(row for row in rows if brand in json.dumps(row))[key]


def test_the_report_counts_the_day_as_a_hand_does(config: Path) -> None:
    test_a_working_day_of_two_people(config)
    ran = monitor("report", "listening", "--brand", "Acme", "--since", "7d", "--format", "csv",
                  "--part", "responses", config=config, now="2026-03-02T20:00+00:00")  # fmt: skip
    assert ran.code == 0, ran.err
    head, row = (line.split(",") for line in ran.out.strip().splitlines()[:2])
    told = dict(zip(head, row, strict=False))
    assert (told["answerable"], told["answered"]) == ("3", "2")
    assert told["response_rate"].startswith("66.6")
    # Kaplan-Meier: 1 of 3 after 1.5 h, 2 of 3 after 3 h; the closed one is censored at 8 h.
    assert float(told["response_median"]) == 10_800
    on_time = monitor("report", "listening", "--brand", "Acme", "--since", "7d", "--format",
                      "csv", "--part", "on_time", config=config,
                      now="2026-03-02T20:00+00:00")  # fmt: skip
    assert "100" in on_time.out


def test_reopening_and_taking_over(config: Path) -> None:
    assert run(config, "09:00", "claim", "1", "--by", "Ann").code == 0
    assert run(config, "09:01", "claim", "1", "--by", "Bob", "--force").code == 0
    assert run(config, "09:02", "answer", "1", "--by", "Bob").code == 0
    assert listed(config, "09:03").keys() == {2, 3}
    assert run(config, "09:04", "reopen", "1", "--by", "Ann").code == 0
    back = listed(config, "09:05")[1]
    assert (back["status"], back["answered_at"], back["assignee"]) == ("new", None, None)
    assert run(config, "09:06", "reopen", "1", "--by", "Ann").code == 2
    stale = run(config, "09:07", "claim", "1", "--by", "Bob", "--if-version", "1")
    assert stale.code == 1
    assert "changed by Ann" in stale.err
    log = run(config, "09:08", "log", "1", "--format", "json").json()
    assert [line["what"] for line in log] == ["claimed", "claimed", "answered", "reopened"]
    assert log[1]["data"] == {"from": "Ann"}


def test_of_many_who_claim_at_once_one_has_it(config: Path) -> None:
    def claim(name: str) -> bool:
        settings, store = opened(config)
        with store:
            try:
                work.claim(store, 1, work.person(settings, name, at("2026-03-02T09:00")))
            except work.Taken:
                return False
            return True

    names = [f"P{n}" for n in range(8)]
    with ThreadPoolExecutor(len(names)) as pool:
        won = [
            name for name, has_it in zip(names, pool.map(claim, names), strict=True) if has_it
        ]
    assert len(won) == 1
    assert listed(config, "09:01")[1]["assignee"] == won[0]


def test_any_mention_can_be_taken_up(config: Path) -> None:
    assert run(config, "09:00", "claim", "4", "--by", "Ann").code == 0
    assert listed(config, "09:01")[4]["priority_parts"]["intent"] == 10
    gone = run(config, "09:02", "claim", "99", "--by", "Ann")
    assert gone.code == 2
    assert "there is no mention 99" in gone.err
    early = run(config, "09:03", "answer", "2", "--at", "2026-03-01T09:00", "--by", "Ann")
    assert early.code == 2


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "https://", "https://a.example/\nx", None],
)
def test_only_web_addresses_are_opened(tmp_path: Path, url: str | None) -> None:
    path = configure(tmp_path)
    with opened(path)[1] as store:
        keep(store, said("1", url=url), said("2"), seen="2026-03-02T08:00")
    refused = monitor("inbox", "open", "1", "--print", config=path)
    assert refused.code == 2
    assert "no web address" in refused.err
    assert monitor("inbox", "open", "2", "--print", config=path).out == (
        "https://social.example/2\n"
    )

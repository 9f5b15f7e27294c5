"""Listening by hand: what waits, how long, how urgent, what came of the answers."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.reports.answers import priority
from monitor.reports.rows import Row, Table
from monitor.store.connect import Store
from tests.reports.building import NOW, Said, figure, make, open_new, row, table, write

HOUR = 3600


def own(
    store: Store, handle: str = "acme", brand: str = "Acme", network: str = "reddit"
) -> None:
    with store.transaction() as connection:
        connection.execute(
            "INSERT INTO own_account VALUES (?, ?)", [f"{network}:{handle}", brand]
        )


def asked(at: str, thread: str, **more: Any) -> Said:
    return Said(
        towards={"Acme": more.pop("sentiment", "negative")},
        at=at,
        thread=thread,
        source_id=thread,
        intents=more.pop("intents", ["complaint"]),
        seen_after=0,
        **{"author": f"asker-{thread}", **more},
    )


def answer(at: str, thread: str, **more: Any) -> Said:
    return Said(
        towards={"Acme": "neutral"},
        at=at,
        thread=thread,
        parent=thread,
        author="acme",
        is_own=True,
        **more,
    )


def test_rates_and_times_with_open_mentions_censored(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        own(store)
        write(
            store,
            [
                asked("2026-03-20T10:00", "t1"),
                answer("2026-03-20T11:00", "t1"),  # after 1 h
                asked("2026-03-20T10:00", "t2", intents=["question"]),
                answer("2026-03-20T13:00", "t2"),  # after 3 h
                asked("2026-03-29T10:00", "t3"),  # open for 2 h
                asked("2026-03-29T11:30", "t4"),  # open for 30 min
                Said(towards={"Acme": "positive"}, thread="t5"),  # nothing to answer
            ],
        )
        found = make(store, "listening")
    times = table(found, "responses")
    assert figure(times, "answerable", "Acme").value == 4
    assert figure(times, "answered", "Acme").value == 2
    assert figure(times, "response_rate", "Acme").value == 50.0
    # Waits: 1 h answered, 3 h answered, 2 h and 0.5 h open. At 1 h three are still there: 1/3 are
    # answered; at 3 h the last one is: all.
    assert figure(times, "response_median", "Acme").value == 3 * HOUR
    assert figure(times, "response_p90", "Acme").value == 3 * HOUR
    (line,) = found.curves()[0].lines
    assert line.points == ((0.0, 0.0), (1.0 * HOUR, 33.33), (3.0 * HOUR, 100.0))


def test_open_mentions_by_age_and_status(tmp_path: Path) -> None:
    ages = ["2026-03-29T11:30", "2026-03-29T10:00", "2026-03-29T00:00", "2026-03-27T12:00"]
    with open_new(tmp_path) as store:
        ids = write(
            store, [asked(at, f"t{n}") for n, at in enumerate([*ages, "2026-03-20T00:00"])]
        )
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO inbox (mention_id, status, assignee, brands, claimed_at, updated_at, "
                "version) VALUES (?, 'claimed', 'jo', 'Acme', 0, 0, 1)",
                [ids[0]],
            )
            connection.execute(
                "INSERT INTO inbox (mention_id, status, brands, closed_at, updated_at, version) "
                "VALUES (?, 'closed', 'Acme', ?, 0, 1)",
                [ids[4], int(NOW.timestamp())],
            )
        found = make(store, "listening")
    ageing = table(found, "ageing")
    keys = ["open", "under_1h", "under_4h", "under_24h", "under_3d", "more"]
    assert [figure(ageing, key, "Acme").value for key in keys] == [4, 1, 1, 1, 1, 0]
    status = table(found, "status")
    assert _values(status, row(status, "Acme", None)) == [3, 1, 0, 1]
    assert _values(status, row(status, "Acme", "jo")) == [0, 1, 0, 0]


def _values(chosen: Table, line: Row) -> list[float | None]:
    keys = [column.key for column in chosen.columns if column.key.startswith("status_")]
    return [figure_of(chosen, line, key) for key in keys]


def figure_of(chosen: Table, line: Row, key: str) -> float | None:
    from monitor.reports.rows import Figure

    cell = line.cells[[column.key for column in chosen.columns].index(key)]
    assert isinstance(cell, Figure)
    return cell.value


def test_an_answer_noted_in_the_inbox_counts(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        (number,) = write(store, [asked("2026-03-20T10:00", "t1")])
        at = int(datetime(2026, 3, 20, 12, tzinfo=UTC).timestamp())
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO inbox (mention_id, status, brands, claimed_at, answered_at, "
                "answered_by, answered_how, updated_at, version) "
                "VALUES (?, 'answered', 'Acme', ?, ?, 'jo', 'hand', ?, 2)",
                [number, at - HOUR, at, at],
            )
        times = table(make(store, "listening"), "responses")
    assert figure(times, "response_median", "Acme").value == 2 * HOUR
    assert figure(times, "queue_median", "Acme").value == HOUR


def test_what_came_answered_has_no_waiting_time_here(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        own(store)
        late = asked("2026-03-20T10:00", "t1")
        late.seen_after = 90_000
        write(store, [late, answer("2026-03-20T14:00", "t1")])
        found = make(store, "listening")
    times = table(found, "responses")
    assert figure(times, "response_rate", "Acme").value == 100.0
    assert figure(times, "response_median", "Acme").value is None
    assert figure(times, "customer_median", "Acme").value == 4 * HOUR


def test_sla_by_priority(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        own(store)
        write(
            store,
            [
                # 20 for a question, nothing else: low, 72 h allowed.
                *[
                    asked(
                        "2026-03-20T10:00", f"a{n}", intents=["question"], sentiment="neutral"
                    )
                    for n in range(3)
                ],
                answer("2026-03-20T12:00", "a0"),  # on time
                answer("2026-03-24T12:00", "a1"),  # 98 h: late
                asked("2026-03-29T11:00", "b", intents=["question"], sentiment="neutral"),
            ],
        )
        found = table(make(store, "listening"), "on_time")
    # 20 points for the question, whatever age adds: low, 72 h. a2 is open and overdue.
    share = figure(found, "on_time", "Acme", "low")
    assert (share.value, share.n) == (33.33, 3)
    assert figure(found, "late", "Acme", "low").value == 2
    assert figure(found, "not_due", "Acme", "low").value == 1
    assert len(found.rows) == 1


def test_before_and_after_the_answer(tmp_path: Path) -> None:
    def back(thread: str, sentiment: str, at: str = "2026-03-20T12:00") -> Said:
        return Said(
            towards={"Acme": sentiment},
            at=at,
            thread=thread,
            author=f"asker-{thread}",
            parent="x",
        )

    with open_new(tmp_path) as store:
        own(store)
        write(
            store,
            [
                *[asked("2026-03-20T10:00", thread) for thread in ("t1", "t2", "t3", "t4")],
                *[answer("2026-03-20T11:00", thread) for thread in ("t1", "t2", "t3")],
                back("t1", "positive"),
                back("t2", "negative"),
                back("t4", "positive"),  # nobody had answered
                back("t1", "negative", at="2026-03-20T10:30"),
            ],
        )
        found = table(make(store, "listening"), "after_answer")
    assert figure(found, "came_back", "Acme").value == 2
    assert figure(found, "better", "Acme").value == 1
    assert figure(found, "same", "Acme").value == 1
    assert figure(found, "worse", "Acme").value == 0


def test_priority_by_hand() -> None:
    found = priority(
        is_complaint=True,
        is_question=True,
        score=-0.8,
        followers=12_000,
        waited=43_200,
        earlier_complaints=1,
    )
    # 30 + 25 × 0.8 + 5 × (5 digits - 2) + 20 × 1/2 + 5
    assert (found.intent, found.negativity, found.audience, found.age, found.repeats) == (
        30, 20, 15, 10, 5,
    )  # fmt: skip
    assert (found.total, found.band) == (80, "high")


@pytest.mark.parametrize(
    ("score", "followers", "waited", "earlier", "total"),
    [(-1.0, 10**9, 10**9, 99, 100), (1.0, None, 0, 0, 30), (1.0, 0, -5, 0, 30)],
)
def test_priority_stays_within_0_and_100(
    score: float, followers: int | None, waited: float, earlier: int, total: int
) -> None:
    found = priority(
        is_complaint=True, is_question=False, score=score, followers=followers, waited=waited,
        earlier_complaints=earlier,
    )  # fmt: skip
    assert found.total == total


def test_delay_leaves_out_what_could_not_be_seen_earlier(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                *[
                    Said(
                        towards={"Acme": "neutral"},
                        at="2026-03-20T10:00",
                        seen_after=minutes * 60,
                    )
                    for minutes in range(1, 11)
                ],
                Said(towards={"Acme": "neutral"}, at="2026-03-10T10:00", seen_after=900_000),
            ],
        )
        start = int(datetime(2026, 3, 15, tzinfo=UTC).timestamp())
        with store.transaction() as connection:
            connection.execute("INSERT INTO run VALUES (1, 'fetch', ?, ?)", [start, start])
            connection.execute(
                "INSERT INTO source_run VALUES (1, 'feed', ?, ?, 0, 0, 0, 0, 0, NULL)",
                [start, start],
            )
        found = table(make(store, "listening"), "delay")
    assert figure(found, "delayed", "Acme", "feed").value == 10
    assert figure(found, "delay_median", "Acme", "feed").value == 300
    assert figure(found, "delay_p90", "Acme", "feed").value == 540


def test_what_addresses_the_brand_is_answerable(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        own(store)
        write(
            store,
            [
                Said(towards={"Acme": "neutral"}, spans='[["@acme", "text", 0, 5]]'),
                Said(towards={"Acme": "neutral"}, spans='[["acme", "text", 0, 4]]'),
                Said(towards={"Acme": "neutral"}, author="acme", is_own=True, source_id="p1"),
                Said(towards={"Acme": "neutral"}, parent="p1", author="jo"),
                Said(towards={"Acme": "neutral"}, parent="other", author="jo"),
            ],
        )
        found = table(make(store, "listening"), "responses")
    assert figure(found, "answerable", "Acme").value == 2

"""People's own work outlives everything that happens to what it was made on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts import check
from monitor.config import Config, Retention
from monitor.ideas import changes
from monitor.inbox import work
from monitor.inbox.noticing import notice_answers
from monitor.keeping.copies import backup, restore
from monitor.keeping.forgetting import forget_mentions
from monitor.keeping.pruning import prune
from monitor.matching import watch_of
from monitor.rematch import rematch
from monitor.store.annotations import start_again
from monitor.store.connect import Store, open_store
from monitor.store.labels import Label, save_labels
from monitor.store.pages import add_page
from tests.actions.building import at, configure, judge, keep, opened, said

NOW = at("2026-03-02T12:00")
RULE = '[[alert]]\nname = "fire"\ntype = "keyword"\nquery = "fire"\n'
TABLES = (
    "inbox", "inbox_tag", "idea", "idea_mention", "audit", "outbox", "delivery", "alert_state",
    "label",
)  # fmt: skip
FIRST = said("1", "acme fire", author="jane", thread_id="1", when="2026-03-02T08:00")
SECOND = said("2", "acme wish", author="joe", when="2026-03-02T08:05")


def work_of(store: Store) -> dict[str, list[Any]]:
    """Everything people made, row by row."""
    return {
        table: [tuple(row) for row in store.rows(f"SELECT * FROM {table} ORDER BY 1, 2")]
        for table in TABLES
    }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Config, Store]]:
    """A store with work of every kind in it."""
    config, store = opened(configure(tmp_path, RULE))
    with store:
        check(config, store, now=at("2026-03-02T07:00"))
        first, second = keep(store, FIRST, SECOND, seen="2026-03-02T09:00")
        judge(store, first, "complaint")
        judge(store, second, "request", "neutral")
        ann = work.person(config, "Ann", NOW)
        work.claim(store, second, ann)
        work.tag(store, second, ann, add=["vip"])
        changes.add(store, "A wish", by="Ann", now=NOW, mentions=[second])
        changes.tell(store, 1, by="Ann", now=NOW)
        save_labels(
            store, [Label(mention_id=first, field="sentiment", value="neutral", by="Ann")],
            now=NOW,
        )  # fmt: skip
        keep(store, said("9", "sorry", author="acme@social.example", thread_id="1", parent_id="1",
                         when="2026-03-02T10:00"), seen="2026-03-02T10:10")  # fmt: skip
        assert notice_answers(config, store, now=NOW) == 1
        assert len(check(config, store, now=NOW)) == 1
        yield config, store


def test_it_outlives_fetching_matching_and_annotating_again(
    desk: tuple[Config, Store],
) -> None:
    config, store = desk
    before = work_of(store)
    assert all(before[table] for table in TABLES if table != "delivery")
    add_page(store, "social", [FIRST, SECOND], now=at("2026-03-03T09:00"))
    add_page(store, "social", [said("2", "acme wish, edited", author="joe")],
             now=at("2026-03-03T10:00"))  # fmt: skip
    rematch(store, watch_of(config), everything=True)
    start_again(store, "intent")
    judge(store, 1, "")  # the analyzer sees it otherwise now: it asks for nothing
    notice_answers(config, store, now=at("2026-03-03T11:00"))
    check(config, store, now=at("2026-03-03T11:00"))
    assert work_of(store) == before
    assert store.value("SELECT sentiment FROM match WHERE mention_id = 1") == "neutral"


def test_it_outlives_the_texts(desk: tuple[Config, Store]) -> None:
    config, store = desk
    before = work_of(store)
    assert prune(store, Retention(days=1), now=at("2026-06-02T12:00")) == 3
    notice_answers(config, store, now=at("2026-06-02T12:00"))
    after = work_of(store)
    assert "jane" in str(before.pop("outbox"))
    assert "jane" not in str(after.pop("outbox"))  # a message that quotes an erased text
    assert after == before


def test_a_backup_carries_it(desk: tuple[Config, Store], tmp_path: Path) -> None:
    _, store = desk
    before = work_of(store)
    copy = tmp_path / "copy.db"
    backup(store, copy, now=NOW)
    with open_store(copy) as again:
        assert work_of(again) == before
    store.close()
    restore(copy, store.path, now=NOW)
    with open_store(store.path) as restored:
        assert work_of(restored) == before


def test_opening_it_again_changes_nothing(desk: tuple[Config, Store]) -> None:
    """An upgrade runs only the steps that are missing; the tables are part of the first."""
    _, store = desk
    before = work_of(store)
    with open_store(store.path) as again:
        assert work_of(again) == before


def test_forgetting_a_mention_takes_its_work_but_not_the_trail(
    desk: tuple[Config, Store],
) -> None:
    _, store = desk
    trail = work_of(store)["audit"]
    forget_mentions(store, [1, 2], now=NOW, by="Ann")
    left = work_of(store)
    assert (left["inbox"], left["inbox_tag"], left["idea_mention"]) == ([], [], [])
    assert left["audit"][: len(trail)] == trail
    everything = json.dumps(left)  # nothing of the authors stands in what is left
    assert "joe" not in everything
    assert "jane" not in everything

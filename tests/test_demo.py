"""The demo from end to end: what the store holds is what the sample says."""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.config import parse_config
from monitor.demo.brands import BRANDS, OURS
from monitor.demo.config import config_for
from monitor.demo.items import Item
from monitor.demo.run import Demo, run
from monitor.demo.sample import build
from monitor.demo.wire import source_id
from monitor.reports.period import period
from monitor.reports.replies import first_answers
from monitor.reports.scope import Scope
from monitor.store.connect import open_store

NOW = datetime(2026, 11, 23, 21, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """A demo that ran, and its store."""

    demo: Demo
    store: sqlite3.Connection

    def rows(self, sql: str) -> list[Any]:
        return self.store.execute(sql).fetchall()

    def wanted(self) -> dict[str, Item]:
        sample = self.demo.sample
        return {source_id(sample, item): item for item in sample.items if not item.is_noise}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # the demo goes past a proxy
        patch.setenv("NO_PROXY", "intranet.example")
        demo = run(tmp_path_factory.mktemp("demo"), now=NOW, annotate=False)
        assert os.environ["NO_PROXY"] == "intranet.example"
    store = sqlite3.connect(demo.config.database)
    yield Made(demo, store)
    store.close()


def test_every_source_is_read_whole(made: Made) -> None:
    assert made.demo.fetched.complaints == []
    for outcome in made.demo.fetched.outcomes:
        assert outcome.error is None
        assert outcome.skipped == (), outcome.source
        assert outcome.gaps == 0, outcome.source
        assert outcome.stored.new > 0, outcome.source


def test_the_store_holds_every_mention_and_no_noise(made: Made) -> None:
    stored = {row[0] for row in made.rows("SELECT source_id FROM mention")}
    assert stored == made.wanted().keys()


def test_volume_is_the_samples_own(made: Made) -> None:
    counted = dict(made.rows("SELECT brand, COUNT(*) FROM match GROUP BY brand"))
    assert counted == dict(made.demo.sample.volume())
    assert set(counted) == {brand.name for brand in BRANDS}


def test_each_text_is_about_the_brands_it_was_written_about(made: Made) -> None:
    wanted = made.wanted()
    found: dict[str, set[str]] = {key: set() for key in wanted}
    for key, brand in made.rows(
        "SELECT source_id, brand FROM mention JOIN match ON match.mention_id = mention.id"
    ):
        found[key].add(brand)
    assert found == {key: set(item.brands) for key, item in wanted.items()}


def test_texts_and_times_arrive_as_they_were_written(made: Made) -> None:
    wanted = made.wanted()
    for key, text, published in made.rows("SELECT source_id, text, published_at FROM mention"):
        item = wanted[key]
        assert published == int(item.at.timestamp())
        if item.subject != "hostile":
            assert " ".join(item.text.split()) in " ".join(text.split())


def test_own_accounts_are_recognised(made: Made) -> None:
    own = {
        row[0]
        for row in made.rows(
            "SELECT source_id FROM mention JOIN match ON match.mention_id = mention.id "
            "WHERE is_own = 1"
        )
    }
    assert own == {key for key, item in made.wanted().items() if item.is_own}


def test_answers_stand_in_the_thread_they_answer(made: Made) -> None:
    sample, threads = (
        made.demo.sample,
        dict(made.rows("SELECT source_id, thread_id FROM mention")),
    )
    by_number = {item.number: item for item in sample.items}
    answers = [item for item in sample.items if item.is_own]
    for item in answers:
        root = by_number[item.thread]
        assert threads[source_id(sample, item)] == threads[source_id(sample, root)], item
    assert len(answers) > 150


def test_reports_see_who_answered_whom(made: Made) -> None:
    config, sample = made.demo.config, made.demo.sample
    chosen = period("8w", None, now=NOW, zone=config.zone)
    with open_store(config.database, zone=config.zone, create=False) as store:
        scope = Scope(
            store=store, period=chosen, brands=(OURS.name,), now=NOW, zone=config.zone
        )  # fmt: skip
        found = {
            reply.by.partition(":")[0] for reply in first_answers(scope, OURS.name).values()
        }
    answers = [item for item in sample.items if item.is_own and OURS.name in item.brands]
    assert found == {item.channel for item in answers}
    assert found == OURS.accounts.keys()


def test_followers_are_known_where_the_network_tells(made: Made) -> None:
    rows = made.rows("SELECT network, followers IS NOT NULL FROM author")
    known = Counter(network for network, is_known in rows if is_known)
    assert set(known) == {"mastodon"}
    assert known["mastodon"] > 200


def test_hostile_texts_are_kept_as_texts(made: Made) -> None:
    texts = "\n".join(row[0] for row in made.rows("SELECT text FROM mention"))
    assert 'My Linden app says <script>alert("hi")</script> in the ride log' in texts
    assert "<img src=x onerror=alert(1)>" in texts


def test_same_clock_same_store_and_nothing_twice(made: Made, tmp_path: Path) -> None:
    again = run(tmp_path, now=NOW, annotate=False)
    sql = (
        "SELECT source, source_id, kind, title, text, author, published_at, site, language, tags, "
        "score, replies, shares, rating FROM mention ORDER BY source, source_id"
    )
    store = sqlite3.connect(again.config.database)
    assert store.execute(sql).fetchall() == made.rows(sql)
    store.close()
    once_more = run(tmp_path, now=NOW + timedelta(seconds=1), annotate=False)
    assert once_more.fetched.complaints == []
    assert sum(outcome.stored.new for outcome in once_more.fetched.outcomes) == 0


@pytest.mark.parametrize("day", [1, 100, 200, 300])
def test_no_community_has_more_than_its_feed_shows(day: int) -> None:
    sample = build(NOW + timedelta(days=day, hours=7 * day))
    rows = Counter((i.place, i.parent is None) for i in sample.of("reddit"))
    assert max(rows.values()) < 100


def test_config_is_one_a_user_could_write() -> None:
    config = parse_config(config_for("127.0.0.1:8123"), Path("config.toml"))
    assert [brand.name for brand in config.brands if not brand.competitor] == [OURS.name]
    assert config.http.allow_private == ("127.0.0.1:8123",)
    assert config.brands[0].context
    assert config.brands[0].exclude

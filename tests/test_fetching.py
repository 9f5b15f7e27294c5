"""What a run asks: which sources are due, how far back, and walks through history."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import Config, parse_config
from monitor.errors import UsageError
from monitor.fetching import Plan, Wish, chosen, plan
from monitor.matching import watch
from monitor.store.connect import Store
from monitor.store.health import Attempt, record_attempt, start_run
from monitor.store.pages import Claim, add_page
from tests.support.fakes import FakeHttp
from tests.support.made import NOW, empty_store

TEXT = """
[[brand]]
name = "Acme"
query = "acme"
[[source]]
name = "hn"
type = "hackernews"
[[source]]
name = "news"
type = "rss"
url = "https://x.example/feed"
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty_store(tmp_path)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return parse_config(TEXT, tmp_path / "config.toml")


def planned(config: Config, store: Store, wish: Wish | None = None, days: int = 0) -> Plan:
    now = NOW + timedelta(days=days)
    return plan(config, store, watch(config.brands), FakeHttp(), now=now, wish=wish or Wish())


def test_a_search_is_asked_for_and_a_feed_is_read_whole(config: Config, store: Store) -> None:
    hn, news = planned(config, store).jobs
    assert [search.terms for search in hn.ask.searches] == [("acme",)]
    assert news.ask.searches == ()
    assert hn.ask.since == NOW - timedelta(days=7)
    assert hn.lane == "forward"


def test_a_changed_question_goes_back_to_the_last_success(config: Config, store: Store) -> None:
    run = start_run(store, "fetch", now=0)
    long_ago = int((NOW - timedelta(days=30)).timestamp())
    record_attempt(
        store,
        run,
        Attempt(source="hn", type="hackernews", started_at=long_ago, finished_at=long_ago),
    )
    hn = planned(config, store).jobs[0]
    assert hn.ask.since == NOW - timedelta(days=30)


def test_a_walk_back_leaves_out_what_cannot_and_says_so(config: Config, store: Store) -> None:
    wish = Wish(since=NOW - timedelta(days=90))
    done = planned(config, store, wish)
    assert [(job.source.name, job.lane) for job in done.jobs] == [("hn", "backfill")]
    assert len(done.unable) == 1
    assert "cannot walk back" in done.unable[0]
    with pytest.raises(UsageError, match="cannot walk back"):
        planned(config, store, Wish(only=("news",), since=wish.since))


def test_a_stopped_walk_goes_on_though_90_days_are_another_day_tomorrow(
    config: Config, store: Store
) -> None:
    first = planned(config, store, Wish(since=NOW - timedelta(days=90))).jobs[0]
    add_page(
        store, "hn", [], now=NOW, claim=Claim(value="c", asked=first.asked, lane="backfill")
    )
    next_day = planned(config, store, Wish(since=NOW - timedelta(days=89)), days=1).jobs[0]
    assert (next_day.asked, next_day.ask.since) == (first.asked, first.ask.since)
    deeper = planned(config, store, Wish(since=NOW - timedelta(days=365))).jobs[0]
    assert deeper.asked != first.asked
    assert planned(config, store).jobs[0].asked not in {first.asked, deeper.asked}


def test_shards_part_the_sources(config: Config) -> None:
    parts = [[t.name for t in chosen(config, Wish(shard=(n, 2)))] for n in (1, 2)]
    assert parts == [["hn"], ["news"]]


def test_an_unknown_source_names_the_known(config: Config) -> None:
    with pytest.raises(UsageError, match="known: hn, news"):
        chosen(config, Wish(only=("nope",)))

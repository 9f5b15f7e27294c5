"""Hacker News: the ceiling of its search, history, and the second look."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.errors import SourceChanged, SourceError
from monitor.http import Http
from monitor.model import Ask, Page, Search
from monitor.sources import hackernews
from monitor.sources.hackernews import HackerNewsSource
from tests.support.loopback import Asked, Loopback, Reply

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EPOCH = int(NOW.timestamp())
ASK = Ask(now=NOW, searches=(Search(("acme",)),), since=NOW - timedelta(days=30))


def hit(number: int, at: int) -> dict[str, Any]:
    return {
        "objectID": str(number), "created_at_i": at, "title": f"Acme {number}",
        "author": "ada", "_tags": ["story"], "points": 1, "num_comments": 0,
    }  # fmt: skip


def search_over(hits: list[dict[str, Any]], ceiling: int) -> Any:
    """A search that shows *ceiling* hits at most, as the real one shows 1,000."""

    def answer(asked: Asked) -> Reply:
        bounds = asked.query["numericFilters"].split(",")
        low = int(bounds[0].removeprefix("created_at_i>="))
        high = int(bounds[1].removeprefix("created_at_i<=")) if len(bounds) > 1 else 2**40
        found = [one for one in hits if low <= one["created_at_i"] <= high]
        found.sort(key=lambda one: -one["created_at_i"])
        return Reply({"hits": found[:ceiling], "nbHits": len(found)})

    return answer


@pytest.fixture
def source(loopback: Loopback, http: Http) -> HackerNewsSource:
    return HackerNewsSource(name="hn", http=http, base_url=loopback.url, items_url=loopback.url)


def ids(pages: list[Page]) -> set[int]:
    return {int(mention.source_id) for page in pages for mention in page.mentions}


class TestCeiling:
    def test_it_goes_on_below_the_ceiling(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        hits = [hit(n, EPOCH - 60 * n) for n in range(47)]
        loopback.below("/api", search_over(hits, 10))
        pages = list(source.fetch(ASK, None))
        assert ids(pages) == set(range(47))
        assert [page.cursor is not None for page in pages] == [False] * (len(pages) - 1) + [
            True
        ]
        assert not [gap for page in pages for gap in page.gaps]

    def test_equal_times_at_the_edge_of_a_page_are_not_lost(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        hits = [hit(n, EPOCH - 60 * (n // 4)) for n in range(30)]
        loopback.below("/api", search_over(hits, 6))
        assert ids(list(source.fetch(ASK, None))) == set(range(30))

    def test_a_second_with_more_than_can_be_shown_is_a_gap(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        hits = [hit(n, EPOCH - 60) for n in range(9)] + [hit(n, EPOCH - 90) for n in (20, 21)]
        loopback.below("/api", search_over(hits, 5))
        pages = list(source.fetch(ASK, None))
        assert {20, 21} <= ids(pages)
        (gap,) = (gap for page in pages for gap in page.gaps)
        assert gap.since == NOW - timedelta(seconds=60)

    def test_p15_a_search_that_ignores_its_bounds_does_not_go_on_for_ever(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        """P15"""
        hits = [hit(n, EPOCH - n) for n in range(5)]
        first, second = ({"hits": some, "nbHits": 99} for some in (hits[1:], hits[:1]))
        loopback.on("/api/v1/search_by_date", Reply(first), Reply(second))
        with pytest.raises(SourceChanged, match="numericFilters"):
            list(source.fetch(ASK, None))

    def test_history_goes_down_and_can_be_taken_up_again(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        hits = [hit(n, EPOCH - 3600 * (n + 1)) for n in range(40)]
        loopback.below("/api", search_over(hits, 7))
        ask = Ask(now=NOW, searches=ASK.searches, since=NOW - timedelta(hours=30), until=NOW)
        walk = source.backfill(ask, None)
        first = [next(walk), next(walk)]
        rest = list(source.backfill(ask, first[-1].cursor))
        assert ids(first + rest) == set(range(30))
        assert not ids(first) >= ids(rest)


class TestAsking:
    def test_it_asks_without_typos_and_with_phrases(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        loopback.below("/api", search_over([], 9))
        ask = Ask(now=NOW, searches=(Search(("acme rocket", "fuel")), Search(("beta",))))
        list(source.fetch(ask, None))
        queries = [asked.query for asked in loopback.seen]
        assert [query["query"] for query in queries] == ['"acme rocket" fuel', "beta"]
        assert {query["typoTolerance"] for query in queries} == {"false"}
        assert queries[0]["tags"] == "(story,comment,poll,job)"

    def test_the_next_run_begins_an_overlap_before_the_last(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        loopback.below("/api", search_over([hit(1, EPOCH - 50)], 9))
        cursor = list(source.fetch(ASK, None))[-1].cursor
        list(source.fetch(ASK, cursor))
        begun = int(loopback.seen[-1].query["numericFilters"].removeprefix("created_at_i>="))
        assert begun == EPOCH - 50 - int(hackernews.OVERLAP.total_seconds())

    def test_without_a_search_it_says_so(self, source: HackerNewsSource) -> None:
        with pytest.raises(SourceError, match="search"):
            list(source.fetch(Ask(now=NOW), None))

    def test_p13_hits_of_wrong_types_are_skipped_with_reasons(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        """P13"""
        odd = [
            {"objectID": None},
            {"objectID": 7, "points": "12", "title": None, "_tags": None},
        ]
        loopback.on("/api/v1/search_by_date", Reply({"hits": odd, "nbHits": 2}))
        page = next(iter(source.fetch(ASK, None)))
        assert [m.source_id for m in page.mentions] == ["7"]
        assert page.mentions[0].engagement.score == 12
        assert "objectID" in page.skipped[0]

    @pytest.mark.parametrize("body", [[], {}, {"hits": None}, {"hits": []}, "text"])
    def test_p13_another_shape_is_named(
        self, loopback: Loopback, source: HackerNewsSource, body: Any
    ) -> None:
        """P13"""
        loopback.on("/api/v1/search_by_date", Reply(body))
        with pytest.raises(SourceChanged):
            list(source.fetch(ASK, None))


class TestSecondLook:
    @pytest.mark.parametrize(
        "item", [None, {"id": 1, "deleted": True}, {"id": 1, "dead": True, "text": "x"}]
    )
    def test_l02_gone_items_are_told(
        self, loopback: Loopback, source: HackerNewsSource, item: Any
    ) -> None:
        """L02"""
        loopback.on("/v0/item/1.json", Reply(item))
        (page,) = source.recheck(["1"])
        assert page.deleted == ("1",)

    def test_edits_and_counts_come_back(
        self, loopback: Loopback, source: HackerNewsSource
    ) -> None:
        item = {
            "id": 1, "by": "ada", "type": "story", "time": EPOCH, "title": "Acme &amp; more",
            "text": "now <i>edited</i>", "score": 5, "descendants": 3,
        }  # fmt: skip
        loopback.on("/v0/item/1.json", Reply(item))
        (page,) = source.recheck(["1"])
        (mention,) = page.mentions
        assert (mention.title, mention.text) == ("Acme & more", "now edited")
        assert (mention.engagement.score, mention.engagement.replies) == (5, 3)

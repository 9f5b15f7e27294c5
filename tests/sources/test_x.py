"""X: money is counted before it is spent, runs share a day's ceiling, pauses leave gaps."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ConfigError, RateLimited, SourceChanged, SourceError
from monitor.http import Http
from monitor.model import Ask, Secret
from tests.sources.support import ASK, NOW, ids, last_cursor, mentions, reasons, until_error
from tests.support.loopback import Asked, Loopback, Reply
from tests.support.plugins import X, install

SEARCH = "/2/tweets/search/recent"
Make = Callable[..., Any]


@pytest.fixture
def make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loopback: Loopback, http: Http
) -> Make:
    install(X, tmp_path / "site", monkeypatch)
    made = import_module("monitor_source_x").XSource

    def source(**given: Any) -> Any:
        options = {"daily_ceiling_usd": 100.0, "authors": False} | given
        return made(
            name="x", http=http, token=Secret("t0ken"), base_url=loopback.url, **options
        )

    return source


def post(number: int, **given: Any) -> dict[str, Any]:
    return {"id": str(number), "text": "acme", "created_at": "2026-11-22T10:00:00Z"} | given


def serve(server: Loopback, numbers: list[int]) -> None:
    """Recent search: newest first, bounded by `since_id` and `until_id`."""

    def answer(asked: Asked) -> Reply:
        low = int(asked.query.get("since_id", 0))
        high = int(asked.query.get("until_id", 10**9))
        fitting = [n for n in sorted(numbers, reverse=True) if low < n < high]
        start = int(asked.query.get("next_token", 0))
        size = int(asked.query["max_results"])
        shown = fitting[start : start + size]
        meta: dict[str, Any] = {"result_count": len(shown)}
        if shown:
            meta |= {"newest_id": str(shown[0]), "oldest_id": str(shown[-1])}
        if start + size < len(fitting):
            meta["next_token"] = str(start + size)
        return Reply(({"data": [post(n) for n in shown]} if shown else {}) | {"meta": meta})

    server.on(SEARCH, answer)


@pytest.mark.parametrize("ceiling", [0.0, -1.0])
def test_it_is_refused_without_a_ceiling(make: Make, ceiling: float) -> None:
    with pytest.raises(ConfigError, match="set 'daily_ceiling_usd'"):
        make(daily_ceiling_usd=ceiling)


def test_the_ceiling_is_never_passed_and_the_rest_comes_the_next_day(
    make: Make, loopback: Loopback
) -> None:
    serve(loopback, list(range(1, 451)))
    source = make(daily_ceiling_usd=1.0)  # 200 posts
    pages, error = until_error(source.fetch(ASK, None), RateLimited)
    assert len(ids(pages)) == 200
    assert error.retry_after == timedelta(hours=12).total_seconds()
    cursor = last_cursor(pages)
    again, _ = until_error(source.fetch(ASK, cursor), RateLimited)
    assert again == [], "the same day has no money left"
    serve(loopback, list(range(1, 461)))
    got = set(ids(pages))
    for day in (1, 2):
        later = Ask(now=NOW + timedelta(days=day), searches=ASK.searches, since=ASK.since)
        more: list[Any] = []
        try:
            for page in source.fetch(later, cursor):
                more.append(page)
        except RateLimited:
            pass
        cursor = last_cursor(more) or cursor
        assert len(ids(more)) <= 200
        got |= set(ids(more))
    assert got == {str(n) for n in range(1, 461)}


def test_looked_up_authors_cost_too(make: Make, loopback: Loopback) -> None:
    serve(loopback, list(range(1, 450)))
    pages, _ = until_error(
        make(authors=True, daily_ceiling_usd=1.5).fetch(ASK, None), RateLimited
    )
    assert len(ids(pages)) >= 100
    assert loopback.seen[0].query["expansions"] == "author_id"
    assert int(loopback.seen[0].query["max_results"]) == 100


def test_the_next_run_asks_after_the_newest_id(make: Make, loopback: Loopback) -> None:
    serve(loopback, [1, 2, 3])
    cursor = last_cursor(make().fetch(ASK, None))
    serve(loopback, [1, 2, 3, 4])
    assert ids(make().fetch(ASK, cursor)) == ["4"]
    assert loopback.seen[-1].query["since_id"] == "3"


def test_no_results_have_no_data_and_keep_the_mark(make: Make, loopback: Loopback) -> None:
    serve(loopback, [5])
    cursor = last_cursor(make().fetch(ASK, None))
    serve(loopback, [])
    pages = list(make().fetch(ASK, cursor))
    assert ids(pages) == []
    serve(loopback, [5, 6])
    assert ids(make().fetch(ASK, last_cursor(pages))) == ["6"]


def test_after_more_than_seven_days_a_gap_is_said(make: Make, loopback: Loopback) -> None:
    serve(loopback, [5])
    cursor = last_cursor(make().fetch(ASK, None))
    late = Ask(now=NOW + timedelta(days=9), searches=ASK.searches)
    assert reasons(make().fetch(late, cursor)) == ["X searches 7 days back only"]
    assert "since_id" not in loopback.seen[-1].query


def test_a_second_look_is_paid_and_tells_what_is_gone(make: Make, loopback: Loopback) -> None:
    gone = {"type": "https://api.twitter.com/2/problems/resource-not-found", "resource_id": "2"}
    other = {"type": "https://api.twitter.com/2/problems/not-authorized", "resource_id": "3"}
    loopback.on("/2/tweets", Reply({"data": [post(1)], "errors": [gone, other]}))
    (page,) = make(recheck_ceiling_usd=1.0).recheck(["1", "2", "3"])
    assert (ids([page]), page.deleted) == (["1"], ("2",))
    asked = len(loopback.seen)
    assert list(make(recheck_ceiling_usd=0.01).recheck(["1", "2", "3"])) == []
    assert list(make().recheck(["1", "2", "3"])) == []
    assert len(loopback.seen) == asked


def test_authors_audience_and_parents_are_read(make: Make, loopback: Loopback) -> None:
    full = post(
        12,
        author_id="7",
        lang="en",
        conversation_id="9",
        referenced_tweets=[{"type": "quoted", "id": "8"}, {"type": "replied_to", "id": "9"}],
        public_metrics={"like_count": 3, "retweet_count": 2, "quote_count": 1},
        edit_history_tweet_ids=["11", "12"],
        text="acme &amp; co",
    )
    person = {"id": "7", "username": "ann", "public_metrics": {"followers_count": 44}}
    body = {"data": [full], "includes": {"users": [person]}, "meta": {"newest_id": "12"}}
    loopback.on(SEARCH, Reply(body))
    (mention,) = mentions(make(authors=True).fetch(ASK, None))
    assert mention.source_id == "11", "an edit keeps its first id"
    assert mention.author is not None
    assert (mention.author.handle, mention.author.followers) == ("ann", 44)
    assert (mention.thread_id, mention.parent_id, mention.kind) == ("9", "9", "comment")
    assert mention.engagement.shares == 3
    assert mention.text == "acme & co"


def test_no_credit_is_told(make: Make, loopback: Loopback) -> None:
    loopback.on(SEARCH, Reply({"title": "CreditsDepleted"}, 402))
    with pytest.raises(SourceError, match="no credit left") as caught:
        list(make().fetch(ASK, None))
    assert "t0ken" not in str(caught.value)


def test_a_changed_answer_names_the_field(make: Make, loopback: Loopback) -> None:
    loopback.on(SEARCH, Reply({"posts": []}))
    with pytest.raises(SourceChanged, match="'data'"):
        list(make().fetch(ASK, None))

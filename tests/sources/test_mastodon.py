"""Mastodon: several servers, ids that only they understand, timelines that are closed."""

from typing import Any

import pytest

from monitor.errors import CredentialsRejected, SourceError, SourceUnavailable
from monitor.http import Http
from monitor.model import Secret
from monitor.sources.mastodon import MastodonSource
from tests.sources.support import ASK, ids, last_cursor, mentions, until_error
from tests.support.loopback import Asked, Loopback, Reply

TAG = "/api/v1/timelines/tag/acme"


def post(number: int, **given: Any) -> dict[str, Any]:
    base = {
        "id": str(number),
        "uri": f"https://origin.example/users/ann/statuses/{number}",
        "content": "<p>acme</p>",
        "created_at": "2026-11-20T10:00:00.000Z",
        "account": {"acct": "ann"},
    }
    return base | given


def source(http: Http, *servers: Loopback, **given: Any) -> MastodonSource:
    first, *rest = servers
    return MastodonSource(
        name="m",
        http=http,
        base_url=first.url,
        instances=tuple(one.url for one in rest),
        **({"hashtags": ("acme",)} | given),
    )


def timeline(posts: list[dict[str, Any]], limit: int = 2) -> Any:
    """A server that pages as Mastodon does: `min_id` gives the next page forward."""

    def answer(asked: Asked) -> Reply:
        numbers = sorted(int(one["id"]) for one in posts)
        if "min_id" in asked.query:
            page = [n for n in numbers if n > int(asked.query["min_id"])][:limit]
        else:
            below = int(asked.query.get("max_id", 10**30))
            page = [n for n in numbers if n < below][-limit:]
        given = {int(one["id"]): one for one in posts}
        return Reply([given[n] for n in reversed(page)])

    return answer


def test_the_first_run_walks_back_and_the_next_ones_forward(
    loopback: Loopback, http: Http
) -> None:
    posts = [post(n) for n in range(101, 106)]
    loopback.on(TAG, timeline(posts))
    first = list(source(http, loopback).fetch(ASK, None))
    assert sorted(int(one["id"]) for one in posts) == sorted(
        int(id_.rpartition("/")[2]) for id_ in ids(first)
    )
    posts += [post(n) for n in range(106, 111)]
    second = list(source(http, loopback).fetch(ASK, last_cursor(first)))
    assert {f"https://origin.example/users/ann/statuses/{n}" for n in range(106, 111)} <= set(
        ids(second)
    )
    assert all(page.cursor for page in second), "forward, each page's cursor is true"


def test_a_long_id_counts_as_later_than_a_short_one(loopback: Loopback, http: Http) -> None:
    posts = [post(9), post(10)]
    loopback.on(TAG, timeline(posts))
    cursor = last_cursor(source(http, loopback).fetch(ASK, None))
    posts.append(post(11))
    assert ids(source(http, loopback).fetch(ASK, cursor)) == [post(11)["uri"]]


def test_a_server_that_fails_is_told_after_the_others_are_read(
    loopback: Loopback, http: Http
) -> None:
    with Loopback(address="127.0.0.1") as other:
        loopback.on(TAG, Reply("down", 500))
        other.on(TAG, Reply([post(5)]), Reply([]))
        open_to_both = _client(loopback, other)
        pages, error = until_error(
            source(open_to_both, loopback, other).fetch(ASK, None), SourceUnavailable
        )
        assert ids(pages) == [post(5)["uri"]]
        assert loopback.host in str(error)


def _client(*servers: Loopback) -> Http:
    from monitor.http import connect
    from tests.support.clocks import Ticking

    return connect(Ticking().settings(allow_private=tuple(one.host for one in servers)))


def test_the_same_post_on_two_servers_has_one_identity(loopback: Loopback) -> None:
    with Loopback() as other:
        loopback.on(TAG, Reply([post(5)]), Reply([]))
        remote = post(5) | {"id": "777", "account": {"acct": "ann@origin.example"}}
        other.on(TAG, Reply([remote]), Reply([]))
        found = mentions(source(_client(loopback, other), loopback, other).fetch(ASK, None))
        assert len({one.source_id for one in found}) == 1


@pytest.mark.parametrize(
    ("access", "error", "says"),
    [
        ("disabled", SourceError, "shows no hashtag timelines"),
        ("authenticated", CredentialsRejected, "set a token"),
    ],
)
def test_an_empty_timeline_of_a_closed_server_is_no_silence(
    loopback: Loopback, http: Http, access: str, error: type[Exception], says: str
) -> None:
    loopback.on(TAG, Reply([]))
    closed = {"hashtag_feeds": {"local": access, "remote": access}}
    loopback.on("/api/v2/instance", Reply({"configuration": {"timelines_access": closed}}))
    with pytest.raises(error, match=says):
        list(source(http, loopback).fetch(ASK, None))


def test_a_boost_counts_as_the_post_itself(loopback: Loopback, http: Http) -> None:
    loopback.on(TAG, Reply([post(9, uri="https://x.example/boost", reblog=post(5))]), Reply([]))
    assert ids(source(http, loopback).fetch(ASK, None)) == [post(5)["uri"]]


def test_the_token_goes_to_its_own_server_only(loopback: Loopback) -> None:
    with Loopback() as other:
        for server in (loopback, other):
            server.on(TAG, Reply([]))
        loopback.on("/api/v2/search", Reply({"statuses": []}))
        list(
            source(_client(loopback, other), loopback, other, token=Secret("t0ken")).fetch(
                ASK, None
            )
        )
        assert all(
            "authorization" in asked.headers for asked in loopback.seen if asked.path == TAG
        )
        assert not any("authorization" in asked.headers for asked in other.seen)


def test_without_hashtags_the_words_of_the_brand_are_asked_for(
    loopback: Loopback, http: Http
) -> None:
    loopback.on(TAG, Reply([post(5)]), Reply([]))
    assert ids(source(http, loopback, hashtags=()).fetch(ASK, None)) == [post(5)["uri"]]


def test_a_bad_post_is_skipped_with_its_reason(loopback: Loopback, http: Http) -> None:
    broken = post(6)
    del broken["content"]
    loopback.on(TAG, Reply([broken, post(5)]), Reply([]))
    pages = list(source(http, loopback).fetch(ASK, None))
    assert ids(pages) == [post(5)["uri"]]
    (reason,) = [reason for page in pages for reason in page.skipped]
    assert "'content' is missing" in reason


def test_history_is_walked_down_and_taken_up_again(loopback: Loopback, http: Http) -> None:
    loopback.on(TAG, timeline([post(n) for n in range(101, 108)]))
    walk = source(http, loopback).backfill(ASK, None)
    first = next(walk)
    rest = list(source(http, loopback).backfill(ASK, first.cursor))
    assert len(ids([first])) == 2
    assert len(ids(rest)) == 5


def test_a_first_run_has_an_end_and_says_so(loopback: Loopback, http: Http) -> None:
    loopback.on(TAG, timeline([post(n) for n in range(100_000, 100_150)]))
    pages = list(source(http, loopback).fetch(ASK, None))
    assert len(ids(pages)) == 100
    (gap,) = [gap for page in pages for gap in page.gaps]
    assert "has more of #acme" in gap.reason
    assert gap.since == ASK.since


def test_a_server_that_does_not_page_ends_the_walk(loopback: Loopback, http: Http) -> None:
    loopback.on(TAG, Reply([post(5)]))
    first = list(source(http, loopback).fetch(ASK, None))
    assert ids(first) == [post(5)["uri"]]
    assert len(list(source(http, loopback).fetch(ASK, last_cursor(first)))) <= 2


def test_answers_name_what_they_answer_by_its_uri(loopback: Loopback, http: Http) -> None:
    answers = [
        post(9, in_reply_to_id="8"),
        post(8, in_reply_to_id="3"),
        post(7, in_reply_to_id="2"),
    ]
    loopback.on(TAG, Reply(answers), Reply([]))
    loopback.on("/api/v1/statuses", Reply([post(3)]), Reply([]))
    found = {one.source_id: one for one in mentions(source(http, loopback).fetch(ASK, None))}
    last, middle, lost = (found[post(number)["uri"]] for number in (9, 8, 7))
    assert (last.parent_id, last.thread_id) == (post(8)["uri"], post(3)["uri"])
    assert (middle.parent_id, middle.thread_id) == (post(3)["uri"], post(3)["uri"])
    assert (lost.parent_id, lost.thread_id) == (f"{loopback.host}/2", f"{loopback.host}/2")
    asked = [one.target for one in loopback.seen if one.path == "/api/v1/statuses"]
    assert asked[0] == "/api/v1/statuses?id%5B%5D=2&id%5B%5D=3"


def test_an_older_server_is_asked_for_one_post_after_the_other(
    loopback: Loopback, http: Http
) -> None:
    loopback.on(
        TAG, Reply([post(9, in_reply_to_id="8"), post(7, in_reply_to_id="6")]), Reply([])
    )
    loopback.on("/api/v1/statuses/8", Reply(post(8)))
    answer, orphan = mentions(source(http, loopback).fetch(ASK, None))
    assert (answer.parent_id, answer.thread_id) == (post(8)["uri"], post(8)["uri"])
    assert orphan.parent_id == f"{loopback.host}/6"

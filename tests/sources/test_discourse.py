"""Discourse: excerpts become whole texts, listings go down by id, private forums have keys."""

from typing import Any

import pytest

from monitor.errors import CredentialsRejected
from monitor.http import Http
from monitor.model import Secret
from monitor.sources.discourse import DiscourseSource
from tests.sources.support import ASK, ids, last_cursor, mentions, reasons
from tests.support.loopback import Asked, Loopback, Reply


def post(number: int, **given: Any) -> dict[str, Any]:
    base = {
        "id": number,
        "topic_id": 4,
        "post_number": number,
        "username": "ann",
        "created_at": "2026-11-20T10:00:00Z",
        "cooked": "<p>acme</p>",
    }
    return base | given


def source(http: Http, server: Loopback, **given: Any) -> DiscourseSource:
    return DiscourseSource(name="forum", http=http, base_url=server.url, **given)


def listing(numbers: list[int], *, inclusive: bool) -> Any:
    """`/posts.json` as its versions differ: `before` itself is shown, or not."""

    def answer(asked: Asked) -> Reply:
        before = int(asked.query.get("before", 10**9))
        top = before if inclusive else before - 1
        shown = [
            n
            for n in sorted(numbers, reverse=True)
            if before - 50 < n <= top or before == 10**9
        ]
        return Reply({"latest_posts": [post(n) for n in shown[:50]]})

    return answer


@pytest.mark.parametrize("inclusive", [True, False])
def test_everything_is_listed_down_to_the_last_run(
    loopback: Loopback, http: Http, inclusive: bool
) -> None:
    numbers = [*range(1, 40), *range(120, 300)]
    loopback.on("/posts.json", listing(numbers, inclusive=inclusive))
    first = list(source(http, loopback, everything=True).fetch(ASK, None))
    assert set(ids(first)) == {f"4/{n}" for n in numbers}
    numbers += range(300, 420)
    second = list(source(http, loopback, everything=True).fetch(ASK, last_cursor(first)))
    assert {f"4/{n}" for n in range(300, 420)} <= set(ids(second))
    assert len(set(ids(second))) < 300, "not everything again"


def test_a_cut_listing_leaves_no_cursor(loopback: Loopback, http: Http) -> None:
    loopback.on("/posts.json", listing(list(range(1, 200)), inclusive=True))
    walk = source(http, loopback, everything=True).fetch(ASK, None)
    assert last_cursor([next(walk), next(walk)]) is None


def test_an_excerpt_becomes_the_whole_text(loopback: Loopback, http: Http) -> None:
    found = [post(7) | {"blurb": "acme …"}]
    del found[0]["cooked"]
    loopback.on(
        "/search.json", Reply({"posts": found, "topics": [{"id": 4, "title": "On acme"}]})
    )
    loopback.on("/posts/7.json", Reply(post(7, cooked="<p>acme, and much more</p>")))
    (mention,) = mentions(source(http, loopback).fetch(ASK, None))
    assert (mention.title, mention.text) == ("On acme", "acme, and much more")
    assert loopback.seen[0].query["q"] == "acme after:2026-11-15 order:latest"


def test_more_than_the_forum_shows_is_a_gap(loopback: Loopback, http: Http) -> None:
    more = {"more_full_page_results": True}
    loopback.on("/search.json", Reply({"posts": [post(7)], "grouped_search_result": more}))
    assert reasons(source(http, loopback).fetch(ASK, None)) == [
        "the forum shows only 500 posts for acme"
    ]
    assert len(loopback.seen) == 10


def test_a_deleted_post_in_the_listing_is_gone(loopback: Loopback, http: Http) -> None:
    gone = post(8, deleted_at="2026-11-21T00:00:00Z")
    loopback.on(
        "/posts.json", Reply({"latest_posts": [gone, post(1)]}), Reply({"latest_posts": []})
    )
    pages = list(source(http, loopback, everything=True).fetch(ASK, None))
    assert [one for page in pages for one in page.deleted] == ["4/8"]
    assert set(ids(pages)) == {"4/1"}


def test_a_key_without_a_user_is_told(loopback: Loopback, http: Http) -> None:
    with pytest.raises(CredentialsRejected, match="'api_key' needs 'api_user'"):
        list(source(http, loopback, api_key=Secret("k")).fetch(ASK, None))


@pytest.mark.parametrize(
    ("given", "says"),
    [({}, "set 'api_key'"), ({"api_key": Secret("k"), "api_user": "u"}, "check 'api_key'")],
)
def test_a_private_forum_says_what_is_missing(
    loopback: Loopback, http: Http, given: dict[str, Any], says: str
) -> None:
    loopback.on("/search.json", Reply({"errors": ["not permitted"]}, 403))
    with pytest.raises(CredentialsRejected, match=says):
        list(source(http, loopback, **given).fetch(ASK, None))


def test_likes_edits_and_parents_are_read(loopback: Loopback, http: Http) -> None:
    whole = post(
        9,
        version=3,
        updated_at="2026-11-21T10:00:00Z",
        reply_to_post_number=5,
        actions_summary=[{"id": 2, "count": 4}],
    )
    loopback.on("/posts.json", Reply({"latest_posts": [whole]}), Reply({"latest_posts": []}))
    (mention,) = mentions(source(http, loopback, everything=True).fetch(ASK, None))
    assert mention.engagement.score == 4
    assert mention.edited_at is not None
    assert (mention.source_id, mention.thread_id, mention.parent_id) == ("4/9", "4/1", "4/5")


def test_a_post_is_looked_up_again_by_its_place(loopback: Loopback, http: Http) -> None:
    loopback.on("/posts/by_number/4/7.json", Reply(post(7, cooked="<p>changed</p>")))
    pages = list(source(http, loopback).recheck(["4/7", "4/8"]))
    assert [(one.source_id, one.text) for one in mentions(pages)] == [("4/7", "changed")]
    assert [one for page in pages for one in page.deleted] == ["4/8"]

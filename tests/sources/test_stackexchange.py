"""Stack Exchange: waits and quotas stand in the body; refusals all have status 400."""

from typing import Any

import pytest

from monitor.errors import CredentialsRejected, RateLimited, SourceError
from monitor.http import Http
from monitor.model import Secret
from monitor.sources.stackexchange import StackExchangeSource
from tests.sources.support import ASK, ids, last_cursor, mentions
from tests.support.clocks import Ticking
from tests.support.loopback import Asked, Loopback, Reply

START = 1_795_000_000


def question(number: int, **given: Any) -> dict[str, Any]:
    base = {
        "question_id": number,
        "title": "acme?",
        "body": "<p>acme</p>",
        "creation_date": START + number,
        "link": f"https://superuser.com/questions/{number}/x",
    }
    return base | given


def source(http: Http, server: Loopback, **given: Any) -> StackExchangeSource:
    return StackExchangeSource(
        name="so", http=http, base_url=server.url, **({"answers": False} | given)
    )


def test_backoff_holds_the_host_before_the_next_request(
    loopback: Loopback, http: Http, ticking: Ticking
) -> None:
    first = {"items": [question(1)], "has_more": True, "backoff": 11}
    loopback.on(
        "/search/advanced", Reply(first), Reply({"items": [question(2)], "has_more": False})
    )
    assert ids(source(http, loopback).fetch(ASK, None)) == ["1", "2"]
    assert sum(ticking.slept) >= 11


def test_pages_are_asked_for_by_time_so_that_deletions_cannot_shift_them(
    loopback: Loopback, http: Http
) -> None:
    def answer(asked: Asked) -> Reply:
        since = int(asked.query["fromdate"])
        found = [question(n) for n in range(1, 8) if START + n >= since][:3]
        return Reply({"items": found, "has_more": since <= START + 7 and len(found) == 3})

    loopback.on("/search/advanced", answer)
    pages = list(source(http, loopback).fetch(ASK, None))
    assert set(ids(pages)) == {str(n) for n in range(1, 8)}
    assert all(page.cursor for page in pages)
    assert {asked.query["page"] for asked in loopback.seen} == {"1"}


def test_throttling_says_how_long(loopback: Loopback, http: Http) -> None:
    refusal = {
        "error_id": 502,
        "error_name": "throttle_violation",
        "error_message": "too many requests from this IP, more requests available in 4000 seconds",
    }
    loopback.on("/search/advanced", Reply(refusal, 400))
    with pytest.raises(RateLimited) as caught:
        list(source(http, loopback).fetch(ASK, None))
    assert caught.value.retry_after == 4000


def test_a_used_quota_ends_the_run(loopback: Loopback, http: Http) -> None:
    body = {"items": [question(1)], "has_more": True, "quota_remaining": 0}
    loopback.on("/search/advanced", Reply(body))
    with pytest.raises(RateLimited, match="quota"):
        list(source(http, loopback).fetch(ASK, None))


def test_a_refused_key_is_named_without_its_value(loopback: Loopback, http: Http) -> None:
    refusal = {"error_id": 400, "error_message": "`key` doesn't match a known application"}
    loopback.on("/search/advanced", Reply(refusal, 400))
    with pytest.raises(CredentialsRejected, match="check 'key'") as caught:
        list(source(http, loopback, key=Secret("k3y")).fetch(ASK, None))
    assert "k3y" not in str(caught.value)


def test_another_refusal_is_told_in_its_own_words(loopback: Loopback, http: Http) -> None:
    loopback.on("/search/advanced", Reply({"error_message": "site is required"}, 400))
    with pytest.raises(SourceError, match="so: site is required"):
        list(source(http, loopback).fetch(ASK, None))


def test_a_deleted_user_has_no_account(loopback: Loopback, http: Http) -> None:
    ownerless = question(1)
    named = question(2, owner={"user_type": "does_not_exist", "display_name": "user9"})
    loopback.on("/search/advanced", Reply({"items": [ownerless, named], "has_more": False}))
    first, second = mentions(source(http, loopback).fetch(ASK, None))
    assert first.author is None
    assert second.author is not None
    assert second.author.handle == "user9"


def test_answers_come_with_their_question_and_licence(loopback: Loopback, http: Http) -> None:
    loopback.on("/search/advanced", Reply({"items": [], "has_more": False}))
    found = [{"item_type": "answer", "answer_id": 8, "question_id": 7}]
    loopback.on("/search/excerpts", Reply({"items": found, "has_more": False}))
    answer = {"answer_id": 8, "question_id": 7, "body": "<p>acme</p>", "creation_date": START}
    loopback.on("/answers/8", Reply({"items": [answer]}))
    (mention,) = mentions(source(http, loopback, answers=True).fetch(ASK, None))
    assert (mention.kind, mention.thread_id, mention.parent_id) == ("answer", "7", "7")
    assert mention.licence == "CC BY-SA"
    assert mention.url == "https://stackoverflow.com/a/8"


def test_a_second_look_asks_for_questions_then_answers(loopback: Loopback, http: Http) -> None:
    loopback.on("/questions/7;8;9", Reply({"items": [question(7)]}))
    loopback.on("/answers/8;9", Reply({"items": [{"answer_id": 8, "question_id": 7}]}))
    pages = list(source(http, loopback).recheck(["7", "8", "9"]))
    assert ids(pages) == ["7", "8"]
    assert [gone for page in pages for gone in page.deleted] == ["9"]


def test_the_next_run_begins_an_hour_before_the_last_item(
    loopback: Loopback, http: Http
) -> None:
    loopback.on("/search/advanced", Reply({"items": [question(1)], "has_more": False}))
    cursor = last_cursor(source(http, loopback).fetch(ASK, None))
    list(source(http, loopback).fetch(ASK, cursor))
    assert int(loopback.seen[-1].query["fromdate"]) == START + 1 - 3600

"""YouTube: the day's quota, comments that are off, a key that is not in the address."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.errors import CredentialsRejected, RateLimited
from monitor.http import Http
from monitor.model import Ask, Search, Secret
from monitor.sources.youtube import YouTubeSource
from tests.sources.cases import CASES
from tests.sources.support import ASK, NOW, ids, last_cursor, mentions, reasons, until_error
from tests.support.loopback import Loopback, Reply


def source(http: Http, server: Loopback, **given: Any) -> YouTubeSource:
    return YouTubeSource(name="yt", http=http, key=Secret("k3y"), base_url=server.url, **given)


def refusal(reason: str, status: int = 403) -> Reply:
    return Reply({"error": {"code": status, "errors": [{"reason": reason}]}}, status)


@pytest.fixture
def service(loopback: Loopback) -> Loopback:
    next(case for case in CASES if case.type == "youtube").serve(loopback)
    return loopback


def test_videos_come_with_figures_audience_and_comments(service: Loopback, http: Http) -> None:
    found = {one.source_id: one for one in mentions(source(http, service).fetch(ASK, None))}
    video = found["vid00000001"]
    assert (video.title, video.language, video.tags) == ("Acme & its rockets", "en", ("acme",))
    assert (video.engagement.views, video.engagement.replies) == (1000, 2)
    assert video.author is not None
    assert (video.author.name, video.author.followers) == ("Ann's", 4200)
    reply = found["UgxTop1.r1"]
    assert (reply.thread_id, reply.parent_id) == ("vid00000001", "UgxTop1")
    assert reply.edited_at is not None
    assert found["UgxTop1"].text == "Acme is great"


def test_the_key_is_in_no_address(service: Loopback, http: Http) -> None:
    list(source(http, service).fetch(ASK, None))
    assert not any("k3y" in asked.target for asked in service.seen)
    assert {asked.headers["x-goog-api-key"] for asked in service.seen} == {"k3y"}


def test_the_ledger_counts_over_runs_and_stops_before_the_quota(
    service: Loopback, http: Http
) -> None:
    frugal = source(http, service, searches_a_day=2, comments=False)
    cursor = last_cursor(frugal.fetch(ASK, None))
    cursor = last_cursor(frugal.fetch(ASK, cursor))
    asked = len(service.seen)
    with pytest.raises(RateLimited, match="quota for today is used") as caught:
        list(frugal.fetch(ASK, cursor))
    assert len(service.seen) == asked, "nothing is asked"
    assert caught.value.retry_after == timedelta(hours=20).total_seconds()  # 08:00 UTC
    tomorrow = Ask(now=NOW + timedelta(days=1), searches=ASK.searches, since=ASK.since)
    assert ids(frugal.fetch(tomorrow, cursor))


def test_what_was_read_before_the_quota_ended_counts(service: Loopback, http: Http) -> None:
    two = Ask(now=NOW, searches=(Search(("acme",)), Search(("bolt",))), since=ASK.since)
    pages, _ = until_error(
        source(http, service, searches_a_day=1, comments=False).fetch(two, None), RateLimited
    )
    cursor = last_cursor(pages)
    assert cursor is not None
    assert '"acme":{"at"' in cursor
    assert "bolt" not in cursor


def test_comments_that_are_off_are_no_failure(service: Loopback, http: Http) -> None:
    service.on("/commentThreads", refusal("commentsDisabled"))
    assert set(ids(source(http, service).fetch(ASK, None))) == {"vid00000001", "vid00000002"}


@pytest.mark.parametrize(
    ("reason", "status", "error"),
    [
        ("quotaExceeded", 403, RateLimited),
        ("rateLimitExceeded", 403, RateLimited),
        ("keyInvalid", 400, CredentialsRejected),
        ("accessNotConfigured", 403, CredentialsRejected),
    ],
)
def test_refusals_are_told_apart(
    loopback: Loopback, http: Http, reason: str, status: int, error: type[Exception]
) -> None:
    loopback.on("/search", refusal(reason, status))
    with pytest.raises(error) as caught:
        list(source(http, loopback).fetch(ASK, None))
    assert "k3y" not in str(caught.value)


def test_an_empty_page_that_promises_more_is_a_gap(loopback: Loopback, http: Http) -> None:
    loopback.on("/search", Reply({"items": [], "nextPageToken": "x"}), Reply({"items": []}))
    assert reasons(source(http, loopback).fetch(ASK, None)) == [
        "YouTube answered the search for acme with an empty page"
    ]


def test_channels_found_are_no_mentions(loopback: Loopback, http: Http) -> None:
    channel = {"id": {"kind": "youtube#channel", "channelId": "UC1"}, "snippet": {"title": "A"}}
    loopback.on("/search", Reply({"items": [channel]}))
    assert ids(source(http, loopback).fetch(ASK, None)) == []


def test_all_comments_of_a_channel_are_read(service: Loopback, http: Http) -> None:
    service.on("/commentThreads", Reply({"items": [], "nextPageToken": None}))
    own = source(http, service, channels=("UCacme",))
    list(own.fetch(Ask(now=NOW, since=ASK.since), None))
    assert [asked.query["allThreadsRelatedToChannelId"] for asked in service.seen] == ["UCacme"]


def test_more_answers_than_came_along_are_fetched(loopback: Loopback, http: Http) -> None:
    top = {"id": "T", "snippet": {"textDisplay": "acme", "publishedAt": "2026-11-22T00:00:00Z"}}
    thread = {
        "id": "T",
        "snippet": {"videoId": "v", "topLevelComment": top, "totalReplyCount": 2},
    }
    loopback.on("/commentThreads", Reply({"items": [thread]}))
    answers = [{"id": f"T.{n}", "snippet": {"textDisplay": "me too"}} for n in range(2)]
    loopback.on("/comments", Reply({"items": answers}))
    own = source(http, loopback, channels=("UCacme",))
    found = mentions(own.fetch(Ask(now=NOW, since=ASK.since), None))
    assert [one.source_id for one in found] == ["T", "T.0", "T.1"]
    assert found[2].thread_id == "v"

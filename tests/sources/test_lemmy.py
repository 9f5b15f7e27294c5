"""Lemmy: two versions of its interface, deletions, ids that hold on all servers."""

from typing import Any

import pytest

from monitor.http import Http
from monitor.sources.lemmy import LemmySource
from tests.sources.cases import CASES
from tests.sources.support import ASK, ids, mentions, reasons
from tests.support.loopback import Loopback, Reply

SITE = {"version": "0.19.5", "all_languages": [{"id": 37, "code": "de"}]}


def entry(number: int, **given: Any) -> dict[str, Any]:
    post = {
        "id": number,
        "name": "acme",
        "ap_id": f"https://l.example/post/{number}",
        "published": "2026-11-20T10:00:00",
        "language_id": 37,
    }
    return {"post": post | given, "creator": {"name": "ann"}, "counts": {"score": 3}}


def source(http: Http, server: Loopback) -> LemmySource:
    return LemmySource(name="lemmy", http=http, base_url=server.url)


def test_times_without_a_zone_are_utc_and_languages_have_names(
    loopback: Loopback, http: Http
) -> None:
    loopback.on("/api/v3/site", Reply(SITE))
    loopback.on("/api/v3/search", Reply({"posts": [entry(1)], "comments": []}))
    (mention,) = mentions(source(http, loopback).fetch(ASK, None))
    assert mention.published_at is not None
    assert mention.published_at.isoformat() == "2026-11-20T10:00:00+00:00"
    assert mention.language == "de"


@pytest.mark.parametrize("flag", ["deleted", "removed"])
def test_what_is_deleted_or_removed_is_gone(loopback: Loopback, http: Http, flag: str) -> None:
    loopback.on("/api/v3/site", Reply(SITE))
    loopback.on("/api/v3/search", Reply({"posts": [entry(1, **{flag: True}), entry(2)]}))
    pages = list(source(http, loopback).fetch(ASK, None))
    assert ids(pages) == ["https://l.example/post/2"]
    assert [gone for page in pages for gone in page.deleted] == ["https://l.example/post/1"]


def test_an_endless_listing_ends_in_a_gap(loopback: Loopback, http: Http) -> None:
    loopback.on("/api/v3/site", Reply(SITE))
    full = {"posts": [entry(n) for n in range(50)]}
    loopback.on("/api/v3/search", Reply(full))
    assert reasons(source(http, loopback).fetch(ASK, None)) == [
        "more than 1000 new items for acme"
    ]


def test_both_versions_give_parents_threads_and_counts(loopback: Loopback, http: Http) -> None:
    next(case for case in CASES if case.id == "lemmy").serve(loopback)
    old = {one.source_id: one for one in mentions(source(http, loopback).fetch(ASK, None))}
    comment = old["https://other.example/comment/9022"]
    assert comment.thread_id == "https://lemmy.example/post/11"
    assert comment.parent_id == f"{loopback.url}/comment/21"
    assert comment.author is not None
    assert comment.author.handle == "bob@other.example"
    next(case for case in CASES if case.id == "lemmy_v4").serve(loopback)
    new = {one.source_id: one for one in mentions(source(http, loopback).fetch(ASK, None))}
    assert new["https://lemmy.example/post/31"].engagement.score == 5
    assert new["https://lemmy.example/comment/41"].parent_id == "https://lemmy.example/post/31"


def test_history_is_taken_up_at_the_page_it_reached(loopback: Loopback, http: Http) -> None:
    loopback.on("/api/v3/site", Reply(SITE))
    pages = [Reply({"posts": [entry(p * 100 + n) for n in range(50)]}) for p in (1, 2)]
    loopback.on("/api/v3/search", *pages, Reply({"posts": []}))
    first = next(source(http, loopback).backfill(ASK, None))
    list(source(http, loopback).backfill(ASK, first.cursor))
    asked = [one.query["page"] for one in loopback.seen if one.path.endswith("search")]
    assert asked == ["1", "2", "3"]

"""App Store: feeds that are empty, of one, in XML, or a page."""

from typing import Any

import pytest

from monitor.errors import SourceUnavailable
from monitor.http import Http
from monitor.sources.appstore import AppStoreSource
from tests.sources.support import ASK, ids, last_cursor, mentions, reasons, until_error
from tests.support.loopback import Loopback, Reply

FEED = "/{country}/rss/customerreviews/page={page}/id=1/sortby=mostrecent/json"


def review(number: int, **given: Any) -> dict[str, Any]:
    base = {
        "id": {"label": str(number)},
        "title": {"label": "Fine"},
        "content": {"label": "acme & more", "attributes": {"type": "text"}},
        "im:rating": {"label": "5"},
        "author": {"name": {"label": "ann"}, "uri": {"label": "https://x.example/us/id77"}},
    }
    return base | given


def serve(server: Loopback, reviews: Any, country: str = "us", page: int = 1) -> None:
    body = {"feed": {"entry": reviews} if reviews else {}}
    server.on(FEED.format(country=country, page=page), Reply(body))


def source(http: Http, server: Loopback, *countries: str) -> AppStoreSource:
    return AppStoreSource(
        name="app", http=http, base_url=server.url, app_id="1", countries=countries or ("us",)
    )


def test_one_review_is_an_object_and_none_is_no_key(loopback: Loopback, http: Http) -> None:
    serve(loopback, review(1))
    assert ids(source(http, loopback).fetch(ASK, None)) == ["1"]
    serve(loopback, None)
    assert ids(source(http, loopback).fetch(ASK, None)) == []


def test_an_empty_feed_after_a_full_one_is_a_failure(loopback: Loopback, http: Http) -> None:
    serve(loopback, [review(1)])
    cursor = last_cursor(source(http, loopback).fetch(ASK, None))
    serve(loopback, None)
    with pytest.raises(SourceUnavailable, match="where it gave some before"):
        list(source(http, loopback).fetch(ASK, cursor))


def test_a_country_that_fails_does_not_cost_the_others(loopback: Loopback, http: Http) -> None:
    loopback.on(FEED.format(country="us", page=1), Reply("down", 502))
    serve(loopback, [review(2)], country="de")
    pages, _ = until_error(
        source(http, loopback, "us", "de").fetch(ASK, None), SourceUnavailable
    )
    assert ids(pages) == ["2"]


def test_without_dates_the_known_ids_end_the_walk(loopback: Loopback, http: Http) -> None:
    serve(loopback, [review(n) for n in range(50)])
    serve(loopback, [review(n) for n in range(50, 60)], page=2)
    first = list(source(http, loopback).fetch(ASK, None))
    assert len(ids(first)) == 60
    loopback.seen.clear()
    list(source(http, loopback).fetch(ASK, last_cursor(first)))
    assert len(loopback.seen) == 1


def test_the_ceiling_of_500_is_said(loopback: Loopback, http: Http) -> None:
    for page in range(1, 11):
        serve(loopback, [review(page * 100 + n) for n in range(50)], page=page)
    assert reasons(source(http, loopback).fetch(ASK, None)) == [
        "Apple shows only the newest 500 reviews of 'us'"
    ]


def test_the_same_feed_in_xml_gives_the_same_reviews(loopback: Loopback, http: Http) -> None:
    xml = """<?xml version="1.0" encoding="utf-8"?>
    <feed xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom">
      <title>Reviews</title>
      <entry><updated>2026-11-20T03:00:00-07:00</updated><id>1</id><title>Fine</title>
        <content type="text">acme &amp; more</content><im:rating>5</im:rating>
        <author><name>ann</name><uri>https://x.example/us/id77</uri></author></entry>
    </feed>"""
    loopback.on(FEED.format(country="us", page=1), Reply(xml.encode(), content_type="text/xml"))
    (in_xml,) = mentions(source(http, loopback).fetch(ASK, None))
    serve(loopback, [review(1, updated={"label": "2026-11-20T03:00:00-07:00"})])
    (in_json,) = mentions(source(http, loopback).fetch(ASK, None))
    assert in_xml.author == in_json.author
    assert in_xml.published_at == in_json.published_at
    assert (in_xml.text, in_xml.rating) == (in_json.text, in_json.rating) == ("acme & more", 5)


def test_a_page_instead_of_a_feed_is_a_failure(loopback: Loopback, http: Http) -> None:
    loopback.on(FEED.format(country="us", page=1), Reply("<html><body>Busy</body></html>"))
    with pytest.raises(SourceUnavailable, match="a page instead of reviews"):
        list(source(http, loopback).fetch(ASK, None))

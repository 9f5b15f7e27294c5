"""The demo's services speak as the real ones do, page by page."""

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from monitor.demo.items import Sample
from monitor.demo.sample import build
from monitor.demo.server import serving
from monitor.demo.wire import source_id
from monitor.demo.wire.appstore import APP_ID
from monitor.demo.wire.feeds import FEEDS

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def sample() -> Sample:
    return build(datetime(2026, 11, 23, 21, 15, tzinfo=UTC))


@pytest.fixture(scope="module")
def origin(sample: Sample) -> Iterator[str]:
    with serving(sample) as address:
        yield f"http://{address}"


def get(url: str, /, *, headers: dict[str, str] | None = None, **query: Any) -> Any:
    address = f"{url}?{urlencode(query)}" if query else url
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers or {}))


def read(url: str, **query: Any) -> Any:
    with get(url, **query) as answer:
        return json.load(answer)


def status(url: str, headers: dict[str, str] | None = None) -> int:
    try:
        with get(url, headers=headers) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_hacker_news_pages_and_filters(sample: Sample, origin: str) -> None:
    url = f"{origin}/hackernews/api/v1/search_by_date"
    ids: list[str] = []
    page = 0
    while True:
        found = read(url, query="tovrik", tags="(story,comment)", hitsPerPage=7, page=page)
        ids += [hit["objectID"] for hit in found["hits"]]
        page += 1
        if page >= found["nbPages"]:
            break
    wanted = [i for i in sample.of("hackernews") if "Tovrik" in i.brands]
    assert sorted(ids) == sorted(source_id(sample, item) for item in wanted)
    cut = int(wanted[len(wanted) // 2].at.timestamp())
    later = read(url, query="tovrik", numericFilters=f"created_at_i>={cut}", hitsPerPage=1000)
    assert all(hit["created_at_i"] >= cut for hit in later["hits"])
    assert 0 < later["nbHits"] < len(ids)


def test_hacker_news_kinds(origin: str) -> None:
    url = f"{origin}/hackernews/api/v1/search_by_date"
    stories = read(url, query="linden", tags="story", hitsPerPage=50)["hits"]
    comments = read(url, query="linden", tags="comment", hitsPerPage=50)["hits"]
    assert all(hit["title"] and "story" in hit["_tags"] for hit in stories)
    assert all(hit["points"] is None and hit["parent_id"] for hit in comments)


@pytest.mark.parametrize("server", ["a", "b"])
def test_mastodon_pages_both_ways(sample: Sample, origin: str, server: str) -> None:
    url = f"{origin}/mastodon-{server}/api/v1/timelines/tag/Linden"
    back = [post["uri"] for post in pages(url, "max_id", "next")]
    forward = [post["uri"] for post in pages(url, "min_id", "prev", min_id="1")]
    wanted = {
        source_id(sample, item)
        for item in sample.of("mastodon")
        if "linden" in item.tags and item.place in ("both", server)
    }
    assert len(back) == len(set(back)) > 40
    assert set(back) == set(forward) == wanted


def pages(url: str, bound: str, relation: str, **query: Any) -> Iterator[dict[str, Any]]:
    """All posts, by following the Link header."""
    address = f"{url}?{urlencode({'limit': 40, **query})}"
    while address:
        with urllib.request.urlopen(address) as answer:
            posts = json.load(answer)
            links = answer.headers.get("Link", "")
        yield from posts
        found = [part for part in links.split(", ") if f'rel="{relation}"' in part]
        assert all(bound in part for part in found)
        address = found[0][1:].partition(">")[0] if found else ""


def test_mastodon_servers_number_for_themselves(origin: str) -> None:
    posts = {
        server: {
            post["uri"]: post["id"]
            for post in read(f"{origin}/mastodon-{server}/api/v1/timelines/tag/ebike", limit=40)
        }
        for server in "ab"
    }
    both = posts["a"].keys() & posts["b"].keys()
    assert both
    assert all(posts["a"][uri] != posts["b"][uri] for uri in both)


@pytest.mark.parametrize("feed", FEEDS)
def test_feeds_are_well_formed_and_conditional(origin: str, feed: str) -> None:
    url = f"{origin}/feeds/{feed}"
    with get(url) as answer:
        body, headers = answer.read(), answer.headers
    if feed.endswith(".json"):
        assert json.loads(body)["items"]
    else:
        assert len(list(ElementTree.fromstring(body).iter())) > 50
    assert headers["Last-Modified"].endswith("GMT")
    assert status(url, {"If-None-Match": headers["ETag"]}) == 304
    assert status(url, {"If-None-Match": '"other"'}) == 200


def test_reddit_feeds_show_a_hundred_at_most(sample: Sample, origin: str) -> None:
    url = f"{origin}/reddit/r/ebikes/search.rss"
    with get(url, q="linden", sort="new", limit=500) as answer:
        entries = ElementTree.fromstring(answer.read()).findall(f"{ATOM}entry")
    posts = [i for i in sample.of("reddit", "ebikes") if i.parent is None]
    assert 0 < len(entries) <= 100
    ids = {entry.findtext(f"{ATOM}id") for entry in entries}
    assert ids == {
        source_id(sample, i) for i in posts if "linden" in f"{i.title} {i.text}".lower()
    }
    with get(f"{origin}/reddit/r/ebikes+Fahrrad/comments/.rss", limit=100) as answer:
        comments = ElementTree.fromstring(answer.read()).findall(f"{ATOM}entry")
    assert {str(entry.findtext(f"{ATOM}id"))[:3] for entry in comments} == {"t1_"}


def test_stack_exchange_is_compressed_and_paged(sample: Sample, origin: str) -> None:
    url = f"{origin}/stackexchange/2.3/search/advanced"
    query: dict[str, Any] = {
        "q": "linden",
        "site": "bicycles",
        "order": "asc",
        "pagesize": 9,
    }
    ids: list[int] = []
    more, page = True, 1
    while more:
        with get(url, **query, page=page) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            found = json.loads(gzip.decompress(answer.read()))
        ids += [item["question_id"] for item in found["items"]]
        more, page = found["has_more"], page + 1
    wanted = [
        source_id(sample, item)
        for item in sample.of("stackexchange")
        if item.parent is None and "linden" in f"{item.title} {item.text}".lower()
    ]
    assert [str(number) for number in ids] == wanted


def test_github_finds_issues_since_a_moment(sample: Sample, origin: str) -> None:
    url = f"{origin}/github/search/issues"
    all_of_them = read(url, q="linden is:issue", sort="created", order="asc", per_page=100)
    assert all_of_them["total_count"] == len(all_of_them["items"]) > 20
    middle = all_of_them["items"][10]["created_at"]
    later = read(url, q=f"linden is:issue created:>={middle}", sort="created", order="asc")
    assert later["items"][0]["created_at"] == middle
    assert read(url, q="linden is:pull-request")["total_count"] == 0
    issue = next(one for one in all_of_them["items"] if one["comments"])
    path = issue["html_url"].removeprefix("https://github.com/")
    comments = read(f"{origin}/github/repos/{path}/comments")
    assert len(comments) == issue["comments"]


def test_apple_shows_fifty_a_page(sample: Sample, origin: str) -> None:
    def reviews(country: str, page: int) -> Any:
        path = f"{country}/rss/customerreviews/page={page}/id={APP_ID}/sortby=mostrecent/json"
        return read(f"{origin}/appstore/{path}")["feed"].get("entry", [])

    for country in ("us", "de", "fr"):
        count = len(sample.of("appstore", country))
        assert len(reviews(country, 1)) == min(count, 50)
        assert len(reviews(country, 1 + count // 50)) == count % 50
    assert reviews("it", 1) == []


def test_lemmy_and_discourse(sample: Sample, origin: str) -> None:
    assert read(f"{origin}/lemmy/api/v3/site")["version"].startswith("0.19")
    found = read(f"{origin}/lemmy/api/v3/search", q="brisanta", limit=50, sort="New")
    said = [entry["comment"]["content"] for entry in found["comments"]]
    said += [f"{entry['post']['name']} {entry['post']['body']}" for entry in found["posts"]]
    assert said
    assert all("brisanta" in text.lower() for text in said)
    ids: list[int] = []
    query: dict[str, Any] = {}
    while posts := read(f"{origin}/discourse/posts.json", **query)["latest_posts"]:
        ids += [post["id"] for post in posts]
        query = {"before": min(ids)}
    assert ids == list(range(len(sample.of("discourse")), 0, -1))


@pytest.mark.parametrize(
    "path", ["", "nobody/at/home", "hackernews/x", "feeds/none.rss", "reddit/a/b/c/d",
             "stackexchange/2.3/users", "github/users", "appstore/us/x", "lemmy/api/v3/post",
             "discourse/top.json", "mastodon-a/api/v1/accounts"],
)  # fmt: skip
def test_unknown_addresses_are_not_found(origin: str, path: str) -> None:
    assert status(f"{origin}/{path}") == 404

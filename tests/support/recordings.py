"""Real recorded answers, served on loopback to the sources that would have asked for them.

`cases()` runs each source over each recording it can read, through the real client, and tells
how many items the recording holds and what became of them. A recording of another listing of
the same items (an account's posts instead of a hashtag's) is served as the one that is asked
for; nothing inside an item is touched.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from monitor.http import Http, connect
from monitor.model import Ask, Mention, Page, Search, Secret
from monitor.sources.appstore import AppStoreSource
from monitor.sources.bluesky import BlueskySource
from monitor.sources.devto import DevToSource
from monitor.sources.discourse import DiscourseSource
from monitor.sources.github import GitHubSource
from monitor.sources.hackernews import HackerNewsSource
from monitor.sources.lobsters import LobstersSource
from monitor.sources.mastodon import MastodonSource
from monitor.sources.reddit import RedditSource
from monitor.sources.stackexchange import StackExchangeSource
from monitor.sources.wikipedia import WikipediaSource
from monitor.sources.youtube import YouTubeSource
from tests.support.clocks import Ticking
from tests.support.loopback import Loopback, Reply
from tests.support.plugins import X
from tests.support.shared import RECORDED

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LONG_AGO = datetime(2005, 1, 1, tzinfo=UTC)
ASK = Ask(now=NOW, since=LONG_AGO, searches=(Search(("acme",)),))


@dataclass(frozen=True)
class Case:
    """One recording read by one source: its items, what they became, what was skipped."""

    service: str
    file: str
    items: int
    mentions: tuple[Mention, ...]
    skipped: tuple[str, ...]


Run = Callable[[Loopback, Http, Path], Iterator[Case]]


def cases(service: str | None = None) -> Iterator[Case]:
    """Every recording that holds items one of the sources can be asked for."""
    for name, run in RUNS.items():
        if service in (None, name):
            for file in sorted((RECORDED / name).iterdir()):
                with Loopback() as server:
                    http = connect(Ticking().settings(allow_private=(server.host,)))
                    yield from run(server, http, file)


def answers(file: Path) -> Iterator[tuple[str, Any]]:
    """The JSON answers with status 200 in *file*, each with the address it was given at."""
    text = file.read_bytes()
    try:
        recorded = json.loads(text)
    except ValueError:
        return
    if not (isinstance(recorded, dict) and "interactions" in recorded):
        yield "", recorded
        return
    for one in recorded["interactions"]:
        body = one["response"].get("body")
        if one["request"]["method"] == "GET" and one["response"]["status"] == 200 and body:
            try:
                yield one["request"]["url"], json.loads(body)
            except ValueError:
                continue


def _case(service: str, file: Path, items: int, pages: Iterator[Page]) -> Case:
    read = list(pages)
    mentions = {one.source_id: one for page in read for one in page.mentions}
    skipped = tuple(reason for page in read for reason in page.skipped)
    return Case(service, file.name, items, tuple(mentions.values()), skipped)


def _ids(items: list[Any], *keys: str) -> int:
    """How many different items there are."""
    return len({next((str(one[key]) for key in keys if one.get(key)), "") for one in items})


def _appstore(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    body = file.read_bytes()
    path = "/us/rss/customerreviews/page=1/id=1/sortby=mostrecent/json"
    server.on(path, Reply(body, content_type="application/json"))
    server.below("/us/rss/", Reply({"feed": {}}))
    items = len([one for _, answer in answers(file) for one in _reviews(answer)])
    items = items or body.count(b"<im:rating>")
    if not items:
        return
    source = AppStoreSource(name="appstore", http=http, app_id="1", base_url=server.url)
    yield _case("appstore", file, items, source.fetch(ASK, None))


def _reviews(body: Any) -> list[Any]:
    feed = body.get("feed") if isinstance(body, dict) else None
    found = feed.get("entry", []) if isinstance(feed, dict) else []
    given = found if isinstance(found, list) else [found]
    return [one for one in given if "im:rating" in one]


def _bluesky(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    for _, body in answers(file):
        posts = {one["uri"]: one for one in _below(body) if _is_post_view(one)}
        if posts:
            listed = {"posts": list(posts.values())}
            server.on("/xrpc/app.bsky.feed.searchPosts", Reply(listed))
            source = BlueskySource(name="bluesky", http=http, base_url=server.url)
            yield _case("bluesky", file, len(posts), source.fetch(ASK, None))


def _is_post_view(one: dict[str, Any]) -> bool:
    record = one.get("record")
    kind = record.get("$type") if isinstance(record, dict) else None
    return kind == "app.bsky.feed.post" and "author" in one and "uri" in one


def _devto(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    for _, body in answers(file):
        listed = body if isinstance(body, list) else [body]
        listed = [one for one in listed if "title" in one and "url" in one]
        if listed:
            server.on("/api/articles/latest", Reply(listed))
            source = DevToSource(name="devto", http=http, base_url=server.url)
            yield _case("devto", file, _ids(listed, "id"), source.fetch(ASK, None))


def _discourse(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    source = DiscourseSource(name="forum", http=http, base_url=server.url, everything=True)
    for _, body in answers(file):
        posts = [one for one in _below(body) if "cooked" in one and "post_number" in one]
        if posts:
            server.on("/posts.json", Reply({"latest_posts": posts}), Reply(_NO_POSTS))
            yield _case("discourse", file, _ids(posts, "id"), source.fetch(ASK, None))
        if isinstance(body, dict) and any("blurb" in one for one in body.get("posts") or ()):
            server.on("/search.json", Reply(body | {"grouped_search_result": {}}))
            search = DiscourseSource(name="forum", http=http, base_url=server.url)
            yield _case("discourse", file, _ids(body["posts"], "id"), search.fetch(ASK, None))
        if isinstance(body, dict) and "cooked" in body:
            server.on(f"/posts/{body['id']}.json", Reply(body))
            yield _case("discourse", file, 1, source.recheck([str(body["id"])]))


_NO_POSTS: dict[str, Any] = {"latest_posts": []}


def _github(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    source = GitHubSource(name="github", http=http, base_url=server.url)
    for _, body in answers(file):
        found = [one for one in _below(body) if _is_issue(one)]
        if not found:
            continue
        listed = {"total_count": len(found), "items": found}
        server.on("/search/issues", Reply(listed), Reply({"total_count": 0, "items": []}))
        places = {_place(one) for one in found}
        yield _case("github", file, len(places), source.fetch(ASK, None))


def _is_issue(one: dict[str, Any]) -> bool:
    web, api = str(one.get("html_url")), str(one.get("url"))
    is_thread = "title" in one and "user" in one and ("/issues/" in web or "/pull/" in web)
    return "body" in one and (is_thread or "/issues/comments/" in api)


def _hackernews(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    """Hits of the search, and the site's own items as a second look finds them."""
    source = HackerNewsSource(name="hn", http=http, base_url=server.url, items_url=server.url)
    for _, body in answers(file):
        hits = [one for one in _below(body) if "objectID" in one and "_tags" in one]
        if hits:
            listed = {"hits": hits, "nbHits": len(hits)}
            server.on("/api/v1/search_by_date", Reply(listed))
            yield _case("hackernews", file, _ids(hits, "objectID"), source.fetch(ASK, None))
        items = body if isinstance(body, list) else [body]
        items = [one for one in items if "id" in one and "by" in one]
        for one in items:
            server.on(f"/v0/item/{one['id']}.json", Reply(one))
        if items:
            ids = [str(one["id"]) for one in items]
            yield _case("hackernews", file, _ids(items, "id"), source.recheck(ids))


def _reddit(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    """All submissions and comments of an answer, however deep; PRAW reads them."""
    server.on(
        "/api/v1/access_token", Reply({"access_token": "t", "expires_in": 9, "scope": "*"})
    )
    source = RedditSource(
        name="reddit", client_id=Secret("i"), client_secret=Secret("s"), account="acme",
        subreddits=("x",), base_url=server.url, oauth_url=server.url,
    )  # fmt: skip
    for _, body in answers(file):
        things = [one for one in _below(body) if one.get("kind") in ("t1", "t3")]
        alive = [one for one in things if not _reads_deleted(one["data"])]
        if things:
            for kind, path in (("t3", "/r/x/search/"), ("t1", "/r/x/comments/")):
                children = [one for one in things if one["kind"] == kind]
                data = {"after": None, "children": children}
                server.on(path, Reply({"kind": "Listing", "data": data}))
            items = len({one["data"]["name"] for one in alive})
            yield _case("reddit", file, items, source.fetch(ASK, None))


def _reads_deleted(data: dict[str, Any]) -> bool:
    return data.get("body", data.get("selftext")) in ("[deleted]", "[removed]")


def _place(one: dict[str, Any]) -> str:
    """An issue's number is its pull request's number."""
    return str(one.get("html_url") or one["url"]).replace("/pull/", "/issues/")


def _lobsters(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    body = file.read_bytes()
    items = body.count(b'<li id="story_') + body.count(b'<div id="c_')
    for _, listed in answers(file):
        stories = [one for one in _below(listed) if "short_id" in one]
        items, body = len(stories), json.dumps(_as_list(listed)).encode()
    if items:
        server.on("/newest.json", Reply(body))
        server.below("/newest/", Reply([]))
        source = LobstersSource(name="lobsters", http=http, base_url=server.url, comments=False)
        yield _case("lobsters", file, items, source.fetch(ASK, None))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _mastodon(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    source = MastodonSource(name="mastodon", http=http, base_url=server.url, hashtags=("acme",))
    for _, body in answers(file):
        posts = [one for one in _below(body) if "uri" in one and "content" in one]
        boosted = [one for one in posts if not one.get("reblog")]
        if boosted:
            server.on("/api/v1/timelines/tag/acme", Reply(posts), Reply([]))
            yield _case("mastodon", file, _ids(boosted, "uri"), source.fetch(ASK, None))


def _stackexchange(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    for _, body in answers(file):
        found = body.get("items", []) if isinstance(body, dict) else []
        posts = [one for one in found if one.keys() & _POST_IDS and "creation_date" in one]
        if posts:
            server.on("/search/advanced", Reply({"items": posts, "has_more": False}))
            source = StackExchangeSource(
                name="so", http=http, base_url=server.url, answers=False
            )
            items = sum(1 + len(one.get("answers", [])) for one in posts)
            yield _case("stackexchange", file, items, source.fetch(ASK, None))


_POST_IDS = {"question_id", "answer_id", "comment_id"}


def _wikipedia(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    for url, body in answers(file):
        if "list=search" in url and "query" in body:
            source = WikipediaSource(name="wikipedia", http=http, base_url=server.url)
            server.on("/w/api.php", Reply(body), Reply(_NO_ARTICLES))
            found = body["query"]["search"]
            items = _ids(found, "pageid", "title")
            yield _case("wikipedia", file, items, source.fetch(ASK, None))
        if "prop=revisions" in url and "query" in body:
            edits = [one for one in _below(body) if "revid" in one]
            watching = WikipediaSource(
                name="wikipedia", http=http, base_url=server.url, pages=("x",), articles=False
            )
            server.on("/w/api.php", Reply({"query": body["query"]}))
            yield _case("wikipedia", file, _ids(edits, "revid"), watching.fetch(ASK, None))


_NO_ARTICLES: dict[str, Any] = {"query": {"search": []}}


def _x_twitter(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    """Answers of API 2 only: the older one cannot be asked any more."""
    for _, body in answers(file):
        data = body.get("data") if isinstance(body, dict) else None
        given = [data] if isinstance(data, dict) else data or []
        posts = [one for one in given if isinstance(one, dict) and "text" in one]
        if posts:
            listed = {"data": posts, "includes": body.get("includes", {}), "meta": {}}
            server.on("/2/tweets/search/recent", Reply(listed))
            source = _x_source()(
                name="x",
                http=http,
                token=Secret("t"),
                daily_ceiling_usd=5.0,
                base_url=server.url,
            )
            yield _case("x_twitter", file, _ids(posts, "id"), source.fetch(ASK, None))


def _x_source() -> Any:
    if str(X) not in sys.path:
        sys.path.append(str(X))
    return import_module("monitor_source_x").XSource


def _youtube(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    source = YouTubeSource(
        name="youtube", http=http, key=Secret("k"), base_url=server.url, comments=False
    )
    for _, body in answers(file):
        given = body.get("items", [body]) if isinstance(body, dict) else []
        kind = given[0].get("kind") if given else None
        ids = [str(one.get("id")) for one in given]
        listed = Reply({"items": given})
        for path in ("/videos", "/channels", "/commentThreads", "/comments"):
            server.on(path, Reply({"items": []}))
        if kind == "youtube#searchResult":
            server.on("/search", listed)
            videos = [one for one in given if "videoId" in one["id"]]
            yield _case("youtube", file, len(videos), source.fetch(ASK, None))
        elif kind == "youtube#video" and "snippet" in given[0]:
            server.on("/videos", listed)
            yield _case("youtube", file, len(given), source.recheck(ids))
        elif kind == "youtube#commentThread":
            server.on("/commentThreads", listed)
            replies = sum(len(one.get("replies", {}).get("comments", [])) for one in given)
            yield _case("youtube", file, len(given) + replies, source.recheck(ids))
        elif kind == "youtube#comment":
            server.on("/comments", listed)
            yield _case("youtube", file, len(given), source.recheck([f"{ids[0]}.", *ids]))


def _below(value: Any) -> Iterator[dict[str, Any]]:
    """All objects in *value*, at any depth."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _below(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _below(inner)


RUNS: dict[str, Run] = {
    "appstore": _appstore,
    "bluesky": _bluesky,
    "devto": _devto,
    "discourse": _discourse,
    "github": _github,
    "hackernews": _hackernews,
    "lobsters": _lobsters,
    "mastodon": _mastodon,
    "reddit": _reddit,
    "stackexchange": _stackexchange,
    "wikipedia": _wikipedia,
    "x_twitter": _x_twitter,
    "youtube": _youtube,
}

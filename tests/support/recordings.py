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
from monitor.sources.lobsters import LobstersSource
from monitor.sources.mastodon import MastodonSource
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
    is_xml = body.lstrip().startswith(b"<")
    items = body.count(b"<entry>") if is_xml else len(json.loads(body)["feed"]["entry"])
    source = AppStoreSource(name="appstore", http=http, app_id="1", base_url=server.url)
    yield _case("appstore", file, items, source.fetch(ASK, None))


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
        server.on("/api/articles/latest", Reply(body))
        source = DevToSource(name="devto", http=http, base_url=server.url)
        yield _case("devto", file, _ids(body, "id"), source.fetch(ASK, None))


def _discourse(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    source = DiscourseSource(name="forum", http=http, base_url=server.url, everything=True)
    for _, body in answers(file):
        posts = [one for one in _below(body) if "cooked" in one and "post_number" in one]
        if posts:
            server.on("/posts.json", Reply({"latest_posts": posts}), Reply(_NO_POSTS))
            yield _case("discourse", file, _ids(posts, "id"), source.fetch(ASK, None))
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
        yield _case("github", file, _ids(found, "html_url", "url"), source.fetch(ASK, None))


def _is_issue(one: dict[str, Any]) -> bool:
    web, api = str(one.get("html_url")), str(one.get("url"))
    is_thread = "title" in one and "user" in one and ("/issues/" in web or "/pull/" in web)
    return "body" in one and (is_thread or "/issues/comments/" in api)


def _lobsters(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    body = file.read_bytes()
    items = body.count(b'<li id="story_') + body.count(b'<div id="c_')
    if items:
        server.on("/newest.json", Reply(body))
        server.below("/newest/", Reply([]))
        source = LobstersSource(name="lobsters", http=http, base_url=server.url, comments=False)
        yield _case("lobsters", file, items, source.fetch(ASK, None))


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
        last = body | {"has_more": False}
        server.on("/search/advanced", Reply(last))
        source = StackExchangeSource(name="so", http=http, base_url=server.url, answers=False)
        items = sum(1 + len(one.get("answers", [])) for one in body["items"])
        yield _case("stackexchange", file, items, source.fetch(ASK, None))


def _wikipedia(server: Loopback, http: Http, file: Path) -> Iterator[Case]:
    source = WikipediaSource(name="wikipedia", http=http, base_url=server.url)
    for url, body in answers(file):
        if "list=search" in url and "query" in body:
            server.on("/w/api.php", Reply(body), Reply(_NO_ARTICLES))
            found = body["query"]["search"]
            yield _case(
                "wikipedia", file, _ids(found, "pageid", "title"), source.fetch(ASK, None)
            )


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
        given = body.get("items", [body])
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
    "lobsters": _lobsters,
    "mastodon": _mastodon,
    "stackexchange": _stackexchange,
    "wikipedia": _wikipedia,
    "x_twitter": _x_twitter,
    "youtube": _youtube,
}

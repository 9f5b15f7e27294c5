"""Two Mastodon servers that know partly the same posts.

`/api/v1/timelines/tag/<tag>` and `/api/v1/statuses/<id>`.
"""

import re
from html import escape
from typing import Any, Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import NOT_FOUND, Answer, Request, as_json, iso

_TAG = re.compile(r"#(\w+)")
_TIMELINE: Final = "api/v1/timelines/tag/"
_STATUS: Final = "api/v1/statuses/"


def source_id(item: Item) -> str:
    """The post's uri, the same on all servers."""
    user, _, home = item.author.handle.partition("@")
    return f"https://{home}/users/{user}/statuses/{_id(item, 'a')}"


def first(sample: Sample, request: Request) -> Answer:
    return _answer(sample, request, "a")


def second(sample: Sample, request: Request) -> Answer:
    return _answer(sample, request, "b")


def _answer(sample: Sample, request: Request, server: str) -> Answer:
    if request.path == "api/v2/instance":
        return as_json({"domain": f"{server}.example", "version": "4.5.2", "configuration": {}})
    known: dict[int | None, Item] = {item.number: item for item in sample.of("mastodon")}
    if request.path.startswith(_STATUS):
        wanted = request.path.removeprefix(_STATUS)
        found = [item for item in known.values() if str(_id(item, server)) == wanted]
        shown = [_status(item, known.get(item.parent), server) for item in found]
        return as_json(shown[0]) if shown else NOT_FOUND
    if not request.path.startswith(_TIMELINE):
        return NOT_FOUND
    tag = request.path.removeprefix(_TIMELINE).casefold()
    posts = [
        item
        for item in sample.of("mastodon")
        if item.place in ("both", server) and tag in item.tags
    ]
    window = _window(posts, request, server)
    link = _links(request, window, server)
    statuses = [_status(item, known.get(item.parent), server) for item in window]
    return as_json(statuses, **({"Link": link} if link else {}))


def _window(posts: list[Item], request: Request, server: str) -> list[Item]:
    """At most `limit`, newest first: the newest below `max_id`, the oldest above `min_id`."""
    limit = min(request.number("limit", 20), 40)
    below, above = request.number("max_id", 0), request.number("min_id", 0)
    since = request.number("since_id", 0)
    ids = {item.number: _id(item, server) for item in posts}
    posts = sorted(posts, key=lambda item: ids[item.number], reverse=True)
    posts = [item for item in posts if not below or ids[item.number] < below]
    posts = [item for item in posts if ids[item.number] > max(above, since)]
    return posts[-limit:] if above else posts[:limit]


def _links(request: Request, shown: list[Item], server: str) -> str:
    if not shown:
        return ""
    at = (
        f"{request.origin}/mastodon-{server}/{request.path}?limit={request.number('limit', 20)}"
    )
    older, newer = _id(shown[-1], server), _id(shown[0], server)
    return f'<{at}&max_id={older}>; rel="next", <{at}&min_id={newer}>; rel="prev"'


def _id(item: Item, server: str) -> int:
    """Milliseconds, then 16 bits; the second server sees posts later and numbers for itself."""
    arrived = int(item.at.timestamp() * 1000) + (0 if server == "a" else 900)
    return (arrived << 16) + (item.number % 32_000) * 2 + (server == "b")


def _status(item: Item, parent: Item | None, server: str) -> dict[str, Any]:
    uri = source_id(item)
    home = item.author.handle.partition("@")[2]
    return {
        "id": str(_id(item, server)),
        "uri": uri,
        "url": uri.replace("/users/", "/@").replace("/statuses/", "/"),
        "created_at": iso(item.at, ".000Z"),
        "edited_at": None,
        "in_reply_to_id": None if parent is None else str(_id(parent, server)),
        "language": item.language,
        "visibility": "public",
        "spoiler_text": "",
        "content": f"<p>{_html(item.text, home)}</p>",
        "reblog": None,
        "replies_count": item.replies,
        "reblogs_count": item.shares,
        "favourites_count": item.score,
        "tags": [{"name": tag, "url": f"https://{home}/tags/{tag}"} for tag in item.tags],
        "account": _account(item),
        "card": None,
    }


def _account(item: Item) -> dict[str, Any]:
    user, _, home = item.author.handle.partition("@")
    return {
        "username": user,
        "acct": item.author.handle,
        "display_name": item.author.name,
        "url": f"https://{home}/@{user}",
        "followers_count": item.author.followers,
        "bot": item.author.is_bot,
    }


def _html(text: str, home: str) -> str:
    address = rf"https://{home}/tags/\1"
    link = rf'<a href="{address}" class="mention hashtag" rel="tag">#<span>\1</span></a>'
    return _TAG.sub(link, escape(text, quote=False))

"""Reddit's Atom feeds: posts and comments of a community, and its search."""

import re
from datetime import datetime
from html import escape
from typing import Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import (
    NOT_FOUND,
    Answer,
    Request,
    base36,
    document,
    holds,
    iso,
    paragraphs,
    terms,
)

_FIRST_ID: Final = 1_060_000_000
_SITE: Final = "https://www.reddit.com"
_PATH = re.compile(r"(?:r/(?P<subs>[\w+]+)/?)?(?P<what>new|comments|search|hot)?/?\.?(?:rss)?$")


def source_id(item: Item) -> str:
    """The fullname: t3_ for posts, t1_ for comments."""
    return f"{'t3' if item.parent is None else 't1'}_{base36(_FIRST_ID + item.number)}"


def answer(sample: Sample, request: Request) -> Answer:
    """A feed of at most 100 entries, newest first, from below `after` on."""
    path = _PATH.fullmatch(request.path)
    if path is None:
        return NOT_FOUND
    places = set((path["subs"] or "").casefold().split("+")) - {"", "all"}
    items = [
        item
        for item in reversed(sample.of("reddit"))
        if (not places or item.place.casefold() in places)
        and (item.parent is None) == (path["what"] != "comments")
    ]
    if path["what"] == "search":
        items = [item for item in items if _is_found(item, request.query.get("q", ""))]
    shown = _window(items, request)
    titles = {item.number: item.title or "" for item in sample.of("reddit")}
    changed = max((item.at for item in shown), default=sample.now)
    text = _feed(shown, titles, request, changed)
    return document(request, text, "application/atom+xml; charset=UTF-8", changed)


def _is_found(item: Item, query: str) -> bool:
    """A search's words are joined by AND, its alternatives by OR."""
    return any(holds(item, terms(part)) for part in re.split(r"\s+OR\s+", query.strip("() ")))


def _window(items: list[Item], request: Request) -> list[Item]:
    limit = min(request.number("limit", 25), 100)
    names = [source_id(item) for item in items]
    if (after := request.query.get("after")) in names:
        items = items[names.index(after) + 1 :]
    elif (before := request.query.get("before")) in names:
        items = items[: names.index(before)][-limit:]
    return items[:limit]


def _feed(
    items: list[Item], titles: dict[int, str], request: Request, changed: datetime
) -> str:
    entries = "".join(_entry(item, titles) for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:media="http://search.yahoo.com/mrss/">'
        f"<updated>{iso(changed, '+00:00')}</updated><id>/{request.path}</id>"
        f"<title>newest submissions : {request.path}</title>{entries}</feed>"
    )


def _entry(item: Item, titles: dict[int, str]) -> str:
    by, place = item.author.handle, item.place
    title = titles.get(item.thread, "")
    thread = f"{_SITE}/r/{place}/comments/{base36(_FIRST_ID + item.thread)}/{_slug(title)}/"
    link = thread if item.parent is None else f"{thread}{base36(_FIRST_ID + item.number)}/"
    shown = title if item.parent is None else f"/u/{by} on {title}"
    body = f'<!-- SC_OFF --><div class="md">{paragraphs(item.text)}</div><!-- SC_ON -->'
    if item.parent is None:
        body += (
            f' &#32; submitted by &#32; <a href="{_SITE}/user/{by}"> /u/{by} </a> <br/> '
            f'<span><a href="{link}">[link]</a></span> &#32; '
            f'<span><a href="{link}">[comments]</a></span>'
        )
    return (
        f"<entry><author><name>/u/{by}</name><uri>{_SITE}/user/{by}</uri></author>"
        f'<category term="{place}" label="r/{place}"/>'
        f'<content type="html">{escape(body)}</content>'
        f'<id>{source_id(item)}</id><link href="{link}"/>'
        f"<updated>{iso(item.at, '+00:00')}</updated>"
        + (f"<published>{iso(item.at, '+00:00')}</published>" if item.parent is None else "")
        + f"<title>{escape(shown)}</title></entry>"
    )


def _slug(title: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", title.lower()))[:50] or "_"

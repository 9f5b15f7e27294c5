"""Hacker News search by Algolia: `/api/v1/search_by_date`."""

import operator
import re
from collections.abc import Callable
from html import escape
from typing import Any, Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import NOT_FOUND, Answer, Request, as_json, holds, iso, terms

_FIRST_ID: Final = 48_100_000
_CEILING: Final = 1000
_FILTER = re.compile(r"created_at_i\s*(<=|>=|<|>|=)\s*(\d+)")
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
}  # fmt: skip


def source_id(item: Item) -> str:
    return str(_FIRST_ID + item.number)


def answer(sample: Sample, request: Request) -> Answer:
    """Hits, newest first; nothing beyond the thousandth."""
    if request.path.startswith("api/v1/items/"):
        return _item(sample, request.path.rpartition("/")[2])
    if not request.path.startswith("api/v1/search"):
        return NOT_FOUND
    wanted = terms(request.query.get("query", ""))
    bounds = _FILTER.findall(request.query.get("numericFilters", ""))
    kinds = request.query.get("tags", "")
    found = [
        item
        for item in reversed(sample.of("hackernews"))
        if holds(item, wanted)
        and all(_COMPARE[sign](int(item.at.timestamp()), int(at)) for sign, at in bounds)
        and (not kinds or _kind(item) in kinds)
    ]
    size = min(request.number("hitsPerPage", 20), _CEILING)
    number = request.number("page", 0)
    shown = found[:_CEILING][number * size : (number + 1) * size]
    titles = {item.number: item.title for item in sample.of("hackernews")}
    return as_json(
        {
            "hits": [_hit(item, titles.get(item.thread)) for item in shown],
            "nbHits": len(found),
            "page": number,
            "nbPages": -(-min(len(found), _CEILING) // size) if size else 0,
            "hitsPerPage": size,
            "exhaustiveNbHits": True,
            "query": request.query.get("query", ""),
        }
    )


def _kind(item: Item) -> str:
    return "story" if item.parent is None else "comment"


def _hit(item: Item, story_title: str | None) -> dict[str, Any]:
    html = escape(item.text, quote=False)
    story = _FIRST_ID + item.thread
    common = {
        "objectID": source_id(item),
        "author": item.author.handle,
        "created_at": iso(item.at),
        "created_at_i": int(item.at.timestamp()),
        "updated_at": iso(item.at),
        "story_id": story,
        "_tags": [_kind(item), f"author_{item.author.handle}", f"story_{story}"],
    }
    if item.parent is None:
        return common | {
            "title": item.title, "url": None, "story_text": html, "points": 1 + item.score,
            "num_comments": item.replies,
        }  # fmt: skip
    return common | {
        "comment_text": html, "parent_id": _FIRST_ID + item.parent, "points": None,
        "story_title": story_title, "story_url": None,
    }  # fmt: skip


def _item(sample: Sample, number: str) -> Answer:
    found = [item for item in sample.of("hackernews") if source_id(item) == number]
    return as_json(_hit(found[0], None)) if found else NOT_FOUND

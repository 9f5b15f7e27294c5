"""Stack Exchange 2.3: search for questions, excerpts, and items by id. Always compressed."""

import gzip
from dataclasses import replace
from html import escape
from typing import Any, Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import (
    NOT_FOUND,
    Answer,
    Request,
    as_json,
    holds,
    page,
    paragraphs,
    terms,
)

_FIRST_ID: Final = 96_000


def source_id(item: Item) -> str:
    return str(_FIRST_ID + item.number)


def answer(sample: Sample, request: Request) -> Answer:
    """One page in a wrapper; `has_more` says whether another follows."""
    path = request.path.removeprefix("2.3/")
    items = sample.of("stackexchange")
    if path == "search/advanced":
        found = [item for item in items if item.parent is None and _fits(item, request)]
    elif path == "search/excerpts":
        found = [item for item in items if _fits(item, request)]
    elif path.startswith(("questions/", "answers/")):
        kind, _, ids = path.partition("/")
        wanted = ids.split(";")
        found = [item for item in items if source_id(item) in wanted and _is_a(kind, item)]
    else:
        return NOT_FOUND
    if request.query.get("order", "desc") == "desc":
        found = found[::-1]
    shown, more = page(
        found, request.number("page", 1), min(request.number("pagesize", 30), 100)
    )
    titles = {item.number: item.title or "" for item in items}
    body = as_json(
        {
            "items": [_post(item, titles.get(item.thread, "")) for item in shown],
            "has_more": more,
            "quota_max": 300,
            "quota_remaining": 270,
        }
    )
    packed = gzip.compress(body.body, compresslevel=1, mtime=0)
    return replace(body, body=packed, headers={"Content-Encoding": "gzip"})


def _is_a(kind: str, item: Item) -> bool:
    return (kind == "answers") == (item.parent is not None)


def _fits(item: Item, request: Request) -> bool:
    at = int(item.at.timestamp())
    until = request.number("todate", at)
    return request.number("fromdate", 0) <= at <= until and holds(
        item, terms(request.query.get("q", ""))
    )


def _post(item: Item, title: str) -> dict[str, Any]:
    number, question = _FIRST_ID + item.number, _FIRST_ID + item.thread
    common = {
        "question_id": question,
        "title": escape(title),
        "body": paragraphs(item.text),
        "creation_date": int(item.at.timestamp()),
        "last_activity_date": int(item.at.timestamp()),
        "score": item.score,
        "content_license": "CC BY-SA 4.0",
        "owner": {
            "user_id": 1000 + sum(map(ord, item.author.handle)),
            "display_name": escape(item.author.name),
            "reputation": 1 + 11 * len(item.author.handle),
        },
    }
    if item.parent is not None:
        link = f"https://bicycles.stackexchange.com/a/{number}"
        return common | {"item_type": "answer", "answer_id": number, "link": link}
    return common | {
        "item_type": "question", "tags": ["e-bike"], "answer_count": item.replies,
        "view_count": 40 + 7 * item.score,
        "link": f"https://bicycles.stackexchange.com/questions/{number}",
    }  # fmt: skip

"""Apple's feed of customer reviews: 10 pages of 50 for each country, newest first."""

import re
from typing import Any, Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import NOT_FOUND, Answer, Request, as_json, iso, page

APP_ID: Final = "1400004242"
_FIRST_ID: Final = 11_000_000_000
_PATH = re.compile(r"(\w\w)/rss/customerreviews/page=(\d+)/id=(\d+)/sortby=mostrecent/json")


def source_id(item: Item) -> str:
    return str(_FIRST_ID + item.number)


def answer(sample: Sample, request: Request) -> Answer:
    path = _PATH.fullmatch(request.path)
    if path is None or path[3] != APP_ID or int(path[2]) > 10:
        return NOT_FOUND
    shown, _ = page(sample.of("appstore", path[1])[::-1], int(path[2]), 50)
    feed: dict[str, Any] = {"title": {"label": "iTunes Store: Customer Reviews"}}
    if shown:  # one review is an object, none no key
        entries = [_review(item) for item in shown]
        feed["entry"] = entries[0] if len(entries) == 1 else entries
    return as_json({"feed": feed})


def _review(item: Item) -> dict[str, Any]:
    number = 700_000_000 + sum(
        ord(c) * (place + 1) for place, c in enumerate(item.author.handle)
    )
    return {
        "id": {"label": source_id(item)},
        "author": {
            "name": {"label": item.author.handle},
            "uri": {"label": f"https://itunes.apple.com/{item.place}/reviews/id{number}"},
        },
        "im:rating": {"label": str(item.rating)},
        "im:version": {"label": "5.3.1"},
        "title": {"label": item.title},
        "content": {"label": item.text, "attributes": {"type": "text"}},
        "im:voteSum": {"label": str(item.score)},
        "im:voteCount": {"label": str(item.score)},
        "updated": {"label": iso(item.at, "-00:00")},
    }

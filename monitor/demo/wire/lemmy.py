"""A Lemmy server of version 0.19: `/api/v3/site` and `/api/v3/search`."""

from typing import Any, Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import NOT_FOUND, Answer, Request, as_json, holds, iso, page, terms

_HOST: Final = "https://lemmy.example"
_LANGUAGES: Final = {"de": 32, "en": 37}


def source_id(item: Item) -> str:
    return f"{_HOST}/{_kind(item)}/{item.number + 1}"


def _kind(item: Item) -> str:
    return "post" if item.parent is None else "comment"


def answer(sample: Sample, request: Request) -> Answer:
    if request.path == "api/v3/site":
        codes = [{"id": number, "code": code} for code, number in _LANGUAGES.items()]
        return as_json({"version": "0.19.11", "all_languages": codes})
    if request.path != "api/v3/search":
        return NOT_FOUND
    wanted = terms(request.query.get("q", ""))
    found = [item for item in reversed(sample.of("lemmy")) if holds(item, wanted)]
    lists = {
        f"{kind}s": page(
            [item for item in found if _kind(item) == kind],
            request.number("page", 1),
            min(request.number("limit", 10), 50),
        )[0]
        for kind in ("post", "comment")
    }
    threads = {item.number: item for item in sample.of("lemmy") if item.parent is None}
    return as_json(
        {
            "type_": "All",
            "communities": [],
            "users": [],
            **{
                name: [_entry(item, threads[item.thread]) for item in items]
                for name, items in lists.items()
            },
        }
    )


def _entry(item: Item, post: Item) -> dict[str, Any]:
    name = item.author.handle.partition("@")[0]
    entry: dict[str, Any] = {
        "creator": {
            "name": name,
            "display_name": item.author.name,
            "actor_id": f"{_HOST}/u/{name}",
            "bot_account": False,
        },
        "community": {"name": item.place, "actor_id": f"{_HOST}/c/{item.place}"},
        "post": {"id": post.number + 1, "name": post.title, "ap_id": source_id(post)},
        "counts": {"score": item.score, "comments": item.replies, "child_count": 0},
    }
    said = {
        "id": item.number + 1,
        "ap_id": source_id(item),
        "published": iso(item.at),
        "deleted": False,
        "removed": False,
        "language_id": _LANGUAGES.get(item.language, 0),
    }
    if item.parent is None:
        entry["post"] |= said | {"body": item.text}
    else:
        entry["comment"] = said | {"content": item.text, "path": f"0.{item.number + 1}"}
    return entry

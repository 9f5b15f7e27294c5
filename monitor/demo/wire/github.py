"""GitHub: the issue search and the comments of an issue."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import NOT_FOUND, Answer, Request, as_json, holds, iso, page, terms

_FIRST_COMMENT: Final = 2_500_000_000
_CEILING: Final = 1000
_COMMENTS = re.compile(r"repos/(?P<repo>[^/]+/[^/]+)/issues/(?P<number>\d+)/comments")
_TIME = re.compile(r"(created|updated):(?:>=([\dTZ:+-]+)|([\dTZ:+-]+)\.\.([\dTZ:+-]+))")
_QUALIFIER = re.compile(r"\b(?:is|repo|org|created|updated|in):\S+")


def source_id(item: Item) -> str:
    issue = f"{item.place}#{1 + item.thread}"
    if item.parent is None:
        return issue
    return f"{item.place}#issuecomment-{_FIRST_COMMENT + item.number}"


def answer(sample: Sample, request: Request) -> Answer:
    comments = _COMMENTS.fullmatch(request.path)
    if comments:
        return _comments(sample, request, comments["repo"], int(comments["number"]))
    if request.path != "search/issues":
        return NOT_FOUND
    query = request.query.get("q", "")
    wanted = terms(_QUALIFIER.sub("", query))
    threads = {
        i.number: sample.thread(i.number) for i in sample.of("github") if i.parent is None
    }
    field = "updated" if request.query.get("sort") == "updated" else "created"
    found = [
        thread
        for thread in threads.values()
        if "is:issue" in query and _is_within(thread, query)
        and any(holds(item, wanted) for item in thread)
    ]  # fmt: skip
    found.sort(key=lambda thread: thread[-1 if field == "updated" else 0].at)
    if request.query.get("order", "desc") == "desc":
        found.reverse()
    size = min(request.number("per_page", 30), 100)
    shown, _ = page(found[:_CEILING], request.number("page", 1), size)
    return as_json(
        {
            "total_count": len(found),
            "incomplete_results": False,
            "items": [_issue(thread) for thread in shown],
        },
        X_RateLimit_Remaining="29",
    )


def _is_within(thread: list[Item], query: str) -> bool:
    for field, since, start, end in _TIME.findall(query):
        at = thread[-1 if field == "updated" else 0].at
        if at < _moment(since or start) or (end and at > _moment(end)):
            return False
    return True


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _comments(sample: Sample, request: Request, repo: str, number: int) -> Answer:
    since = request.query.get("since")
    found = [
        item
        for item in sample.thread(number - 1)
        if item.parent is not None
        and item.place == repo
        and (since is None or item.at >= _moment(since))
    ]
    shown, _ = page(found, request.number("page", 1), min(request.number("per_page", 30), 100))
    return as_json([_comment(item) for item in shown])


def _issue(thread: list[Item]) -> dict[str, Any]:
    root = thread[0]
    return _common(root) | {
        "html_url": f"https://github.com/{root.place}/issues/{1 + root.number}",
        "number": 1 + root.number,
        "title": root.title,
        "state": "open",
        "labels": [{"name": root.subject.partition(".")[0]}],
        "comments": len(thread) - 1,
        "updated_at": iso(thread[-1].at),
    }


def _comment(item: Item) -> dict[str, Any]:
    where = f"https://github.com/{item.place}/issues/{1 + item.thread}"
    number = _FIRST_COMMENT + item.number
    return _common(item) | {"id": number, "html_url": f"{where}#issuecomment-{number}"}


def _common(item: Item) -> dict[str, Any]:
    login = item.author.handle
    return {
        "user": {"login": login, "type": "User", "html_url": f"https://github.com/{login}"},
        "body": item.text,
        "created_at": iso(item.at),
        "updated_at": iso(item.at),
        "reactions": {"total_count": item.score},
    }

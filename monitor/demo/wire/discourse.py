"""A Discourse forum: the listing of all posts, `/posts.json?before=<id>`."""

from functools import lru_cache
from typing import Any, Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import NOT_FOUND, Answer, Request, as_json, iso, paragraphs

_FIRST_TOPIC: Final = 300
_PAGE: Final = 50


def source_id(sample: Sample, item: Item) -> str:
    """The topic, and the place of the post in it."""
    return f"{_FIRST_TOPIC + item.thread}/{sample.thread(item.thread).index(item) + 1}"


@lru_cache(maxsize=2)
def _ids(sample: Sample) -> dict[int, int]:
    """Ids count posts of the whole forum in the order of their time."""
    return {item.number: place for place, item in enumerate(sample.of("discourse"), 1)}


def answer(sample: Sample, request: Request) -> Answer:
    if request.path != "posts.json":
        return NOT_FOUND
    posts, ids = sample.of("discourse"), _ids(sample)
    before = request.number("before", len(posts) + 1)
    below = [item for item in reversed(posts) if ids[item.number] < before]
    return as_json({"latest_posts": [_post(sample, item) for item in below[:_PAGE]]})


def _post(sample: Sample, item: Item) -> dict[str, Any]:
    thread = sample.thread(item.thread)
    number = thread.index(item) + 1
    return {
        "id": _ids(sample)[item.number],
        "username": item.author.handle,
        "name": item.author.name,
        "created_at": iso(item.at, ".000Z"),
        "updated_at": iso(item.at, ".000Z"),
        "version": 1,
        "cooked": paragraphs(item.text),
        "post_number": number,
        "reply_to_post_number": None if number == 1 else 1,
        "reply_count": len(thread) - 1 if number == 1 else 0,
        "reads": 12 + 3 * item.score,
        "topic_id": _FIRST_TOPIC + item.thread,
        "topic_slug": f"thread-{item.thread}",
        "topic_title": thread[0].title,
        "actions_summary": [{"id": 2, "count": item.score}],
    }

"""From what a line or document holds to its items: answers of services wrap them.

A page of the X API keeps the authors beside the posts, Reddit wraps each thing with its kind
and hangs the answers below it, an archive puts each post into an object of its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

# Names under which tools and services put their list of items.
WRAPPERS: Final = (
    "data",
    "items",
    "statuses",
    "results",
    "posts",
    "comments",
    "tweets",
    "orderedItems",
    "hits",
    "children",
    "ancestors",
    "descendants",
    "mentions",
    "things",
    "feed",
    "messages",
    "reviews",
    "articles",
    "documents",
    "docs",
    "rows",
    "records",
    "entries",
    "response",
)
_ANSWERS: Final = ("comments", "children", "replies", "ancestors", "descendants", "answers")
_ITEM_KEYS: Final = ("tweet", "_source", "node", "post")
_ENVELOPES: Final = ("data", "json", "thread", "result")
_WORDS: Final = ("text", "full_text", "content", "body", "title", "selftext", "comment_text")
_THINGS: Final = ("t1", "t3")
_NO_ITEMS: Final = ("more", "t2", "t4", "t5", "t6")


def unfold(value: Any) -> Iterator[Any]:
    """The items of *value*, in its order, however deep they lie."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        inner = _inside(item)
        if inner is None:
            yield item
        else:
            waiting.extend(reversed(inner))


def _inside(item: Any) -> list[Any] | None:
    """What *item* wraps; None where it is an item itself."""
    if isinstance(item, list):
        return item
    if not isinstance(item, dict):
        return None
    if isinstance(item.get("data"), dict) and "kind" in item:
        return _reddit(item["kind"], item["data"])
    if item.get("kind") == "youtube#commentThread":
        return _youtube_thread(item)
    if isinstance(item.get("includes"), dict) and "data" in item:
        return _with_includes(item["data"], item["includes"])
    if speaks(item):
        return _with_answers(item)
    return _wrapped(item)


def _with_answers(item: dict[str, Any]) -> list[Any] | None:
    """An item that carries the answers to it, before these."""
    lists = [key for key in _ANSWERS if item.get(key) and _holds_objects(item[key])]
    if not lists:
        return None
    bare = {key: value for key, value in item.items() if key not in lists}
    return [bare, *(item[key] for key in lists)]


def _wrapped(item: dict[str, Any]) -> list[Any] | None:
    """What an object without words of its own is there to carry."""
    inner = [item[key] for key in _ITEM_KEYS if isinstance(item.get(key), dict)]
    names = dict.fromkeys((*WRAPPERS, *(_ANSWERS if inner else ())))
    inner += [item[key] for key in names if _holds_objects(item.get(key))]
    if inner:
        return inner
    envelopes = [item[key] for key in _ENVELOPES if isinstance(item.get(key), dict)]
    return envelopes or None


def _holds_objects(value: Any) -> bool:
    if isinstance(value, dict):
        return any(isinstance(value.get(key), list) for key in WRAPPERS)
    return isinstance(value, list) and (not value or isinstance(value[0], dict))


def speaks(item: Mapping[str, Any]) -> bool:
    """Whether this has words of its own: an item, though it may carry its answers."""
    return any(isinstance(item.get(key), str) for key in _WORDS)


def _youtube_thread(thread: dict[str, Any]) -> list[Any]:
    """A comment and the answers that came with it."""
    snippet, replies = thread.get("snippet"), thread.get("replies")
    top = snippet.get("topLevelComment") if isinstance(snippet, dict) else None
    if not isinstance(snippet, dict) or not isinstance(top, dict):
        return []
    answers = replies.get("comments") if isinstance(replies, dict) else None
    counted = {**top, "replyCount": snippet.get("totalReplyCount")}
    return [counted, *(answers if isinstance(answers, list) else [])]


def _reddit(kind: Any, data: dict[str, Any]) -> list[Any] | None:
    """A thing of Reddit's API, and the answers that hang below it."""
    if kind in _NO_ITEMS:
        return []
    if kind == "Listing":
        children = data.get("children")
        return children if isinstance(children, list) else []
    if kind not in _THINGS:
        return [data]
    bare = {key: value for key, value in data.items() if key != "replies"}
    replies = data.get("replies")
    return [bare, replies] if isinstance(replies, dict) else [bare]


def _with_includes(data: Any, includes: Mapping[str, Any]) -> list[Any]:
    """The posts of a page of the X API, each with its author and the posts it refers to."""
    posts = data if isinstance(data, list) else [data]
    users = _by_id(includes.get("users"))
    others = _by_id(includes.get("tweets"))
    return [_joined(post, users, others) for post in posts]


def _by_id(items: Any) -> dict[str, Any]:
    found = items if isinstance(items, list) else []
    return {str(item["id"]): item for item in found if isinstance(item, dict) and "id" in item}


def _joined(post: Any, users: Mapping[str, Any], others: Mapping[str, Any]) -> Any:
    if not isinstance(post, dict):
        return post
    joined = dict(post)
    if "author" not in joined and str(post.get("author_id")) in users:
        joined["author"] = users[str(post["author_id"])]
    references = post.get("referenced_tweets")
    if isinstance(references, list):
        joined["referenced_tweets"] = [
            {**others.get(str(one.get("id")), {}), **one} if isinstance(one, dict) else one
            for one in references
        ]
    return joined

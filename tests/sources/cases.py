"""The sources under contract: one `Case` each, with recorded answers beside it.

To add a source, add one `Case` to `CASES` and write `data/<type>/answers.json` (by us, in the
service's documented format, never copied from a service): a list of answers, each

    {"path": "/api/v1/search",            the path asked for, below "{url}"
     "query": {"q": "acme", "page": "2"}, what the query must contain (default: nothing)
     "method": "POST",                    default: GET
     "body": {…} or "text",               JSON or text; or "file": "feed.xml" beside it
     "content_type": "text/xml",          default: JSON, or HTML for text
     "headers": {"Link": "<{url}/…>"},    further headers
     "status": 200}

A request gets the answer whose path fits and whose query fits with the most keys; none gives
404. "{url}" becomes the server's address in bodies, headers and options.

The suite asks for the brand "Acme" with the search "acme" at `NOW`, 30 days back.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from monitor.model import Secret
from tests.support.loopback import Asked, Loopback, Reply

NOW: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One source type and what the contract needs to know about it.

    `options` are its config keys, secrets as `Secret`. `mentions` is how many the recorded
    answers hold. For a changed answer, the field at `without` (dotted, "*" for each of a list:
    "hits.*.objectID") is taken out of every answer, or `instead` is served for all; the error
    must then contain `says` (default: the field's name). `key`: the option whose secret can
    expire, where the service knows keys. `gone`: ids that a second look finds deleted.
    `own_client`: it brings its own HTTP client, so that our waits are not its waits.
    `logs_in`: its first request is a login, which is asked for once and not again.
    """

    type: str
    options: Mapping[str, Any]
    mentions: int
    without: str = ""
    instead: str = ""
    says: str = ""
    key: str = ""
    gone: tuple[str, ...] = ()
    own_client: bool = False
    logs_in: bool = False
    folder: str = ""
    note: str = field(default="", repr=False)

    @property
    def id(self) -> str:
        return self.folder or self.type

    def options_at(self, url: str) -> dict[str, Any]:
        return {name: _placed(value, url) for name, value in self.options.items()}

    def answers(self) -> list[dict[str, Any]]:
        folder = DATA / (self.folder or self.type)
        answers: list[dict[str, Any]] = json.loads((folder / "answers.json").read_text("utf-8"))
        for answer in answers:
            if "file" in answer:
                answer["body"] = (folder / answer["file"]).read_text("utf-8")
        return answers

    def serve(self, server: Loopback) -> None:
        """Answer on *server* as recorded."""
        answers = self.answers()
        server.below("/", lambda asked: _reply(answers, asked, server.url))

    def serve_changed(self, server: Loopback) -> None:
        """Answer as recorded, but in another shape."""
        answers = self.answers()
        for answer in answers:
            if self.instead:
                answer |= {"body": self.instead, "content_type": "text/html"}
            else:
                _take_out(answer.get("body"), self.without.split("."))
        server.below("/", lambda asked: _reply(answers, asked, server.url))


def _reply(answers: list[dict[str, Any]], asked: Asked, url: str) -> Reply:
    fitting = [answer for answer in answers if _fits(answer, asked)]
    if not fitting:
        return Reply({"error": "not found"}, 404)
    answer = max(fitting, key=lambda one: len(one.get("query", {})))
    return Reply(
        _placed(answer.get("body", ""), url),
        answer.get("status", 200),
        _placed(answer.get("headers", {}), url),
        answer.get("content_type"),
    )


def _fits(answer: Mapping[str, Any], asked: Asked) -> bool:
    return (
        answer["path"] == asked.path
        and answer.get("method", "GET") == asked.method
        and all(asked.query.get(key) == value for key, value in answer.get("query", {}).items())
    )


def _placed(value: Any, url: str) -> Any:
    """*value* with the server's address in every "{url}"."""
    if isinstance(value, str):
        return value.replace("{url}", url)
    if isinstance(value, Mapping):
        return {key: _placed(one, url) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_placed(one, url) for one in value)
    return value


def _take_out(value: Any, path: list[str]) -> None:
    head, rest = path[0], path[1:]
    if head == "*" and isinstance(value, list):
        for one in value:
            _take_out(one, rest)
    elif isinstance(value, dict) and head in value:
        if rest:
            _take_out(value[head], rest)
        else:
            del value[head]


_PAGE: Final = "<!doctype html><html><body>Please log in</body></html>"

CASES: Final[tuple[Case, ...]] = (
    Case(
        type="rss",
        options={"url": "{url}/feed.xml"},
        mentions=4,
        instead=_PAGE,
        says="not a feed",
    ),
    Case(
        type="rss",
        folder="rss_json",
        options={"url": "{url}/feed.json"},
        mentions=2,
        instead='{"version": "https://jsonfeed.org/version/1.1"}',
        says="items",
    ),
    Case(
        type="hackernews",
        options={"base_url": "{url}", "items_url": "{url}"},
        mentions=4,
        without="hits.*.objectID",
        gone=("41000003",),
    ),
    Case(
        type="reddit_feed",
        options={"base_url": "{url}", "subreddits": ("rockets",), "comments": True},
        mentions=3,
        instead=_PAGE,
        says="not a feed",
    ),
    Case(
        type="reddit_feed",
        folder="reddit_feed_personal",
        options={"base_url": "{url}", "feed_token": Secret("f33d-t0ken"), "user": "acme_fan"},
        mentions=1,
        instead=_PAGE,
        says="not a feed",
        key="feed_token",
    ),
    Case(
        type="mastodon",
        options={"base_url": "{url}", "hashtags": ("acme",), "token": Secret("m4st0don")},
        mentions=3,
        without="*.uri",
        key="token",
    ),
    Case(
        type="stackexchange",
        options={"base_url": "{url}", "key": Secret("st4ck-k3y")},
        mentions=3,
        without="items.*.question_id",
        key="key",
    ),
    Case(
        type="github",
        options={"base_url": "{url}", "comments": True, "token": Secret("g1thub")},
        mentions=4,
        without="items.*.html_url",
        key="token",
        gone=("acme/rocket#9",),
    ),
    Case(
        type="discourse",
        options={"base_url": "{url}", "api_key": Secret("d1sc"), "api_user": "care"},
        mentions=2,
        without="posts.*.id",
        key="api_key",
        gone=("40/9",),
    ),
    Case(
        type="discourse",
        folder="discourse_everything",
        options={"base_url": "{url}", "everything": True},
        mentions=2,
        without="latest_posts",
        gone=("40/9",),
    ),
    Case(
        type="lemmy",
        options={"base_url": "{url}"},
        mentions=2,
        instead='{"error": "changed"}',
        says="posts",
    ),
    Case(
        type="lemmy",
        folder="lemmy_v4",
        options={"base_url": "{url}"},
        mentions=2,
        without="results",
        says="posts",
    ),
    Case(
        type="appstore",
        options={"base_url": "{url}", "app_id": "1", "countries": ("us", "de")},
        mentions=3,
        without="feed",
    ),
    Case(
        type="devto",
        options={"base_url": "{url}", "full_text": True},
        mentions=2,
        without="*.id",
        gone=("299",),
    ),
    Case(
        type="lobsters",
        options={"base_url": "{url}"},
        mentions=3,
        without="*.short_id",
        gone=("gone01", "c_gone02"),
    ),
    Case(
        type="gdelt",
        options={"base_url": "{url}"},
        mentions=2,
        without="articles.*.url",
    ),
    Case(
        type="wikipedia",
        options={"base_url": "{url}", "pages": ("Acme",)},
        mentions=4,
        without="query.pages.*.title",
        gone=("rev4000",),
    ),
    Case(
        type="bluesky",
        options={
            "base_url": "{url}",
            "identifier": "care.example",
            "password": Secret("bl-ue-sk-y"),
        },
        mentions=2,
        without="posts.*.record",
        key="password",
        logs_in=True,
        gone=("at://did:plc:ann/app.bsky.feed.post/9",),
    ),
    Case(
        type="youtube",
        options={"base_url": "{url}", "key": Secret("y0ut-ub3")},
        mentions=4,
        without="items.*.snippet",
        key="key",
        gone=("gone0000001", "UgxTop1.gone"),
    ),
    Case(
        type="reddit",
        options={
            "client_id": Secret("an-app-id"),
            "client_secret": Secret("an-app-s3cret"),
            "account": "acme_fan",
            "subreddits": ("rockets",),
            "base_url": "{url}",
            "oauth_url": "{url}",
        },
        mentions=4,
        without="data.children.*.data.name",
        key="client_secret",
        gone=("t3_p3",),
        own_client=True,
    ),
)

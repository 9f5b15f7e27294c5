"""Simulated services for the gap proof: what a service shows changes between any two requests.

Each speaks the wire format of a real one, so that the real source reads it. `shown` collects
the ids of all items that were ever in an answer, `log` what is done to the service while an
answer is awaited.
"""

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from monitor.errors import SourceUnavailable
from monitor.http import Params, Response, Validators
from monitor.model import Secret

START = 1_795_000_000
LATE = 3_000  # seconds: how late an item may appear; less than every source's overlap


@dataclass(frozen=True, slots=True)
class Item:
    """`made_at` is what its author's clock says, `seen_at` when the service began to show it."""

    number: int
    made_at: int
    seen_at: int
    text: str


@dataclass
class Service:
    """The state that all styles share. `fail_at`: the request (from 1) that fails in this run."""

    now: int = START
    items: dict[int, Item] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    shown: dict[int, set[str]] = field(default_factory=dict)
    pending: list[Callable[[], None]] = field(default_factory=list)
    fail_at: int | None = None
    asked: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    _next: int = 1
    page_size: ClassVar[int] = 4

    # --- what happens at the service ---

    def add(self, late: int = 0) -> None:
        number = self._next
        self._next += 1
        self.items[number] = Item(number, self.now - late, self.now, f"acme {number} v000")

    def edit(self, choice: int) -> None:
        if alive := sorted(self.items):
            item = self.items[alive[choice % len(alive)]]
            version = f"v{int(item.text[-3:]) + 1:03}"
            self.items[item.number] = replace(item, text=f"acme {item.number} {version}")

    def delete(self, choice: int) -> None:
        if alive := sorted(self.items):
            number = alive[choice % len(alive)]
            del self.items[number]
            self.gone.add(number)

    # --- what a source sees ---

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        token: Secret | None = None,
    ) -> Response:
        self.asked += 1
        if self.asked == self.fail_at:
            raise SourceUnavailable("the service is out")
        given = {key: str(value) for key, value in (params or {}).items() if value is not None}
        given |= {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
        response = self.answer(given, validators or Validators())
        if self.pending:
            self.pending.pop(0)()
        return response

    def answer(self, given: Mapping[str, str], validators: Validators) -> Response:
        raise NotImplementedError

    def post(self, url: str, **given: Any) -> Response:
        raise NotImplementedError

    def hold(self, url: str, seconds: float) -> None:
        raise NotImplementedError

    def show(self, item: Item) -> None:
        self.shown.setdefault(item.number, set()).add(item.text)

    def source_id(self, number: int) -> str:
        return str(number)


def _iso(epoch: int) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat().replace("+00:00", "Z")


@dataclass
class NewestFirst(Service):
    """As Algolia for Hacker News: newest first, bounded by time, capped, equal times in any
    order.
    """

    def answer(self, given: Mapping[str, str], validators: Validators) -> Response:
        bounds = dict(re.findall(r"created_at_i([<>]=)(\d+)", given["numericFilters"]))
        low, high = int(bounds[">="]), int(bounds.get("<=", 2**40))
        found = [item for item in self.items.values() if low <= item.made_at <= high]
        self.chance.shuffle(found)
        found.sort(key=lambda item: -item.made_at)
        hits = found[: self.page_size]
        for item in hits:
            self.show(item)
        body = {"nbHits": len(found), "hits": [self._hit(item) for item in hits]}
        return Response(status=200, url="https://hn.example/", body=json.dumps(body).encode())

    def _hit(self, item: Item) -> dict[str, Any]:
        return {
            "objectID": str(item.number),
            "created_at_i": item.made_at,
            "title": "acme",
            "story_text": item.text,
            "author": "ada",
            "_tags": ["story"],
        }


@dataclass
class Forward(Service):
    """As Mastodon: ids in the order of arrival, `min_id` gives the next page forward."""

    def answer(self, given: Mapping[str, str], validators: Validators) -> Response:
        if "limit" not in given:
            return Response(status=200, url="https://m.example/", body=b"{}")
        by_id = sorted(self.items.values(), key=self._id)
        if "min_id" in given:
            newer = [item for item in by_id if self._id(item) > int(given["min_id"])]
            page = newer[: self.page_size]
        else:
            older = [item for item in by_id if self._id(item) < int(given.get("max_id", 2**80))]
            page = older[-self.page_size :]
        for item in page:
            self.show(item)
        return Response(
            status=200,
            url="https://m.example/",
            body=json.dumps([self._post(item) for item in reversed(page)]).encode(),
            headers={"link": self._link(page)},
        )

    def _link(self, page: list[Item]) -> str:
        if not page:
            return ""
        return f'<https://m.example/t?min_id={self._id(page[-1])}>; rel="prev"'

    def _id(self, item: Item) -> int:
        # Servers give ids by the time of arrival, but several processes are not quite in step.
        step = (item.seen_at - item.number % 3) * 1000
        return (step << 16) + item.number

    def _post(self, item: Item) -> dict[str, Any]:
        return {
            "id": str(self._id(item)),
            "uri": self.source_id(item.number),
            "content": f"<p>{item.text}</p>",
            "created_at": _iso(item.made_at),
            "account": {"acct": "ada"},
        }

    def source_id(self, number: int) -> str:
        return f"https://m.example/users/ada/statuses/{number}"


@dataclass
class Document(Service):
    """As a feed: the last few items, with an ETag that is sometimes ignored."""

    cut_next: bool = False
    first_whole_at: int = 0
    page_size: ClassVar[int] = 6

    def answer(self, given: Mapping[str, str], validators: Validators) -> Response:
        latest = sorted(self.items.values(), key=lambda item: item.number)[-self.page_size :]
        texts = [self._entry(item) for item in reversed(latest)]
        body = f'<rss version="2.0"><channel><title>t</title>{"".join(texts)}</channel></rss>'
        etag = f'"{hash(body)}"'
        if validators.etag == etag and self.chance.random() < 0.8:
            return Response(status=304, url="https://f.example/feed")
        if self.cut_next:
            self.cut_next = False
            body = body[: len(body) * 2 // 3]
        elif not self.first_whole_at:
            self.first_whole_at = self.now
        for item in latest:
            if self._entry(item) in body:
                self.show(item)
        return Response(
            status=200,
            url="https://f.example/feed",
            body=body.encode(),
            headers={"content-type": "application/rss+xml"},
            validators=Validators(etag=etag),
        )

    def _entry(self, item: Item) -> str:
        when = datetime.fromtimestamp(item.made_at, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return (
            f"<item><guid>g{item.number}</guid><title>acme</title>"
            f"<link>https://f.example/{item.number}</link><pubDate>{when}</pubDate>"
            f"<description>{item.text}</description></item>"
        )

    def source_id(self, number: int) -> str:
        return f"g{number}"

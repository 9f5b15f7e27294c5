"""Hacker News: stories and comments by Algolia's search, newest first, no key.

The search shows 1,000 hits at most. Beyond that it is asked again for what is older than the
oldest hit; only a second with more than 1,000 hits would leave a gap. Items that were deleted
vanish from the search, so a second look goes to the site's own items.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, ClassVar, Final

from monitor.errors import SourceChanged
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page
from monitor.sources.base import Capabilities
from monitor.sources.paging import FIRST_REACH, Answer, Marks, search_texts
from monitor.sources.shape import (
    count,
    flag,
    identity,
    moment,
    need,
    page_of,
    word,
    words,
)
from monitor.text import canonical_url, clean, hrefs, plain

PER_PAGE: Final = 1_000
OVERLAP: Final = timedelta(hours=3)
_ITEM: Final = "https://news.ycombinator.com/item?id="
_USER: Final = "https://news.ycombinator.com/user?id="


@dataclass(frozen=True, kw_only=True)
class HackerNewsSource:
    """`tags` are Algolia's: which kinds of item are asked for."""

    network: ClassVar[str] = "hackernews"
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    base_url: str = "https://hn.algolia.com"
    items_url: str = "https://hacker-news.firebaseio.com"
    tags: tuple[str, ...] = ("story", "comment", "poll", "job")

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield what is new for each search."""
        marks = Marks(ask, cursor, OVERLAP)
        for text in search_texts(ask, self.name):
            yield from marks.walk_back(text, self._newest_first(text, marks.start(text)))

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield [since, until) of each search, newest first."""
        marks = Marks(ask, cursor, timedelta())
        since = ask.since or ask.now - FIRST_REACH
        for text in search_texts(ask, self.name):

            def read(until: datetime, text: str = text) -> Answer:
                page, _, more = self._hits(text, since, ceil(until.timestamp()) - 1)
                return Answer(page, more=more)

            yield from marks.walk_down(text, read)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, one request for each item; deleted ones and dead ones are gone."""
        for source_id in source_ids:
            item = self.http.get(f"{self.items_url}/v0/item/{source_id}.json").json()
            if item is None or flag(item, "deleted") or flag(item, "dead"):
                yield Page(deleted=(source_id,))
            else:
                yield page_of([item], self._item)

    def _newest_first(self, text: str, since: datetime) -> Iterator[Page]:
        """All hits since *since*; a gap where one second holds more than can be shown."""
        until: int | None = None
        while True:
            page, oldest, more = self._hits(text, since, until)
            yield page
            if not more or oldest is None:
                return
            if until is not None and oldest > until:
                raise SourceChanged(f"{self.name}: 'numericFilters' no longer bound the search")
            if oldest == until:
                second = datetime.fromtimestamp(oldest, since.tzinfo)
                end = second + timedelta(seconds=1)
                yield Page(gaps=(Gap(reason=_CROWDED, since=second, until=end),))
                oldest -= 1
            until = oldest

    def _hits(
        self, text: str, since: datetime, until: int | None
    ) -> tuple[Page, int | None, bool]:
        """A page of [since, until] (epoch seconds), its oldest moment, and whether more are."""
        bounds = [f"created_at_i>={int(since.timestamp())}"]
        bounds += [] if until is None else [f"created_at_i<={until}"]
        answer = self.http.get(
            f"{self.base_url}/api/v1/search_by_date",
            params={
                "query": text,
                "tags": f"({','.join(self.tags)})",
                "numericFilters": ",".join(bounds),
                "hitsPerPage": PER_PAGE,
                "typoTolerance": "false",
                "advancedSyntax": "true",
            },
        ).json()
        hits = need(answer, "hits", list, of=self.name)
        in_all = need(answer, "nbHits", int, of=self.name)
        moments = [at for hit in hits if (at := count(hit, "created_at_i")) is not None]
        more = bool(hits) and in_all > len(hits)
        return page_of(hits, self._hit), min(moments, default=None), more

    def _hit(self, hit: Any) -> Mention:
        """One hit of the search."""
        source_id = identity(hit, "objectID", of=self.name)
        html = word(hit, "comment_text") or word(hit, "story_text") or ""
        tags = words(hit, "_tags")
        is_comment = "comment" in tags or word(hit, "comment_text") is not None
        link = canonical_url(word(hit, "url") or "")
        return Mention(
            source=self.name,
            source_id=source_id,
            network=self.network,
            kind="comment" if is_comment else "post",
            url=f"{_ITEM}{source_id}",
            title=None if is_comment else _title(hit),
            text=clean(plain(html)),
            author=_author(word(hit, "author")),
            published_at=moment(hit, "created_at_i") or moment(hit, "created_at"),
            thread_id=_id(hit, "story_id") or (None if is_comment else source_id),
            parent_id=_id(hit, "parent_id"),
            site="news.ycombinator.com",
            tags=tuple(tag for tag in tags if tag in ("ask_hn", "show_hn", "job", "poll")),
            links=tuple(dict.fromkeys(filter(None, (link, *hrefs(html))))),
            engagement=Engagement(
                score=count(hit, "points"), replies=count(hit, "num_comments")
            ),
        )

    def _item(self, item: Any) -> Mention:
        """One item of the site itself; of comments it does not tell the story."""
        source_id = identity(item, "id", of=self.name)
        html = word(item, "text") or ""
        is_comment = word(item, "type") == "comment"
        link = canonical_url(word(item, "url") or "")
        return Mention(
            source=self.name,
            source_id=source_id,
            network=self.network,
            kind="comment" if is_comment else "post",
            url=f"{_ITEM}{source_id}",
            title=None if is_comment else _title(item),
            text=clean(plain(html)),
            author=_author(word(item, "by")),
            published_at=moment(item, "time"),
            thread_id=None if is_comment else source_id,
            parent_id=_id(item, "parent"),
            site="news.ycombinator.com",
            links=tuple(dict.fromkeys(filter(None, (link, *hrefs(html))))),
            engagement=Engagement(
                score=count(item, "score"), replies=count(item, "descendants")
            ),
        )


_CROWDED: Final = f"more than {PER_PAGE} hits in one second"


def _title(raw: Any) -> str | None:
    title = word(raw, "title")
    return clean(plain(title), limit=1_000) if title else None


def _id(raw: Any, path: str) -> str | None:
    number = count(raw, path)
    return None if number is None else str(number)


def _author(name: str | None) -> Author | None:
    return Author(handle=name, name=name, url=f"{_USER}{name}") if name else None

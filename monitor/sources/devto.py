"""Dev.to and other Forem sites: new articles; all are listed, the brands' queries choose.

`/articles/latest` is ordered by publication. Lists of a tag are ordered by how lively an
article is, so of each tag the first pages are read in whole. Lists carry title, description and
tags; the full text is one more request for each article.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from monitor.errors import SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page
from monitor.sources.base import Capabilities
from monitor.sources.paging import Answer, Marks
from monitor.sources.shape import count, find, identity, moment, need, page_of, word, words
from monitor.text import hrefs, plain, site_of

PER_PAGE: Final = 100
MAX_PAGES: Final = 20
TAG_PAGES: Final = 2
OVERLAP: Final = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class DevToSource:
    """`tags`: articles with any of them instead of all; `full_text`: read each new article."""

    network: ClassVar[str] = "devto"
    search: ClassVar[Capabilities | None] = None

    name: str
    http: Http
    base_url: str = "https://dev.to"
    tags: tuple[str, ...] = ()
    full_text: bool = False

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new articles."""
        marks = Marks(ask, cursor, OVERLAP)
        if not self.tags:
            pages = self._latest(marks.start("latest"))
            yield from marks.walk_back("latest", pages, shifting=True)
        for tag in self.tags:
            since = marks.start(tag)
            for number in range(1, TAG_PAGES + 1):
                yield self._page("", number, since, tag).page
            yield Page(cursor=marks.moved(tag, ask.now))

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield what was published since then, newest first (of a tag: liveliest first)."""
        marks = Marks(ask, cursor, timedelta())
        for tag in self.tags or (None,):
            path = "" if tag else "/latest"

            def read(number: int, path: str = path, tag: str | None = tag) -> Answer:
                return self._page(path, number, marks.ask.since, tag)

            yield from marks.walk_deeper(tag or "latest", read, by_time=tag is None)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, one request for each article."""
        for article_id in source_ids:
            try:
                article = self._get(f"/{article_id}")
            except SourceError as error:
                if error.status not in (404, 410):
                    raise
                yield Page(deleted=(article_id,))
            else:
                yield page_of([article], self._mention)

    def _latest(self, since: datetime) -> Iterator[Page]:
        for number in range(1, MAX_PAGES + 1):
            page, more, _ = self._page("/latest", number, since, None)
            yield page
            if not more:
                return
        yield Page(gaps=(Gap(reason=f"more than {MAX_PAGES * PER_PAGE} new articles"),))

    def _page(self, path: str, number: int, since: datetime | None, tag: str | None) -> Answer:
        found = self._get(path, tag=tag, per_page=PER_PAGE, page=number)
        articles = need(found, "", list, of=self.name)
        more = len(articles) >= PER_PAGE
        if self.full_text:
            # One that was read before is left out: its abstract would pass for an edit.
            articles = [self._full(one) for one in articles if not _is_before(one, since)]
        return Answer(page_of(articles, self._mention), more=more and bool(articles))

    def _full(self, article: Any) -> Any:
        number = count(article, "id")
        if number is None:
            return article  # nothing to ask for; it will be skipped with its reason
        whole = self._get(f"/{number}")
        return article | need(whole, "", dict, of=f"{self.name}: article {number}")

    def _get(self, path: str, **params: str | int | None) -> Any:
        return self.http.get(
            f"{self.base_url.rstrip('/')}/api/articles{path}",
            params=params,
            headers={"accept": "application/vnd.forem.api-v1+json"},
        ).json()

    def _mention(self, article: object) -> Mention:
        article_id = identity(article, "id", of=self.name)
        url = identity(article, "url", of=f"{self.name}: article {article_id}")
        html = word(article, "body_html")
        original = word(article, "canonical_url")
        elsewhere = (original,) if original and original != url else ()
        return Mention(
            source=self.name,
            source_id=article_id,
            network=self.network,
            kind="article",
            url=url,
            title=need(article, "title", str, of=f"{self.name}: article {article_id}"),
            text=plain(html) if html else word(article, "description") or "",
            author=self._author(article),
            published_at=moment(article, "published_timestamp")
            or moment(article, "published_at"),
            edited_at=moment(article, "edited_at"),
            thread_id=article_id,
            site=site_of(url),
            tags=_tags(article),
            links=tuple(dict.fromkeys((*elsewhere, *hrefs(html or "", base=url)))),
            engagement=Engagement(
                score=_first(article, "public_reactions_count", "positive_reactions_count"),
                replies=count(article, "comments_count"),
                views=count(article, "page_views_count"),
            ),
        )

    def _author(self, article: object) -> Author | None:
        handle = word(article, "user.username")
        if handle is None:
            return None
        url = f"{self.base_url.rstrip('/')}/{handle}"
        return Author(handle=handle, name=word(article, "user.name"), url=url)


def _is_before(article: object, since: datetime | None) -> bool:
    written = moment(article, "published_timestamp")
    return bool(since and written and written < since)


def _tags(article: object) -> tuple[str, ...]:
    """A list in listings, "a, b" in a single article, where `tags` is the list."""
    listed = words(article, "tag_list") or words(article, "tags")
    text = find(article, "tag_list")
    return listed or (tuple(text.split(", ")) if isinstance(text, str) and text else ())


def _first(article: object, *fields: str) -> int | None:
    return next((n for field in fields if (n := count(article, field)) is not None), None)

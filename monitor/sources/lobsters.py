"""Lobsters: new stories and comments; everything is listed, the brands' queries choose.

25 a page, the newest first. There is no search but as a page for people, so nothing is asked
for; some hundred stories and comments a day make every hour plenty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from monitor.errors import SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page
from monitor.sources import lobsters_pages
from monitor.sources.base import Capabilities
from monitor.sources.paging import Answer, Marks
from monitor.sources.shape import (
    count,
    find,
    flag,
    identity,
    moment,
    need,
    page_of,
    rows,
    word,
    words,
)
from monitor.text import hrefs, links, plain, site_of

MAX_PAGES: Final = 40
OVERLAP: Final = timedelta(hours=6)
_COMMENT: Final = "c_"  # stories and comments have ids of the same form


@dataclass(frozen=True, kw_only=True)
class LobstersSource:
    """`tags` narrow stories to these tags; `comments` says whether comments are read too."""

    network: ClassVar[str] = "lobsters"
    search: ClassVar[Capabilities | None] = None

    name: str
    http: Http
    base_url: str = "https://lobste.rs"
    tags: tuple[str, ...] = ()
    comments: bool = True

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new stories, then new comments."""
        marks = Marks(ask, cursor, OVERLAP)
        for listing in self._listings():
            yield from marks.walk_back(listing, self._pages(listing), shifting=True)

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield what was published since then, newest first."""
        marks = Marks(ask, cursor, timedelta())
        for listing in self._listings():

            def read(number: int, listing: str = listing) -> Answer:
                page = self._page(listing, number)
                return Answer(page, more=bool(page.mentions))

            yield from marks.walk_deeper(listing, read)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, one request for each."""
        for source_id in source_ids:
            kind = "c" if source_id.startswith(_COMMENT) else "s"
            path = f"{kind}/{source_id.removeprefix(_COMMENT)}.json"
            try:
                item = self.http.get(f"{self._site()}/{path}").json()
            except SourceError as error:
                if error.status not in (404, 410):
                    raise
                yield Page(deleted=(source_id,))
            else:
                gone = flag(item, "is_deleted") or flag(item, "is_moderated")
                yield Page(deleted=(source_id,)) if gone else page_of([item], self._mention)

    def _listings(self) -> tuple[str, ...]:
        stories = tuple(f"t/{tag}" for tag in self.tags) or ("newest",)
        return (*stories, "comments") if self.comments else stories

    def _pages(self, listing: str) -> Iterator[Page]:
        for number in range(1, MAX_PAGES + 1):
            page = self._page(listing, number)
            yield page
            if not page.mentions:
                return
        yield Page(gaps=(Gap(reason=f"more than {MAX_PAGES} new pages of {listing}"),))

    def _page(self, listing: str, number: int) -> Page:
        path = listing if number == 1 else f"{listing}/page/{number}"
        suffix = "" if listing == "comments" else ".json"
        answer = self.http.get(f"{self._site()}/{path}{suffix}")
        if answer.body.lstrip().startswith(b"<"):
            found: list[Any] = list(lobsters_pages.entries(answer.body, of=self.name))
        else:
            found = need(answer.json(), "", list, of=self.name)
        present = [one for one in found if not flag(one, "is_deleted")]
        return page_of(present, self._with_thread)

    def _with_thread(self, item: object) -> list[Mention]:
        """A story with the comments that came along, or a comment alone."""
        thread = [self._mention(one, item) for one in rows(item, "comments")]
        return [self._mention(item), *thread]

    def _mention(self, item: object, story: object = None) -> Mention:
        is_comment = find(item, "comment") is not None
        return self._comment(item, story) if is_comment else self._story(item)

    def _story(self, item: object) -> Mention:
        short_id = identity(item, "short_id", of=self.name)
        html = word(item, "description")
        text = plain(html) if html else word(item, "description_plain") or ""
        target = word(item, "url")
        outward = (target,) if target and target.startswith("http") else ()
        return Mention(
            source=self.name,
            source_id=short_id,
            network=self.network,
            kind="post",
            url=word(item, "short_id_url") or f"{self._site()}/s/{short_id}",
            title=need(item, "title", str, of=f"{self.name}: story {short_id}"),
            text=text,
            author=self._author(item, "submitter_user"),
            published_at=moment(item, "created_at"),
            thread_id=short_id,
            site=site_of(self._site()),
            tags=words(item, "tags"),
            links=tuple(dict.fromkeys((*outward, *(hrefs(html) if html else links(text))))),
            engagement=Engagement(
                score=count(item, "score"), replies=count(item, "comment_count")
            ),
        )

    def _comment(self, item: object, story: object) -> Mention:
        short_id = identity(item, "short_id", of=self.name)
        html = need(item, "comment", str, of=f"{self.name}: comment {short_id}")
        thread = word(item, "story_id") or word(story, "short_id")
        above = word(item, "parent_comment")
        return Mention(
            source=self.name,
            source_id=_COMMENT + short_id,
            network=self.network,
            kind="comment",
            url=word(item, "short_id_url") or f"{self._site()}/c/{short_id}",
            title=word(item, "story_title") or word(story, "title"),
            text=plain(html),
            author=self._author(item, "commenting_user"),
            published_at=moment(item, "created_at"),
            edited_at=_edited(item),
            thread_id=thread,
            parent_id=_COMMENT + above if above else thread,
            site=site_of(self._site()),
            links=hrefs(html, base=self._site()),
            engagement=Engagement(score=count(item, "score")),
        )

    def _author(self, item: object, field: str) -> Author | None:
        handle = word(item, field) or word(item, f"{field}.username")
        return Author(handle=handle, url=f"{self._site()}/~{handle}") if handle else None

    def _site(self) -> str:
        return self.base_url.rstrip("/")


def _edited(item: object) -> datetime | None:
    """JSON tells when a comment was last changed; a page only that it was."""
    changed, written = moment(item, "updated_at"), moment(item, "created_at")
    if changed is None and flag(item, "is_edited"):
        return written
    return changed if changed != written else None

"""Wikipedia and other MediaWiki sites: edits of watched articles, and articles by search.

`pages` are watched exactly, revision by revision; edits are no opinions, but they show what
becomes of the article about the brand. The search finds articles that name it, the last edited
first, with an excerpt. Errors come with status 200. Texts are CC BY-SA.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar, Final
from urllib.parse import quote

from monitor.errors import RateLimited, SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Gap, Mention, Page
from monitor.sources.base import Capabilities
from monitor.sources.paging import (
    FIRST_REACH,
    Marks,
    dump_state,
    joined,
    load_state,
    search_texts,
)
from monitor.sources.shape import (
    count,
    find,
    iso,
    moment,
    need,
    page_of,
    rows,
    serial,
    word,
    words,
)
from monitor.text import plain, site_of

PER_PAGE: Final = 50
MAX_PAGES: Final = 20
OVERLAP: Final = timedelta(hours=6)  # edits reach the search index late
LICENCE: Final = "CC BY-SA 4.0"
_BUSY: Final = ("maxlag", "ratelimited", "readonly")


@dataclass(frozen=True, kw_only=True)
class WikipediaSource:
    """`base_url` is the wiki, `pages` titles of watched articles; `articles`: search too."""

    network: ClassVar[str] = "wikipedia"
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    base_url: str = "https://en.wikipedia.org"
    pages: tuple[str, ...] = ()
    articles: bool = True

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new revisions of the watched articles, then articles found."""
        state = load_state(cursor)
        for title in self.pages:
            yield from self._revisions(title, ask, state)
        if not self.articles:
            return
        marks = Marks(ask, dump_state(state), OVERLAP)
        known: set[str] = set()
        for text in search_texts(ask, self.name):
            yield from marks.walk_back(f"?{text}", self._found(text, known), shifting=True)

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield the watched articles' revisions of [since, until), oldest first."""
        state = load_state(cursor)
        for title in self.pages:
            yield from self._revisions(title, ask, state)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again at revisions: what an administrator hid is gone. Articles stay."""
        edits = [id_.removeprefix("rev") for id_ in source_ids if id_.startswith("rev")]
        for at in range(0, len(edits), PER_PAGE):
            ids = edits[at : at + PER_PAGE]
            found = self._ask(prop="revisions", revids="|".join(ids), rvprop=_REVISION)
            bad = find(found, "query.badrevids") or {}
            bad = list(bad.values()) if isinstance(bad, dict) else bad
            gone = tuple(f"rev{count(one, 'revid')}" for one in bad if count(one, "revid"))
            present = joined(self._edits(page) for page in _pages(found))
            yield replace(present, deleted=gone)

    def _revisions(self, title: str, ask: Ask, state: dict[str, Any]) -> Iterator[Page]:
        """From the last revision known on, oldest first; its number is an exact cursor."""
        last = count(state, title)
        begin: dict[str, str | int | None] = (
            {"rvstartid": last}
            if last
            else {"rvstart": iso(ask.since or ask.now - FIRST_REACH)}
        )
        if ask.until:
            begin["rvend"] = iso(ask.until)
        follow: Mapping[str, str | int | None] = {}
        while True:
            found = self._ask(
                prop="revisions",
                titles=title,
                rvprop=_REVISION,
                rvdir="newer",
                rvlimit=PER_PAGE,
                **(begin | dict(follow)),
            )
            for page in _pages(found):
                edits = self._edits(page)
                ids = [int(edit.source_id.removeprefix("rev")) for edit in edits.mentions]
                state[title] = max([last or 0, *ids]) or None
                yield replace(edits, cursor=dump_state(state))
            before, follow = follow, _following(found)
            if not follow or follow == before:
                return

    def _edits(self, page: object) -> Page:
        title = need(page, "title", str, of=self.name)
        if find(page, "missing") not in (None, False):
            raise SourceError(f"{self.name}: the wiki has no article '{title}'; check 'pages'")
        return page_of(rows(page, "revisions"), lambda one: self._edit(one, page, title))

    def _found(self, text: str, known: set[str]) -> Iterator[Page]:
        """Articles for one search, newest edit first; those in *known* are left out.

        Each search gives another excerpt of an article; taken in turn they would pass for edits.
        """
        follow: Mapping[str, str | int | None] = {}
        for _ in range(MAX_PAGES):
            found = self._ask(
                list="search",
                srsearch=text,
                srsort="last_edit_desc",
                srprop="size|wordcount|timestamp|snippet",
                srlimit=PER_PAGE,
                **follow,
            )
            hits = need(found, "query.search", list, of=self.name)
            page = page_of(hits, self._article)
            fresh = tuple(one for one in page.mentions if one.source_id not in known)
            known |= {one.source_id for one in fresh}
            yield replace(page, mentions=fresh)
            before, follow = follow, _following(found)
            if not follow or follow == before:
                return
        yield Page(gaps=(Gap(reason=f"more than {MAX_PAGES * PER_PAGE} articles for {text}"),))

    def _ask(self, **params: str | int | None) -> Any:
        url = f"{self.base_url.rstrip('/')}/w/api.php"
        fixed: dict[str, str | int | None] = {
            "action": "query",
            "format": "json",
            "formatversion": 2,
            "maxlag": 5,
        }
        found = self.http.get(url, params=fixed | params).json()
        code, why = word(found, "error.code"), word(found, "error.info") or ""
        if code in _BUSY:
            raise RateLimited(f"{self.name}: the wiki is busy ({why})", retry_after=60.0)
        if code:
            raise SourceError(f"{self.name}: the wiki refused the request: {code}: {why}")
        return found

    def _article(self, hit: object) -> Mention:
        title = need(hit, "title", str, of=self.name)
        # Files of the shared collection carry the number 0.
        number = count(hit, "pageid")
        changed = moment(hit, "timestamp")
        return Mention(
            source=self.name,
            source_id=str(number) if number else title,
            network=self.network,
            kind="article",
            url=self._url(title),
            title=title,
            text=plain(word(hit, "snippet") or ""),
            published_at=changed,
            thread_id=str(number) if number else title,
            site=site_of(self.base_url),
            language=self._language(),
            licence=LICENCE,
        )

    def _edit(self, revision: object, page: object, title: str) -> Mention:
        number = serial(revision, "revid", of=self.name)
        before = count(revision, "parentid")
        return Mention(
            source=self.name,
            source_id=f"rev{number}",
            network=self.network,
            kind="edit",
            url=f"{self.base_url.rstrip('/')}/w/index.php?diff={number}",
            title=title,
            text=word(revision, "comment") or "",
            author=self._author(revision),
            published_at=moment(revision, "timestamp"),
            thread_id=str(count(page, "pageid") or title),
            parent_id=f"rev{before}" if before else None,
            site=site_of(self.base_url),
            language=self._language(),
            tags=words(revision, "tags"),
            licence=LICENCE,
        )

    def _author(self, revision: object) -> Author | None:
        user = word(revision, "user")
        return Author(handle=user, url=self._url(f"User:{user}")) if user else None

    def _url(self, title: str) -> str:
        path = quote(title.replace(" ", "_"), safe="/:(),'")
        return f"{self.base_url.rstrip('/')}/wiki/{path}"

    def _language(self) -> str | None:
        """The wiki's language stands first in its host: "de.wikipedia.org"."""
        label = (site_of(self.base_url) or "").partition(".")[0]
        return label if len(label) == 2 and label.isalpha() else None


def _following(found: object) -> dict[str, str | int | None]:
    """The parameters that lead to the next page, as the wiki gives them; {} after the last."""
    given = find(found, "continue")
    pairs = given.items() if isinstance(given, dict) else ()
    return {key: value for key, value in pairs if isinstance(value, str | int)}


def _pages(found: object) -> list[Any]:
    """The pages of an answer; its older form has them by number."""
    pages = find(found, "query.pages")
    if isinstance(pages, dict) and "title" not in pages:
        return list(pages.values())
    return rows(found, "query.pages")


_REVISION: Final = "ids|timestamp|user|comment|size|tags"

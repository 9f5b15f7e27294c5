"""Lemmy: posts and comments that one server knows, by its search; versions 0.19 and 1.0.

The server's version chooses the API: 0.x has `/api/v3` with numbered pages, 1.0 `/api/v4` with
a page cursor. A post is known by its `ap_id`, which is the same on all servers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from monitor.errors import SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.paging import FIRST_REACH, Marks, dump_state, load_state, search_texts
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
)
from monitor.text import links, plain, site_of

PER_PAGE: Final = 50
MAX_PAGES: Final = 20
OVERLAP: Final = timedelta(hours=6)  # posts of other servers arrive late


@dataclass(frozen=True, slots=True)
class _Server:
    """What the server says of itself: whether it speaks v4, and its numbered languages."""

    speaks_v4: bool
    languages: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class LemmySource:
    """`base_url` is the server asked; `community` narrows to one ("technology@lemmy.world")."""

    network: ClassVar[str] = "lemmy"
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    base_url: str = "https://lemmy.world"
    community: str = ""
    token: Secret | None = None

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new posts and comments of each search."""
        server = self._server()
        marks = Marks(ask, cursor, OVERLAP)
        for text in search_texts(ask, self.name):
            pages = (
                page for page, _ in self._found(text, server, ask, marks.start(text), None)
            )
            limited = self._until_ceiling(pages, text)
            yield from marks.walk_back(text, limited, shifting=not server.speaks_v4)

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield what was published since then, newest first; resumes at the page it reached."""
        server, state = self._server(), load_state(cursor)
        since = ask.since or ask.now - FIRST_REACH
        for text in search_texts(ask, self.name):
            begun = state.get(text)
            if begun == "":
                continue  # read to its end
            for page, following in self._found(text, server, ask, since, begun):
                dates = [post.published_at for post in page.mentions if post.published_at]
                done = not following or (dates and max(dates) < since)
                state[text] = "" if done else following
                yield replace(page, cursor=dump_state(state))
                if done:
                    break

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again on the server where each was written; it alone knows of every deletion."""
        for ap_id in source_ids:
            parts = urlsplit(ap_id)
            _, kind, number = (*parts.path.split("/"), "", "")[:3]
            if kind not in ("post", "comment") or not number.isdecimal():
                continue
            try:
                origin = f"{parts.scheme}://{parts.netloc}/api/v3/{kind}"
                found = self.http.get(origin, params={"id": number}).json()
            except SourceError as error:
                if error.status in (404, 410) or (
                    error.status == 400 and b"couldnt_find" in error.body
                ):
                    yield Page(deleted=(ap_id,))
                continue  # one server that does not answer says nothing about its posts
            yield self._page([find(found, f"{kind}_view")], {})

    def _server(self) -> _Server:
        try:
            site = self._get("v3/site")
        except SourceError as error:
            if error.status != 404:
                raise
            site = self._get("v4/site")
        codes = {count(one, "id"): word(one, "code") for one in rows(site, "all_languages")}
        languages = {number: code for number, code in codes.items() if number and code}
        return _Server(not (word(site, "version") or "0").startswith("0"), languages)

    def _found(
        self, text: str, server: _Server, ask: Ask, since: datetime, begun: str | None
    ) -> Iterator[tuple[Page, str | None]]:
        """Pages, newest first, each with the name of the next one (None after the last)."""
        at: str | None = begun
        while True:
            found = (
                self._search_v4(text, at, ask.now - since)
                if server.speaks_v4
                else self._search_v3(text, at)
            )
            if not isinstance(found, dict) or not found.keys() & _LISTS:
                need(found, "posts", list, of=self.name)
            entries = [entry for name in sorted(_LISTS) for entry in rows(found, name)]
            before = at
            if server.speaks_v4:
                at = word(found, "next_page")
            else:
                full = any(len(rows(found, name)) >= PER_PAGE for name in _LISTS)
                at = str(int(at or 1) + 1) if full else None
            at = None if at == before else at
            yield self._page(entries, server.languages), at
            if at is None:
                return

    def _search_v3(self, text: str, at: str | None) -> Any:
        return self._get(
            "v3/search",
            q=text,
            type_="All",
            sort="New",
            listing_type="All",
            community_name=self.community or None,
            page=int(at or 1),
            limit=PER_PAGE,
        )

    def _search_v4(self, text: str, at: str | None, reach: timedelta) -> Any:
        return self._get(
            "v4/search",
            search_term=text,
            type_="all",
            sort="new",
            listing_type="all",
            community_name=self.community or None,
            time_range_seconds=max(1, int(reach.total_seconds())),
            page_cursor=at,
            limit=PER_PAGE,
        )

    def _until_ceiling(self, pages: Iterator[Page], text: str) -> Iterator[Page]:
        for number, page in enumerate(pages, start=1):
            if number > MAX_PAGES:
                reason = f"more than {MAX_PAGES * PER_PAGE} new items for {text}"
                yield Page(gaps=(Gap(reason=reason),))
                return
            yield page

    def _get(self, path: str, **params: str | int | None) -> Any:
        url = f"{self.base_url.rstrip('/')}/api/{path}"
        return self.http.get(url, params=params, token=self.token).json()

    def _page(self, entries: list[Any], languages: Mapping[int, str]) -> Page:
        wanted = [entry for entry in entries if word(entry, "type_") in _TYPES]
        gone = [entry for entry in wanted if _is_gone(entry)]
        present = [entry for entry in wanted if not _is_gone(entry)]
        page = page_of(present, lambda entry: self._mention(entry, languages))
        deleted = tuple(
            identity(entry, f"{_kind(entry)}.ap_id", of=self.name) for entry in gone
        )
        return replace(page, deleted=deleted)

    def _mention(self, entry: object, languages: Mapping[int, str]) -> Mention:
        kind = _kind(entry)
        ap_id = identity(entry, f"{kind}.ap_id", of=self.name)
        item = find(entry, kind)
        body = word(item, "content") if kind == "comment" else word(item, "body")
        text = plain(body or "")
        link = word(item, "url") if kind == "post" else None
        return Mention(
            source=self.name,
            source_id=ap_id,
            network=self.network,
            kind=kind,
            url=ap_id,
            title=word(entry, "post.name"),
            text=text,
            author=_author(entry),
            published_at=moment(item, "published") or moment(item, "published_at"),
            edited_at=moment(item, "updated") or moment(item, "updated_at"),
            thread_id=word(entry, "post.ap_id") or ap_id,
            parent_id=self._parent(entry) if kind == "comment" else None,
            site=_community(entry),
            language=languages.get(count(item, "language_id") or 0),
            links=tuple(dict.fromkeys((*((link,) if link else ()), *links(text)))),
            engagement=_engagement(entry, kind),
        )

    def _parent(self, entry: object) -> str | None:
        """What a comment answers: "0.12.34" is comment 34 under comment 12 of the post."""
        above = (word(entry, "comment.path") or "").split(".")[:-1]
        if len(above) < 2:
            return word(entry, "post.ap_id")
        return f"{self.base_url.rstrip('/')}/comment/{above[-1]}"


_LISTS: Final = frozenset({"posts", "comments", "results"})
_TYPES: Final = (None, "post", "comment", "Post", "Comment")


def _kind(entry: object) -> str:
    return "comment" if isinstance(find(entry, "comment"), dict) else "post"


def _is_gone(entry: object) -> bool:
    item = find(entry, _kind(entry))
    return bool(flag(item, "deleted") or flag(item, "removed"))


def _author(entry: object) -> Author | None:
    name = word(entry, "creator.name")
    if name is None:
        return None
    url = word(entry, "creator.actor_id") or word(entry, "creator.ap_id")
    host = site_of(url)
    return Author(
        handle=f"{name}@{host}" if host else name,
        name=word(entry, "creator.display_name"),
        url=url,
        is_bot=flag(entry, "creator.bot_account"),
    )


def _community(entry: object) -> str | None:
    url = word(entry, "community.actor_id") or word(entry, "community.ap_id")
    host, name = site_of(url), word(entry, "community.name")
    return f"{host}/c/{name}" if host and name else host


def _engagement(entry: object, kind: str) -> Engagement:
    """The counts stand beside the item (0.x) or in it (1.0)."""
    at = "counts" if isinstance(find(entry, "counts"), dict) else kind
    replies = "child_count" if kind == "comment" else "comments"
    return Engagement(
        score=count(entry, f"{at}.score"), replies=count(entry, f"{at}.{replies}")
    )

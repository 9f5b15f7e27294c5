"""Mastodon and servers with its API: hashtag timelines of several servers, search with a token.

A server shows only posts that it knows, so several are asked and a post is identified by its
`uri`, which is the same on all of them. Ids differ by server and rise with arrival; the cursor
holds the greatest one for each server and hashtag, and the next run walks forward from a little
before it (`min_id`), which unlike `since_id` leaves nothing out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from monitor.errors import CredentialsRejected, SourceError
from monitor.http import Http
from monitor.model import Ask, Gap, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.mastodon_posts import NETWORK, mention_of
from monitor.sources.paging import (
    FIRST_REACH,
    Marks,
    dump_state,
    load_state,
    search_texts,
    times,
)
from monitor.sources.shape import find, identity, need, page_of, word

PER_PAGE: Final = 40
MAX_PAGES: Final = 50
OVERLAP: Final = timedelta(hours=2)
MAX_CLIMB: Final = 3  # steps up a thread, a request each
MAX_SINGLE: Final = 20
_LINK = re.compile(r'<([^>]*)>\s*;\s*rel="?(\w+)"?')
_LOCAL_ID = re.compile(r"^(https://[^/]+)/(?:.+/)?statuses/(\d+)/?$")


@dataclass(frozen=True, kw_only=True)
class MastodonSource:
    """`base_url` and `instances` are the servers asked; `hashtags` without "#".

    Without `hashtags` the brands' words are the tags. With a `token` of the server `base_url`
    its full-text search is asked too.
    """

    network: ClassVar[str] = NETWORK
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    base_url: str = "https://mastodon.social"
    instances: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    token: Secret | None = None

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield what is new on each server; a failing one is told when the others are read."""
        state = load_state(cursor)
        failures: dict[str, SourceError] = {}
        for server in self._servers():
            try:
                for tag in self._tags(ask):
                    yield from self._new_posts(server, tag, ask, state)
            except SourceError as error:
                failures[server] = error
        if self.token and self._servers()[0] not in failures:
            yield from self._found(ask, state)
        for failure in failures.values():
            raise failure

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield [since, until) of each server and hashtag, newest first."""
        state = load_state(cursor)
        for server in self._servers():
            for tag in self._tags(ask):
                yield from self._history(server, tag, ask, state)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again at posts whose own server can be asked for them by id."""
        for uri in source_ids:
            local = _LOCAL_ID.match(uri)
            if local is None:
                continue
            server, status_id = local.groups()
            try:
                status = self.http.get(f"{server}/api/v1/statuses/{status_id}").json()
            except SourceError as error:
                if error.status in (404, 410):
                    yield Page(deleted=(uri,))
                continue  # one server that does not answer says nothing about its posts
            yield self._page([status], server, None)

    def _servers(self) -> tuple[str, ...]:
        given = (self.base_url, *self.instances)
        urls = (url if "://" in url else f"https://{url}" for url in given)
        return tuple(dict.fromkeys(url.rstrip("/") for url in urls))

    def _tags(self, ask: Ask) -> tuple[str, ...]:
        given = self.hashtags or search_texts(ask, self.name)
        bare = (re.sub(r"\W", "", tag).casefold() for tag in given)
        return tuple(dict.fromkeys(tag for tag in bare if tag))

    def _new_posts(
        self, server: str, tag: str, ask: Ask, state: dict[str, Any]
    ) -> Iterator[Page]:
        key = f"{server}#{tag}"
        if not isinstance(state.get(key), str):
            yield from self._first_run(server, tag, ask, state)
            return
        min_id, newest = _earlier(state[key]), state[key]
        for _ in range(MAX_PAGES):
            posts, links = self._timeline(server, tag, min_id=min_id)
            if not posts:
                return
            top = links.get("min_id") or max(map(self._id, posts), key=_by_age)
            newest = max(newest, top, key=_by_age)
            state[key] = newest
            yield self._page(posts, server, dump_state(state))
            if _by_age(top) <= _by_age(min_id):
                return  # the server does not page forward; what it has now is read
            min_id = top

    def _first_run(
        self, server: str, tag: str, ask: Ask, state: dict[str, Any]
    ) -> Iterator[Page]:
        posts, _ = self._timeline(server, tag)
        if not posts:
            self._check_access(server)
            return
        newest = max(map(self._id, posts), key=_by_age)
        host, since = urlsplit(server).netloc, ask.since or ask.now - FIRST_REACH
        for number, page in enumerate(self._history(server, tag, ask, {}, posts), start=1):
            yield replace(page, cursor=None)
            if number == MAX_PAGES:
                reason = f"{host} has more of #{tag} than is read in a first run"
                oldest = min(times(page), default=None)
                yield Page(gaps=(Gap(reason=reason, since=since, until=oldest),))
                break
        state[f"{server}#{tag}"] = newest
        yield Page(cursor=dump_state(state))

    def _history(
        self,
        server: str,
        tag: str,
        ask: Ask,
        state: dict[str, Any],
        posts: list[Any] | None = None,
    ) -> Iterator[Page]:
        """Walk down to `ask.since`; *state* keeps the lowest id reached."""
        key, since = f"{server}#{tag}", ask.since or ask.now - FIRST_REACH
        max_id = state.get(key) or (_id_at(ask.until.timestamp()) if ask.until else None)
        posts = posts or self._timeline(server, tag, max_id=max_id)[0]
        while posts:
            lowest = min(map(self._id, posts), key=_by_age)
            if max_id is not None and _by_age(lowest) >= _by_age(max_id):
                return  # the server does not page down
            state[key] = max_id = lowest
            page = self._page(posts, server, dump_state(state))
            yield page
            if max(times(page), default=since) < since:
                return
            posts = self._timeline(server, tag, max_id=max_id)[0]

    def _timeline(
        self, server: str, tag: str, **bounds: str | None
    ) -> tuple[list[Any], Mapping[str, str]]:
        answer = self.http.get(
            f"{server}/api/v1/timelines/tag/{quote(tag, safe='')}",
            params={"limit": PER_PAGE, **bounds},
            token=self.token if server == self.base_url.rstrip("/") else None,
        )
        posts = need(answer.json(), "", list, of=f"{self.name} ({urlsplit(server).netloc})")
        return posts, _page_bounds(answer.headers.get("link", ""))

    def _check_access(self, server: str) -> None:
        """An empty timeline may be a closed one: newer servers say so. Raises `SourceError`."""
        try:
            instance = self.http.get(f"{server}/api/v2/instance").json()
        except SourceError:
            return  # an older server; it cannot tell
        access = find(instance, "configuration.timelines_access.hashtag_feeds.remote")
        host = urlsplit(server).netloc
        if access == "disabled":
            raise SourceError(f"{self.name}: {host} shows no hashtag timelines; drop it")
        if access == "authenticated" and not self.token:
            raise CredentialsRejected(
                f"{self.name}: {host} shows hashtags to its members only; set a token of an "
                "account there or drop it"
            )

    def _found(self, ask: Ask, state: dict[str, Any]) -> Iterator[Page]:
        """The posts of consenting authors that the server's full-text search finds."""
        marks = Marks(ask, dump_state(state), OVERLAP)
        for text in search_texts(ask, self.name):
            yield from marks.walk_back(f"?{text}", self._search_pages(text), shifting=True)

    def _search_pages(self, text: str) -> Iterator[Page]:
        server = self.base_url.rstrip("/")
        for offset in range(0, 10 * PER_PAGE, PER_PAGE):
            found = self.http.get(
                f"{server}/api/v2/search",
                params={"q": text, "type": "statuses", "limit": PER_PAGE, "offset": offset},
                token=self.token,
            ).json()
            posts = need(found, "statuses", list, of=self.name)
            yield self._page(posts, server, None)
            if len(posts) < PER_PAGE:
                return
        yield Page(gaps=(Gap(reason=f"more than {10 * PER_PAGE} posts found for {text}"),))

    def _page(self, posts: list[Any], server: str, cursor: str | None) -> Page:
        above = self._above(posts, server)
        return page_of(
            posts,
            lambda post: mention_of(post, source=self.name, server=server, above=above),
            cursor=cursor,
        )

    def _above(self, posts: list[Any], server: str) -> dict[str, Any]:
        """What *posts* answer, by the server's id: from among them, or asked for.

        What is not told (a private post, a deleted one) is known by its id only.
        """
        known = {id_: post for post in posts if (id_ := word(post, "id"))}
        for _ in range(MAX_CLIMB):
            wanted = {word(post, "in_reply_to_id") for post in known.values()} - {None, *known}
            found = self._statuses(server, sorted(map(str, wanted))) if wanted else []
            if not found:
                break
            known |= {id_: post for post in found if (id_ := word(post, "id"))}
        return known

    def _statuses(self, server: str, ids: list[str]) -> list[Any]:
        """Posts by id in one request; servers before 4.3 are asked for one after the other."""
        query = urlencode([("id[]", id_) for id_ in ids])
        many = self._told(f"{server}/api/v1/statuses?{query}")
        if isinstance(many, list):
            return many
        one_by_one = (self._told(f"{server}/api/v1/statuses/{id_}") for id_ in ids[:MAX_SINGLE])
        return [post for post in one_by_one if post is not None]

    def _told(self, url: str) -> Any:
        """The answer, or None where the server keeps it to itself."""
        try:
            return self.http.get(url).json()
        except SourceError as error:
            if error.status not in (400, 401, 403, 404, 405, 410, 422):
                raise
            return None

    def _id(self, post: object) -> str:
        return identity(post, "id", of=self.name)


def _by_age(status_id: str) -> tuple[int, str]:
    """Sorts ids of a server by age: they are opaque, the longer one is the later."""
    return len(status_id), status_id


def _id_at(seconds: float) -> str:
    """The least id that Mastodon gives at that time: milliseconds, then 16 bits."""
    return str(int(seconds * 1000) << 16)


def _earlier(status_id: str) -> str:
    """*status_id* moved back by the overlap where it carries a time: posts arrive late."""
    if not (status_id.isdecimal() and len(status_id) >= 17):
        return status_id
    return str(max(0, int(status_id) - (int(OVERLAP.total_seconds() * 1000) << 16)))


def _page_bounds(header: str) -> dict[str, str]:
    """`min_id` of the page after this one and `max_id` of the one before, from `Link`."""
    found: dict[str, str] = {}
    for url, relation in _LINK.findall(header):
        query = parse_qs(urlsplit(url).query)
        bound = {"prev": "min_id", "next": "max_id"}.get(relation, "")
        if query.get(bound):
            found[bound] = query[bound][0]
    return found

"""Bluesky: posts by its search, with an app password.

With a login the pages follow the service's cursor; without one Bluesky shows the first page, if
anything, and the walk goes on by moving `until` back. The call itself is `_search`, alone,
since its successor (`searchPostsV2`) is under way. The session lasts some hours and is kept in
the user's cache folder, not in the store: logins are limited to 300 a day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from monitor.errors import CredentialsRejected, SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.paging import FIRST_REACH, SECOND, Answer, Marks, search_texts
from monitor.sources.sessions import SessionFile
from monitor.sources.shape import (
    count,
    identity,
    language_code,
    moment,
    need,
    page_of,
    rows,
    word,
    words,
)
from monitor.text import canonical_url

PER_PAGE: Final = 100
MAX_PAGES: Final = 30
PER_LOOKUP: Final = 25
OVERLAP: Final = timedelta(hours=2)
ANONYMOUS_URL: Final = "https://api.bsky.app"
_ANONYMOUS: Final = (
    "without a login Bluesky shows what it likes; set 'identifier' and an app password"
)
_EXPIRED: Final = (b"ExpiredToken", b"InvalidToken")


@dataclass(frozen=True, kw_only=True)
class BlueskySource:
    """`identifier` is the handle, `password` an app password; `base_url` the account's server.

    `language` narrows the search to one language; `followers` says whether the authors'
    audience is looked up (a request for 25 authors); `session_folder` is for the session.
    """

    network: ClassVar[str] = "bluesky"
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    base_url: str = "https://bsky.social"
    identifier: str = ""
    password: Secret | None = None
    language: str = ""
    followers: bool = True
    session_folder: str = ""
    _kept: dict[str, Secret] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new posts of each search."""
        marks = Marks(ask, cursor, OVERLAP)
        if not self._has_login():
            yield Page(notes=(_ANONYMOUS,))
        for text in search_texts(ask, self.name):
            pages = self._found(text, ask, marks.start(text))
            yield from marks.walk_back(text, pages)

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield [since, until), newest first, by moving `until` back."""
        marks = Marks(ask, cursor, timedelta())
        since = ask.since or ask.now - FIRST_REACH
        for text in search_texts(ask, self.name):

            def read(until: datetime, text: str = text) -> Answer:
                found = self._search(q=text, since=_iso(since), until=_iso(until))
                posts = need(found, "posts", list, of=self.name)
                # A cursor is given even where nothing follows, as long as there are posts.
                goes_down = any((_sorted_at(post) or until) < until - SECOND for post in posts)
                more = len(posts) >= PER_PAGE or (goes_down and "cursor" in found)
                return Answer(self._page(posts), more)

            yield from marks.walk_down(text, read)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, 25 posts a request; one that is not shown any more is gone."""
        for at in range(0, len(source_ids), PER_LOOKUP):
            uris = source_ids[at : at + PER_LOOKUP]
            found = self._call("app.bsky.feed.getPosts", [("uris", uri) for uri in uris])
            page = self._page(need(found, "posts", list, of=self.name))
            seen = {mention.source_id for mention in page.mentions}
            yield replace(page, deleted=tuple(uri for uri in uris if uri not in seen))

    def _found(self, text: str, ask: Ask, since: datetime) -> Iterator[Page]:
        until: datetime | None = None
        following: str | None = None
        for _ in range(MAX_PAGES):
            bounds = {"since": _iso(since), "until": _iso(until) if until else None}
            found = self._search(q=text, cursor=following, **bounds)
            posts = need(found, "posts", list, of=self.name)
            yield self._page(posts)
            following = word(found, "cursor") if self._has_login() else None
            if not posts or (following is None and len(posts) < PER_PAGE):
                return
            if following is None:
                earlier = _sorted_at(posts[-1])
                if earlier is None or (until and earlier >= until):
                    yield Page(gaps=(Gap(reason="Bluesky shows no more without a login"),))
                    return
                until = earlier
        yield Page(gaps=(Gap(reason=f"more than {MAX_PAGES * PER_PAGE} new posts for {text}"),))

    def _search(self, **params: str | None) -> Any:
        """The one place that knows how Bluesky is searched."""
        wanted = {**params, "sort": "latest", "limit": str(PER_PAGE), "lang": self.language}
        given = [(key, value) for key, value in wanted.items() if value]
        return self._call("app.bsky.feed.searchPosts", given)

    def _call(self, method: str, params: list[tuple[str, str]]) -> Any:
        """Ask, with the kept session or a new one; once more where the kept one has ended."""
        server = self.base_url.rstrip("/")
        if not self._has_login() and server == "https://bsky.social":
            server = ANONYMOUS_URL
        url = f"{server}/xrpc/{method}?{urlencode(params)}"
        token = self._token() if self._has_login() else None
        try:
            if token or not self._has_login():
                return self.http.get(url, token=token).json()
        except SourceError as error:
            ended = any(name in error.body for name in _EXPIRED)
            if token is None or not (ended or isinstance(error, CredentialsRejected)):
                raise self._explained(error) from None
        return self.http.get(url, token=self._log_in()).json()

    def _explained(self, error: SourceError) -> SourceError:
        if self._has_login() or error.status not in (401, 403):
            return error
        return CredentialsRejected(
            f"{self.name}: Bluesky does not answer without a login just now; make an app "
            "password in its settings and set 'identifier' and 'password'",
            status=error.status,
        )

    def _log_in(self) -> Secret:
        password = self.password.value if self.password else ""
        self._session().forget()
        try:
            made = self.http.post(
                f"{self.base_url.rstrip('/')}/xrpc/com.atproto.server.createSession",
                json={"identifier": self.identifier, "password": password},
            ).json()
        except SourceError as error:
            if error.status not in (400, 401):
                raise
            raise CredentialsRejected(
                f"{self.name}: Bluesky refused the login of {self.identifier}; "
                "check 'identifier' and the app password"
            ) from None
        token = Secret(need(made, "accessJwt", str, of=self.name))
        self._session().keep(token)
        self._kept["session"] = token
        return token

    def _token(self) -> Secret | None:
        return self._kept.get("session") or self._session().token()

    def _has_login(self) -> bool:
        return bool(self.identifier and self.password)

    def _session(self) -> SessionFile:
        return SessionFile.of(self.base_url, self.identifier, self.session_folder)

    def _page(self, posts: list[Any]) -> Page:
        audience = self._audience(posts)
        return page_of(posts, lambda post: self._mention(post, audience))

    def _audience(self, posts: list[Any]) -> Mapping[str, int]:
        """Followers of the posts' authors, by DID; empty where they are not looked up."""
        if not (self.followers and self._has_login()):
            return {}
        dids = list(dict.fromkeys(filter(None, (word(post, "author.did") for post in posts))))
        known: dict[str, int] = {}
        for at in range(0, len(dids), PER_LOOKUP):
            actors = [("actors", did) for did in dids[at : at + PER_LOOKUP]]
            found = self._call("app.bsky.actor.getProfiles", actors)
            for profile in rows(found, "profiles"):
                did, followers = word(profile, "did"), count(profile, "followersCount")
                if did and followers is not None:
                    known[did] = followers
        return known

    def _mention(self, post: object, audience: Mapping[str, int]) -> Mention:
        uri = identity(post, "uri", of=self.name)
        record = need(post, "record", dict, of=f"{self.name}: post {uri}")
        features = [
            feature for facet in rows(record, "facets") for feature in rows(facet, "features")
        ]
        external = word(record, "embed.external.uri") or word(
            record, "embed.media.external.uri"
        )
        urls = (*words(features, "", "uri"), *((external,) if external else ()))
        reposts, quotes = count(post, "repostCount"), count(post, "quoteCount")
        parent = word(record, "reply.parent.uri")
        return Mention(
            source=self.name,
            source_id=uri,
            network=self.network,
            kind="comment" if parent else "post",
            url=_web_url(post, uri),
            # A post may consist of a picture alone; that it has no text is no fault.
            text=need({"text": ""} | record, "text", str, of=f"{self.name}: post {uri}"),
            author=_author(post, audience),
            published_at=_sorted_at(post),
            thread_id=word(record, "reply.root.uri") or uri,
            parent_id=parent,
            site="bsky.app",
            language=next((code for code in _languages(record) if code), None),
            tags=tuple(dict.fromkeys((*words(features, "", "tag"), *words(record, "tags")))),
            links=tuple(dict.fromkeys(filter(None, map(canonical_url, urls)))),
            engagement=Engagement(
                score=count(post, "likeCount"),
                replies=count(post, "replyCount"),
                shares=None if reposts is None else reposts + (quotes or 0),
            ),
        )


def _languages(record: object) -> Iterator[str | None]:
    return (language_code(tag, "") for tag in words(record, "langs"))


def _author(post: object, audience: Mapping[str, int]) -> Author | None:
    did, handle = word(post, "author.did"), word(post, "author.handle")
    if did is None and handle is None:
        return None
    # "handle.invalid" stands for a handle that does not lead back to the account.
    shown = handle if handle and handle != "handle.invalid" else did or ""
    return Author(
        handle=shown,
        name=word(post, "author.displayName"),
        followers=audience.get(did or ""),
        url=f"https://bsky.app/profile/{did or shown}",
    )


def _web_url(post: object, uri: str) -> str:
    who = word(post, "author.did") or uri.removeprefix("at://").partition("/")[0]
    return f"https://bsky.app/profile/{who}/post/{uri.rpartition('/')[2]}"


def _sorted_at(post: object) -> datetime | None:
    """When it was published: clients write `createdAt`, so it counts only when not ahead."""
    claimed, seen = moment(post, "record.createdAt"), moment(post, "indexedAt")
    return min(filter(None, (claimed, seen)), default=None)


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

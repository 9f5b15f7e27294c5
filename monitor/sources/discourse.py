"""Discourse: posts of a forum, found by its search or all of them as they come.

The search shows an excerpt; the full text is one more request for each post. It goes back 10
pages of 50, and `after:` counts days in the forum's zone, so a day more is asked for. With
`everything` the listing of all posts is read instead, which has full texts and exact ids: the
right way to watch a forum of one's own (give the source its `brand`).

A mention's identity is "topic/number", since that is how an answer names what it answers; a post
that moderators move to another topic is therefore a new mention.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, ClassVar, Final

from monitor.errors import CredentialsRejected, SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.paging import (
    FIRST_REACH,
    Answer,
    Marks,
    dump_state,
    joined,
    load_state,
    search_texts,
    times,
)
from monitor.sources.shape import (
    count,
    find,
    flag,
    moment,
    need,
    page_of,
    rows,
    serial,
    word,
    words,
)
from monitor.text import hrefs, plain, site_of

MAX_PAGES: Final = 10
MAX_LISTING_PAGES: Final = 60
MAX_EMPTY_PAGES: Final = 5
OVERLAP: Final = timedelta(hours=6)
ID_OVERLAP: Final = 100  # posts held for approval appear late, with the id they began with
_LIKE = 2  # the number of "like" among the actions on a post


@dataclass(frozen=True, kw_only=True)
class DiscourseSource:
    """`base_url` is the forum's address; a private forum needs `api_key` and `api_user`.

    `public_url` is the address in links, for a forum that is asked at another one.
    """

    network: ClassVar[str] = "discourse"
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    base_url: str = "https://meta.discourse.org"
    public_url: str = ""
    everything: bool = False
    api_key: Secret | None = None
    api_user: str = ""

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new posts: of each search, or all."""
        if self.everything:
            yield from self._new_posts(ask, load_state(cursor))
            return
        marks = Marks(ask, cursor, OVERLAP)
        for text in search_texts(ask, self.name):
            pages = self._found(text, marks.start(text), None)
            yield from marks.walk_back(text, pages, shifting=True)

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield [since, until): all posts downwards, or each search in windows of days."""
        if self.everything:
            yield from self._history(ask, load_state(cursor))
            return
        marks = Marks(ask, cursor, timedelta())
        since = ask.since or ask.now - FIRST_REACH
        for text in search_texts(ask, self.name):

            def read(until: datetime, text: str = text) -> Answer:
                pages = list(self._found(text, since, until))
                return Answer(joined(pages), more=any(page.gaps for page in pages))

            yield from marks.walk_down(text, read, step=timedelta(days=1))

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, one request for each post; a deleted one is refused or marked."""
        for source_id in source_ids:
            path = f"by_number/{source_id}" if "/" in source_id else source_id
            try:
                post = self._get(f"posts/{path}.json")
            except SourceError as error:
                if error.status not in (403, 404, 410):
                    raise
                if error.status == 403 and not self.api_key:
                    continue  # a category that was closed to the public; the post may live
                yield Page(deleted=(source_id,))
            else:
                yield self._posts([post])

    def _found(self, text: str, since: datetime, until: datetime | None) -> Iterator[Page]:
        period = f"after:{(since - timedelta(days=1)).date()}"
        if until:
            period += f" before:{(until + timedelta(days=1)).date()}"
        for number in range(1, MAX_PAGES + 1):
            found = self._get("search.json", q=f"{text} {period} order:latest", page=number)
            topics = {count(topic, "id"): topic for topic in rows(found, "topics")}
            # No "posts" at all is how a search without results reads on some versions.
            answer: dict[str, Any] = {"posts": []} | need(found, "", dict, of=self.name)
            posts = need(answer, "posts", list, of=self.name)
            fresh = [post for post in posts if not _is_before(post, since)]
            yield self._posts([self._full(post) for post in fresh], topics)
            if not (fresh and flag(found, "grouped_search_result.more_full_page_results")):
                return
        yield Page(gaps=(Gap(reason=f"the forum shows only 500 posts for {text}"),))

    def _full(self, post: Any) -> Any:
        """*post* with its whole text: an excerpt would pass for an edit of what is stored."""
        number = count(post, "id")
        if number is None or word(post, "cooked") is not None:
            return post
        try:
            whole = self._get(f"posts/{number}.json")
            return post | need(whole, "", dict, of=f"{self.name}: post {number}")
        except SourceError as error:
            if error.status in (403, 404, 410):
                return post
            raise

    def _new_posts(self, ask: Ask, state: dict[str, Any]) -> Iterator[Page]:
        """Down from the newest post to the id that was the newest of the last run."""
        known = count(state, "newest") or 0
        floor = known - ID_OVERLAP if known else 0
        since = ask.since or ask.now - FIRST_REACH
        newest, lowest, oldest = known, 0, ask.now
        for page, lowest, highest in islice(self._listing(None), MAX_LISTING_PAGES):
            newest = max(newest, highest)
            yield page
            oldest = max(times(page), default=oldest)
            if lowest <= floor or (not known and oldest < since):
                break
        else:
            if lowest > 1:
                reason = "more new posts than are read in one run"
                yield Page(gaps=(Gap(reason=reason, since=since, until=oldest),))
        yield Page(cursor=dump_state({"newest": newest}))

    def _history(self, ask: Ask, state: dict[str, Any]) -> Iterator[Page]:
        since = ask.since or ask.now - FIRST_REACH
        for page, lowest, _ in self._listing(count(state, "lowest")):
            yield replace(page, cursor=dump_state({"lowest": lowest}))
            if max(times(page), default=since) < since:
                return

    def _listing(self, before: int | None) -> Iterator[tuple[Page, int, int]]:
        """All posts downwards from id *before*, with the lowest and the highest id of a page.

        The forum answers with the 50 ids below; ids of hidden posts leave pages short or empty.
        """
        empty = 0
        while empty < MAX_EMPTY_PAGES and (before is None or before > 0):
            found = self._get("posts.json", before=before)
            listed = need(found, "latest_posts", list, of=self.name)
            ids = [count(post, "id") or 0 for post in listed]
            # Whether `before` itself is shown differs by version; above it nothing counts.
            if before is not None and min(ids, default=before) >= before:
                posts, lowest = [post for post in listed if count(post, "id") == before], None
            else:
                posts, lowest = listed, min(ids, default=None)
            empty = 0 if posts else empty + 1
            before = max(0, (before or 0) - 50) if lowest is None else lowest
            yield self._posts(posts), before, max(ids, default=0)

    def _get(self, path: str, **params: str | int | None) -> Any:
        url = f"{self.base_url.rstrip('/')}/{path}"
        try:
            return self.http.get(url, params=params, headers=self._key()).json()
        except SourceError as error:
            # Single posts may be closed to us for other reasons; a listing is not.
            if error.status != 403 or path.startswith("posts/"):
                raise
            what = "check 'api_key' and 'api_user'" if self.api_key else "set 'api_key'"
            raise CredentialsRejected(
                f"{self.name}: the forum refuses us; if it is private, {what}", status=403
            ) from None

    def _key(self) -> Mapping[str, str]:
        if not self.api_key:
            return {}
        if not self.api_user:
            raise CredentialsRejected(f"{self.name}: 'api_key' needs 'api_user' beside it")
        return {"Api-Key": self.api_key.value, "Api-Username": self.api_user}

    def _posts(self, posts: list[Any], topics: Mapping[int | None, Any] | None = None) -> Page:
        gone = [post for post in posts if find(post, "deleted_at")]
        present = [post for post in posts if not find(post, "deleted_at")]
        known = topics or {}
        page = page_of(
            present, lambda post: self._mention(post, known.get(count(post, "topic_id")))
        )
        return replace(page, deleted=tuple(_identity(post, self.name) for post in gone))

    def _mention(self, post: object, topic: object) -> Mention:
        source_id = _identity(post, self.name)
        thread, number = count(post, "topic_id"), count(post, "post_number") or 1
        slug = word(post, "topic_slug") or word(topic, "slug") or "-"
        path = f"t/{slug}/{thread}/{number}" if thread else f"p/{source_id}"
        url = f"{self._public()}/{path}"
        html = word(post, "cooked") or word(post, "blurb") or ""
        answered = count(post, "reply_to_post_number")
        first = number == 1
        return Mention(
            source=self.name,
            source_id=source_id,
            network=self.network,
            kind="post" if first else "comment",
            url=url,
            title=_title(post, topic),
            text=plain(html),
            author=self._author(post),
            published_at=moment(post, "created_at"),
            edited_at=_edited(post),
            thread_id=f"{thread}/1" if thread else source_id,
            parent_id=f"{thread}/{answered or 1}" if thread and not first else None,
            site=site_of(url),
            tags=words(topic, "tags") or words(topic, "tags", "name"),
            links=hrefs(html, base=url),
            engagement=Engagement(
                score=_likes(post),
                replies=(count(topic, "reply_count") if first else None)
                or count(post, "reply_count"),
                views=(count(topic, "views") if first else None) or count(post, "reads"),
            ),
        )

    def _author(self, post: object) -> Author | None:
        handle = word(post, "username")
        if handle is None:
            return None
        name = word(post, "name") or word(post, "display_username")
        return Author(handle=handle, name=name, url=f"{self._public()}/u/{handle}")

    def _public(self) -> str:
        return (self.public_url or self.base_url).rstrip("/")


def _identity(post: object, name: str) -> str:
    """ "topic/number", under which answers name what they answer; the bare id without these."""
    post_id = serial(post, "id", of=name)
    topic, number = count(post, "topic_id"), count(post, "post_number")
    return f"{topic}/{number}" if topic and number else post_id


def _is_before(post: object, since: datetime) -> bool:
    written = moment(post, "created_at")
    return written is not None and written < since


def _title(post: object, topic: object) -> str | None:
    title = word(topic, "title") or word(post, "topic_title")
    return plain(title) if title else None


def _edited(post: object) -> datetime | None:
    """When the post was changed: its version counts from 1."""
    return moment(post, "updated_at") if (count(post, "version") or 1) > 1 else None


def _likes(post: object) -> int | None:
    given = count(post, "like_count")
    for action in rows(post, "actions_summary"):
        if given is None and count(action, "id") == _LIKE:
            return count(action, "count") or 0
    return given

"""Reddit by its API, for holders of a key: submissions by search, comments by listing.

New keys need an approval that is rarely given; without one use `reddit_feed`. The search finds
submissions only, so comments of chosen subreddits are listed and matched here. Listings end
after about 1,000 items. Deleted content must go from stored copies too: what reads "[deleted]"
or "[removed]" is told as gone, never stored.

PRAW brings its own HTTP and keeps Reddit's limits. Its objects fetch what they lack at any
touch; we read only what an answer brought (`vars`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, ClassVar, Final

import praw
from praw.exceptions import PRAWException
from prawcore import exceptions as core

from monitor import __version__
from monitor.errors import (
    CredentialsRejected,
    RateLimited,
    SourceChanged,
    SourceError,
    SourceUnavailable,
)
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.paging import Marks, search_texts
from monitor.sources.shape import (
    as_moment,
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
from monitor.text import canonical_url, clean, hrefs, plain

PER_PAGE: Final = 100
CEILING: Final = 1_000
OVERLAP: Final = timedelta(hours=6)
TIMEOUT: Final = 20
_NEARLY: Final = 900  # the end of a listing varies; one this long was cut by Reddit, not by us
_LONGEST_PAUSE: Final = 5
_GONE: Final = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]"})


@dataclass(frozen=True, kw_only=True)
class RedditSource:
    """Searches all of Reddit, or only `subreddits`, whose comments are read too.

    `account` is the Reddit name that the user agent must carry. A script app also has `username`
    and `password`; without them the access is read-only, which is enough.
    """

    network: ClassVar[str] = "reddit"
    search: ClassVar[Capabilities | None] = Capabilities(max_length=500)

    name: str
    client_id: Secret
    client_secret: Secret
    account: str
    username: str = ""
    password: Secret | None = None
    subreddits: tuple[str, ...] = ()
    comments: bool = True
    base_url: str = "https://www.reddit.com"
    oauth_url: str = "https://oauth.reddit.com"

    def __post_init__(self) -> None:
        if bool(self.username) != bool(self.password):
            raise ValueError("'username' and 'password' belong together: give both or none")

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new submissions of each search, then new comments of the subreddits."""
        marks = Marks(ask, cursor, OVERLAP)
        with self._translated(), self._reddit() as reddit:
            place = reddit.subreddit("+".join(self.subreddits) or "all")
            for text in search_texts(ask, self.name):
                found = place.search(text, sort="new", syntax="lucene", limit=CEILING)
                yield from marks.walk_back(text, self._pages(found))
            if self.comments and self.subreddits:
                yield from marks.walk_back(
                    "comments", self._pages(place.comments(limit=CEILING))
                )

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again at 100 items with each request. What Reddit does not show is left alone:
        a subreddit may be private for a day.
        """
        with self._translated(), self._reddit() as reddit:
            yield from self._batches(reddit.info(fullnames=list(source_ids)))

    def _pages(self, items: Iterable[Any]) -> Iterator[Page]:
        """A listing in pages, newest first; a gap where Reddit ended it."""
        number = 0
        for page in self._batches(items):
            number += len(page.mentions) + len(page.deleted)
            yield page
        if number >= _NEARLY:
            yield Page(gaps=(Gap(reason=f"Reddit lists about {CEILING} items at most"),))

    def _batches(self, items: Iterable[Any]) -> Iterator[Page]:
        items = iter(items)
        while batch := self._batch(items):
            deleted = tuple(filter(None, (word(raw, "name") for raw in batch if _is_gone(raw))))
            page = page_of([raw for raw in batch if not _is_gone(raw)], self._mention)
            yield Page(mentions=page.mentions, skipped=page.skipped, deleted=deleted)

    def _batch(self, items: Iterator[Any]) -> list[dict[str, Any]]:
        try:
            return [vars(item) for item in islice(items, PER_PAGE)]
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            # PRAW takes the shape of an answer for granted.
            raise SourceChanged(
                f"{self.name}: PRAW cannot read Reddit's answer ({type(error).__name__}: {error})"
            ) from error

    def _mention(self, raw: Mapping[str, Any]) -> Mention:
        fullname = identity(raw, "name", of=self.name)
        is_comment = fullname.startswith("t1_")
        html = _html(raw)
        published_at = moment(raw, "created_utc") or as_moment(
            need(raw, "created_utc", float, of=self.name)
        )
        linked = None if is_comment or flag(raw, "is_self") else word(raw, "url")
        return Mention(
            source=self.name,
            source_id=fullname,
            network=self.network,
            kind="comment" if is_comment else "post",
            url=_permalink(raw),
            title=None if is_comment else _title(raw),
            text=clean(plain(html)),
            author=_author(raw),
            published_at=published_at,
            edited_at=as_moment(find(raw, "edited")),
            thread_id=word(raw, "link_id") if is_comment else fullname,
            parent_id=word(raw, "parent_id") if is_comment else None,
            site=_site(raw),
            tags=tuple(filter(None, (word(raw, "link_flair_text"),))),
            links=tuple(
                dict.fromkeys(filter(None, (canonical_url(linked or ""), *hrefs(html))))
            ),
            engagement=Engagement(
                score=count(raw, "score"),
                replies=count(raw, "num_comments"),
                shares=count(raw, "num_crossposts"),
            ),
        )

    @contextmanager
    def _reddit(self) -> Iterator[praw.Reddit]:
        """A connection that does not call home, and that no praw.ini can lead elsewhere."""
        reddit = praw.Reddit(
            client_id=self.client_id.value,
            client_secret=self.client_secret.value,
            username=self.username or None,
            password=self.password.value if self.password else None,
            refresh_token=None,
            user_agent=f"python:monitor:{__version__} (by /u/{self.account})",
            reddit_url=self.base_url.rstrip("/"),
            oauth_url=self.oauth_url.rstrip("/"),
            ratelimit_seconds=_LONGEST_PAUSE,
            timeout=TIMEOUT,
            check_for_updates=False,
            check_for_async=False,
        )
        with reddit:
            yield reddit

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """PRAW's exceptions in our words; their own texts may carry what was sent."""
        try:
            yield
        except core.PrawcoreException as error:
            raise self._ours(error) from None
        except PRAWException as error:
            raise SourceError(f"{self.name}: Reddit refuses ({type(error).__name__})") from None

    def _ours(self, error: core.PrawcoreException) -> SourceError:
        name, status = self.name, getattr(getattr(error, "response", None), "status_code", None)
        if isinstance(error, core.TooManyRequests) or status == 429:
            headers = getattr(getattr(error, "response", None), "headers", {})
            wait = _seconds(headers.get("retry-after"))
            return RateLimited(
                f"{name}: Reddit has too many requests from this key; the next run tries again",
                retry_after=wait,
                status=429,
            )
        if isinstance(error, core.OAuthException | core.InvalidToken) or status == 401:
            return CredentialsRejected(
                f"{name}: Reddit refuses the key or login; check client_id and client_secret "
                "at reddit.com/prefs/apps",
                status=401,
            )
        if isinstance(error, core.Forbidden | core.NotFound | core.Redirect):
            places = ", ".join(self.subreddits) or "all of Reddit"
            return SourceUnavailable(
                f"{name}: Reddit does not show {places}: private, banned, misspelt, or not for "
                "this key",
                status=status,
            )
        if isinstance(error, core.BadJSON):
            return SourceChanged(f"{name}: the answer is not JSON; has Reddit changed it?")
        if isinstance(error, core.RequestException):
            kind = type(error.original_exception).__name__
            return SourceUnavailable(f"{name}: Reddit cannot be reached ({kind})")
        said = f" ({status})" if status else f" ({type(error).__name__})"
        return SourceUnavailable(f"{name}: Reddit failed{said}", status=status)


def _is_gone(raw: Mapping[str, Any]) -> bool:
    body = raw.get("body") if "body" in raw else raw.get("selftext")
    return body in _GONE


def _html(raw: Mapping[str, Any]) -> str:
    """The text of an item as HTML; a crosspost without words of its own has its parent's."""
    own = word(raw, "body_html") or word(raw, "selftext_html")
    if own:
        return own
    for parent in rows(raw, "crosspost_parent_list"):
        if word(parent, "selftext_html") and not _is_gone(parent):
            return str(word(parent, "selftext_html"))
    return ""


def _title(raw: Mapping[str, Any]) -> str | None:
    title = word(raw, "title")
    return clean(" ".join(title.split()), limit=1_000) if title else None


def _author(raw: Mapping[str, Any]) -> Author | None:
    """None for deleted and suspended accounts."""
    found = raw.get("author")
    name = found if isinstance(found, str) else vars(found).get("name") if found else None
    if not isinstance(name, str) or name in _GONE:
        return None
    return Author(handle=name, name=name, url=f"https://www.reddit.com/user/{name}")


def _site(raw: Mapping[str, Any]) -> str:
    found = raw.get("subreddit")
    name = (
        found if isinstance(found, str) else vars(found).get("display_name") if found else None
    )
    return f"reddit.com/r/{name.lower()}" if isinstance(name, str) else "reddit.com"


def _permalink(raw: Mapping[str, Any]) -> str | None:
    """The address of an item; older answers leave it to be put together for comments."""
    path = word(raw, "permalink")
    thread, own = (word(raw, "link_id") or "").removeprefix("t3_"), word(raw, "id")
    if path is None and thread and own:
        path = f"/comments/{thread}/_/{own}/"
    return canonical_url(f"https://www.reddit.com{path}") if path else None


def _seconds(value: object) -> float | None:
    try:
        return min(max(float(str(value)), 1.0), 86_400.0)
    except ValueError:
        return None

"""Reddit without an API key: its Atom feeds of searches and subreddits.

They carry no scores and no counts, show 100 entries at most, and Reddit answers an address that
They carry no scores and no counts, show 100 entries at most, and Reddit answers whoever asks
more than about once a minute with "too many requests": the HTTP client keeps that distance.
secret, and so are the addresses it stands in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final
from urllib.parse import quote

from monitor.errors import SourceChanged
from monitor.http import Http
from monitor.model import Ask, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.entries import Entry
from monitor.sources.feedreading import read_feed
from monitor.sources.paging import Marks, search_texts, times
from monitor.sources.presets import PRESETS, handle_of
from monitor.text import canonical_url

PER_PAGE: Final = 100
OVERLAP: Final = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class RedditFeedSource:
    """Searches all of Reddit, or only `subreddits`; with `comments` their newest comments are
    read too and matched here. `feed_token` and `user` stand together in personal addresses.
    """

    network: ClassVar[str] = "reddit"
    search: ClassVar[Capabilities | None] = Capabilities(max_searches=10)

    name: str
    http: Http
    base_url: str = "https://www.reddit.com"
    subreddits: tuple[str, ...] = ()
    comments: bool = False
    feed_token: Secret | None = None
    user: str = ""

    def __post_init__(self) -> None:
        if bool(self.feed_token) != bool(self.user):
            raise ValueError("'feed_token' and 'user' belong together: give both or none")
        if self.comments and not self.subreddits:
            raise ValueError("'comments' needs 'subreddits': Reddit has no search for comments")

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield the newest entries of each search, and of the subreddits' comments."""
        marks = Marks(ask, cursor, OVERLAP)
        for text in search_texts(ask, self.name):
            yield from self._listing(marks, text, self._search_path(), q=text)
        if self.comments:
            yield from self._listing(marks, "comments", f"{self._place()}/comments/.rss")

    def _listing(self, marks: Marks, key: str, path: str, **params: str) -> Iterator[Page]:
        """One feed: all it shows, and a gap where it cannot reach back to the last visit."""
        start = marks.start(key)
        page = self._page(path, **params)
        oldest = min(times(page), default=None)
        is_full = len(page.mentions) >= PER_PAGE
        if is_full and oldest and oldest > start:
            gap = Gap(
                reason=f"Reddit's feed shows only {PER_PAGE} entries", since=start, until=oldest
            )
            page = Page(mentions=page.mentions, skipped=page.skipped, gaps=(gap,))
        yield from marks.walk_back(key, [page])

    def _page(self, path: str, **params: str) -> Page:
        query: dict[str, str | int | None] = {"limit": PER_PAGE, **params}
        if "q" in params:
            query |= {"sort": "new", "restrict_sr": "on" if self.subreddits else None}
        if self.feed_token:
            query |= {"feed": self.feed_token.value, "user": self.user}
        answer = self.http.get(f"{self.base_url}{path}", params=query)
        preset = PRESETS["reddit"]
        feed = read_feed(
            answer.body, url=answer.url, where=f"{self.name}: {path}", headers=answer.headers
        )
        entries = [preset.read(entry) for entry in feed.entries]
        if entries and not any(map(preset.identity, entries)):
            raise SourceChanged(
                f"{self.name}: the field 'id' of the entries names no submission or comment; "
                "has the service changed its answer?"
            )
        mentions = [self._mention(entry) for entry in entries if preset.identity(entry)]
        return Page(mentions=tuple(mentions))

    def _mention(self, entry: Entry) -> Mention:
        preset = PRESETS["reddit"]
        mention = Mention(
            source=self.name,
            source_id=preset.identity(entry) or "",
            network=self.network,
            url=canonical_url(entry.link or ""),
            title=entry.title,
            text=entry.text,
            author=handle_of(entry),
            published_at=entry.published_at or entry.updated_at,
            links=entry.links,
        )
        return preset.refine(mention, entry)

    def _place(self) -> str:
        return f"/r/{quote('+'.join(self.subreddits), safe='+')}" if self.subreddits else ""

    def _search_path(self) -> str:
        return f"{self._place()}/search.rss"

"""YouTube: videos by search, and the comments under them, with a free key (Data API v3).

A search is one of 100 a day, anything else one of 10,000 units; the cursor keeps the ledger of
the day (midnight is Pacific time) and the run stops before the quota does. Search is uneven:
the same one gives different videos, so three days are asked for again each time. Stored data
has to be refreshed or deleted within 30 days, which the re-check does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from monitor.http import Http
from monitor.model import Ask, Gap, Page, Secret
from monitor.sources import youtube_items as items
from monitor.sources.base import Capabilities
from monitor.sources.paging import FIRST_REACH, Answer, Marks, joined, search_texts
from monitor.sources.shape import count, need, page_of, word, words
from monitor.sources.youtube_api import PER_LOOKUP, PER_SEARCH, Api, Ledger

SEARCH_PAGES: Final = 2
OVERLAP: Final = timedelta(days=3)
_VIDEO_ID_LENGTH: Final = 11


@dataclass(frozen=True, kw_only=True)
class YouTubeSource:
    """`key` is an API key; `channels` are ids of channels whose comments are all read.

    `comments`: read those under the videos found. `searches_a_day` and `units_a_day` are the
    key's quota, of which the source uses no more.
    """

    network: ClassVar[str] = items.NETWORK
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    key: Secret
    base_url: str = "https://www.googleapis.com/youtube/v3"
    channels: tuple[str, ...] = ()
    comments: bool = True
    searches_a_day: int = 100
    units_a_day: int = 10_000

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield videos found since the last run, with their comments, and the channels'."""
        marks = Marks(ask, cursor, OVERLAP)
        api = self._api(marks)
        for channel in self.channels:
            pages = api.comments(marks.start(channel), allThreadsRelatedToChannelId=channel)
            yield from marks.walk_back(channel, pages)
        for text in search_texts(ask, self.name) if ask.searches or not self.channels else ():
            yield from marks.walk_back(text, self._found(api, text, marks.start(text)))

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield the videos of [since, until), newest first, a search for each 50."""
        marks = Marks(ask, cursor, timedelta())
        api = self._api(marks)
        since = ask.since or ask.now - FIRST_REACH
        for text in search_texts(ask, self.name):

            def read(until: datetime, text: str = text) -> Answer:
                found, following = api.search(text, since, until, None)
                return Answer(self._videos(api, found, since), more=following is not None)

            yield from marks.walk_down(text, read)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, 50 ids a request; what is not given any more is gone."""
        api = self._api(None)
        for method, ids in _batches(source_ids):
            part = "snippet,statistics" if method == "videos" else "snippet"
            found = api.get(method, part=part, id=",".join(ids))
            given = need(found, "items", list, of=self.name) if found else []
            page = page_of(given, _READERS[method](self.name))
            seen = {mention.source_id for mention in page.mentions}
            yield replace(page, deleted=tuple(id_ for id_ in ids if id_ not in seen))

    def _found(self, api: Api, text: str, since: datetime) -> Iterator[Page]:
        following: str | None = None
        for _ in range(SEARCH_PAGES):
            found, following = api.search(text, since, None, following)
            page = self._videos(api, found, since)
            if following and not found:
                # Answers without videos that claim more pages come now and then.
                gap = Gap(reason=f"YouTube answered the search for {text} with an empty page")
                page = replace(page, gaps=(gap,))
            yield replace(page, cursor=api.ledger_text())
            if following is None:
                return
        yield Page(gaps=(Gap(reason=f"more than {SEARCH_PAGES * PER_SEARCH} for {text}"),))

    def _videos(self, api: Api, found: list[Any], since: datetime) -> Page:
        """The videos of a search page with their figures, and the comments under them."""
        ids = [id_ for item in found if (id_ := word(item, "id.videoId"))]
        details = {word(item, "id"): item for item in api.lookup("videos", ids)}
        full = [details.get(word(item, "id.videoId")) or item for item in found]
        channels = list(words(full, "", "snippet.channelId"))
        audience = {
            word(item, "id"): count(item, "statistics.subscriberCount")
            for item in api.lookup("channels", channels)
        }
        videos = page_of(full, lambda item: items.video(item, self.name, audience))
        if not self.comments:
            return videos
        talked = (one for one in videos.mentions if one.engagement.replies)
        threads = [
            page for one in talked for page in api.comments(since, videoId=one.source_id)
        ]
        gaps = tuple(gap for page in threads for gap in page.gaps)
        return replace(joined([videos, *threads]), gaps=gaps)

    def _api(self, marks: Marks | None) -> Api:
        limits = {"searches_a_day": self.searches_a_day, "units_a_day": self.units_a_day}
        ledger = Ledger.of(marks, **limits) if marks else None
        return Api(self.name, self.http, self.key, self.base_url, ledger)


_READERS: Final[dict[str, Callable[[str], Callable[[Any], Any]]]] = {
    "videos": lambda name: lambda item: items.video(item, name),
    "commentThreads": lambda name: lambda item: items.thread(item, name),
    "comments": lambda name: lambda item: items.comment(item, name),
}


def _batches(ids: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Ids by the method that gives them: a video's has 11 characters, an answer's a point."""
    kinds: dict[str, list[str]] = {method: [] for method in _READERS}
    for id_ in ids:
        is_video, is_answer = len(id_) == _VIDEO_ID_LENGTH, "." in id_
        kinds["videos" if is_video else "comments" if is_answer else "commentThreads"].append(
            id_
        )
    for method, wanted in kinds.items():
        for at in range(0, len(wanted), PER_LOOKUP):
            yield method, wanted[at : at + PER_LOOKUP]

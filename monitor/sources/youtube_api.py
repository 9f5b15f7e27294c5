"""Calls of YouTube's Data API, each counted before it is made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from monitor.errors import CredentialsRejected, RateLimited, SourceError
from monitor.http import Http
from monitor.model import Gap, Page, Secret
from monitor.sources import youtube_items as items
from monitor.sources.paging import Marks, joined, times
from monitor.sources.shape import count, identity, iso, load, need, page_of, rows, word

PER_SEARCH: Final = 50
PER_LOOKUP: Final = 50
PER_COMMENTS: Final = 100
COMMENT_PAGES: Final = 10
PACIFIC: Final = "America/Los_Angeles"
_QUOTA: Final = "=quota"
_KEY_FAULTS: Final = (
    "keyInvalid", "keyExpired", "badRequest", "accessNotConfigured", "forbidden",
    "ipRefererBlocked", "API_KEY_INVALID",
)  # fmt: skip


def _reason(body: bytes) -> str | None:
    """What a refusal means: 403 stands for a used quota as for comments that are off."""
    errors = rows(load(body), "error.errors")
    return word(errors[0], "reason") if errors else None


@dataclass
class Ledger:
    """What was used of today's quota; written into the cursor."""

    marks: Marks
    day: str
    searches: int
    units: int
    limits: tuple[int, int]

    @classmethod
    def of(cls, marks: Marks, *, searches_a_day: int, units_a_day: int) -> "Ledger":
        today = marks.ask.now.astimezone(ZoneInfo(PACIFIC)).date().isoformat()
        kept = marks.noted(_QUOTA)
        same = word(kept, "day") == today
        limits = (searches_a_day, units_a_day)
        searches, units = count(kept, "searches") or 0, count(kept, "units") or 0
        return cls(marks, today, searches if same else 0, units if same else 0, limits)

    def spend(self, method: str, name: str) -> None:
        """Count one request; raises `RateLimited` where the day has none left."""
        self.searches += method == "search"
        self.units += method != "search"
        if self.searches > self.limits[0] or self.units > self.limits[1]:
            raise RateLimited(
                f"{name}: YouTube's quota for today is used; it is renewed at midnight Pacific",
                retry_after=self.until_midnight(),
            )

    def until_midnight(self) -> float:
        now = self.marks.ask.now.astimezone(ZoneInfo(PACIFIC))
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return (
            midnight.astimezone(self.marks.ask.now.tzinfo) - self.marks.ask.now
        ).total_seconds()

    def text(self) -> str:
        entry = {"day": self.day, "searches": self.searches, "units": self.units}
        return self.marks.note(_QUOTA, entry)


@dataclass
class Api:
    """The calls of one run, each counted before it is made."""

    name: str
    http: Http
    key: Secret
    base_url: str
    ledger: Ledger | None = None

    def ledger_text(self) -> str | None:
        return self.ledger.text() if self.ledger else None

    def search(
        self, text: str, since: datetime, until: datetime | None, page: str | None
    ) -> tuple[list[Any], str | None]:
        """One page of videos, newest first, and the name of the next page."""
        found = self.get(
            "search",
            part="snippet",
            type="video",
            order="date",
            q=text,
            publishedAfter=iso(since),
            publishedBefore=iso(until) if until else None,
            maxResults=PER_SEARCH,
            pageToken=page,
        )
        videos = need(found, "items", list, of=self.name)
        return videos, word(found, "nextPageToken")

    def lookup(self, method: str, ids: Sequence[str]) -> Iterator[Any]:
        """Videos or channels by id, with their figures."""
        for at in range(0, len(ids), PER_LOOKUP):
            batch = ",".join(ids[at : at + PER_LOOKUP])
            found = self.get(method, part="snippet,statistics", id=batch, maxResults=PER_LOOKUP)
            yield from rows(found, "items")

    def comments(self, since: datetime, **of: str) -> Iterator[Page]:
        """Threads of a video or channel, newest first, down to *since*."""
        following: str | None = None
        for _ in range(COMMENT_PAGES):
            found = self.get(
                "commentThreads",
                part="snippet,replies",
                order="time",
                maxResults=PER_COMMENTS,
                pageToken=following,
                **of,
            )
            if found is None:
                return  # comments are off
            threads = need(found, "items", list, of=self.name)
            page = page_of(threads, lambda one: items.thread(one, self.name))
            late = [self._replies(thread) for thread in threads if _has_more_replies(thread)]
            yield replace(joined([page, *late]), cursor=self.ledger_text())
            following = word(found, "nextPageToken")
            if following is None or max(times(page), default=since) < since:
                return
        yield Page(gaps=(Gap(reason=f"more than {COMMENT_PAGES * PER_COMMENTS} comments"),))

    def _replies(self, thread: object) -> Page:
        """All answers to a comment that has more of them than came along."""
        video = word(thread, "snippet.videoId")
        pages: list[Page] = []
        following: str | None = None
        for _ in range(COMMENT_PAGES):
            found = self.get(
                "comments",
                part="snippet",
                parentId=identity(thread, "id", of=self.name),
                maxResults=PER_COMMENTS,
                pageToken=following,
            )
            given = rows(found, "items")
            pages.append(page_of(given, lambda one: items.comment(one, self.name, video)))
            following = word(found, "nextPageToken")
            if following is None:
                break
        return joined(pages)

    def get(self, method: str, **params: str | int | None) -> Any:
        """One call; None where comments are off or their video is gone."""
        if self.ledger:
            self.ledger.spend(method, self.name)
        try:
            return self.http.get(
                f"{self.base_url.rstrip('/')}/{method}",
                params=params,
                headers={"x-goog-api-key": self.key.value},  # not in the address
            ).json()
        except SourceError as error:
            reason = _reason(error.body)
            if reason in ("commentsDisabled", "videoNotFound"):
                return None
            raise self._understood(error, reason) from None

    def _understood(self, error: SourceError, reason: str | None) -> SourceError:
        if reason in ("quotaExceeded", "dailyLimitExceeded"):
            wait = self.ledger.until_midnight() if self.ledger else None
            return RateLimited(
                f"{self.name}: YouTube's quota for today is used", retry_after=wait
            )
        if reason in ("rateLimitExceeded", "userRateLimitExceeded"):
            return RateLimited(
                f"{self.name}: YouTube asks for fewer requests", retry_after=60.0
            )
        if reason in _KEY_FAULTS:
            return CredentialsRejected(
                f"{self.name}: YouTube refused the key ({reason}); check 'key' and that the "
                "YouTube Data API is enabled for it",
                status=error.status,
            )
        return error


def _has_more_replies(thread: object) -> bool:
    given = len(rows(thread, "replies.comments"))
    return (count(thread, "snippet.totalReplyCount") or 0) > given

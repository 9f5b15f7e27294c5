"""X (Twitter): posts of the last 7 days by recent search, paid per post.

Nothing is asked without a ceiling in the config. The cursor keeps what was spent on the UTC
day, so that several runs share one ceiling, and for each search the id up to which everything
is stored. X pages from the newest down; a run that the ceiling ends leaves the lowest id it
read, and the next run goes on below it before it asks for what is new.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any, ClassVar, Final

from monitor.errors import ConfigError, RateLimited, SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.paging import dump_state, load_state, search_texts
from monitor.sources.shape import (
    as_moment,
    count,
    identity,
    iso,
    language_code,
    moment,
    need,
    page_of,
    rows,
    word,
    words,
)
from monitor.text import links

MAX_RESULTS: Final = 100
MIN_RESULTS: Final = 10
REACH: Final = timedelta(days=7) - timedelta(minutes=5)
NETWORK: Final = "x"
_SPENT: Final = "=spent"
_MICRO: Final = 1_000_000  # money is counted in millionths of a dollar, as whole numbers
_TWEET_FIELDS: Final = (
    "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,"
    "in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets"
)


@dataclass(frozen=True, kw_only=True)
class XSource:
    """`daily_ceiling_usd` is what a UTC day may cost; without it nothing is asked.

    `recheck_ceiling_usd` is what looking again at stored posts may cost each time.
    """

    network: ClassVar[str] = NETWORK
    search: ClassVar[Capabilities | None] = Capabilities(max_length=400)

    name: str
    http: Http
    token: Secret
    daily_ceiling_usd: float = 0.0
    recheck_ceiling_usd: float = 0.0
    price_per_post_usd: float = 0.005
    price_per_author_usd: float = 0.010
    authors: bool = True
    language: str = ""
    retweets: bool = False
    base_url: str = "https://api.x.com"

    def __post_init__(self) -> None:
        if self.daily_ceiling_usd <= 0:
            raise ConfigError(
                f"source '{self.name}': X charges for each post; set 'daily_ceiling_usd' to "
                "what a day may cost, e.g. daily_ceiling_usd = 1.00"
            )

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield what is new for each search, as far as the day's money goes."""
        state = load_state(cursor)
        purse = _Purse.of(self, state, ask.now)
        for text in search_texts(ask, self.name):
            yield from self._rest_of_last_run(text, ask, state, purse)
            yield from self._new_posts(text, ask, state, purse)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, 100 posts a request, each paid; what X does not give is gone.

        One call spends no more than `recheck_ceiling_usd`, which is nothing unless set.
        """
        purse = _Purse(self, day="", spent=0, ceiling_usd=self.recheck_ceiling_usd)
        for at in range(0, len(source_ids), MAX_RESULTS):
            ids = list(source_ids[at : at + MAX_RESULTS])
            if purse.affordable() < len(ids):
                return
            found = self._get("tweets", {"ids": ",".join(ids)} | self._fields())
            purse.pay(found)
            page = self._page(found)
            seen = {mention.source_id for mention in page.mentions}
            gone = tuple(id_ for id_ in _not_found(found) if id_ not in seen)
            yield replace(page, deleted=gone)

    def _rest_of_last_run(
        self, text: str, ask: Ask, state: dict[str, Any], purse: "_Purse"
    ) -> Iterator[Page]:
        """Go on below where the ceiling ended an earlier run."""
        entry = _entry(state, text)
        newest, below = word(entry, "newest"), word(entry, "below")
        if newest and below:
            yield from self._walk(text, ask, state, purse, newest, below)

    def _new_posts(
        self, text: str, ask: Ask, state: dict[str, Any], purse: "_Purse"
    ) -> Iterator[Page]:
        yield from self._walk(text, ask, state, purse, None, None)

    def _walk(
        self,
        text: str,
        ask: Ask,
        state: dict[str, Any],
        purse: "_Purse",
        newest: str | None,
        below: str | None,
    ) -> Iterator[Page]:
        """From the newest, or from under id *below*, down to the last mark; then move it."""
        entry = _entry(state, text)
        bound, gap = self._bound(entry, ask)
        if below:
            bound = bound | {"until_id": below}
        token: str | None = None
        while True:
            self._stop_at_ceiling(ask, purse)
            found = self._search(text, bound, token, purse)
            purse.pay(found)
            newest = newest or word(found, "meta.newest_id")
            below, token = word(found, "meta.oldest_id"), word(found, "meta.next_token")
            state[text] = (
                entry | {"newest": newest, "below": below}
                if token
                else _mark(entry, newest, ask.now)
            )
            yield replace(self._page(found), gaps=gap, cursor=purse.cursor(state))
            if token is None:
                return
            gap = ()

    def _stop_at_ceiling(self, ask: Ask, purse: "_Purse") -> None:
        if purse.affordable() >= MIN_RESULTS:
            return
        raise RateLimited(
            f"{self.name}: the day's ceiling of {self.daily_ceiling_usd:.2f} USD is reached; "
            "it goes on tomorrow, or raise 'daily_ceiling_usd'",
            retry_after=purse.until_midnight(ask.now),
        )

    def _bound(
        self, entry: Mapping[str, Any], ask: Ask
    ) -> tuple[dict[str, str], tuple[Gap, ...]]:
        """From where to search: the last id, or, when that is too old for X, a time."""
        at, since_id = as_moment(entry.get("at")), word(entry, "since_id")
        oldest = ask.now - REACH
        if since_id and at and at > oldest:
            return {"since_id": since_id}, ()
        start = max(ask.since or oldest, oldest)
        gaps = (Gap(reason="X searches 7 days back only", since=at, until=start),) if at else ()
        return {"start_time": iso(start)}, gaps

    def _search(
        self, text: str, bound: Mapping[str, str], token: str | None, purse: "_Purse"
    ) -> Any:
        narrowed = (
            text,
            f"lang:{self.language}" if self.language else "",
            "" if self.retweets else "-is:retweet",
        )
        params: dict[str, str | int | None] = {
            "query": " ".join(filter(None, narrowed)),
            "max_results": min(MAX_RESULTS, purse.affordable()),
            "next_token": token,
        }
        return self._get("tweets/search/recent", params | dict(bound) | self._fields())

    def _fields(self) -> dict[str, str | int | None]:
        fields: dict[str, str | int | None] = {"tweet.fields": _TWEET_FIELDS}
        if self.authors:
            fields |= {"expansions": "author_id", "user.fields": "name,public_metrics,username"}
        return fields

    def _get(self, path: str, params: Mapping[str, str | int | None]) -> Any:
        url = f"{self.base_url.rstrip('/')}/2/{path}"
        try:
            return self.http.get(url, params=params, token=self.token).json()
        except SourceError as error:
            if error.status != 402:
                raise
            raise SourceError(
                f"{self.name}: X has no credit left for this app; add some in its console",
                status=402,
            ) from None

    def _page(self, found: object) -> Page:
        """Posts of an answer. Without results X leaves `data` out; `meta` is always there."""
        people = {word(one, "id"): one for one in rows(found, "includes.users")}
        if not isinstance(found, dict) or not found.keys() & {"data", "meta", "errors"}:
            need(found, "data", list, of=self.name)
        return page_of(rows(found, "data"), lambda post: self._mention(post, people))

    def _mention(self, post: object, people: Mapping[str | None, Any]) -> Mention:
        post_id = identity(post, "id", of=self.name)
        text = unescape(
            word(post, "note_tweet.text")
            or need(post, "text", str, of=f"{self.name}: post {post_id}")
        )
        person = people.get(word(post, "author_id"))
        parent = next(
            (word(one, "id") for one in rows(post, "referenced_tweets") if _answers(one)), None
        )
        versions = words(post, "edit_history_tweet_ids")
        who = word(person, "username") or "i/web"
        return Mention(
            source=self.name,
            # An edit makes a new id; the first one stays.
            source_id=min((*versions, post_id), key=lambda id_: (len(id_), id_)),
            network=NETWORK,
            kind="comment" if parent else "post",
            url=f"https://x.com/{who}/status/{post_id}",
            text=text,
            author=_author(post, person),
            published_at=moment(post, "created_at") or _time_of(post_id),
            edited_at=moment(post, "created_at") if len(versions) > 1 else None,
            thread_id=word(post, "conversation_id") or post_id,
            parent_id=parent,
            site="x.com",
            language=language_code(post, "lang"),
            tags=words(post, "entities.hashtags", "tag"),
            links=words(post, "entities.urls", "expanded_url") or links(text),
            engagement=_engagement(post),
        )


@dataclass
class _Purse:
    """What was spent on a day; asked before each request, written into the cursor."""

    source: XSource
    day: str
    spent: int
    ceiling_usd: float

    @classmethod
    def of(cls, source: XSource, state: Mapping[str, Any], now: datetime) -> "_Purse":
        day = now.date().isoformat()
        kept = state.get(_SPENT)
        spent = count(kept, "micro_usd") or 0
        is_today = word(kept, "day") == day
        return cls(source, day, spent if is_today else 0, source.daily_ceiling_usd)

    def affordable(self) -> int:
        """How many posts, each by another author, the rest of the day's money pays for."""
        each = self.source.price_per_post_usd + (
            self.source.price_per_author_usd if self.source.authors else 0.0
        )
        left = round(self.ceiling_usd * _MICRO) - self.spent
        return max(0, left // max(1, round(each * _MICRO)))

    def pay(self, found: object) -> None:
        posts, people = len(rows(found, "data")), len(rows(found, "includes.users"))
        self.spent += round(posts * self.source.price_per_post_usd * _MICRO)
        self.spent += round(people * self.source.price_per_author_usd * _MICRO)

    def cursor(self, state: dict[str, Any]) -> str:
        return dump_state(state | {_SPENT: {"day": self.day, "micro_usd": self.spent}})

    def until_midnight(self, now: datetime) -> float:
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - now).total_seconds()


def _entry(state: Mapping[str, Any], text: str) -> dict[str, Any]:
    entry = state.get(text)
    return entry if isinstance(entry, dict) else {}


def _mark(entry: Mapping[str, Any], newest: str | None, now: datetime) -> dict[str, Any]:
    """Everything up to *newest* is stored; without results the last mark is still good."""
    since_id = newest or word(entry, "since_id")
    return {"at": iso(now), "since_id": since_id} if since_id else {"at": iso(now)}


def _answers(reference: object) -> bool:
    return word(reference, "type") == "replied_to"


def _not_found(found: object) -> list[str]:
    """Ids that X says it does not have (any more); other errors say nothing of a post."""
    return [
        id_
        for error in rows(found, "errors")
        if (word(error, "type") or "").endswith("resource-not-found")
        and (id_ := word(error, "resource_id") or word(error, "value"))
    ]


def _author(post: object, person: object) -> Author | None:
    handle = word(person, "username")
    if handle:
        return Author(
            handle=handle,
            name=word(person, "name"),
            followers=count(person, "public_metrics.followers_count"),
            url=f"https://x.com/{handle}",
        )
    number = word(post, "author_id")
    return Author(handle=number, url=f"https://x.com/i/user/{number}") if number else None


def _engagement(post: object) -> Engagement:
    reposts, quotes = (
        count(post, f"public_metrics.{key}") for key in ("retweet_count", "quote_count")
    )
    return Engagement(
        score=count(post, "public_metrics.like_count"),
        replies=count(post, "public_metrics.reply_count"),
        shares=None if reposts is None else reposts + (quotes or 0),
        views=count(post, "public_metrics.impression_count"),
    )


def _time_of(post_id: str) -> datetime | None:
    """The time in an id (since 2010 milliseconds in its upper bits)."""
    if not post_id.isdecimal() or len(post_id) < 15:
        return None
    return as_moment(((int(post_id) >> 22) + 1_288_834_974_657) / 1000)

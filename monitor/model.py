"""The nouns: what is watched, what was said, by whom, and what we think of it.

Plain frozen values that every other module passes round; nothing here does any work.
Times are aware and UTC. Unknown is None, never 0 or "".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final, Literal, TypeAlias

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"
Sentiment = Literal["positive", "neutral", "negative", "unsure"]

SENTIMENTS: Final = ("positive", "neutral", "negative", "unsure")
INTENTS: Final = ("complaint", "question", "praise", "request", "purchase", "switching")

KINDS: Final = (
    "post",  # a message in a network, or the first of a thread
    "comment",  # an answer to a post
    "article",  # something with a headline: news, a blog post, a newsletter
    "question",
    "answer",
    "review",
    "issue",
    "pull_request",
    "video",
    "episode",
    "edit",  # a change of a wiki page
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The account or by-line as published, within one network; never merged across networks.

    `handle` identifies the account there (without a leading @); `name` is what is displayed.
    """

    handle: str
    name: str | None = None
    followers: int | None = None
    url: str | None = None
    is_bot: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """Counted reactions, the parts kept. None: the source does not tell."""

    score: int | None = None
    replies: int | None = None
    shares: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why a mention belongs to a brand: one term where it stands.

    `start` and `end` are character offsets into the stored `field` ("title" or "text", or a
    field without text, such as "author", whose offsets are those of its value).
    """

    brand: str
    term: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One public item, as its source published it.

    `source` is the configured name, `source_id` the service's own stable id; both together are
    its identity. `network` is where the author's account lives ("mastodon", "reddit",
    "hackernews", "web" …). `text` and `title` are plain text. `site` is the host or community
    ("example.com", "reddit.com/r/saas"). `language` is an ISO 639-1 code: the one the service
    declares, or, for an analyzer, the one that is known by then. `rating` is 1 to 5 stars.
    `licence` is set where the service demands that it stays with the text.
    """

    source: str
    source_id: str
    network: str
    kind: str = "post"
    url: str | None = None
    title: str | None = None
    text: str = ""
    author: Author | None = None
    published_at: datetime | None = None
    edited_at: datetime | None = None
    thread_id: str | None = None
    parent_id: str | None = None
    site: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    engagement: Engagement = field(default_factory=Engagement)
    rating: int | None = None
    licence: str | None = None
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A period that a source could not cover. A bound of None is open."""

    reason: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one answer of a service gave, and the claim that goes with it.

    `cursor` stays None until "everything up to here is stored" is true once this page is.
    `deleted` are ids that the service says are gone, `gaps` what it would not give (a ceiling),
    `skipped` one reason for each item that could not be read, `notes` what the user should know
    of the source itself: that it moved, that its answer was cut short.
    `moved_to` is the new address where a service says that it moved for good.
    """

    mentions: tuple[Mention, ...] = ()
    cursor: str | None = None
    deleted: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What one analyzer version says about one mention.

    `label` is the one answer (sentiment, language), `labels` several (intents, topics).
    `score` lies in [-1, 1] for sentiment and in [0, 1] for a probability. `data` holds the
    rest as JSON: reasons ("empty", "cut"), probabilities, sentiment towards each brand.
    """

    label: str | None = None
    score: float | None = None
    labels: tuple[str, ...] = ()
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """What is watched. `query` and `aliases` are expressions of the query language, ORed.

    `context`: one of these must be in the text too; `exclude`: none of these may be.
    `own_accounts` read "network:handle". `products` are named sub-queries.
    """

    name: str
    query: str = ""
    aliases: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    own_accounts: tuple[str, ...] = ()
    competitor: bool = False
    products: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Search:
    """One search to ask a service for: all of `terms` (words or phrases) must be there."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """How a service can search, so that a query is turned into searches it understands.

    `phrases`: quoted phrases work; without it a phrase is asked for as its words.
    `all_terms`: several terms in one search are ANDed; without it only one is sent.
    `max_length`: longest search text in characters. `max_searches`: more is refused.
    """

    phrases: bool = True
    all_terms: bool = True
    max_length: int = 250
    max_searches: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is wanted of a source in this run.

    `searches` together find a superset of what the brands match; it is empty where the brands'
    queries cannot be turned into searches, and for sources that do not search. `since` bounds
    how far back to go (a first run, or a back-fill), `until` is the upper bound of a back-fill;
    `now` is the clock.
    """

    now: datetime
    searches: tuple[Search, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must not be seen: kept out of repr, logs and errors."""

    value: str = field(repr=False)
    _MASK: ClassVar[str] = "***"

    def __str__(self) -> str:
        return self._MASK


_HANDLE_PREFIX = re.compile(r"^(?:@|/?u/)", re.IGNORECASE)


def author_key(network: str, handle: str) -> str:
    """The identity of an author: "network:handle", in one spelling."""
    return f"{network}:{_HANDLE_PREFIX.sub('', handle.strip()).casefold()}"


def account_key(account: str) -> str:
    """The same identity for an `own_accounts` entry such as "mastodon:@acme@social.example"."""
    network, _, handle = account.partition(":")
    return author_key(network.strip().casefold(), handle)

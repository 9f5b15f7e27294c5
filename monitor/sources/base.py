"""What a source must have: its name, how it can search, and `fetch`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from monitor.model import Ask, Page


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


class Source(Protocol):
    """One configured place mentions come from: a frozen dataclass; its fields are config keys.

    `name` and, where there is such a field, `http` are given by the program. A source never
    retries, sleeps, logs, matches or stores. Class attributes: `network`, and `search`, which is
    None for a source that lists everything (a feed) and lets the local matcher choose.
    """

    network: ClassVar[str]
    search: ClassVar[Capabilities | None]

    @property
    def name(self) -> str: ...

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield pages after *cursor*; None means the first run. Raises `SourceError`."""
        ...


@runtime_checkable
class Rechecks(Protocol):
    """A source that can look again at items it gave: edits, new counts, deletions."""

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Yield the present state of these items; what is gone stands in `Page.deleted`."""
        ...


@runtime_checkable
class Backfills(Protocol):
    """A source that can walk history, newest to oldest or the other way, with its own cursor."""

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield pages of [`ask.since`, `ask.until`); *cursor* resumes an earlier walk."""
        ...

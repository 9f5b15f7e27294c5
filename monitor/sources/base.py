"""What a source must have: its name, how it can search, and `fetch`."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Protocol, runtime_checkable

from monitor.model import Ask, Capabilities, Page


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


__all__ = ["Ask", "Backfills", "Capabilities", "Page", "Rechecks", "Source"]

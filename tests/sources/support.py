"""What tests of single sources share."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.model import Ask, Mention, Page, Search

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ASK = Ask(now=NOW, since=NOW - timedelta(days=7), searches=(Search(("acme",)),))


def mentions(pages: Iterable[Page]) -> list[Mention]:
    return [mention for page in pages for mention in page.mentions]


def ids(pages: Iterable[Page]) -> list[str]:
    return [mention.source_id for mention in mentions(pages)]


def last_cursor(pages: Iterable[Page]) -> str | None:
    """What the program would have kept after these pages."""
    kept = None
    for page in pages:
        kept = page.cursor or kept
    return kept


def reasons(pages: Iterable[Page]) -> list[str]:
    return [gap.reason for page in pages for gap in page.gaps]


def until_error(pages: Iterable[Page], error: type[Exception]) -> tuple[list[Page], Any]:
    """The pages before *error* is raised, and the error."""
    got: list[Page] = []
    try:
        for page in pages:
            got.append(page)
    except error as raised:
        return got, raised
    raise AssertionError(f"{error.__name__} was not raised")

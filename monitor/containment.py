"""What a source gives is foreign: it is bounded, and its failures are one line without keys.

A source may be a plug-in of a third party. Here ends whatever it may do wrong.
"""

import dataclasses
import logging
import traceback
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from monitor.errors import RateLimited, SourceError, SourceGone
from monitor.model import Page, Secret
from monitor.sources.base import Source
from monitor.store import health
from monitor.text import MAX_TEXT, clean

MAX_PAGES: Final = 1000
MAX_ITEMS: Final = 20_000
_LONGEST_REASON: Final = 500

_log = logging.getLogger(__name__)


def bounded(name: str, pages: Iterator[Page]) -> Iterator[Page]:
    """The pages of a source, up to a bound: a cursor that never ends must not run for ever."""
    items = 0
    for number, page in enumerate(pages, 1):
        if not isinstance(page, Page):
            raise SourceError(f"{name}: its fetch gave a {type(page).__name__}, not a Page")
        items += len(page.mentions)
        if len(page.mentions) > MAX_ITEMS:
            raise SourceError(
                f"{name}: a page of {len(page.mentions)} items; {MAX_ITEMS} are the most"
            )
        yield _cut(page)
        if number >= MAX_PAGES or items >= MAX_ITEMS:
            raise SourceError(
                f"{name}: stopped after {number} pages and {items} items in one run; "
                "the next run goes on"
            )


def _cut(page: Page) -> Page:
    """*page* with no text longer than the store takes; built-in sources cut theirs themselves."""
    if all(
        len(one.text) <= MAX_TEXT and len(one.title or "") <= MAX_TEXT for one in page.mentions
    ):
        return page
    return replace(
        page,
        mentions=tuple(
            replace(one, text=clean(one.text), title=clean(one.title) if one.title else None)
            for one in page.mentions
        ),
    )


def as_source_error(source: Source, error: BaseException | None) -> SourceError | None:
    name = source.name
    if error is None:
        return None
    if isinstance(error, SourceError):
        error.args = (without_secrets(source, str(error)),)
        return error
    # Not ours to know what a plug-in does wrong: it is named, with its traceback in the log.
    _log.error("source %s failed\n%s", name, "".join(traceback.format_tb(error.__traceback__)))
    said = without_secrets(source, f"{type(error).__name__}: {error}"[:_LONGEST_REASON])
    return SourceError(f"{name}: a fault in the source itself: {said}")


def without_secrets(source: Source, text: str) -> str:
    """*text* without the secrets that *source* was built with: a plug-in may quote its own."""
    built: Any = source  # by contract a dataclass
    for one in dataclasses.fields(built):
        value = getattr(built, one.name, None)
        if isinstance(value, Secret) and value.value:
            text = text.replace(value.value, str(value))
    return text


def wait_of(error: SourceError | None) -> float | None:
    """Seconds that an error says to wait; what is gone for good is looked at once a day."""
    if isinstance(error, SourceGone):
        return health.LONGEST_WAIT
    return error.retry_after if isinstance(error, RateLimited) else None

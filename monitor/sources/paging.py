"""Ways of reading a service page by page, so that nothing between two runs is lost or claimed.

A cursor here is JSON with one mark for each search: the time up to which everything is stored.
The next run begins an *overlap* before that mark, since items arrive late, and the store drops
what it has. Marks never lie in the future, however a client dates its posts.

`Marks.walk_back` reads a listing that shows the newest first; its mark moves only when the
whole walk has been read. `Marks.walk_on` reads from the oldest on; its mark moves with each
page. `Marks.walk_down` goes through history for a back-fill and can be taken up where it
stopped.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from monitor.errors import SourceError
from monitor.model import Ask, Gap, Page, Search
from monitor.sources.shape import as_moment, iso

FIRST_REACH = timedelta(days=7)
SECOND = timedelta(seconds=1)


class Answer(NamedTuple):
    """One page and whether more follow. `newest` where the order is not that of publication."""

    page: Page
    more: bool
    newest: datetime | None = None


ReadFrom = Callable[[datetime, int], Answer]
ReadBefore = Callable[[datetime], Answer]


def search_texts(ask: Ask, name: str) -> tuple[str, ...]:
    """What to type into the service's search: each search once, phrases in quotes.

    Raises `SourceError` where no brand's query can be searched for.
    """
    texts = tuple(dict.fromkeys(search_text(search) for search in ask.searches))
    if not texts:
        raise SourceError(
            f"{name}: no brand's query can be turned into a search; "
            "give a brand a query with at least one word that must be there"
        )
    return texts


def search_text(search: Search) -> str:
    """The terms of one search, those of several words as quoted phrases."""
    bare = (term.replace('"', " ").strip() for term in search.terms)
    return " ".join(f'"{term}"' if " " in term else term for term in bare if term)


def load_state(cursor: str | None) -> dict[str, Any]:
    """The JSON object in *cursor*; an empty one for a first run or an unreadable cursor."""
    try:
        state = json.loads(cursor) if cursor else {}
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def dump_state(state: dict[str, Any]) -> str:
    """*state* as a cursor: the same text for the same state."""
    return json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def times(page: Page) -> list[datetime]:
    """When the mentions of *page* were published, as far as known."""
    return [mention.published_at for mention in page.mentions if mention.published_at]


def joined(pages: Iterable[Page]) -> Page:
    """All that *pages* carry but their cursors and gaps, as one page."""
    read = list(pages)
    return Page(
        mentions=tuple(mention for page in read for mention in page.mentions),
        deleted=tuple(gone for page in read for gone in page.deleted),
        skipped=tuple(reason for page in read for reason in page.skipped),
        notes=tuple(dict.fromkeys(note for page in read for note in page.notes)),
    )


@dataclass
class Marks:
    """How far each search was read; `cursor` is its text. One object serves one `fetch`."""

    ask: Ask
    cursor: str | None
    overlap: timedelta
    _state: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self._state = load_state(self.cursor)

    def start(self, key: str) -> datetime:
        """From when on search *key* is to be read in this run."""
        mark = as_moment(self._entry(key).get("at"))
        again = as_moment(self._entry(key).get("again"))
        if mark is None:
            return self.ask.since or self.ask.now - FIRST_REACH
        return min(mark - self.overlap, again or mark)

    def noted(self, key: str) -> object:
        """What `note` left under *key* in an earlier run."""
        return self._state.get(key)

    def note(self, key: str, value: dict[str, Any]) -> str:
        """The cursor with *value* beside the marks, which stay as they are."""
        self._state[key] = value
        return dump_state(self._state)

    def moved(self, key: str, newest: datetime | None, again: datetime | None = None) -> str:
        """The cursor after everything of *key* up to *newest* is stored.

        With *again* the next run begins there once more.
        """
        known = as_moment(self._entry(key).get("at"))
        reached = max(filter(None, (newest, known)), default=self.start(key))
        entry = {"at": iso(min(reached, self.ask.now))}
        self._state[key] = entry | ({"again": iso(again)} if again else {})
        return dump_state(self._state)

    def walk_back(
        self, key: str, pages: Iterable[Page], *, shifting: bool = False
    ) -> Iterator[Page]:
        """Read *pages*, newest first, until one is wholly older than where this run starts.

        *shifting* pages are counted, not keyed: what is deleted during the walk pulls the rest
        up, past the edge of a page. After a walk over several such pages the next run therefore
        goes over the same stretch once more.
        """
        start, first = self.start(key), "again" not in self._entry(key)
        seen: list[datetime] = []
        number = 0
        for number, page in enumerate(pages, start=1):  # noqa: B007 - counted, used below
            yield _bounded(page, start, min(seen, default=None))
            seen += times(page)
            if page.mentions and all(time < start for time in times(page) or [start]):
                break
        again = start if shifting and first and number > 1 else None
        yield Page(cursor=self.moved(key, max(seen, default=None), again))

    def walk_on(
        self, key: str, read: ReadFrom, *, ceiling: int, step: timedelta = SECOND
    ) -> Iterator[Page]:
        """Read from the oldest on; *read(since, number)* asks for one page.

        Pages are asked for by time, so that deletions cannot shift them; only a page that lies
        within one *step* is followed by its number, up to *ceiling*, after which a gap is said.
        """
        since, number, more = self.start(key), 1, True
        shown: set[str] = set()
        while more:
            page, more, newest = read(since, number)
            newest = newest or max(times(page), default=since)
            page = replace(_bounded(page, since, self.ask.now), cursor=self.moved(key, newest))
            ids = {mention.source_id for mention in page.mentions}
            if newest - since >= step:
                since, number, shown = newest, 1, set()
            elif more and number > 1 and ids <= shown:
                # It says that there is more and shows the same: nothing leads further.
                page, more = _with_gap(page, since, self.ask.now), False
            elif more and number >= ceiling:
                page = _with_gap(page, since, since + step)
                since, number, shown = since + step, 1, set()
            else:
                number, shown = number + 1, shown | ids
            yield page

    def walk_down(
        self, key: str, read: ReadBefore, *, step: timedelta = SECOND
    ) -> Iterator[Page]:
        """Read [`ask.since`, `ask.until`) from the newest down; *read(until)* asks for a page.

        The mark is how far down everything is stored. A page that does not lead further down
        ends in a gap of one *step*.
        """
        since = self.ask.since or self.ask.now - FIRST_REACH
        until = as_moment(self._entry(key).get("down")) or self.ask.until or self.ask.now
        while until > since:
            page, more, _ = read(until)
            oldest = min(times(page), default=None)
            if not more or oldest is None:
                until = since
            elif oldest >= until:
                # Not one item from below the bound: the service does not heed it.
                page, until = _with_gap(page, since, until), since
            elif oldest < until - step:
                # The bound is exclusive, and more may stand at the moment of the last one.
                until = oldest + step
            else:
                page, until = _with_gap(page, until - step, until), until - step
            self._state[key] = {"down": iso(until)}
            yield replace(page, cursor=dump_state(self._state))

    def walk_window(
        self, key: str, read: ReadBefore, *, step: timedelta = SECOND
    ) -> Iterator[Page]:
        """Read all since the mark from the newest down by time, then move the mark."""
        window = replace(self.ask, since=self.start(key), until=self.ask.now)
        newest: datetime | None = None
        for page in Marks(window, None, timedelta()).walk_down(key, read, step=step):
            yield replace(page, cursor=None)
            newest = max(filter(None, (newest, *times(page))), default=None)
        yield Page(cursor=self.moved(key, newest))

    def walk_deeper(
        self, key: str, read: Callable[[int], Answer], *, by_time: bool = True
    ) -> Iterator[Page]:
        """Read a counted listing, newest first, down to `ask.since`; *read(number)* asks.

        The mark is the number of the next page. What is published meanwhile pushes items to
        later pages, where the store drops those it has.
        """
        since = self.ask.since or self.ask.now - FIRST_REACH
        number = self._entry(key).get("page", 1)
        before: set[str] = set()
        while number:
            page, more, _ = read(number)
            ids = {mention.source_id for mention in page.mentions}
            is_past = by_time and max(times(page), default=since) < since
            number = number + 1 if more and not is_past and ids != before else 0
            before = ids
            self._state[key] = {"page": number}
            yield replace(page, cursor=dump_state(self._state))

    def _entry(self, key: str) -> dict[str, Any]:
        entry = self._state.get(key)
        return entry if isinstance(entry, dict) else {}


_TOO_MANY = "more items at one moment than the service shows"


def _with_gap(page: Page, since: datetime, until: datetime) -> Page:
    gap = Gap(reason=_TOO_MANY, since=since, until=until)
    return replace(page, gaps=(*page.gaps, gap))


def _bounded(page: Page, since: datetime, until: datetime | None) -> Page:
    """*page* with its open gaps bounded by what the walk had not seen."""
    gaps = tuple(
        replace(gap, since=gap.since or since, until=gap.until or until) for gap in page.gaps
    )
    return replace(page, gaps=gaps) if gaps else page

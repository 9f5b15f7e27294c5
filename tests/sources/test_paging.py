"""The walks against a simulated service: nothing it showed is lost, whenever a run is cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import SourceError
from monitor.model import Ask, Gap, Mention, Page, Search
from monitor.sources.paging import Answer, Marks, load_state, search_text, search_texts

DAY = datetime(2026, 3, 1, tzinfo=UTC)
NOW = DAY + timedelta(hours=1)
OVERLAP = timedelta(seconds=20)
ASK = Ask(now=NOW, since=DAY)


def at(second: int) -> datetime:
    return DAY + timedelta(seconds=second)


def item(number: int, second: int) -> Mention:
    return Mention(source="s", source_id=str(number), network="n", published_at=at(second))


@dataclass
class Service:
    """Items by id with their second; shows *size* a page, as services do."""

    size: int
    seconds: dict[int, int] = field(default_factory=dict)

    def newest_first(self) -> list[Mention]:
        ordered = sorted(self.seconds, key=lambda id_: (-self.seconds[id_], -id_))
        return [item(id_, self.seconds[id_]) for id_ in ordered]

    def from_time(self, since: datetime, number: int) -> Answer:
        fitting = [one for one in reversed(self.newest_first()) if _time(one) >= since]
        return self._answer(fitting, number)

    def before(self, until: datetime) -> Answer:
        return self._answer([one for one in self.newest_first() if _time(one) < until], 1)

    def page(self, number: int) -> Answer:
        return self._answer(self.newest_first(), number)

    def _answer(self, fitting: Sequence[Mention], number: int) -> Answer:
        shown = fitting[(number - 1) * self.size : number * self.size]
        return Answer(Page(mentions=tuple(shown)), len(fitting) > number * self.size)


def _time(mention: Mention) -> datetime:
    assert mention.published_at is not None
    return mention.published_at


@dataclass
class Store:
    """Keeps pages as the program does: mentions and cursor together, or neither."""

    ids: set[str] = field(default_factory=set)
    cursor: str | None = None
    gaps: list[Gap] = field(default_factory=list)

    def take(self, pages: Iterator[Page], *, at_most: int | None = None) -> None:
        for number, page in enumerate(pages):
            if number == at_most:
                return
            self.ids |= {one.source_id for one in page.mentions}
            self.gaps += page.gaps
            self.cursor = page.cursor or self.cursor


items = st.dictionaries(st.integers(1, 60), st.integers(0, 40), max_size=40)
cuts = st.lists(st.integers(0, 6), max_size=4)


@given(items, st.integers(1, 6), cuts)
def test_walking_on_gives_all_or_says_what_not(
    seconds: dict[int, int], size: int, cut_after: list[int]
) -> None:
    service, store = Service(size, seconds), Store()
    for pages in (*cut_after, None):
        marks = Marks(ASK, store.cursor, timedelta())
        store.take(marks.walk_on("q", service.from_time, ceiling=3), at_most=pages)
    _holds_all_but_gaps(service, store)


@given(items, st.integers(1, 6), cuts)
def test_walking_down_gives_all_or_says_what_not(
    seconds: dict[int, int], size: int, cut_after: list[int]
) -> None:
    service, store = Service(size, seconds), Store()
    for pages in (*cut_after, None):
        marks = Marks(ASK, store.cursor, timedelta())
        store.take(marks.walk_down("q", service.before), at_most=pages)
    _holds_all_but_gaps(service, store)


def _holds_all_but_gaps(service: Service, store: Store) -> None:
    for one in service.newest_first():
        in_gap = any(
            gap.since and gap.until and gap.since <= _time(one) < gap.until
            for gap in store.gaps
        )
        assert one.source_id in store.ids or in_gap


@given(items, st.integers(8, 12))
def test_without_a_crowd_at_one_moment_there_is_no_gap(
    seconds: dict[int, int], size: int
) -> None:
    """At most 7 at a moment, and 8 or more a page: everything, and no gap is claimed."""
    spread = {id_: (id_ * 7) % 40 for id_ in seconds}
    service = Service(size, spread)
    for walk in ("on", "down"):
        store, marks = Store(), Marks(ASK, None, timedelta())
        store.take(
            marks.walk_on("q", service.from_time, ceiling=3)
            if walk == "on"
            else marks.walk_down("q", service.before)
        )
        assert store.ids == {str(id_) for id_ in spread}
        assert store.gaps == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["publish", "late", "delete", "run", "cut"]), st.integers(0, 5)
        ),
        max_size=40,
    ),
    st.integers(1, 5),
)
def test_walking_back_survives_late_items_deletions_and_cut_runs(
    events: list[tuple[str, int]], size: int
) -> None:
    """Between runs anything may happen; a late item shows up within the overlap."""
    service, store, now = Service(size), Store(), 0
    for number, (what, value) in enumerate(events):
        now += 1
        if what == "publish":
            service.seconds[number] = now
        elif what == "late":
            service.seconds[number] = max(0, now - value)
        elif what == "delete" and service.seconds:
            del service.seconds[sorted(service.seconds)[value % len(service.seconds)]]
        elif what in ("run", "cut"):
            _run_back(service, store, now, value if what == "cut" else None)
    _run_back(service, store, now, None)
    assert {str(id_) for id_ in service.seconds} <= store.ids


def _run_back(service: Service, store: Store, now: int, at_most: int | None) -> None:
    marks = Marks(Ask(now=at(now), since=DAY), store.cursor, OVERLAP)
    store.take(marks.walk_back("q", _pages(service), shifting=True), at_most=at_most)


def _pages(service: Service) -> Iterator[Page]:
    number, more = 1, True
    while more:
        page, more, _ = service.page(number)
        yield page
        number += 1


def test_what_is_pulled_up_past_the_edge_of_a_page_comes_with_the_next_run() -> None:
    """A deletion between two pages hides an item from the walk; it is found the next time."""
    service = Service(2, dict.fromkeys(range(1, 7), 0) | {id_: id_ for id_ in range(1, 7)})
    store, marks = Store(), Marks(ASK, None, timedelta())
    walk = marks.walk_back("q", _pages(service), shifting=True)
    store.take(iter([next(walk)]))
    del service.seconds[6]
    store.take(walk)
    assert "4" not in store.ids
    again = Marks(ASK, store.cursor, timedelta())
    store.take(again.walk_back("q", _pages(service), shifting=True))
    assert {"1", "2", "3", "4", "5"} <= store.ids
    assert "again" not in load_state(store.cursor)["q"], "and once is enough"


@pytest.mark.parametrize("walk", ["on", "down", "deeper", "window"])
def test_a_service_that_does_not_heed_what_is_asked_ends_the_walk(walk: str) -> None:
    """P15. The same page again and again, each with the promise of more."""
    same = Answer(Page(mentions=(item(1, 30), item(2, 30))), more=True)
    marks = Marks(ASK, None, timedelta())
    walks = {
        "on": lambda: marks.walk_on("q", lambda since, number: same, ceiling=3),
        "down": lambda: marks.walk_down("q", lambda until: same),
        "deeper": lambda: marks.walk_deeper("q", lambda number: same),
        "window": lambda: marks.walk_window("q", lambda until: same),
    }
    pages = list(walks[walk]())
    assert len(pages) < 8
    assert {one.source_id for page in pages for one in page.mentions} == {"1", "2"}
    if walk != "deeper":
        assert any(page.gaps for page in pages), "and what it did not show is said"


def test_a_gap_reaches_from_the_start_to_the_oldest_item_seen() -> None:
    pages = [Page(mentions=(item(1, 30),)), Page(gaps=(Gap(reason="no more"),))]
    store = Store()
    store.take(Marks(ASK, None, OVERLAP).walk_back("q", pages))
    assert [(gap.since, gap.until) for gap in store.gaps] == [(DAY, at(30))]


def test_a_post_dated_in_the_future_does_not_move_the_mark_there() -> None:
    store = Store()
    store.take(Marks(ASK, None, OVERLAP).walk_back("q", [Page(mentions=(item(1, 10**8),))]))
    assert Marks(ASK, store.cursor, OVERLAP).start("q") == NOW - OVERLAP


@pytest.mark.parametrize(
    "cursor", [None, "", "not JSON", "[1]", '{"q": 5}', '{"q":{"at":"?"}}']
)
def test_a_cursor_that_cannot_be_read_begins_anew(cursor: str | None) -> None:
    assert Marks(ASK, cursor, OVERLAP).start("q") == DAY


def test_searches_are_typed_as_people_type_them() -> None:
    assert (
        search_text(Search(("acme", "moon rocket", 'say "hi"')))
        == 'acme "moon rocket" "say  hi"'
    )
    ask = Ask(now=NOW, searches=(Search(("a",)), Search(("b",)), Search(("a",))))
    assert search_texts(ask, "s") == ("a", "b")
    with pytest.raises(SourceError, match="s: no brand's query can be turned into a search"):
        search_texts(Ask(now=NOW), "s")

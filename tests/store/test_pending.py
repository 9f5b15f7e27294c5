"""What is missing is seen, however it came to be missing; nothing is marked as done that is not."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monitor.annotate as annotating
from monitor.annotate import annotate
from monitor.store import annotations
from monitor.store.annotations import mark_done
from monitor.store.connect import Store, open_store
from monitor.store.erasure import erase
from monitor.store.pages import add_page
from monitor.store.pending import MAX_TRIES, STORY, Pending, changes_by_others
from tests.support.analyzers import Counting, Failing
from tests.support.made import NOW, mention, stored

ASKED = (("length", "1"), ("mood", "2"), (STORY, "1"))


class Row(NamedTuple):
    """An answer as it may stand in a store."""

    version: str
    error: str | None = None
    tries: int = 1

    def answers(self, version: str) -> bool:
        return self.version == version and (self.error is None or self.tries >= MAX_TRIES)


class State(NamedTuple):
    """What there is of one mention: an answer to the first two of `ASKED`, a trace."""

    is_gone: bool
    answers: tuple[Row | None, Row | None]
    is_compared: bool

    def lacks(self, number: int, marks: Sequence[int]) -> set[str]:
        done = [
            row is not None and row.answers(version)
            for row, (_, version) in zip(self.answers, ASKED, strict=False)
        ]
        return {
            name
            for (name, _), is_done, below in zip(
                ASKED, [*done, self.is_compared], marks, strict=True
            )
            if not (is_done or self.is_gone or number < below)
        }


ROWS = st.none() | st.builds(
    Row, st.sampled_from("12"), st.sampled_from([None, "no idea"]), st.integers(1, MAX_TRIES)
)
STATES = st.builds(State, st.booleans(), st.tuples(ROWS, ROWS), st.booleans())
UNTOUCHED = st.just(State(False, (None, None), False))


def put(store: Store, states: Sequence[State], marks: Sequence[int]) -> None:
    connection = store.connection
    for table in ("annotation", "story_trace", "annotated"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE mention SET gone_at = 1")
    for number, state in enumerate(states, 1):
        if not state.is_gone:
            connection.execute("UPDATE mention SET gone_at = NULL WHERE id = ?", [number])
        for row, (name, _) in zip(state.answers, ASKED, strict=False):
            if row is not None:
                connection.execute(
                    "INSERT INTO annotation (mention_id, analyzer, version, error, tries) "
                    "VALUES (?, ?, ?, ?, ?)",
                    [number, name, *row],
                )
        if state.is_compared:
            connection.execute("INSERT INTO story_trace VALUES (?, '[]')", [number])
    connection.executemany(
        "INSERT INTO annotated VALUES (?, ?, ?)",
        [(*one, below) for one, below in zip(ASKED, marks, strict=True) if below],
    )


def paged(pending: Pending, limit: int) -> dict[str, list[int]]:
    """All that is missing, page by page."""
    found: dict[str, list[int]] = {name: [] for name, _ in pending.asked}
    after = 0
    while page := pending.page(after=after, limit=limit):
        assert len({number for ids in page.values() for number in ids}) <= limit
        for name, ids in page.items():
            found[name] += ids
        after = max(ids[-1] for ids in page.values())
    return found


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("ten"), *(mention(str(n)) for n in range(10)))


@settings(deadline=None, max_examples=150)
@given(
    # Some that a run has met, and behind them some that none has.
    states=st.tuples(st.lists(STATES, max_size=6), st.lists(UNTOUCHED, max_size=4)).map(
        lambda parts: [*parts[0], *parts[1]]
    ),
    marks=st.tuples(*[st.integers(0, 11)] * 3),
    limit=st.integers(1, 11),
)
def test_each_page_is_what_a_look_at_every_row_says(
    ten: Store, states: list[State], marks: tuple[int, ...], limit: int
) -> None:
    put(ten, states, marks)
    lacking = {n: state.lacks(n, marks) for n, state in enumerate(states, 1)}
    pending = Pending(ten, ASKED)
    assert pending.count() == sum(map(bool, lacking.values()))
    assert paged(pending, limit) == {
        name: [n for n, names in lacking.items() if name in names] for name, _ in ASKED
    }


def below(store: Store) -> dict[str, int]:
    rows = store.rows("SELECT analyzer, below FROM annotated")
    return {row["analyzer"]: row["below"] for row in rows}


def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one for each look at what is missing that `mark_done` takes."""
    found: list[int] = []
    look = annotations._first_missing

    def counted(*given: object) -> dict[tuple[str, str], int]:
        found.append(1)
        return look(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(annotations, "_first_missing", counted)
    return found


def test_a_whole_run_that_nobody_disturbed_is_marked_without_a_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, seen = stored(tmp_path, mention("1", "a"), mention("2", "b")), looks(monkeypatch)
    annotate(store, [Counting()])
    assert (below(store), seen) == ({"length": 3, STORY: 3}, [])


def test_after_a_failure_is_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, seen = stored(tmp_path, mention("1", "a"), mention("2", "bad")), looks(monkeypatch)
    annotate(store, [Counting(), Failing()])
    assert below(store) == {"length": 3, "failing": 2, STORY: 3}
    assert seen


def test_what_another_edits_or_adds_at_the_end_of_a_run_is_not_marked_as_done(
    tmp_path: Path,
) -> None:
    store = stored(tmp_path, mention("1", "a"), mention("2", "b"))
    other, late = open_store(store.path), [mention("2", "edited"), mention("3", "new")]
    annotate(
        store, [Counting()], progress=lambda *_: void(add_page(other, "web", late, now=NOW))
    )
    assert below(store) == {"length": 2, STORY: 2}
    assert annotate(store, [Counting()]).mentions == 2
    assert below(store) == {"length": 4, STORY: 4}


def test_what_another_erases_in_a_run_is_no_longer_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = stored(tmp_path, mention("1", "a"), mention("2", "b"))
    other = open_store(store.path)

    class Erased(Pending):
        """By the time a batch is loaded, one of it is gone."""

        def page(self, *, after: int = 0, limit: int) -> dict[str, tuple[int, ...]]:
            found = super().page(after=after, limit=limit)
            other.connection.execute("UPDATE mention SET gone_at = 1 WHERE id = 2")
            return found

    monkeypatch.setattr(annotating, "Pending", Erased)
    assert annotate(store, [Counting()]).missing == 2
    assert below(store) == {"length": 3, STORY: 3}


def void(_: object) -> None:
    """For lambdas that are called for what they do."""


def test_a_new_mention_with_the_number_of_an_erased_one_is_annotated(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "a"), mention("2", "b"))
    annotate(store, [Counting()])
    erase(store, [2], reason="forgotten", now=1)
    add_page(store, "web", [mention("3", "ccc")], now=NOW)
    annotate(store, [Counting()])
    rows = store.rows("SELECT mention_id, label FROM annotation")
    assert {row["mention_id"]: row["label"] for row in rows} == {1: "1", 2: "3"}


def test_a_text_edited_while_is_looked_is_not_marked_as_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = stored(tmp_path, mention("1", "a"), mention("2", "b"))
    annotate(store, [Counting()])
    other, look = open_store(store.path), annotations._first_missing
    edits = [mention("1", "edited")]

    def late(*given: object) -> dict[tuple[str, str], int]:
        missing = look(*given)  # type: ignore[arg-type]
        while edits:
            add_page(other, "web", [edits.pop()], now=NOW)
        return missing

    monkeypatch.setattr(annotations, "_first_missing", late)
    mark_done(store, [("length", "1")])
    assert below(store)["length"] == 1
    assert annotate(store, [Counting()]).mentions == 1


def test_where_others_never_stop_writing_nothing_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = stored(tmp_path, mention("1", "a"))
    other, number = open_store(store.path), iter(range(2, 100))

    def always(*_: object) -> dict[tuple[str, str], int]:
        add_page(other, "web", [mention(str(next(number)))], now=NOW)
        return {}

    monkeypatch.setattr(annotations, "_first_missing", always)
    mark_done(store, [("length", "1")], whole_at=changes_by_others(store) - 1)
    assert below(store) == {}

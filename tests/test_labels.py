"""What people say wins over the analyzers, stays, and measures them honestly."""

import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.evaluation.figures import Share, evaluate, evaluate_several, macro_f1
from monitor.evaluation.sampling import choose
from monitor.evaluation.stored import ALL, ENOUGH, RANDOM, evaluate_labels
from monitor.model import Annotation
from monitor.store.annotations import save_annotations
from monitor.store.connect import Store
from monitor.store.facts import rollups_are_true
from monitor.store.labels import NONE, Label, judged, save_labels
from tests.support.made import NOW, mention, stored


def label(number: int, value: str, *, field: str = "sentiment", **given_: object) -> Label:
    return Label(mention_id=number, field=field, value=value, by="ann", **given_)  # type: ignore[arg-type]


def annotated(folder: Path, *labels: str) -> Store:
    """A store whose mentions have these sentiments by the analyzer."""
    store = stored(folder, *(mention(str(n), f"Acme {n}") for n in range(len(labels))))
    said = [Annotation(label=one, score=0.5) for one in labels]
    ids = tuple(range(1, len(labels) + 1))
    save_annotations(store, {ids: {("sentiment", "1"): said}})
    return store


def effective(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT sentiment FROM match ORDER BY mention_id")]


def test_a_label_wins_over_the_analyzer_and_stays_when_it_speaks_again(tmp_path: Path) -> None:
    store = annotated(tmp_path, "positive", "neutral")
    save_labels(store, [label(1, "negative")], now=NOW)
    assert effective(store) == ["negative", "neutral"]
    again = [Annotation(label="positive", score=1)] * 2
    save_annotations(store, {(1, 2): {("sentiment", "2"): again}})
    assert effective(store) == ["negative", "positive"]
    assert rollups_are_true(store.connection)


def test_the_latest_label_counts(tmp_path: Path) -> None:
    store = annotated(tmp_path, "positive")
    save_labels(store, [label(1, "negative")], now=NOW)
    save_labels(store, [label(1, "neutral")], now=NOW)
    assert effective(store) == ["neutral"]
    assert [case.said for case in judged(store, "sentiment")] == [{"neutral"}]


def test_intents_are_added_taken_away_and_set_whole(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1"), mention("2"), mention("3"))
    said = [Annotation(labels=("complaint", "question"))] * 3
    save_annotations(store, {(1, 2, 3): {("intent", "1"): said}})
    save_labels(
        store,
        [
            label(1, "praise", field="intent"),
            label(2, "question", field="intent", is_present=False),
            label(3, NONE, field="intent"),
            label(3, "request", field="intent"),
        ],
        now=NOW,
    )
    kept: dict[int, set[str]] = {}
    for row in store.rows("SELECT mention_id, value FROM mention_label"):
        kept.setdefault(row[0], set()).add(row[1])
    assert kept == {1: {"complaint", "question", "praise"}, 2: {"complaint"}, 3: {"request"}}
    first, second, third = judged(store, "intent")
    assert (first.said, first.is_complete) == (frozenset({"praise"}), False)
    assert second.denied == {"question"}
    assert (third.said, third.is_complete) == (frozenset({"request"}), True)


def test_a_mention_that_is_not_there_cannot_be_labelled(tmp_path: Path) -> None:
    store = annotated(tmp_path, "positive")
    with pytest.raises(UsageError, match="no mention 7"):
        save_labels(store, [label(1, "negative"), label(7, "negative")], now=NOW)
    assert effective(store) == ["positive"]


def test_once_there_are_enough_only_random_labels_measure(tmp_path: Path) -> None:
    store = annotated(tmp_path, *["positive"] * (ENOUGH + 10))
    fair = [label(n, "positive", sampled="random") for n in range(1, ENOUGH + 1)]
    hard = [label(n, "negative", sampled="unsure") for n in range(ENOUGH + 1, ENOUGH + 11)]
    save_labels(store, hard, now=NOW)
    (few,) = evaluate_labels(store)
    assert (few.drawn, few.accuracy.value) == (ALL, 0.0)
    save_labels(store, fair, now=NOW)
    (honest,) = evaluate_labels(store)
    assert (honest.drawn, honest.accuracy.value) == (RANDOM, 1.0)
    (everything,) = evaluate_labels(store, all_labels=True)
    assert everything.cases == ENOUGH + 10


def test_what_is_asked_is_partly_random_partly_unsure_and_never_asked_twice(
    tmp_path: Path,
) -> None:
    store = annotated(tmp_path, *["positive", "unsure", "neutral"] * 20)
    asked = choose(store, "sentiment", 12)
    assert Counter(one.sampled for one in asked) == {"random": 4, "unsure": 8}
    assert choose(store, "sentiment", 12) == asked
    unsure = {n for n in range(1, 61) if n % 3 == 2}
    assert {one.mention_id for one in asked if one.sampled == "unsure"} <= unsure
    save_labels(store, [label(one.mention_id, "neutral") for one in asked], now=NOW)
    later = choose(store, "sentiment", 12)
    assert not {one.mention_id for one in asked} & {one.mention_id for one in later}


def test_every_brand_is_asked_about(tmp_path: Path) -> None:
    mentions = [mention(str(n), f"x {n}") for n in range(50)]
    store = stored(tmp_path, *mentions, mention("51", "bolt", brands=("Bolt",)))
    brands = {one.brand for one in choose(store, "sentiment", 6)}
    assert brands == {"Acme", "Bolt"}


def test_figures_of_a_worked_example() -> None:
    pairs = [("a", "a")] * 6 + [("a", "b")] * 2 + [("b", "b")] * 1 + [("b", "a")] * 1
    found = evaluate(pairs, analyzer="x", version="1")
    assert (found.accuracy.part, found.accuracy.of) == (7, 10)
    first, second = found.classes
    assert (first.precision.value, first.recall.value) == (6 / 7, 6 / 8)
    assert first.f1 == pytest.approx(0.8)
    assert second.f1 == pytest.approx(0.4)
    assert found.macro_f1 == pytest.approx(0.6)
    assert found.macro_f1_interval is not None
    low, high = found.macro_f1_interval
    assert 0 <= low < 0.6 < high <= 1


def test_wilson_interval_of_a_worked_example() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263.
    interval = Share(81, 263).interval
    assert interval is not None
    assert interval[0] == pytest.approx(0.2553, abs=1e-4)
    assert interval[1] == pytest.approx(0.3662, abs=1e-4)
    assert Share(0, 0).interval is None


def test_an_answer_outside_the_classes_is_wrong() -> None:
    assert macro_f1([("a", "unsure"), ("a", "a")]) == pytest.approx(2 / 3)


def test_only_judged_labels_count_where_several_may_hold() -> None:
    yes, no = frozenset({"complaint"}), frozenset({"praise"})
    found = evaluate_several(
        [
            (yes, no, frozenset({"complaint", "question"})),
            (frozenset(), no, frozenset({"praise"})),
        ],
        analyzer="intent",
        version="1",
    )
    assert (found.accuracy.part, found.accuracy.of) == (2, 3)
    complaint, praise = found.classes
    assert complaint.f1 == 1.0
    assert praise.precision.value == 0.0


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("abcx")), min_size=1, max_size=60
    )
)
@settings(max_examples=50, deadline=None)
def test_figures_are_shares_whatever_the_pairs(pairs: list[tuple[str, str]]) -> None:
    found = evaluate(pairs, analyzer="x", version="1")
    assert sum(found.confusion.values()) == len(pairs)
    assert found.macro_f1 is not None
    assert 0 <= found.macro_f1 <= 1
    low, high = found.accuracy.interval or (math.nan, math.nan)
    assert low - 1e-12 <= (found.accuracy.value or 0) <= high + 1e-12

"""Grouping in the store: incremental, reversible, the earliest is the original."""

from collections import Counter
from datetime import timedelta
from itertools import chain
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate import annotate
from monitor.model import Mention
from monitor.store.connect import Store
from monitor.store.erasure import erase
from monitor.store.facts import rollups_are_true
from monitor.store.pages import add_page
from monitor.store.stories import ungroup
from monitor.stories import _Keys
from tests.support.made import NOW, empty_store, mention, stored

TEXT = "Acme will close its old warehouse in Leeds next month and move everyone to the new site"
OTHER = (
    "The new Acme robot mows the lawn while you are out and comes home when it starts to rain"
)


def at(source_id: str, text: str, hours: float, **given_: str) -> Mention:
    return mention(source_id, text, published_at=NOW - timedelta(hours=hours), **given_)


def groups(store: Store) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for row in store.rows("SELECT story_id, mention_id, is_copy FROM story ORDER BY 1, 2"):
        found.setdefault(row[0], []).append((row[1], row[2]))
    return found


def copies(store: Store) -> list[int]:
    return [
        r[0] for r in store.rows("SELECT mention_id FROM match WHERE is_copy = 1 ORDER BY 1")
    ]


def test_copies_are_marked_and_the_earliest_is_the_original(tmp_path: Path) -> None:
    store = stored(
        tmp_path,
        at("1", f"RT @jane: {TEXT}", 1),
        at("2", OTHER, 2),
        at("3", TEXT, 5, source="news"),
        at("4", "thanks!", 1),
        at("5", "thanks!", 2),
    )
    annotate(store, [])
    (story,) = groups(store).values()
    assert len(story) == 2
    original = store.value("SELECT id FROM mention WHERE source = 'news'")
    assert copies(store) == [one for one, _ in story if one != original]
    assert rollups_are_true(store.connection)


def test_a_later_batch_is_compared_with_what_is_stored(tmp_path: Path) -> None:
    store = stored(tmp_path, at("1", TEXT, 2))
    annotate(store, [])
    assert groups(store) == {}
    add_page(store, "web", [at("2", f"{TEXT} https://x.example/1", 1)], now=NOW)
    annotate(store, [])
    assert groups(store) == {1: [(1, 0), (2, 1)]}
    add_page(store, "web", [at("3", TEXT.upper(), 9)], now=NOW)
    annotate(store, [])
    assert groups(store) == {1: [(1, 1), (2, 1), (3, 0)]}
    assert copies(store) == [1, 2]


def test_an_edited_text_leaves_its_story(tmp_path: Path) -> None:
    store = stored(tmp_path, at("1", TEXT, 2), at("2", TEXT, 1))
    annotate(store, [])
    assert copies(store) == [2]
    add_page(store, "web", [at("2", OTHER, 1)], now=NOW)
    annotate(store, [])
    assert copies(store) == []
    assert rollups_are_true(store.connection)


def test_when_the_original_goes_the_others_find_each_other(tmp_path: Path) -> None:
    store = stored(tmp_path, at("1", TEXT, 9), at("2", TEXT, 2), at("3", TEXT, 1))
    annotate(store, [])
    erase(store, [1], reason="asked", now=0)
    annotate(store, [])
    assert groups(store) == {2: [(2, 0), (3, 1)]}
    assert copies(store) == [3]


def test_when_the_first_text_is_edited_its_copies_are_grouped_anew(tmp_path: Path) -> None:
    store = stored(tmp_path, at("1", TEXT, 9), at("2", TEXT, 2), at("3", TEXT, 1))
    annotate(store, [])
    add_page(store, "web", [at("1", OTHER, 9)], now=NOW)
    annotate(store, [])
    assert groups(store) == {2: [(2, 0), (3, 1)]}
    assert copies(store) == [3]


def test_grouping_is_reversible(tmp_path: Path) -> None:
    store = stored(tmp_path, at("1", TEXT, 2), at("2", TEXT, 1))
    annotate(store, [])
    before = groups(store)
    ungroup(store)
    assert groups(store) == {}
    annotate(store, [])
    assert groups(store) == before
    assert copies(store) == [2]


def test_a_long_template_is_compared_with_few(tmp_path: Path) -> None:
    template = "I am watching the Acme channel with my friends on the evening of"
    many = [
        at(str(n), f"{template} day {n} {'abcdefgh'[n % 8] * 9} {n * 7}", n) for n in range(90)
    ]
    store = stored(tmp_path, *many)
    annotate(store, [])
    assert store.value("SELECT COUNT(*) FROM story_trace") == 90


@given(
    texts=st.lists(
        st.sampled_from(
            [TEXT, OTHER, f"RT @a: {TEXT}", f"{OTHER} https://x.example", "thanks!"]
        ),
        min_size=1,
        max_size=12,
    ),
    cut=st.integers(0, 12),
)
@settings(max_examples=15, deadline=None)
def test_one_batch_or_two_give_the_same_groups(
    tmp_path_factory: object, texts: list[str], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("stories")  # type: ignore[attr-defined]
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    mentions = [at(str(n), text, 20 - n) for n, text in enumerate(texts)]
    whole, parts = empty_store(folder / "a"), empty_store(folder / "b")
    add_page(whole, "web", mentions, now=NOW)
    annotate(whole, [])
    for some in (mentions[:cut], mentions[cut:]):
        add_page(parts, "web", some, now=NOW)
        annotate(parts, [])
    assert groups(whole) == groups(parts)
    assert copies(whole) == copies(parts)


@given(
    traces=st.dictionaries(
        st.integers(1, 9), st.lists(st.integers(0, 12), max_size=4, unique=True).map(tuple)
    ),
    known=st.sets(st.integers(0, 12)),
)
def test_who_shares_a_key_is_told_apart_from_who_is_alone(
    traces: dict[int, tuple[int, ...]], known: set[int]
) -> None:
    bearers = Counter(chain.from_iterable(traces.values()))
    keys = _Keys(traces)
    assert keys.different.tolist() == sorted(bearers)
    in_company, alone = keys.parted(known & set(bearers))
    assert in_company == [
        number
        for number, some in traces.items()
        if any(bearers[key] > 1 or key in known for key in some)
    ]
    rest = traces.keys() - set(in_company)
    assert alone.tolist() == sorted([key, number] for number in rest for key in traces[number])

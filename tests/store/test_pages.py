"""A page and its cursor are stored together or not at all; nothing twice, nothing lost."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Author, Engagement, Gap, Mention
from monitor.store import health
from monitor.store.connect import Store
from monitor.store.facts import rollups_are_true
from monitor.store.pages import Claim, add_page
from monitor.store.reading import Filter, count, find_ids, load
from tests.support.made import NOW, empty_store, mention, stored


def texts(store: Store) -> list[str]:
    return [one.mention.text for one in load(store, find_ids(store, Filter()))]


def test_the_same_item_is_stored_once(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1"))
    again = add_page(store, "web", [mention("1"), mention("1")], now=NOW)
    assert (again.new, again.changed) == (0, 0)
    assert count(store, Filter()) == 1


def test_page_and_cursor_go_in_together_or_not_at_all(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    broken = replace(mention("2"), kind=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        add_page(
            store, "web", [mention("1"), broken], now=NOW, claim=Claim(value="c", asked="a")
        )
    assert count(store, Filter()) == 0
    assert health.cursor(store, "web", asked="a") is None
    add_page(store, "web", [mention("1")], now=NOW, claim=Claim(value="c", asked="a"))
    assert health.cursor(store, "web", asked="a") == "c"


def test_a_cursor_answers_only_the_question_it_was_given_for(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    add_page(store, "web", [], now=NOW, claim=Claim(value="c", asked="a"))
    assert health.cursor(store, "web", asked="b") is None


def test_an_edit_keeps_the_earlier_text_as_hash_and_drops_its_annotations(
    tmp_path: Path,
) -> None:
    store = stored(tmp_path, mention("1", "Acme is fine"))
    store.connection.execute(
        "INSERT INTO annotation (mention_id, analyzer, version) VALUES (1, 'sentiment', '1')"
    )
    done = add_page(store, "web", [mention("1", "Acme is broken")], now=NOW)
    assert done.changed == 1
    assert texts(store) == ["Acme is broken"]
    assert store.value("SELECT COUNT(*) FROM annotation") == 0
    assert store.value("SELECT COUNT(*) FROM revision") == 1
    assert "fine" not in "\n".join(store.connection.iterdump())


def test_new_counts_are_taken_over_and_unknown_ones_keep_the_last_value(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", engagement=Engagement(score=1, views=10)))
    add_page(store, "web", [mention("1", engagement=Engagement(score=5))], now=NOW)
    found = next(load(store, [1]))
    assert found.mention.engagement == Engagement(score=5, views=10)


def test_an_item_deleted_at_the_source_loses_its_content_and_stays_away(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "Acme secret", author="jane"))
    gone = add_page(store, "web", [], now=NOW, deleted=["1"])
    assert gone.deleted == 1
    assert add_page(store, "web", [mention("1", "Acme secret")], now=NOW).new == 0
    dump = "\n".join(store.connection.iterdump())
    assert "secret" not in dump
    assert "jane" not in dump
    assert store.value("SELECT SUM(mentions) FROM rollup") == 1


@pytest.mark.parametrize(
    ("published", "at"),
    [
        (NOW - timedelta(days=21), NOW - timedelta(days=21)),
        (None, NOW),
        (NOW.replace(year=2099), NOW),
        (NOW.replace(year=1), NOW),
        (NOW + timedelta(hours=2), NOW),
    ],
)
def test_t02_an_absurd_time_counts_when_it_was_seen(tmp_path: Path, published, at) -> None:  # type: ignore[no-untyped-def]
    store = stored(tmp_path, mention("1", published_at=published))
    found = next(load(store, [1]))
    assert found.at == at
    assert found.mention.published_at == published


def test_gaps_are_noted_once(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    gap = Gap(reason="1,000 hits at most", since=NOW - timedelta(days=1), until=NOW)
    for _ in range(2):
        add_page(store, "web", [], now=NOW, gaps=[gap])
    assert store.value("SELECT COUNT(*) FROM gap") == 1


def test_an_author_keeps_what_is_known(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", author=Author(handle="Jane", followers=5)))
    add_page(store, "web", [mention("2", author=Author(handle="jane", name="J."))], now=NOW)
    assert [tuple(row) for row in store.rows("SELECT key, name, followers FROM author")] == [
        ("mastodon:jane", "J.", 5)
    ]


def test_full_text_search_follows_edits(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", "Acme rocket"))
    add_page(store, "web", [mention("1", "Acme kettle")], now=NOW)
    assert find_ids(store, Filter(match="rocket")) == []
    assert find_ids(store, Filter(match="kettle")) == [1]
    store.connection.execute("INSERT INTO mention_fts (mention_fts) VALUES ('integrity-check')")


_items = st.builds(
    lambda number, text, brands, day: mention(
        str(number), text, brands=brands, published_at=NOW - timedelta(days=day)
    ),
    st.integers(0, 5),
    st.sampled_from(["Acme good", "Acme bad", "Acme ☂ STRASSE"]),
    st.sets(st.sampled_from(["Acme", "Globex"]), min_size=1).map(sorted),
    st.integers(0, 3),
)


@given(st.lists(st.lists(_items, max_size=4), max_size=6), st.lists(st.integers(0, 5)))
@settings(max_examples=60, deadline=None)
def test_rollups_equal_a_recount_after_any_pages(
    tmp_path_factory: pytest.TempPathFactory, pages: list[list[Mention]], deleted: list[int]
) -> None:
    with empty_store(tmp_path_factory.mktemp("store")) as store:
        for page in pages:
            add_page(store, "web", page, now=NOW)
        add_page(store, "web", [], now=NOW, deleted=[str(n) for n in deleted])
        assert rollups_are_true(store.connection)


@given(st.lists(st.integers(0, 8), min_size=1, max_size=12), st.data())
@settings(max_examples=40, deadline=None)
def test_any_order_and_repetition_gives_the_same_store(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], data: st.DataObject
) -> None:
    other = data.draw(st.permutations(numbers))
    kept = []
    for order in (numbers, other):
        with empty_store(tmp_path_factory.mktemp("store")) as store:
            for number in order:
                add_page(store, "web", [mention(str(number), f"Acme {number}")], now=NOW)
            kept.append(sorted(texts(store)))
    assert kept[0] == kept[1]

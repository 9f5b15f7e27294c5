"""Effective values are what annotations and labels come to, whichever mentions are asked for."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Annotation
from monitor.store.annotations import save_annotations
from monitor.store.connect import Store
from monitor.store.facts import refresh, rollups_are_true, touch
from tests.support.made import mention, stored

MANY = 12
IDS = tuple(range(1, MANY + 1))
LABELS = st.lists(st.sampled_from(["price", "battery", 'a "quoted" one', "ü"]), unique=True)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("facts"), *(mention(str(n)) for n in IDS))


def answers(labels: Sequence[Sequence[str]], *, said: str) -> list[Annotation]:
    return [Annotation(label=said, labels=tuple(one)) for one in labels]


def effective(store: Store) -> list[list[tuple[object, ...]]]:
    return [
        [tuple(row) for row in store.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]
        for table in ("match", "mention_label")
    ]


@settings(deadline=None, max_examples=60)
@given(
    rounds=st.lists(
        st.tuples(
            st.sets(st.sampled_from(IDS), min_size=1),
            st.lists(LABELS, min_size=MANY, max_size=MANY),
            st.sampled_from(["positive", "negative"]),
        ),
        min_size=1,
        max_size=3,
    ),
    labelled=st.sets(st.sampled_from(IDS), max_size=2),
)
def test_what_is_worked_out_bit_by_bit_is_what_one_look_says(
    store: Store,
    rounds: list[tuple[set[int], list[list[str]], str]],
    labelled: set[int],
) -> None:
    with store.transaction() as connection:
        for table in ("annotation", "label"):
            connection.execute(f"DELETE FROM {table}")
        refresh(connection, IDS)
        assert effective(store)[1] == []
    for ids, labels, said in rounds:
        some = tuple(sorted(ids))
        of = {
            ("topic", "1"): answers(labels[: len(some)], said=said),
            ("sentiment", "1"): answers([()] * len(some), said=said),
        }
        save_annotations(store, {some: of})
        assert rollups_are_true(store.connection)
        store.connection.executemany(
            "INSERT INTO label (mention_id, field, value, labelled_by, labelled_at) "
            "VALUES (?, 'topic', 'own', 'jo', 0)",
            [(number,) for number in labelled],
        )
        with store.transaction() as connection:
            refresh(connection, labelled)
    bit_by_bit = effective(store)
    with store.transaction() as connection:
        connection.execute("DELETE FROM rollup_label")
        connection.execute("DELETE FROM mention_label")
        for number in IDS:
            refresh(connection, [number])
    assert effective(store) == bit_by_bit
    assert rollups_are_true(store.connection)


@pytest.mark.parametrize(
    ("ids", "meant"),
    [([], []), ([3], [3]), ([4, 2, 3, 3], [2, 3, 4]), ([1, 3], [1, 2, 3]), ([1, 12], [1, 12])],
)
def test_neighbours_are_read_as_a_range(store: Store, ids: list[int], meant: list[int]) -> None:
    which, values = touch(store.connection, ids)
    rows = store.rows(f"SELECT id FROM mention WHERE id {which}", values)
    assert [row["id"] for row in rows] == meant

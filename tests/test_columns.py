"""Objects that are filled column by column."""

from dataclasses import FrozenInstanceError, replace
from itertools import repeat

import pytest

from monitor.columns import objects
from monitor.model import Match


def test_objects_made_of_columns_are_like_any_other() -> None:
    made = objects(
        Match,
        2,
        brand=["b", "c"],
        term=repeat("t"),
        field=repeat("text"),
        start=(1, 3),
        end=[2, 4],
    )
    known = [
        Match(brand="b", term="t", field="text", start=1, end=2),
        Match(brand="c", term="t", field="text", start=3, end=4),
    ]
    assert made == known
    assert [*map(hash, made)] == [*map(hash, known)]
    assert repr(made) == repr(known)
    assert replace(made[0], end=3) == replace(known[0], end=3)
    with pytest.raises(FrozenInstanceError):
        made[0].end = 3  # type: ignore[misc]


def test_none_are_none_and_every_field_has_its_column() -> None:
    empty = dict.fromkeys(("brand", "term", "field", "start", "end"), ())
    assert objects(Match, 0, **empty) == []
    with pytest.raises(TypeError, match="has the fields brand"):
        objects(Match, 1, brand=["b"])

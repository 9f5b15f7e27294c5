"""Reading fields: what must be there is named when it is not, what may be there never breaks."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import SourceChanged
from monitor.model import Mention
from monitor.sources import shape

ANSWER: dict[str, Any] = {
    "a": {"b": "text", "n": 3, "t": True, "blank": " ", "list": ["x", {"k": "y"}, "x", 1]},
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_a_missing_field_and_one_of_another_type_are_named() -> None:
    assert shape.need(ANSWER, "a.b", str, of="s") == "text"
    with pytest.raises(SourceChanged, match=r"^s: the field 'a\.c' is missing; has the"):
        shape.need(ANSWER, "a.c", str, of="s")
    with pytest.raises(SourceChanged, match=r"'a\.n' is a number, not text"):
        shape.need(ANSWER, "a.n", str, of="s")
    with pytest.raises(SourceChanged, match=r"'a\.t' is true or false, not a number"):
        shape.need(ANSWER, "a.t", int, of="s")


def test_ids_come_as_numbers_and_as_words() -> None:
    assert shape.identity({"id": 7}, "id", of="s") == "7"
    assert shape.identity({"id": " x "}, "id", of="s") == "x"
    bad_ids: tuple[object, ...] = (None, "", " ", True, 1.5, [], {})
    for bad in bad_ids:
        with pytest.raises(SourceChanged, match="'id'"):
            shape.identity({"id": bad}, "id", of="s")


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), ("263", 263), ("-4", -4), (5.0, 5), (5.5, None), (True, None), ("x", None),
     ("9" * 30, None), (None, None), (float("inf"), None)],
)  # fmt: skip
def test_counts(value: object, number: int | None) -> None:
    assert shape.count({"n": value}, "n") == number


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T10:00:00.123", datetime(2026, 3, 1, 10, 0, 0, 123_000, tzinfo=UTC)),
        ("2026-03-01T10:00:00-07:00", datetime(2026, 3, 1, 17, tzinfo=UTC)),
        ("20260301T101500Z", datetime(2026, 3, 1, 10, 15, tzinfo=UTC)),
        (1_772_359_200, datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (True, None),
        ("soon", None),
        (10**40, None),
    ],
)
def test_times(value: object, time: datetime | None) -> None:
    assert shape.moment({"t": value}, "t") == time


def test_lists_and_words() -> None:
    assert shape.rows({"one": {"k": 1}}, "one") == [{"k": 1}]
    assert shape.rows({"one": "x"}, "one") == []
    assert shape.words(ANSWER, "a.list") == ("x",)
    assert shape.words(ANSWER, "a.list", "k") == ("y",)
    assert shape.word(ANSWER, "a.blank") is None
    assert shape.language_code({"l": "pt_BR"}, "l") == "pt"
    assert shape.language_code({"l": "tlh"}, "l") is None


@given(json_values, st.sampled_from(["", "a", "a.b", "a.b.c"]))
def test_what_may_be_missing_never_breaks(value: Any, path: str) -> None:
    text = shape.word(value, path)
    assert text is None or text.strip()
    number = shape.count(value, path)
    assert number is None or type(number) is int
    time = shape.moment(value, path)
    assert time is None or time.tzinfo is UTC
    assert isinstance(shape.rows(value, path), list)
    assert all(shape.words(value, path))


def _mention(item: Any) -> Mention | None:
    if item is None:
        return None
    source_id = shape.identity(item, "id", of="s")
    return Mention(source="s", source_id=source_id, network="n", text="a\r\nb\0")


def test_one_bad_item_is_skipped_and_a_page_of_bad_ones_is_a_change() -> None:
    page = shape.page_of([{"id": 1}, {}, None], _mention, cursor="c")
    assert [one.source_id for one in page.mentions] == ["1"]
    assert page.mentions[0].text == "a\nb"
    assert len(page.skipped) == 1
    assert page.cursor == "c"
    with pytest.raises(SourceChanged, match="'id' is missing"):
        shape.page_of([{}, {}], _mention)
    assert shape.page_of([], _mention).mentions == ()

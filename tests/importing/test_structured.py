"""JSON in the shapes people have."""

import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import DataError
from monitor.importing.rows import Record
from monitor.importing.structured import read_json
from tests.importing.reads import (
    mentions,
    only,
    read_bytes,
    read_objects,
    read_text,
    unreadable,
)

A = {"id": 1, "text": "one"}
B = {"id": "2", "text": "two", "author": {"username": "ann", "followers": 7}}


def ids(items: list[object]) -> list[str]:
    return [m.source_id for m in mentions(items)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(A) + "\n" + json.dumps(B),
        json.dumps(A) + "\r\n\r\n" + json.dumps(B) + "\n",
        json.dumps([A, B]),
        json.dumps([A, B], indent=2),
        json.dumps({"data": [A, B]}),
        json.dumps({"took": 3, "hits": {"total": 2, "hits": [{"_source": A}, {"_source": B}]}}),
        json.dumps({"meta": {}, "results": [A, B]}, indent=1),
        json.dumps({"response": {"docs": [A, B]}}),
        json.dumps(A, indent=1) + "\n" + json.dumps(B, indent=1),
        "[" + json.dumps(A) + ",\n" + json.dumps(B) + "\n]\n",
        json.dumps([A]) + json.dumps([B]),
        "\ufeff" + json.dumps(A) + "\n" + json.dumps(B),
        "window.YTD.tweets.part0 = " + json.dumps([{"tweet": A}, {"tweet": B}]),
    ],
)
def test_two_items_in_every_shape(text: str) -> None:
    items = read_text(text)
    assert ids(items) == ["1", "2"]  # type: ignore[arg-type]
    assert mentions(items)[1].author is not None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_json_in_other_encodings(encoding: str) -> None:
    text = json.dumps([{"text": "schön"}], ensure_ascii=False)
    assert only(read_bytes(text.encode(encoding))).text == "schön"


def test_a_broken_line_costs_that_line() -> None:
    items = read_text(
        '{"id": 1, "text": "one"}\n{"id": 2, "text": \nnull\n{"id": 4, "text": "x"}\n'
    )
    assert ids(items) == ["1", "4"]  # type: ignore[arg-type]
    assert [(u.line, u.reason) for u in unreadable(items)] == [
        (2, "not JSON: Expecting value"),
        (3, "an object is wanted, not null"),
    ]


def test_a_first_line_that_is_broken_costs_that_line_too() -> None:
    items = read_text('{"id": 1, "text": one}\n{"id": 2, "text": "two"}\n')
    assert ids(items) == ["2"]  # type: ignore[arg-type]
    assert [u.line for u in unreadable(items)] == [1]


def test_an_array_that_breaks_off_gives_what_it_had() -> None:
    text = json.dumps([{"id": n, "text": "x"} for n in range(50)], indent=1)[:-40]
    stream = read_json(io.StringIO(text, newline=""), "file.json")
    given: list[object] = []
    with pytest.raises(DataError, match=r"file.json: line \d+: not JSON from here on"):
        given.extend(stream)
    assert len(given) == 48


@pytest.mark.parametrize("text", ["[1 2]", '{"a" 1}', '{"a": 1 "b": 2}', "{a: 1}", '{"a": 1'])
def test_what_is_no_json_is_said(text: str) -> None:
    with pytest.raises(DataError, match="not JSON from here on"):
        read_text("{\n" + text[1:] if text.startswith("{") else text)


def test_values_that_are_no_json_are_no_value() -> None:
    mention = only(read_text('{"id": 1, "text": "x", "likes": NaN, "shares": Infinity}\n'))
    assert mention.engagement.score is None


def test_a_number_without_end_and_a_nest_without_end() -> None:
    text = f'{{"id": {"1" * 5000}, "text": "x"}}\n{"[" * 100_000}\n{{"id": 3, "text": "x"}}\n'
    items = read_text(text)
    assert ids(items) == ["3"]  # type: ignore[arg-type]
    assert [u.reason for u in unreadable(items)] == [
        "not JSON: a number without end",
        "nested too deep",
    ]
    with pytest.raises(DataError, match="nested too deep"):
        read_text("[" * 100_000)


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    assert (
        only(read_text('{"id": "a\\ud800", "text": "x\\udc00\\u0000y"}\n')).text == "x\ufffdy"
    )


def test_answers_below_an_item_are_items() -> None:
    story = {"id": 1, "title": "A story", "children": [{"id": 2, "text": "x", "children": []}]}
    assert ids(read_objects(story)) == ["1", "2"]  # type: ignore[arg-type]


def test_accounts_and_errors_are_no_mentions() -> None:
    account = {"username": "ann", "description": "I love Acme", "followers_count": 3, "id": "1"}
    items = read_objects(account, {"message": "Forbidden", "error": 403})
    assert mentions(items) == []
    assert unreadable(items)[0].reason == "an error message of a service, no item"


class Pieces(io.TextIOBase):
    """A text that is only generated while it is read."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._left = ""

    def read(self, size: int | None = -1) -> str:
        while size is not None and len(self._left) < size and (piece := next(self._pieces, "")):
            self._left += piece
        given, self._left = self._left[:size], self._left[size:]
        return given

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        return self.read(200)


def test_a_wrapped_array_of_any_length_is_read_item_by_item() -> None:
    made = 0

    def pieces() -> Iterator[str]:
        nonlocal made
        yield '{"type": "OrderedCollection",\n "orderedItems": [\n'
        for made in range(30_000):
            yield f'{"," if made else ""}{{"id": {made}, "text": "x"}}\n'
        yield "]}\n"

    items = read_json(Pieces(pieces()), "big.json")  # type: ignore[arg-type]
    first = next(items)
    assert isinstance(first, Record)
    assert made < 10_000
    assert 1 + sum(1 for _ in items) == 30_000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=4), min_size=1, max_size=4)
)
def test_arrays_and_lines_give_the_same_items(objects: list[dict[str, object]]) -> None:
    marked = [{**one, "text": f"n{n}"} for n, one in enumerate(objects)]
    as_lines = "".join(json.dumps(one) + "\n" for one in marked)
    as_array = json.dumps(marked, indent=1)
    texts = [[m.text for m in mentions(read_text(text))] for text in (as_lines, as_array)]
    assert texts[0] == texts[1]

"""Texts are cut once for several readers; what each reads stays the same."""

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers import cuts as module
from monitor.analyzers.chunks import Ints
from monitor.analyzers.cuts import Reading, cuts, without_first
from monitor.analyzers.stories import plain, spoken, spoken_part, words_of

CHUNKS = st.sampled_from(["a", "rocket", "é", "x" * 50, "\x00", "好的", "1,5", "via", "@x:"])
BLANKS = st.sampled_from([" ", "  ", "\n", "\t", "\x1f", "\u2003"])
TEXTS = st.lists(
    st.lists(st.one_of(CHUNKS, BLANKS), max_size=12).map("".join) | st.text(max_size=20),
    max_size=8,
)


def letters(chunks: Sequence[str]) -> tuple[list[int], list[int]]:
    return list(map(len, chunks)), list(map(ord, chain.from_iterable(chunks)))


def read(
    reading: Reading, texts: Sequence[str], skip: Sequence[int] | None = None
) -> list[list[int]]:
    numbers, starts = cuts().numbers(texts)
    if skip is not None:
        numbers, starts = without_first(numbers, starts, np.array(skip, np.int64))
    found, starts = reading.of(numbers, starts)
    return [found[a:b].tolist() for a, b in pairwise(starts.tolist())]


def expected(text: str, skip: int = 0) -> list[int]:
    return [ord(letter) for chunk in text.split()[skip:] for letter in chunk]


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, max_size=5), st.data())
def test_reading_is_looking_at_each_chunk(
    batches: list[list[str]], data: st.DataObject
) -> None:
    one, other = Reading(letters), Reading(letters)
    for texts in batches:
        assert read(one, texts) == [expected(text) for text in texts]
        skip = [data.draw(st.integers(0, len(text.split()))) for text in texts]
        assert read(other, texts, skip) == [*map(expected, texts, skip)]


def test_a_chunk_is_looked_at_once_by_each_reader() -> None:
    seen: list[str] = []

    def look(chunks: Sequence[str]) -> tuple[list[int], list[int]]:
        seen.extend(chunks)
        return letters(chunks)

    reading = Reading(look)
    read(reading, ["once upon once-upon-a-time", "once"])
    read(reading, ["upon once again"])
    assert sorted(seen) == ["again", "once", "once-upon-a-time", "upon"]


@pytest.mark.parametrize("limit", ["_KEPT_TEXTS", "_KEPT_CHUNKS", "_KEPT_CHARACTERS"])
def test_it_forgets_when_there_is_too_much_and_goes_on(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, limit, 3)
    reading = Reading(letters)
    before = cuts().generation
    for number in range(12):
        text = f"batch {number} of many"
        assert read(reading, [text, text]) == [expected(text)] * 2
    assert (cuts().generation > before) == (limit != "_KEPT_TEXTS")


MARK = "\ue000"
MARKED = st.lists(
    st.tuples(st.text("ab \n", max_size=9), st.text("xy ", max_size=5)), max_size=4
)


def spelled(numbers: Ints, starts: Ints) -> list[list[str]]:
    chunks = cuts().chunks(numbers)
    return [chunks[a:b] for a, b in pairwise(starts.tolist())]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(MARKED, st.text("ab \n", max_size=9)), max_size=6))
def test_a_text_with_marks_is_cut_like_any_other(made: list[Any]) -> None:
    published = ["".join(a + b for a, b in pairs) + end for pairs, end in made]
    marked = ["".join(a + MARK for a, _ in pairs) + end for pairs, end in made]
    assert spelled(*cuts().numbers_like(marked, published, MARK)) == [*map(str.split, marked)]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.text(f"a {MARK}"), st.text(f"a {MARK}")), max_size=6))
def test_texts_that_have_little_to_do_with_each_other_too(pairs: list[tuple[str, str]]) -> None:
    texts, published = [one for one, _ in pairs], [other for _, other in pairs]
    assert spelled(*cuts().numbers_like(texts, published, MARK)) == [*map(str.split, texts)]


def test_only_what_differs_is_looked_up() -> None:
    published, marked = (
        ["Acme is so good, Acme!", "Acme"],
        [f"{MARK} is so good, {MARK}!", MARK],
    )
    numbers, starts = cuts().numbers(published)
    like, _ = cuts().numbers_like(marked, published, MARK)
    assert like[1:3].tolist() == numbers[1:3].tolist()
    assert spelled(like, starts) == [[MARK, "is", "so", "good,", f"{MARK}!"], [MARK]]


@settings(max_examples=300, deadline=None)
@given(TEXTS.map(lambda parts: " ".join(["RT @you:", *parts])) | st.text(max_size=40))
def test_a_part_of_the_chunks_says_what_is_spoken(text: str) -> None:
    whole, skip = spoken_part(text)
    words = [word for chunk in whole.split()[skip:] for word in words_of(plain(chunk))]
    assert words == words_of(spoken(text))


def test_an_address_in_front_leaves_the_text_as_it_is() -> None:
    assert spoken_part("RT @you: Acme is GREAT") == ("RT @you: Acme is GREAT", 2)
    assert spoken_part("@you:Acme is great") == ("acme is great", 0)
    assert spoken_part("Acme is great (via @you)") == ("acme is great", 0)

"""Plain queries, which are answered for a whole batch at once, give what trying each gives."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Match, Mention
from monitor.query import compile_queries
from monitor.query.chunk import Chunk, Texts
from monitor.query.evidence import MAX_SPANS
from monitor.query.segment import Segment
from tests.query.strategies import mentions, texts

REAL = (
    "Loving the new Acme Rocket!! 🚀🚀 https://acme.com/x #acme",
    "@AcmeHelp my order hasn’t arrived… it’s been 3 weeks 😡❤️",
    "Die Straße ist gesperrt, Größe XL, Maß: 10 m² — schöne Grüße aus KÖLN",
    "ACME™ ist super™, ＡＣＭＥ auch; ﬁne ½ price, ℡ №5 ⅷ",
    "アクメのロケットは最高です acme",
    "خوفاً من acme و شيئاً",
    "\u200bacme\u200b rocket\ufe0f, a\u200dc, ac\u00adme \ufeff",
    "👩\u200d💻 acme 1\ufe0f\u20e3 👍🏽 🇩🇪",
    "İstanbul'da ıssız acme, ŉ ǰ ΐ ẞ ſ K",
    "acme\x02rocket \x02\x02 acme",
    "\ud83d acme \ude80\ud83d",
    "",
    "   ",
    "\x02",
    "🚀",
    "ß",
    "ß ss, À:A",
)


def post(text: str, title: str | None = None, source_id: str = "1") -> Mention:
    return Mention(source="s", source_id=source_id, network="web", text=text, title=title)


def spans_of_words(chunk: Chunk, words: int) -> list[tuple[int, int, int]]:
    """(text, start, end) in the stream for every *words* words in a row of the even texts."""
    found = []
    begin = 0
    for number, stream in enumerate(chunk.streams.joined.data.split(b"\x02")[: chunk.even]):
        spaces = [at for at, sign in enumerate(stream) if sign == ord(" ")]
        found += [
            (number, begin + first, begin + last + 1)
            for first, last in zip(spaces, spaces[words:], strict=False)
        ]
        begin += len(stream) + 1
    return found


def assert_same_places(each: Sequence[str], *, fold_diacritics: bool) -> None:
    chunk = Chunk(Texts("text", range(len(each)), each), fold_diacritics=fold_diacritics)
    joined = chunk.streams.joined
    for words in (1, 2, 3):
        found = spans_of_words(chunk, words)
        if not found:
            continue
        numbers, starts, ends = (np.array(column) for column in zip(*found, strict=True))
        assert joined.numbers(starts).tolist() == numbers.tolist()
        inside = [joined.in_text(places, numbers).tolist() for places in (starts, ends)]
        spans = [places.tolist() for places in chunk.streams.spans(starts, ends, numbers)]
        streams = joined.texts
        for number, *place, start, end in zip(numbers, *inside, *spans, strict=True):
            raw = each[number].replace("\x02", " ")
            counted = Segment("text", raw, streams[number], fold_diacritics=fold_diacritics)
            expected = counted.occurrence_at(*place)
            assert (start, end) == expected[1:], (raw, words)
            assert chunk.segment(number).occurrence_at(*place)[1:] == expected[1:]


@pytest.mark.parametrize("fold_diacritics", [False, True])
def test_places_of_real_texts_are_those_that_are_counted_off(fold_diacritics: bool) -> None:
    assert_same_places(REAL, fold_diacritics=fold_diacritics)
    for text in REAL:
        assert_same_places([text], fold_diacritics=fold_diacritics)


@given(st.lists(texts | st.text(max_size=12), min_size=1, max_size=5), st.booleans())
@settings(max_examples=150, deadline=None)
def test_places_are_those_that_are_counted_off(each: list[str], fold_diacritics: bool) -> None:
    assert_same_places(each, fold_diacritics=fold_diacritics)


def tried(asked: dict[str, str], batch: Sequence[Mention]) -> list[tuple[Match, ...]]:
    """The matches when every query is tried on every mention: one of them no term leads to."""
    never = {"~": "followers:>=1000000000"}
    return compile_queries({**asked, **never}).match(batch)


ASKED = {
    "one": "acme OR rocket",
    "two": "acme",
    "three": '"acme rocket" OR "acme, rocket" OR title:acme',
    "wild": 'roc* OR stra* OR "acme ro*"',
    "wide": "straße OR istanbul OR fin OR 日本 OR é",
    "signs": "#acme OR @acmehelp OR acme.com",
}


@given(st.lists(mentions, max_size=6), st.booleans())
@settings(max_examples=150, deadline=None)
def test_plain_queries_give_what_trying_each_gives(
    batch: list[Mention], with_boolean: bool
) -> None:
    asked = {**ASKED, "both": "acme AND -refund"} if with_boolean else ASKED
    assert compile_queries(asked).match(batch) == tried(asked, batch)


def test_real_texts_in_one_batch_give_what_each_gives_alone() -> None:
    batch = [post(text, title) for text in REAL for title in (None, "Acme", *REAL)]
    matcher = compile_queries(ASKED)
    found = matcher.match(batch)
    assert found == tried(ASKED, batch)
    assert found == [matcher.match([mention])[0] for mention in batch]


def test_a_batch_without_mentions_or_words_has_no_matches() -> None:
    matcher = compile_queries(ASKED)
    assert matcher.match([]) == []
    assert matcher.match([post(""), post("\x02", "\x02\x02"), post("\ud83d")]) == [(), (), ()]


def test_title_comes_before_text_and_queries_keep_their_order() -> None:
    found = compile_queries({"b": "acme", "a": "rocket OR acme"}).match(
        [post("a rocket by acme", "Acme")]
    )[0]
    assert [(m.brand, m.term, m.field, m.start, m.end) for m in found] == [
        ("b", "acme", "title", 0, 4),
        ("b", "acme", "text", 12, 16),
        ("a", "acme", "title", 0, 4),
        ("a", "rocket", "text", 2, 8),
        ("a", "acme", "text", 12, 16),
    ]


def test_a_span_that_a_query_asks_for_twice_is_listed_once() -> None:
    found = compile_queries({"q": "acme OR title:acme"}).match([post("", "Acme")])[0]
    assert len(found) == 1


@pytest.mark.parametrize("times", [MAX_SPANS - 1, MAX_SPANS, MAX_SPANS + 1, 3 * MAX_SPANS])
def test_no_more_spans_of_a_term_are_listed_than_the_most(times: int) -> None:
    batch = [post("acme, " * times), post("acme, " * times, "acme"), post("acme")]
    found = compile_queries({"q": "acme"}).match(batch)
    counts = [min(times, MAX_SPANS), min(times + 1, MAX_SPANS), 1]
    assert [len(matches) for matches in found] == counts
    assert found == tried({"q": "acme"}, batch)


def test_a_wildcard_reaches_to_the_end_of_its_word() -> None:
    found = compile_queries({"q": "rock* OR äpfel*"}).match(
        [post("Die Rocketeers, rock ÄPFELCHEN.")]
    )[0]
    assert [(m.start, m.end) for m in found] == [(4, 14), (16, 20), (21, 30)]

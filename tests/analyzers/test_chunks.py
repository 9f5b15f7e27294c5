"""What stands between two blanks gets a number; all plain links the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers.chunks import Chunks
from monitor.analyzers.found import words as topics
from monitor.analyzers.stories import words_of
from monitor.analyzers.tokens import LINK, tokens_of_chunks
from monitor.analyzers.vader import vader


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("http://t.co/abc", "https://example.com/x?y=1", True),
        ("http://t.co/abc", "http://t.co/abc!", True),
        ("http://t.co/abc", "http://", False),
        ("http://t.co/abc", "HTTP://T.CO/ABC", False),
        ("http://t.co/abc", "http://t.co/a&nbsp;bad", False),
        ("http://t.co/abc", "http://t.co/don't", False),
        ("http://t.co/abc", "http://t.co/😀", False),
        ("http://t.co/abc", "x:http://t.co/abc", False),
        ("http://link", "http://t.co/abc", True),
        ("word", "Word", False),
    ],
)
def test_plain_links_are_one_chunk(one: str, other: str, is_same: bool) -> None:
    numbers, starts = Chunks().numbers([f"{one} {other}"])
    assert (numbers[0] == numbers[1]) == is_same
    assert starts.tolist() == [0, 2]


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12))
def test_what_counts_as_a_plain_link_says_nothing_to_any_reader(rest: str) -> None:
    link = f"https://{rest}"
    numbers, _ = Chunks().numbers([f"http://link {link}"])
    if numbers[0] == numbers[1]:
        assert tokens_of_chunks([link])[0] == LINK
        assert words_of(link) == topics.words(link) == []
        assert vader().word(link)._replace(lower="") == vader().word("http://a")._replace(
            lower=""
        )

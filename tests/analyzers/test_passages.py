"""Brands are masked the same in a whole batch as in one text by itself, and nothing else is."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers.passages import passage, passages
from monitor.analyzers.tokens import BRAND
from monitor.model import Match, Mention

NAMES = ("Acme", "Best Buy", "Kiosk", "Çelik")
WORDS = st.sampled_from([
    *("acme", "ACME", "Acme's", "acmeist", "best", "Best  buy", "BEST\nBUY", "kiosk", "\u212aios\u212a"),
    *("\u212aIO\u017f\u212a", "k\u0131osk", "K\u0130OSK", "çelik", "ÇELİK"),
    *("\u0130", "\n", "\0", "\ud800", "x"),
])  # fmt: skip
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=8)


def mention(text: str, *matches: Match, title: str | None = None) -> Mention:
    return Mention(
        source="s", source_id="1", network="x", text=text, title=title, matches=matches
    )


def match(start: int, end: int, field: str = "text") -> Match:
    return Match(brand="Acme", term="acme", field=field, start=start, end=end)


def masked(text: str, names: Sequence[str]) -> str:
    """Every name looked for in the text, the longest first."""
    longest_first = sorted(names, key=len, reverse=True)
    spelled = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    return re.sub(rf"(?<!\w)(?:{spelled})(?!\w)", BRAND, text, flags=re.IGNORECASE)


@given(TEXTS, st.sets(st.sampled_from(NAMES), min_size=1))
@settings(max_examples=200, deadline=None)
def test_names_are_masked_in_each_text_of_a_batch(texts: list[str], names: set[str]) -> None:
    found = passages([mention(text) for text in texts], tuple(sorted(names)))
    assert [one.raw for one in found] == texts
    assert [one.masked for one in found] == [masked(text, sorted(names)) for text in texts]


def test_a_name_is_not_put_together_from_two_texts() -> None:
    found = passages([mention("we went to best"), mention("buy more")], ("Best Buy",))
    assert [one.masked for one in found] == ["we went to best", "buy more"]


@pytest.mark.parametrize("names", [(), (" ",)])
def test_without_names_only_what_matched_is_masked(names: tuple[str, ...]) -> None:
    assert passage(mention("Acme, acme", match(0, 4)), names).masked == f"{BRAND}, acme"
    assert passage(mention("Acme, acme"), names).masked == "Acme, acme"


@pytest.mark.parametrize(
    ("matches", "title", "expected"),
    [
        ([match(4, 8)], None, f"the {BRAND} shop"),
        ([match(4, 8)], "news", f"news\nthe {BRAND} shop"),
        ([match(0, 4, "title")], "news", f"{BRAND}\nthe acme shop"),
        ([match(0, 4, "title")], None, "the acme shop"),
        ([match(0, 4, "author")], None, "the acme shop"),
        ([match(4, 4)], None, "the acme shop"),
        ([match(-1, 4)], None, "the acme shop"),
        ([match(4, 14)], None, "the acme shop"),
        ([match(9, 13), match(4, 8)], None, f"the {BRAND} {BRAND}"),
        ([match(4, 8), match(6, 10)], None, f"the {BRAND} shop"),
    ],
)
def test_what_matched_is_masked_where_it_stands(
    matches: list[Match], title: str | None, expected: str
) -> None:
    assert passage(mention("the acme shop", *matches, title=title), ()).masked == expected

"""What a pattern needs stands in whatever it matches."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers.intent_rules import RULES
from monitor.analyzers.literals import alternatives, needed

PHRASES = [
    phrase
    for patterns in RULES.values()
    for pattern in patterns
    for phrase in alternatives(pattern)
]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("fed up", [{"fed up"}]),
        (r"\bfed up\b", [{"fed up"}]),
        ("colou?r", [{"color", "colour"}]),
        (
            "(?:no|zero) (?:reply|answer)",
            [{"no reply", "no answer", "zero reply", "zero answer"}],
        ),
        ("get(?: me)?", [{"get"}]),
        ("p[ée]simo", [{"pesimo", "pésimo"}]),
        (r"von \S+ zu", [{"von "}, {" zu"}]),
        ("(?:ab|c.d)e", [{"ab", "c"}, {"e"}]),
        ("(?:please )*stop", [{"stop"}]),
        ("(?:please )+stop", [{"please "}, {"stop"}]),
        (r"(?:\S+ ){2,3}stop", [{" "}, {"stop"}]),
        (r"(?:\S+ ){0,3}?stop", [{"stop"}]),
        (r"1\.5\n", [{"1.5\n"}]),
        (r"[0-9]+ [^a] [a-c] \pL \p{Greek} \d", [{" "}] * 5),
        ("(?:a|b?)", []),
        (r"[^\s.]+", []),
        ("", []),
    ],
)
def test_what_is_needed(pattern: str, expected: list[set[str]]) -> None:
    assert needed(pattern) == expected


@pytest.mark.parametrize("pattern", ["(a)", "(?i)a", "a)", "(?:a", r"\Aa", r"a\b)|b"])
def test_what_it_does_not_read_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"group|escape"):
        needed(pattern)


def test_only_what_stands_outside_of_groups_is_an_alternative() -> None:
    assert alternatives(r"a|(?:b|c(?:d|e))|[|)]f|\|g") == [
        "a",
        "(?:b|c(?:d|e))",
        "[|)]f",
        r"\|g",
    ]


def test_every_phrase_of_the_rules_needs_something() -> None:
    assert all(needed(phrase) for phrase in PHRASES)


@given(st.data(), st.sampled_from(PHRASES))
@settings(max_examples=300, deadline=None)
def test_what_a_phrase_matches_holds_what_it_needs(data: st.DataObject, phrase: str) -> None:
    python = re.compile(phrase.replace(r"\pL\pN", r"\w"))
    text = data.draw(st.from_regex(python))
    assert all(any(one in text for one in strings) for strings in needed(phrase))

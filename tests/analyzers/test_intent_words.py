"""The words of intents are told for many texts at once as pattern by pattern for each."""

import csv
import re
from collections.abc import Sequence

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers import intent_words
from monitor.analyzers.intent_rules import NOT_BOUGHT, RULES
from monitor.analyzers.intent_words import Phrases, told, told_each
from tests.support.shared import DATASETS, needs_datasets

PATTERNS = [
    (intent, pattern)
    for intent, patterns in {**RULES, "": NOT_BOUGHT}.items()
    for pattern in patterns
]
COMPILED = [(intent, re2.compile(pattern)) for intent, pattern in PATTERNS]
# Texts that rules match, and as much beside it as there may be.
MATCHED = st.sampled_from(PATTERNS).flatmap(
    lambda pair: st.from_regex(re.compile(pair[1].replace(r"\pL\pN", r"\w")))
)
TEXTS = st.lists(MATCHED | st.text(max_size=40) | st.just("buy\0ing it"), max_size=5)


def expected(text: str) -> frozenset[str]:
    """What the rules say, each pattern tried."""
    coded = text.lower().replace("’", "'").encode("utf-8", "replace")
    found = {intent for intent, pattern in COMPILED if pattern.search(coded)}
    return frozenset(found - ({"", "purchase"} if "" in found else {""}))


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_each_of_a_batch_as_pattern_by_pattern(texts: Sequence[str]) -> None:
    assert told_each(texts) == [expected(text) for text in texts]


def test_texts_do_not_flow_into_each_other() -> None:
    assert told_each(["is it fed", "up", "", "fed\0up", "fed up"]) == [
        frozenset(),
        frozenset(),
        frozenset(),
        frozenset(),
        {"complaint"},
    ]
    assert told_each([]) == []


def test_much_text_is_looked_through_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "thank you",
        "x" * 300,
        "",
        "wann kommt der Zug?",
        "fed up " * 40,
        "never again",
    ] * 9
    whole = told_each(texts)
    assert whole == [told(text) for text in texts]
    for size in (1, 20, 300, 1_000):
        monkeypatch.setattr(intent_words, "_TOGETHER", size)
        assert told_each(texts) == whole


def test_a_phrase_that_needs_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="needs no string"):
        Phrases({"question": (r"\w+\d",)})


@needs_datasets
@pytest.mark.parametrize("name", ["airline/tweets.csv", "germeval2018/tweets.csv"])
def test_tweets_as_pattern_by_pattern(name: str) -> None:
    with (DATASETS / name).open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:1_500]
    assert told_each(texts) == [expected(text) for text in texts]

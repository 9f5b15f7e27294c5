"""The engine `vader` gives vaderSentiment's compound, exactly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment as original

from bench.labelled import rows
from monitor.analyzers.vader import MAX_CHARACTERS, MAX_EMOJI, vader, vader_label
from tests.support.shared import DATASETS, needs_datasets

REFERENCE = original.SentimentIntensityAnalyzer()

_WORDS = st.one_of(
    st.sampled_from(sorted(REFERENCE.lexicon)),
    st.sampled_from([*original.BOOSTER_DICT, *original.NEGATE, *original.SPECIAL_CASES]),
    st.sampled_from(["but", "no", "nor", "or", "least", "at", "very", "never", "so", "this"]),
    st.sampled_from(
        ["without", "doubt", "kind", "of", "the", "don't", "x", "!!", "??", "?!?!"]
    ),
    st.sampled_from(["😀", "❤️", "☺", "💔x", "\ud800", "ß", "مرحبا"]),
)
_SPELLED = st.builds(
    lambda word, how, end: how(word) + end,
    _WORDS,
    st.sampled_from([str, str, str.upper, str.title]),
    st.sampled_from(["", "", "", "!", "?", ".", ","]),
)
_TEXTS = st.builds(
    lambda words, gap: gap.join(words),
    st.lists(_SPELLED, max_size=14),
    st.sampled_from([" ", "  ", "\n", "\u00a0"]),
)


@settings(max_examples=700, deadline=None)
@given(_TEXTS)
def test_same_compound_as_the_original_on_made_up_texts(text: str) -> None:
    assert vader().compound(text).value == REFERENCE.polarity_scores(text)["compound"]


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=80))
def test_same_compound_on_any_characters(text: str) -> None:
    assert vader().compound(text).value == REFERENCE.polarity_scores(text)["compound"]


@needs_datasets
@pytest.mark.parametrize(
    "name", ["airline", "umsab", "potts", "vader_truth", "near_duplicates"]
)
def test_same_compound_on_real_texts(name: str) -> None:
    for path in sorted((DATASETS / name).glob("*.csv*")):
        texts = [row["text"] for row in rows(path) if "text" in row][::12]
        for text in texts:
            assert vader().compound(text).value == REFERENCE.polarity_scores(text)["compound"]


def test_but_changes_the_first_equal_valence_as_the_original_does() -> None:
    text = "good good bad but good bad good great GOOD but great"
    assert vader().compound(text).value == REFERENCE.polarity_scores(text)["compound"]


def test_many_emoji_are_cut_and_said_to_be() -> None:
    found = vader().compound("😀" * 40_000)
    assert found.cut
    assert found.value == vader().compound("😀" * MAX_EMOJI).value
    assert not vader().compound("😀" * MAX_EMOJI).cut


def test_long_texts_are_cut_and_said_to_be() -> None:
    long = "good but bad " * 100_000
    assert vader().compound(long).cut
    assert vader().compound(long).value == vader().compound(long[:MAX_CHARACTERS]).value


@pytest.mark.parametrize(
    ("compound", "label"),
    [(0.05, "positive"), (0.0499, "neutral"), (-0.0499, "neutral"), (-0.05, "negative")],
)
def test_thresholds_are_those_of_the_authors(compound: float, label: str) -> None:
    assert vader_label(compound) == label

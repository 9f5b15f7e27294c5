"""The engine `vader` gives vaderSentiment's compound, exactly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment as original

from bench.labelled import rows
from monitor.analyzers.counts import COMPOUND
from monitor.analyzers.features import vocabulary
from monitor.analyzers.tokens import relieved
from monitor.analyzers.vader import MAX_CHARACTERS, MAX_EMOJI, vader, vader_label
from monitor.analyzers.vader_batch import VaderTexts, vader_texts
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


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_TEXTS, st.text(max_size=80)), max_size=12))
def test_same_compounds_as_the_original_for_whole_batches(texts: list[str]) -> None:
    wanted = [REFERENCE.polarity_scores(text)["compound"] for text in texts]
    assert [one.value for one in VaderTexts().compounds(texts)] == wanted
    assert [one.value for one in vader_texts().compounds(texts)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("no", "no good", "NO good", "no NO good", "good no", "no no", "no no no good"),
        *("no very good", "no bad or good", "no bad nor GOOD!", "no x y good", "no x or good"),
        *("never so no good", "not no good", "good but no", "no but good", "BUT good", "but"),
        *("good, but bad but good", "no good but no bad", "kind no good", "no kind of good"),
        *("no good but good good but bad", "good good but", "good\nbut good great but bad"),
    ],
)
def test_no_and_but_are_weighed_in_a_batch_as_the_original_does(text: str) -> None:
    around = ["good", text, "no", text, "good but"]  # what stands in other texts has no say
    wanted = [REFERENCE.polarity_scores(one)["compound"] for one in around]
    assert [one.value for one in VaderTexts().compounds(around)] == wanted


@settings(max_examples=300, deadline=None)
@given(st.lists(_TEXTS, max_size=12))
def test_the_features_have_the_same_compounds(texts: list[str]) -> None:
    read = vocabulary().read(texts)
    wanted = [REFERENCE.polarity_scores(one)["compound"] for one in relieved(texts)]
    assert read.counts[:, COMPOUND].tolist() == pytest.approx(wanted, abs=1e-6)


def test_a_batch_cuts_long_texts_and_many_emoji_as_one_text_does() -> None:
    texts = ["good but bad " * 100_000, "😀" * 40_000, "good", "", "🆙 good 🔛"]
    assert VaderTexts().compounds(texts) == [vader().compound(text) for text in texts]


@needs_datasets
@pytest.mark.parametrize(
    "name", ["airline", "umsab", "potts", "vader_truth", "near_duplicates"]
)
def test_same_compound_on_real_texts(name: str) -> None:
    for path in sorted((DATASETS / name).glob("*.csv*")):
        texts = [row["text"] for row in rows(path) if "text" in row][::12]
        wanted = [REFERENCE.polarity_scores(text)["compound"] for text in texts]
        assert [vader().compound(text).value for text in texts] == wanted
        assert [one.value for one in vader_texts().compounds(texts)] == wanted


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

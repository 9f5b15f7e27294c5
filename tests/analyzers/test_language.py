"""The language of short posts: right, cautious, and never upset by a text."""

import csv
import pickle
import re
import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.language import LanguageAnalyzer, bytes_to_judge, language_code
from monitor.analyzers.language_model import Floats, known_languages, language_model
from monitor.model import Annotation, Mention
from tests.support.shared import DATASETS, needs_datasets


def mention(text: str, language: str | None = None, title: str | None = None) -> Mention:
    return Mention(
        source="s", source_id="1", network="x", text=text, title=title, language=language
    )


def say(text: str, *languages: str, declared: str | None = None) -> Annotation:
    return LanguageAnalyzer(tuple(sorted(languages))).annotate([mention(text, declared)])[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My flight was delayed again, and nobody tells us anything.", "en"),
        ("Mein Zug hat schon wieder Verspätung und keiner sagt etwas.", "de"),
        ("Le service client est vraiment lent aujourd'hui.", "fr"),
        ("El equipaje no ha llegado todavía y nadie responde.", "es"),
        ("Доставка опять опаздывает, и никто не отвечает.", "ru"),
        ("荷物がまだ届いていません。", "ja"),
        ("الخدمة سيئة جدا اليوم ولا أحد يرد", "ar"),
    ],
)
def test_says_the_language(text: str, language: str) -> None:
    assert say(text).label == language


def test_links_handles_and_hashtags_are_not_language() -> None:
    noisy = (
        "@acme_support #delayed https://t.co/thequickbrownfox Der Akku hält leider nicht lange"
    )
    assert say(noisy, "de", "en").label == "de"


def test_with_expected_languages_another_one_is_undetermined() -> None:
    found = say("Le service client est vraiment lent aujourd'hui, c'est pénible.", "en", "de")
    assert found.label == "und"
    assert found.data["reason"] == "unsure"
    assert found.data["guess"] == "fr"


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀😀", "https://example.com/a", "@acme", "12 34"]
)
def test_without_words_the_declared_language_stands(text: str) -> None:
    assert say(text).label == "und"
    assert say(text).data["reason"] == "no words"
    assert say(text, declared="pt-BR").label == "pt"


def test_a_declared_language_tips_the_scales_but_does_not_decide() -> None:
    assert say("Radio Test App", "de", "en", declared="de").label == "de"
    assert say("Radio Test App", "de", "en", declared="en").label == "en"
    english = "I have been waiting for my refund for three weeks now."
    assert say(english, "de", "en", declared="de").label == "en"


@pytest.mark.parametrize(
    "text",
    ["\ud800 was soll das \udfff", "a" * 1_000_000, "hilfe bitte " * 80_000, "שלום עולם"],
)
def test_odd_texts_get_an_answer(text: str) -> None:
    found = say(text)
    assert found.label
    assert found.score is not None
    assert 0 <= found.score <= 1


def test_the_order_of_a_batch_is_kept_whatever_the_lengths() -> None:
    texts = [
        "Der Hund schläft schon den ganzen Tag",
        "",
        "The dog has been asleep all day long",
    ]
    analyzer = LanguageAnalyzer(("de", "en"))
    batch = [mention(text) for text in texts * 300]
    assert [one.label for one in analyzer.annotate(batch)] == ["de", "und", "en"] * 300


@given(st.lists(st.text(max_size=80), max_size=8))
@settings(max_examples=30, deadline=None)
def test_an_answer_does_not_depend_on_the_others_in_the_batch(texts: list[str]) -> None:
    analyzer = LanguageAnalyzer(("de", "en", "fr"))
    together = analyzer.annotate([mention(text) for text in texts])
    alone = [analyzer.annotate([mention(text)])[0] for text in texts]
    assert [one.label for one in together] == [one.label for one in alone]


WORDS = st.sampled_from(
    ["the", "dog", "Hund", "über", " ", "и", "犬", "aaaaaaaa", "\0", "\xff"]
)


@given(st.lists(st.lists(WORDS, max_size=40).map("".join), max_size=150))
@settings(max_examples=30, deadline=None)
def test_a_batch_scores_as_bytes_one_after_the_other_do(texts: list[str]) -> None:
    coded = [text.encode("latin-1" if "\xff" in text else "utf-8", "replace") for text in texts]
    scores, have_words = language_model(("en",)).scores(coded)
    expected = [_score(text) for text in coded]
    assert have_words == [met > 0 for met, _ in expected]
    for found, (_, score) in zip(scores, expected, strict=True):
        np.testing.assert_allclose(found, score, rtol=1e-4, atol=1e-4)


def _score(text: bytes) -> tuple[int, Floats]:
    """How many features are met, and what they say: the model's definition, byte by byte."""
    model = language_model(("en",))
    automaton = model.automaton
    state, met = 0, Counter[int]()
    for byte in text:
        state = int(automaton.moves[automaton.base[state] + byte])
        met[int(automaton.feature[state])] += 1
    del met[-1]
    total = model.prior.astype(np.float64)
    for feature, count in met.items():
        total += np.log1p(count) * model.weights[feature] / np.sqrt(len(text))
    return len(met), total.astype(np.float32)


PIECES = st.sampled_from([
    *("the dog", "LOUD", "RT", "@me", "#tag", "https://a.b/c", "www.a.b", "&amp;", "http", "R"),
    *(" ", "  ", "\n", "\t", "\v", "\x1c", "\x1d", "\x1f", "\0", "\x85", "\xa0", "é", "e\u0301", "ДА"),
    *("x" * 790, "\ud800"),
])  # fmt: skip


@given(st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=8))
@settings(max_examples=300, deadline=None)
def test_links_and_handles_leave_a_batch_as_they_leave_each_text(texts: list[str]) -> None:
    assert bytes_to_judge([mention(text) for text in texts]) == [_read(text) for text in texts]


def _read(text: str) -> bytes:
    left = re.sub(r"[@#]\w+|https?\S*|www\.\S+|\bRT\b|&\w{2,6};", " ", text)
    said = " ".join(left.split())
    said = said.lower() if said.isupper() else said
    return unicodedata.normalize("NFC", said).encode("utf-8", "surrogatepass")[:800]


def test_the_version_tells_what_was_expected_and_settings_travel() -> None:
    built = LanguageAnalyzer.build(AnalyzerSettings(languages=("en", "de-AT")))
    assert built.languages == ("de", "en")
    assert built.version != LanguageAnalyzer(("en",)).version
    assert pickle.loads(pickle.dumps(built)) == built


def test_codes() -> None:
    assert [language_code(code) for code in ("pt-BR", "nb", "EN_us", "de")] == [
        "pt",
        "no",
        "en",
        "de",
    ]
    assert {"en", "de", "ja", "ar"} <= known_languages()


@needs_datasets
def test_tweets_of_seven_languages() -> None:
    expected = ("ar", "de", "en", "es", "fr", "it", "pt")
    with (DATASETS / "umsab" / "tweets.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["lang"] in expected][::4]
    answers = LanguageAnalyzer(expected).annotate([mention(row["text"]) for row in rows])
    right = sum(a.label == row["lang"] for a, row in zip(answers, rows, strict=True))
    given_ = sum(a.label != "und" for a in answers)
    assert right / len(rows) > 0.97
    assert right / given_ > 0.985

"""Sentiment of whole mentions and towards each brand, by every engine."""

import pickle
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.labelled import MEASURED_ONLY, SENTIMENT, read_all
from bench.quality import labels, macro_f1, shipped
from monitor.analyzers import engines
from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.sentiment import SentimentAnalyzer
from monitor.errors import ConfigError, DataError, MissingExtra
from monitor.model import SENTIMENTS, Annotation, Brand, Match, Mention
from monitor.registry import build_analyzer
from tests.support.shared import DATASETS, needs_datasets


def mention(
    text: str, *brands: str, title: str | None = None, language: str | None = None
) -> Mention:
    matches = tuple(
        Match(brand=brand, term=brand, field="text", start=at, end=at + len(brand))
        for brand in brands
        for at in [text.index(brand)]
    )
    return Mention(
        source="s",
        source_id="1",
        network="web",
        text=text,
        title=title,
        matches=matches,
        language=language,
    )


def judged(text: str, *brands: str, engine: str = "monitor") -> Annotation:
    analyzer = SentimentAnalyzer.build(AnalyzerSettings(engine=engine))
    return analyzer.annotate([mention(text, *brands)])[0]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love this, best service ever!", "positive"),
        ("Worst service ever. Still waiting for my refund, nobody answers.", "negative"),
        ("There were no problems with the delivery", "positive"),
        ("Super Service, ich bin begeistert und sehr zufrieden!", "positive"),
        ("Schon wieder ausgefallen, so eine Frechheit. Ich bin sauer.", "negative"),
        ("Acme will present its quarterly report on Monday", "neutral"),
    ],
)
def test_plain_cases(text: str, label: str) -> None:
    found = judged(text)
    assert found.label == label
    assert found.data["engine"] == "monitor"


def test_score_is_positive_less_negative() -> None:
    found = judged("What a great day")
    shares: Any = found.data["probabilities"]
    assert found.score == pytest.approx(shares["positive"] - shares["negative"], abs=2e-4)
    assert sum(shares.values()) == pytest.approx(1, abs=3e-4)


@pytest.mark.parametrize("engine", ["monitor", "vader"])
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("https://example.com/great", "no words"),
        ("@somebody @else", "no words"),
        ("@hate", "no words"),
        ("bit.ly/terrible-service", "no words"),
        ("…?!", "no words"),
        ("\ud800", "no words"),
    ],
)
def test_nothing_to_judge(engine: str, text: str, reason: str) -> None:
    found = judged(text, engine=engine)
    assert (found.label, found.score, found.data["reason"]) == ("unsure", None, reason)


@pytest.mark.parametrize("engine", ["monitor", "vader"])
def test_emoji_alone_are_an_opinion(engine: str) -> None:
    assert judged("😍😍😍", engine=engine).label == "positive"


@pytest.mark.parametrize("engine", ["monitor", "vader"])
@pytest.mark.parametrize(
    "text",
    ["great " * 170_000, "😀" * 40_000, "שלום עולם " * 9_000, "((((" * 50_000, "x" * 10**6],
)
def test_huge_texts_are_cut_and_said_to_be(engine: str, text: str) -> None:
    found = judged(text, engine=engine)
    assert found.data.get("cut") is True or found.data.get("reason") == "no words"


@settings(max_examples=120, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_characters_get_an_answer_that_does_not_depend_on_the_batch(
    texts: list[str],
) -> None:
    analyzer = SentimentAnalyzer.build(AnalyzerSettings())
    together = analyzer.annotate([mention(text) for text in texts])
    assert len(together) == len(texts)
    for text, found in zip(texts, together, strict=True):
        alone = analyzer.annotate([mention(text)])[0]
        assert found.label in SENTIMENTS
        assert (found.label, found.data.get("reason")) == (
            alone.label,
            alone.data.get("reason"),
        )
        assert found.score == pytest.approx(alone.score, abs=2e-3)


@pytest.mark.parametrize("name", ["Best Buy", "Joy", "Hate Crew", "Great Awful Love"])
def test_a_brands_own_name_is_no_opinion(name: str) -> None:
    """Whatever the name, the text reads the same, matched or configured."""
    text = f"{name} opens a store in Leeds on Monday"
    plain = judged("Acme opens a store in Leeds on Monday", "Acme")
    configured = SentimentAnalyzer.build(AnalyzerSettings(brands=(Brand(name=name),)))
    assert judged(text, name) == plain
    assert configured.annotate([mention(text)])[0] == plain


@pytest.mark.parametrize(
    ("text", "acme", "bolt"),
    [
        ("Acme works great, but Bolt fails all the time.", "positive", "negative"),
        ("I love Acme and hate Bolt", "positive", "negative"),
        ("Acme ist super, aber Bolt ist der letzte Mist.", "positive", "negative"),
        ("Bolt is terrible. Acme is wonderful! Thank you", "positive", "negative"),
        ("Acme is so much better than Bolt", "positive", "negative"),
    ],
)
def test_sentiment_towards_each_brand(text: str, acme: str, bolt: str) -> None:
    brands = judged(text, "Acme", "Bolt").data["brands"]
    assert isinstance(brands, dict)
    said = {name: one["label"] for name, one in brands.items() if isinstance(one, dict)}
    assert said == {"Acme": acme, "Bolt": bolt}


def test_one_brand_alone_is_judged_by_the_whole_text() -> None:
    assert "brands" not in judged("Acme works. I like Acme", "Acme").data


def test_headline_counts_and_spans_in_it_are_masked() -> None:
    shown = Mention(
        source="s",
        source_id="1",
        network="web",
        kind="article",
        title="Joy recalls cars",
        text="Brakes failed, drivers are angry.",
        matches=(Match(brand="Joy", term="joy", field="title", start=0, end=3),),
    )
    other = Mention(
        source="s",
        source_id="1",
        network="web",
        kind="article",
        title="Acme recalls cars",
        text="Brakes failed, drivers are angry.",
        matches=(Match(brand="Acme", term="acme", field="title", start=0, end=4),),
    )
    analyzer = SentimentAnalyzer.build(AnalyzerSettings())
    first, second = analyzer.annotate([shown, other])
    assert first.label == "negative"
    assert first == second


def test_vader_gives_its_compound_but_no_label_for_a_text_known_to_be_german() -> None:
    analyzer = SentimentAnalyzer.build(AnalyzerSettings(engine="vader"))
    found = analyzer.annotate([mention("Super toll!", language="de")])[0]
    assert (found.label, found.data["reason"]) == ("unsure", "language")
    assert found.score == judged("Super toll!", engine="vader").score


def test_an_analyzer_travels_to_workers() -> None:
    for engine in ("monitor", "vader"):
        analyzer = SentimentAnalyzer.build(AnalyzerSettings(engine=engine))
        before = analyzer.annotate([mention("I love it")])
        copy = pickle.loads(pickle.dumps(analyzer))
        assert copy.version == analyzer.version
        assert copy.annotate([mention("I love it")]) == before


def test_the_registry_knows_it() -> None:
    assert build_analyzer("sentiment", AnalyzerSettings()).name == "sentiment"


def test_versions_differ_between_engines() -> None:
    versions = {
        SentimentAnalyzer.build(AnalyzerSettings(engine=e, model_path=p)).version
        for e, p in [("monitor", None), ("vader", None), ("transformers", "folder")]
    }
    assert len(versions) == 3


def test_unknown_engine_and_missing_model_are_named() -> None:
    with pytest.raises(ConfigError, match="no sentiment engine 'bert'; known: monitor"):
        SentimentAnalyzer.build(AnalyzerSettings(engine="bert"))
    with pytest.raises(ConfigError, match="needs a model"):
        SentimentAnalyzer.build(AnalyzerSettings(engine="transformers"))


def test_a_model_file_that_is_none(tmp_path: Any) -> None:
    wrong = tmp_path / "wrong.model"
    wrong.write_bytes(b"PK\x03\x04 no")
    analyzer = SentimentAnalyzer.build(AnalyzerSettings(model_path=str(wrong)))
    with pytest.raises(DataError, match="is not a model of this version"):
        analyzer.annotate([mention("x")])
    gone = SentimentAnalyzer.build(AnalyzerSettings(model_path=str(tmp_path / "gone.model")))
    with pytest.raises(ConfigError, match="cannot be read"):
        _ = gone.version


class FakeTransformers(ModuleType):
    """Answers with stars, as nlptown's models do, from the first word of the text."""

    def pipeline(self, task: str, **options: Any) -> Any:
        assert (task, options["model"]) == ("text-classification", "local/folder")
        stars = {"good": 5, "bad": 1, "meh": 3}

        def classify(texts: list[str]) -> list[list[dict[str, object]]]:
            return [
                [
                    {"label": f"{n} star{'s' if n > 1 else ''}", "score": share}
                    for n in range(1, 6)
                    for share in [0.8 if n == stars[text.split()[0]] else 0.05]
                ]
                for text in texts
            ]

        return classify


@pytest.fixture
def fresh_classifier() -> Iterator[None]:
    engines._classifier.cache_clear()
    yield
    engines._classifier.cache_clear()


@pytest.mark.usefixtures("fresh_classifier")
def test_a_transformers_model_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", FakeTransformers("transformers"))
    chosen = AnalyzerSettings(engine="transformers", model_path="local/folder")
    analyzer = SentimentAnalyzer.build(chosen)
    found = analyzer.annotate([mention(text) for text in ("good one", "", "bad one", "meh")])
    assert [one.label for one in found] == ["positive", "unsure", "negative", "neutral"]
    assert [one.score for one in found] == [0.75, None, -0.75, 0.0]


@pytest.mark.usefixtures("fresh_classifier")
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    chosen = AnalyzerSettings(engine="transformers", model_path="x")
    with pytest.raises(MissingExtra, match=r"outside-perspective\[transformers\]"):
        SentimentAnalyzer.build(chosen).annotate([mention("hello")])


@needs_datasets
def test_airline_tweets_that_no_training_saw_beat_vader_by_far() -> None:
    found = read_all(DATASETS, tuple(one for one in SENTIMENT if one.folder == "airline"))
    assert {"airline", "umsab hi"} == MEASURED_ONLY
    assert {one.dataset for one in found} == {"airline"}
    answers = shipped(found)
    ours = macro_f1(answers.right, labels(answers.shares))
    assert ours > 0.64
    assert ours > macro_f1(answers.right, answers.vader) + 0.15

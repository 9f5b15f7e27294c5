"""Own labels: the model learns what a brand's texts mean, and says if that helped."""

from pathlib import Path

import pytest

from monitor.analyzers.adapt import adapt, macro_f1
from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.engines import DEFAULT_MODEL
from monitor.analyzers.model import dumped, loaded, read_model
from monitor.analyzers.sentiment import SentimentAnalyzer
from monitor.errors import DataError
from monitor.model import Mention

# In this made-up trade "sticky" is praise and "runny" is blame, which no model can know.
NOUNS = ["glue", "paste", "tape", "honey", "resin", "wax", "dough", "paint", "syrup", "gum"]
LABELLED = [
    (
        Mention(
            source="s", source_id=f"{label}{n}", network="web", text=f"{noun} {n}: {word} again"
        ),
        label,
    )
    for n in range(6)
    for noun in NOUNS
    for word, label in [("sticky", "positive"), ("runny", "negative"), ("boxed", "neutral")]
]


def test_what_the_labels_teach_is_learnt_and_proven(tmp_path: Path) -> None:
    found = adapt(LABELLED, folds=3)
    assert found.after_f1 > 0.95 > found.before_f1
    assert found.helped
    assert found.labels == {"negative": 60, "neutral": 60, "positive": 60}
    path = tmp_path / "own.model"
    path.write_bytes(found.model_bytes)
    analyzer = SentimentAnalyzer.build(AnalyzerSettings(model_path=str(path)))
    texts = ["the syrup is runny", "the syrup is sticky"]
    batch = [Mention(source="s", source_id=text, network="web", text=text) for text in texts]
    assert [one.label for one in analyzer.annotate(batch)] == ["negative", "positive"]
    assert analyzer.version != SentimentAnalyzer.build(AnalyzerSettings()).version


def test_labels_that_the_model_knew_already_do_not_help() -> None:
    words = ["great", "awful", "lovely", "terrible", "excellent", "horrible"]
    batch = [
        Mention(source="s", source_id=f"{noun}{word}", network="web", text=f"{word} {noun}")
        for noun in NOUNS
        for word in words
    ]
    known = SentimentAnalyzer.build(AnalyzerSettings()).annotate(batch)
    found = adapt([(m, one.label or "") for m, one in zip(batch, known, strict=True)], folds=3)
    assert found.before_f1 == 1.0
    assert not found.helped


def test_the_same_labels_give_the_same_model() -> None:
    assert (
        adapt(LABELLED[:60], folds=2).model_bytes == adapt(LABELLED[:60], folds=2).model_bytes
    )


def test_too_few_labels_are_refused() -> None:
    with pytest.raises(DataError, match="label at least 30"):
        adapt(LABELLED[:20])
    alike = [(mention, "positive") for mention, _ in LABELLED]
    with pytest.raises(DataError, match="two or more kinds"):
        adapt(alike)


def test_labels_that_are_no_sentiment_are_left_out() -> None:
    unsure = [(mention, "unsure") for mention, _ in LABELLED[:10]]
    assert sum(adapt([*LABELLED[:60], *unsure], folds=2).labels.values()) == 60


def test_macro_f1_of_the_classes_that_occur() -> None:
    import numpy as np

    assert macro_f1(np.array([0, 0, 2, 2]), np.array([0, 0, 2, 2])) == 1.0
    assert macro_f1(np.array([0, 0, 2, 2]), np.array([0, 0, 0, 0])) == pytest.approx(1 / 3)


def test_a_model_file_holds_what_was_put_in() -> None:
    content = read_model(DEFAULT_MODEL)
    weights = loaded(content, "model")
    assert dumped(weights) == content
    assert weights.outputs == ("negative", "neutral", "positive")
    assert len(content) < 2_000_000

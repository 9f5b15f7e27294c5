"""Everyday sentences about products, written for this test: no model was trained on them."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.product_talk import product_talk
from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.intent import IntentAnalyzer
from monitor.analyzers.sentiment import SentimentAnalyzer
from monitor.model import Mention

ROWS = list(
    csv.DictReader(
        (Path(__file__).parent / "data" / "everyday.csv").open(encoding="utf-8", newline="")
    )
)
MENTIONS = [
    Mention(source="s", source_id=str(number), network="web", text=row["text"])
    for number, row in enumerate(ROWS)
]
FELT = [one.label for one in SentimentAnalyzer.build(AnalyzerSettings()).annotate(MENTIONS)]
MEANT = [one.labels for one in IntentAnalyzer.build(AnalyzerSettings()).annotate(MENTIONS)]


def share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def felt(column: str, value: str) -> float:
    """The share of right sentiment among the rows with *value* in *column*."""
    return share(
        [
            said == row["sentiment"]
            for said, row in zip(FELT, ROWS, strict=True)
            if row[column] == value
        ]
    )


@pytest.mark.parametrize(
    ("language", "least"), [("en", 0.75), ("de", 0.6), ("fr", 0.6), ("es", 0.55)]
)
def test_sentiment_in_each_language(language: str, least: float) -> None:
    assert felt("language", language) >= least


def test_questions_are_no_blame() -> None:
    assert felt("intent", "question") >= 0.85
    blamed = [
        said == "negative"
        for said, row in zip(FELT, ROWS, strict=True)
        if row["intent"] in ("question", "request")
    ]
    assert share(blamed) <= 0.2


def recall(intent: str) -> float:
    return share(
        [
            intent in said
            for said, row in zip(MEANT, ROWS, strict=True)
            if row["intent"] == intent
        ]
    )


def precision(intent: str) -> float:
    return share(
        [
            row["intent"] == intent
            for said, row in zip(MEANT, ROWS, strict=True)
            if intent in said
        ]
    )


@pytest.mark.parametrize(
    ("intent", "least_recall", "least_precision"),
    [
        ("question", 0.9, 0.85),
        ("complaint", 0.33, 0.7),
        ("praise", 0.45, 0.85),
        ("request", 0.85, 0.85),
    ],
)
def test_intents(intent: str, least_recall: float, least_precision: float) -> None:
    assert recall(intent) >= least_recall
    assert precision(intent) >= least_precision


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of *length* words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_no_sentence_of_the_training_was_copied_here() -> None:
    trained = set().union(*(runs(one.text, 5) for one in product_talk()))
    for row in ROWS:
        assert not runs(row["text"], 5) & trained

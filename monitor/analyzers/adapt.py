"""Fits the sentiment model to a user's own labels, and says by cross-validation if that helped.

The base model's scores stay; what is learnt is a correction to them, from words, pairs of words
and the counts, held small by a penalty. How small is chosen within the training side only, so
that the figure for texts left out is honest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.analyzers.counts import COUNTS
from monitor.analyzers.engines import DEFAULT_MODEL, soft_max
from monitor.analyzers.features import Floats, Ints, Texts, vocabulary
from monitor.analyzers.judgement import CLASSES
from monitor.analyzers.model import (
    BLOCKS,
    Scorer,
    Weights,
    dumped,
    loaded,
    quantised,
    read_model,
)
from monitor.analyzers.passages import passage
from monitor.errors import DataError
from monitor.model import Mention

MIN_LABELS: Final = 30
PENALTIES: Final = (1.0, 4.0, 16.0)
"""Penalties tried on the correction; the greater, the nearer the model stays to the base."""

_STEPS, _PACE = 120, 0.1
_DRAWS = 500


@dataclass(frozen=True, slots=True)
class Adapted:
    """A model fitted to own labels. `model_bytes` is the file to store as `model_path`.

    `before_f1`, `after_f1`: macro-F1 in [0, 1] of the base and of the adapted model on texts left
    out; `gain_low`, `gain_high`: 95 % interval of their difference, by bootstrap. `labels`: how
    many labelled texts of each class there were.
    """

    model_bytes: bytes
    before_f1: float
    after_f1: float
    gain_low: float
    gain_high: float
    labels: Mapping[str, int]
    penalty: float

    @property
    def helped(self) -> bool:
        """Whether the gain is beyond doubt; otherwise keep the base model."""
        return self.gain_low > 0


@dataclass(frozen=True, slots=True)
class _Problem:
    """Labelled texts as sparse features, with the base model's scores."""

    rows: Ints
    columns: Ints
    values: Floats
    width: int
    base: Floats
    right: Ints

    def only(self, chosen: npt.NDArray[np.bool_]) -> "_Problem":
        kept = chosen[self.rows]
        number = np.cumsum(chosen) - 1
        return _Problem(
            rows=number[self.rows[kept]],
            columns=self.columns[kept],
            values=self.values[kept],
            width=self.width,
            base=self.base[chosen],
            right=self.right[chosen],
        )


def adapt(
    labelled: Sequence[tuple[Mention, str]],
    *,
    base: Path | None = None,
    brands: tuple[str, ...] = (),
    folds: int = 5,
    seed: int = 0,
) -> Adapted:
    """The model *base* (default: the shipped one) fitted to *labelled* mentions.

    Labels other than negative, neutral and positive are left out. *brands* are masked as the
    analyzer masks them. The same input gives the same model. `DataError` where there are fewer
    than `MIN_LABELS` labels, or only one class.
    """
    known = [(mention, label) for mention, label in labelled if label in CLASSES]
    counts = {name: sum(label == name for _, label in known) for name in CLASSES}
    if len(known) < MIN_LABELS or sum(count > 0 for count in counts.values()) < 2:
        raise DataError(
            f"{len(known)} labels of {sum(count > 0 for count in counts.values())} kinds are too "
            f"few to train on; label at least {MIN_LABELS} mentions of two or more kinds"
        )
    path = base or DEFAULT_MODEL
    weights = loaded(read_model(path), str(path))
    if weights.outputs != CLASSES:
        raise DataError(f"{path} is not a sentiment model; name one that is")
    problem, shape = _problem(weights, known, brands)
    before = problem.base.argmax(axis=1)
    after = _left_out(problem, folds, seed)
    low, high = _interval(problem.right, before, after, seed)
    penalty = _best_penalty(problem, seed)
    correction = _fitted(problem, penalty)
    return Adapted(
        model_bytes=dumped(_corrected(weights, shape, correction)),
        before_f1=macro_f1(problem.right, before),
        after_f1=macro_f1(problem.right, after),
        gain_low=low,
        gain_high=high,
        labels=counts,
        penalty=penalty,
    )


def macro_f1(right: Ints, said: Ints) -> float:
    """The mean F1 of the classes that occur; classes as numbers."""
    scores = []
    for number in np.unique(right):
        hits = int(((right == number) & (said == number)).sum())
        named = int((right == number).sum()) + int((said == number).sum())
        scores.append(2 * hits / named)
    return float(np.mean(scores))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of the blocks the correction has: words, then pairs, then the counts."""

    words: Ints
    pairs: Ints


def _problem(
    weights: Weights, known: Sequence[tuple[Mention, str]], brands: tuple[str, ...]
) -> tuple[_Problem, _Columns]:
    texts = vocabulary().read([passage(mention, brands).masked for mention, _ in known])
    word_columns = np.concatenate([block.columns for block in vocabulary().spellings])
    words, word_at = np.unique(word_columns[texts.words], return_inverse=True)
    pairs, pair_at = np.unique(texts.pairs, return_inverse=True)
    size = len(known)
    loudness = (1 / np.sqrt(np.maximum(texts.lengths, 1))).astype(np.float32)
    rows = [texts.rows, texts.pair_rows, np.repeat(np.arange(size), len(COUNTS))]
    offset = len(words) + len(pairs)
    columns = [word_at, len(words) + pair_at, offset + np.tile(np.arange(len(COUNTS)), size)]
    values = [loudness[texts.rows], loudness[texts.pair_rows], _even(texts).ravel()]
    problem = _Problem(
        rows=np.concatenate(rows),
        columns=np.concatenate(columns),
        values=np.concatenate(values),
        width=offset + len(COUNTS) + 1,
        base=Scorer(weights).scores(texts),
        right=np.array([CLASSES.index(label) for _, label in known], dtype=np.int64),
    )
    return problem, _Columns(words, pairs)


_COUNT_LOUDNESS = 0.2


def _even(texts: Texts) -> Floats:
    even: Floats = texts.counts * np.float32(_COUNT_LOUDNESS)
    return even


def _scores(problem: _Problem, correction: Floats) -> Floats:
    scores: Floats = problem.base + correction[-1]
    for column in range(len(CLASSES)):
        each = problem.values * correction[problem.columns, column]
        scores[:, column] += np.bincount(problem.rows, each, len(scores)).astype(np.float32)
    return scores


def _fitted(problem: _Problem, penalty: float) -> Floats:
    """The correction, by gradient steps of adaptive length (Adam, Kingma & Ba 2015)."""
    size = len(problem.right)
    wanted = np.eye(len(CLASSES), dtype=np.float32)[problem.right]
    share = np.bincount(problem.right, minlength=len(CLASSES)) / size
    balance = (1 / np.sqrt(np.maximum(share, 1e-3)))[problem.right].astype(np.float32)
    balance /= balance.mean()
    correction = np.zeros((problem.width, len(CLASSES)), dtype=np.float32)
    mean, spread = np.zeros_like(correction), np.zeros_like(correction)
    for step in range(1, _STEPS + 1):
        wrong = (soft_max(_scores(problem, correction)) - wanted) * balance[:, None]
        slope = penalty * correction
        slope[-1] = wrong.sum(axis=0)
        for column in range(len(CLASSES)):
            each = problem.values * wrong[problem.rows, column]
            slope[:, column] += np.bincount(problem.columns, each, problem.width)
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        pace = _PACE * (1 - step / (_STEPS + 1))
        tempered = np.sqrt(spread / (1 - 0.99**step)) + 1e-6
        correction -= (pace * mean / (1 - 0.9**step) / tempered).astype(np.float32)
    return correction


def _left_out(problem: _Problem, folds: int, seed: int) -> Ints:
    """The class of each text by a model fitted, penalty and all, without it."""
    fold = _folds(len(problem.right), folds, seed)
    said = np.zeros(len(problem.right), dtype=np.int64)
    for number in range(folds):
        training = problem.only(fold != number)
        correction = _fitted(training, _best_penalty(training, seed + 1))
        said[fold == number] = _scores(problem.only(fold == number), correction).argmax(axis=1)
    return said


def _best_penalty(problem: _Problem, seed: int, folds: int = 3) -> float:
    fold = _folds(len(problem.right), folds, seed)
    found: dict[float, float] = {}
    for penalty in PENALTIES:
        said = np.zeros(len(problem.right), dtype=np.int64)
        for number in range(folds):
            correction = _fitted(problem.only(fold != number), penalty)
            said[fold == number] = _scores(problem.only(fold == number), correction).argmax(1)
        found[penalty] = macro_f1(problem.right, said)
    return max(found, key=lambda penalty: (found[penalty], penalty))


def _folds(size: int, folds: int, seed: int) -> Ints:
    numbers = np.arange(size, dtype=np.int64) % folds
    np.random.default_rng(seed).shuffle(numbers)
    return numbers


def _interval(right: Ints, before: Ints, after: Ints, seed: int) -> tuple[float, float]:
    random = np.random.default_rng(seed)
    gains = []
    for _ in range(_DRAWS):
        drawn = random.integers(0, len(right), len(right))
        gains.append(
            macro_f1(right[drawn], after[drawn]) - macro_f1(right[drawn], before[drawn])
        )
    low, high = np.percentile(gains, [2.5, 97.5])
    return float(low), float(high)


def _corrected(weights: Weights, at: _Columns, correction: Floats) -> Weights:
    blocks = {name: weights.floats(name) for name in BLOCKS}
    blocks["words"][at.words] += correction[: len(at.words)]
    blocks["pairs"][at.pairs] += correction[len(at.words) : len(at.words) + len(at.pairs)]
    counts = weights.counts + correction[-len(COUNTS) - 1 : -1] * _COUNT_LOUDNESS
    card = {**weights.card, "adapted_to_own_labels": True}
    return quantised(CLASSES, blocks, counts, weights.intercept + correction[-1], card)

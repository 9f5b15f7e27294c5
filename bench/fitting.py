"""Fits the linear models that `monitor` ships; the only place that needs scikit-learn and scipy."""

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from sklearn.utils.extmath import randomized_svd

from bench.word_vectors import borrowed, count_spellings
from monitor.analyzers.counts import COUNTS
from monitor.analyzers.features import Floats, Texts, Vocabulary, vocabulary
from monitor.analyzers.model import BLOCKS, NEGATED_OF_WORD, Weights, quantised
from monitor.model import Json

# How loud each block is before regularisation; chosen by cross-validation on development texts.
LOUDNESS: Mapping[str, float] = {
    "words": 1.0,
    "letters": 1.3 / 3.5,
    "pairs": 1.0,
    "negated": 1.0,
}
MIN_TEXTS = 3  # a column met in fewer texts gets no weight
TOGETHER = 2_000
COMPANY, COMPANY_LOUDNESS = 100, 0.2


@dataclass(frozen=True)
class Design:
    """The features of many texts as one sparse matrix, a row for each text.

    `columns`: which of all columns (the blocks one after the other) the matrix has. Then come
    `len(COUNTS)` columns with the counts, divided by `deviations`, and a column for each
    dimension of `company`: what words keep company with and mean, a row for each of `WORDS`.
    """

    matrix: Any
    columns: npt.NDArray[np.int64]
    deviations: Floats
    company: Floats


def design(
    texts: Sequence[str], trainable: npt.NDArray[np.bool_], *, with_vectors: bool = False
) -> Design:
    """*texts* as features. Columns are kept that enough of the *trainable* texts have.

    `with_vectors`: words also learn from a pretrained encoder's vectors (`bench.word_vectors`).
    """
    blocks: list[Any] = []
    counts: list[Floats] = []
    spellings: Counter[tuple[int, str]] = Counter()
    for start in range(0, len(texts), TOGETHER):
        read = vocabulary().read(texts[start : start + TOGETHER])
        blocks.append(_rows(read, vocabulary()))
        counts.append(read.counts)
        count_spellings(spellings, read, vocabulary())
    whole = sparse.vstack(blocks).tocsc()
    met = np.diff(whole.tocsr()[trainable].tocsc().indptr)
    columns = np.flatnonzero(met >= MIN_TEXTS)
    count = np.concatenate(counts)
    deviations = count[trainable].std(axis=0) + np.float32(1e-6)
    words = whole[:, : BLOCKS["words"]].tocsr()
    near = _near(words[trainable], columns, spellings if with_vectors else None)
    counted = sparse.csr_matrix(count / deviations)
    matrix = sparse.hstack([whole[:, columns], counted, sparse.csr_matrix(words @ near)])
    return Design(matrix.tocsr().astype(np.float64), columns, deviations, near)


def _near(
    words: Any, columns: npt.NDArray[np.int64], spellings: Counter[tuple[int, str]] | None
) -> Floats:
    """Short vectors of words: from their company and, where *spellings* are given, an encoder."""
    kept = columns[columns < BLOCKS["words"]]
    near = np.zeros((BLOCKS["words"], COMPANY), dtype=np.float32)
    near[kept] = company(words[:, kept])
    return near if spellings is None else np.hstack([near, borrowed(spellings, words)])


def company(words: Any) -> Floats:
    """A short vector for each word from the words it stands with in a text.

    Positive pointwise mutual information, reduced by a singular value decomposition (Levy,
    Goldberg & Dagan 2015), weighted by rarity. Rare words so learn from frequent ones like
    them. In the finished model nothing is left of it but each word's weight.
    """
    present = (words > 0).astype(np.float32)
    together = (present.T @ present).tocoo()
    apart = together.row != together.col
    row, column, count = together.row[apart], together.col[apart], together.data[apart]
    sums = np.bincount(row, count, present.shape[1]) + 1
    smooth = sums**0.75 / (sums**0.75).sum()
    information = np.log(count / sums[row] / smooth[column])
    kept = information > 0
    entries = (information[kept].astype(np.float32), (row[kept], column[kept]))
    table = sparse.csr_matrix(entries, shape=together.shape)
    left, strength, _ = randomized_svd(table, COMPANY, n_iter=3, random_state=0)
    vectors = left * np.sqrt(strength)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6
    rarity = np.log(present.shape[0] / np.maximum(np.asarray(present.sum(axis=0)).ravel(), 1))
    found: Floats = (vectors * rarity[:, None] * COMPANY_LOUDNESS).astype(np.float32)
    return found


def _rows(read: Texts, words: Vocabulary) -> Any:
    """The hashed blocks of a batch, side by side, each text divided as the model divides it."""
    size = len(read)
    columns = np.concatenate([block.columns for block in words.spellings])
    letter_rows = np.concatenate([b.letter_rows + b.first for b in words.spellings])
    letters = np.concatenate([block.letters for block in words.spellings])
    words_of = _ones(read.rows, read.words, (size, len(columns)))
    spelled = _ones(letter_rows, letters, (len(columns), BLOCKS["letters"]))
    negated = columns[read.words[read.negated]] // NEGATED_OF_WORD
    divided = sparse.diags((1 / np.sqrt(np.maximum(read.lengths, 1))).astype(np.float32))
    blocks = {
        "words": _ones(read.rows, columns[read.words], (size, BLOCKS["words"])),
        "letters": words_of @ spelled,
        "pairs": _ones(read.pair_rows, read.pairs, (size, BLOCKS["pairs"])),
        "negated": _ones(read.rows[read.negated], negated, (size, BLOCKS["negated"])),
    }
    return sparse.hstack([divided @ blocks[name] * LOUDNESS[name] for name in BLOCKS]).tocsr()


def _ones(rows: Any, columns: Any, shape: tuple[int, int]) -> Any:
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def balance(
    datasets: npt.NDArray[np.str_],
    labels: npt.NDArray[np.str_],
    related: npt.NDArray[np.bool_],
    *,
    between_classes: float = 0.75,
    between_sets: float = 0.5,
    of_related: float = 0.3,
) -> Floats:
    """The weight of each text: rare classes of a set and small sets count more.

    With n texts in a set and m of the class, a text weighs (n/m)^between_classes times
    n^-between_sets; texts of related tasks count less by *of_related*.
    """
    weights = np.zeros(len(labels), dtype=np.float64)
    for dataset in np.unique(datasets):
        inside = datasets == dataset
        size = int(inside.sum())
        for label in np.unique(labels[inside]):
            same = inside & (labels == label)
            weights[same] = (size / 3 / int(same.sum())) ** between_classes
        weights[inside] *= size**-between_sets
    weights[related] *= of_related
    even: Floats = (weights / weights.mean()).astype(np.float32)
    return even


@dataclass(frozen=True)
class Fit:
    """Raw weights: one row for each column of the design, one column for each output."""

    outputs: tuple[str, ...]
    weights: Floats
    intercept: Floats

    def scores(self, made: Design, rows: npt.NDArray[Any]) -> Floats:
        scores: Floats = (made.matrix[rows] @ self.weights + self.intercept).astype(np.float32)
        return scores


def fit_classes(
    made: Design,
    rows: npt.NDArray[Any],
    labels: npt.NDArray[np.str_],
    weights: Floats,
    outputs: tuple[str, ...],
    *,
    freedom: float = 0.1,
) -> Fit:
    """One squared-hinge machine for each output against the rest.

    A text labelled "not X" tells the machine of X alone, as one of the rest.
    """
    # Dual coordinate descent that stops early is as good here, and says so in a warning.
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    partly = np.char.startswith(labels[rows].astype(np.str_), "not ")
    found = []
    for output in outputs:
        told = rows[~partly | (labels[rows] == f"not {output}")]
        machine = LinearSVC(C=freedom, max_iter=60, tol=0.05, random_state=0)
        found.append(
            machine.fit(made.matrix[told], labels[told] == output, sample_weight=weights[told])
        )
    return Fit(
        outputs,
        np.stack([one.coef_[0] for one in found], axis=1).astype(np.float32),
        np.array([one.intercept_[0] for one in found], dtype=np.float32),
    )


def sharpness(scores: Floats, labels: npt.NDArray[np.str_], outputs: tuple[str, ...]) -> float:
    """The factor that makes soft-max probabilities of unseen *scores* honest (temperature)."""
    right = np.array([outputs.index(label) for label in labels])
    best, least = 1.0, np.inf
    for factor in np.geomspace(0.5, 8, 60):
        raised = scores * factor
        raised = raised - raised.max(axis=1, keepdims=True)
        logs = raised - np.log(np.exp(raised).sum(axis=1, keepdims=True))
        loss = -float(logs[np.arange(len(right)), right].mean())
        if loss < least:
            best, least = float(factor), loss
    return best


def platt(scores: npt.NDArray[Any], is_so: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Factor and shift that make the logistic of unseen *scores* a probability."""
    found = LogisticRegression(C=1e6).fit(scores.reshape(-1, 1), is_so)
    return float(found.coef_[0, 0]), float(found.intercept_[0])


def packed(
    made: Design, fit: Fit, factors: Floats, shifts: Floats, card: Mapping[str, Json]
) -> Weights:
    """*fit* as a model file's weights, each output times its factor, plus its shift."""
    weights = fit.weights * factors
    hashed, counted, near = np.split(weights, np.cumsum([len(made.columns), len(COUNTS)]))
    blocks: dict[str, Floats] = {}
    begin = 0
    for name, size in BLOCKS.items():
        inside = (made.columns >= begin) & (made.columns < begin + size)
        blocks[name] = np.zeros((size, len(fit.outputs)), dtype=np.float32)
        blocks[name][made.columns[inside] - begin] = hashed[inside] * LOUDNESS[name]
        begin += size
    blocks["words"] += made.company @ near * LOUDNESS["words"]
    counts = counted / made.deviations[:, None]
    return quantised(fit.outputs, blocks, counts, fit.intercept * factors + shifts, card)

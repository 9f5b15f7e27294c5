"""What terms mean, learnt from the mentions themselves.

Terms that keep the same company get similar vectors: positive pointwise mutual information of
terms in one text, smoothed and reduced by a truncated SVD (Levy, Goldberg and Dagan 2015,
"Improving Distributional Similarity with Lessons Learned from Word Embeddings"). A short post
that says "bag" is then near one that says "luggage", which counting equal words can't see.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

MAX_VOCABULARY: Final = 4_000  # its square is held as a matrix: 64 MB
_DIMENSIONS: Final = 100
_SMOOTHING: Final = 0.75  # of the context counts, so that rare terms don't look telling
_MOST_TEXTS: Final = 0.35  # a term in more of the texts says nothing about a subject
_TEXTS_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as the numbers of their distinct terms: those of text i are
    ``terms[starts[i]:starts[i + 1]]``."""

    starts: Ints
    terms: Ints

    @property
    def count(self) -> int:
        return len(self.starts) - 1


def vocabulary(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    """The most frequent terms that are neither single finds nor everywhere -> their number."""
    least = 2 if len(texts) < 500 else 3
    most = max(least + 3, int(_MOST_TEXTS * len(texts)))
    frequency = Counter(term for text in texts for term in set(text))
    kept = sorted(
        (term for term, count in frequency.items() if least <= count <= most),
        key=lambda term: (-frequency[term], term),
    )
    return {term: number for number, term in enumerate(kept[:MAX_VOCABULARY])}


def rows_of(texts: Sequence[Sequence[str]], known: Mapping[str, int]) -> Rows:
    """The texts as term numbers; unknown terms are left out."""
    numbers = [sorted({known[term] for term in text if term in known}) for text in texts]
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in numbers], out=starts[1:])
    return Rows(starts, np.array([n for row in numbers for n in row], dtype=np.int64))


def term_vectors(rows: Rows, size: int, random: np.random.Generator) -> Floats:
    """One vector for each of *size* terms, longer for a rarer term (root of its idf)."""
    if size == 0:
        return np.zeros((0, 1), dtype=np.float32)
    information = _information(_together(rows, size))
    vectors = unit(_reduced(information, min(_DIMENSIONS, size), random))
    frequency = np.bincount(rows.terms, minlength=size)
    weight = np.sqrt(np.log((1 + rows.count) / np.maximum(1, frequency)))
    weighted: Floats = (vectors * weight[:, None]).astype(np.float32)
    return weighted


def text_vectors(rows: Rows, vectors: Floats) -> Floats:
    """The direction of each text: its terms' vectors added up, of length 1; 0 without terms."""
    lengths = np.diff(rows.starts)
    order = np.argsort(-lengths, kind="stable")
    begins = rows.starts[:-1][order]
    # The first terms of all texts, then the second of those that have one, and so on: adding
    # whole columns takes an eighth of the time of adding up row by row.
    still = np.searchsorted(-lengths[order], -np.arange(lengths.max(initial=0)), side="left")
    sums = np.zeros((rows.count, vectors.shape[1]), dtype=np.float32)
    for place, count in enumerate(still.tolist()):
        sums[:count] += vectors.take(rows.terms[begins[:count] + place], axis=0)
    found = np.empty_like(sums)
    found[order] = sums
    return unit(found)


def _together(rows: Rows, size: int) -> Floats:
    """How many texts hold both terms, for each pair of different terms."""
    counts = np.zeros(size * size, dtype=np.float32)
    for first in range(0, rows.count, _TEXTS_AT_ONCE):
        starts = rows.starts[first : first + _TEXTS_AT_ONCE + 1]
        pairs, seen = np.unique(_pairs(starts, rows.terms, size), return_counts=True)
        counts[pairs] += seen.astype(np.float32)
    matrix = counts.reshape(size, size)
    np.fill_diagonal(matrix, 0)
    return matrix


def _pairs(starts: Ints, terms: Ints, size: int) -> Ints:
    """Every ordered pair of terms within a text, as first x size + second."""
    lengths = np.diff(starts)
    length_of_each = np.repeat(lengths, lengths)
    firsts = np.repeat(terms[starts[0] : starts[-1]], length_of_each)
    # Positions 0, 1, … within each text, once for each of its terms.
    offsets = np.arange(len(firsts)) - np.repeat(
        np.cumsum(length_of_each) - length_of_each, length_of_each
    )
    seconds = terms[np.repeat(np.repeat(starts[:-1], lengths), length_of_each) + offsets]
    pairs: Ints = firsts * size + seconds
    return pairs


def _information(counts: Floats) -> Floats:
    """Positive pointwise mutual information, in place of the counts."""
    total = float(counts.sum()) or 1.0
    of_term = counts.sum(axis=1)
    context = of_term**_SMOOTHING
    context *= total / (float(context.sum()) or 1.0)
    # Few pairs of terms ever meet: the others keep their 0.
    first, second = np.nonzero(counts)
    expected = np.maximum(of_term, 1e-9)[first] * np.maximum(context, 1e-9)[second]
    met = np.log(counts[first, second] * total / expected)
    counts[first, second] = np.maximum(met, 0)
    return counts


def _reduced(matrix: Floats, dimensions: int, random: np.random.Generator) -> Floats:
    """Left singular vectors x root of the singular values, by a randomised SVD
    (Halko, Martinsson and Tropp 2011, algorithm 4.4 with two power iterations)."""
    width = min(len(matrix), dimensions + 20)
    probe = random.standard_normal((len(matrix), width)).astype(np.float32)
    basis = matrix @ probe
    for _ in range(2):
        basis, _unused = np.linalg.qr(basis)
        basis, _unused = np.linalg.qr(matrix.T @ basis)
        basis = matrix @ basis
    basis, _unused = np.linalg.qr(basis)
    left, values, _unused = np.linalg.svd(basis.T @ matrix, full_matrices=False)
    found: Floats = (basis @ left[:, :dimensions]) * np.sqrt(values[:dimensions])
    return found


def unit(rows: Floats) -> Floats:
    """Each row with length 1; a row of zeros stays."""
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    unit: Floats = (rows / np.maximum(length, 1e-9)).astype(np.float32)
    return unit

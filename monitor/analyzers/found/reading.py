"""Texts as the numbers of a model's terms, for whole batches.

A chunk (what stands between two blanks) is cut into words when it is first met; from then on a
text is a row of numbers, and its terms are looked up in arrays.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from monitor.analyzers.chunks import CHUNK_END, END_NUMBER, LEFT_OUT, by_chunk
from monitor.analyzers.cuts import Reading, cuts
from monitor.analyzers.found.vectors import Ints, Rows
from monitor.analyzers.found.words import MAX_CHARACTERS, MAX_TERMS, left_out, words_of_chunks

_LEAST_WIDE: Final = 1 << 32
_OTHER: Final = 0  # the number of all words that are part of no term


class Reader:
    """Finds the *terms* (words, and pairs of neighbours) of texts in *language*.

    The same terms as those of `words.terms`, which leaves out *excluded* words and stop words.
    """

    def __init__(
        self, terms: Mapping[str, int], language: str, excluded: frozenset[str]
    ) -> None:
        parts = {part for term in terms for part in term.split(" ")}
        self._words = {word: n for n, word in enumerate(sorted(parts), start=_OTHER + 1)}
        self._size = len(terms)
        self._single = np.full(len(parts) + 1, -1, dtype=np.int64)
        pairs: dict[int, int] = {}
        for term, number in terms.items():
            first, *second = (self._words[part] for part in term.split(" "))
            if second:
                pairs[self._pair(first, second[0])] = number
            else:
                self._single[first] = number
        self._pairs = np.array(sorted(pairs), dtype=np.int64)
        self._pair_terms = np.array([pairs[key] for key in sorted(pairs)], dtype=np.int64)
        self._numbers = (
            self._words
            | dict.fromkeys(left_out(language, excluded), LEFT_OUT)
            | {CHUNK_END: END_NUMBER}
        )
        self._reading = Reading(self._terms_of)

    def rows(self, texts: Sequence[str]) -> Rows:
        """The distinct terms of each text, in rising order."""
        found, starts = self._reading.of(
            *cuts().numbers([text[:MAX_CHARACTERS] for text in texts])
        )
        rows = np.repeat(np.arange(len(texts)), np.diff(starts))
        read = np.arange(len(found)) - starts[:-1][rows] < MAX_TERMS
        found, rows = found[read], rows[read]
        same = rows[1:] == rows[:-1]
        terms = np.concatenate(
            [self._single[found], self._paired(found[:-1][same], found[1:][same])]
        )
        met = np.concatenate([rows, rows[1:][same]])[terms >= 0] * self._size
        keys = _distinct(met + terms[terms >= 0])
        ends = np.searchsorted(keys, np.arange(len(texts) + 1) * self._size)
        return Rows(ends, keys % max(1, self._size))

    def _terms_of(self, chunks: Sequence[str]) -> tuple[Ints, Ints]:
        """How many words of each chunk count, and the numbers of all."""
        number = self._numbers.get
        return by_chunk([number(word, _OTHER) for word in words_of_chunks(chunks)])

    def _pair(self, first: int, second: int) -> int:
        return first * (len(self._words) + 1) + second

    def _paired(self, first: Ints, second: Ints) -> Ints:
        """The terms of pairs of words; -1 for those that are none."""
        if not len(self._pairs):
            return np.full(len(first), -1, dtype=np.int64)
        keys = first * (len(self._words) + 1) + second
        places = np.minimum(np.searchsorted(self._pairs, keys), len(self._pairs) - 1)
        return np.where(self._pairs[places] == keys, self._pair_terms[places], -1)


def _distinct(keys: Ints) -> Ints:
    """The different *keys* in rising order; 32 bits, where they suffice, are sorted far sooner."""
    if int(keys.max(initial=0)) < _LEAST_WIDE:
        keys = np.sort(keys.astype(np.uint32)).astype(np.int64)
    else:
        keys = np.sort(keys)
    distinct: Ints = keys[np.diff(keys, prepend=-1) != 0]
    return distinct

"""Texts as numbers: hashed words, pairs of words and letters, and a few counts.

What belongs to a single spelling (its letters, whether it negates, its valence) is worked out
once and kept, for a whole batch of new words together; a text is then little more than a row
of word numbers. The linear models for sentiment and intent read the same `Texts`, and a batch
that is asked for twice (by one after the other) is read once.

Columns of the four hashed blocks: `WORDS` (one for each word), `LETTERS` (its character
sequences of length 2 to 5, with the word's ends), `PAIRS` (neighbouring words), `NEGATED`
(words that a negation reaches). Counts are `COUNTS`, in this order.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from monitor.analyzers.chunks import Grown
from monitor.analyzers.counts import (
    COMPOUND,
    COUNTS,
    LIKED,
    NEGATIONS,
    UPPER,
    WORD_COUNTS,
    word_counts,
)
from monitor.analyzers.cuts import cuts
from monitor.analyzers.passages import Passage
from monitor.analyzers.spoken import Spoken
from monitor.analyzers.tokens import BRAND, MAX_CHARACTERS, normals, readable, relieved
from monitor.analyzers.vader import VADER_THRESHOLD, vader

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
ShortInts = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

WORDS, LETTERS, PAIRS, NEGATED = 1 << 17, 1 << 17, 1 << 18, 1 << 15
"""Columns of each hashed block."""

_KEPT_SPELLINGS = 120_000  # some 50 MB
_KEPT_BATCHES = 4

_REACH = 4

_BREAKS = frozenset(".,;:!?…")
_ROLL, _MIX, _MIX_AGAIN, _SPREAD = (
    np.uint64(factor)
    for factor in (0x100000001B3, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9)
)


@dataclass(frozen=True, slots=True)
class Texts:
    """A batch of texts as word numbers.

    `words`: number of each word in the vocabulary, all texts one after the other; `starts`:
    where each text begins in it, and its end (one more than there are texts); `rows`: the text
    of each word; `pairs`: column of each neighbouring pair, `pair_rows` its text; `negated`:
    whether a negation reaches the word; `counts`: one row of `COUNTS` for each text.
    """

    words: Ints
    starts: Ints
    rows: Ints
    pairs: Ints
    pair_rows: Ints
    negated: Flags
    counts: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        """The number of words of each text."""
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Spellings:
    """New words, numbered from `first`: their column in `WORDS`, and their letters' columns.

    `letters[i]` belongs to the word number `first + letter_rows[i]`.
    """

    first: int
    columns: Ints
    letter_rows: ShortInts
    letters: ShortInts


class Vocabulary(dict[str, int]):
    """The spellings met so far, numbered. Use the one of `vocabulary()`.

    `generation` goes up when the vocabulary was full and begins anew: numbers of an earlier
    generation mean nothing then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.generation = 0
        self._begin()

    def read(self, texts: Sequence[str], published: Sequence[str] | None = None) -> Texts:
        """*texts* as numbers; brands in them are masked already.

        *published* are the same with no brand masked, where they are at hand: others read those,
        so that they need not be cut again.
        """
        key = tuple(texts)
        known = self._batches.get(key)
        if known is not None:
            return known
        if len(self) > _KEPT_SPELLINGS:
            self.forget()
        try:
            found = self._read(key, published or key)
        except BaseException:  # an interrupted plug-in's: what is half known is no use
            self.forget()
            raise
        while len(self._batches) >= _KEPT_BATCHES:
            del self._batches[next(iter(self._batches))]
        self._batches[key] = found
        return found

    def forget(self) -> None:
        """Begin anew, with no spelling known."""
        self.clear()
        self.generation += 1
        self._begin()

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        self._new.append(token)
        return number

    def _begin(self) -> None:
        self.spellings: list[Spellings] = []
        self._new: list[str] = []
        self._spoken = Spoken(self.__getitem__)
        self._batches: dict[tuple[str, ...], Texts] = {}
        self._hashes = Grown(np.uint64)
        self._counts = Grown(np.float32, WORD_COUNTS)
        self._negates = Grown(np.bool_)
        self._breaks = Grown(np.bool_)

    def _read(self, texts: Sequence[str], published: Sequence[str]) -> Texts:
        texts = relieved(texts)
        chunks, begins = cuts().numbers_like(list(map(readable, texts)), published, BRAND)
        if self._spoken.generation != cuts().generation:
            self._spoken = Spoken(self.__getitem__)
        words, starts = self._spoken.tokens.of(chunks, begins)
        self._learn()
        rows = np.repeat(np.arange(len(texts)), np.diff(starts))
        same = rows[1:] == rows[:-1]
        hashes = self._hashes.rows[words]
        mixed = hashes[:-1] * _MIX + hashes[1:] * _MIX_AGAIN
        return Texts(
            words=words,
            starts=starts,
            rows=rows,
            pairs=_column(mixed[same], PAIRS),
            pair_rows=rows[1:][same],
            negated=self._reached(words, rows),
            counts=self._text_counts(words, starts, self._compounds(texts, chunks, begins)),
        )

    def _compounds(self, texts: Sequence[str], chunks: Ints, begins: Ints) -> Floats:
        """VADER's compound of each text; of a long one, more is read than its *chunks*."""
        words, starts = self._spoken.words.of(chunks, begins)
        found = self._spoken.batch.values(texts, words, np.diff(starts))
        for row, text in enumerate(texts):
            if len(text) > MAX_CHARACTERS:
                found[row] = vader().compound(text).value
        return np.array(found, dtype=np.float32)

    def _reached(self, words: Ints, rows: Ints) -> Flags:
        """Which words stand at most four words after a negation, in the same clause."""
        negates = self._negates.rows.take(words)
        reached = np.zeros(len(words), dtype=np.bool_)
        places = np.flatnonzero(negates)
        for _ in range(_REACH):
            places = places[places + 1 < len(words)] + 1
            goes_on = (rows[places] == rows[places - 1]) & ~self._breaks.rows[words[places]]
            places = places[goes_on]
            reached[places] = True
        reached[negates] = False
        return reached

    def _text_counts(self, words: Ints, starts: Ints, compounds: Floats) -> Floats:
        raw = sums(self._counts.rows.take(words, axis=0), starts)
        counts = np.zeros((len(raw), len(COUNTS)), dtype=np.float32)
        counts[:, :WORD_COUNTS] = np.sign(raw) * np.log1p(np.abs(raw))
        counts[:, UPPER] = raw[:, UPPER] / np.maximum(raw[:, 0], 1)
        counts[:, COMPOUND] = compounds
        counts[:, COMPOUND + 1] = compounds >= VADER_THRESHOLD
        counts[:, COMPOUND + 2] = compounds <= -VADER_THRESHOLD
        counts[:, COMPOUND + 3] = (raw[:, LIKED] > 0) & (raw[:, LIKED + 1] > 0)
        return counts

    def _learn(self) -> None:
        """Work out what belongs to the new spellings, all at once."""
        if not self._new:
            return
        new, self._new = self._new, []
        spelled = normals(new)
        coded = [one.encode("utf-8", "surrogatepass") for one in spelled]
        hashes = np.array([zlib.crc32(code) for code in coded], dtype=np.uint64)
        counts = word_counts(new, spelled)
        breaks = np.array([one[0] in _BREAKS for one in spelled], dtype=np.bool_)
        rows, letters = _letters(spelled)
        columns = _column(hashes * _MIX, WORDS)
        self.spellings.append(Spellings(len(self._hashes), columns, rows, letters))
        self._hashes.extend(hashes)
        self._counts.extend(counts)
        self._negates.extend(counts[:, NEGATIONS] > 0)
        self._breaks.extend(breaks)


@cache
def vocabulary() -> Vocabulary:
    """The one vocabulary of this process."""
    return Vocabulary()


def read_passages(passages: Sequence[Passage]) -> Texts:
    """Passages as numbers, with their brands masked."""
    return vocabulary().read([one.masked for one in passages], [one.raw for one in passages])


def sums(values: Floats, starts: Ints) -> Floats:
    """The sum of the rows of *values* that belong to each text; zero for an empty one."""
    found = np.zeros((len(starts) - 1, values.shape[1]), dtype=np.float32)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        found[filled] = np.add.reduceat(values, starts[:-1][filled], axis=0)
    return found


def _column(hashes: npt.NDArray[np.uint64], size: int) -> Ints:
    """The top bits of *hashes* as a column of a block of *size* (a power of two)."""
    return (hashes >> np.uint64(65 - size.bit_length())).astype(np.int64)


def _letters(words: Sequence[str]) -> tuple[ShortInts, ShortInts]:
    """Every character sequence of the words, with their ends, as (word, column in LETTERS).

    A polynomial hash that rolls over all words together; sequences that would cross from one
    word into the next are left out.
    """
    marked = [f"\x02{n[:30]}\x03" if n[0].isalpha() or n[0] == "#" else "" for n in words]
    joined = "".join(marked).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32).astype(np.uint64)
    rows = np.repeat(np.arange(len(marked)), [len(word) for word in marked])
    found_rows, found = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    rolled = codes
    for length in range(2, min(5, len(codes)) + 1):
        rolled = rolled[:-1] * _ROLL + codes[length - 1 :]
        same = rows[length - 1 :] == rows[: 1 - length]
        spread = (rolled[same] + np.uint64(length)) * _MIX
        spread = (spread ^ (spread >> np.uint64(29))) * _SPREAD
        found_rows.append(rows[: 1 - length][same].astype(np.int32))
        found.append(_column(spread, LETTERS).astype(np.int32))
    return np.concatenate(found_rows), np.concatenate(found)

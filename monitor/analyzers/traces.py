"""The keys that mentions with the same text are found by, for whole batches.

A mention gets a few integers: one each for its canonical address, how it begins and how it ends,
and one for each band of a MinHash over its pairs of words (Broder 1997; bands after Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3). Words are hashed when their chunk
(what stands between two blanks) is first met; all else happens in arrays.
"""

import zlib
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from monitor.analyzers.chunks import CHUNK_END, END_NUMBER, by_chunk
from monitor.analyzers.cuts import Reading, cuts, without_first
from monitor.analyzers.stories import (
    FEWEST_WORDS,
    address_of,
    spoken_part,
    text_of,
    words_of_chunks,
)
from monitor.model import Mention

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

_BANDS: Final = 5
_ROWS: Final = 3
_SEED: Final = 20_26
# Odd numbers without a pattern: multiplying by them and adding spreads what differs little.
_MIX: Final = np.array(
    [
        0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93,
        0xFF51AFD7ED558CCD, 0x94D049BB133111EB, 0xBF58476D1CE4E5B9, 0x2545F4914F6CDD1D,
    ],
    dtype=np.uint64,
)  # fmt: skip


def traces(mentions: Sequence[Mention]) -> list[tuple[int, ...]]:
    """The keys of each mention; those that share none are not compared."""
    parts = [spoken_part(text_of(mention)) for mention in mentions]
    numbers, starts = cuts().numbers([text for text, _ in parts])
    skip = np.array([left_out for _, left_out in parts], np.int64)
    words, starts = _reading().of(*without_first(numbers, starts, skip))
    compared = np.flatnonzero(np.diff(starts) >= FEWEST_WORDS)
    keys = np.column_stack(
        [
            _run(words, starts[compared], salt=1),
            _run(words, starts[compared + 1] - FEWEST_WORDS, salt=2),
            _bands(words, starts, compared),
        ]
    )
    found: list[tuple[int, ...]] = [()] * len(mentions)
    for row, some in zip(compared.tolist(), keys.tolist(), strict=True):
        found[row] = tuple(some)
    for row, mention in enumerate(mentions):
        if mention.url and (address := address_of(mention)) is not None:
            found[row] = (_key(address), *found[row])
    return found


def _hashed(chunks: Sequence[str]) -> tuple[Ints, Hashes]:
    """How many words each chunk has, and all words as 64 bits each."""
    coded = [
        END_NUMBER if word == CHUNK_END else zlib.crc32(word.encode("utf-8", "surrogatepass"))
        for word in words_of_chunks(chunks)
    ]
    lengths, numbers = by_chunk(coded)
    return lengths, _spread(numbers.astype(np.uint64))


@cache
def _reading() -> Reading:
    return Reading(_hashed, np.uint64)


def _spread(hashes: Hashes) -> Hashes:
    mixed: Hashes = (hashes + _MIX[0]) * _MIX[1]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX[6]
    return mixed ^ (mixed >> np.uint64(32))


def _short(hashes: Hashes) -> Ints:
    """48 bits: short to store, and a chance meeting only costs a comparison."""
    return (hashes >> np.uint64(16)).astype(np.int64)


def _run(words: Hashes, begins: Ints, *, salt: int) -> Ints:
    """A key for `FEWEST_WORDS` words in a row, from each of *begins* on."""
    total = np.full(len(begins), salt, dtype=np.uint64)
    for place in range(FEWEST_WORDS):
        total = _spread(total * _MIX[2] + words[begins + place])
    return _short(total)


def _bands(words: Hashes, starts: Ints, compared: Ints) -> Ints:
    """One key for each band of each of the texts *compared*."""
    pairs = words[:-1] * _MIX[3] + words[1:] * _MIX[4]
    lengths = np.diff(starts)[compared] - 1
    ends = np.concatenate([[0], np.cumsum(lengths)])
    places = np.repeat(starts[compared] - ends[:-1], lengths) + np.arange(ends[-1])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        np.ascontiguousarray(pairs[places]), ends.astype(np.uint64), _BANDS * _ROWS, _SEED
    )
    sketches = np.array(matrix.to_rows(), dtype=np.uint64).reshape(-1, _BANDS, _ROWS)
    mixed = (sketches * _MIX[:_ROWS]).sum(axis=2) + np.arange(_BANDS, dtype=np.uint64)
    return _short((mixed ^ (mixed >> np.uint64(29))) * _MIX[_ROWS])


def _key(address: str) -> int:
    data = f"address\0{address}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=6).digest(), "big")

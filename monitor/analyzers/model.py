"""Linear models over `features.Texts`: small integer weights from a file, whole batches at once.

The score of an output is

    intercept + counts · weights + (sum over words, letters, pairs, negated words) / sqrt(words)

A word's own weight and those of its letters do not depend on the text it stands in: their sum
is worked out once for each spelling and kept.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from monitor.analyzers.counts import COUNTS
from monitor.analyzers.features import (
    LETTERS,
    NEGATED,
    PAIRS,
    WORDS,
    Floats,
    Spellings,
    Texts,
    Vocabulary,
    sums,
    vocabulary,
)
from monitor.errors import ConfigError, DataError
from monitor.model import Json

FORMAT: Final = 1
BLOCKS: Final = {"words": WORDS, "letters": LETTERS, "pairs": PAIRS, "negated": NEGATED}
NEGATED_OF_WORD: Final = WORDS // NEGATED
"""Column in `WORDS` divided by this is the column in `NEGATED`."""

DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model. `blocks`: name of a hashed block -> int8 weights, a column each output.

    `scales`: what an int8 step of a block is worth, one row for each block and a column each
    output. `counts` and `intercept` are floats. `card` tells where the model comes from.
    """

    outputs: tuple[str, ...]
    blocks: Mapping[str, npt.NDArray[np.int8]]
    scales: Floats
    counts: Floats
    intercept: Floats
    card: Mapping[str, Json] = field(default_factory=dict)

    def floats(self, block: str) -> Floats:
        """The weights of *block* as they are used in the sum."""
        scale = self.scales[list(BLOCKS).index(block)]
        wide: Floats = self.blocks[block].astype(np.float32) * scale
        return wide


def quantised(
    outputs: tuple[str, ...],
    blocks: Mapping[str, Floats],
    counts: Floats,
    intercept: Floats,
    card: Mapping[str, Json],
) -> Weights:
    """Float weights as a model of int8 steps; the greatest weights keep their rank.

    The step is set by the 99.99th percentile of the weights that are not zero: the few above
    it are clipped, and all others keep twice the precision.
    """
    small: dict[str, npt.NDArray[np.int8]] = {}
    scales = np.ones((len(BLOCKS), len(outputs)), dtype=np.float32)
    for row, name in enumerate(BLOCKS):
        for column in range(len(outputs)):
            used = np.abs(blocks[name][:, column])
            used = used[used > 0]
            top = float(np.quantile(used, 0.9999)) if len(used) else 1.0
            scales[row, column] = top / 127
        steps = np.rint(blocks[name] / scales[row])
        small[name] = np.clip(steps, -127, 127).astype(np.int8)
    return Weights(
        outputs, small, scales, counts.astype(np.float32), intercept.astype(np.float32), card
    )


def dumped(weights: Weights) -> bytes:
    """The file of a model: the same bytes for the same weights."""
    arrays: dict[str, npt.NDArray[Any]] = {
        **weights.blocks,
        "scales": weights.scales,
        "counts": weights.counts,
        "intercept": weights.intercept,
    }
    about = {"format": FORMAT, "outputs": list(weights.outputs), "card": dict(weights.card)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        _write(archive, "about.json", json.dumps(about, sort_keys=True, indent=1).encode())
        for name, array in arrays.items():
            one = io.BytesIO()
            # One output after the other: the zeros stand together and pack better.
            np.save(one, np.asfortranarray(array), allow_pickle=False)
            _write(archive, f"{name}.npy", one.getvalue())
    return made.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def loaded(content: bytes, name: str) -> Weights:
    """The model in *content*. `DataError` names the file where it is not one of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            about = json.loads(archive.read("about.json"))
            arrays = {
                key: np.load(io.BytesIO(archive.read(f"{key}.npy")), allow_pickle=False)
                for key in (*BLOCKS, "scales", "counts", "intercept")
            }
        return _checked(about, arrays)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, TypeError) as error:
        raise DataError(f"{name} is not a model of this version; train it again") from error


def _checked(about: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Weights:
    outputs = tuple(str(output) for output in about["outputs"])
    shapes = {key: (size, len(outputs)) for key, size in BLOCKS.items()} | {
        "scales": (len(BLOCKS), len(outputs)),
        "counts": (len(COUNTS), len(outputs)),
        "intercept": (len(outputs),),
    }
    if about["format"] != FORMAT or any(arrays[k].shape != s for k, s in shapes.items()):
        raise ValueError("another format")
    return Weights(
        outputs=outputs,
        blocks={key: np.ascontiguousarray(arrays[key], dtype=np.int8) for key in BLOCKS},
        scales=arrays["scales"].astype(np.float32),
        counts=arrays["counts"].astype(np.float32),
        intercept=arrays["intercept"].astype(np.float32),
        card=about["card"],
    )


def read_model(path: Path) -> bytes:
    """The bytes of a model file. `ConfigError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"the model {path} cannot be read: {error.strerror}") from error


class Scorer:
    """A model with the scores of the spellings met so far."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._words = weights.floats("words")
        self._letters = np.ascontiguousarray(weights.floats("letters").T)  # a row each output
        self._pairs = weights.floats("pairs")
        self._negated = weights.floats("negated")
        self._last: tuple[Texts | None, Floats] = (None, np.zeros((0, 0), dtype=np.float32))
        self._forget(-1)

    def scores(self, texts: Texts) -> Floats:
        """One row for each text, one column for each output.

        Those of the texts asked for last are kept: analyzers ask one after the other.
        """
        known, scores = self._last
        if known is not texts:
            scores = self._scores(texts)
            self._last = texts, scores
        return scores.copy()

    def _scores(self, texts: Texts) -> Floats:
        self._catch_up(vocabulary())
        each = self._spelled.take(texts.words, axis=0)
        if texts.negated.any():
            negated = np.flatnonzero(texts.negated)
            columns = self._columns[texts.words[negated]] // NEGATED_OF_WORD
            each[negated] += self._negated.take(columns, axis=0)
        total = sums(each, texts.starts)
        total += self._pair_sums(texts)
        total /= np.sqrt(np.maximum(texts.lengths, 1))[:, None].astype(np.float32)
        total += texts.counts @ self.weights.counts + self.weights.intercept
        return total

    def _pair_sums(self, texts: Texts) -> Floats:
        counts = np.maximum(texts.lengths - 1, 0)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return sums(self._pairs.take(texts.pairs, axis=0), starts)

    def _forget(self, generation: int) -> None:
        self._generation = generation
        self._known = 0
        self._spelled = np.zeros((0, len(self.weights.outputs)), dtype=np.float32)
        self._columns = np.zeros(0, dtype=np.int64)

    def _catch_up(self, words: Vocabulary) -> None:
        """Score the spellings that came in since the last batch."""
        if words.generation != self._generation:
            self._forget(words.generation)
        new = words.spellings[self._known :]
        if not new:
            return
        self._known = len(words.spellings)
        scored = [self._words[block.columns] + self._of_letters(block) for block in new]
        self._spelled = np.concatenate([self._spelled, *scored])
        self._columns = np.concatenate([self._columns, *(block.columns for block in new)])

    def _of_letters(self, block: Spellings) -> Floats:
        found = np.empty((len(block.columns), len(self.weights.outputs)), dtype=np.float32)
        for column, weights in enumerate(self._letters):
            heard = weights.take(block.letters)
            found[:, column] = np.bincount(block.letter_rows, heard, len(found))
        return found


@lru_cache(maxsize=4)
def scorer(path: Path, digest: str) -> Scorer:
    """The scorer of a model file, made once in each process. *digest* is that of the file."""
    return Scorer(loaded(read_model(path), str(path)))


@lru_cache(maxsize=4)
def file_digest(path: Path) -> str:
    """Eight hexadecimal digits that change with the file."""
    return hashlib.sha256(read_model(path)).hexdigest()[:8]

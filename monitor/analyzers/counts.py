"""The few counts that go beside the hashed words of a text, and those that a spelling has alone."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.analyzers.tokens import (
    BRAND,
    HANDLE,
    LINK,
    NEGATORS,
    NUMBER,
    STAND_INS,
    with_repeats,
)
from monitor.analyzers.vader import vader

COUNTS: Final = (
    *("words", "upper", "long", "exclaims", "asks", "ellipses", "links", "handles", "tags"),
    *("numbers", "emoji", "negations", "brands", "liked", "disliked", "valence"),
    *("compound", "positive", "negative", "both"),
)
WORD_COUNTS = 16  # those that are sums over words; the rest is of the whole text
UPPER, _LONG, _EXCLAIMS, _TAGS, NEGATIONS, _BRANDS, LIKED, COMPOUND = (
    COUNTS.index(name)
    for name in (
        *("upper", "long", "exclaims", "tags"),
        *("negations", "brands", "liked", "compound"),
    )
)


def word_counts(new: Sequence[str], spelled: Sequence[str]) -> npt.NDArray[np.float32]:
    """The first `WORD_COUNTS` of `COUNTS` for each of the new spellings."""
    firsts = [token[0] for token in new]
    is_tag = np.array([first == "#" for first in firsts])
    is_word = np.array(list(map(str.isalpha, firsts))) | is_tag
    counts = np.zeros((len(new), WORD_COUNTS), dtype=np.float32)
    plain = [one.lstrip("#") for one in spelled] if is_tag.any() else spelled
    is_long = np.array(list(map(len, plain))) > 2
    counts[:, 0] = is_word
    counts[:, UPPER] = is_word & is_long & np.array(list(map(str.isupper, new)))
    repeated = with_repeats(new)
    counts[repeated, _LONG] = is_word[repeated]
    counts[:, _TAGS] = is_tag
    counts[:, NEGATIONS] = [one in NEGATORS or one[-3:] == "n't" for one in plain]
    counts[~is_word, NEGATIONS] = 0
    others = np.flatnonzero(~is_word)
    for row in others.tolist():
        counts[row] = _mark_counts(new[row], spelled[row])
    valences = np.array(vader().valences(new), dtype=np.float32)
    counts[:, LIKED] = np.maximum(valences, 0)
    counts[:, LIKED + 1] = np.maximum(-valences, 0)
    counts[:, LIKED + 2] = valences
    return counts


def _mark_counts(token: str, spelled: str) -> list[float]:
    """The counts of what is no word: a mark, a number, an emoji, a stand-in."""
    first = token[0]
    counts = [0.0] * WORD_COUNTS
    counts[_EXCLAIMS : _TAGS + 3] = [
        token.count("!"),
        token.count("?"),
        first == "…" or token.startswith(".."),
        token == LINK,
        token == HANDLE,
        False,
        spelled == NUMBER,
        first > "\u2190" and first not in STAND_INS,
    ]
    counts[_BRANDS] = token == BRAND
    return counts

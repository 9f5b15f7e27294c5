"""What VADER's rules ask of words, in arrays: see `vader_batch`."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.analyzers.chunks import Grown
from monitor.analyzers.vader import DOUBTS, Vader, bare_word

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

DOUBTING, NEVER, WITHOUT, DOUBT, NO, OR = 1, 2, 3, 4, 5, 6
_ROLES: Final = {
    **dict.fromkeys(DOUBTS, DOUBTING),
    "never": NEVER,
    "without": WITHOUT,
    "doubt": DOUBT,
    "no": NO,
    "or": OR,
    "nor": OR,
}
_RARE: Final = frozenset(["least", "kind"])


class Words:
    """What the rules ask of words, in arrays; a word's number is its place.

    `role`: which part it plays in "never so", "without doubt" and "no … or". `is_rare`: a rarer
    rule may act on its neighbours.
    """

    def __init__(self, judge: Vader) -> None:
        self._judge = judge
        self._telling = judge.telling.union(_ROLES)
        self._valence = Grown(np.float64)
        self._boost = Grown(np.float64)
        self._in_lexicon = Grown(np.bool_)
        self._is_upper = Grown(np.bool_)
        self._negates = Grown(np.bool_)
        self._is_rare = Grown(np.bool_)
        self._is_but = Grown(np.bool_)
        self._role = Grown(np.int8)

    def __len__(self) -> int:
        return len(self._valence)

    def extend(self, words: Sequence[str]) -> None:
        """Take in *words*, as they are spelled; they get the next numbers."""
        bare = list(map(bare_word, words))
        lower = list(map(str.lower, bare))
        valences = list(map(self._judge.lexicon.get, lower))
        size = len(lower)
        self._valence.extend([one or 0.0 for one in valences])
        self._in_lexicon.extend([one is not None for one in valences])
        self._is_upper.extend(list(map(str.isupper, bare)))
        boost, negates, is_rare, is_but = np.zeros(size), *np.zeros((3, size), np.bool_)
        role = np.zeros(size, dtype=np.int8)
        for i, word in enumerate(lower):
            if word in self._telling or "n't" in word:
                boost[i], negates[i] = self._judge.acts(word)
                is_rare[i] = word in _RARE or word in self._judge.in_phrases
                is_but[i] = word == "but"
                role[i] = _ROLES.get(word, 0)
        self._boost.extend(boost)
        self._negates.extend(negates)
        self._is_rare.extend(is_rare)
        self._is_but.extend(is_but)
        self._role.extend(role)

    def known(self) -> "Known":
        """All of it as arrays, good until the next `extend`."""
        return Known(
            valence=self._valence.rows,
            boost=self._boost.rows,
            in_lexicon=self._in_lexicon.rows,
            is_upper=self._is_upper.rows,
            negates=self._negates.rows,
            is_rare=self._is_rare.rows,
            is_but=self._is_but.rows,
            role=self._role.rows,
        )


class Known(NamedTuple):
    """A row for each word; see `Words`."""

    valence: Doubles
    boost: Doubles
    in_lexicon: Flags
    is_upper: Flags
    negates: Flags
    is_rare: Flags
    is_but: Flags
    role: npt.NDArray[np.int8]

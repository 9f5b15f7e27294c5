"""VADER's compound for many texts at once: the same numbers, for most texts without a loop of ours.

All words of a batch become numbers, and what the rules ask of a word stands in arrays. Words of
the lexicon are then worked out together, in the order of the original's operations, so that not
one bit differs. Texts in which a rarer rule may act ("but", idioms, "least", "no", "kind of") go
through `Vader.compound`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.analyzers.vader import (
    DOUBTS,
    MAX_CHARACTERS,
    Compound,
    Vader,
    bare_word,
    emphasis,
    normalized,
    vader,
)

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_KEPT_WORDS: Final = 200_000
_FADING: Final = ((1, 1.0), (2, 0.95), (3, 0.9))
"""How far before a word boosters and negations count, and how much a booster then counts."""
_BEFORE, _AFTER = 3, 2  # words that any rule looks at
_DOUBTING, _NEVER, _WITHOUT, _DOUBT = 1, 2, 3, 4
_ROLES: Final = {
    **dict.fromkeys(DOUBTS, _DOUBTING),
    "never": _NEVER,
    "without": _WITHOUT,
    "doubt": _DOUBT,
}
_RARE: Final = frozenset(["no", "least", "kind"])


class Words(dict[str, int]):
    """Spellings numbered as they come in; what is known of each stands in arrays.

    `role`: which part it plays in "never so" and "without doubt". `is_rare`: a rarer rule may
    act on its neighbours.
    """

    def __init__(self, judge: Vader) -> None:
        super().__init__()
        self._judge = judge
        self._new: list[str] = []
        self.valence: Doubles = np.zeros(0)
        self.boost: Doubles = np.zeros(0)
        self.in_lexicon: Flags = np.zeros(0, np.bool_)
        self.is_upper: Flags = np.zeros(0, np.bool_)
        self.negates: Flags = np.zeros(0, np.bool_)
        self.is_rare: Flags = np.zeros(0, np.bool_)
        self.is_but: Flags = np.zeros(0, np.bool_)
        self.role: npt.NDArray[np.int8] = np.zeros(0, np.int8)

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        self._new.append(token)
        return number

    def learn(self) -> None:
        """Take in the spellings that are new since the last call."""
        if not self._new:
            return
        bare = list(map(bare_word, self._new))
        lower = list(map(str.lower, bare))
        self._new = []
        valences = list(map(self._judge.lexicon.get, lower))
        size = len(lower)
        self._grow("valence", np.array([one or 0.0 for one in valences]))
        self._grow("in_lexicon", np.array([one is not None for one in valences]))
        self._grow("is_upper", np.array(list(map(str.isupper, bare))))
        boost, negates, is_rare, is_but = np.zeros(size), *np.zeros((3, size), np.bool_)
        role = np.zeros(size, dtype=np.int8)
        telling = self._judge.telling
        for i, word in enumerate(lower):
            if word in telling or "n't" in word:
                boost[i], negates[i] = self._judge.acts(word)
                is_rare[i] = word in _RARE or word in self._judge.in_phrases
                is_but[i] = word == "but"
                role[i] = _ROLES.get(word, 0)
        self._grow("boost", boost)
        self._grow("negates", negates)
        self._grow("is_rare", is_rare)
        self._grow("is_but", is_but)
        self._grow("role", role)

    def _grow(self, name: str, column: npt.NDArray[np.generic]) -> None:
        setattr(self, name, np.concatenate([getattr(self, name), column]))


class VaderBatch:
    """Compounds of whole batches; `words` may be filled by others too, by `words[token]`."""

    def __init__(self, judge: Vader | None = None) -> None:
        self._judge = judge or vader()
        self.words = Words(self._judge)

    def compounds(self, texts: Sequence[str]) -> list[Compound]:
        """What `Vader.compound` says of each of *texts*."""
        if len(self.words) > _KEPT_WORDS:
            self.words = Words(self._judge)
        spelled = list(map(self._spelled, texts))
        tokens = [() if text is None else text.split() for text in spelled]
        lengths = np.array([len(one) for one in tokens], dtype=np.int64)
        numbers = map(self.words.__getitem__, chain.from_iterable(tokens))
        words = np.fromiter(numbers, np.int64, int(lengths.sum()))
        found = [Compound(value, cut=False) for value in self.values(texts, words, lengths)]
        for row, text in enumerate(spelled):
            if text is None:
                found[row] = self._judge.compound(texts[row])
        return found

    def values(self, texts: Sequence[str], words: Ints, lengths: Ints) -> list[float]:
        """The compound of each of *texts*, of at most `MAX_CHARACTERS`.

        *words* are the numbers of their words, one text after the other, *lengths* how many
        each has; emoji count as the words that describe them.
        """
        self.words.learn()
        found = [0.0] * len(texts)
        batch = _Batch(self.words, words, lengths)
        for row, valences in batch.valences(self._judge.cap, self._judge.flip):
            found[row] = normalized(sum(valences), self._emphasis(texts[row]))
        for row in batch.to_try:
            found[row] = self._judge.compound(texts[row]).value
        return found

    def _spelled(self, text: str) -> str | None:
        """*text* with its emoji as words; None where it is longer than what is read."""
        if len(text) > MAX_CHARACTERS:
            return None
        if text.isascii() or not self._judge.perhaps_emoji.search(text):
            return text
        spelled, too_many = self._judge.spelled(text)
        return None if too_many else spelled

    def _emphasis(self, text: str) -> float:
        return emphasis(self._spelled(text) or "")  # some emoji are described with a mark


class _Batch:
    """The words of some texts by their numbers, and where words of the lexicon stand.

    `to_try`: the texts that a rarer rule may act on.
    """

    def __init__(self, known: Words, words: Ints, lengths: Ints) -> None:
        self._known = known
        self._words = words
        rows = np.repeat(np.arange(len(lengths)), lengths)
        ends = np.cumsum(lengths)
        starts = ends - lengths
        hits = np.flatnonzero(known.in_lexicon[words])
        of_hits = rows[hits]
        first = np.maximum(hits - _BEFORE, starts[of_hits])
        last = np.minimum(hits + _AFTER + 1, ends[of_hits])
        tried = np.zeros(len(lengths), np.bool_)
        tried[of_hits[_counts(known.is_rare[words], first, last) > 0]] = True
        tried[of_hits] |= _counts(known.is_but[words], starts, ends)[of_hits] > 0
        self.to_try: list[int] = np.flatnonzero(tried).tolist()
        uppers = _counts(known.is_upper[words], starts, ends)
        self._hits = hits[~tried[of_hits]]
        self._rows = rows[self._hits]
        self._shouts = ((uppers > 0) & (uppers < lengths))[self._rows]
        self._places = self._hits - starts[self._rows]

    def valences(self, cap: float, flip: float) -> Iterator[tuple[int, list[float]]]:
        """(text, the valences of its lexicon words) of each text that has some; not `to_try`."""
        if not len(self._hits):
            return
        values = self._valences(cap, flip).tolist()
        begins = np.flatnonzero(np.diff(self._rows, prepend=-1))
        bounds = pairwise([*begins.tolist(), len(values)])
        for row, (begin, end) in zip(self._rows[begins].tolist(), bounds, strict=True):
            yield row, values[begin:end]

    def _valences(self, cap: float, flip: float) -> Doubles:
        known, words = self._known, self._words
        of_hits = words[self._hits]
        values = known.valence[of_hits]
        shouted = known.is_upper[of_hits] & self._shouts
        values = np.where(shouted, values + _signed(values, cap), values)
        before = {back: words[np.maximum(self._hits - back, 0)] for back, _ in _FADING}
        roles = {back: known.role[each] for back, each in before.items()}
        for back, share in _FADING:
            each = before[back]
            acts = (self._places >= back) & ~known.in_lexicon[each]
            boost = np.where(values < 0, -known.boost[each], known.boost[each])
            louder = known.is_upper[each] & self._shouts
            boost += np.where(louder, _signed(values, cap), 0.0)
            values = np.where(acts & (known.boost[each] != 0), values + boost * share, values)
            factor = np.where(known.negates[each], flip, 1.0)
            values = np.where(acts, values * _doubted(factor, roles, back), values)
        return values


def _doubted(factor: Doubles, roles: dict[int, npt.NDArray[np.int8]], back: int) -> Doubles:
    """*factor* of the word *back* before, but for "never so …" and "without (a) doubt …".

    At three words before, any "so" or "this" right before counts: the original's `and … or …`
    stands without brackets.
    """
    if back == 1:
        return factor
    doubting, doubt = roles[back - 1] == _DOUBTING, roles[back - 1] == _DOUBT
    raised = (roles[back] == _NEVER) & doubting
    if back == 3:
        raised |= roles[1] == _DOUBTING
        doubt |= roles[1] == _DOUBT
    spared = np.where((roles[back] == _WITHOUT) & doubt, 1.0, factor)
    return np.where(raised, 1.25, spared)


def _signed(values: Doubles, cap: float) -> Doubles:
    return np.where(values > 0, cap, -cap)


def _counts(flags: Flags, first: Ints, last: Ints) -> Ints:
    """How many *flags* are set in each of the ranges [first, last)."""
    before = np.zeros(len(flags) + 1, dtype=np.int64)
    np.cumsum(flags, out=before[1:])
    counts: Ints = before[last] - before[first]
    return counts


@cache
def vader_batch() -> VaderBatch:
    """One for the engine `vader`, made at first use."""
    return VaderBatch()

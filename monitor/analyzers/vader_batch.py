"""VADER's compound for many texts at once: the same numbers, for most texts without a loop of ours.

All words of a batch become numbers, and what the rules ask of a word stands in arrays. Words of
the lexicon are then worked out together, in the order of the original's operations, so that not
one bit differs. Texts in which a rarer rule may act ("but", idioms, "least", "no", "kind of") go
through `Vader.compound`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.analyzers.chunks import Chunks, Grown
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


class Words:
    """What the rules ask of words, in arrays; a word's number is its place.

    `role`: which part it plays in "never so" and "without doubt". `is_rare`: a rarer rule may
    act on its neighbours.
    """

    def __init__(self, judge: Vader) -> None:
        self._judge = judge
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
        telling = self._judge.telling
        for i, word in enumerate(lower):
            if word in telling or "n't" in word:
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


class VaderBatch:
    """Compounds of whole batches; `words` are numbered by whoever cuts the texts."""

    def __init__(self, judge: Vader | None = None) -> None:
        self._judge = judge or vader()
        self.words = Words(self._judge)

    def values(self, texts: Sequence[str], words: Ints, lengths: Ints) -> list[float]:
        """The compound of each of *texts*, of at most `MAX_CHARACTERS`.

        *words* are the numbers of their words, one text after the other, *lengths* how many
        each has; emoji count as the words that describe them.
        """
        found = [0.0] * len(texts)
        batch = _Batch(self.words.known(), words, lengths)
        for row, valences in batch.valences(self._judge.cap, self._judge.flip):
            found[row] = normalized(sum(valences), self._emphasis(texts[row]))
        for row in batch.to_try:
            found[row] = self._judge.compound(texts[row]).value
        return found

    def spelled(self, text: str) -> str | None:
        """*text* with its emoji as words; None where it is longer than what is read."""
        if len(text) > MAX_CHARACTERS:
            return None
        if text.isascii() or not self._judge.perhaps_emoji.search(text):
            return text
        spelled, too_many = self._judge.spelled(text)
        return None if too_many else spelled

    def _emphasis(self, text: str) -> float:
        return emphasis(self.spelled(text) or "")  # some emoji are described with a mark


class VaderTexts:
    """The same for texts as they come: cuts them at their blanks. Use that of `vader_texts()`."""

    def __init__(self, judge: Vader | None = None) -> None:
        self._judge = judge or vader()
        self._begin()

    def compounds(self, texts: Sequence[str]) -> list[Compound]:
        """What `Vader.compound` says of each of *texts*."""
        if self._chunks.count > _KEPT_WORDS:
            self._begin()
        spelled = list(map(self._batch.spelled, texts))
        words, starts = self._chunks.numbers(text or "" for text in spelled)
        self._batch.words.extend(self._chunks.taken())
        values = self._batch.values(texts, words, np.diff(starts))
        return [
            self._judge.compound(whole) if text is None else Compound(value, cut=False)
            for whole, text, value in zip(texts, spelled, values, strict=True)
        ]

    def _begin(self) -> None:
        self._batch = VaderBatch(self._judge)
        self._chunks = Chunks()


class _Batch:
    """The words of some texts by their numbers, and where words of the lexicon stand.

    `to_try`: the texts that a rarer rule may act on.
    """

    def __init__(self, known: Known, words: Ints, lengths: Ints) -> None:
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
def vader_texts() -> VaderTexts:
    """The one of this process, made at first use."""
    return VaderTexts()

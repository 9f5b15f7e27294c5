"""VADER's compound for many texts at once: the same numbers, for most texts without a loop of ours.

All words of a batch become numbers, and what the rules ask of a word stands in arrays. Words of
the lexicon are then worked out together, in the order of the original's operations, so that not
one bit differs. Texts in which a rarer rule may act (idioms, "least", "kind of") go through
`Vader.compound`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from monitor.analyzers.chunks import Chunks
from monitor.analyzers.vader import (
    ALPHA,
    MAX_CHARACTERS,
    Compound,
    Vader,
    emphasis,
    vader,
    weighed_by_but,
)
from monitor.analyzers.vader_words import (
    DOUBT,
    DOUBTING,
    NEVER,
    NO,
    OR,
    WITHOUT,
    Doubles,
    Flags,
    Known,
    Words,
)

Ints = npt.NDArray[np.int64]
Roles: TypeAlias = "dict[int, npt.NDArray[np.int8]]"
"""The roles of the words so many before each word; 0 where the text has not begun."""

_KEPT_WORDS: Final = 200_000
_FADING: Final = ((1, 1.0), (2, 0.95), (3, 0.9))
"""How far before a word boosters and negations count, and how much a booster then counts."""
_BEFORE, _AFTER = 3, 2  # words that any rule looks at


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
        valences = dict(batch.valences(self._judge.cap, self._judge.flip))
        loud = [self._emphasis(texts[row]) for row in valences]
        compounds = _normalized(list(map(sum, valences.values())), loud)
        for row, value in zip(valences, compounds, strict=True):
            found[row] = value
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
        if not text.isascii():
            text = self.spelled(text) or ""  # some emoji are described with a mark
        return emphasis(text)


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

    `to_try`: the texts that a rarer rule may act on. `buts`: the place of the first "but" in
    each text that has one.
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
        self.to_try: list[int] = np.flatnonzero(tried).tolist()
        uppers = _counts(known.is_upper[words], starts, ends)
        self._hits = hits[~tried[of_hits]]
        self._rows = rows[self._hits]
        self._shouts = ((uppers > 0) & (uppers < lengths))[self._rows]
        self._places = self._hits - starts[self._rows]
        self._is_last = self._hits + 1 == ends[self._rows]
        buts = np.flatnonzero(known.is_but[words])[::-1]  # the first one comes last, and stays
        places = buts - starts[rows[buts]]
        self.buts = dict(zip(rows[buts].tolist(), places.tolist(), strict=True))

    def valences(self, cap: float, flip: float) -> Iterator[tuple[int, list[float]]]:
        """(text, the valences of its lexicon words) of each text that has some; not `to_try`."""
        if not len(self._hits):
            return
        values, places = self._valences(cap, flip).tolist(), self._places.tolist()
        begins = np.flatnonzero(np.diff(self._rows, prepend=-1))
        bounds = pairwise([*begins.tolist(), len(values)])
        for row, (begin, end) in zip(self._rows[begins].tolist(), bounds, strict=True):
            found, but = values[begin:end], self.buts.get(row)
            if but is not None:
                found = _weighed(found, places[begin:end], but)
            yield row, found

    def _valences(self, cap: float, flip: float) -> Doubles:
        known, words = self._known, self._words
        of_hits = words[self._hits]
        before = {back: words[np.maximum(self._hits - back, 0)] for back, _ in _FADING}
        roles = {
            back: np.where(self._places >= back, known.role[each], 0)
            for back, each in before.items()
        }
        values = self._start_valences(roles, flip)
        shouted = known.is_upper[of_hits] & self._shouts
        values = np.where(shouted, values + _signed(values, cap), values)
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

    def _start_valences(self, roles: Roles, flip: float) -> Doubles:
        """Those of the lexicon; a "no" turns what follows round instead of counting itself."""
        known, words, hits = self._known, self._words, self._hits
        values = known.valence[words[hits]]
        following = known.in_lexicon[words[np.minimum(hits + 1, len(words) - 1)]]
        alone = self._is_last | ~following | (known.role[words[hits]] != NO)
        turned = (roles[1] == NO) | (roles[2] == NO) | (roles[3] == NO) & (roles[1] == OR)
        return np.where(turned, values * flip, np.where(alone, values, 0.0))


def _weighed(values: Sequence[float], places: Sequence[int], but: int) -> list[float]:
    """*values* of the words at *places* as a "but" weighs them; zeros weigh nothing."""
    both = zip(places, values, strict=True)
    return weighed_by_but([(place, value) for place, value in both if value], but)


def _doubted(factor: Doubles, roles: Roles, back: int) -> Doubles:
    """*factor* of the word *back* before, but for "never so …" and "without (a) doubt …".

    At three words before, any "so" or "this" right before counts: the original's `and … or …`
    stands without brackets.
    """
    if back == 1:
        return factor
    doubting, doubt = roles[back - 1] == DOUBTING, roles[back - 1] == DOUBT
    raised = (roles[back] == NEVER) & doubting
    if back == 3:
        raised |= roles[1] == DOUBTING
        doubt |= roles[1] == DOUBT
    spared = np.where((roles[back] == WITHOUT) & doubt, 1.0, factor)
    return np.where(raised, 1.25, spared)


def _normalized(totals: Sequence[float], loud: Sequence[float]) -> list[float]:
    """What `normalized` says of each total; numpy rounds otherwise, so each is rounded here."""
    sums = np.array(totals, dtype=np.float64)
    sums += np.sign(sums) * loud
    shares = sums / np.sqrt(sums * sums + ALPHA)
    return [round(share, 4) for share in np.clip(shares, -1.0, 1.0).tolist()]


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

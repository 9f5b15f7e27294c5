"""Looks for the words of all intents in many texts at once.

One automaton finds the strings that the patterns need, in all texts together; a pattern is then
tried by RE2 where all that it needs stands, which is in few texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import re2
from ahocorasick_rs import BytesAhoCorasick, Implementation

from monitor.analyzers.chunks import Parts
from monitor.analyzers.intent_rules import NOT_BOUGHT, RULES
from monitor.analyzers.literals import AnyOf, alternatives, needed, rarity

READ_CHARACTERS: Final = 4_000

Ints: TypeAlias = npt.NDArray[np.int64]

_TOGETHER: Final = (
    1 << 18
)  # bytes that are looked through at once: each may begin a few strings
_NONE: Final[frozenset[str]] = frozenset()
_PURCHASE: Final = "purchase"
# Not worth looking for where a pattern needs something else as well.
_EVERYWHERE: Final = frozenset([
    "about", "and", "app", "are", "can", "for", "from", "has", "have", "his", "not", "one", "our",
    "out", "that", "the", "this", "too", "was", "were", "will", "with", "you", "your",
    "ich", "mit", "sie", "und", "las", "les", "los", "que",
])  # fmt: skip


def told(text: str) -> frozenset[str]:
    """The intents whose words stand in *text*; RE2 takes linear time."""
    return told_each([text])[0]


def told_each(texts: Sequence[str]) -> list[frozenset[str]]:
    """The same of each of *texts*."""
    coded = [
        text[:READ_CHARACTERS].lower().replace("’", "'").encode("utf-8", "replace")
        for text in texts
    ]
    found: dict[int, set[str]] = {}
    phrases = _phrases()
    for row, number in phrases.perhaps(coded):
        intent = phrases.intents[number]
        if intent not in found.get(row, ()) and phrases.holds(number, coded[row]):
            found.setdefault(row, set()).add(intent)
    answers = [_NONE] * len(texts)
    for row, intents in found.items():
        if _PURCHASE in intents and _matcher(NOT_BOUGHT).Match(coded[row]):
            intents.discard(_PURCHASE)
        answers[row] = frozenset(intents)
    return answers


class Phrases:
    """The alternatives of all patterns, numbered; `intents` are those that they tell."""

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        each = [
            (intent, phrase)
            for intent, patterns in rules.items()
            for pattern in patterns
            for phrase in alternatives(pattern)
        ]
        self.intents = tuple(intent for intent, _ in each)
        self._phrases = [(phrase,) for _, phrase in each]
        needs = [_telling(phrase) for _, phrase in each]
        self._needs = np.array([len(sets) for sets in needs], dtype=np.int64)
        self._phrase_of = np.repeat(np.arange(len(each)), self._needs)
        strings: dict[str, list[int]] = {}
        for number, one in enumerate(chain.from_iterable(needs)):
            for string in sorted(one):
                strings.setdefault(string, []).append(number)
        self._sets = Parts()  # the sets that each string is of
        self._sets.extend_lists(list(strings.values()))
        coded = [string.encode() for string in strings]
        self._strings = BytesAhoCorasick(coded, implementation=Implementation.DFA)

    def holds(self, number: int, text: bytes) -> bool:
        """Whether the phrase stands in *text*."""
        return bool(_matcher(self._phrases[number]).Match(text))

    def perhaps(self, texts: Sequence[bytes]) -> Iterator[tuple[int, int]]:
        """(text, phrase) for each phrase that may stand in a text: all that it needs does."""
        ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
        begin = 0
        while begin < len(texts):
            start = int(ends[begin - 1]) if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, start + _TOGETHER, side="right")))
            rows, phrases = self._possible(texts[begin:end], ends[begin:end] - start)
            yield from zip((rows + begin).tolist(), phrases.tolist(), strict=True)
            begin = end

    def _possible(self, texts: Sequence[bytes], ends: Ints) -> tuple[Ints, Ints]:
        # No string holds a zero, so none is found across two texts.
        hits = self._strings.find_matches_as_indexes(b"\0".join(texts), overlapping=True)
        flat = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits))
        sets, starts = self._sets.of(flat[::3], np.arange(len(hits) + 1))
        rows = np.repeat(np.searchsorted(ends, flat[1::3], side="right"), np.diff(starts))
        rows, sets = _distinct(rows, sets, len(self._phrase_of))[:2]
        rows, phrases, met = _distinct(rows, self._phrase_of[sets], len(self._needs))
        is_possible = met == self._needs[phrases]
        return rows[is_possible], phrases[is_possible]


def _distinct(rows: Ints, numbers: Ints, bound: int) -> tuple[Ints, Ints, Ints]:
    """Each (row, number) once, in order, and how often it came; numbers are less than *bound*."""
    pairs, counts = np.unique(rows * bound + numbers, return_counts=True)
    return pairs // bound, pairs % bound, counts


def _telling(phrase: str) -> Sequence[AnyOf]:
    """What *phrase* needs, as far as it is worth looking for: one set at least."""
    needs = sorted(needed(phrase), key=rarity)
    if not needs:
        raise ValueError(f"a phrase that needs no string: {phrase}")
    telling = [
        one
        for one in needs
        if rarity(one)[0] > 2 and _EVERYWHERE.isdisjoint(map(str.strip, one))
    ]
    return telling or needs[-1:]


@cache
def _phrases() -> Phrases:
    return Phrases(RULES)


@cache
def _matcher(patterns: tuple[str, ...]) -> "re2.Set":
    """Made when first needed: most phrases never come up."""
    options = re2.Options()
    options.log_errors = False
    made = re2.Set.SearchSet(options)
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made

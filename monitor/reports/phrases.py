"""Words and short phrases that several people use: what a wish or a spike is about."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.reports.stopwords import STOP_WORDS

LONGEST: Final = 3  # words in a phrase
FEWEST_AUTHORS: Final = 2
_WEIGHTS: Final = (1.0, 2.0, 2.5)
_ENOUGH: Final = 100  # documents below which no word is called an everyday one
_SKIPPED: Final = re.compile(r"https?://\S+|www\.\S+|[@#]\w[\w.@-]*")
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one mention and who wrote it ("" unknown)."""

    id: int
    author: str
    words: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without links, handles and hashtags."""
    return tuple(_WORD.findall(_SKIPPED.sub(" ", text).casefold()))


def phrases(found: Sequence[str], ignored: frozenset[str] = frozenset()) -> frozenset[str]:
    """All runs of one to three words that begin and end with a telling word."""

    def tells(word: str) -> bool:
        return (
            len(word) > 1
            and word not in STOP_WORDS
            and word not in ignored
            and not word.isdigit()
        )

    return frozenset(
        " ".join(found[start : start + length])
        for length in range(1, LONGEST + 1)
        for start in range(len(found) - length + 1)
        if tells(found[start]) and tells(found[start + length - 1])
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Mentions that share a phrase; `phrase` is "" for those that share none."""

    phrase: str
    ids: tuple[int, ...]


def shared(
    documents: Sequence[Document], *, ignored: frozenset[str] = frozenset(), most: int = 12
) -> list[Group]:
    """Part documents by the phrase most people share, then the next, and so on.

    Each document falls into one group. A phrase needs two different people, a single word
    three; longer phrases win where as many share them. What shares nothing is left out.
    """
    holders: dict[str, set[int]] = {}
    people = {at: _person(one) for at, one in enumerate(documents)}
    for at, one in enumerate(documents):
        for phrase in phrases(one.words, ignored):
            holders.setdefault(phrase, set()).add(at)
    holders = {p: held for p, held in holders.items() if len(held) >= FEWEST_AUTHORS}
    groups: list[Group] = []
    while len(groups) < most:
        best = max(holders, key=lambda p: _weight(p, holders[p], people), default=None)
        if best is None:
            break
        taken = holders.pop(best)
        if len({people[at] for at in taken}) < _fewest(best):
            continue
        groups.append(Group(best, tuple(documents[at].id for at in sorted(taken))))
        holders = {p: held - taken for p, held in holders.items() if len(held - taken) > 1}
    return groups


def everyday(documents: Sequence[Document], *, share: float = 0.05) -> frozenset[str]:
    """Words in more than *share* of all documents: they say little about any of them."""
    if len(documents) < _ENOUGH:
        return frozenset()
    counts: dict[str, int] = {}
    for one in documents:
        for word in set(one.words):
            counts[word] = counts.get(word, 0) + 1
    return frozenset(word for word, count in counts.items() if count > share * len(documents))


def _fewest(phrase: str) -> int:
    """A single word says less, so one more person has to use it."""
    return FEWEST_AUTHORS if " " in phrase else FEWEST_AUTHORS + 1


def _person(one: Document) -> str:
    return one.author or f"#{one.id}"


def _weight(phrase: str, held: set[int], people: Mapping[int, str]) -> tuple[float, int, str]:
    """More people first; two telling words count twice as much as one of them, fewer others
    between them are better."""
    found = phrase.split()
    telling = sum(word not in STOP_WORDS for word in found)
    return len({people[at] for at in held}) * _WEIGHTS[telling - 1], -len(found), phrase


def overrepresented(
    now: Sequence[Document],
    before: Sequence[Document],
    *,
    ignored: frozenset[str] = frozenset(),
    most: int = 3,
) -> list[str]:
    """The phrases that stand out in *now* against *before*, by the number of documents.

    Log-odds with a prior from both together (Monroe, Colaresi & Quinn 2008, Political Analysis
    16:372), at least 1.96 standard errors; of phrases that overlap, the best alone.
    """
    new, old = _holding(now, ignored), _holding(before, ignored)
    ranked = sorted(
        (
            (-_z(count, len(now), old.get(phrase, 0), len(before)), -phrase.count(" "), phrase)
            for phrase, count in new.items()
            if count >= FEWEST_AUTHORS
        )
    )
    chosen: list[str] = []
    for z, _, phrase in ranked:
        if -z < 1.96 or len(chosen) == most:
            break
        if not any(set(phrase.split()) & set(other.split()) for other in chosen):
            chosen.append(phrase)
    return chosen


def _holding(documents: Iterable[Document], ignored: frozenset[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in documents:
        for phrase in phrases(one.words, ignored):
            counts[phrase] = counts.get(phrase, 0) + 1
    return counts


def _z(count: int, whole: int, before: int, whole_before: int) -> float:
    prior = (count + before + 0.5) / (whole + whole_before + 1)
    a, b = count + prior, whole - count + 1 - prior
    c, d = before + prior, whole_before - before + 1 - prior
    return (math.log(a / b) - math.log(c / d)) / math.sqrt(1 / a + 1 / c)

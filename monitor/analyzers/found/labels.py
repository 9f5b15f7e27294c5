"""Names for groups of texts, from the words that set them apart."""

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Final

WORDS_IN_LABEL: Final = 3
KEPT: Final = 10
_JOIN: Final = " · "


def telling_terms(groups: Sequence[Sequence[Sequence[str]]]) -> list[list[str]]:
    """The most telling terms of each group of texts (each a list of terms), best first.

    Class-based TF-IDF (Grootendorst 2022, "BERTopic"): a term's share of the group's texts
    times log(1 + mean group size in texts / texts with the term in all groups).
    """
    counts = [Counter(term for text in texts for term in set(text)) for texts in groups]
    everywhere: Counter[str] = Counter()
    for count in counts:
        everywhere.update(count)
    mean = sum(len(texts) for texts in groups) / max(1, len(groups))
    return [
        _best(count, everywhere, mean, len(texts))
        for count, texts in zip(counts, groups, strict=True)
    ]


def _best(count: Counter[str], everywhere: Counter[str], mean: float, texts: int) -> list[str]:
    def weight(term: str) -> float:
        # A pair of words is rarer than its words and says more: it wins when it is near.
        bonus = 1.5 if " " in term else 1.0
        return bonus * count[term] / max(1, texts) * log(1 + mean / everywhere[term])

    least = 2 if texts < 100 else 3
    ranked = sorted(
        (term for term in count if count[term] >= least), key=lambda term: (-weight(term), term)
    )
    return _distinct(ranked)


def _distinct(ranked: Sequence[str]) -> list[str]:
    """Drop a term whose words are all in a better one, or that only varies one."""
    kept: list[str] = []
    for term in ranked:
        if not any(_says_the_same(term, other) for other in kept):
            kept.append(term)
        if len(kept) == KEPT:
            break
    return kept


def _says_the_same(term: str, other: str) -> bool:
    if set(term.split()) & set(other.split()):
        return True
    return any(_same_stem(a, b) for a in term.split() for b in other.split())


def _same_stem(a: str, b: str) -> bool:
    """ "delay", "delays" and "delayed" are one word for a reader."""
    short, long = sorted((a, b), key=len)
    return len(short) >= 4 and long.startswith(short[:-1]) and len(long) - len(short) <= 3


def label_of(telling: Sequence[str], taken: set[str]) -> str:
    """A label that no other topic has: three terms, more where that is needed."""
    for size in range(min(WORDS_IN_LABEL, len(telling)), len(telling) + 1):
        label = _JOIN.join(telling[:size])
        if label and label not in taken:
            return label
    label = _JOIN.join(telling[:WORDS_IN_LABEL]) or "other"
    number = next(n for n in range(2, len(taken) + 3) if f"{label} ({n})" not in taken)
    return f"{label} ({number})"

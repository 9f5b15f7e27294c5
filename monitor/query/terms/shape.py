"""The words of a term, with its wildcards, and what is wrong with them."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from monitor.query.normal import fold, word_spans

FEWEST_FIXED: Final = 2  # characters before the first wildcard of a word

_WILD: Final = {"*": "\ue000", "?": "\ue001"}  # private characters that folding leaves alone
_MASK: Final = str.maketrans(_WILD)
_LETTER: Final = str.maketrans({"\ue000": "x", "\ue001": "x"})
_UNMASK: Final = str.maketrans({mask: sign for sign, mask in _WILD.items()})


class BadShape(ValueError):
    """A term that cannot be looked for; `offset` counts from its first character."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(problem)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Shape:
    """The words of a term. `touching[i]`: nothing may stand between words i and i + 1.

    `lead` and `trail` are the signs before the first and after the last word, folded.
    """

    words: tuple[str, ...]
    touching: tuple[bool, ...]
    folded: str
    lead: str
    trail: str

    @property
    def has_wildcard(self) -> bool:
        return any("*" in word or "?" in word for word in self.words)


def shape_of(text: str, *, wildcards: bool = True, fold_diacritics: bool = False) -> Shape:
    """The shape of a term written *text*; `BadShape` where it has none."""
    masked = text.translate(_MASK) if wildcards else text
    folded = fold(masked, fold_diacritics=fold_diacritics)
    if not folded.strip():
        raise BadShape("expected a word; these characters cannot be seen", 0)
    spans = word_spans(folded.translate(_LETTER) if wildcards else folded)
    words = [folded[start:end].translate(_UNMASK) for start, end in spans]
    if wildcards:
        _check_wildcards(text, words)
    return Shape(
        words=tuple(words),
        touching=tuple(a[1] == b[0] for a, b in pairwise(spans)),
        folded=folded.translate(_UNMASK) if wildcards else folded,
        lead=folded[: spans[0][0]] if spans else folded,
        trail=folded[spans[-1][1] :] if spans else "",
    )


def _check_wildcards(text: str, words: list[str]) -> None:
    """Every wildcard needs fixed characters of the same word before it."""
    places = iter([found.start() for found in re.finditer(r"[*?]", text)])
    for word in words:
        wild = [next(places) for sign in word if sign in "*?"]
        fixed = min((word.find(sign) for sign in "*?" if sign in word), default=FEWEST_FIXED)
        if wild and fixed < FEWEST_FIXED:
            problem = f"expected at least {FEWEST_FIXED} characters of a word before a wildcard"
            raise BadShape(problem, wild[0])

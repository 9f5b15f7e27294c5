"""What has been written already, so that no two people write nearly the same."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

_ALIKE: Final = 0.6
_FEWEST_WORDS: Final = 7  # people do write "same here" independently
_WORD = re.compile(r"(?<![#\w])\w+")


class Memory:
    """Texts by the templates they were made from; only those can be alike."""

    def __init__(self) -> None:
        self._by_template: dict[str, list[frozenset[object]]] = {}

    def holds_like(self, text: str, templates: Iterable[str]) -> bool:
        """Whether a kept text has most of its words and pairs of words in common with *text*."""
        said = _words_and_pairs(text)
        if len(said) < 2 * _FEWEST_WORDS - 1:
            return False
        return any(
            len(said & other) > _ALIKE * len(said | other)
            for template in templates
            for other in self._by_template.get(template, ())
        )

    def keep(self, text: str, templates: Iterable[str]) -> None:
        said = _words_and_pairs(text)
        for template in templates:
            self._by_template.setdefault(template, []).append(said)


def _words_and_pairs(text: str) -> frozenset[object]:
    words = _WORD.findall(text.casefold())
    return frozenset((*words, *pairwise(words)))

"""Texts as terms: words that carry meaning, and pairs of neighbours."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from monitor.analyzers.chunks import CHUNK_END, words_in, words_in_each
from monitor.model import Brand

MAX_TERMS: Final = 120
"""A longer text is judged by its first terms; this bounds the work on articles."""

MAX_CHARACTERS: Final = 6_000
# The first letters stand in front as a set, so that the search skips to them in one step.
_NOT_WORDS = re.compile(
    r"[h@w&](?:(?<=h)ttps?\S*|(?<=w)ww\.\S+|(?<=@)\w[\w.@-]*|(?<=&)#?\w{2,8};)"
)
_WORD = re.compile(r"[^\W\d_][\w'-]*\w")
_WORD_OF_CHUNK = re.compile(rf"{_WORD.pattern}|{CHUNK_END}")
_POSSESSIVE = re.compile(r"'s(?!\S)")
_OPERATOR = re.compile(r"\b(?:AND|OR|NOT|NEAR/\d+f?)\b|\b[a-z]+:")


def words(text: str) -> list[str]:
    """The words of *text* in lower case, in order, links and handles left out."""
    return words_in(_plain(text[:MAX_CHARACTERS].lower()), _WORD)


def words_of_chunks(chunks: Sequence[str]) -> list[str]:
    """The words of all *chunks* (texts without blanks), a `CHUNK_END` behind those of each."""
    joined = CHUNK_END.join([*chunks, ""]).lower()
    return words_in_each(_plain(joined), _WORD_OF_CHUNK)


def _plain(text: str) -> str:
    """*text* without links, handles, and "'s"."""
    text = _NOT_WORDS.sub(" ", text).replace("’", "'")
    return _POSSESSIVE.sub("", text) if "'s" in text else text


def terms(text: str, language: str, excluded: frozenset[str]) -> list[str]:
    """Meaningful words and pairs ("lost luggage"), without stop words and *excluded* ones."""
    no_terms = left_out(language, excluded)
    single = [word for word in words(text) if word not in no_terms][:MAX_TERMS]
    return single + [f"{a} {b}" for a, b in pairwise(single)]


def brand_words(brands: Iterable[Brand]) -> frozenset[str]:
    """Every word of the brands' names and queries: they are in all texts and say nothing."""
    found: set[str] = set()
    for brand in brands:
        for text in (brand.name, brand.query, *brand.aliases, *brand.products):
            found.update(words(_OPERATOR.sub(" ", text)))
    return frozenset(found | {word.replace(" ", "") for word in found})


@lru_cache(maxsize=64)
def left_out(language: str, excluded: frozenset[str]) -> frozenset[str]:
    """The words of a language that are no terms: stop words, and *excluded* ones."""
    return stop_words(language) | excluded


@cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language; of others, the terms in many texts are left out."""
    return _all_stop_words().get(language, frozenset())


@cache
def _all_stop_words() -> dict[str, frozenset[str]]:
    text = (files(__package__) / "stopwords.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {
        code.strip(): frozenset(rest.split())
        for code, _, rest in (line.partition(":") for line in lines)
    }

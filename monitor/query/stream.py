"""Texts as they are scanned: their words, with spaces between.

The *stream* of a text is its words with one space before, between and after: a whole word or
phrase is found in it by looking for one string, boundaries included. Its *level* is the text
itself, a space before and after, with spaces for all that is no part of a word: it tells where
a found word stands.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from monitor.query.normal import NO_SPACES, OTHERS, fold, joins, role, words

BREAK: Final = "\x02"  # stands between two texts in a joined stream; no needle holds it
_ASCII: Final = "".join(
    char.lower() if char.isalnum() or char in f"_{BREAK}" else " "
    for char in map(chr, range(128))
)
_NO_SPACES: Final = re.compile(f"[{NO_SPACES}]")
# Private characters, which no text keeps when its runs are replaced.
_UNEVEN: Final = "\ue000"  # a run that has no level, or that joins what stands before
_WIDE: Final = "\ue001"  # a part of a word that is longer when folded, such as ß
_SPACE: Final = 32
_LONG: Final = 64  # characters of a token that is not kept
_MOST_RUNS: Final = 65_536  # kept; texts have few different ones
_TABLE: Final = _ASCII.encode() + bytes(range(128, 256))


class Streams(NamedTuple):
    """The streams of some texts, joined by a `BREAK`, and the level of each that has one."""

    joined: str
    levels: Sequence[str | None]


def streams_of(texts: Sequence[str], *, fold_diacritics: bool = False) -> Streams:
    """Raw *texts* as they are scanned.

    A text has no level where words are not told apart by spaces, or characters combine.
    """
    joined = f" {f' {BREAK} '.join(texts)} "
    if joined.count(BREAK) != len(texts) - 1:
        texts = [text.replace(BREAK, " ") for text in texts]
        joined = f" {f' {BREAK} '.join(texts)} "
    odd: dict[int, str] = {}
    if not joined.isascii():
        joined = _replaced(joined, _level_runs(fold_diacritics))
        if _UNEVEN in joined or _WIDE in joined:
            pieces = joined.split(BREAK)
            odd = {
                at: each for at, each in enumerate(pieces) if _UNEVEN in each or _WIDE in each
            }
            for at in odd:
                pieces[at] = f" {_spaced_text(texts[at], fold_diacritics)} "
            joined = BREAK.join(pieces)
    plain = _plain(joined)
    levels: list[str | None] = [*plain.decode("utf-8").split(BREAK)]
    for at, piece in odd.items():
        levels[at] = None if _UNEVEN in piece else _plain(piece).decode("utf-8")
    return Streams(f" {_single_spaced(plain).decode('utf-8')} ", levels)


def _plain(text: str) -> bytes:
    """*text* with its ASCII part folded, and spaces for what is no part of a word."""
    return text.encode("utf-8", "replace").translate(_TABLE)


def _single_spaced(plain: bytes) -> bytes:
    """The words of *plain*, one space between.

    As a whole array: a list of all words, made and joined again, takes five times as long.
    """
    import numpy as np

    signs = np.frombuffer(plain, np.uint8)
    is_space = signs == _SPACE
    thinned: bytes = signs[1:][~(is_space[1:] & is_space[:-1])].tobytes()
    return thinned.strip(b" ")


def stream_of(texts: Sequence[str], *, fold_diacritics: bool = False) -> str:
    """The streams of raw *texts*, joined by a `BREAK`."""
    return streams_of(texts, fold_diacritics=fold_diacritics).joined


class _Runs(dict[str, str]):
    """Runs of other than ASCII characters with what replaces them, made when first met."""

    def __init__(self, replacement: Callable[[str, bool], str], fold_diacritics: bool) -> None:
        super().__init__()
        self._replacement = replacement
        self._fold_diacritics = fold_diacritics

    def __missing__(self, run: str) -> str:
        if len(self) >= _MOST_RUNS:
            self.clear()
        replacement = self[run] = self._replacement(run, self._fold_diacritics)
        return replacement


def _replaced(text: str, runs: _Runs) -> str:
    """*text* with its runs replaced; to split and join is faster than a call for each."""
    parts = OTHERS.split(text)
    parts[1::2] = map(runs.__getitem__, parts[1::2])
    return "".join(parts)


@cache
def _stream_runs(fold_diacritics: bool) -> _Runs:
    return _Runs(_stream_run, fold_diacritics)


@cache
def _level_runs(fold_diacritics: bool) -> _Runs:
    return _Runs(_level_run, fold_diacritics)


def _level_run(run: str, fold_diacritics: bool) -> str:
    """A run, one character for one; `_UNEVEN` where that cannot be."""
    level = ""
    for char in run:
        is_unseen = role(char) == "unseen"
        spaced = " " if is_unseen else _stream_run(char, fold_diacritics)
        is_inside_word = is_unseen and not level.endswith(" ")
        is_mixed = " " in spaced and not spaced.isspace()
        if is_inside_word or is_mixed or spaced == _UNEVEN:
            return _UNEVEN
        level += (_WIDE if len(spaced) > 1 else spaced) if spaced.strip() else " "
    return level


def _stream_run(run: str, fold_diacritics: bool) -> str:
    """A run as it stands in a stream, more spaces apart.

    `_UNEVEN`: a character may join what stands before, so the text has to be taken apart.
    """
    folded = fold(run, fold_diacritics=fold_diacritics)
    if any(map(joins, run)) or any(role(char) == "mark" for char in folded):
        return _UNEVEN
    return "".join(_spaced(char) for char in folded)


def _spaced(char: str) -> str:
    if _NO_SPACES.match(char) and char.isalnum():
        return f" {char} "
    return char if char.isalnum() or char == "_" else " "


def _spaced_text(text: str, fold_diacritics: bool) -> str:
    """The words of *text*, spaces between; plain ASCII may be as it was."""
    spaced = _replaced(text, _stream_runs(fold_diacritics))
    if _UNEVEN not in spaced:
        return spaced
    return " ".join(
        (_known_token if len(token) < _LONG else _spaced_token)(token, fold_diacritics)
        for token in text.split(" ")
    )


def _spaced_token(token: str, fold_diacritics: bool) -> str:
    """The same of what stands between two spaces: nothing joins a space."""
    spaced = _replaced(token, _stream_runs(fold_diacritics))
    if _UNEVEN not in spaced:
        return spaced
    return " ".join(words(fold(token, fold_diacritics=fold_diacritics)))


_known_token = lru_cache(maxsize=16_384)(_spaced_token)

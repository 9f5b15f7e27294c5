"""Texts as they are scanned: their words, with spaces between.

The *stream* of a text is its words with one space before, between and after: a whole word or
phrase is found in it by looking for one string, boundaries included. Its *level* is the text
itself, a space before and after, with spaces for all that is no part of a word: it tells where
a found word stands.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from monitor.query.joined import BREAK, Joined
from monitor.query.normal import NO_SPACES, OTHERS, fold, joins, role, words

if TYPE_CHECKING:
    from monitor.query.joined import Flags, Places

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


class Streams:
    """The streams of some texts, and the levels they were thinned out of.

    `odd`: the texts whose words do not stand in the joined levels as they do in the text, each
    with a level of its own; None: it has none.
    """

    def __init__(self, levels: bytes, odd: Mapping[int, str | None]) -> None:
        self.odd = odd
        self._levels = Joined(levels)
        thinned, self._is_kept = _single_spaced(levels)
        self.joined = Joined(thinned)

    def level(self, number: int) -> str | None:
        """The level of a text; None: it has none."""
        return self.odd[number] if number in self.odd else self._levels.texts[number]

    def spans(
        self, starts: "Places", ends: "Places", numbers: "Places"
    ) -> "tuple[Places, Places]":
        """Which characters of their raw texts are found at `[start, end)` of the stream.

        Each starts and ends with a space. The numbers of the texts are known; none is odd.
        """
        kept, levels = self._kept, self._levels
        firsts, lasts = kept[starts + 1], kept[ends - 1]
        # A level starts with a space that the text has not.
        return levels.in_text(firsts, numbers) - 1, levels.in_text(lasts, numbers) - 1

    @cached_property
    def _kept(self) -> "Places":
        """For each byte of the stream its place in the levels."""
        import numpy as np

        return np.flatnonzero(self._is_kept)


def streams_of(texts: Sequence[str], *, fold_diacritics: bool = False) -> Streams:
    """Raw *texts* as they are scanned.

    A text has no level where words are not told apart by spaces, or characters combine.
    """
    joined = f" {f' {BREAK} '.join(texts)} "
    if joined.count(BREAK) != len(texts) - 1:
        texts = [text.replace(BREAK, " ") for text in texts]
        joined = f" {f' {BREAK} '.join(texts)} "
    if joined.isascii():
        return Streams(_plain(joined), {})
    joined = _replaced(joined, _level_runs(fold_diacritics))
    if _UNEVEN not in joined and _WIDE not in joined:
        return Streams(_plain(joined), {})
    pieces = joined.split(BREAK)
    odd = {at: each for at, each in enumerate(pieces) if _UNEVEN in each or _WIDE in each}
    for at in odd:
        pieces[at] = f" {_spaced_text(texts[at], fold_diacritics)} "
    levels = {
        at: None if _UNEVEN in piece else _plain(piece).decode("utf-8")
        for at, piece in odd.items()
    }
    return Streams(_plain(BREAK.join(pieces)), levels)


def _plain(text: str) -> bytes:
    """*text* with its ASCII part folded, and spaces for what is no part of a word."""
    return text.encode("utf-8", "replace").translate(_TABLE)


def _single_spaced(plain: bytes) -> "tuple[bytes, Flags]":
    """*plain* with the first of several spaces only, and which bytes of it these are.

    As a whole array: a list of all words, made and joined again, takes five times as long.
    """
    import numpy as np

    signs = np.frombuffer(plain, np.uint8)
    is_space = signs == _SPACE
    is_kept = np.ones(len(plain), np.bool_)
    np.logical_and(is_space[1:], is_space[:-1], out=is_kept[1:])
    np.logical_not(is_kept[1:], out=is_kept[1:])
    return signs[is_kept].tobytes(), is_kept


def stream_of(texts: Sequence[str], *, fold_diacritics: bool = False) -> str:
    """The streams of raw *texts*, joined by a `BREAK`."""
    return streams_of(texts, fold_diacritics=fold_diacritics).joined.data.decode("utf-8")


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

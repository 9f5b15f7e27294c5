"""Texts as they are scanned: their words, with spaces between.

The *stream* of a text is its words with one space before, between and after: a whole word or
phrase is found in it by looking for one string, boundaries included.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from monitor.query.joined import BREAK
from monitor.query.levels import ASCII, Levels, Streams, alphabet
from monitor.query.normal import OTHERS, fold, spaced, words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_UNEVEN: Final = "\ue000"  # private, so no text keeps it when its runs are replaced
_LONG: Final = 64  # characters of a token that is not kept
_MOST_RUNS: Final = 65_536  # kept; texts have few different ones
_TABLE: Final = ASCII + bytes(range(128, 256))


def streams_of(
    texts: Sequence[str], *, fold_diacritics: bool = False
) -> tuple[Streams, list[int]]:
    """The streams of raw *texts*, and the numbers of those that are uneven and left out."""
    joined = f" {f' {BREAK} '.join(texts)} "
    if joined.count(BREAK) != len(texts) - 1:
        joined = f" {f' {BREAK} '.join(text.replace(BREAK, ' ') for text in texts)} "
    if not joined.isascii():
        return alphabet(fold_diacritics=fold_diacritics).streams(joined)
    units = _units(joined)
    return Streams(units, Levels(units)), []


def uneven_streams(texts: Sequence[str], *, fold_diacritics: bool = False) -> Streams:
    """The streams of raw *texts*, whatever they are: much slower, and without levels."""
    parts = [_spaced_text(text.replace(BREAK, " "), fold_diacritics) for text in texts]
    return Streams(_units(f" {f' {BREAK} '.join(parts)} "), None)


def stream_of(texts: Sequence[str], *, fold_diacritics: bool = False) -> str:
    """The streams of raw *texts*, joined by a `BREAK`."""
    streams, uneven = streams_of(texts, fold_diacritics=fold_diacritics)
    each = streams.joined.texts
    for number in uneven:
        alone = uneven_streams([texts[number]], fold_diacritics=fold_diacritics)
        each[number] = alone.joined.texts[0]
    return BREAK.join(each)


def _units(text: str) -> "npt.NDArray[np.uint8]":
    """*text* as UTF-8 with its ASCII part folded, and spaces for what is no part of a word."""
    import numpy as np

    return np.frombuffer(text.encode("utf-8", "replace").translate(_TABLE), np.uint8)


class _Runs(dict[str, str]):
    """Runs of other than ASCII characters with what replaces them, made when first met."""

    def __init__(self, *, fold_diacritics: bool) -> None:
        super().__init__()
        self._fold_diacritics = fold_diacritics

    def __missing__(self, run: str) -> str:
        if len(self) >= _MOST_RUNS:
            self.clear()
        form = spaced(run, fold_diacritics=self._fold_diacritics)
        self[run] = _UNEVEN if form is None else form
        return self[run]


_runs_of = cache(_Runs)


def _replaced(text: str, fold_diacritics: bool) -> str:
    """*text* with its runs replaced; to split and join is faster than a call for each."""
    parts = OTHERS.split(text)
    parts[1::2] = map(_runs_of(fold_diacritics=fold_diacritics).__getitem__, parts[1::2])
    return "".join(parts)


def _spaced_text(text: str, fold_diacritics: bool) -> str:
    """The words of *text*, spaces between; plain ASCII may be as it was."""
    replaced = _replaced(text, fold_diacritics)
    if _UNEVEN not in replaced:
        return replaced
    return " ".join(
        (_known_token if len(token) < _LONG else _spaced_token)(token, fold_diacritics)
        for token in text.split(" ")
    )


def _spaced_token(token: str, fold_diacritics: bool) -> str:
    """The same of what stands between two spaces: nothing joins a space."""
    replaced = _replaced(token, fold_diacritics)
    if _UNEVEN not in replaced:
        return replaced
    return " ".join(words(fold(token, fold_diacritics=fold_diacritics)))


_known_token = lru_cache(maxsize=16_384)(_spaced_token)

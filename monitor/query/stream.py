"""Texts as they are scanned: their words, with spaces between.

The *stream* of a text is its words with one space before, between and after: a whole word or
phrase is found in it by looking for one string, boundaries included.
"""

from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from monitor.query.joined import BREAK, FEW, OTHER, SPACE, Joined
from monitor.query.levels import FILLER, levels_of, plain
from monitor.query.normal import OTHERS, fold, spaced, words

if TYPE_CHECKING:
    from monitor.query.joined import Flags, Places
    from monitor.query.levels import Units

_UNEVEN: Final = "\ue000"  # private, so no text keeps it when its runs are replaced
_LONG: Final = 64  # characters of a token that is not kept
_MOST_RUNS: Final = 65_536  # kept; texts have few different ones
_BREAK: Final = BREAK.encode()
_BETWEEN: Final = b" %b " % _BREAK


class Streams:
    """The streams of some texts, joined, and where they stand in the raw texts.

    The text of a number in `uneven` has a blank stream; its own follows after those of all
    texts, in the order of `uneven`.
    """

    def __init__(
        self, texts: Sequence[str], raw: bytes, units: "Units", uneven: Sequence[int]
    ) -> None:
        """*raw*: the *texts*; *units*: byte for byte the same as streams, but with more spaces
        and fillers; then the streams of uneven texts."""
        self.uneven = uneven
        self._texts = texts
        self._raw = Joined(raw)
        self._units = units
        self._asked = 0
        self._is_kept = _is_kept(units)
        self.joined = Joined(units[self._is_kept].tobytes())

    def spans(
        self, starts: "Places", ends: "Places", numbers: "Places"
    ) -> "tuple[Places, Places]":
        """The characters of the texts that are found at `[start, end)` of `joined`.

        Each of these starts and ends with a space, in the text of the given number, an even
        one.
        """
        return self._in_text(starts + 1, numbers), self._in_text(ends - 1, numbers)

    def _in_text(self, places: "Places", numbers: "Places") -> "Places":
        places = places + self._dropped.searchsorted(places, "right")
        return self._raw.characters(places) - self._begins[numbers]

    @cached_property
    def _begins(self) -> "Places":
        """For each text how many characters stand before it."""
        import numpy as np

        lengths = np.fromiter(map(len, self._texts), np.intp, len(self._texts))
        lengths += len(_BETWEEN)
        return lengths.cumsum() - lengths + 1

    @cached_property
    def _dropped(self) -> "Places":
        """For each unit that was left out the place in `joined` of what came after it."""
        import numpy as np

        places = np.flatnonzero(~self._is_kept)
        return places - np.arange(len(places))

    def level(self, number: int) -> str | None:
        """An even text with a space before and after, folded, and with spaces for what is no
        part of a word; `OTHER` for all letters but those of ASCII. None: it is uneven."""
        if number >= len(self._texts):
            return None
        self._asked += 1
        if self._asked > FEW:
            return self._levels[number]
        return self._levels_of(self._raw.part(number))

    @cached_property
    def _levels(self) -> Sequence[str]:
        return self._levels_of(slice(len(self._raw.data))).split(BREAK)

    def _levels_of(self, part: slice) -> str:
        import numpy as np

        units = self._units[part]
        if not self._raw.is_ascii:
            is_letter = (self._raw.signs[part] > ord(OTHER)) & (units != SPACE)
            units = np.where(is_letter, ord(OTHER), units)[~self._raw.is_inner[part]]
        return units.tobytes().decode("ascii")


def _is_kept(units: "Units") -> "Flags":
    """Of several spaces the first, and no fillers.

    As a whole array: a list of all words, made and joined again, takes five times as long.
    """
    import numpy as np

    is_space = units == SPACE
    is_kept: Flags = np.not_equal(units, FILLER)
    np.greater(is_kept[1:], is_space[1:] & is_space[:-1], out=is_kept[1:])
    return is_kept


def streams_of(texts: Sequence[str], *, fold_diacritics: bool = False) -> Streams:
    """The streams of raw *texts*."""
    import numpy as np

    raw = _raw(texts)
    units, uneven = levels_of(raw, fold_diacritics=fold_diacritics)
    if uneven:
        apart = [_spaced_text(texts[n].replace(BREAK, " "), fold_diacritics) for n in uneven]
        units = np.concatenate((units, plain("".join(f"{BREAK} {each} " for each in apart))))
    return Streams(texts, raw, units, uneven)


def _raw(texts: Sequence[str]) -> bytes:
    """The texts as bytes, a `BREAK` between, a space before and after each."""
    try:
        coded = list(map(str.encode, texts))
    except UnicodeEncodeError:  # half a character
        coded = [text.encode("utf-8", "replace") for text in texts]
    joined = b" %b " % _BETWEEN.join(coded)
    if joined.count(_BREAK) != len(texts) - 1:
        joined = b" %b " % _BETWEEN.join(each.replace(_BREAK, b" ") for each in coded)
    return joined


def stream_of(texts: Sequence[str], *, fold_diacritics: bool = False) -> str:
    """The streams of raw *texts*, joined by a `BREAK`."""
    streams = streams_of(texts, fold_diacritics=fold_diacritics)
    each = streams.joined.texts
    for place, number in enumerate(streams.uneven, len(texts)):
        each[number] = each[place]
    return BREAK.join(each[: len(texts)])


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

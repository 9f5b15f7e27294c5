"""Texts character for character, as their words are compared.

The *level* of a text is the text itself, folded, with spaces for all that is no part of a word.
It tells where a found word stands. A text has none where words are not told apart by spaces, or
where a character may join the one before it: such a text is *uneven*.
"""

from collections.abc import Iterable
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from monitor.query.joined import BREAK, SPACE, Joined
from monitor.query.normal import role, spaced

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from monitor.query.joined import Flags, Places

    Codes: TypeAlias = npt.NDArray[np.uint32]
    Units: TypeAlias = npt.NDArray[np.uint32] | npt.NDArray[np.uint8]

ASCII: Final = "".join(
    char.lower() if char.isalnum() or char in f"_{BREAK}" else " "
    for char in map(chr, range(128))
).encode()
_CODES: Final = 0x110000  # all there are; numbers from here on stand for what is no character
_UNSEEN: Final = _CODES
_UNEVEN: Final = _CODES + 1
_WIDE: Final = _CODES + 2  # a part of a word that is longer when folded, such as ß
_UNKNOWN: Final = _CODES + 3
_PRIVATE: Final = 0xE001  # shown for `_WIDE`: no needle holds it


class Wide(NamedTuple):
    """Units of levels that give several characters of an unthinned stream."""

    places: "Places"  # where in that stream they begin
    added: "Places"  # how many characters it has more before the first of them, the next, ...


class Levels:
    """The joined levels of some texts, one unit a character."""

    def __init__(self, units: "Units", wide: Wide | None = None) -> None:
        self._units = units
        self._wide = wide

    @cached_property
    def texts(self) -> list[str]:
        """The level of each text."""
        coding = "utf-32-le" if self._units.itemsize > 1 else "ascii"
        return self._units.tobytes().decode(coding).split(BREAK)

    def spans(
        self, firsts: "Places", lasts: "Places", numbers: "Places"
    ) -> "tuple[Places, Places]":
        """Units of the unthinned streams as characters of the texts, of which the numbers are
        given."""
        begins = self._begins[numbers]
        return self._narrowed(firsts) - begins, self._narrowed(lasts) - begins

    def _narrowed(self, places: "Places") -> "Places":
        """Places in the unthinned streams, none inside a wide unit, as places in the levels."""
        if self._wide is None:
            return places
        return places - self._wide.added[self._wide.places.searchsorted(places)]

    @cached_property
    def _begins(self) -> "Places":
        """Where each text begins: a level starts with a space that the text has not."""
        import numpy as np

        return np.concatenate(([1], np.flatnonzero(self._units == ord(BREAK)) + 2))


class Streams:
    """The streams of some texts, and their levels; None: the texts are uneven."""

    def __init__(self, units: "Units", levels: Levels | None) -> None:
        """*units*: as `joined`, but with any number of spaces between words."""
        self.levels = levels
        self._is_kept = _without_more_spaces(units)
        stream = units[self._is_kept].tobytes()
        if units.itemsize > 1:
            stream = stream.decode("utf-32-le").encode("utf-8")
        self.joined = Joined(stream)

    def unthinned(self, starts: "Places", ends: "Places") -> "tuple[Places, Places]":
        """Where before spaces were left out the words at `[start, end)` of `joined` begin, and
        the space after them stands. Each range starts and ends with a space."""
        firsts, lasts = self.joined.characters(starts) + 1, self.joined.characters(ends) - 1
        dropped = self._dropped
        return (
            firsts + dropped.searchsorted(firsts, "right"),
            lasts + dropped.searchsorted(lasts, "right"),
        )

    @cached_property
    def _dropped(self) -> "Places":
        """For each space that was left out the character of `joined` that came after it."""
        import numpy as np

        places = np.flatnonzero(~self._is_kept)
        return places - np.arange(len(places))


def _without_more_spaces(units: "Units") -> "Flags":
    """Which units to keep: of several spaces the first.

    As a whole array: a list of all words, made and joined again, takes five times as long.
    """
    import numpy as np

    is_space = units == SPACE
    is_kept = np.ones(len(units), np.bool_)
    np.logical_and(is_space[1:], is_space[:-1], out=is_kept[1:])
    np.logical_not(is_kept[1:], out=is_kept[1:])
    return is_kept


class Alphabet:
    """What each character is in a level; worked out when it is first met."""

    def __init__(self, *, fold_diacritics: bool) -> None:
        import numpy as np

        self._fold_diacritics = fold_diacritics
        self._levels = np.full(_CODES, _UNKNOWN, np.uint32)
        self._levels[: len(ASCII)] = np.frombuffer(ASCII, np.uint8)
        self._wide: dict[int, str] = {}

    def streams(self, joined: str) -> tuple[Streams, list[int]]:
        """The streams of texts, and the numbers of those that are uneven and left out of them.

        *joined* has a `BREAK` between the texts, and a space before and after each.
        """
        import numpy as np

        codes = codes_of(joined)
        levels = self._known(codes)
        special = np.flatnonzero(levels >= _CODES)
        uneven: list[int] = []
        if len(special):
            _settle_unseen(levels, special)
            uneven = _leave_out_uneven(levels, special)
        where = special[levels[special] == _WIDE]
        if not len(where):
            return Streams(levels, Levels(levels)), uneven
        return self._widened(levels, where, codes[where].tolist()), uneven

    def _widened(self, levels: "Codes", where: "Places", chars: Iterable[int]) -> Streams:
        """The streams where *chars*, which stand at *where*, are wide."""
        import numpy as np

        forms = [self._wide[char] for char in chars]
        more = np.array([len(form) - 1 for form in forms], np.intp)
        added = np.concatenate(([0], more.cumsum()))
        levels[where] = codes_of("".join(form[0] for form in forms))
        rest = codes_of("".join(form[1:] for form in forms))
        units = np.insert(levels, (where + 1).repeat(more), rest)
        levels[where] = _PRIVATE
        return Streams(units, Levels(levels, Wide(where + added[:-1], added)))

    def _known(self, codes: "Codes") -> "Codes":
        import numpy as np

        levels = self._levels.take(codes)
        unknown = codes[levels == _UNKNOWN]
        if not len(unknown):
            return levels
        for code in np.unique(unknown).tolist():
            self._levels[code] = self._level(code)
        return self._levels.take(codes)

    def _level(self, code: int) -> int:
        char = chr(code)
        if role(char) == "unseen":
            return _UNSEEN
        form = spaced(char, fold_diacritics=self._fold_diacritics)
        if form is None or (" " in form and not form.isspace()):
            return _UNEVEN
        if not form.strip():
            return SPACE
        if len(form) == 1:
            return ord(form)
        self._wide[code] = form
        return _WIDE


alphabet = cache(Alphabet)


def codes_of(text: str) -> "Codes":
    """The characters of *text* as numbers."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _settle_unseen(levels: "Codes", special: "Places") -> None:
    """What cannot be seen is a space after a space, and makes a text uneven inside a word.

    *special* are the places of what is no character.
    """
    import numpy as np

    unseen = special[levels[special] == _UNSEEN]
    if len(unseen):
        is_first = np.ones(len(unseen), np.bool_)
        is_first[1:] = unseen[1:] != unseen[:-1] + 1
        before = levels[unseen[is_first] - 1]
        levels[unseen] = np.where(before == SPACE, SPACE, _UNEVEN)[is_first.cumsum() - 1]


def _leave_out_uneven(levels: "Codes", special: "Places") -> list[int]:
    """Fills uneven texts with spaces; their numbers."""
    import numpy as np

    places = special[levels[special] == _UNEVEN]
    if not len(places):
        return []
    breaks = np.flatnonzero(levels == ord(BREAK))
    uneven: list[int] = np.unique(breaks.searchsorted(places)).tolist()
    bounds = [-1, *breaks.tolist(), len(levels)]
    for number in uneven:
        levels[bounds[number] + 1 : bounds[number + 1]] = SPACE
    return uneven

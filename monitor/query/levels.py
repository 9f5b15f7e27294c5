"""What each character becomes in a stream, written over its own bytes.

A text is *uneven* where that cannot be: where words are not told apart by spaces, or where a
character may join the one before it.
"""

from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from monitor.query.joined import BREAK, SPACE
from monitor.query.normal import role, spaced

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from monitor.query.joined import Places

    Units: TypeAlias = npt.NDArray[np.uint8]
    Packed: TypeAlias = npt.NDArray[np.uint32]

FILLER: Final = 0xFF  # follows a form that is shorter than the character; no text holds it
_ASCII: Final = "".join(
    char.lower() if char.isalnum() or char in f"_{BREAK}" else " "
    for char in map(chr, range(128))
)
_TABLE: Final = _ASCII.encode() + bytes(range(128, 256))
_CODES: Final = 0x110000  # all characters there are
_MOST_BYTES: Final = 4  # of a character
# What is no form: the first byte is none that a character begins with.
_UNEVEN: Final = 0xFFFFFFFE
_UNSEEN: Final = 0xFFFFFFFF
_UNKNOWN: Final = 0


def levels_of(raw: bytes, *, fold_diacritics: bool) -> "tuple[Units, list[int]]":
    """Texts with every character written over: by a space where it is no part of a word, else
    by its folded form and `FILLER`s; and the numbers of uneven texts, which are blank.

    *raw* has a `BREAK` between the texts, and a space before and after each.
    """
    import numpy as np

    units = np.frombuffer(bytearray(raw.translate(_TABLE)), np.uint8)
    if raw.isascii():
        return units, []
    signs = np.frombuffer(raw, np.uint8)
    places = np.flatnonzero(signs > len(_ASCII) - 1)
    others = signs[places]
    forms = _alphabet(fold_diacritics=fold_diacritics).forms(others.tobytes())
    is_first = others >= 0xC0
    firsts, leads = places[is_first], others[is_first]
    lengths = 2 + (leads >= 0xE0) + (leads >= 0xF0)
    is_used = np.arange(_MOST_BYTES) < lengths[:, None]
    units[places] = forms.view(np.uint8).reshape(-1, _MOST_BYTES)[is_used]
    is_special = forms >= _UNEVEN
    if not is_special.any():
        return units, []
    firsts, forms, lengths = firsts[is_special], forms[is_special], lengths[is_special]
    _settle_unseen(units, firsts, forms, lengths)
    return units, _leave_out_uneven(units, firsts[forms == _UNEVEN])


def _settle_unseen(
    units: "Units", firsts: "Places", forms: "Packed", lengths: "Places"
) -> None:
    """What cannot be seen is a space after a space, and uneven inside a word."""
    import numpy as np

    ends = firsts + lengths
    follows = np.zeros(len(firsts), np.bool_)
    follows[1:] = (firsts[1:] == ends[:-1]) & (forms[:-1] == _UNSEEN)
    begins = firsts[np.maximum.accumulate(np.where(follows, 0, np.arange(len(firsts))))]
    is_inside = units[begins - 1] != SPACE
    is_space = (forms == _UNSEEN) & ~is_inside
    forms[(forms == _UNSEEN) & is_inside] = _UNEVEN
    for further in range(_MOST_BYTES):
        units[firsts[is_space & (lengths > further)] + further] = SPACE


def _leave_out_uneven(units: "Units", places: "Places") -> list[int]:
    """Fills the texts in which *places* lie with spaces; their numbers."""
    import numpy as np

    if not len(places):
        return []
    breaks = np.flatnonzero(units == ord(BREAK))
    numbers: list[int] = np.unique(breaks.searchsorted(places)).tolist()
    bounds = [-1, *breaks.tolist(), len(units)]
    for number in numbers:
        units[bounds[number] + 1 : bounds[number + 1]] = SPACE
    return numbers


class _Alphabet:
    """The forms of all characters but ASCII, each worked out when it is first met."""

    def __init__(self, *, fold_diacritics: bool) -> None:
        import numpy as np

        self._fold_diacritics = fold_diacritics
        self._forms = np.full(_CODES, _UNKNOWN, np.uint32)

    def forms(self, text: bytes) -> "Packed":
        """For each character of *text* its form in UTF-8, the first byte lowest."""
        import numpy as np

        codes = np.frombuffer(text.decode("utf-8").encode("utf-32-le"), np.uint32)
        forms = self._forms.take(codes)
        unknown = codes[forms == _UNKNOWN]
        if not len(unknown):
            return forms
        for code in np.unique(unknown).tolist():
            self._forms[code] = self._form(chr(code))
        return self._forms.take(codes)

    def _form(self, char: str) -> int:
        if role(char) == "unseen":
            return _UNSEEN
        length = len(char.encode("utf-8"))
        form = spaced(char, fold_diacritics=self._fold_diacritics)
        if form is None or (" " in form and not form.isspace()):
            return _UNEVEN
        written = form.strip().encode("utf-8") or b" " * length
        if len(written) > length:
            return _UNEVEN
        return int.from_bytes(written.ljust(length, bytes([FILLER])), "little")


_alphabet = cache(_Alphabet)


def plain(text: str) -> "Units":
    """*text* as UTF-8 with its ASCII part folded, and spaces for what is no part of a word."""
    import numpy as np

    return np.frombuffer(text.encode("utf-8", "replace").translate(_TABLE), np.uint8)

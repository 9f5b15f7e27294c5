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

FILLER: Final = 0xFF  # follows a form that is shorter than the character; no text holds it
_ASCII: Final = "".join(
    char.lower() if char.isalnum() or char in f"_{BREAK}" else " "
    for char in map(chr, range(128))
)
_TABLE: Final = _ASCII.encode() + bytes(range(128, 256))
_CODES: Final = 0x110000  # all characters there are
_BREAK: Final = BREAK.encode()
# Bytes that no text holds either, in place of all those of a character without a form.
_UNEVEN: Final = 0xFE
_UNSEEN: Final = 0xFD


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
    alphabet = _alphabet(fold_diacritics=fold_diacritics)
    written = alphabet.forms(signs[places].tobytes())
    units[places] = written
    uneven, unseen = places[written == _UNEVEN], places[written == _UNSEEN]
    if len(unseen):
        uneven = np.sort(np.concatenate((uneven, _inside_words(units, unseen))))
    return units, _leave_out(units, raw, uneven)


def _inside_words(units: "Units", unseen: "Places") -> "Places":
    """Those of *unseen* that follow no space; the others become spaces themselves."""
    import numpy as np

    is_first = np.diff(unseen, prepend=-1) > 1
    follows_space = (units[unseen[is_first] - 1] == SPACE)[is_first.cumsum() - 1]
    units[unseen[follows_space]] = SPACE
    left: Places = unseen[~follows_space]
    return left


def _leave_out(units: "Units", raw: bytes, places: "Places") -> list[int]:
    """Fills the texts in which *places* lie, in order, with spaces; their numbers."""
    numbers: list[int] = []
    number = end = at = 0
    while at < len(places):
        place = int(places[at])
        number += raw.count(_BREAK, end, place)
        begin = raw.rfind(_BREAK, end, place) + 1 or end
        end = raw.find(_BREAK, place)
        end = len(raw) if end < 0 else end
        units[begin:end] = SPACE
        numbers.append(number)
        at = int(places.searchsorted(end))
    return numbers


class _Alphabet:
    """The forms of all characters but ASCII, each worked out when it is first met."""

    def __init__(self, *, fold_diacritics: bool) -> None:
        import numpy as np

        self._fold_diacritics = fold_diacritics
        self._forms = np.zeros(_CODES, np.uint32)  # in UTF-8, the first byte lowest; 0: not met

    def forms(self, text: bytes) -> "Units":
        """The characters of *text*, all of them others than ASCII, in their forms."""
        import numpy as np

        codes = np.frombuffer(text.decode("utf-8").encode("utf-32-le"), np.uint32)
        forms = self._forms.take(codes)
        unknown = codes[forms == 0]
        if len(unknown):
            for code in np.unique(unknown).tolist():
                self._forms[code] = int.from_bytes(self._form(chr(code)), "little")
            forms = self._forms.take(codes)
        written: Units = forms.view(np.uint8)
        return written[written > 0]

    def _form(self, char: str) -> bytes:
        """As many bytes as *char* itself has."""
        length = len(char.encode("utf-8"))
        form = spaced(char, fold_diacritics=self._fold_diacritics)
        if role(char) == "unseen":
            return bytes([_UNSEEN] * length)
        if form is None or (" " in form and not form.isspace()):
            return bytes([_UNEVEN] * length)
        written = form.strip().encode("utf-8") or b" " * length
        if len(written) > length:
            return bytes([_UNEVEN] * length)
        return written.ljust(length, bytes([FILLER]))


_alphabet = cache(_Alphabet)


def plain(text: str) -> "Units":
    """*text* as UTF-8 with its ASCII part folded, and spaces for what is no part of a word."""
    import numpy as np

    return np.frombuffer(text.encode("utf-8", "replace").translate(_TABLE), np.uint8)

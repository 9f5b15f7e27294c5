"""Texts joined to one row of bytes, so that one scan and one array serve them all."""

from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Places: TypeAlias = npt.NDArray[np.integer]
    Flags: TypeAlias = npt.NDArray[np.bool_]

BREAK: Final = "\x02"  # stands between two texts; no needle holds it
SPACE: Final = 32
_LEAST_FIRST: Final = 0xC0 - 0x100  # of the bytes of other than ASCII, as signed numbers
_WORD: Final = 64


class Counts:
    """How many flags are set before a place: for few places, cheaper than to list the flags."""

    def __init__(self, flags: "Flags") -> None:
        import numpy as np

        packed = np.zeros((len(flags) // _WORD + 1) * 8, np.uint8)
        bits = np.packbits(flags, bitorder="little")
        packed[: len(bits)] = bits
        self._words = packed.view("<u8")
        each = np.bitwise_count(self._words)
        self._before = each.cumsum(dtype=np.intp) - each

    def before(self, places: "Places") -> "Places":
        """For each of *places* the flags before it."""
        import numpy as np

        words, bits = np.divmod(places, _WORD)
        masks = (np.uint64(1) << bits.astype(np.uint64)) - np.uint64(1)
        counts: Places = self._before[words] + np.bitwise_count(self._words[words] & masks)
        return counts


class Joined:
    """Texts with a `BREAK` between, as UTF-8. A *place* is a byte of it, a *number* a text."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.is_ascii = data.isascii()

    @cached_property
    def texts(self) -> list[str]:
        """The texts, apart again."""
        return self.data.decode("utf-8").split(BREAK)

    @cached_property
    def signs(self) -> "npt.NDArray[np.uint8]":
        """The bytes."""
        import numpy as np

        return np.frombuffer(self.data, np.uint8)

    @cached_property
    def is_inner(self) -> "Flags":
        """For each byte whether it is one with which no character begins."""
        import numpy as np

        return self.signs.view(np.int8) < _LEAST_FIRST

    def numbers(self, places: "Places") -> "Places":
        """The text in which each of *places* lies."""
        return Counts(self.signs == ord(BREAK)).before(places)

    def characters(self, places: "Places") -> "Places":
        """How many characters stand before each of *places*, at which one begins or all end."""
        return places if self.is_ascii else places - self._inner.before(places)

    def in_text(self, places: "Places", numbers: "Places") -> "Places":
        """The same, but in the text of which the number is given for each."""
        return self.characters(places) - self.characters(self._begins)[numbers]

    def spaces(self, places: "Places") -> "Places":
        """The first space at each of *places* or after it."""
        import numpy as np

        rising = np.flatnonzero(self.signs == SPACE)
        return rising[rising.searchsorted(places)]

    @cached_property
    def _begins(self) -> "Places":
        import numpy as np

        return np.concatenate(([0], np.flatnonzero(self.signs == ord(BREAK)) + 1))

    @cached_property
    def _inner(self) -> Counts:
        return Counts(self.is_inner)

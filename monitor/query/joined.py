"""Texts joined to one row of bytes, so that one scan and one array serve them all."""

from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Places: TypeAlias = npt.NDArray[np.integer]
    Flags: TypeAlias = npt.NDArray[np.bool_]

BREAK: Final = "\x02"  # stands between two texts; no needle holds it
OTHER: Final = "\x7f"  # in a level: any letter that is not ASCII; no needle holds it
SPACE: Final = 32
FEW: Final = 20
_LEAST_FIRST: Final = 0xC0 - 0x100  # of the bytes of other than ASCII, as signed numbers


class Joined:
    """Texts with a `BREAK` between, as UTF-8. A *place* is a byte of it, a *number* a text."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.is_ascii = data.isascii()
        self._asked = 0

    def text(self, number: int) -> str:
        """One of the texts. For a few it does not pay to take all apart."""
        self._asked += 1
        return (
            self.texts[number] if self._asked > FEW else self.data[self.part(number)].decode()
        )

    def part(self, number: int) -> slice:
        """Where a text stands."""
        begin = int(self._breaks[number - 1]) + 1 if number else 0
        is_last = number == len(self._breaks)
        return slice(begin, len(self.data) if is_last else int(self._breaks[number]))

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
        return self._breaks.searchsorted(places)

    def characters(self, places: "Places") -> "Places":
        """How many characters stand before each of *places*, at which one begins or all end."""
        return places if self.is_ascii else places - self._inner.searchsorted(places)

    def in_text(self, places: "Places", numbers: "Places") -> "Places":
        """The same, but in the text of which the number is given for each."""
        import numpy as np

        begins = np.concatenate(([0], self._breaks + 1))[numbers]
        return self.characters(places) - self.characters(begins)

    def spaces(self, places: "Places") -> "Places":
        """The first space at each of *places* or after it."""
        import numpy as np

        rising = np.flatnonzero(self.signs == SPACE)
        return rising[rising.searchsorted(places)]

    @cached_property
    def _breaks(self) -> "Places":
        import numpy as np

        return np.flatnonzero(self.signs == ord(BREAK))

    @cached_property
    def _inner(self) -> "Places":
        import numpy as np

        return np.flatnonzero(self.is_inner)

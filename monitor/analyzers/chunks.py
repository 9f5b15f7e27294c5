"""What stands between two blanks, looked at once.

Most of a text has been met before. A text is cut at its blanks, each piece is looked up, and all
else happens in arrays, for a whole batch at once.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

_KEPT_LENGTH: Final = 40  # longer ones do not come back


class Grown:
    """An array that rows are put behind; room is made for many at a time."""

    def __init__(self, dtype: npt.DTypeLike, width: int = 0) -> None:
        self._array = np.zeros((1_024, width) if width else 1_024, dtype=dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def rows(self) -> npt.NDArray[Any]:
        """All rows so far; a view that is good until the next `extend`."""
        return self._array[: self._size]

    def extend(self, rows: npt.ArrayLike) -> None:
        added = np.asarray(rows, dtype=self._array.dtype)
        size = self._size + len(added)
        if size > len(self._array):
            room = np.zeros((2 * size, *self._array.shape[1:]), dtype=self._array.dtype)
            room[: self._size] = self.rows
            self._array = room
        self._array[self._size : size] = added
        self._size = size


class Parts:
    """Lists of numbers of different lengths, one behind the other."""

    def __init__(self, dtype: npt.DTypeLike = np.int64) -> None:
        self._ends = Grown(np.int64)
        self._ends.extend([0])
        self._numbers = Grown(dtype)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def extend(self, lengths: npt.ArrayLike, numbers: npt.ArrayLike) -> None:
        """Add lists of these *lengths*; *numbers* is what is in them, one behind the other."""
        self._ends.extend(np.cumsum(lengths, dtype=np.int64) + len(self._numbers))
        self._numbers.extend(numbers)

    def extend_lists(self, lists: Sequence[Sequence[int]]) -> None:
        self.extend(list(map(len, lists)), list(chain.from_iterable(lists)))

    def of(self, chosen: Ints, starts: Ints) -> tuple[npt.NDArray[Any], Ints]:
        """The lists *chosen*, one behind the other, and where those of each group begin.

        Group i is `chosen[starts[i]:starts[i + 1]]`.
        """
        begins, ends = self._ends.rows[chosen], self._ends.rows[chosen + 1]
        lengths = ends - begins
        after = np.zeros(len(chosen) + 1, dtype=np.int64)
        np.cumsum(lengths, out=after[1:])
        places = np.repeat(begins - after[:-1], lengths) + np.arange(after[-1])
        return self._numbers.rows[places], after[starts]


_LINK: Final = re.compile(r"https?://(?:(?!n't)[!-%'-~])+")  # no "&": it may stand for a blank
_ANY_LINK: Final = "http://link"


class Chunks(dict[str, int]):
    """What stands between two blanks, numbered as it comes in.

    All plain links have one number: none says anything, and nearly each is new.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._new: list[str] = []

    def __missing__(self, chunk: str) -> int:
        if chunk.startswith("http") and chunk != _ANY_LINK and _LINK.fullmatch(chunk):
            return self[_ANY_LINK]
        number = self.count
        self.count += 1
        self._new.append(chunk)
        if len(chunk) <= _KEPT_LENGTH:
            self[chunk] = number
        return number

    def numbers(self, texts: Iterable[str]) -> tuple[Ints, Ints]:
        """The chunks of *texts* by their numbers, and where those of each text begin."""
        cut = list(map(str.split, texts))
        starts = np.zeros(len(cut) + 1, dtype=np.int64)
        np.cumsum(list(map(len, cut)), out=starts[1:])
        known = map(self.__getitem__, chain.from_iterable(cut))
        return np.fromiter(known, np.int64, int(starts[-1])), starts

    def taken(self) -> list[str]:
        """The chunks that are new since the last call, in the order of their numbers."""
        new, self._new = self._new, []
        return new


CHUNK_END: Final = "\n"
# Scripts without blanks between words: Thai, Lao, Burmese, Khmer, kana, Han.
UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"
)


def words_in(text: str, word: re.Pattern[str]) -> list[str]:
    """What *word* matches in *text*; of scripts without blanks, pairs of characters."""
    found = word.findall(text)
    return found if text.isascii() or UNSPACED.search(text) is None else _in_pairs(found)


def words_in_each(joined: str, word_or_end: re.Pattern[str]) -> list[str]:
    """The same for chunks that are *joined*, a `CHUNK_END` behind each; it stays behind its words."""
    found = word_or_end.findall(joined)
    return found if joined.isascii() or UNSPACED.search(joined) is None else _in_pairs(found)


END_NUMBER: Final = -1
LEFT_OUT: Final = -2


def by_chunk(numbers: Sequence[int]) -> tuple[Ints, Ints]:
    """How many of *numbers* belong to each chunk, and all that count.

    `END_NUMBER` stands behind those of each chunk, `LEFT_OUT` for what does not count.
    """
    found = np.array(numbers, dtype=np.int64)
    counts = found >= 0
    counted = np.cumsum(counts)[np.flatnonzero(found == END_NUMBER)]
    return np.diff(counted, prepend=0), found[counts]


def _in_pairs(words: Iterable[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if not word.isascii() and UNSPACED.match(word):
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found

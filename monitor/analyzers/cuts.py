"""Texts in lower case, cut at their blanks once for all who read them.

Topics and stories ask about the same texts, one after the other, and want other things of them:
so a text is cut once, and what each wants of a chunk (what stands between two blanks) is looked
for when they first meet it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from monitor.analyzers.chunks import Chunks, Grown, Ints, Parts

_KEPT_CHUNKS: Final = 240_000
_KEPT_CHARACTERS: Final = 16_000_000
_KEPT_TEXTS: Final = 4_000  # those of a batch are asked for again at once

Look: TypeAlias = Callable[[Sequence[str]], tuple[npt.ArrayLike, npt.ArrayLike]]
"""What is wanted of each of some chunks: how many numbers, and all numbers in a row."""


class Cuts:
    """Texts as the numbers of their chunks; the latest are known. Use the one of `cuts()`.

    `generation` goes up when there were too many and all begins anew: numbers of an earlier
    generation mean nothing then.
    """

    def __init__(self) -> None:
        self.generation = 0
        self._begin()

    def numbers(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """The chunks of *texts* by their numbers, and where those of each text begin."""
        if self._known.count > _KEPT_CHUNKS or self._characters > _KEPT_CHARACTERS:
            self.generation += 1
            self._begin()
        if len(self._rows) > _KEPT_TEXTS:
            self._forget_texts()
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new:
            self._cut(new)
        rows = np.fromiter(map(self._rows.__getitem__, texts), np.int64, len(texts))
        return self._parts.of(rows, np.arange(len(texts) + 1))

    def chunks(self, numbers: Ints) -> list[str]:
        """The chunks of these *numbers*."""
        return [self._chunks[number] for number in numbers.tolist()]

    def _begin(self) -> None:
        self._known = Chunks()
        self._chunks: list[str] = []
        self._characters = 0
        self._forget_texts()

    def _forget_texts(self) -> None:
        self._rows: dict[str, int] = {}
        self._parts = Parts()

    def _cut(self, new: Sequence[str]) -> None:
        numbers, starts = self._known.numbers(new)
        taken = self._known.taken()
        self._chunks += taken
        self._characters += sum(map(len, taken))
        self._rows |= zip(
            new, range(len(self._parts), len(self._parts) + len(new)), strict=True
        )
        self._parts.extend(np.diff(starts), numbers)


class Reading:
    """What one reader wants of the chunks: *look* is asked once about each.

    *dtype* is that of the numbers that *look* gives.
    """

    def __init__(self, look: Look, dtype: npt.DTypeLike = np.int64) -> None:
        self._look = look
        self._dtype = dtype
        self._begin(0)

    def of(
        self, texts: Sequence[str], skip: Sequence[int] = ()
    ) -> tuple[npt.NDArray[Any], Ints]:
        """What was found in each of *texts*, and where that of each text begins.

        *skip*: how many chunks to leave out at the beginning of each.
        """
        numbers, starts = cuts().numbers(texts)
        if any(skip):
            numbers, starts = _without(numbers, starts, np.array(skip))
        if cuts().generation != self._generation:
            self._begin(cuts().generation)
        self._catch_up(numbers)
        return self._parts.of(self._places.rows[numbers], starts)

    def _begin(self, generation: int) -> None:
        self._generation = generation
        self._places = Grown(np.int64)  # of each chunk in `_parts`; 0 for one not met yet
        self._parts = Parts(self._dtype)
        self._parts.extend([0], [])

    def _catch_up(self, numbers: Ints) -> None:
        """Look at those chunks that were not looked at yet."""
        most = int(numbers.max(initial=-1)) + 1
        if most > len(self._places):
            self._places.extend(np.zeros(most - len(self._places), np.int64))
        places = self._places.rows
        new = np.unique(numbers[places[numbers] == 0])
        if len(new):
            first = len(self._parts)
            self._parts.extend(*self._look(cuts().chunks(new)))
            places[new] = np.arange(first, first + len(new))


def _without(numbers: Ints, starts: Ints, skip: Ints) -> tuple[Ints, Ints]:
    """The chunks without the first *skip* of each text."""
    rows = np.repeat(np.arange(len(skip)), np.diff(starts))
    kept = np.arange(len(numbers)) - starts[:-1][rows] >= skip[rows]
    return numbers[kept], np.concatenate([[0], np.cumsum(np.diff(starts) - skip)])


@cache
def cuts() -> Cuts:
    """The one of this process."""
    return Cuts()

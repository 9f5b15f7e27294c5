"""Texts, cut at their blanks once for all who read them.

Sentiment, topics and stories ask about the same texts, one after the other, and want other things
of them: so a text is cut once, and what each wants of a chunk (what stands between two blanks) is
looked for when they first meet it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import repeat
from typing import Any, Final, NamedTuple, TypeAlias

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
        self._asked: tuple[Ints, list[str]]
        self._begin()

    def numbers(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """The chunks of *texts* by their numbers, and where those of each text begin."""
        if self._known.count > _KEPT_CHUNKS or self._characters > _KEPT_CHARACTERS:
            self.forget()
        new = self._unknown(texts)
        if new and len(new) + len(self._rows) > _KEPT_TEXTS:
            self._forget_texts()
            new = self._unknown(texts)
        if len(new) == len(texts):
            return self._keep(new)
        if new:
            self._keep(new)
        rows = np.fromiter(map(self._rows.__getitem__, texts), np.int64, len(texts))
        return self._parts.of(rows, np.arange(len(texts) + 1))

    def numbers_like(
        self, texts: Sequence[str], published: Sequence[str], mark: str
    ) -> tuple[Ints, Ints]:
        """The chunks of *texts*, which are *published* ones with *mark* in place of some words.

        What stands before the first mark and behind the last one is cut with the published text.
        """
        parts = list(map(_parted, texts, published, repeat(mark)))
        whole = [
            text if part is None else other
            for text, other, part in zip(texts, published, parts, strict=True)
        ]
        numbers, starts = self.numbers(whole)
        rows = [row for row, part in enumerate(parts) if part is not None]
        found = [part for part in parts if part is not None]
        middle = self._cut([part.middle for part in found])
        return _put_between(numbers, starts, np.array(rows, np.int64), found, *middle)

    def forget(self) -> None:
        """Begin anew, with no chunk known."""
        self.generation += 1
        self._begin()

    def chunks(self, numbers: Ints) -> list[str]:
        """The chunks of these *numbers*; one reader after the other asks for the same ones."""
        if not np.array_equal(numbers, self._asked[0]):
            self._asked = numbers, list(map(self._chunks.__getitem__, numbers.tolist()))
        return self._asked[1]

    def _unknown(self, texts: Sequence[str]) -> list[str]:
        return [text for text in dict.fromkeys(texts) if text not in self._rows]

    def _begin(self) -> None:
        self._known = Chunks()
        self._chunks: list[str] = []
        self._asked = np.zeros(0, np.int64), []
        self._characters = 0
        self._forget_texts()

    def _forget_texts(self) -> None:
        self._rows: dict[str, int] = {}
        self._parts = Parts()

    def _keep(self, new: Sequence[str]) -> tuple[Ints, Ints]:
        numbers, starts = self._cut(new)
        first = len(self._parts)
        self._rows.update(zip(new, range(first, first + len(new)), strict=True))
        self._parts.extend(np.diff(starts), numbers)
        return numbers, starts

    def _cut(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        numbers, starts = self._known.numbers(texts)
        taken = self._known.taken()
        self._chunks += taken
        self._characters += sum(map(len, taken))
        return numbers, starts


class _Part(NamedTuple):
    """How many chunks of a published text stand before and behind what differs, and that."""

    front: int
    middle: str
    back: int


def _parted(text: str, published: str, mark: str) -> _Part | None:
    """None where *text* is not the *published* one around its marks."""
    if text is published or text == published:
        return None
    first, last = text.find(mark), text.rfind(mark)
    head, tail = text[:first], text[last + 1 :]
    if first < 0 or len(head) + len(tail) > len(published):
        return None
    if not (published.startswith(head) and published.endswith(tail)):
        return None
    front, back = head.split(), tail.split()
    middle = text[first : last + 1]
    # What touches a mark belongs to its chunk.
    if front and not head[-1].isspace():
        middle = front.pop() + middle
    if back and not tail[0].isspace():
        middle += back.pop(0)
    return _Part(len(front), middle, len(back))


def _put_between(
    numbers: Ints,
    starts: Ints,
    rows: Ints,
    parts: Sequence[_Part],
    middle: Ints,
    middle_starts: Ints,
) -> tuple[Ints, Ints]:
    """The chunks of all texts, those of *rows* with what stands in their *middle*."""
    lengths = np.diff(starts)
    front, back, more = lengths.copy(), np.zeros_like(lengths), np.zeros_like(lengths)
    front[rows] = [part.front for part in parts]
    back[rows] = [part.back for part in parts]
    more[rows] = np.diff(middle_starts)
    ends = np.cumsum(front + more + back)
    row = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(numbers)) - starts[row]
    behind = lengths[row] - place
    found = np.empty(int(ends[-1]) if len(ends) else 0, np.int64)
    begins = ends - front - more - back
    kept = place < front[row]
    found[(begins[row] + place)[kept]] = numbers[kept]
    kept = ~kept & (behind <= back[row])
    found[(ends[row] - behind)[kept]] = numbers[kept]
    inside = np.arange(len(middle)) - np.repeat(middle_starts[:-1], more[rows])
    found[np.repeat((begins + front)[rows], more[rows]) + inside] = middle
    return found, np.concatenate([[0], ends])


class Reading:
    """What one reader wants of the chunks: *look* is asked once about each.

    *dtype* is that of the numbers that *look* gives.
    """

    def __init__(self, look: Look, dtype: npt.DTypeLike = np.int64) -> None:
        self._look = look
        self._dtype = dtype
        self._begin(0)

    def of(self, numbers: Ints, starts: Ints) -> tuple[npt.NDArray[Any], Ints]:
        """What was found in each text, given its chunks, and where that of each text begins."""
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
        is_new = np.zeros(most, np.bool_)
        is_new[numbers] = True
        is_new &= self._places.rows[:most] == 0
        new = np.flatnonzero(is_new)
        if len(new):
            first = len(self._parts)
            self._parts.extend(*self._look(cuts().chunks(new)))
            self._places.rows[new] = np.arange(first, first + len(new))


def without_first(numbers: Ints, starts: Ints, skip: Ints) -> tuple[Ints, Ints]:
    """The chunks of texts without the first *skip* of each."""
    rows = np.repeat(np.arange(len(skip)), np.diff(starts))
    kept = np.arange(len(numbers)) - starts[:-1][rows] >= skip[rows]
    return numbers[kept], np.concatenate([[0], np.cumsum(np.diff(starts) - skip)])


@cache
def cuts() -> Cuts:
    """The one of this process."""
    return Cuts()

"""One text of a mention (title, text, author) in which terms are looked for."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import Final, NamedTuple

from monitor.query.joined import OTHER
from monitor.query.normal import find_words, fold, offsets, word_spans

_COUNTED: Final = 3


class Occurrence(NamedTuple):
    """A term where it stands: characters of the segment's own text."""

    segment: "Segment"
    start: int
    end: int


class Segment:
    """A text with its field. All else is worked out once, when it is first asked for."""

    def __init__(
        self,
        field: str,
        text: str,
        stream: str = "",
        level: str | None = None,
        *,
        fold_diacritics: bool = False,
    ) -> None:
        self.field = field
        self.text = text
        self.stream = stream
        self._level = level
        self._fold_diacritics = fold_diacritics
        self._asked = 0

    @cached_property
    def folded(self) -> str:
        """The text as terms are compared with it."""
        return fold(self.text, fold_diacritics=self._fold_diacritics)

    @cached_property
    def folded_words(self) -> list[tuple[int, int]]:
        """The words, as characters of `folded`."""
        return word_spans(self.folded)

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """The words, as characters of `text`."""
        if self.text.isascii():
            return self.folded_words
        starts, ends = self._offsets
        return [(starts[start], ends[end - 1]) for start, end in self.folded_words]

    @cached_property
    def _offsets(self) -> tuple[Sequence[int], Sequence[int]]:
        return offsets(self.text, fold_diacritics=self._fold_diacritics)

    @cached_property
    def _stream_starts(self) -> list[int]:
        """Where in the stream the space before each word stands."""
        return list(accumulate((len(word) + 1 for word in self.stream.split()), initial=0))

    @cached_property
    def _clear_level(self) -> str:
        """The level if it shows every letter, else ""."""
        return "" if self._level is None or OTHER in self._level else self._level

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end in self.words]

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """The first and last word of `[start, end)` of the stream; it starts with a space."""
        first = bisect_left(self._stream_starts, start)
        return first, bisect_left(self._stream_starts, end - 1) - 1

    def occurrence_at(self, start: int, end: int) -> Occurrence:
        """The occurrence at `[start, end)` of the stream, which starts and ends with a space.

        The first of a word is found in the level, if that shows every letter; the first few of
        others are counted off, and for more it pays to know where every word stands.
        """
        needle = self.stream[start:end]
        if self._clear_level and needle.count(" ") == 2:
            place = self._clear_level.find(
                needle
            )  # which starts with a space that the text has not
            if place >= 0 and self.stream.find(needle) == start:
                return Occurrence(self, place, place + len(needle) - 2)
        self._asked += 1
        if self._asked > _COUNTED:
            return self.from_words(*self.words_at(start, end))
        first = self.stream.count(" ", 0, start)
        count = self.stream.count(" ", start + 1, end)
        level = self._level
        if level is None:
            found = list(islice(find_words(self.folded), first, first + count))
            return self.from_folded(found[0].start(), found[-1].end())
        rest = level.split(None, first)[-1]
        last = rest.split(None, count - 1)[-1] if count > 1 else rest
        size = len(level) - 1  # the level starts with a space that the text has not
        return Occurrence(self, size - len(rest), size - len(last) + last.index(" "))

    def stream_end(self, word: int) -> int:
        """Where in the stream *word* ends: the place of the space after it."""
        return self._stream_starts[word + 1]

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The first and last word that `[start, end)` of `text` touches; none: last < first."""
        return bisect_right(self._ends, start), bisect_left(self.words, (end, -1)) - 1

    def from_folded(self, start: int, end: int) -> Occurrence:
        """The occurrence at `[start, end)` of `folded`."""
        if self.text.isascii():
            return Occurrence(self, start, end)
        starts, ends = self._offsets
        return Occurrence(self, starts[start], ends[end - 1])

    def from_words(self, first: int, last: int) -> Occurrence:
        """The occurrence from word *first* to word *last*."""
        return Occurrence(self, self.words[first][0], self.words[last][1])

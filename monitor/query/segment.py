"""One text of a mention (title, text, author) in which something was found."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from monitor.query.normal import Span, fold, offsets, word_spans


class Occurrence(NamedTuple):
    """A term where it stands: characters of the segment's own text."""

    segment: "Segment"
    start: int
    end: int


class Segment:
    """A text with its field, and what is worked out about it only when something is found."""

    def __init__(self, field: str, text: str, stream: str, *, fold_diacritics: bool) -> None:
        self.field = field
        self.text = text
        self.stream = stream
        self._fold_diacritics = fold_diacritics

    @cached_property
    def folded(self) -> str:
        return fold(self.text, fold_diacritics=self._fold_diacritics)

    @cached_property
    def folded_words(self) -> list[Span]:
        """The words, as characters of `folded`."""
        return word_spans(self.folded)

    @cached_property
    def words(self) -> list[Span]:
        """The words, as characters of `text`."""
        if self.text.isascii():
            return self.folded_words
        starts, ends = self._offsets
        return [Span(starts[start], ends[end - 1]) for start, end in self.folded_words]

    @cached_property
    def _offsets(self) -> tuple[list[int], list[int]]:
        starts, ends = offsets(self.text, fold_diacritics=self._fold_diacritics)
        return list(starts), list(ends)

    @cached_property
    def _word_starts(self) -> list[int]:
        """Where in the stream the space before each word stands."""
        return [0, *accumulate(len(word) + 1 for word in self.stream[1:-1].split(" "))]

    @cached_property
    def _word_ends(self) -> list[int]:
        return [end for _, end in self.words]

    def words_at(self, start: int, end: int) -> tuple[int, int]:
        """The first and last word of a stretch of the stream that starts with a space."""
        first = bisect_left(self._word_starts, start)
        return first, max(first, bisect_left(self._word_starts, end - 1) - 1)

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The first and last word that the characters `[start, end)` of `text` touch."""
        first = bisect_right(self._word_ends, start)
        last = bisect_left(self.words, Span(end, -1)) - 1
        return first, last

    def from_folded(self, start: int, end: int) -> Occurrence:
        """The occurrence at `[start, end)` of `folded`."""
        if self.text.isascii():
            return Occurrence(self, start, end)
        starts, ends = self._offsets
        return Occurrence(self, starts[start], ends[end - 1])

    def from_words(self, first: int, last: int) -> Occurrence:
        """The occurrence from word *first* to word *last*."""
        return Occurrence(self, self.words[first].start, self.words[last].end)

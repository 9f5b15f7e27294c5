"""Some texts of a batch, made ready for a scan."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from monitor.query.joined import BREAK, Joined
from monitor.query.normal import fold
from monitor.query.segment import Segment
from monitor.query.stream import streams_of

if TYPE_CHECKING:
    from monitor.query.joined import Places


class Texts(NamedTuple):
    """The texts of one field of a batch; `owners[i]` is the mention that `texts[i]` is of."""

    field: str
    owners: Sequence[int]
    texts: Sequence[str]


class Chunk:
    """The texts of one field with their streams. Uneven ones are numbered after all others."""

    def __init__(self, texts: Texts, *, fold_diacritics: bool) -> None:
        self.field, owners, each = texts
        self.streams = streams_of(each, fold_diacritics=fold_diacritics)
        self.even = len(each)  # numbers from here on are of uneven texts
        self._owners = owners
        self._texts = each
        uneven = self.streams.uneven
        if uneven:
            self._owners = [*owners, *(owners[number] for number in uneven)]
            self._texts = [*each, *(each[number] for number in uneven)]
        self._apart = {number: place for place, number in enumerate(uneven, self.even)}
        self._fold_diacritics = fold_diacritics
        self._segments: dict[int, Segment] = {}

    @cached_property
    def owners(self) -> "Places":
        """For each text the mention it is of."""
        import numpy as np

        if isinstance(self._owners, range):
            return np.arange(len(self._owners))
        return np.fromiter(self._owners, np.intp, len(self._owners))

    @cached_property
    def folded(self) -> Joined:
        """The folded texts, each once."""
        folded = (
            fold(text, fold_diacritics=self._fold_diacritics).replace(BREAK, " ")
            for text in self._texts[: self.even]
        )
        return Joined(BREAK.join(folded).encode("utf-8", "replace"))

    def segment(self, number: int) -> Segment:
        """The segment of a text."""
        number = self._apart.get(number, number)
        known = self._segments.get(number)
        if known is None:
            known = self._segments[number] = Segment(
                self.field,
                self._texts[number],
                self.streams.joined.text(number),
                self.streams.level(number),
                fold_diacritics=self._fold_diacritics,
            )
        return known


def segment_of(field: str, text: str, *, fold_diacritics: bool) -> Segment:
    """A text alone."""
    return Chunk(Texts(field, (0,), (text,)), fold_diacritics=fold_diacritics).segment(0)

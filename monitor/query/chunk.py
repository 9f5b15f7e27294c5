"""Some texts of a batch, made ready for a scan."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from monitor.query.joined import BREAK, Joined
from monitor.query.normal import fold
from monitor.query.segment import Segment
from monitor.query.stream import streams_of

if TYPE_CHECKING:
    from monitor.query.joined import Flags, Places


class Texts(NamedTuple):
    """The texts of one field of a batch; `owners[i]` is the mention that `texts[i]` is of."""

    field: str
    owners: Sequence[int]
    texts: Sequence[str]


class Chunk:
    """Texts with their streams; all are ASCII, or none need be."""

    def __init__(self, texts: Texts, *, fold_diacritics: bool) -> None:
        self.field = texts.field
        self.streams = streams_of(texts.texts, fold_diacritics=fold_diacritics)
        self._texts = texts
        self._fold_diacritics = fold_diacritics
        self._segments: dict[int, Segment] = {}

    @cached_property
    def owners(self) -> "Places":
        """For each text the mention it is of."""
        import numpy as np

        return np.fromiter(self._texts.owners, np.intp, len(self._texts.owners))

    @cached_property
    def is_odd(self) -> "Flags":
        """For each text whether it has no part in the joined levels."""
        import numpy as np

        odd = np.zeros(len(self._texts.owners), np.bool_)
        odd[list(self.streams.odd)] = True
        return odd

    @cached_property
    def folded(self) -> Joined:
        """The folded texts."""
        folded = (
            fold(text, fold_diacritics=self._fold_diacritics).replace(BREAK, " ")
            for text in self._texts.texts
        )
        return Joined(BREAK.join(folded).encode("utf-8", "replace"))

    def segment(self, number: int) -> Segment:
        """The segment of a text."""
        known = self._segments.get(number)
        if known is None:
            known = self._segments[number] = Segment(
                self.field,
                self._texts.texts[number],
                self.streams.joined.texts[number],
                self.streams.level(number),
                fold_diacritics=self._fold_diacritics,
            )
        return known


def chunks(texts: Texts, *, fold_diacritics: bool) -> Iterator[Chunk]:
    """*texts* in two parts, as plain ASCII is faster."""
    is_plain = [text.isascii() for text in texts.texts]
    parts = [texts]
    if not all(is_plain):
        parts = [_chosen(texts, is_plain), _chosen(texts, [not plain for plain in is_plain])]
    for part in parts:
        if part.texts:
            yield Chunk(part, fold_diacritics=fold_diacritics)


def _chosen(texts: Texts, chosen: Sequence[bool]) -> Texts:
    field, owners, each = texts
    return Texts(field, list(compress(owners, chosen)), list(compress(each, chosen)))

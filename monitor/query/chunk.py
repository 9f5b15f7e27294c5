"""Some texts of a batch, made ready for a scan."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, NamedTuple

from monitor.query.joined import BREAK, Joined
from monitor.query.levels import Streams
from monitor.query.normal import fold
from monitor.query.segment import Segment
from monitor.query.stream import streams_of, uneven_streams

if TYPE_CHECKING:
    from monitor.query.joined import Places


class Texts(NamedTuple):
    """The texts of one field of a batch; `owners[i]` is the mention that `texts[i]` is of."""

    field: str
    owners: Sequence[int]
    texts: Sequence[str]


class Chunk:
    """Texts with their streams; all are even or none is."""

    def __init__(self, texts: Texts, streams: Streams, *, fold_diacritics: bool) -> None:
        self.field = texts.field
        self.streams = streams
        self._texts = texts
        self._fold_diacritics = fold_diacritics
        self._segments: dict[int, Segment] = {}

    @cached_property
    def owners(self) -> "Places":
        """For each text the mention it is of."""
        import numpy as np

        return np.fromiter(self._texts.owners, np.intp, len(self._texts.owners))

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
            levels = self.streams.levels
            known = self._segments[number] = Segment(
                self.field,
                self._texts.texts[number],
                self.streams.joined.texts[number],
                None if levels is None else levels.texts[number],
                fold_diacritics=self._fold_diacritics,
            )
        return known


def segment_of(field: str, text: str, *, fold_diacritics: bool) -> Segment:
    """A text alone."""
    *_, chunk = chunks(Texts(field, (0,), (text,)), fold_diacritics=fold_diacritics)
    return chunk.segment(0)


def chunks(texts: Texts, *, fold_diacritics: bool) -> Iterator[Chunk]:
    """*texts* in up to three parts: plain ASCII, other even texts, and uneven ones."""
    is_plain = list(map(str.isascii, texts.texts))
    if all(is_plain):
        parts = [texts]
    else:
        parts = [_chosen(texts, is_plain), _chosen(texts, list(map(not_, is_plain)))]
    for part in parts:
        if part.texts:
            yield from _by_evenness(part, fold_diacritics=fold_diacritics)


def _chosen(texts: Texts, chosen: Sequence[bool]) -> Texts:
    field, owners, each = texts
    return Texts(field, list(compress(owners, chosen)), list(compress(each, chosen)))


def _by_evenness(texts: Texts, *, fold_diacritics: bool) -> Iterator[Chunk]:
    streams, uneven = streams_of(texts.texts, fold_diacritics=fold_diacritics)
    if not uneven:
        yield Chunk(texts, streams, fold_diacritics=fold_diacritics)
        return
    if len(uneven) < len(texts.texts):
        even = list(texts.texts)
        for number in uneven:
            even[number] = ""  # as in the streams
        yield Chunk(texts._replace(texts=even), streams, fold_diacritics=fold_diacritics)
    some = Texts(
        texts.field,
        [texts.owners[number] for number in uneven],
        [texts.texts[number] for number in uneven],
    )
    streams = uneven_streams(some.texts, fold_diacritics=fold_diacritics)
    yield Chunk(some, streams, fold_diacritics=fold_diacritics)

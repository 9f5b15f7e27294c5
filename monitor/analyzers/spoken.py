"""What sentiment wants of a chunk: its tokens, and its words as VADER reads them."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from monitor.analyzers.chunks import CHUNK_END, END_NUMBER, Ints, by_chunk
from monitor.analyzers.cuts import Reading, cuts
from monitor.analyzers.tokens import tokens_of_chunks
from monitor.analyzers.vader import vader
from monitor.analyzers.vader_batch import VaderBatch


class Spoken:
    """Readings of the chunks of `cuts()`, good as long as its `generation` stays.

    *token_number* numbers a token. The words of VADER are those of `batch.words`.
    """

    def __init__(self, token_number: Callable[[str], int]) -> None:
        self.generation = cuts().generation
        self.tokens = Reading(self._tokens_of)
        self.words = Reading(self._words_of)
        self.batch = VaderBatch()
        self._token_number = token_number

    def _tokens_of(self, chunks: Sequence[str]) -> tuple[Ints, Ints]:
        number = self._token_number
        found = tokens_of_chunks(chunks)
        return by_chunk([END_NUMBER if each == CHUNK_END else number(each) for each in found])

    def _words_of(self, chunks: Sequence[str]) -> tuple[list[int], Ints]:
        """The words of each chunk, its emoji as those that describe them."""
        words, lengths = list(chunks), [1] * len(chunks)
        emoji = dict(self._with_emoji(chunks))
        if emoji:
            for place, spelled in emoji.items():
                lengths[place] = len(spelled)
            words = [
                word for place, one in enumerate(chunks) for word in emoji.get(place, [one])
            ]
        first = len(self.batch.words)
        self.batch.words.extend(words)
        return lengths, np.arange(first, first + len(words))

    @staticmethod
    def _with_emoji(chunks: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """The chunks that may hold emoji, by their places, as words."""
        judge = vader()
        for place, chunk in enumerate(chunks):
            if not chunk.isascii() and judge.perhaps_emoji.search(chunk):
                yield place, judge.spelled(chunk)[0].split()

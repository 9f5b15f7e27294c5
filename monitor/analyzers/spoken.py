"""What sentiment wants of a chunk: its tokens, and its words as VADER reads them."""

from collections.abc import Callable, Sequence

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
        words, lengths = chunks, [1] * len(chunks)
        if not all(map(str.isascii, chunks)):
            lists = list(map(self._spelled, chunks))
            words, lengths = [word for one in lists for word in one], list(map(len, lists))
        first = len(self.batch.words)
        self.batch.words.extend(words)
        return lengths, np.arange(first, first + len(words))

    def _spelled(self, chunk: str) -> Sequence[str]:
        """The words of a chunk, its emoji as those that describe them."""
        if chunk.isascii() or not vader().perhaps_emoji.search(chunk):
            return (chunk,)
        return vader().spelled(chunk)[0].split()

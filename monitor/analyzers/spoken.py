"""Chunks of texts with their tokens, and their words as VADER reads them."""

from collections.abc import Callable, Sequence

import numpy as np

from monitor.analyzers.chunks import CHUNK_END, Chunks, Ints, Parts
from monitor.analyzers.tokens import tokens_of_chunks
from monitor.analyzers.vader import vader
from monitor.analyzers.vader_batch import VaderBatch


class Spoken(Chunks):
    """Chunks with what sentiment needs of them. `learn` before `tokens` and `words` are read.

    *token_number* numbers a token. The words of VADER are those of `batch.words`.
    """

    def __init__(self, token_number: Callable[[str], int]) -> None:
        super().__init__()
        self.tokens = Parts()
        self.words = Parts()
        self.batch = VaderBatch()
        self._token_number = token_number

    def learn(self) -> None:
        """Look at the chunks that are new since the last call."""
        new = self.taken()
        if not new:
            return
        self.tokens.extend(*self._cut(new))
        words, lengths = new, [1] * len(new)
        if not all(map(str.isascii, new)):
            lists = list(map(self._spelled, new))
            words, lengths = [word for one in lists for word in one], list(map(len, lists))
        first = len(self.batch.words)
        self.batch.words.extend(words)
        self.words.extend(lengths, np.arange(first, first + len(words)))

    def _cut(self, new: Sequence[str]) -> tuple[Ints, Ints]:
        """How many tokens each chunk has, and the numbers of all."""
        number = self._token_number
        found = tokens_of_chunks(new)
        numbers = np.array([-1 if each == CHUNK_END else number(each) for each in found])
        ends = np.flatnonzero(numbers < 0)
        return np.diff(ends, prepend=-1) - 1, numbers[numbers >= 0]

    def _spelled(self, chunk: str) -> Sequence[str]:
        """The words of a chunk, its emoji as those that describe them."""
        if chunk.isascii() or not vader().perhaps_emoji.search(chunk):
            return (chunk,)
        return vader().spelled(chunk)[0].split()

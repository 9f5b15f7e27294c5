"""Group mentions that carry the same text republished: a batch against all earlier ones.

The work on a batch does not grow with the store: each text is met by a few keys, and by each
key at most `MOST_MET` mentions. Nothing is merged or lost: a group is rows beside the mentions,
which are taken away when a text changes or the rules do.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.analyzers.stories import Likeness, Wording, likeness, wording
from monitor.model import Mention
from monitor.store.connect import Store
from monitor.store.stories import MOST_MET, Member, met, save_groups, stories_of, texts

VERSION: Final = "2"

_MOST_COMPARED: Final = 32

Pairs = npt.NDArray[np.int64]
"""Rows of a key and a mention."""


def group(store: Store, traces: Mapping[int, Sequence[int]]) -> set[int]:
    """Find the story of each mention by its keys and keep it, in one transaction.

    Returns the mentions whose being a copy changed: their effective values want a refresh.
    """
    with store.transaction():
        batch = _Batch(store, traces)
        for number in batch.in_company:
            batch.place(number, traces[number])
        return save_groups(
            store, traces, batch.members, alone=batch.alone, indexed=batch.indexed
        )


class _Batch:
    """A batch in work: who can be met by which key, and what has been decided.

    `in_company`: the mentions that share a key with another one; most share none, so they meet
    nobody and nobody of the batch meets them. Theirs are the keys that are `alone`.
    """

    def __init__(self, store: Store, traces: Mapping[int, Sequence[int]]) -> None:
        keys = _Keys(traces)
        known = met(store, keys.different.tolist())
        self.in_company, self.alone = keys.parted(known)
        self.indexed: list[tuple[int, int]] = []
        earlier = {number for ids in known.values() for number in ids} - set(traces)
        self.met = {key: [n for n in ids if n in earlier] for key, ids in known.items()}
        self.story = stories_of(store, earlier)
        self.wordings = _Wordings(texts(store, earlier.union(self.in_company)))
        self.members: list[Member] = []

    def place(self, number: int, keys: Sequence[int]) -> None:
        """Decide on one mention, and let later ones of the batch meet it."""
        best = self._best(number, keys)
        if best is not None:
            other, like = best
            story_id = self.story.setdefault(other, other)
            self.story[number] = story_id
            self.members.append(
                Member(
                    mention_id=number,
                    story_id=story_id,
                    similarity=like.similarity,
                    reason=like.reason,
                )
            )
            # Copies are met through what they copied. A near copy that could be met itself
            # would let a story drift away from its first text; the same address with another
            # text is the one case with something new to meet.
            if like.reason != "url":
                return
        for key in keys:
            others = self.met.get(key)
            if others is None:
                self.met[key] = [number]
            elif len(others) < MOST_MET:
                others.append(number)
            else:
                continue
            self.indexed.append((key, number))

    def _best(self, number: int, keys: Sequence[int]) -> tuple[int, Likeness] | None:
        others = [ids for key in keys if (ids := self.met.get(key))]
        if not others:
            return None
        shared = Counter(chain.from_iterable(others))
        best: tuple[int, Likeness] | None = None
        for other, _ in shared.most_common(_MOST_COMPARED):
            like = likeness(self.wordings[number], self.wordings[other])
            if like is not None and (best is None or like.similarity > best[1].similarity):
                best = (other, like)
                if like.similarity == 1:
                    break
        return best


class _Keys:
    """The keys of a batch as columns, in their order: this is how they are kept."""

    def __init__(self, traces: Mapping[int, Sequence[int]]) -> None:
        self._mentions = np.fromiter(traces, np.int64, len(traces))
        lengths = np.fromiter(map(len, traces.values()), np.int64, len(traces))
        keys = np.fromiter(chain.from_iterable(traces.values()), np.int64, lengths.sum())
        order = keys.argsort()
        self._keys = keys[order]
        self._owners = np.repeat(np.arange(len(traces)), lengths)[order]
        self._is_first = np.ones(len(keys), np.bool_)
        self._is_first[1:] = self._keys[1:] != self._keys[:-1]
        self.different = self._keys[self._is_first]

    def parted(self, known: Collection[int]) -> tuple[list[int], Pairs]:
        """The mentions with a key that is *known* or another's too; the keys of all others."""
        is_shared = ~self._is_first
        is_shared[:-1] |= ~self._is_first[1:]
        is_known = np.zeros(len(self.different), np.bool_)
        is_known[np.searchsorted(self.different, np.fromiter(known, np.int64, len(known)))] = 1
        is_shared |= is_known[np.cumsum(self._is_first) - 1]
        in_company = np.zeros(len(self._mentions), np.bool_)
        in_company[self._owners[is_shared]] = True
        alone = ~in_company[self._owners]
        pairs = np.column_stack((self._keys[alone], self._mentions[self._owners[alone]]))
        return self._mentions[in_company].tolist(), pairs


class _Wordings(dict[int, Wording]):
    """The wordings of mentions, worked out when first compared."""

    def __init__(self, texts: Mapping[int, Mention]) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, number: int) -> Wording:
        self[number] = wording(self._texts[number])
        return self[number]

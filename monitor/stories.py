"""Group mentions that carry the same text republished: a batch against all earlier ones.

The work on a batch does not grow with the store: each text is met by a few keys, and by each
key at most `MOST_MET` mentions. Nothing is merged or lost: a group is rows beside the mentions,
which are taken away when a text changes or the rules do.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

import numpy as np

from monitor.analyzers.stories import Likeness, Wording, likeness, wording
from monitor.store.connect import Store
from monitor.store.stories import MOST_MET, Member, met, save_groups, stories_of, texts

VERSION: Final = "2"

_MOST_COMPARED: Final = 32


def group(store: Store, traces: Mapping[int, Sequence[int]]) -> set[int]:
    """Find the story of each mention by its keys and keep it, in one transaction.

    Returns the mentions whose being a copy changed: their effective values want a refresh.
    """
    with store.transaction():
        batch = _Batch(store, traces)
        for number in batch.in_company:
            batch.place(number, traces[number])
        return save_groups(store, traces, batch.members, indexed=batch.indexed)


class _Batch:
    """A batch in work: who can be met by which key, and what has been decided.

    `in_company`: the mentions that share a key with another one; most share none, so they meet
    nobody and nobody of the batch meets them.
    """

    def __init__(self, store: Store, traces: Mapping[int, Sequence[int]]) -> None:
        owners = np.repeat(list(traces), list(map(len, traces.values())))
        flat = np.fromiter(chain.from_iterable(traces.values()), np.int64, len(owners))
        keys, place, counts = np.unique(flat, return_inverse=True, return_counts=True)
        known = met(store, keys.tolist())
        is_shared = (counts > 1) | np.isin(keys, list(known))
        in_company = np.unique(owners[is_shared[place]])
        alone = ~np.isin(owners, in_company)
        company = set(in_company.tolist())
        self.in_company = [number for number in traces if number in company]
        self.indexed = list(zip(flat[alone].tolist(), owners[alone].tolist(), strict=True))
        earlier = {number for ids in known.values() for number in ids} - set(traces)
        self.met = {key: [n for n in ids if n in earlier] for key, ids in known.items()}
        self.story = stories_of(store, earlier)
        self.wordings = _Wordings(store, earlier)
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


class _Wordings(dict[int, Wording]):
    """The wordings of mentions, worked out when first compared."""

    def __init__(self, store: Store, earlier: set[int]) -> None:
        super().__init__()
        self._store = store
        self._texts = texts(store, earlier)

    def __missing__(self, number: int) -> Wording:
        if number not in self._texts:
            self._texts |= texts(self._store, [number])
        self[number] = wording(self._texts[number])
        return self[number]

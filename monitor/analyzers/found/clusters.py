"""Group directions: spherical k-means, started from an earlier grouping where there is one."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.analyzers.found.vectors import Floats, Ints, unit

NO_GROUP: Final = -1
_ROUNDS: Final = 40
_RESTARTS: Final = 5


@dataclass(frozen=True, slots=True)
class Grouping:
    """`centres` (unit rows), the group of each text, and how near each text is (cosine)."""

    centres: Floats
    group: Ints
    nearness: Floats


def group_count(texts: int) -> int:
    """How many topics to look for: 4 in 50 texts, 16 in 5,000, 31 in 50,000."""
    return int(min(40, max(2, round(1.2 * texts**0.3))))


def grouped(directions: Floats, count: int, random: np.random.Generator) -> Grouping:
    """The best of several spherical k-means runs, by the sum of cosines."""
    runs = [
        _settled(directions, _spread_centres(directions, count, random))
        for _ in range(_RESTARTS)
    ]
    return max(runs, key=lambda run: float(run.nearness.sum()))


def regrouped(
    directions: Floats, before: Ints, count: int, random: np.random.Generator
) -> Grouping:
    """Carry on an earlier grouping: group i stays group i, further ones are added.

    *before* holds each text's earlier group, or `NO_GROUP`. Centres move to the texts they have
    now and each text goes to the nearest; settling further would wander off from what people
    know (a fifth more of the texts change their topic) and describes the texts no better.
    """
    kept = int(before.max(initial=NO_GROUP)) + 1
    known = before != NO_GROUP
    start = unit(_sums(directions[known], before[known], kept))
    centres = _spread_centres(directions, max(kept, count), random, start=start)
    return Grouping(centres, *nearest(directions, centres))


def nearest(directions: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """The nearest centre of each text and its cosine."""
    if not len(centres):
        none = np.full(len(directions), NO_GROUP, dtype=np.int64)
        return none, np.zeros(len(directions), dtype=np.float32)
    cosines = directions @ centres.T
    best = cosines.argmax(axis=1)
    return best, cosines[np.arange(len(directions)), best]


def _settled(directions: Floats, centres: Floats) -> Grouping:
    group, nearness = nearest(directions, centres)
    for _ in range(_ROUNDS):
        empty = np.bincount(group, minlength=len(centres)) == 0
        centres = np.where(
            empty[:, None], centres, unit(_sums(directions, group, len(centres)))
        )
        moved, nearness = nearest(directions, centres)
        if np.array_equal(moved, group):
            break
        group = moved
    return Grouping(centres, group, nearness)


def _sums(directions: Floats, group: Ints, count: int) -> Floats:
    """The sum of each group's directions."""
    sums = np.zeros((count, directions.shape[1]), dtype=np.float32)
    order = np.argsort(group, kind="stable")
    present, starts = np.unique(group[order], return_index=True)
    if len(present):
        sums[present] = np.add.reduceat(directions[order], starts, axis=0)
    return sums


def _spread_centres(
    directions: Floats,
    count: int,
    random: np.random.Generator,
    start: Floats | None = None,
) -> Floats:
    """Centres far from each other (k-means++, Arthur and Vassilvitskii 2007), after *start*."""
    chosen = [] if start is None else list(start)
    if not chosen:
        chosen.append(directions[random.integers(len(directions))])
    nearness = nearest(directions, np.array(chosen, dtype=np.float32))[1]
    while len(chosen) < count:
        chance = np.maximum(1 - nearness.astype(np.float64), 0) + 1e-12
        pick = random.choice(len(directions), p=chance / chance.sum())
        chosen.append(directions[pick])
        nearness = np.maximum(nearness, directions @ directions[pick])
    return np.array(chosen, dtype=np.float32)

"""How unequally something is spread over authors. Exact where the amounts are integers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TARGET: Final = 80  # percent of the total that the smallest set has to reach
_CURVE_POINTS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TopSet:
    """The smallest set that reaches 80 %. `size` includes all that tie with its last member;
    `without_ties` is how many of them it would take."""

    size: int
    without_ties: int


def top_set(amounts: Sequence[float], *, target: int = TARGET) -> TopSet:
    """The smallest set of *amounts* that reaches *target* percent of their sum."""
    ranked = sorted(amounts, reverse=True)
    total, reached = sum(ranked), 0.0
    if not total:
        return TopSet(size=0, without_ties=0)
    for amount in ranked:
        reached += amount
        if 100 * reached >= target * total:
            break
    tied = sum(1 for one in ranked if one >= amount)
    larger = sum(1 for one in ranked if one > amount)
    short = target * total - 100 * sum(ranked[:larger])
    return TopSet(size=tied, without_ties=larger + math.ceil(short / (100 * amount)))


def gini(amounts: Sequence[float]) -> float | None:
    """0: all the same, towards 1: one has it all. None of nothing."""
    ranked = sorted(amounts)
    total, count = sum(ranked), len(ranked)
    if not total:
        return None
    weighted = sum(rank * amount for rank, amount in enumerate(ranked, 1))
    return round(2 * weighted / (count * total) - (count + 1) / count, 4)


def top_amount(amounts: Sequence[float], *, top: int = 10) -> float:
    """What the *top* largest hold together."""
    return sum(sorted(amounts, reverse=True)[:top])


def curve(amounts: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """(percent of authors, percent of the total they hold), the largest first.

    A mirrored Lorenz curve in at most about two hundred points, the ends included.
    """
    ranked = sorted(amounts, reverse=True)
    total, count = sum(ranked), len(ranked)
    if not total:
        return ()
    step = max(1, count // _CURVE_POINTS)
    reached, points = 0.0, [(0.0, 0.0)]
    for rank, amount in enumerate(ranked, 1):
        reached += amount
        if rank % step == 0 or rank == count:
            points.append((round(100 * rank / count, 2), round(100 * reached / total, 2)))
    return tuple(points)

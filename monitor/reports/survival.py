"""Waiting times in which some are still waiting: Kaplan and Meier 1958, JASA 53:457.

An open item is not dropped and not counted as answered now; it says "at least this long".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds waited; `is_over` is False for one that still waits (censored)."""

    seconds: int
    is_over: bool


def curve(waits: Iterable[Wait]) -> tuple[tuple[int, float], ...]:
    """(seconds, share answered by then): the steps, at the times of answers."""
    ordered = sorted(waits, key=lambda wait: wait.seconds)
    waiting, unanswered, steps = len(ordered), 1.0, []
    at = 0
    while at < len(ordered):
        seconds, group = ordered[at].seconds, at
        while group < len(ordered) and ordered[group].seconds == seconds:
            group += 1
        answered = sum(wait.is_over for wait in ordered[at:group])
        if answered:
            unanswered *= 1 - answered / waiting
            steps.append((seconds, 1 - unanswered))
        waiting -= group - at
        at = group
    return tuple(steps)


def quantile(steps: Sequence[tuple[int, float]], share: float) -> int | None:
    """The first time by which *share* of all are answered; None where it is never reached."""
    # Products of fractions fall short of round numbers by a rounding error.
    return next((seconds for seconds, done in steps if done >= share - 1e-9), None)


def middle_and_late(waits: Iterable[Wait]) -> tuple[int | None, int | None]:
    """Median and 90th percentile, in seconds."""
    steps = curve(waits)
    return quantile(steps, 0.5), quantile(steps, 0.9)

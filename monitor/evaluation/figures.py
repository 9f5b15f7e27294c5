"""Accuracy, precision, recall, F1 and their intervals, from pairs of truth and answer.

Accuracy, precision and recall carry Wilson intervals (Wilson 1927); macro-F1, which is no
proportion, a percentile bootstrap over the pairs (1,000 draws, fixed seed). All are 95 %.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

_Z: Final = 1.959964
_DRAWS: Final = 1_000
_SEED: Final = 20_26


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with its counts and 95 % Wilson interval. `value` is None without cases."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        return self.part / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper bound; None without cases."""
        if not self.of:
            return None
        n, share = self.of, self.part / self.of
        middle = share + _Z**2 / (2 * n)
        reach = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
        below = 1 + _Z**2 / n
        return max(0.0, (middle - reach) / below), min(1.0, (middle + reach) / below)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """One class: how many answers of it are right, how many of its cases are found."""

    name: str
    precision: Share
    recall: Share
    f1: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How right one analyzer version is on some labelled cases.

    `confusion` maps (truth, answer) to a count. `unanswered` are labelled cases that the
    analyzer says nothing about; they are in no figure. For several-label analyzers `accuracy`
    is the share of right yes/no answers over all judged labels.
    """

    analyzer: str
    version: str
    cases: int
    unanswered: int
    accuracy: Share
    macro_f1: float | None
    macro_f1_interval: tuple[float, float] | None
    classes: tuple[ClassFigures, ...]
    confusion: dict[tuple[str, str], int]
    drawn: str = ""


def evaluate(
    pairs: Sequence[tuple[str, str]],
    *,
    analyzer: str,
    version: str,
    unanswered: int = 0,
    drawn: str = "",
) -> Evaluation:
    """The figures of (truth, answer) pairs with one answer each."""
    confusion = Counter(pairs)
    names = sorted({truth for truth, _ in pairs})
    classes = tuple(_class(name, confusion) for name in names)
    return Evaluation(
        analyzer=analyzer,
        version=version,
        cases=len(pairs),
        unanswered=unanswered,
        accuracy=Share(sum(n for (t, a), n in confusion.items() if t == a), len(pairs)),
        macro_f1=macro_f1(pairs),
        macro_f1_interval=_bootstrap(pairs),
        classes=classes,
        confusion=dict(confusion),
        drawn=drawn,
    )


def evaluate_several(
    judged: Sequence[tuple[frozenset[str], frozenset[str], frozenset[str]]],
    *,
    analyzer: str,
    version: str,
    unanswered: int = 0,
    drawn: str = "",
) -> Evaluation:
    """The figures where several labels may hold: each case is (holding, denied, answered).

    Only labels that a person has judged count, each as a question of its own.
    """
    names = sorted({name for yes, no, _ in judged for name in yes | no})
    counts = {
        name: Counter(
            (name in yes, name in found) for yes, no, found in judged if name in yes | no
        )
        for name in names
    }
    classes = tuple(_yes_no_class(name, counts[name]) for name in names)
    right = sum(n for count in counts.values() for (t, a), n in count.items() if t == a)
    of = sum(sum(count.values()) for count in counts.values())
    scores = [one.f1 for one in classes if one.f1 is not None]
    return Evaluation(
        analyzer=analyzer,
        version=version,
        cases=len(judged),
        unanswered=unanswered,
        accuracy=Share(right, of),
        macro_f1=sum(scores) / len(scores) if scores else None,
        macro_f1_interval=None,
        classes=classes,
        confusion={
            (name if truth else f"not {name}", name if answer else f"not {name}"): n
            for name, count in counts.items()
            for (truth, answer), n in sorted(count.items(), reverse=True)
        },
        drawn=drawn,
    )


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float | None:
    """The mean F1 of the classes that occur as truth; None without pairs.

    An answer outside them ("unsure") counts as wrong.
    """
    confusion = Counter(pairs)
    scores = [_f1(name, confusion) for name in {truth for truth, _ in pairs}]
    return sum(scores) / len(scores) if scores else None


def _f1(name: str, confusion: Counter[tuple[str, str]]) -> float:
    right = confusion[name, name]
    truths = sum(n for (truth, _), n in confusion.items() if truth == name)
    answers = sum(n for (_, answer), n in confusion.items() if answer == name)
    return 2 * right / (truths + answers) if truths + answers else 0.0


def _class(name: str, confusion: Counter[tuple[str, str]]) -> ClassFigures:
    right = confusion[name, name]
    answers = sum(n for (_, answer), n in confusion.items() if answer == name)
    truths = sum(n for (truth, _), n in confusion.items() if truth == name)
    return ClassFigures(
        name=name,
        precision=Share(right, answers),
        recall=Share(right, truths),
        f1=_f1(name, confusion),
    )


def _yes_no_class(name: str, count: Counter[tuple[bool, bool]]) -> ClassFigures:
    right, missed, wrong = count[True, True], count[True, False], count[False, True]
    total = 2 * right + missed + wrong
    return ClassFigures(
        name=name,
        precision=Share(right, right + wrong),
        recall=Share(right, right + missed),
        f1=2 * right / total if total else None,
    )


def _bootstrap(pairs: Sequence[tuple[str, str]]) -> tuple[float, float] | None:
    """The middle 95 % of macro-F1 over draws with replacement, on the table of counts."""
    import numpy as np

    if not pairs:
        return None
    confusion = Counter(pairs)
    cells = sorted(confusion)
    chances = np.array([confusion[cell] for cell in cells]) / len(pairs)
    draws = np.random.default_rng(_SEED).multinomial(len(pairs), chances, size=_DRAWS)
    truths = sorted({truth for truth, _ in cells})
    total = np.zeros(_DRAWS)
    for name in truths:
        of_truth = draws[:, [truth == name for truth, _ in cells]].sum(axis=1)
        of_answer = draws[:, [answer == name for _, answer in cells]].sum(axis=1)
        right = draws[:, [cell == (name, name) for cell in cells]].sum(axis=1)
        total += 2 * right / np.maximum(1, of_truth + of_answer)
    low, high = np.quantile(total / len(truths), [0.025, 0.975])
    return float(low), float(high)

"""Evaluate the analyzers on the labels in the store."""

from collections.abc import Sequence
from typing import Final

from monitor.evaluation.figures import Evaluation, evaluate, evaluate_several
from monitor.model import INTENTS
from monitor.store.connect import Store
from monitor.store.labels import Judged, judged

FIELDS: Final = ("sentiment", "intent", "topic", "language")
ENOUGH: Final = 30
"""With fewer randomly drawn labels there is no figure that stands for all mentions."""

RANDOM: Final = "drawn at random"
ALL: Final = "all labels, hard ones preferred"


def evaluate_labels(
    store: Store, fields: Sequence[str] = FIELDS, *, all_labels: bool = False
) -> list[Evaluation]:
    """Each analyzer that has labels, by the version that its answers are of.

    Only labels of randomly drawn mentions say how right an analyzer is on all of them. With
    under `ENOUGH` of those, or with *all_labels*, all are used, and `Evaluation.drawn` says so.
    """
    found = []
    for field in fields:
        cases = judged(store, field)
        fair = [case for case in cases if case.sampled == "random"]
        is_fair = len(fair) >= ENOUGH and not all_labels
        found += _by_version(field, fair if is_fair else cases, RANDOM if is_fair else ALL)
    return found


def _by_version(field: str, cases: Sequence[Judged], drawn: str) -> list[Evaluation]:
    answered = [case for case in cases if case.found is not None]
    missing = len(cases) - len(answered)
    versions = sorted({case.version for case in answered})
    return [
        _evaluated(
            field, version, [c for c in answered if c.version == version], missing, drawn
        )
        for version in versions
    ]


def _evaluated(
    field: str, version: str, cases: Sequence[Judged], missing: int, drawn: str
) -> Evaluation:
    if field in ("sentiment", "language"):
        pairs = [(min(case.said), min(case.found or {""})) for case in cases]
        return evaluate(pairs, analyzer=field, version=version, unanswered=missing, drawn=drawn)
    known = _known_values(field, cases)
    judgements = [
        (
            case.said,
            (known - case.said if case.is_complete else case.denied),
            case.found or frozenset(),
        )
        for case in cases
    ]
    return evaluate_several(
        judgements, analyzer=field, version=version, unanswered=missing, drawn=drawn
    )


def _known_values(field: str, cases: Sequence[Judged]) -> frozenset[str]:
    if field == "intent":
        return frozenset(INTENTS)
    return frozenset(value for case in cases for value in (*case.said, *case.denied))

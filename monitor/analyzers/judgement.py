"""What a sentiment engine answers."""

from dataclasses import replace
from itertools import repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from monitor.columns import objects
from monitor.model import Annotation, Json

NEGATIVE, NEUTRAL, POSITIVE, UNSURE = "negative", "neutral", "positive", "unsure"
CLASSES: Final = (NEGATIVE, NEUTRAL, POSITIVE)
_LABELS: Final = (*CLASSES, UNSURE)
_OPPOSITE = {NEGATIVE: POSITIVE, POSITIVE: NEGATIVE}


def towards(said: Annotation, *, opposite: bool = False) -> dict[str, Json]:
    """Label and score alone; the other way round for the worse half of a comparison."""
    if not opposite or said.score is None or said.label is None:
        return {"label": said.label, "score": said.score}
    return {"label": _OPPOSITE.get(said.label, said.label), "score": 0.0 - said.score}


def with_data(said: Annotation, **more: Json) -> Annotation:
    """The same answer with more told beside it."""
    return replace(said, data={**said.data, **more})


def silent(engine: str, text: str, **more: Json) -> Annotation:
    """The answer where there is nothing to judge: "empty", or "no words" (links, handles)."""
    reason = "no words" if text.strip() else "empty"
    return Annotation(label=UNSURE, data={"engine": engine, "reason": reason, **more})


def by_shares(engine: str, shares: npt.NDArray[Any], *, certain: float) -> list[Annotation]:
    """The likeliest class of each row (negative, neutral, positive); "unsure" below *certain*.

    The score, in [-1, 1], is the share of positive less that of negative.
    """
    exact = shares.astype(np.float64)
    labels = np.where(exact.max(axis=1) >= certain, exact.argmax(axis=1), len(CLASSES)).tolist()
    scores = rounded(np.clip(exact[:, 2] - exact[:, 0], -1, 1))
    each = ({NEGATIVE: a, NEUTRAL: b, POSITIVE: c} for a, b, c in rounded(exact))
    return objects(
        Annotation,
        len(exact),
        label=[_LABELS[label] for label in labels],
        score=scores,
        labels=repeat(()),
        data=[{"engine": engine, "probabilities": shares} for shares in each],
    )


def rounded(values: npt.NDArray[Any]) -> list[Any]:
    """Each of *values* to four digits, and no -0."""
    found: list[Any] = (np.rint(values.astype(np.float64) * 10_000) / 10_000 + 0.0).tolist()
    return found

"""What a sentiment engine answers."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from monitor.model import Annotation, Json

NEGATIVE, NEUTRAL, POSITIVE, UNSURE = "negative", "neutral", "positive", "unsure"
CLASSES: Final = (NEGATIVE, NEUTRAL, POSITIVE)
_LABELS: Final = (*CLASSES, UNSURE)
_OPPOSITE = {NEGATIVE: POSITIVE, POSITIVE: NEGATIVE}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A label, a score in [-1, 1] (None: there was nothing to judge), and the reasons."""

    label: str
    score: float | None
    data: dict[str, Json] = field(default_factory=dict)

    def annotation(self) -> Annotation:
        return Annotation(label=self.label, score=self.score, data=self.data)

    def brief(self, *, opposite: bool = False) -> dict[str, Json]:
        """Label and score only; the other way round for the worse half of a comparison."""
        if not opposite or self.score is None:
            return {"label": self.label, "score": self.score}
        return {"label": _OPPOSITE.get(self.label, self.label), "score": 0.0 - self.score}


def silent(engine: str, text: str) -> Judgement:
    """The answer where there is nothing to judge: "empty", or "no words" (links, handles)."""
    reason = "no words" if text.strip() else "empty"
    return Judgement(UNSURE, None, {"engine": engine, "reason": reason})


def by_shares(engine: str, shares: npt.NDArray[Any], *, certain: float) -> list[Judgement]:
    """The likeliest class of each row (negative, neutral, positive); "unsure" below *certain*."""
    exact = shares.astype(np.float64)
    labels = np.where(exact.max(axis=1) >= certain, exact.argmax(axis=1), len(CLASSES)).tolist()
    scores = _rounded(np.clip(exact[:, 2] - exact[:, 0], -1, 1)).tolist()
    return [
        Judgement(
            _LABELS[label],
            score,
            {
                "engine": engine,
                "probabilities": {NEGATIVE: negative, NEUTRAL: neutral, POSITIVE: positive},
            },
        )
        for label, score, (negative, neutral, positive) in zip(
            labels, scores, _rounded(exact).tolist(), strict=True
        )
    ]


def _rounded(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """To four digits, and no -0."""
    rounded: npt.NDArray[Any] = np.rint(values * 10_000) / 10_000 + 0.0
    return rounded

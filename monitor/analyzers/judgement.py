"""What a sentiment engine answers."""

from dataclasses import dataclass, field
from typing import Final

from monitor.model import Annotation, Json

NEGATIVE, NEUTRAL, POSITIVE, UNSURE = "negative", "neutral", "positive", "unsure"
CLASSES: Final = (NEGATIVE, NEUTRAL, POSITIVE)
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


def by_probabilities(
    engine: str, negative: float, neutral: float, positive: float, *, certain: float
) -> Judgement:
    """The likeliest class; "unsure" where its probability is below *certain*."""
    shares = (negative, neutral, positive)
    best = max(shares)
    label = CLASSES[shares.index(best)] if best >= certain else UNSURE
    probabilities: dict[str, Json] = {
        NEGATIVE: round(negative, 4),
        NEUTRAL: round(neutral, 4),
        POSITIVE: round(positive, 4),
    }
    score = round(max(-1.0, min(1.0, positive - negative)), 4)
    return Judgement(label, score, {"engine": engine, "probabilities": probabilities})

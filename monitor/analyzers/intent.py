"""What a mention is for: complaint, question, praise, request, purchase, switching; several hold.

Questions, purchases and switching are told by words (`intent_rules`), complaints and requests by
words or a trained linear model, complaints also by a clearly negative text, praise by a clearly
positive text that asks and blames nothing. Read for English and German, and in part for Spanish
and French.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.engines import MonitorEngine
from monitor.analyzers.features import Floats, vocabulary
from monitor.analyzers.intent_rules import RULES_VERSION
from monitor.analyzers.intent_words import told_each
from monitor.analyzers.model import DATA, file_digest, scorer
from monitor.analyzers.passages import passages
from monitor.analyzers.tokens import only_addresses
from monitor.model import INTENTS, Annotation, Json, Mention

INTENT_MODEL: Final = DATA / "intent.model"
HEADS: Final = ("complaint", "request")

# Least probabilities, chosen by cross-validation on development texts so that precision holds.
COMPLAINT, COMPLAINT_WITH_WORDS, COMPLAINT_IF_NEGATIVE = 0.5, 0.3, 0.25
NEGATIVE, NEGATIVE_WITH_WORDS = 0.75, 0.5
REQUEST, REQUEST_WITH_WORDS = 0.4, 0.02
PRAISE, PRAISE_WITH_WORDS = 0.7, 0.4
_TOGETHER = 1_024


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known about a text before its intents are told. Shares are probabilities."""

    told: frozenset[str]
    complaint: float
    request: float
    positive: float
    negative: float = 0.0


@dataclass(frozen=True, slots=True)
class IntentAnalyzer:
    """The intents of each mention, in `labels`, in the order of `INTENTS`.

    `data` holds the probabilities of complaint and request, and `words`: the intents that the
    text's words tell. A mention without any intent has no labels; one of links and handles
    alone has the reason "no words".
    """

    brands: tuple[str, ...] = ()
    model: Path = INTENT_MODEL
    name: str = "intent"

    @property
    def version(self) -> str:
        return f"1/{RULES_VERSION}/{file_digest(self.model)}/{MonitorEngine().version}"

    @classmethod
    def build(cls, settings: AnalyzerSettings) -> "IntentAnalyzer":
        return cls(tuple(brand.name for brand in settings.brands))

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation]:
        found: list[Annotation] = []
        for start in range(0, len(batch), _TOGETHER):
            found.extend(self._annotated(batch[start : start + _TOGETHER]))
        return found

    def _annotated(self, batch: Sequence[Mention]) -> list[Annotation]:
        read = passages(batch, self.brands)
        told = told_each([one.raw for one in read])
        texts = vocabulary().read([one.masked for one in read])
        heads = scorer(self.model, file_digest(self.model)).scores(texts)
        complaints, requests = logistic(heads).T.tolist()
        positive = MonitorEngine().probabilities(texts)[:, 2].tolist()
        return [
            annotation(Signs(words, complaint, request, share))
            if not only_addresses(one.raw)
            else Annotation(data={"reason": "no words"})
            for one, words, complaint, request, share in zip(
                read, told, complaints, requests, positive, strict=True
            )
        ]


def annotation(signs: Signs) -> Annotation:
    found = intents(signs)
    data: dict[str, Json] = {
        "complaint": round(signs.complaint, 4),
        "request": round(signs.request, 4),
    }
    if signs.told:
        data["words"] = [*sorted(signs.told)]
    return Annotation(labels=tuple(one for one in INTENTS if one in found), data=data)


def intents(signs: Signs) -> frozenset[str]:
    """The rule that joins words and probabilities."""
    words = signs.told
    found = set(words & {"question", "switching", "purchase"})
    if _complains(signs):
        found.add("complaint")
    if signs.request >= (REQUEST_WITH_WORDS if "request" in words else REQUEST):
        found.add("request")
    praised = PRAISE_WITH_WORDS if "praise" in words else PRAISE
    if signs.positive >= praised and not found & {"complaint", "question", "switching"}:
        found.add("praise")
    return frozenset(found)


def _complains(signs: Signs) -> bool:
    """By the model; by words with some support; or by a clearly negative text."""
    if signs.complaint >= COMPLAINT:
        return True
    if "complaint" in signs.told:
        return signs.complaint >= COMPLAINT_WITH_WORDS or signs.negative >= NEGATIVE_WITH_WORDS
    return signs.negative >= NEGATIVE and signs.complaint >= COMPLAINT_IF_NEGATIVE


def logistic(scores: Floats) -> Floats:
    """Each score as a probability."""
    shares: Floats = (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)
    return shares

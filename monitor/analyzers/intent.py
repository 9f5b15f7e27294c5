"""What a mention is for: complaint, question, praise, request, purchase, switching; several hold.

Questions, purchases and switching are told by words (`intent_rules`), complaints and requests by
words or a trained linear model, complaints also by a clearly negative text, praise by a clearly
positive text that asks and blames nothing. Read for English and German, and in part for Spanish
and French.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.engines import MonitorEngine
from monitor.analyzers.features import Flags, Floats, Ints, read_passages
from monitor.analyzers.intent_rules import RULES_VERSION
from monitor.analyzers.intent_words import told_each
from monitor.analyzers.judgement import rounded
from monitor.analyzers.model import DATA, file_digest, scorer
from monitor.analyzers.passages import passages
from monitor.analyzers.tokens import only_addresses
from monitor.columns import objects
from monitor.model import INTENTS, Annotation, Json, Mention

INTENT_MODEL: Final = DATA / "intent.model"
HEADS: Final = ("complaint", "request")

# Least probabilities, chosen by cross-validation on development texts so that precision holds.
COMPLAINT, COMPLAINT_WITH_WORDS, COMPLAINT_IF_NEGATIVE = 0.5, 0.3, 0.25
NEGATIVE, NEGATIVE_WITH_WORDS = 0.75, 0.5
REQUEST, REQUEST_WITH_WORDS = 0.4, 0.02
PRAISE, PRAISE_WITH_WORDS = 0.7, 0.4
_TOGETHER = 2_048


class Signs(NamedTuple):
    """What is known about some texts before their intents are told.

    `told`: the intents whose words stand in each; the others are probabilities, one a text.
    """

    told: Sequence[frozenset[str]]
    complaint: Floats
    request: Floats
    positive: Floats
    negative: Floats


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
        return f"2/{RULES_VERSION}/{file_digest(self.model)}/{MonitorEngine().version}"

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
        texts = read_passages(read)
        heads = logistic(scorer(self.model, file_digest(self.model)).scores(texts))
        feelings = MonitorEngine().probabilities(texts)
        words = told_each([one.raw for one in read])
        signs = Signs(words, heads[:, 0], heads[:, 1], feelings[:, 2], feelings[:, 0])
        return [
            _NO_WORDS if only_addresses(one.raw) else answer
            for one, answer in zip(read, answers(signs), strict=True)
        ]


_NO_WORDS: Final = Annotation(data={"reason": "no words"})


def answers(signs: Signs) -> list[Annotation]:
    """The intents of each text, with what they are told by."""
    return objects(
        Annotation,
        len(signs.told),
        label=repeat(None),
        score=repeat(None),
        labels=intents(signs),
        data=map(_data, signs.told, rounded(signs.complaint), rounded(signs.request)),
    )


def _data(words: frozenset[str], complaint: float, request: float) -> dict[str, Json]:
    if not words:
        return {"complaint": complaint, "request": request}
    return {"complaint": complaint, "request": request, "words": [*sorted(words)]}


_BIT: Final = {intent: 1 << place for place, intent in enumerate(INTENTS)}
_COMPLAINT, _QUESTION, _PRAISE, _REQUEST, _PURCHASE, _SWITCHING = _BIT.values()


def intents(signs: Signs) -> list[tuple[str, ...]]:
    """The rule that joins words and probabilities, for each text: a bit for each intent."""
    words = np.array([_bits(one) for one in signs.told], dtype=np.int64)
    found = words & (_QUESTION | _PURCHASE | _SWITCHING)
    found |= np.where(_complain(words, signs), _COMPLAINT, 0)
    found |= np.where(
        _sure(signs.request, words & _REQUEST, REQUEST_WITH_WORDS, REQUEST), _REQUEST, 0
    )
    praises = _sure(signs.positive, words & _PRAISE, PRAISE_WITH_WORDS, PRAISE)
    praises &= found & (_COMPLAINT | _QUESTION | _SWITCHING) == 0
    found |= np.where(praises, _PRAISE, 0)
    return [_labels(bits) for bits in found.tolist()]


def _complain(words: Ints, signs: Signs) -> Flags:
    """By the model; by words with some support; or by a clearly negative text."""
    blaming = words & _COMPLAINT
    supported = _sure(signs.complaint, blaming, COMPLAINT_WITH_WORDS, COMPLAINT_IF_NEGATIVE)
    negative = _sure(signs.negative, blaming, NEGATIVE_WITH_WORDS, NEGATIVE)
    either = np.where(blaming != 0, supported | negative, supported & negative)
    complain: Flags = either | (signs.complaint >= COMPLAINT)
    return complain


def _sure(shares: Floats, words: Ints, with_words: float, without: float) -> Flags:
    """Which *shares* suffice: where there are *words* for it, less does."""
    sure: Flags = shares >= np.where(words != 0, with_words, without)
    return sure


@cache
def _bits(words: frozenset[str]) -> int:
    return sum(_BIT[word] for word in words)


@cache
def _labels(bits: int) -> tuple[str, ...]:
    return tuple(intent for intent, bit in _BIT.items() if bits & bit)


def logistic(scores: Floats) -> Floats:
    """Each score as a probability."""
    shares: Floats = (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).astype(np.float32)
    return shares

"""What a mention is about: topics that the user taught, and topics found in the rest."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from monitor.analyzers.base import AnalyzerSettings
from monitor.model import Annotation, Json, Mention

if TYPE_CHECKING:
    from monitor.analyzers.found import FoundTopics
    from monitor.query import Matcher

_RULES_VERSION: Final = "2"


@dataclass(frozen=True, slots=True)
class TopicAnalyzer:
    """Names the topics of each mention; several taught ones may hold, or one found one.

    A taught topic (`[[topic]]`: label -> query) holds where its query matches. Only where none
    does, the nearest found topic is named, if one is near enough. `labels` are the names,
    `score` the cosine to the found topic in [0, 1]; `data` tells `kind` ("taught" or "found")
    and for a found one its lasting `topic_id`. No topic: None.
    """

    taught: Mapping[str, str] = field(default_factory=dict)
    found: bytes = b""
    name: str = "topic"

    @property
    def version(self) -> str:
        return (
            f"{_RULES_VERSION}/{_fingerprint(tuple(sorted(self.taught.items())), self.found)}"
        )

    @classmethod
    def build(cls, settings: AnalyzerSettings) -> "TopicAnalyzer":
        return cls(dict(settings.topics), settings.topic_model)

    def with_found(self, artefact: bytes) -> "TopicAnalyzer":
        """The same rules with another model of found topics (`FoundTopics.to_bytes`)."""
        return replace(self, found=artefact)

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        answers: list[Annotation | None] = [
            Annotation(labels=labels, data={"kind": "taught"}) if labels else None
            for labels in self.taught_labels(batch)
        ]
        open_places = [i for i, answer in enumerate(answers) if answer is None]
        if self.found and open_places:
            found = self._find([batch[i] for i in open_places])
            for place, answer in zip(open_places, found, strict=True):
                answers[place] = answer
        return answers

    def taught_labels(self, batch: Sequence[Mention]) -> list[tuple[str, ...]]:
        """The taught topics that hold for each mention, in the order of the config."""
        if not self.taught:
            return [()] * len(batch)
        matches = _matcher(tuple(self.taught.items())).match(batch)
        return [_labels(self.taught, [one.brand for one in found]) for found in matches]

    def _find(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        model = _model(self.found)
        texts = [text_of(mention) for mention in batch]
        assigned = model.assign(texts, [mention.language or "" for mention in batch])
        return [
            None
            if one is None
            else Annotation(labels=(one[0].label,), score=one[1], data=_data(one[0].id))
            for one in assigned
        ]


def text_of(mention: Mention) -> str:
    """Title and text, as topics read them."""
    return f"{mention.title}\n{mention.text}" if mention.title else mention.text


def _labels(taught: Mapping[str, str], holding: Sequence[str]) -> tuple[str, ...]:
    return tuple(label for label in taught if label in holding) if holding else ()


def _data(topic_id: int) -> dict[str, Json]:
    return {"kind": "found", "topic_id": topic_id}


@lru_cache(maxsize=8)
def _fingerprint(taught: tuple[tuple[str, str], ...], found: bytes) -> str:
    digest = hashlib.blake2b(json.dumps(taught).encode(), digest_size=6)
    digest.update(found)
    return digest.hexdigest()


@lru_cache(maxsize=4)
def _matcher(taught: tuple[tuple[str, str], ...]) -> "Matcher":
    from monitor.query import compile_queries

    return compile_queries(dict(taught))


@lru_cache(maxsize=2)
def _model(artefact: bytes) -> "FoundTopics":
    from monitor.analyzers.found import FoundTopics

    return FoundTopics.from_bytes(artefact)

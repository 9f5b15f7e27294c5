"""What a mention feels: positive, neutral or negative, by the engine that the config names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.vader import vader
from monitor.errors import ConfigError
from monitor.model import Annotation, Json, Mention

ENGINES: Final = ("monitor", "vader", "transformers")
VADER_THRESHOLD: Final = 0.05
"""The least compound of a positive text, as VADER's authors set it; negative: its opposite."""

_NOT_WORDS = re.compile(r"https?:\S*|www\.\S+|[@#]\w+|\s+")


@dataclass(frozen=True, slots=True)
class SentimentAnalyzer:
    """Sentiment of each mention by one engine."""

    engine: str = "monitor"
    model_path: str | None = None
    brands: tuple[str, ...] = field(default=())
    name: str = "sentiment"

    @property
    def version(self) -> str:
        return f"vader/1/{_vader_version()}"

    @classmethod
    def build(cls, settings: AnalyzerSettings) -> "SentimentAnalyzer":
        if settings.engine not in ENGINES:
            raise ConfigError(
                f"there is no sentiment engine '{settings.engine}'; known: {', '.join(ENGINES)}"
            )
        return cls(
            engine=settings.engine,
            model_path=settings.model_path,
            brands=tuple(brand.name for brand in settings.brands),
        )

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation]:
        return [_by_vader(mention) for mention in batch]


def _vader_version() -> str:
    from importlib.metadata import version

    return version("vaderSentiment")


def _by_vader(mention: Mention) -> Annotation:
    text = f"{mention.title}\n{mention.text}" if mention.title else mention.text
    found = vader().compound(text)
    data: dict[str, Json] = {"engine": "vader", "compound": found.value}
    if found.cut:
        data["cut"] = True
    if not _NOT_WORDS.sub("", text):
        data["reason"] = "no words" if text.strip() else "empty"
        return Annotation(label="unsure", score=None, data=data)
    return Annotation(label=vader_label(found.value), score=found.value, data=data)


def vader_label(compound: float) -> str:
    """The usual reading of a compound."""
    if compound >= VADER_THRESHOLD:
        return "positive"
    return "negative" if compound <= -VADER_THRESHOLD else "neutral"

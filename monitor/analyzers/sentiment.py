"""What a mention feels: positive, neutral or negative, by the engine that the config names.

`monitor` is our own multilingual model, `vader` gives vaderSentiment's compound exactly, and
`transformers` runs a model of the user's. Where a mention names several brands, the sentiment
towards each is told beside that of the whole text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.engines import Engines, MonitorEngine, TransformersEngine, VaderEngine
from monitor.analyzers.judgement import UNSURE, towards, with_data
from monitor.analyzers.passages import Window, passages, windows
from monitor.errors import ConfigError
from monitor.model import Annotation, Json, Mention

ENGINES: Final = ("monitor", "vader", "transformers")
_TOGETHER = 2_048


@dataclass(frozen=True, slots=True)
class SentimentAnalyzer:
    """Sentiment of each mention.

    `label`: "positive", "neutral", "negative", or "unsure" (nearly even shares; nothing to
    judge; a language that the engine does not know). `score` in [-1, 1]: the probability of
    positive less that of negative, or VADER's compound; None where there is nothing to judge.
    `data`: `engine`; `probabilities` (not VADER); `brands`: label and score towards each of
    several brands; `reason`: "empty", "no words", or "language"; `cut`: true where the text
    was longer than what is read.
    """

    engine: Engines
    brands: tuple[str, ...] = ()
    name: str = "sentiment"

    @property
    def version(self) -> str:
        return self.engine.version

    @classmethod
    def build(cls, settings: AnalyzerSettings) -> "SentimentAnalyzer":
        return cls(_engine(settings), tuple(brand.name for brand in settings.brands))

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation]:
        found: list[Annotation] = []
        for start in range(0, len(batch), _TOGETHER):
            found.extend(self._annotated(batch[start : start + _TOGETHER]))
        return found

    def _annotated(self, batch: Sequence[Mention]) -> list[Annotation]:
        judged = self.engine.judge(passages(batch, self.brands))
        if isinstance(self.engine, VaderEngine):
            judged = [_english_only(*both) for both in zip(judged, batch, strict=True)]
        parts = [
            (row, window)
            for row, mention in enumerate(batch)
            if len(mention.matches) > 1
            for window in windows(mention, self.brands)
        ]
        return self._towards_brands(judged, parts) if parts else judged

    def _towards_brands(
        self, judged: Sequence[Annotation], parts: Sequence[tuple[int, Window]]
    ) -> list[Annotation]:
        """*judged* with what is felt about each brand beside what the whole text says."""
        said = self.engine.judge([window.passage for _, window in parts])
        found: dict[int, dict[str, Json]] = {}
        for (row, window), one in zip(parts, said, strict=True):
            brands = found.setdefault(row, {})
            brands[window.brand] = towards(one, opposite=window.is_opposite)
        return [
            with_data(one, brands=found[row]) if row in found else one
            for row, one in enumerate(judged)
        ]


def _engine(settings: AnalyzerSettings) -> Engines:
    match settings.engine:
        case "monitor":
            return MonitorEngine(settings.model_path)
        case "vader":
            return VaderEngine()
        case "transformers":
            if not settings.model_path:
                raise ConfigError(
                    "the engine 'transformers' needs a model; name one, or a local folder, "
                    "in the config"
                )
            return TransformersEngine(settings.model_path)
    raise ConfigError(
        f"there is no sentiment engine '{settings.engine}'; known: {', '.join(ENGINES)}"
    )


def _english_only(judged: Annotation, mention: Mention) -> Annotation:
    """VADER's score stands, but no label for a text that is known to be in another language."""
    language = (mention.language or "und").lower().partition("-")[0]
    if language in ("en", "und") or judged.score is None:
        return judged
    return replace(with_data(judged, reason="language"), label=UNSURE)

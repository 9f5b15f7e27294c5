"""The sentiment engines: our own linear model, VADER, and a transformers model of the user's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any, Final

import numpy as np

from monitor.analyzers.counts import COUNTS
from monitor.analyzers.features import Floats, Texts, read_passages
from monitor.analyzers.judgement import CLASSES, by_shares, silent, with_data
from monitor.analyzers.model import DATA, file_digest, scorer
from monitor.analyzers.passages import Passage
from monitor.analyzers.tokens import MAX_CHARACTERS, only_addresses, prepared
from monitor.analyzers.vader import Compound, vader, vader_label
from monitor.analyzers.vader_batch import vader_texts
from monitor.errors import ConfigError, DataError, MissingExtra
from monitor.model import Annotation, Json

DEFAULT_MODEL: Final = DATA / "sentiment.model"
CERTAIN: Final = 0.37
"""The least probability of an answer; nearly even shares are "unsure"."""

_BEARING = [COUNTS.index(name) for name in ("words", "emoji", "liked", "disliked")]
_READ_CHARACTERS = 512 * 12
_NO_LETTERS = re.compile(r"https?:\S*|www\.\S+|@\w+|[\W\d_]")


@dataclass(frozen=True, slots=True)
class MonitorEngine:
    """Our own multilingual model (see docs/model-card.md), or one adapted to the user's labels."""

    model_path: str | None = None

    @property
    def path(self) -> Path:
        return Path(self.model_path) if self.model_path else DEFAULT_MODEL

    @property
    def version(self) -> str:
        return f"monitor/3/{file_digest(self.path)}"

    def judge(self, passages: Sequence[Passage]) -> list[Annotation]:
        texts = read_passages(passages)
        judged = by_shares("monitor", self.probabilities(texts), certain=CERTAIN)
        bears = (texts.counts[:, _BEARING].sum(axis=1) > 0).tolist()
        return [
            self._judgement(one, said) if bearing else silent("monitor", one.raw)
            for one, said, bearing in zip(passages, judged, bears, strict=True)
        ]

    def probabilities(self, texts: Texts) -> Floats:
        """One row for each text: negative, neutral, positive."""
        judge = scorer(self.path, file_digest(self.path))
        if judge.weights.outputs != CLASSES:
            raise DataError(f"{self.path} is not a sentiment model; name one in the config")
        return soft_max(judge.scores(texts))

    def _judgement(self, one: Passage, judged: Annotation) -> Annotation:
        if only_addresses(one.raw):
            return silent("monitor", one.raw)
        if len(one.masked) > MAX_CHARACTERS and len(prepared(one.masked)) >= MAX_CHARACTERS:
            return with_data(judged, cut=True)
        return judged


@dataclass(frozen=True, slots=True)
class VaderEngine:
    """vaderSentiment's compound, exactly; made for English only."""

    @property
    def version(self) -> str:
        return f"vader/2/{installed_version('vaderSentiment')}"

    def judge(self, passages: Sequence[Passage]) -> list[Annotation]:
        found = vader_texts().compounds([one.raw for one in passages])
        return [
            self._judgement(one.raw, compound)
            for one, compound in zip(passages, found, strict=True)
        ]

    def _judgement(self, text: str, found: Compound) -> Annotation:
        if (found.value == 0 and self._says_nothing(text)) or only_addresses(text):
            return silent("vader", text, compound=found.value)
        data: dict[str, Json] = {"engine": "vader", "compound": found.value}
        if found.cut:
            data["cut"] = True
        return Annotation(label=vader_label(found.value), score=found.value, data=data)

    @staticmethod
    def _says_nothing(text: str) -> bool:
        """No letter outside links and handles, and no emoji."""
        return not _NO_LETTERS.sub("", text) and vader().emoji.keys().isdisjoint(text)


@dataclass(frozen=True, slots=True)
class TransformersEngine:
    """A text classification model of the user's, by name or local folder."""

    model_path: str

    @property
    def version(self) -> str:
        return f"transformers/1/{self.model_path}"

    def judge(self, passages: Sequence[Passage]) -> list[Annotation]:
        spoken = [one for one in passages if one.raw.strip()]
        classify = _classifier(self.model_path)
        found = iter(classify([one.raw[:_READ_CHARACTERS] for one in spoken]) if spoken else ())
        return [
            self._judgement(next(found)) if one.raw.strip() else silent("transformers", one.raw)
            for one in passages
        ]

    def _judgement(self, answers: Sequence[Mapping[str, Any]]) -> Annotation:
        shares = dict.fromkeys(CLASSES, 0.0)
        for answer in answers:
            shares[self._class(str(answer["label"]))] += float(answer["score"])
        row = np.array([list(shares.values())])
        return by_shares("transformers", row, certain=CERTAIN)[0]

    def _class(self, label: str) -> str:
        """Ours for the model's: names, LABEL_0 to 2, or stars (1 and 2 are negative)."""
        known = _LABELS.get(label.strip().lower())
        if known is None:
            raise ConfigError(
                f"the model '{self.model_path}' answers '{label}', which is no sentiment; "
                "name a model whose labels are negative, neutral and positive"
            )
        return known


Engines = MonitorEngine | VaderEngine | TransformersEngine

_LABELS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("negative", "neg", "label_0", "1 star", "2 stars"), CLASSES[0]),
    **dict.fromkeys(("neutral", "neu", "label_1", "3 stars", "mixed"), CLASSES[1]),
    **dict.fromkeys(("positive", "pos", "label_2", "4 stars", "5 stars"), CLASSES[2]),
}


@lru_cache(maxsize=1)
def _classifier(model: str) -> Any:
    try:
        from transformers import pipeline
    except ImportError as error:
        raise MissingExtra("transformers", wanted_for="the engine 'transformers'") from error
    try:
        return pipeline(
            "text-classification", model=model, tokenizer=model, top_k=None, truncation=True
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(
            f"the transformers model '{model}' does not load ({error}); "
            "name a model or a local folder in the config"
        ) from error


def soft_max(scores: Floats) -> Floats:
    """Each row as probabilities."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares

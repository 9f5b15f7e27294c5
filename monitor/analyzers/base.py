"""What an analyzer must have: a name, a version, and `annotate`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from monitor.model import Annotation, Brand, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyzerSettings:
    """What the config tells analyzers. Picklable: it travels to worker processes.

    `languages`: ISO 639-1 codes to expect, empty for any. `topics`: label -> query of the
    taught topics. `engine`: sentiment engine ("monitor", "vader", "transformers").
    `model_path`: a model trained by the user, or a folder for the transformers engine.
    `topic_model`: the found topics that the store keeps, as bytes; empty before the first fit.
    """

    languages: tuple[str, ...] = ()
    brands: tuple[Brand, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    engine: str = "monitor"
    model_path: str | None = None
    topic_model: bytes = b""


class Analyzer(Protocol):
    """Says one thing about each mention. Pure: same batch and version, same answers.

    A new `version` makes every mention be annotated again by itself. It is built from
    `AnalyzerSettings` by its class (`build`), must be picklable after that, and loads heavy
    models at first use.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def annotate(self, batch: Sequence[Mention]) -> Sequence[Annotation | None]:
        """Answer in the order of *batch*; None means nothing to say."""
        ...

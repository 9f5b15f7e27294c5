"""Found topics as values: a pure function of a text, and one artefact that can be stored."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from monitor.analyzers.found import clusters, vectors
from monitor.analyzers.found.clusters import NO_GROUP
from monitor.analyzers.found.reading import Reader
from monitor.analyzers.found.vectors import Floats, Ints, Rows


@dataclass(frozen=True, slots=True)
class Topic:
    """A found topic: a number that stays, a readable label, its terms, texts in the fit."""

    id: int
    label: str
    terms: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class LanguageTopics:
    """The topics of one language: term vectors, the mean direction, a centre a topic."""

    terms: Mapping[str, int]
    vectors: Floats
    mean: Floats
    centres: Floats
    least_cosine: float
    topics: tuple[Topic, ...]

    def assign(self, rows: Rows) -> tuple[Ints, Floats]:
        """The topic's index of each text (`NO_GROUP` for none) and its cosine."""
        directions = vectors.text_vectors(rows, self.vectors) - self.mean
        best, cosine = clusters.nearest(vectors.unit(directions), self.centres)
        far = (cosine < self.least_cosine) | (np.diff(rows.starts) == 0)
        return np.where(far, NO_GROUP, best), cosine


@dataclass(frozen=True, slots=True)
class FoundTopics:
    """The found topics of all languages, as one artefact (`to_bytes`, `from_bytes`).

    `fitted_on` is the number of open mentions there were at the time of the fit.
    """

    languages: Mapping[str, LanguageTopics] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    fitted_on: int = 0
    next_id: int = 1
    _readers: dict[str, Reader] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics, largest first."""
        found = [topic for part in self.languages.values() for topic in part.topics]
        return tuple(sorted(found, key=lambda topic: (-topic.size, topic.id)))

    @property
    def version(self) -> str:
        return hashlib.blake2b(self.to_bytes(), digest_size=4).hexdigest()

    def assign(
        self, texts: Sequence[str], languages: Sequence[str]
    ) -> list[tuple[Topic, float] | None]:
        """The topic of each text with its cosine in [0, 1], None where none is near."""
        found: list[tuple[Topic, float] | None] = [None] * len(texts)
        for language, part in self.languages.items():
            places = [i for i, code in enumerate(languages) if code == language]
            indices, cosines = part.assign(
                self._rows(part, language, [texts[i] for i in places])
            )
            said = zip(places, indices.tolist(), cosines.tolist(), strict=True)
            for place, index, cosine in said:
                if index != NO_GROUP:
                    found[place] = (part.topics[index], round(cosine, 4))
        return found

    def _rows(self, part: LanguageTopics, language: str, texts: Sequence[str]) -> Rows:
        reader = self._readers.get(language)
        if reader is None:
            reader = Reader(part.terms, language, self.excluded)
            self._readers[language] = reader
        return reader.rows(texts)

    def to_bytes(self) -> bytes:
        """The whole model as a compressed numpy archive. It holds no text of any mention."""
        arrays: dict[str, npt.NDArray[np.generic]] = {}
        about: dict[str, object] = {
            "excluded": sorted(self.excluded),
            "fitted_on": self.fitted_on,
            "next_id": self.next_id,
            "languages": {code: _described(part) for code, part in self.languages.items()},
        }
        for code, part in self.languages.items():
            arrays[f"{code}.vectors"] = part.vectors.astype(np.float16)
            arrays[f"{code}.mean"] = part.mean
            arrays[f"{code}.centres"] = part.centres
        arrays["about"] = np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8)
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # numpy's stub has only arrays by name
        return file.getvalue()

    @classmethod
    def from_bytes(cls, artefact: bytes) -> "FoundTopics":
        """Read what `to_bytes` wrote; no code is ever loaded from it."""
        with np.load(io.BytesIO(artefact), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            parts = {
                code: _part(one, *(arrays[f"{code}.{name}"] for name in _ARRAYS))
                for code, one in about["languages"].items()
            }
        return cls(
            parts, frozenset(about["excluded"]), int(about["fitted_on"]), int(about["next_id"])
        )


_ARRAYS: Final = ("vectors", "mean", "centres")


def _described(part: LanguageTopics) -> dict[str, object]:
    return {
        "terms": list(part.terms),
        "least_cosine": part.least_cosine,
        "topics": [[t.id, t.label, list(t.terms), t.size] for t in part.topics],
    }


def _part(
    about: Mapping[str, Any], term_vectors: Floats, mean: Floats, centres: Floats
) -> LanguageTopics:
    return LanguageTopics(
        terms={term: number for number, term in enumerate(about["terms"])},
        vectors=term_vectors.astype(np.float32),
        mean=mean,
        centres=centres,
        least_cosine=about["least_cosine"],
        topics=tuple(
            Topic(n, label, tuple(words), size) for n, label, words, size in about["topics"]
        ),
    )

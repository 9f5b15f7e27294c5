"""Which mentions to ask people about: where it helps most, and a random share that measures.

Labels of hard cases teach a model most but say nothing about its accuracy, so a third of what
is asked is drawn at random and marked so. The rest is taken where the analyzer is least sure,
in turn from every brand and language, so that none is forgotten.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Final

from monitor.store.connect import Store
from monitor.store.labels import Sampled

RANDOM_SHARE: Final = 1 / 3
_LOOKED_AT: Final = 5_000  # candidates: bounds the work on a large store
_SPREAD: Final = 2_654_435_761
_BOUNDARY: Final = 3_300  # between neutral and opinion, x 10,000


@dataclass(frozen=True, slots=True)
class Asked:
    """A mention to be labelled, about one brand, and how it was chosen."""

    mention_id: int
    brand: str
    sampled: Sampled


def choose(store: Store, field: str, count: int) -> list[Asked]:
    """At most *count* mentions without a label of this *field*, the random share mixed in.

    The same store gives the same mentions; a labelled one is not asked for again.
    """
    candidates = _candidates(store, field)
    at_random = candidates[: round(count * RANDOM_SHARE) or 1]
    taken = {row.mention_id for row in at_random}
    rest = [row for row in candidates if row.mention_id not in taken]
    unsure = _in_turn(rest)
    wanted = list(islice(unsure, max(0, count - len(at_random))))
    asked = [Asked(row.mention_id, row.brand, "random") for row in at_random]
    asked += [Asked(row.mention_id, row.brand, "unsure") for row in wanted]
    # Mixed, so that a session that is broken off leaves both kinds.
    return sorted(asked, key=lambda one: one.mention_id * _SPREAD % 2**32)[:count]


@dataclass(frozen=True, slots=True)
class _Candidate:
    mention_id: int
    brand: str
    language: str
    doubt: float  # 0 sure, 1 a toss-up


def _candidates(store: Store, field: str) -> list[_Candidate]:
    """Customers' mentions without a label, in an order that looks random."""
    rows = store.rows(
        """SELECT match.mention_id, MIN(match.brand) AS brand, match.language, annotation.label,
                  annotation.score, annotation.data
           FROM match JOIN mention ON mention.id = match.mention_id AND mention.gone_at IS NULL
           LEFT JOIN annotation ON annotation.mention_id = match.mention_id
                AND annotation.analyzer = :field
           WHERE match.is_own = 0 AND match.is_copy = 0 AND NOT EXISTS (
               SELECT 1 FROM label WHERE label.mention_id = match.mention_id
               AND label.field = :field)
           GROUP BY match.mention_id
           ORDER BY (match.mention_id * :spread) % 4294967296, match.mention_id LIMIT :most""",
        {"field": field, "spread": _SPREAD, "most": _LOOKED_AT},
    )
    return [
        _Candidate(
            row["mention_id"], row["brand"], row["language"],
            _doubt(row["label"], row["score"], row["data"]),
        )
        for row in rows
    ]  # fmt: skip


def _doubt(label: str | None, score: int | None, data: str | None) -> float:
    """How near to a toss-up the answer was: by its probabilities, else by its score."""
    if label == "unsure":
        return 1.0
    chances = json.loads(data or "{}").get("probabilities")
    if isinstance(chances, dict) and len(chances) > 1:
        first, second, *_ = sorted(chances.values(), reverse=True)
        return 1 - (float(first) - float(second))
    if score is None:
        return 0.5
    return 1 - min(1.0, abs(abs(score) - _BOUNDARY) / 10_000)


def _in_turn(candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """The most doubtful of each brand and language, then the second of each, and so on."""
    strata: dict[tuple[str, str], list[_Candidate]] = defaultdict(list)
    for one in sorted(candidates, key=lambda one: (-one.doubt, one.mention_id)):
        strata[one.brand, one.language].append(one)
    for row in zip_longest(*(strata[key] for key in sorted(strata))):
        yield from (one for one in row if one is not None)

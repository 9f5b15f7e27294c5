"""What people say about mentions: kept for ever, and stronger than any analyzer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from monitor.errors import UsageError
from monitor.store.connect import Row, Store
from monitor.store.facts import refresh

Sampled = Literal["random", "unsure", "chosen"]

NONE: Final = ""
"""As an intent or topic: none holds, whatever an analyzer found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One thing a person says about a mention, or about one brand in it.

    `field` is sentiment, intent, topic or language. `is_present` False takes an intent or topic
    away. `sampled` tells how the mention came to be labelled; only random ones measure.
    """

    mention_id: int
    field: str
    value: str
    by: str
    brand: str = ""
    is_present: bool = True
    sampled: Sampled = "chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A labelled mention beside what the analyzer says now.

    For sentiment and language `said` and `found` hold one value. For intents and topics `said`
    are the values that hold, `denied` those that don't; `is_complete`: all others don't either.
    `found` is None where the analyzer has no answer (not annotated yet, or failed).
    """

    mention_id: int
    brand: str
    sampled: Sampled
    said: frozenset[str]
    denied: frozenset[str] = frozenset()
    is_complete: bool = True
    found: frozenset[str] | None = None
    version: str = ""
    score: float | None = None


def save_labels(store: Store, labels: Sequence[Label], *, now: datetime) -> None:
    """Keep these labels and make them count, in one transaction.

    Raises `UsageError` for a mention that isn't there or whose text is gone.
    """
    ids = sorted({one.mention_id for one in labels})
    known = {
        row[0]
        for row in store.rows(
            "SELECT id FROM mention WHERE gone_at IS NULL AND id IN "
            "(SELECT value FROM json_each(?))",
            [json.dumps(ids)],
        )
    }
    for number in ids:
        if number not in known:
            raise UsageError(f"there is no mention {number}; see: monitor mentions")
    with store.transaction() as connection:
        connection.executemany(
            "INSERT INTO label (mention_id, brand, field, value, is_present, labelled_by, "
            "labelled_at, sampled) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    one.mention_id, one.brand, one.field, one.value, one.is_present, one.by,
                    int(now.timestamp()), one.sampled,
                )
                for one in labels
            ],
        )  # fmt: skip
        refresh(connection, ids)


_LATEST: Final = """
    SELECT label.mention_id, label.brand, label.value, label.is_present, label.sampled,
           annotation.label AS found, annotation.labels, annotation.version, annotation.score,
           annotation.error, towards.label AS towards, towards.score AS towards_score
    FROM label
    JOIN mention ON mention.id = label.mention_id AND mention.gone_at IS NULL
    LEFT JOIN annotation ON annotation.mention_id = label.mention_id
         AND annotation.analyzer = label.field
    LEFT JOIN annotation_brand AS towards ON towards.mention_id = label.mention_id
         AND towards.brand = label.brand AND label.field = 'sentiment'
    WHERE label.field = ?
    ORDER BY label.mention_id, label.brand, label.id
"""


def judged(store: Store, field: str) -> list[Judged]:
    """All labelled mentions of a field by their latest labels, with the analyzer's answer."""
    rows = store.rows(_LATEST, [field])
    groups: dict[tuple[int, str], list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault((row["mention_id"], row["brand"]), []).append(index)
    return [_judged([rows[i] for i in places], field) for places in groups.values()]


def _judged(rows: Sequence[Row], field: str) -> Judged:
    """The labels of one mention (and brand), oldest first, taken together."""
    last = rows[-1]
    has_one_value = field in ("sentiment", "language")
    said, denied, is_complete = _standing(rows, has_one_value)
    return Judged(
        mention_id=last["mention_id"],
        brand=last["brand"],
        sampled=last["sampled"],
        said=frozenset(said),
        denied=frozenset(denied),
        is_complete=is_complete,
        found=_found(last, has_one_value),
        version=last["version"] or "",
        score=_score(last),
    )


def _standing(rows: Sequence[Row], has_one_value: bool) -> tuple[set[str], set[str], bool]:
    if has_one_value:
        return {rows[-1]["value"]}, set(), True
    said: set[str] = set()
    denied: set[str] = set()
    is_complete = False
    for row in rows:
        if row["value"] == NONE:
            said, denied, is_complete = set(), set(), True
        elif row["is_present"]:
            said.add(row["value"])
            denied.discard(row["value"])
        else:
            denied.add(row["value"])
            said.discard(row["value"])
    return said, denied, is_complete


def _found(row: Row, has_one_value: bool) -> frozenset[str] | None:
    if row["version"] is None or row["error"] is not None:
        return None
    if not has_one_value:
        return frozenset(json.loads(row["labels"]))
    label = row["towards"] or row["found"]
    return None if label is None else frozenset({label})


def _score(row: Row) -> float | None:
    score = row["towards_score"] if row["towards"] else row["score"]
    return None if score is None else score / 10_000

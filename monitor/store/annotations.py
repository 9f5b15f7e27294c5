"""What is not annotated yet, and keeping what analyzers say."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, Final

import orjson

from monitor.model import Annotation, Json
from monitor.store.bulk import insert_flat
from monitor.store.connect import Store
from monitor.store.facts import refresh
from monitor.store.pending import Pending, changes_by_others


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An analyzer could not say anything about a mention, and why."""

    reason: str


Prepared = tuple[str | None, int | None, str, str, str | None, tuple[tuple[str, str, int], ...]]
"""An answer as the store keeps it: label, score, labels, data, error, and (brand, label, score)
of the sentiment towards each brand. Cheap to send between processes."""

_LOOKS: Final = 3
"""So often is looked for what is missing while others write. Not to mark only costs a look."""

Answers = Sequence[Annotation | None | Failed | Prepared]


def save_annotations(
    store: Store, answers: Mapping[tuple[int, ...], Mapping[tuple[str, str], Answers]]
) -> None:
    """Keep what analyzers (name, version) said about groups of mentions, in one transaction.

    The answers of a group are in the order of its ids. None is kept too, as an empty answer, so
    that it is not asked for again. Effective values and counts follow.
    """
    with store.transaction() as connection:
        _save(connection, answers)
        refresh(connection, {number for ids in answers for number in ids})


def mark_done(
    store: Store, asked: Sequence[tuple[str, str]], *, whole_at: int | None = None
) -> None:
    """Note for each of *asked* (analyzer, version) how far down everything is annotated.

    The next look starts there. *whole_at* is the `changes_by_others` at which a run began that
    left nothing unanswered: if it still holds, nothing is missing, and nobody has to look.
    """
    for _ in range(_LOOKS):
        seen = changes_by_others(store)
        missing = {} if seen == whole_at else _first_missing(store, asked)
        with store.transaction() as connection:
            if changes_by_others(store) != seen:
                continue  # what was seen may be wrong by now: a text may have been edited
            newest = store.value("SELECT COALESCE(MAX(id), 0) + 1 FROM mention")
            rows = [(*one, missing.get(one, newest)) for one in asked]
            connection.executemany("INSERT OR REPLACE INTO annotated VALUES (?, ?, ?)", rows)
            return


def _first_missing(
    store: Store, asked: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """The first mention that each of *asked* has not answered, where there is one."""
    if not Pending(store, asked).page(limit=1):
        return {}
    each = {one: Pending(store, [one]).page(limit=1) for one in asked}
    return {one: ids[0] for one, found in each.items() for ids in found.values()}


def start_again(store: Store, analyzer: str) -> None:
    """Make everything be annotated again by this analyzer, version unchanged."""
    with store.transaction() as connection:
        connection.execute("UPDATE annotation SET version = '' WHERE analyzer = ?", [analyzer])
        connection.execute("DELETE FROM annotated WHERE analyzer = ?", [analyzer])


_INTO: Final = """
    INTO annotation (mention_id, analyzer, version, label, score, labels, data, error)
"""
_COLUMNS: Final = 8
_AGAIN: Final = """
    ON CONFLICT DO UPDATE SET label = excluded.label, score = excluded.score,
        labels = excluded.labels, data = excluded.data, error = excluded.error,
        tries = CASE WHEN version = excluded.version THEN tries + 1 ELSE 1 END,
        version = excluded.version
"""


def _save(
    connection: sqlite3.Connection,
    answers: Mapping[tuple[int, ...], Mapping[tuple[str, str], Answers]],
) -> None:
    # In the order of the table, which then grows at its end.
    for ids, by_analyzer in sorted(filter(itemgetter(0), answers.items()), key=itemgetter(0)):
        ready = {
            analyzer: [one if isinstance(one, tuple) else prepared(one) for one in said]
            for analyzer, said in sorted(by_analyzer.items(), key=itemgetter(0))
        }
        insert_flat(connection, _INTO, _in_rows(ids, ready), width=_COLUMNS, otherwise=_AGAIN)
        for (analyzer, _), said in ready.items():
            if analyzer == "sentiment":
                _save_towards_brands(connection, ids, said)


def _in_rows(
    ids: Sequence[int], ready: Mapping[tuple[str, str], Sequence[Prepared]]
) -> list[Any]:
    """The values of all rows one behind the other: for each mention, those of each analyzer."""
    columns: list[Iterable[Any]] = []
    for (analyzer, version), said in ready.items():
        *whole, _towards_brands = zip(*said, strict=True)
        columns += [ids, repeat(analyzer, len(ids)), repeat(version, len(ids)), *whole]
    return list(chain.from_iterable(zip(*columns, strict=True)))


_NOTHING: Final = Annotation()


def prepared(said: Annotation | None | Failed) -> Prepared:
    """An answer in the store's form; None is an empty answer."""
    return prepared_all([said])[0]


def prepared_all(said: Sequence[Annotation | None | Failed]) -> list[Prepared]:
    """Answers in the store's form, a batch at a time."""
    return [
        (None, None, "[]", "{}", one.reason, ())
        if isinstance(one, Failed)
        else (
            one.label,
            None if one.score is None else round(one.score * 10_000),
            _labels_as_json(tuple(one.labels)) if one.labels else "[]",
            _as_json(one.data) if one.data else "{}",
            None,
            _towards_brands(one) if "brands" in one.data else (),
        )
        for one in [each or _NOTHING for each in said]
    ]


@lru_cache(maxsize=1_024)
def _labels_as_json(labels: tuple[str, ...]) -> str:
    return _as_json(labels)


# A plug-in's time or dataclass is a mistake that is told, as `json` does, and not kept in some form.
_STRICT: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def _as_json(value: Mapping[str, Json] | tuple[str, ...]) -> str:
    """As short JSON; what orjson refuses (great numbers, other mappings) goes by `json`."""
    try:
        return orjson.dumps(value, option=_STRICT).decode()
    except orjson.JSONEncodeError:
        plain = dict(value) if isinstance(value, Mapping) else value
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _towards_brands(said: Annotation) -> tuple[tuple[str, str, int], ...]:
    """`Annotation.data["brands"]`: brand -> {"label": …, "score": …}."""
    found: Any = said.data["brands"] or {}
    return tuple(
        # Without a score there was nothing to judge: "unsure", in the middle.
        (brand, towards["label"], round(float(towards["score"] or 0) * 10_000))
        for brand, towards in found.items()
    )


def _save_towards_brands(
    connection: sqlite3.Connection, ids: Sequence[int], said: Sequence[Prepared]
) -> None:
    connection.execute(
        "DELETE FROM annotation_brand WHERE mention_id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ids))],
    )
    rows = [
        (number, *towards) for number, one in zip(ids, said, strict=True) for towards in one[5]
    ]
    connection.executemany("INSERT INTO annotation_brand VALUES (?, ?, ?, ?)", rows)

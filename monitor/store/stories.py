"""Traces of texts and the groups made of them; what decides stands in `monitor.stories`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monitor.model import Mention
from monitor.store.bulk import insert, insert_flat
from monitor.store.connect import Store
from monitor.store.pending import STORY

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST_MET: Final = 16
"""So many mentions are met by one key, the earliest: this bounds the work on templates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A mention that belongs to a story, and why. `similarity` lies in [0, 1]."""

    mention_id: int
    story_id: int
    similarity: float
    reason: str


def ungroup_other_versions(store: Store, version: str) -> None:
    """Forget all groups when they were made by other rules than *version*."""
    known = store.value("SELECT version FROM annotated WHERE analyzer = ?", [STORY])
    if known is not None and known != version:
        ungroup(store)


def ungroup(store: Store) -> None:
    """Take all stories apart; the next run compares every text again."""
    with store.transaction() as connection:
        # Table by table: row by row the trigger would take far longer, to the same end.
        connection.execute("DELETE FROM story_key")
        connection.execute("DELETE FROM story")
        connection.execute("DELETE FROM story_trace")
        connection.execute("DELETE FROM annotated WHERE analyzer = ?", [STORY])


def met(store: Store, keys: Iterable[int]) -> dict[int, list[int]]:
    """For each of the different *keys* that is known, the mentions met by it, earliest first."""
    rows = store.rows(
        "SELECT story_key.key, mention_id FROM json_each(?) AS wanted "
        "JOIN story_key ON story_key.key = wanted.value ORDER BY story_key.key, mention_id",
        [str(sorted(keys))],  # a list of integers reads the same in JSON
    )
    found: dict[int, list[int]] = {}
    for key, number in rows:
        found.setdefault(key, []).append(number)
    return found


def texts(store: Store, ids: Iterable[int]) -> dict[int, Mention]:
    """As much of these mentions as comparing needs: kind, address, title, text."""
    rows = store.rows(
        "SELECT id, source, source_id, network, kind, url, title, text FROM mention "
        "WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(ids))],
    )
    return {
        row["id"]: Mention(
            source=row["source"],
            source_id=row["source_id"],
            network=row["network"],
            kind=row["kind"],
            url=row["url"],
            title=row["title"],
            text=row["text"],
        )
        for row in rows
    }


def stories_of(store: Store, ids: Iterable[int]) -> dict[int, int]:
    """The story of each of these mentions that is in one."""
    rows = store.rows(
        "SELECT mention_id, story_id FROM story WHERE mention_id IN "
        "(SELECT value FROM json_each(?))",
        [json.dumps(sorted(ids))],
    )
    return {row["mention_id"]: row["story_id"] for row in rows}


def save_groups(
    store: Store,
    traces: Mapping[int, Sequence[int]],
    members: Sequence[Member],
    *,
    alone: "npt.NDArray[np.int64]",
    indexed: Iterable[tuple[int, int]],
) -> set[int]:
    """Keep what a batch came to; returns the mentions that became a copy or stopped being one.

    *traces* are the keys of every mention of the batch, *members* those that joined a story,
    *indexed* (key, mention) how later mentions are to meet them, and *alone* the same in rows
    and sorted. The earliest member of each touched story becomes its original.
    """
    with store.transaction() as connection:
        # A list of integers reads the same in Python and in JSON.
        compared = [(number, str([*keys])) for number, keys in traces.items()]
        insert(connection, "OR REPLACE INTO story_trace", compared)
        insert_flat(connection, "OR IGNORE INTO story_key", alone.ravel().tolist(), width=2)
        insert(connection, "OR IGNORE INTO story_key", sorted(indexed))
        connection.executemany(
            "INSERT OR IGNORE INTO story VALUES (?, ?, 10000, 'text', 0)",
            [(one.story_id, one.story_id) for one in members],
        )
        connection.executemany(
            "INSERT OR REPLACE INTO story VALUES (?, ?, ?, ?, 1)",
            [
                (one.mention_id, one.story_id, round(one.similarity * 10_000), one.reason)
                for one in members
            ],
        )
        changed = _settle(store, {one.story_id for one in members})
    return changed | _wrongly_marked(store, traces)


def _settle(store: Store, story_ids: set[int]) -> set[int]:
    """Make the earliest member of each story its original; returns whose mark changed."""
    rows = store.rows(
        """SELECT story.story_id, story.mention_id, story.is_copy FROM story
           JOIN mention ON mention.id = story.mention_id
           WHERE story.story_id IN (SELECT value FROM json_each(?))
           ORDER BY story.story_id, mention.at, mention.id""",
        [json.dumps(sorted(story_ids))],
    )
    seen: set[int] = set()
    updates: list[tuple[int, int]] = []
    for row in rows:
        is_copy = int(row["story_id"] in seen)
        seen.add(row["story_id"])
        if is_copy != row["is_copy"]:
            updates.append((is_copy, row["mention_id"]))
    store.connection.executemany("UPDATE story SET is_copy = ? WHERE mention_id = ?", updates)
    return {number for _, number in updates}


def _wrongly_marked(store: Store, ids: Iterable[int]) -> set[int]:
    """Mentions of the batch whose match rows say otherwise than their story."""
    rows = store.rows(
        """SELECT DISTINCT match.mention_id FROM match
           LEFT JOIN story ON story.mention_id = match.mention_id
           WHERE match.mention_id IN (SELECT value FROM json_each(?))
             AND match.is_copy <> COALESCE(story.is_copy, 0)""",
        [json.dumps(sorted(ids))],
    )
    return {row[0] for row in rows}

"""Which items of a source are stored, and which are due to be looked at again."""

import json
from collections.abc import Sequence
from typing import Final

from monitor.store.connect import Store

_DAY: Final = 86_400


def known_ids(store: Store, source: str, source_ids: Sequence[str]) -> frozenset[str]:
    """Those of *source_ids* that are stored."""
    if not source_ids:
        return frozenset()
    rows = store.rows(
        "SELECT source_id FROM mention WHERE source = ? "
        "AND source_id IN (SELECT value FROM json_each(?))",
        [source, json.dumps(list(source_ids))],
    )
    return frozenset(row[0] for row in rows)


def stale_ids(store: Store, source: str, *, now: int, days: int, limit: int) -> list[str]:
    """Mentions younger than *days* that nobody looked at for a day, the longest unseen first.

    They are marked as looked at, so that a failing re-check does not ask for the same for ever.
    """
    with store.transaction() as connection:
        rows = connection.execute(
            """SELECT id, source_id FROM mention WHERE source = ? AND day >= ? AND at >= ?
               AND gone_at IS NULL AND COALESCE(checked_at, first_seen_at) < ?
               ORDER BY COALESCE(checked_at, first_seen_at), id LIMIT ?""",
            [source, store.day(now - days * _DAY), now - days * _DAY, now - _DAY, limit],
        ).fetchall()
        connection.executemany(
            "UPDATE mention SET checked_at = ? WHERE id = ?", [(now, row["id"]) for row in rows]
        )
    return [row["source_id"] for row in rows]

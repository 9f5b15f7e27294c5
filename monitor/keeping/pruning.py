"""Erase texts that are older than they may be kept; their counts stay."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from monitor.config import Retention
from monitor.keeping.forgetting import scrub
from monitor.store.connect import Store
from monitor.store.erasure import blank

_DAY: Final = 86_400
_BATCH: Final = 500


def prune(store: Store, retention: Retention, *, now: datetime, dry_run: bool = False) -> int:
    """Blank every mention past its source's retention. Returns how many there were.

    Text, title, author, address and id are erased; a salted hash keeps the item from coming
    back; the figures keep counting it. People's labels, claims and ideas stay.
    """
    at = int(now.timestamp())
    ids = _expired(store, _limits(store, retention), at)
    if dry_run or not ids:
        return len(ids)
    store.connection.execute("PRAGMA secure_delete = ON")
    for start in range(0, len(ids), _BATCH):
        blank(store, ids[start : start + _BATCH], reason="past retention", now=at)
    scrub(store)
    return len(ids)


def prune_daily(store: Store, retention: Retention, *, now: datetime) -> int:
    """The same, at most once a day: what `monitor fetch` does."""
    today = store.day(int(now.timestamp()))
    if store.value("SELECT value FROM setting WHERE key = 'pruned'") == today:
        return 0
    done = prune(store, retention, now=now)
    with store.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO setting VALUES ('pruned', ?)", [today])
    return done


def _limits(store: Store, retention: Retention) -> Mapping[str, int]:
    """Source -> days; 0 keeps for ever."""
    names = [row[0] for row in store.rows("SELECT DISTINCT source FROM mention")]
    return {name: retention.by_source.get(name, retention.days) for name in names}


def _expired(store: Store, limits: Mapping[str, int], at: int) -> list[int]:
    ids: list[int] = []
    for source, days in limits.items():
        if days:
            before = at - days * _DAY
            rows = store.rows(
                "SELECT id FROM mention WHERE day <= ? AND at < ? AND source = ? "
                "AND gone_at IS NULL",
                [store.day(before), before, source],
            )
            ids += [row[0] for row in rows]
    return ids

"""The health of each source: does it work, and is its silence usual?

A source is *failing* when its last attempt failed, *silent* when it works but has given nothing
for much longer than it usually does, *quiet* when nothing new within its usual span, *waiting*
before its first attempt, *off* when it is disabled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.config import Config, SourceTable
from monitor.store.connect import Row, Store
from monitor.when import duration

_DAY: Final = 86_400
_WINDOW_DAYS: Final = 28
# With a usual rate of r a day, a silence of t days has the probability e^(-r t) where mentions
# come independently (Poisson): under 1 in 1,000 from r t = 6.9 on.
_UNUSUAL: Final = 6.9


@dataclass(frozen=True, kw_only=True)
class Health:
    """One source. Times are epoch seconds, None before the first; `a_day` is the usual rate of
    mentions published over the last 28 days; `delay` the median seconds from publication to us."""

    name: str
    type: str
    state: str
    last_attempt_at: int | None = None
    last_success_at: int | None = None
    last_new_at: int | None = None
    failures: int = 0
    failing_since: int | None = None
    reason: str | None = None
    next_due_at: int | None = None
    moved_to: str | None = None
    mentions: int = 0
    a_day: float | None = None
    delay: int | None = None
    gaps: tuple[str, ...] = ()


def source_health(config: Config, store: Store, *, now: datetime) -> tuple[Health, ...]:
    """The health of every configured source, in the config's order."""
    at = int(now.timestamp())
    return tuple(_health(table, store, at) for table in config.source)


def _health(table: SourceTable, store: Store, at: int) -> Health:
    rows = store.rows("SELECT * FROM source_state WHERE source = ?", [table.name])
    if not rows:
        return Health(
            name=table.name, type=table.type, state="waiting" if table.enabled else "off"
        )
    row = rows[0]
    published = _published(store, table.name, at)
    a_day = _usual_rate(published, at)
    return Health(
        name=table.name,
        type=table.type,
        state=_state(table, row, a_day, at),
        last_attempt_at=row["last_attempt_at"],
        last_success_at=row["last_success_at"],
        last_new_at=row["last_new_at"],
        failures=row["failures"],
        failing_since=row["failing_since"],
        reason=row["reason"],
        next_due_at=row["next_due_at"],
        moved_to=row["moved_to"] if row["moved_times"] >= 3 else None,
        mentions=len(published),
        a_day=a_day,
        delay=_median_delay(store, table.name, at),
        gaps=_gaps(store, table.name, at),
    )


def _state(table: SourceTable, row: Row, a_day: float | None, at: int) -> str:
    if not table.enabled:
        return "off"
    if row["failures"]:
        return "failing"
    since = (at - (row["last_new_at"] or row["last_success_at"] or at)) / _DAY
    if table.expected_every is not None:
        wanted = duration(table.expected_every).total_seconds() / _DAY
        return "silent" if since > wanted else "ok"
    if a_day is not None and a_day * since > _UNUSUAL:
        return "silent"
    return "quiet" if a_day is not None and a_day * since > 1 else "ok"


def _published(store: Store, source: str, at: int) -> Sequence[int]:
    """When the source's mentions of the window were published."""
    rows = store.rows(
        "SELECT at FROM match WHERE source = ? AND day >= ? AND at >= ? GROUP BY mention_id",
        [source, store.day(at - _WINDOW_DAYS * _DAY), at - _WINDOW_DAYS * _DAY],
    )
    return [row[0] for row in rows]


def _usual_rate(published: Sequence[int], at: int) -> float | None:
    """Mentions a day over the window, from the first one on; None under ten.

    By publication, not by arrival: what a first run brings at once is no usual rate.
    """
    if len(published) < 10:
        return None
    days = max((at - min(published)) / _DAY, 1.0)
    return len(published) / days


def _median_delay(store: Store, source: str, at: int) -> int | None:
    """Median seconds to us of what was published since the source is collected."""
    rows = store.rows(
        "SELECT first_seen_at - at AS delay FROM match WHERE source = ? AND day >= ? "
        "AND is_dated = 1 AND at >= (SELECT MIN(started_at) FROM source_run WHERE source = ?) "
        "GROUP BY mention_id ORDER BY delay",
        [source, store.day(at - _WINDOW_DAYS * _DAY), source],
    )
    return int(rows[len(rows) // 2][0]) if rows else None


def _gaps(store: Store, source: str, at: int) -> tuple[str, ...]:
    rows = store.rows(
        "SELECT reason FROM gap WHERE source = ? AND noted_at >= ? ORDER BY noted_at DESC LIMIT 3",
        [source, at - _WINDOW_DAYS * _DAY],
    )
    return tuple(row[0] for row in rows)

"""How collection is doing: cursors, attempts, failures, what is due."""

import sqlite3
from dataclasses import dataclass
from typing import Final

from monitor.store.connect import Row, Store

_HOUR: Final = 3600
LONGEST_WAIT: Final = 24 * _HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one run over one source came to. Times are epoch seconds."""

    source: str
    type: str
    started_at: int
    finished_at: int
    seen: int = 0
    stored: int = 0
    changed: int = 0
    deleted: int = 0
    skipped: int = 0
    error: str | None = None
    retry_after: float | None = None
    is_final: bool = False  # gone or refused: not to be asked again until the config changes
    asked: str = ""
    moved_to: str | None = None


def cursor(store: Store, source: str, *, asked: str, lane: str = "forward") -> str | None:
    """The source's cursor, unless it answers another question than *asked*."""
    found = store.value(
        "SELECT value FROM cursor WHERE source = ? AND lane = ? AND asked = ?",
        [source, lane, asked],
    )
    return None if found is None else str(found)


def start_run(store: Store, command: str, *, now: int) -> int:
    """Note that a run has begun; returns its id."""
    with store.transaction() as connection:
        done = connection.execute(
            "INSERT INTO run (command, started_at) VALUES (?, ?)", [command, now]
        )
    return int(done.lastrowid or 0)


def finish_run(store: Store, run: int, *, now: int) -> None:
    with store.transaction() as connection:
        connection.execute("UPDATE run SET finished_at = ? WHERE id = ?", [now, run])


def record_attempt(store: Store, run: int, attempt: Attempt) -> None:
    """Keep what an attempt came to: the health of its source, outages, when it is due again."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO source_run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                run, attempt.source, attempt.started_at, attempt.finished_at, attempt.seen,
                attempt.stored, attempt.changed, attempt.deleted, attempt.skipped, attempt.error,
            ],
        )  # fmt: skip
        connection.execute(
            "INSERT OR IGNORE INTO source_state (source, type) VALUES (?, ?)",
            [attempt.source, attempt.type],
        )
        if attempt.error is None:
            _succeeded(connection, attempt)
        else:
            _failed(connection, attempt)


def _succeeded(connection: sqlite3.Connection, attempt: Attempt) -> None:
    connection.execute(
        """UPDATE source_state SET type = ?1, last_attempt_at = ?2, last_success_at = ?2,
               last_new_at = CASE WHEN ?3 > 0 THEN ?2 ELSE last_new_at END,
               failures = 0, failing_since = NULL, reason = NULL, next_due_at = NULL,
               disabled_reason = NULL, asked = ?4,
               moved_times = CASE WHEN asked IS NOT ?4 THEN ?5 IS NOT NULL
                   WHEN ?5 IS NULL THEN moved_times
                   WHEN ?5 = moved_to THEN moved_times + 1 ELSE 1 END,
               moved_to = CASE WHEN asked IS NOT ?4 THEN ?5 ELSE COALESCE(?5, moved_to) END
           WHERE source = ?6""",
        [
            attempt.type, attempt.finished_at, attempt.stored, attempt.asked,
            attempt.moved_to, attempt.source,
        ],
    )  # fmt: skip
    connection.execute(
        "UPDATE outage SET until = ? WHERE source = ? AND until IS NULL",
        [attempt.finished_at, attempt.source],
    )


def _failed(connection: sqlite3.Connection, attempt: Attempt) -> None:
    row = connection.execute(
        "SELECT failures, failing_since FROM source_state WHERE source = ?", [attempt.source]
    ).fetchone()
    since = row["failing_since"] or attempt.started_at
    connection.execute(
        """UPDATE source_state SET type = ?, last_attempt_at = ?, failures = failures + 1,
               failing_since = ?, reason = ?, next_due_at = ?, disabled_reason = ?, asked = ?
           WHERE source = ?""",
        [
            attempt.type, attempt.finished_at, since, attempt.error,
            attempt.finished_at + wait_after(row["failures"] + 1, attempt.retry_after),
            attempt.error if attempt.is_final else None, attempt.asked, attempt.source,
        ],
    )  # fmt: skip
    connection.execute(
        "INSERT INTO outage VALUES (?, ?, NULL, ?) "
        "ON CONFLICT DO UPDATE SET reason = excluded.reason",
        [attempt.source, since, attempt.error],
    )


def wait_after(failures: int, retry_after: float | None) -> int:
    """Seconds to leave a failing source alone: as it said, or growing with its failures.

    The first failure waits for nothing (the next cron run tries again), then 10 minutes,
    doubling up to a day.
    """
    if retry_after is not None:
        return int(min(max(retry_after, 1), LONGEST_WAIT))
    return 0 if failures <= 1 else min(600 * 2 ** min(failures - 2, 10), LONGEST_WAIT)


def state(store: Store, source: str) -> Row | None:
    """The health row of a source, or None before its first attempt."""
    rows = store.rows("SELECT * FROM source_state WHERE source = ?", [source])
    return rows[0] if rows else None

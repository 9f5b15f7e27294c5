"""Who did what. Only ever added to."""

import json
import sqlite3
from collections.abc import Mapping

from monitor.model import Json
from monitor.store.connect import Row, Store


def note(
    connection: sqlite3.Connection,
    *,
    at: int,
    who: str,
    what: str,
    subject: str,
    data: Mapping[str, Json] | None = None,
) -> None:
    """Add a line to the audit trail, in the caller's transaction.

    *subject* is what it was done to: "mention:12", "idea:3" or "store".
    """
    connection.execute(
        "INSERT INTO audit (at, who, what, subject, data) VALUES (?, ?, ?, ?, ?)",
        [at, who, what, subject, json.dumps(dict(data or {}), ensure_ascii=False)],
    )


def trail(store: Store, subject: str) -> list[Row]:
    """Everything done to *subject*, oldest first."""
    return store.rows("SELECT * FROM audit WHERE subject = ? ORDER BY id", [subject])

"""The schema, as the list of steps that made it. A released step is never edited.

Each step runs in a transaction together with its record (`sqlite_utils.Migrations`).
`PRAGMA user_version` holds the number of steps, so that a store which is up to date is opened
without importing sqlite-utils, and a newer one is refused before anything is written.
"""

import secrets
from datetime import date, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION: Final = 1

_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(2060, 12, 31)


def migrate(db: "Database") -> None:
    """Bring *db* to `VERSION`; every step is applied once."""
    from sqlite_utils import Migrations

    steps = Migrations("monitor")

    @steps()
    def m001_initial(db: "Database") -> None:
        for part in ("core", "annotations", "found", "health", "work"):
            _run_script(db, part)
        _fill_calendar(db)
        db.execute("INSERT INTO setting VALUES ('salt', ?)", [secrets.token_hex(32)])
        db.execute("PRAGMA user_version = 1")

    steps.apply(db)


def _run_script(db: "Database", name: str) -> None:
    """Run a file of sql/ statement by statement: `executescript` would commit in between."""
    script = (files(__package__) / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    for statement in _statements(script):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    import sqlite3

    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found


def _fill_calendar(db: "Database") -> None:
    days = (_FIRST_DAY + timedelta(n) for n in range((_LAST_DAY - _FIRST_DAY).days + 1))
    rows = [
        (day.isoformat(), day.weekday(), (day - timedelta(day.weekday())).isoformat())
        for day in days
    ]
    db.conn.executemany("INSERT INTO calendar VALUES (?, ?, ?)", rows)

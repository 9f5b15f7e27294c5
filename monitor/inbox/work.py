"""What people do with a mention that waits: each step one transaction, in the audit trail.

Two people who reach for the same mention do not overwrite each other: the second is told who
came first, and when.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from monitor.config import Config
from monitor.errors import MonitorError, UsageError
from monitor.model import Json
from monitor.store.audit import note
from monitor.store.connect import Store

STATUSES: Final = ("new", "claimed", "answered", "closed")


class Taken(MonitorError):
    """Somebody else came first; the message says who and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who acts, and when. `team_brands` are the brands that are answered for."""

    name: str
    at: datetime
    brands: frozenset[str]

    @property
    def second(self) -> int:
        return int(self.at.timestamp())


def person(config: Config, name: str, at: datetime) -> Person:
    """*name*, who answers for the config's brands that are no competitors."""
    if not name.strip():
        raise UsageError("--by: say who you are")
    return Person(name=name.strip(), at=at, brands=own_brands(config))


def own_brands(config: Config) -> frozenset[str]:
    return frozenset(brand.name for brand in config.brand if not brand.competitor)


@dataclass
class _Item:
    """The row of a mention while it is being changed."""

    connection: sqlite3.Connection
    number: int
    who: Person
    row: dict[str, Any] = field(default_factory=dict)

    def change(self, what: str, data: dict[str, Json] | None = None, **fields: Any) -> None:
        """Set *fields*, count the version up and write the trail."""
        fields |= {"updated_at": self.who.second, "version": self.row["version"] + 1}
        settings = ", ".join(f"{name} = :{name}" for name in fields)
        self.connection.execute(
            f"UPDATE inbox SET {settings} WHERE mention_id = :id", {**fields, "id": self.number}
        )
        self.row |= fields
        self.log(what, data)

    def log(self, what: str, data: dict[str, Json] | None = None) -> None:
        note(
            self.connection,
            at=self.who.second,
            who=self.who.name,
            what=what,
            subject=f"mention:{self.number}",
            data=data,
        )


def claim(
    store: Store,
    number: int,
    who: Person,
    *,
    take_over: bool = False,
    expected: int | None = None,
) -> None:
    """Take a mention, so that nobody else answers it too.

    Raises `Taken` where somebody else holds it (unless *take_over*), or it is done.
    """
    with _item(store, number, who, expected) as item:
        holder = item.row["assignee"]
        if item.row["status"] == "claimed" and holder == who.name:
            return
        _must_be_unfinished(item)
        _must_be_free(item, take_over)
        item.change(
            "claimed",
            {"from": holder} if holder and holder != who.name else None,
            status="claimed",
            assignee=who.name,
            claimed_at=who.second,
        )


def assign(
    store: Store,
    number: int,
    who: Person,
    *,
    to: str | None = None,
    team: str | None = None,
    take_over: bool = False,
) -> None:
    """Give a mention to a person, or to a team. Raises `Taken` like `claim`."""
    if to is None and team is None:
        raise UsageError("say to whom: --to NAME or --team TEAM")
    with _item(store, number, who) as item:
        _must_be_unfinished(item)
        if to is not None and to != item.row["assignee"]:
            _must_be_free(item, take_over)
        fields: dict[str, Any] = {}
        if team is not None:
            fields["team"] = team
        if to is not None:
            fields |= {"assignee": to, "status": "claimed", "claimed_at": who.second}
        elif item.row["assignee"] in (None, who.name):
            fields |= {"assignee": None, "status": "new", "claimed_at": None}
        item.change("assigned", {"to": to, "team": team}, **fields)


def answer(
    store: Store, number: int, who: Person, *, at: datetime | None = None, force: bool = False
) -> None:
    """Note that *who* answered it where it was written, at *at* (default: now).

    Raises `Taken` where somebody answered already, or another person holds it (unless *force*).
    """
    moment = int((at or who.at).timestamp())
    with _item(store, number, who) as item:
        _must_be_unfinished(item)
        _must_be_free(item, force)
        written = item.connection.execute(
            "SELECT at FROM mention WHERE id = ?", [number]
        ).fetchone()["at"]
        if not written <= moment <= who.second:
            raise UsageError(
                f"mention {number} was written {_clock(written)}; an answer lies between "
                "that and now"
            )
        item.change(
            "answered",
            {"answered_at": _clock(moment)},
            status="answered",
            assignee=item.row["assignee"] or who.name,
            answered_at=moment,
            answered_by=who.name,
            answered_how="hand",
        )


def close(
    store: Store, number: int, who: Person, *, reason: str = "", force: bool = False
) -> None:
    """Take it off the list: answered and done, or needing no answer. `Taken` like `answer`."""
    with _item(store, number, who) as item:
        if item.row["status"] == "closed":
            raise Taken(f"mention {number} was closed already {_last(item)}")
        if item.row["status"] == "claimed":
            _must_be_free(item, force)
        item.change("closed", {"reason": reason}, status="closed", closed_at=who.second)


def reopen(store: Store, number: int, who: Person) -> None:
    """Put an answered or closed mention back on the list.

    An answer that a person noted is taken back; one seen in a thread stays the first response.
    """
    with _item(store, number, who) as item:
        if item.row["status"] not in ("answered", "closed"):
            raise UsageError(f"mention {number} is open; there is nothing to reopen")
        fields: dict[str, Any] = {"status": "new", "assignee": None, "closed_at": None}
        if item.row["answered_how"] == "hand":
            fields |= {"answered_at": None, "answered_by": None, "answered_how": None}
        item.change("reopened", None, **fields)


def tag(
    store: Store, number: int, who: Person, *, add: Sequence[str], remove: Sequence[str] = ()
) -> tuple[str, ...]:
    """Add and remove tags of one's own; returns those it has now."""
    wanted, unwanted = [_tag(one) for one in add], [_tag(one) for one in remove]
    with _item(store, number, who) as item:
        connection = item.connection
        before = _tags(connection, number)
        connection.executemany(
            "INSERT OR IGNORE INTO inbox_tag VALUES (?, ?)", [(number, one) for one in wanted]
        )
        connection.executemany(
            "DELETE FROM inbox_tag WHERE mention_id = ? AND tag = ?",
            [(number, one) for one in unwanted],
        )
        after = _tags(connection, number)
        if after != before:
            added: list[Json] = [one for one in after if one not in before]
            gone: list[Json] = [one for one in before if one not in after]
            item.change("tagged", {"added": added, "removed": gone})
    return after


def _tags(connection: sqlite3.Connection, number: int) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT tag FROM inbox_tag WHERE mention_id = ? ORDER BY tag", [number]
    )
    return tuple(row["tag"] for row in rows)


def _tag(text: str) -> str:
    found = " ".join(text.split()).lstrip("#").casefold()
    if not found:
        raise UsageError("a tag needs at least one letter")
    return found


@contextmanager
def _item(
    store: Store, number: int, who: Person, expected: int | None = None
) -> Iterator[_Item]:
    """The mention's row, made where there is none, inside one writing transaction."""
    with store.transaction() as connection:
        item = _Item(connection, number, who)
        item.row = dict(begin(connection, number, who.brands, who.second))
        if expected is not None and item.row["version"] != expected:
            raise Taken(f"mention {number} was changed {_last(item)}; look at it again")
        yield item


def begin(
    connection: sqlite3.Connection, number: int, brands: frozenset[str], at: int
) -> sqlite3.Row:
    """The mention's row in the inbox; made where nobody touched it yet."""
    row: sqlite3.Row | None = _row(connection, number)
    if row is not None:
        return row
    about = [
        found["brand"]
        for found in connection.execute(
            "SELECT brand FROM match WHERE mention_id = ? ORDER BY brand", [number]
        )
    ]
    if not about and not _exists(connection, number):
        raise UsageError(f"there is no mention {number}; list them with: monitor inbox list")
    connection.execute(
        "INSERT INTO inbox (mention_id, status, brands, updated_at, version) "
        "VALUES (?, 'new', ?, ?, 0)",
        [number, "\n".join(one for one in about if one in brands), at],
    )
    made: sqlite3.Row = _row(connection, number)
    return made


def _row(connection: sqlite3.Connection, number: int) -> Any:
    return connection.execute("SELECT * FROM inbox WHERE mention_id = ?", [number]).fetchone()


def _exists(connection: sqlite3.Connection, number: int) -> bool:
    found = connection.execute("SELECT 1 FROM mention WHERE id = ?", [number]).fetchone()
    return found is not None


def _must_be_unfinished(item: _Item) -> None:
    row = item.row
    if row["status"] == "answered":
        raise Taken(
            f"mention {item.number} was answered by {row['answered_by']} "
            f"{_clock(row['answered_at'])}; to go on with it: monitor inbox reopen {item.number}"
        )
    if row["status"] == "closed":
        raise Taken(
            f"mention {item.number} was closed {_last(item)}; "
            f"to go on with it: monitor inbox reopen {item.number}"
        )


def _must_be_free(item: _Item, forced: bool) -> None:
    holder = item.row["assignee"]
    if holder is None or holder == item.who.name or forced:
        return
    since = item.row["claimed_at"] or item.row["updated_at"]
    raise Taken(
        f"mention {item.number} was claimed by {holder} {_clock(since)}; "
        "talk to them, or take it over with --force"
    )


def _last(item: _Item) -> str:
    """Who touched it last, and when."""
    row = item.connection.execute(
        "SELECT who, at FROM audit WHERE subject = ? ORDER BY id DESC LIMIT 1",
        [f"mention:{item.number}"],
    ).fetchone()
    return f"by {row['who']} {_clock(row['at'])}" if row else "by somebody"


def _clock(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")

"""The outbox: what is worth a message is written once, then delivered to each target once.

    raise_all   alert + its deliveries + the rule's cool-down, in one transaction
    take        pending ─▶ sending, before anything leaves this machine
    sent        sending ─▶ sent, when the target has taken it
    failed      sending ─▶ pending, later; given up after a week

A process that is killed while "sending" leaves the row there; after a while its sender is taken
for dead and the message goes out again under the same token. That is the one case in which a
target can see a message twice: no sender can know whether a target took a message whose
acknowledgement was lost. The token lets a receiver drop the repeat.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from monitor.model import Json
from monitor.store.connect import Row, Store
from monitor.store.tombstones import salted

SENDER_IS_DEAD: Final = 600  # seconds; a delivery takes a minute at most
GIVEN_UP_AFTER: Final = 7 * 86_400
_FIRST_WAIT: Final = 60
_LONGEST_WAIT: Final = 6 * 3_600
_CLOCK_SLACK: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing worth a message. `key` names what it is about: the same is raised once.

    `slot` is what the cool-down is kept for beside the rule: a brand, a source, or "".
    """

    key: str
    rule: str
    type: str
    slot: str
    title: str
    body: str
    cooldown: int
    targets: tuple[str, ...]
    html: str | None = None
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A delivery that is being made. `token` is the same at every try."""

    outbox_id: int
    target: str
    token: str
    attempts: int
    raised_at: int
    title: str
    body: str
    html: str | None


def watches_since(store: Store, rule: str, slot: str, *, now: int, writes: bool = True) -> int:
    """Since when a rule watches: what was there before its first look is no news.

    The first look is noted, unless *writes* is False.
    """
    found = store.value(
        "SELECT watches_since FROM alert_state WHERE rule = ? AND brand = ?", [rule, slot]
    )
    if found is not None or not writes:
        return now if found is None else int(found)
    with store.transaction() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO alert_state VALUES (?, ?, ?, NULL)", [rule, slot, now]
        )
    return now


def is_cooling(store: Store, rule: str, slot: str, cooldown: int, *, now: int) -> bool:
    """Whether a rule spoke too recently to speak again."""
    raised = store.value(
        "SELECT raised_at FROM alert_state WHERE rule = ? AND brand = ?", [rule, slot]
    )
    # A clock that once ran far ahead must not silence a rule for years.
    return raised is not None and now < raised + cooldown and raised <= now + _CLOCK_SLACK


def raise_all(store: Store, alerts: Sequence[Alert], *, now: int) -> list[Alert]:
    """Write those that are new and not cooling down; returns them.

    Each with its deliveries and its rule's cool-down in one transaction, in which cool-down and
    key are looked at again: two runs at once raise it once.
    """
    return [alert for alert in alerts if _raise(store, alert, now)]


def _raise(store: Store, alert: Alert, now: int) -> bool:
    with store.transaction() as connection:
        if is_cooling(store, alert.rule, alert.slot, alert.cooldown, now=now):
            return False
        done = connection.execute(
            "INSERT OR IGNORE INTO outbox (key, rule, type, brand, raised_at, title, body, html, "
            "data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                alert.key, alert.rule, alert.type, alert.slot, now, alert.title, alert.body,
                alert.html, json.dumps(dict(alert.data), ensure_ascii=False),
            ],
        )  # fmt: skip
        if done.rowcount != 1:
            return False
        connection.execute(
            "INSERT INTO alert_state VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET raised_at = excluded.raised_at",
            [alert.rule, alert.slot, now, now],
        )
        _deliveries(connection, alert, int(done.lastrowid or 0), now)
        return True


def _deliveries(connection: sqlite3.Connection, alert: Alert, number: int, now: int) -> None:
    connection.executemany(
        "INSERT INTO delivery (outbox_id, target, token, state, next_try_at) "
        "VALUES (?, ?, ?, 'pending', ?)",
        [
            (number, target, salted(connection, "delivery", alert.key, target)[:32], now)
            for target in alert.targets
        ],
    )


def take(store: Store, *, now: int, targets: Sequence[str]) -> Due | None:
    """The next due delivery to one of *targets*, marked as being sent; None where none is."""
    with store.transaction() as connection:
        row = connection.execute(
            """SELECT delivery.*, outbox.title, outbox.body, outbox.html, outbox.raised_at
               FROM delivery JOIN outbox ON outbox.id = delivery.outbox_id
               WHERE delivery.state IN ('pending', 'sending') AND delivery.next_try_at <= ?
                 AND delivery.target IN (SELECT value FROM json_each(?))
               ORDER BY delivery.outbox_id, delivery.target LIMIT 1""",
            [now, json.dumps(list(targets))],
        ).fetchone()
        if row is None:
            return None
        connection.execute(
            "UPDATE delivery SET state = 'sending', attempts = attempts + 1, next_try_at = ? "
            "WHERE outbox_id = ? AND target = ?",
            [now + SENDER_IS_DEAD, row["outbox_id"], row["target"]],
        )
    return Due(
        outbox_id=row["outbox_id"],
        target=row["target"],
        token=row["token"],
        attempts=row["attempts"] + 1,
        raised_at=row["raised_at"],
        title=row["title"],
        body=row["body"],
        html=row["html"],
    )


def sent(store: Store, due: Due, *, now: int) -> None:
    """The target has taken it."""
    _set(store, due, "sent", now, sent_at=now, error=None)


def failed(store: Store, due: Due, error: str, *, now: int) -> None:
    """It did not: later again, at growing distances, for a week."""
    over = now - due.raised_at >= GIVEN_UP_AFTER
    wait = min(_FIRST_WAIT * 2 ** min(due.attempts - 1, 12), _LONGEST_WAIT)
    _set(store, due, "dropped" if over else "pending", now + wait, sent_at=None, error=error)


def _set(
    store: Store,
    due: Due,
    state: str,
    next_try_at: int,
    *,
    sent_at: int | None,
    error: str | None,
) -> None:
    with store.transaction() as connection:
        connection.execute(
            "UPDATE delivery SET state = ?, next_try_at = ?, sent_at = ?, error = ? "
            "WHERE outbox_id = ? AND target = ? AND state = 'sending'",
            [state, next_try_at, sent_at, error, due.outbox_id, due.target],
        )


def listed(store: Store, *, limit: int) -> list[Row]:
    """What was raised, newest first, one row for each target (or one with a null target)."""
    return store.rows(
        """SELECT outbox.*, delivery.target, delivery.state, delivery.attempts,
                  delivery.next_try_at, delivery.sent_at, delivery.error
           FROM (SELECT * FROM outbox ORDER BY id DESC LIMIT ?) AS outbox
           LEFT JOIN delivery ON delivery.outbox_id = outbox.id
           ORDER BY outbox.id DESC, delivery.target""",
        [limit],
    )

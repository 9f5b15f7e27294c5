"""What waits for an answer: most urgent first, with what makes it urgent."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from monitor.config import Config
from monitor.inbox.routing import Facts, team_for
from monitor.inbox.work import own_brands
from monitor.reports.answers import Priority, Waiting, priority, waiting
from monitor.reports.configured import figures
from monitor.reports.period import Period
from monitor.reports.scope import Scope
from monitor.store.connect import Row, Store
from monitor.store.reading import Stored, load

OPEN: Final = ("new", "claimed")
LOOKS_BACK: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One mention in the inbox. `due_at` is the promise of [service] first_response_hours for
    its present priority; `waited` is in seconds, from entering the store to the answer or now.
    """

    id: int
    stored: Stored
    brands: tuple[str, ...]
    status: str
    priority: Priority
    waited: int
    due_at: datetime
    team: str | None
    assignee: str | None
    tags: tuple[str, ...]
    claimed_at: datetime | None
    answered_at: datetime | None
    answered_by: str | None
    answered_how: str | None
    answer_id: int | None
    closed_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_late(self, now: datetime) -> bool:
        """Whether the promise is, or was, broken."""
        end = self.answered_at or self.closed_at or now
        return end > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which items to list. Empty fields do not restrict; `statuses` empty: the open ones."""

    statuses: tuple[str, ...] = ()
    team: str | None = None
    assignee: str | None = None
    brands: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: timedelta = LOOKS_BACK


def items(
    config: Config, store: Store, *, now: datetime, wanted: Wanted | None = None
) -> tuple[Item, ...]:
    """The inbox: what customers wait for, and whatever people put there, most urgent first.

    Mentions of brands that are competitors are nobody's work and never in it.
    """
    chosen = wanted or Wanted()
    scope = _scope(config, store, now, chosen.since)
    waits = _waits(scope)
    rows = _touched(store, waits)
    ids = sorted({*waits, *rows})
    tags = _tags(store, ids)
    found = [
        _item(config, scope, stored, waits.get(stored.id), rows.get(stored.id), tags)
        for stored in load(store, ids)
        if not stored.is_gone and not stored.is_own
    ]
    kept = [item for item in found if _is_wanted(item, chosen)]
    return tuple(sorted(kept, key=lambda i: (-i.priority.total, i.stored.first_seen_at, i.id)))


def one_item(config: Config, store: Store, number: int, *, now: datetime) -> Item | None:
    """A single item, whatever its status; None where the mention is not there."""
    every = Wanted(statuses=("new", "claimed", "answered", "closed"))
    found = {item.id: item for item in items(config, store, now=now, wanted=every)}
    return found.get(number)


def _scope(config: Config, store: Store, now: datetime, back: timedelta) -> Scope:
    today = now.astimezone(store.zone).date()
    return Scope(
        store=store,
        period=Period(today - back, today + timedelta(days=1)),
        brands=tuple(sorted(own_brands(config))),
        now=now,
        zone=store.zone,
        settings=figures(config),
    )


def _waits(scope: Scope) -> dict[int, Waiting]:
    """By mention; of one that names two own brands, the more urgent side, answered if either is."""
    found: dict[int, Waiting] = {}
    for brand in scope.brands:
        for one in waiting(scope, brand):
            known = found.get(one.mention_id)
            found[one.mention_id] = one if known is None else _joined(known, one)
    return found


def _joined(one: Waiting, other: Waiting) -> Waiting:
    worse = max(one, other, key=lambda w: w.priority.total)
    answered = min((w for w in (one, other) if w.answered_at is not None),
                   key=lambda w: w.answered_at or 0, default=None)  # fmt: skip
    if answered is None:
        return worse
    return replace(
        worse, status=answered.status, answered_at=answered.answered_at, reply=answered.reply
    )


def _touched(store: Store, waits: Iterable[int]) -> dict[int, Row]:
    """The rows people made: of what waits, and everything that is in somebody's hands."""
    rows = store.rows(
        """SELECT * FROM inbox WHERE status IN ('new', 'claimed')
           UNION SELECT * FROM inbox WHERE mention_id IN (SELECT value FROM json_each(?))""",
        [json.dumps(list(waits))],
    )
    return {row["mention_id"]: row for row in rows}


def _tags(store: Store, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in store.rows(
        "SELECT mention_id, tag FROM inbox_tag WHERE mention_id IN "
        "(SELECT value FROM json_each(?)) ORDER BY mention_id, tag",
        [json.dumps(list(ids))],
    ):
        found[row["mention_id"]] = (*found.get(row["mention_id"], ()), row["tag"])
    return found


def _item(
    config: Config,
    scope: Scope,
    stored: Stored,
    waits: Waiting | None,
    row: Row | None,
    tags: Mapping[int, tuple[str, ...]],
) -> Item:
    kept: dict[str, Any] = dict(row) if row else {}
    answered_at, how, by, answer_id = _answer(kept, waits)
    ended = answered_at or kept.get("closed_at") or int(scope.now.timestamp())
    waited = max(0, ended - int(stored.first_seen_at.timestamp()))
    points = waits.priority if waits else _priority(stored, waited)
    hours = scope.settings.first_response_hours.get(points.band, 24.0)
    return Item(
        id=stored.id,
        stored=stored,
        brands=tuple(brand for brand in stored.brands if brand in scope.brands),
        status=_status(kept, answered_at),
        priority=points,
        waited=waited,
        due_at=stored.first_seen_at + timedelta(hours=hours),
        team=kept.get("team") or team_for(config.route, _facts(stored)),
        assignee=kept.get("assignee"),
        tags=tags.get(stored.id, ()),
        claimed_at=_utc(kept.get("claimed_at")),
        answered_at=_utc(answered_at),
        answered_by=by,
        answered_how=how,
        answer_id=answer_id,
        closed_at=_utc(kept.get("closed_at")),
        version=kept.get("version", 0),
    )


def _answer(
    kept: Mapping[str, Any], waits: Waiting | None
) -> tuple[int | None, str | None, str | None, int | None]:
    """When, how, by whom and where it was answered: as noted, or as the threads say now."""
    if kept.get("answered_at") is not None:
        return (
            kept["answered_at"], kept["answered_how"], kept["answered_by"], kept["answer_id"],
        )  # fmt: skip
    reply = waits.reply if waits else None
    return (
        (reply.at, reply.how, reply.by, reply.answer_id) if reply else (None, None, None, None)
    )


def _status(kept: Mapping[str, Any], answered_at: int | None) -> str:
    noted = kept.get("status", "new")
    if noted in OPEN and answered_at is not None and kept.get("answered_at") is None:
        return "answered"  # seen in the thread since the last fetch looked
    return str(noted)


def _facts(stored: Stored) -> Facts:
    return Facts(
        brands=stored.brands,
        topics=stored.topics,
        intents=stored.intents,
        language=stored.language or "",
        source=stored.mention.source,
    )


def _priority(stored: Stored, waited: int) -> Priority:
    """Of a mention that people took up though it asks for nothing."""
    scores = [score for _, score in stored.sentiments.values()]
    author = stored.mention.author
    return priority(
        is_complaint="complaint" in stored.intents,
        is_question="question" in stored.intents,
        score=min(scores, default=0.0),
        followers=author.followers if author else None,
        waited=waited,
        earlier_complaints=0,
    )


def _is_wanted(item: Item, chosen: Wanted) -> bool:
    return (
        item.status in (chosen.statuses or OPEN)
        and (chosen.team is None or item.team == chosen.team)
        and (chosen.assignee is None or item.assignee == chosen.assignee)
        and (not chosen.brands or bool({*chosen.brands} & {*item.brands}))
        and {*chosen.tags} <= {*item.tags}
    )


def _utc(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)

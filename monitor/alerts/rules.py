"""The rules: what is worth a message, each a reading of the store at one moment.

A rule says nothing about what was there before it first looked: the first fetch of a full
archive is a backlog, not news.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.alerts.outbox import Alert, watches_since
from monitor.alerts.words import address, foreign
from monitor.config import AlertRule, Config
from monitor.inbox.items import Item, items
from monitor.inbox.work import own_brands
from monitor.model import Json
from monitor.reports.configured import figures
from monitor.reports.intervals import percent, wilson
from monitor.reports.leads import mentions_command
from monitor.reports.period import Period
from monitor.reports.scope import Scope
from monitor.store.connect import Store
from monitor.store.reading import Filter, Stored, find_ids, load
from monitor.when import duration

_QUOTED: Final = 3
_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Look:
    """One rule, looked at in one moment."""

    config: Config
    store: Store
    rule: AlertRule
    now: datetime
    writes: bool = True  # False: a dry run, which does not even note that it looked

    @property
    def second(self) -> int:
        return int(self.now.timestamp())

    @property
    def window(self) -> int:
        """In seconds."""
        return int(duration(self.rule.window).total_seconds())

    @property
    def brands(self) -> tuple[str, ...]:
        """The rule's brand, else all that are no competitors."""
        return (self.rule.brand,) if self.rule.brand else tuple(sorted(own_brands(self.config)))

    def watches_since(self, slot: str) -> int:
        """Since when the rule watches *slot*, in epoch seconds: now, at its first look."""
        return watches_since(
            self.store, self.rule.name, slot, now=self.second, writes=self.writes
        )

    def alert(
        self,
        about: str,
        slot: str,
        title: str,
        lines: Sequence[str],
        data: Mapping[str, Json],
        quoted: Sequence[int] = (),
    ) -> Alert:
        """An alert about *about*, with its rule's targets and cool-down.

        *quoted* are the mentions whose words stand in it: erasing one empties the message.
        """
        rule = self.rule
        return Alert(
            key=f"{rule.type}:{rule.name}:{about}",
            rule=rule.name,
            type=rule.type,
            slot=slot,
            title=title,
            body="\n".join(line for line in lines if line),
            cooldown=int(duration(rule.cooldown).total_seconds()),
            targets=rule.notify or tuple(one.name for one in self.config.notify),
            data={**data, "quoted": list(quoted)},
        )


def look(at: Look) -> list[Alert]:
    """What a rule would raise now, cool-down not yet asked. Digests are raised elsewhere."""
    return list(_RULES[at.rule.type](at))


def _spike(look: Look) -> Iterator[Alert]:
    from monitor.reports.spikes import chance, spikes

    today = look.now.astimezone(look.store.zone).date()
    scope = Scope(
        store=look.store,
        period=Period(today - timedelta(1), today + timedelta(1)),
        brands=look.brands,
        now=look.now,
        zone=look.store.zone,
        settings=replace(figures(look.config), quiet_days=look.rule.quiet_days),
    )
    starts = {b: look.store.day(look.watches_since(b)) for b in look.brands}
    for one in spikes(scope):
        if one.day < starts[one.brand]:
            continue
        chosen = scope.opinions(one.brand, since=one.day, until=Period.day_after(one.day))
        ids = find_ids(look.store, chosen, limit=_QUOTED)
        yield look.alert(
            f"{one.brand}:{one.day}",
            one.brand,
            f"{one.brand}: {one.count} mentions on {one.day}, {one.expected:g} expected",
            [
                f"{one.count} mentions by {one.people} people. The eight weeks before let expect "
                f"{one.expected:g} on such a day; so many come by chance on "
                f"{chance(one.probability)} days.",
                f"A spike began at {one.smallest}; a jump to {one.seen_from:g} times what is "
                "expected would have been seen on four days of five.",
                f"About: {foreign(one.about)}",
                *_quotes(load(look.store, ids)),
                f"All of them: {mentions_command(chosen)}",
            ],
            {
                "day": one.day,
                "count": one.count,
                "people": one.people,
                "expected": one.expected,
                "probability": one.probability,
                "smallest": one.smallest,
                "seen_from": one.seen_from,
            },
            ids,
        )


def _keyword(look: Look) -> Iterator[Alert]:
    slot = look.rule.brand or ""
    since = look.watches_since(slot)
    start = look.second - look.window
    chosen = Filter(
        brands=look.brands, match=look.rule.query, since=look.store.day(start), is_own=False,
        is_copy=False,
    )  # fmt: skip
    fresh = _fresh(look.store, start, since)
    ids = (
        [number for number in find_ids(look.store, chosen) if number in fresh] if fresh else []
    )
    wanted = int(look.rule.threshold or 1)
    if len(ids) < wanted or not ids:
        return
    what = f"“{foreign(look.rule.query or '', 80)}”" if look.rule.query else "mentions"
    yield look.alert(
        f"{slot}:{max(ids)}",
        slot,
        f"{look.rule.name}: {len(ids)} × {what} within {look.rule.window}",
        [
            f"{len(ids)} new mentions within {look.rule.window} (from {wanted} on you are told).",
            *_quotes(load(look.store, ids[:_QUOTED])),
            f"All of them: {mentions_command(chosen)}",
        ],
        {"count": len(ids), "threshold": wanted},
        ids[:_QUOTED],
    )


def _fresh(store: Store, start: int, since: int) -> set[int]:
    """Mentions that were published in the window and came in after the rule began to watch."""
    rows = store.rows(
        "SELECT id FROM mention WHERE day >= ? AND at >= ? AND first_seen_at > ?",
        [store.day(start), start, since],
    )
    return {row[0] for row in rows}


def _negative_share(look: Look) -> Iterator[Alert]:
    start = look.second - look.window
    limit = 50.0 if look.rule.threshold is None else look.rule.threshold
    for brand in look.brands:
        since = look.watches_since(brand)
        row = look.store.rows(
            """SELECT SUM(sentiment = 'negative') AS negative, COUNT(*) AS judged FROM match
               WHERE brand = ? AND day >= ? AND at >= ? AND is_own = 0 AND is_copy = 0
                 AND sentiment IN ('positive', 'neutral', 'negative')
                 AND first_seen_at > ?""",
            [brand, look.store.day(start), start, since],
        )[0]
        negative, judged = row["negative"] or 0, row["judged"]
        share, interval = percent(negative, judged), wilson(negative, judged)
        if judged < look.rule.minimum or share is None or share < limit or interval is None:
            continue
        chosen = Filter(brands=(brand,), sentiment="negative", since=look.store.day(start),
                        is_own=False, is_copy=False)  # fmt: skip
        ids = find_ids(look.store, chosen, limit=_QUOTED)
        yield look.alert(
            f"{brand}:{look.second}",
            brand,
            f"{brand}: {share:.0f} % negative within {look.rule.window}",
            [
                f"{negative} of {judged} judged mentions are negative "
                f"(95 % interval {interval.low:.0f} to {interval.high:.0f} %); "
                f"you are told from {limit:g} % on.",
                *_quotes(load(look.store, ids)),
                f"All of them: {mentions_command(chosen)}",
            ],
            {"negative": negative, "judged": judged, "threshold": limit},
            ids,
        )


def _sla(look: Look) -> Iterator[Alert]:
    slot = look.rule.brand or ""
    since = look.watches_since(slot)
    told = _told(look.store, look.rule.name)
    late = [
        item
        for item in items(look.config, look.store, now=look.now)
        if item.is_late(look.now)
        and item.due_at.timestamp() > since
        and item.id not in told
        and (look.rule.brand is None or look.rule.brand in item.brands)
    ]
    if len(late) < int(look.rule.threshold or 1) or not late:
        return
    ids: list[Json] = [item.id for item in late]
    yield look.alert(
        f"{slot}:{min(item.id for item in late)}-{max(item.id for item in late)}:{len(late)}",
        slot,
        f"{len(late)} {'mention waits' if len(late) == 1 else 'mentions wait'} longer than promised",
        [
            *(_late_line(item) for item in late[:_NAMED]),
            f"and {len(late) - _NAMED} more" if len(late) > _NAMED else "",
            "The list: monitor inbox list",
        ],
        {"ids": ids},
        [item.id for item in late],
    )


def _told(store: Store, rule: str) -> set[int]:
    rows = store.rows(
        "SELECT each.value FROM outbox, json_each(outbox.data, '$.ids') AS each "
        "WHERE outbox.rule = ?",
        [rule],
    )
    return {int(row[0]) for row in rows}


def _late_line(item: Item) -> str:
    who = item.assignee or (f"team {item.team}" if item.team else "nobody")
    mention = item.stored.mention
    return " ".join(
        part
        for part in (
            f"{item.id} ({item.priority.band}, with {foreign(who, 40)}):",
            f"“{foreign(mention.text or mention.title or '', 120)}”",
            address(mention.url) or "",
        )
        if part
    )


def _silent_source(look: Look) -> Iterator[Alert]:
    from monitor.diagnosis.sources import source_health

    for health in source_health(look.config, look.store, now=look.now):
        since = health.failing_since if health.state == "failing" else health.last_new_at
        if health.state not in ("silent", "failing") or since is None:
            continue
        if health.state == "failing" and look.second - since < look.window:
            continue
        began = datetime.fromtimestamp(since, UTC)
        yield look.alert(
            f"{health.name}:{health.state}:{since}",
            health.name,
            f"source {health.name} is {health.state}",
            [
                f"Nothing new from it since {began:%Y-%m-%d %H:%M UTC}."
                if health.state == "silent"
                else f"It fails since {began:%Y-%m-%d %H:%M UTC}: "
                f"{foreign(health.reason or 'no reason given')}",
                "Its health: monitor sources",
            ],
            {"source": health.name, "state": health.state, "since": since},
        )


def _digest(look: Look) -> Iterator[Alert]:
    return iter(())  # needs a writer: monitor.alerts.digests


def _quotes(found: Iterator[Stored]) -> Iterator[str]:
    for stored in found:
        mention = stored.mention
        who = f", {foreign(mention.author.handle, 40)}" if mention.author else ""
        yield f"“{foreign(mention.text or mention.title or '')}”{who}"
        yield address(mention.url) or ""


_RULES: Final[Mapping[str, Callable[[Look], Iterator[Alert]]]] = {
    "spike": _spike,
    "keyword": _keyword,
    "negative_share": _negative_share,
    "sla": _sla,
    "silent_source": _silent_source,
    "digest": _digest,
}

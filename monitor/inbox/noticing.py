"""Answers by own accounts, seen in threads, close the loop by themselves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from monitor.config import Config
from monitor.inbox.work import begin, own_brands
from monitor.reports.configured import figures
from monitor.reports.period import Period
from monitor.reports.replies import Reply, first_answers
from monitor.reports.scope import Scope
from monitor.store.audit import note
from monitor.store.connect import Store

LOOKS_BACK: Final = timedelta(days=90)
BY: Final = "monitor"


def notice_answers(config: Config, store: Store, *, now: datetime) -> int:
    """Mark what was answered in its thread as answered; returns how many that were.

    Whatever was answered, also where nothing was asked: an analyzer may come to see a question
    in it later. An answer that was noticed stays noticed when its text is pruned.
    """
    today = now.astimezone(store.zone).date()
    period = Period(today - LOOKS_BACK, today + timedelta(days=1))
    brands = tuple(sorted(own_brands(config)))
    scope = Scope(
        store=store,
        period=period,
        brands=brands,
        now=now,
        zone=store.zone,
        settings=figures(config),
    )
    found: dict[int, Reply] = {}
    for brand in brands:
        for number, reply in first_answers(scope, brand).items():
            if number not in found or reply.at < found[number].at:
                found[number] = reply
    return _keep(store, found, frozenset(brands), int(now.timestamp())) if found else 0


def _keep(store: Store, found: Mapping[int, Reply], brands: frozenset[str], at: int) -> int:
    known = {row[0] for row in store.rows("SELECT mention_id FROM inbox WHERE answered_at > 0")}
    new = {number: reply for number, reply in found.items() if number not in known}
    if not new:
        return 0
    with store.transaction() as connection:
        for number, reply in sorted(new.items()):
            row = begin(connection, number, brands, at)
            connection.execute(
                """UPDATE inbox SET answered_at = ?, answered_by = ?, answered_how = ?,
                       answer_id = ?, updated_at = ?, version = version + 1,
                       status = CASE status WHEN 'closed' THEN 'closed' ELSE 'answered' END
                   WHERE mention_id = ? AND answered_at IS NULL""",
                [reply.at, reply.by, reply.how, reply.answer_id, at, row["mention_id"]],
            )
            note(
                connection,
                at=at,
                who=BY,
                what="answered",
                subject=f"mention:{number}",
                data={"by": reply.by, "seen": reply.how, "answer": reply.answer_id},
            )
    return len(new)

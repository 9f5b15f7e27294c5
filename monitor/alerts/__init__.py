"""Alerts: rules look, the outbox keeps, senders deliver.

rules     spike, keyword, negative_share, sla, silent_source
digests   the morning's figures as a message
outbox    written once, delivered once to each target
sending   through Apprise, with retries
words     other people's words, unable to act at the target
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.alerts.digests import Writer
    from monitor.alerts.outbox import Alert
    from monitor.config import Config
    from monitor.store.connect import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a look after a fetch came to."""

    answers: int = 0
    alerts: int = 0


def after_fetch(config: "Config", store: "Store", *, now: datetime) -> Noticed:
    """Notice answers in threads and raise what the rules find; sends nothing.

    Cheap where nothing is configured: without own accounts and a shared tag no answer can be
    seen, without [[alert]] tables no rule looks. Digests are raised by `monitor alerts send`.
    """
    answers = 0
    if config.service.shared_tag or any(brand.own_accounts for brand in config.brand):
        from monitor.inbox.noticing import notice_answers

        answers = notice_answers(config, store, now=now)
    raised = check(config, store, now=now) if config.alert else ()
    return Noticed(answers=answers, alerts=len(raised))


def check(
    config: "Config",
    store: "Store",
    *,
    now: datetime,
    write: "Writer | None" = None,
    dry_run: bool = False,
) -> "tuple[Alert, ...]":
    """Look at every rule and put what is new into the outbox; returns that.

    *write* makes messages of digests; without it digest rules wait. With *dry_run* nothing is
    written; what would be raised is returned.
    """
    from monitor.alerts.digests import digest_alert
    from monitor.alerts.outbox import is_cooling, raise_all
    from monitor.alerts.rules import Look, look

    at = int(now.timestamp())
    found: list[Alert] = []
    for rule in config.alert:
        view = Look(config, store, rule, now, writes=not dry_run)
        if rule.type != "digest":
            found += look(view)
        elif write is not None:
            letter = digest_alert(view, write)
            found += [letter] if letter else []
    if dry_run:
        known = {row[0] for row in store.rows("SELECT key FROM outbox")}
        return tuple(
            alert
            for alert in found
            if alert.key not in known
            and not is_cooling(store, alert.rule, alert.slot, alert.cooldown, now=at)
        )
    return tuple(raise_all(store, found, now=at))

"""Alerts: rules look, the outbox keeps, senders deliver.

rules     spike, keyword, negative_share, sla, silent_source
digests   the morning's figures as a message
outbox    written once, delivered once to each target
sending   through Apprise, with retries
words     other people's words, unable to act at the target
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.errors import ConfigError, MonitorError, QueryError

if TYPE_CHECKING:
    from monitor.alerts.digests import Writer
    from monitor.alerts.outbox import Alert
    from monitor.alerts.rules import Look
    from monitor.config import AlertRule, Config
    from monitor.store.connect import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a look after a fetch came to. `problems`: one line for each rule that cannot look."""

    answers: int = 0
    alerts: int = 0
    problems: tuple[str, ...] = ()


def after_fetch(config: "Config", store: "Store", *, now: datetime) -> Noticed:
    """Notice answers in threads and raise what the rules find; sends nothing.

    Cheap where nothing is configured: without own accounts and a shared tag no answer can be
    seen, without [[alert]] tables no rule looks. A rule that cannot look (its query is wrong) is
    told in `problems`; the others go on. Digests are raised by `monitor alerts send`.
    """
    answers, alerts = 0, 0
    problems: list[str] = []
    if config.service.shared_tag or any(brand.own_accounts for brand in config.brand):
        from monitor.inbox.noticing import notice_answers

        answers = notice_answers(config, store, now=now)
    for rule in config.alert:
        try:
            alerts += len(check(config, store, now=now, rules=(rule,)))
        except MonitorError as error:
            problems.append(str(error))
    return Noticed(answers=answers, alerts=alerts, problems=tuple(problems))


def check(
    config: "Config",
    store: "Store",
    *,
    now: datetime,
    write: "Writer | None" = None,
    dry_run: bool = False,
    rules: "Sequence[AlertRule] | None" = None,
) -> "tuple[Alert, ...]":
    """Look at every rule (or *rules*) and put what is new into the outbox; returns that.

    *write* makes messages of digests; without it digest rules wait. With *dry_run* nothing is
    written; what would be raised is returned. Raises `ConfigError` for a rule's wrong query.
    """
    from monitor.alerts.outbox import is_cooling, raise_all
    from monitor.alerts.rules import Look

    at = int(now.timestamp())
    chosen = config.alert if rules is None else rules
    found = [
        alert
        for rule in chosen
        for alert in _look(Look(config, store, rule, now, writes=not dry_run), write)
    ]
    if not dry_run:
        return tuple(raise_all(store, found, now=at))
    known = {row[0] for row in store.rows("SELECT key FROM outbox")}
    return tuple(
        alert
        for alert in found
        if alert.key not in known
        and not is_cooling(store, alert.rule, alert.slot, alert.cooldown, now=at)
    )


def _look(view: "Look", write: "Writer | None") -> "list[Alert]":
    if view.rule.type == "digest":
        from monitor.alerts.digests import digest_alert

        letter = digest_alert(view, write) if write is not None else None
        return [letter] if letter else []
    from monitor.alerts.rules import look

    try:
        return look(view)
    except QueryError as error:
        raise ConfigError(f"alert '{view.rule.name}': {error}") from error

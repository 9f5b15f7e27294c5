"""Digest rules: the morning's figures as a message, once a window."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from monitor.alerts.outbox import Alert
from monitor.alerts.rules import Look
from monitor.model import Json
from monitor.reports import report
from monitor.reports.configured import figures
from monitor.reports.period import Period
from monitor.reports.rows import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A report as a message: a line, a short text for phones, and a page for mail."""

    title: str
    text: str
    html: str


Writer = Callable[[Report], Letter]


def digest_alert(look: Look, write: Writer) -> Alert | None:
    """The digest of the whole days of the rule's window before today, from its hour on."""
    from monitor.objectives import with_objectives

    here = look.now.astimezone(look.store.zone)
    if here.time() < time(look.rule.hour):
        return None
    days = max(1, round(look.window / 86_400))
    period = Period(here.date() - timedelta(days), here.date())
    if not _is_due(look, period, days):
        return None
    # A rule about one brand still compares it: shares of voice need the others.
    brands = tuple(brand.name for brand in look.config.brand) if look.rule.brand is None else (
        look.rule.brand,
    )  # fmt: skip
    found = report(
        "digest", look.store, period, brands, now=look.now, zone=look.store.zone,
        settings=figures(look.config),
    )  # fmt: skip
    found = with_objectives(found, look.config, look.store, now=look.now)
    letter = write(found)
    alert = look.alert(
        f"{period.until.isoformat()}", look.rule.brand or "", letter.title, [letter.text], {}
    )
    return Alert(
        key=alert.key,
        rule=alert.rule,
        type=alert.type,
        slot=alert.slot,
        title=alert.title,
        body=letter.text,
        html=letter.html,
        cooldown=0,  # its own window is its rhythm
        targets=alert.targets,
        data={
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "quoted": _quoted(found),
        },
    )


def _quoted(found: Report) -> list[Json]:
    """The mentions whose words stand in the report."""
    ids = {quote.id for table in found.tables() for row in table.rows for quote in row.quotes}
    return [*sorted(ids)]


def _is_due(look: Look, period: Period, days: int) -> bool:
    """Whether the last digest of this rule ended a window ago (or there is none)."""
    last = look.store.value(
        "SELECT MAX(json_extract(data, '$.until')) FROM outbox WHERE rule = ?", [look.rule.name]
    )
    return last is None or last <= (period.until - timedelta(days)).isoformat()

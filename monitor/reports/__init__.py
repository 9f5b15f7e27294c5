"""Reports: SQL in, frozen rows out. Each report is a function of a `Scope`."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from monitor.reports.period import Period
    from monitor.reports.rows import Report
    from monitor.reports.scope import Reader, Settings

NAMES: Final = ("outside", "listening", "influence", "amplify", "digest")


def report(
    name: str,
    store: "Reader",
    period: "Period",
    brands: Sequence[str],
    *,
    now: datetime,
    zone: tzinfo = UTC,
    settings: "Settings | None" = None,
) -> "Report":
    """The report *name* (one of `NAMES`) on *brands* in *period*, as of *now*.

    Days are those of *zone*, which has to be the zone the store was opened with.
    """
    from monitor.reports.scope import Scope
    from monitor.reports.scope import Settings as Defaults

    if name not in NAMES:
        raise ValueError(f"no report is called {name!r}; there are {', '.join(NAMES)}")
    scope = Scope(
        store=store,
        period=period,
        brands=tuple(brands),
        now=now,
        zone=zone,
        settings=settings or Defaults(),
    )
    build = getattr(import_module(f"monitor.reports.{name}"), name)
    with store.snapshot():
        found: Report = build(scope)
    return found

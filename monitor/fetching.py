"""From the config to jobs: which sources are due, and what each is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from monitor.collect import Job, fingerprint
from monitor.config import Config, SourceTable
from monitor.errors import ConfigError, MonitorError, UsageError
from monitor.http import Http
from monitor.matching import Watch
from monitor.model import Ask, Brand, Search
from monitor.query import searches
from monitor.registry import build_source
from monitor.sources.base import Backfills, Source
from monitor.store import health
from monitor.store.connect import Store
from monitor.when import duration

_ABOUT: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a run will do: its jobs, and one line for each source it must leave out."""

    jobs: tuple[Job, ...] = ()
    refused: tuple[tuple[str, MonitorError], ...] = ()
    resting: tuple[str, ...] = ()
    unable: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command line asks for. `since` makes it a back-fill."""

    only: tuple[str, ...] = ()
    since: datetime | None = None
    shard: tuple[int, int] = (1, 1)


def plan(
    config: Config, store: Store, watch: Watch, http: Http, *, now: datetime, wish: Wish
) -> Plan:
    """Build every source that is due; one that cannot be built is refused, the others go on."""
    jobs: list[Job] = []
    refused: list[tuple[str, MonitorError]] = []
    resting: list[str] = []
    unable: list[str] = []
    for table in chosen(config, wish):
        row = health.state(store, table.name)
        if not wish.only and wish.since is None and not _is_due(table, row, now):
            resting.append(table.name)
            continue
        try:
            jobs.append(_job(config, store, table, watch, http, row, now=now, wish=wish))
        except _CannotWalkBack as error:
            unable.append(str(error))
        except MonitorError as error:
            refused.append((table.name, error))
    if wish.since is not None and unable and not jobs and not refused:
        raise UsageError("; ".join(unable))
    return Plan(
        jobs=tuple(jobs), refused=tuple(refused), resting=tuple(resting), unable=tuple(unable)
    )


class _CannotWalkBack(MonitorError):
    """The service gives only what is recent: said, and no failure of the run."""


def chosen(config: Config, wish: Wish) -> list[SourceTable]:
    """The sources this run is about, this shard's share of them. `UsageError` for unknown names."""
    known = [table for table in config.source if table.enabled]
    unknown = sorted(set(wish.only) - {table.name for table in config.source})
    if unknown:
        names = ", ".join(table.name for table in config.source) or "none"
        raise UsageError(f"there is no source '{unknown[0]}' in the config; known: {names}")
    if wish.only:
        return [table for table in config.source if table.name in wish.only]
    number, of = wish.shard
    return [table for place, table in enumerate(known) if place % of == number - 1]


def _is_due(table: SourceTable, row: Any, now: datetime) -> bool:
    if row is None:
        return True
    at = int(now.timestamp())
    # The cap holds even when the clock was wrong at the time the due moment was written.
    due = min(row["next_due_at"] or 0, (row["last_attempt_at"] or 0) + health.LONGEST_WAIT)
    if at < due and row["last_attempt_at"] <= at:
        return False
    if table.every is None or row["last_success_at"] is None:
        return True
    last = int(row["last_success_at"])
    return at < last or at >= last + int(duration(table.every).total_seconds())


def _job(
    config: Config,
    store: Store,
    table: SourceTable,
    watch: Watch,
    http: Http,
    row: Any,
    *,
    now: datetime,
    wish: Wish,
) -> Job:
    source = build_source(table.name, table.type, table.options, http)
    if wish.since is not None and not isinstance(source, Backfills):
        raise _CannotWalkBack(
            f"{table.name}: a {table.type} source cannot walk back in time; "
            "its service gives only what is recent"
        )
    since = wish.since or _first_since(config, row, now)
    wanted = _searches(table, source, watch.brands)
    ask = Ask(now=now, searches=wanted, since=since, until=now if wish.since else None)
    asked = fingerprint(table.type, table.options, ask, watch)
    if wish.since:
        asked, since = _walk(store, table.name, asked, since)
        ask = replace(ask, since=since)
    return Job(
        source=source,
        kind=table.type,
        ask=ask,
        asked=asked,
        brand=table.brand,
        lane="backfill" if wish.since else "forward",
        recheck_days=0 if wish.since else config.collection.recheck_days,
    )


def _walk(store: Store, source: str, asked: str, since: datetime) -> tuple[str, datetime]:
    """What a back-fill asks, and its bound: those of an earlier walk to about the same day.

    "90d" is another day tomorrow; a walk that was stopped goes on all the same.
    """
    earlier = store.value(
        "SELECT asked FROM cursor WHERE source = ? AND lane = 'backfill'", [source]
    )
    known, _, bound = str(earlier or "").rpartition(":")
    if known == asked:
        before = datetime.fromtimestamp(int(bound), since.tzinfo)
        if before - _ABOUT <= since <= before + _ABOUT:
            return f"{asked}:{bound}", before
    return f"{asked}:{int(since.timestamp())}", since


def _first_since(config: Config, row: Any, now: datetime) -> datetime:
    """How far back to go without a cursor: the first run's span, or to the last success.

    A changed question drops the cursor; what came since the last success must not be lost by it.
    """
    since = now - duration(config.collection.first_run)
    if row is None or row["last_success_at"] is None:
        return since
    return min(since, datetime.fromtimestamp(row["last_success_at"], now.tzinfo))


def _searches(
    table: SourceTable, source: Source, brands: Sequence[Brand]
) -> tuple[Search, ...]:
    if source.search is None:
        return ()
    about = [b for b in brands if table.brand in (None, b.name)]
    found = searches(about, source.search, among=brands)
    if found is None:
        raise ConfigError(
            f"{table.name}: the brands' queries cannot be asked of a {table.type} source; give "
            "each a word or phrase that must be there (monitor query explain shows how)"
        )
    if len(found) > source.search.max_searches:
        raise ConfigError(
            f"{table.name}: the brands' queries make {len(found)} searches, more than a "
            f"{table.type} source should be asked ({source.search.max_searches}); "
            'bind the source to one brand with: brand = "NAME"'
        )
    return found

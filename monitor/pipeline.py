"""fetch = collect + annotate: the whole way of a run, under one lock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from monitor.alerts import after_fetch
from monitor.collect import Outcome, Progress, collect
from monitor.config import Config
from monitor.errors import ConfigError, MonitorError, RateLimited, SourcesUnavailable, TryLater
from monitor.fetching import Plan, Wish, plan
from monitor.heartbeat import beat
from monitor.http import Http, HttpSettings, connect
from monitor.keeping.pruning import prune_daily
from monitor.matching import watch_of
from monitor.rematch import rematch, sync_watch
from monitor.store import health
from monitor.store.connect import Store
from monitor.store.lock import only_run


class Shows(Protocol):
    """Somebody who draws progress."""

    def collecting(self, progress: Progress) -> None: ...

    def step(self, name: str, done: int, of: int) -> None: ...


class _ShowsNothing:
    def collecting(self, progress: Progress) -> None: ...

    def step(self, name: str, done: int, of: int) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What a run came to, told and counted."""

    outcomes: tuple[Outcome, ...] = ()
    refused: tuple[tuple[str, MonitorError], ...] = ()
    resting: tuple[str, ...] = ()
    unable: tuple[str, ...] = ()
    lasting: frozenset[str] = frozenset()  # sources past the failure threshold
    annotation_errors: int = 0
    rematched: int = 0
    rule_problems: tuple[str, ...] = ()  # alert rules that cannot look
    heartbeat: str | None = None  # why the watchdog was not reached

    @property
    def complaints(self) -> list[str]:
        """One line for each thing that went wrong."""
        lines = [_by(name, error) for name, error in self.refused] + list(self.unable)
        lines += [_by(one.source, one.error) for one in self.outcomes if one.error]
        if self.annotation_errors:
            lines.append(
                f"{self.annotation_errors} mentions could not be annotated; "
                "they are tried again next time (monitor annotate -v says why)"
            )
        return [*lines, *self.rule_problems]

    @property
    def notes(self) -> list[str]:
        """One line a source for people who asked."""
        lines = [
            f"{o.source}: {o.seen} items, {o.stored.new} new mentions, {o.stored.changed} edited, "
            f"{o.stored.deleted} deleted, {len(o.skipped)} unreadable, {o.gaps} gaps"
            for o in self.outcomes
        ]
        lines += [f"{o.source}: {note}" for o in self.outcomes for note in o.notes[:3]]
        lines += [f"{o.source}: skipped: {why}" for o in self.outcomes for why in o.skipped[:3]]
        lines += [f"{name}: not due yet" for name in self.resting]
        return [*lines, f"heartbeat: {self.heartbeat}"] if self.heartbeat else lines

    def exit_code(self, *, strict: bool) -> int:
        """0 well · 1 a source keeps failing · 69 none could be reached · 78 config."""
        failed = [o for o in self.outcomes if o.error]
        if self.refused and not self.outcomes:
            return ConfigError.exit_code
        if failed and len(failed) == len(self.outcomes):
            limited = all(isinstance(o.error, RateLimited) for o in failed)
            return TryLater.exit_code if limited else SourcesUnavailable.exit_code
        lasting = any(o.source in self.lasting for o in failed)
        return int(bool(self.refused) or bool(self.rule_problems) or lasting
                   or self.annotation_errors > 0
                   or (strict and bool(failed)))  # fmt: skip


def _by(source: str, error: MonitorError) -> str:
    """The error's line, with the source that it is about in front."""
    said = str(error)
    return said if source in said.split(":")[0] else f"{source}: {said}"


def fetch_all(
    config: Config,
    store: Store,
    *,
    clock: Callable[[], datetime],
    wish: Wish | None = None,
    annotate: bool = True,
    progress: Shows | None = None,
    http: Http | None = None,
) -> Fetched:
    """Collect every due source and annotate what is new.

    Raises `TryLater` while another run holds the store, `ConfigError` where there is nothing to
    collect or a query is wrong.
    """
    if not config.source:
        raise ConfigError(f"{config.path}: there is no [[source]] yet; see config.example.toml")
    shows = progress or _ShowsNothing()
    with only_run(store.path, "fetch", clock):
        watched = watch_of(config)
        sync_watch(store, watched)
        again = rematch(store, watched, progress=lambda n, of: shows.step("re-match", n, of))
        todo = plan(
            config,
            store,
            watched,
            http or connect_for(config),
            now=clock(),
            wish=wish or Wish(),
        )
        run = health.start_run(store, "fetch", now=int(clock().timestamp()))
        outcomes = tuple(
            collect(
                store, todo.jobs, watched, clock=clock, run=run,
                workers=config.collection.workers, progress=shows.collecting,
                deadline=timedelta(minutes=config.collection.deadline_minutes),
            )
        )  # fmt: skip
        errors = _annotate(config, store, shows, clock()) if annotate else 0
        noticed = after_fetch(config, store, now=clock())
        prune_daily(store, config.retention, now=clock())
        health.finish_run(store, run, now=int(clock().timestamp()))
    told = _told(config, store, todo, outcomes, errors, again.changed)
    return replace(told, rule_problems=noticed.problems, heartbeat=beat(config))


def _told(
    config: Config,
    store: Store,
    todo: Plan,
    outcomes: tuple[Outcome, ...],
    annotation_errors: int,
    rematched: int,
) -> Fetched:
    threshold = config.collection.failure_threshold
    rows = store.rows("SELECT source FROM source_state WHERE failures >= ?", [threshold])
    return Fetched(
        outcomes=outcomes,
        refused=todo.refused,
        resting=todo.resting,
        unable=todo.unable,
        lasting=frozenset(row[0] for row in rows),
        annotation_errors=annotation_errors,
        rematched=rematched,
    )


def connect_for(config: Config) -> Http:
    """The HTTP client that the config describes."""
    http = config.http
    return connect(
        HttpSettings(
            contact=http.contact,
            allow_private=http.allow_private,
            min_interval=http.min_interval,
            timeout=http.timeout,
        )
    )


def _annotate(config: Config, store: Store, shows: Shows, now: datetime) -> int:
    from monitor.annotate import annotate_store

    return annotate_store(config, store, now=now, progress=shows.step).failed

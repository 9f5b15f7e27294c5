"""Sources -> matcher -> store. One source's failure is not another's.

Each source is read in a thread of its own; what it gives is matched and stored here, page by
page in its order, each page in one transaction with the cursor that vouches for it.
"""

import hashlib
import json
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from monitor.containment import as_source_error, bounded, wait_of
from monitor.errors import (
    CredentialsRejected,
    MonitorError,
    SourceError,
    SourceGone,
)
from monitor.matching import Watch
from monitor.model import Ask, Mention, Page
from monitor.sources.base import Backfills, Rechecks, Source
from monitor.store import health
from monitor.store.connect import Store
from monitor.store.pages import Claim, Stored, add_page
from monitor.store.seen import known_ids, stale_ids

_RECHECK_AT_ONCE: Final = 200
_AHEAD: Final = 4  # pages a source may be ahead of the store


@dataclass(frozen=True, kw_only=True)
class Job:
    """One source to read in this run, and what to ask it."""

    source: Source
    kind: str
    ask: Ask
    asked: str
    brand: str | None = None
    lane: str = "forward"
    recheck_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one source in this run."""

    source: str
    seen: int = 0
    stored: Stored = field(default_factory=Stored)
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    gaps: int = 0
    moved_to: str | None = None
    error: SourceError | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Told after each page: how far one source is."""

    source: str
    seen: int
    stored: int
    is_done: bool = False


def fingerprint(kind: str, options: Mapping[str, Any], ask: Ask, watch: Watch) -> str:
    """What a cursor answers: the source's own keys, its searches and the brands' definitions."""
    asked = {
        "type": kind,
        "options": {key: repr(value) for key, value in sorted(options.items())},
        "searches": [search.terms for search in ask.searches],
        "brands": watch.fingerprints(),
    }
    return hashlib.blake2b(json.dumps(asked).encode(), digest_size=12).hexdigest()


def collect(
    store: Store,
    jobs: Sequence[Job],
    watch: Watch,
    *,
    clock: Callable[[], datetime],
    run: int,
    workers: int = 8,
    deadline: timedelta = timedelta(minutes=50),
    progress: Callable[[Progress], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Read every job's source and store what matches; yield what came of each, as it ends.

    *deadline* bounds the run: a source that is not through by then counts as failed and goes on
    from its cursor next time.
    """
    ends_at = clock() + deadline
    reading = [_Reading(store, watch, job, clock, run, progress) for job in jobs]
    inbox: queue.Queue[_Message] = queue.Queue()
    waiting = list(reading)
    active: set[int] = set()
    while waiting or active:
        while len(active) < workers and (one := _next(waiting, [reading[n] for n in active])):
            waiting.remove(one)
            one.start(inbox, number := reading.index(one))
            active.add(number)
        try:
            message = inbox.get(timeout=max(0.0, (ends_at - clock()).total_seconds()))
        except queue.Empty:
            yield from _out_of_time([reading[n] for n in sorted(active)] + waiting)
            return
        if message.number not in active:
            continue  # it has failed already; its thread was a page ahead
        outcome = reading[message.number].take(message)
        if outcome is not None:
            active.discard(message.number)
            yield outcome


def _next(waiting: Sequence["_Reading"], active: Sequence["_Reading"]) -> "_Reading | None":
    """The first of *waiting* whose host nobody asks now.

    A host is asked one thing at a time: two sources of one host would take two workers and only
    wait for each other.
    """
    asked = {one.host for one in active}
    return next((one for one in waiting if one.host is None or one.host not in asked), None)


def _host(source: Source) -> str | None:
    """The host that a source asks, as far as its config tells."""
    for key in ("url", "base_url"):
        value = getattr(source, key, None)
        if isinstance(value, str) and "://" in value:
            return value.split("/", 3)[2].casefold()
    return None


def _out_of_time(left: Sequence["_Reading"]) -> Iterator[Outcome]:
    for one in left:
        error = SourceError(f"{one.name}: the run's time was up; it goes on next time")
        yield one.finish(error)


@dataclass(frozen=True)
class _Message:
    """From a source's thread: a page, or its end (with why, if it failed)."""

    number: int
    page: Page | None = None
    is_recheck: bool = False
    error: BaseException | None = None


class _Reading:
    """One source being read: the thread that asks it, and what has come of it so far."""

    def __init__(
        self,
        store: Store,
        watch: Watch,
        job: Job,
        clock: Callable[[], datetime],
        run: int,
        progress: Callable[[Progress], None],
    ) -> None:
        self.name = job.source.name
        self.host = _host(job.source)
        self._store, self._watch, self._job = store, watch, job
        self._clock, self._run, self._progress = clock, run, progress
        self._outcome = Outcome(source=self.name)
        self._started_at = int(clock().timestamp())
        self._room = threading.Semaphore(_AHEAD)
        self._stopped = threading.Event()

    def start(self, inbox: "queue.Queue[_Message]", number: int) -> None:
        self._started_at = int(self._clock().timestamp())
        job = self._job
        cursor = health.cursor(self._store, self.name, asked=job.asked, lane=job.lane)
        stale = self._stale()
        # Daemon: a source that hangs beyond every time-out must not keep the process alive.
        threading.Thread(
            target=self._read, args=(inbox, number, cursor, stale), daemon=True, name=self.name
        ).start()

    def _stale(self) -> list[str]:
        job = self._job
        if not job.recheck_days or not isinstance(job.source, Rechecks):
            return []
        return stale_ids(
            self._store, self.name, now=int(self._clock().timestamp()),
            days=job.recheck_days, limit=_RECHECK_AT_ONCE,
        )  # fmt: skip

    def _read(
        self, inbox: "queue.Queue[_Message]", number: int, cursor: str | None, stale: list[str]
    ) -> None:
        """In the source's thread: hand over its pages, then its end."""
        try:
            for page in bounded(self.name, self._pages(cursor)):
                self._hand_over(inbox, _Message(number, page))
            if stale and isinstance(self._job.source, Rechecks):
                for page in self._job.source.recheck(stale):
                    self._hand_over(inbox, _Message(number, page, is_recheck=True))
        except BaseException as error:  # noqa: BLE001  a plug-in may raise anything; it ends here
            inbox.put(_Message(number, error=error))
        else:
            inbox.put(_Message(number))

    def _pages(self, cursor: str | None) -> Iterator[Page]:
        source, ask = self._job.source, self._job.ask
        if self._job.lane == "backfill" and isinstance(source, Backfills):
            return source.backfill(ask, cursor)
        return source.fetch(ask, cursor)

    def _hand_over(self, inbox: "queue.Queue[_Message]", message: _Message) -> None:
        self._room.acquire()
        if self._stopped.is_set():
            raise SourceError(f"{self.name}: stopped")
        inbox.put(message)

    def take(self, message: _Message) -> Outcome | None:
        """Store a page; at the source's end, keep its health and return what came of it."""
        if message.page is None:
            return self.finish(as_source_error(self._job.source, message.error))
        try:
            self._keep(message.page, is_recheck=message.is_recheck)
        except MonitorError:
            raise  # the store's own trouble
        except Exception as error:  # noqa: BLE001  a plug-in's page may hold anything
            return self.finish(as_source_error(self._job.source, error))
        self._room.release()
        return None

    def _keep(self, page: Page, *, is_recheck: bool) -> None:
        stored = store_mentions(
            self._store, self._watch, self.name, page.mentions, now=self._clock(),
            brand=self._job.brand, deleted=page.deleted, gaps=page.gaps,
            claim=None if page.cursor is None or is_recheck else Claim(
                value=page.cursor, asked=self._job.asked, lane=self._job.lane
            ),
        )  # fmt: skip
        done = self._outcome
        self._outcome = replace(
            done,
            seen=done.seen + (0 if is_recheck else len(page.mentions)),
            stored=done.stored + stored,
            skipped=done.skipped + page.skipped,
            notes=done.notes + page.notes,
            gaps=done.gaps + len(page.gaps),
            moved_to=page.moved_to or done.moved_to,
        )
        self._tell(is_done=False)

    def _tell(self, *, is_done: bool) -> None:
        done = self._outcome
        self._progress(
            Progress(source=self.name, seen=done.seen, stored=done.stored.new, is_done=is_done)
        )

    def finish(self, error: SourceError | None) -> Outcome:
        self._stopped.set()
        self._room.release()
        self._outcome = replace(self._outcome, error=error)
        health.record_attempt(self._store, self._run, self._attempt(error))
        self._tell(is_done=True)
        return self._outcome

    def _attempt(self, error: SourceError | None) -> health.Attempt:
        done = self._outcome
        return health.Attempt(
            source=self.name,
            type=self._job.kind,
            started_at=self._started_at,
            finished_at=int(self._clock().timestamp()),
            seen=done.seen,
            stored=done.stored.new,
            changed=done.stored.changed,
            deleted=done.stored.deleted,
            skipped=len(done.skipped),
            error=None if error is None else str(error),
            retry_after=wait_of(error),
            is_final=isinstance(error, CredentialsRejected | SourceGone),
            asked=self._job.asked,
            moved_to=done.moved_to,
        )


def store_mentions(
    store: Store,
    watch: Watch,
    source: str,
    mentions: Sequence[Mention],
    *,
    now: datetime,
    brand: str | None = None,
    deleted: Sequence[str] = (),
    gaps: Sequence[Any] = (),
    claim: Claim | None = None,
) -> Stored:
    """Match *mentions* and store those that are about a brand, all in one transaction.

    One that is stored already is kept up to date even when its new text matches nothing.
    """
    matched = watch.matched(mentions, brand=brand)
    return store_matched(
        store, source, matched, now=now, deleted=deleted, gaps=gaps, claim=claim
    )


def store_matched(
    store: Store,
    source: str,
    matched: Sequence[Mention],
    *,
    now: datetime,
    deleted: Sequence[str] = (),
    gaps: Sequence[Any] = (),
    claim: Claim | None = None,
) -> Stored:
    """The storing half of `store_mentions`, for items that carry their matches already."""
    misses = [mention.source_id for mention in matched if not mention.matches]
    known = known_ids(store, source, misses)
    wanted = [mention for mention in matched if mention.matches or mention.source_id in known]
    if not (wanted or deleted or gaps or claim):
        return Stored()
    return add_page(
        store, source, wanted, now=now, claim=claim, deleted=deleted, gaps=gaps
    )  # fmt: skip

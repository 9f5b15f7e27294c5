"""The gap proof: after any schedule of runs, outages and crashes nothing is lost or doubled.

A state machine drives a simulated service: items arrive (late, in bursts, at equal times), are
edited and deleted, also while a walk is under way; runs fail at any request or die after any
page. In the end one undisturbed run must leave in the store exactly what the service showed:
every item that can still be seen, every item that was ever handed over whole, nothing else, and
each text one that the service gave. What cannot be there stands in a recorded gap.

The styles of paging: newest first under a watermark (Hacker News), forward by id (Mastodon),
the conditional document (a feed).
"""

import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from monitor.collect import Job, Progress, collect
from monitor.matching import watch
from monitor.model import Ask, Brand, Search
from monitor.sources.base import Source
from monitor.sources.hackernews import HackerNewsSource
from monitor.sources.mastodon import MastodonSource
from monitor.sources.rss import RssSource
from monitor.store import health
from monitor.store.connect import open_store
from tests.support.services import LATE, START, Document, Forward, NewestFirst, Service

ACME = watch([Brand(name="Acme", query="acme")])
SINCE = datetime.fromtimestamp(START - 86_400, UTC)


class Killed(BaseException):
    """Stands for kill -9 between two transactions."""


class Schedule(RuleBasedStateMachine):
    """One service, one source, one store."""

    service: Service
    reads_again = True  # items within the overlap are read again, so that edits arrive

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(dir=_fast_folder())
        path = Path(self._folder.name) / "m.db"
        path.write_bytes(_empty_store())
        self.store = open_store(path)
        self.service, self.source = self.build()
        self.is_fresh = True

    def build(self) -> tuple[Service, Source]:
        raise NotImplementedError

    def teardown(self) -> None:
        try:
            self.run_to_the_end()
            self.compare()
        finally:
            self.store.close()
            self._folder.cleanup()

    # --- the service lives ---

    @rule(late=st.integers(0, LATE) | st.just(0), burst=st.integers(1, 3))
    def items_appear(self, late: int, burst: int) -> None:
        for _ in range(burst):
            self.service.add(late)

    @rule(seconds=st.sampled_from([0, 1, 60, 3_600, 40_000]))
    def time_passes(self, seconds: int) -> None:
        self.service.now += seconds

    @rule(choice=st.integers(0, 50))
    def one_is_edited(self, choice: int) -> None:
        self.service.edit(choice)

    @rule(choice=st.integers(0, 50))
    def one_is_deleted(self, choice: int) -> None:
        self.service.delete(choice)

    # --- the program runs ---

    @rule(doings=st.lists(st.sampled_from(["add", "late", "edit", "delete"]), max_size=4))
    def it_runs_while_things_change(self, doings: list[str]) -> None:
        service = self.service
        acts = {
            "add": service.add,
            "late": lambda: service.add(LATE),
            "edit": lambda: service.edit(1),
            "delete": lambda: service.delete(2),
        }
        service.pending = [acts[doing] for doing in doings]
        self.run_once()

    @rule(request=st.integers(1, 4))
    def it_fails_at_a_request(self, request: int) -> None:
        self.service.fail_at = request
        self.run_once()

    @rule(pages=st.integers(1, 3))
    def it_is_killed_after_some_pages(self, pages: int) -> None:
        self.run_once(dies_after=pages)

    def run_once(self, *, dies_after: int | None = None) -> None:
        self.service.asked = 0
        now = datetime.fromtimestamp(self.service.now, UTC)
        ask = Ask(now=now, searches=(Search(("acme",)),), since=SINCE)
        job = Job(source=self.source, kind="simulated", ask=ask, asked="same", brand="Acme")
        number = health.start_run(self.store, "fetch", now=self.service.now)
        told = 0

        def progress(_: Progress) -> None:
            nonlocal told
            told += 1
            if told == dies_after:
                raise Killed

        try:
            for _ in collect(
                self.store, [job], ACME, clock=lambda: now, run=number,
                progress=progress, deadline=timedelta(hours=1),
            ):  # fmt: skip
                pass
        except Killed:
            pass
        self.service.fail_at = None
        self.service.pending = []

    def run_to_the_end(self) -> None:
        self.run_once()

    # --- the law ---

    def stored(self) -> dict[str, str]:
        rows = self.store.rows("SELECT source_id, text FROM mention WHERE gone_at IS NULL")
        return {row["source_id"]: row["text"] for row in rows}

    @invariant()
    def nothing_is_doubled_or_invented(self) -> None:
        shown = {self.service.source_id(number) for number in self.service.shown}
        rows = self.store.rows("SELECT source_id FROM mention")
        ids = [row["source_id"] for row in rows]
        assert len(ids) == len(set(ids))
        assert set(ids) <= shown

    def compare(self) -> None:
        stored, service = self.stored(), self.service
        for number, item in service.items.items():
            source_id = service.source_id(number)
            is_in_a_gap = self.is_in_a_gap(item.made_at, item.seen_at)
            if source_id not in stored:
                assert is_in_a_gap, f"item {number} is lost"
                continue
            assert stored[source_id] in service.shown.get(number, {item.text})
            if self.reads_again and item.made_at > service.now - LATE and not is_in_a_gap:
                assert stored[source_id] == item.text, f"the edit of item {number} is lost"

    def is_in_a_gap(self, *moments: int) -> bool:
        rows = self.store.rows("SELECT * FROM gap")
        return any(row["since"] <= at <= row["until"] for row in rows for at in moments)


class NewestFirstSchedule(Schedule):
    """Newest first under a watermark, with a ceiling of 4 hits."""

    def build(self) -> tuple[Service, Source]:
        service = NewestFirst()
        return service, HackerNewsSource(name="simulated", http=service)


class ForwardSchedule(Schedule):
    """Forward by id, pages of 4."""

    def build(self) -> tuple[Service, Source]:
        service = Forward()
        return service, MastodonSource(
            name="simulated", http=service, base_url="https://m.example", hashtags=("acme",)
        )


class DocumentSchedule(Schedule):
    """A feed of 6 entries: what aged out between two runs must be told as a gap."""

    service: Document
    reads_again = False  # an entry is read as long as the document shows it, no longer

    def build(self) -> tuple[Service, Source]:
        service = Document()
        return service, RssSource(name="simulated", http=service, url="https://f.example/feed")

    @precondition(lambda self: len(self.service.items) > 1)
    @rule()
    def the_next_document_is_cut(self) -> None:
        self.service.cut_next = True

    def run_to_the_end(self) -> None:
        self.service.cut_next = False
        self.run_once()

    def is_in_a_gap(self, *moments: int) -> bool:
        # What had aged out before the first whole document was read is nobody's loss.
        return max(moments) <= self.service.first_whole_at or super().is_in_a_gap(*moments)


@cache
def _empty_store() -> bytes:
    """The file of a new store: making one anew for each example would take most of the time."""
    with tempfile.TemporaryDirectory(dir=_fast_folder()) as folder:
        path = Path(folder) / "new.db"
        open_store(path).close()
        return path.read_bytes()


def _fast_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


_SETTINGS = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestNewestFirst: Any = NewestFirstSchedule.TestCase
TestForward: Any = ForwardSchedule.TestCase
TestDocument: Any = DocumentSchedule.TestCase
for _schedule in (TestNewestFirst, TestForward, TestDocument):
    _schedule.settings = _SETTINGS
del _schedule


def test_a_feed_that_was_empty_and_overflows_tells_a_gap() -> None:
    schedule = DocumentSchedule()
    schedule.run_once()
    schedule.time_passes(seconds=1)
    for _ in range(3):
        schedule.items_appear(late=0, burst=3)
    schedule.teardown()

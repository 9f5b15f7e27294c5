"""Who does which job: this process, which alone saves, or the others beside it."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Final

from monitor.annotate.work import Done, Job

# Jobs handed out for each other process: none is idle while this one saves.
_AHEAD: Final = 4
_BEGUN: Final = 2  # of these so many are with it already, and stay there
_MOST_KEPT: Final = 12  # jobs for each whose answers wait in memory for an older one


@dataclass(frozen=True, slots=True)
class Given:
    """A job, and what becomes of it."""

    job: Job
    future: "Future[Done]" = field(default_factory=Future)

    @property
    def is_done(self) -> bool:
        return self.future.done()


class Others:
    """The other processes, *count* of them. They start beside what this one does meanwhile.

    *begin* asks one of them for a job; the first call waits until it is there.
    """

    def __init__(self, executor: Executor, begin: Callable[[Job], Done], count: int) -> None:
        self.count = count
        self.finished = 0  # mentions
        self._executor = executor
        self._begin = begin
        self._lock = threading.Lock()
        self._waiting: deque[Given] = deque()
        self._begun = 0
        self._starting = threading.Thread(target=self._start, daemon=True)
        self.is_up = False
        self._starting.start()

    @property
    def waiting(self) -> int:
        """How many jobs nobody has begun."""
        return len(self._waiting)

    @property
    def next_size(self) -> int:
        """How many mentions are in the next job that nobody has begun."""
        with self._lock:
            return len(self._waiting[0].job.ids) if self._waiting else 0

    def give(self, job: Job) -> Given:
        one = Given(job)
        with self._lock:
            self._waiting.append(one)
        self._feed()
        return one

    def take_back(self) -> Given | None:
        """The oldest job that nobody has begun; whoever takes it does it."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def close(self) -> None:
        with self._lock:
            self._waiting.clear()
        self._starting.join()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> None:
        """Wait for the first process, where waiting stops nobody."""
        with suppress(Exception):  # a process that is broken says so for the first job
            self._executor.submit(_nothing).result()
        self.is_up = True
        self._feed()

    def _feed(self) -> None:
        # Never with our lock held: an executor that breaks tells `_finish` while it holds its own,
        # which `submit` waits for.
        while (one := self._next()) is not None:
            try:
                answer = self._executor.submit(self._begin, one.job)
            except Exception as error:  # noqa: BLE001  whoever waits for the job is told
                with self._lock:
                    self._begun -= 1
                one.future.set_exception(error)
            else:
                answer.add_done_callback(partial(self._finish, one))

    def _next(self) -> Given | None:
        """The job to begin with now, if there is one and somebody is free."""
        with self._lock:
            if not (self.is_up and self._waiting and self._begun < _BEGUN * self.count):
                return None
            self._begun += 1
            return self._waiting.popleft()

    def _finish(self, one: Given, answer: "Future[Done]") -> None:
        if answer.cancelled():
            return
        error = answer.exception()
        with self._lock:
            self._begun -= 1
            self.finished += len(one.job.ids)
        if error is None:
            one.future.set_result(answer.result())
        else:
            one.future.set_exception(error)
        if not isinstance(error, BrokenExecutor):
            self._feed()
            return
        while (other := self.take_back()) is not None:  # nobody is left who could do it
            other.future.set_exception(error)


def share(
    here: Callable[[Job], Done], others: Others, jobs: Iterable[Job], mentions: int
) -> Iterator[tuple[Job, Done]]:
    """Do *jobs*, of so many *mentions*, here and there; answers come in the order of the jobs.

    Whoever takes the answers saves them before asking for more.
    """
    shares = _Shares(here, others, mentions)
    given: deque[Given] = deque()
    try:
        for job in jobs:
            given.append(others.give(job))
            while given and (given[0].is_done or others.waiting >= _AHEAD * others.count):
                yield from shares.go_on(given)
            while len(given) > _MOST_KEPT * others.count:
                yield from shares.go_on(given)
        while given:
            yield from shares.go_on(given)
    finally:
        others.close()


class _Shares:
    """Takes so much work that this process is done with saving when the others are done.

    What a mention takes is measured as it goes.
    """

    def __init__(self, here: Callable[[Job], Done], others: Others, mentions: int) -> None:
        self._here = here
        self._others = others
        self._mentions = mentions
        self._worked, self._work = 0, 0.0  # seconds a mention, of the last jobs most of all
        self._saved, self._save_seconds = 0, 0.0

    def go_on(self, given: deque[Given]) -> Iterator[tuple[Job, Done]]:
        """Hand out the oldest answers if they are there; else do a job, or wait for them."""
        if not given[0].is_done and self._is_time_to_work():
            one = self._others.take_back()
            if one is not None:
                self._do(one)
                return
        first = given.popleft()
        done = first.future.result()
        since = monotonic()
        yield first.job, done
        self._save_seconds += monotonic() - since
        self._saved += len(first.job.ids)

    def _do(self, one: Given) -> None:
        since = monotonic()
        one.future.set_result(self._here(one.job))
        seconds = (monotonic() - since) / len(one.job.ids)
        self._work = (self._work + seconds) / 2 if self._worked else seconds
        self._worked += len(one.job.ids)

    def _is_time_to_work(self) -> bool:
        """Whether the others, if they are there, have more to do than is left for this process."""
        if not (self._worked and self._others.is_up):
            return True
        size = self._others.next_size
        save = self._save_seconds / self._saved if self._saved else self._work / 2
        here = self._work * size + save * (self._mentions - self._saved)
        left = self._mentions - self._worked - self._others.finished - size
        return here < self._work * left / self._others.count


def _nothing() -> None:
    """Asked of the first process, to know when it is there."""

"""Work shared between this process and others: in order, each job once, nothing lost."""

import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from time import sleep
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.annotate.sharing import Others, share
from monitor.annotate.work import Done, Job


def job(number: int) -> Job:
    return Job.of({"length": tuple(range(number, number + 5))})


def answer(job: Job) -> Done:
    return Done({}, {job.ids[0]: ()})


def shared(others: Others, count: int, *, slow: float = 0.0) -> Iterator[int]:
    """The first mention of each job of *count*, as its answer comes."""

    def here(job: Job) -> Done:
        sleep(slow)
        return answer(job)

    jobs = (job(number) for number in range(count))
    for one, done in share(here, others, jobs, 5 * count):
        assert list(done.traces) == [one.ids[0]]
        yield one.ids[0]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(1, 3),
    st.sampled_from([0.0, 0.0005]),
    st.sampled_from([0.0, 0.0005]),
    st.sampled_from([0.0, 0.0005]),
)
def test_each_job_is_done_once_and_answers_come_in_order(
    jobs: int, processes: int, here: float, there: float, saving: float
) -> None:
    def begin(job: Job) -> Done:
        sleep(there)
        return answer(job)

    others = Others(ThreadPoolExecutor(processes), begin, processes)
    came = []
    for number in shared(others, jobs, slow=here):
        sleep(saving)
        came.append(number)
    assert came == list(range(jobs))


class _Late(ThreadPoolExecutor):
    """The first process takes its time to start."""

    def __init__(self) -> None:
        super().__init__(1)
        self.may_start = threading.Event()

    def submit(self, *args: Any, **options: Any) -> "Future[Any]":
        self.may_start.wait(10)
        return super().submit(*args, **options)


def test_this_process_goes_on_while_the_others_start() -> None:
    executor = _Late()
    others = Others(executor, answer, 1)
    came = []
    for number in shared(others, 9):
        came.append(number)
        if number == 5:
            executor.may_start.set()
    assert came == list(range(9))


class _Broken(Executor):
    def submit(self, *_args: Any, **_options: Any) -> "Future[Any]":
        raise BrokenProcessPool("killed")


def test_a_broken_process_is_told_and_not_waited_for() -> None:
    others = Others(_Broken(), answer, 1)
    others._starting.join()
    with pytest.raises(BrokenProcessPool):
        list(shared(others, 5))


class _Breaking(Executor):
    """Breaks as a pool of processes does: it tells of it while it holds its own lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: list[Future[Any]] = []

    def submit(self, *args: Any, **_options: Any) -> "Future[Any]":
        with self._lock:
            answer: Future[Any] = Future()
            if len(args) == 1:  # to know whether anybody is there
                answer.set_result(None)
            else:
                self._asked.append(answer)
            return answer

    def break_down(self) -> None:
        with self._lock:
            for answer in self._asked:
                answer.set_exception(BrokenProcessPool("killed"))


def test_a_process_that_dies_with_jobs_waiting_is_told() -> None:
    executor = _Breaking()
    others = Others(executor, answer, 1)
    others._starting.join()
    given = [others.give(job(number)) for number in range(5)]
    breaking = threading.Thread(target=executor.break_down, daemon=True)
    breaking.start()
    breaking.join(10)
    assert not breaking.is_alive(), "it waits for itself"
    assert [type(one.future.exception(0)) for one in given] == [BrokenProcessPool] * 5


def test_what_fails_there_is_raised_here() -> None:
    def begin(job: Job) -> Done:
        raise ValueError(f"job {job.ids[0]}")

    others = Others(ThreadPoolExecutor(1), begin, 1)
    others._starting.join()
    with pytest.raises(ValueError, match="job"):
        list(shared(others, 30, slow=0.01))


def test_whoever_stops_taking_answers_ends_the_others() -> None:
    executor = ThreadPoolExecutor(1)
    answers = shared(Others(executor, answer, 1), 30)
    assert next(answers) == 0
    answers.close()  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError, match="shutdown"):
        executor.submit(answer, job(1))

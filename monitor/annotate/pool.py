"""Run jobs in this process or on all cores; answers come in the order of the jobs."""

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Final

from monitor.analyzers.base import Analyzer
from monitor.annotate.sharing import Others, share
from monitor.annotate.work import Done, Job, work
from monitor.errors import MonitorError
from monitor.store.connect import Store, open_read_only

WORTH_A_POOL: Final = 8_000
"""Fewer mentions are annotated sooner than workers start and load their models."""

# Annotating makes many small objects that stay for a batch and no cycles of its own; looking for
# cycles after every 700 of them, as by default, takes a tenth of the time.
_COLLECT_AFTER: Final = (1_000_000, 20, 20)


def run(
    store: Store,
    analyzers: Sequence[Analyzer],
    trusted: frozenset[str],
    jobs: Iterable[Job],
    *,
    mentions: int,
    workers: int,
) -> Iterator[tuple[Job, Done]]:
    """Do *jobs* (about so many *mentions*), with more than one worker in processes of their own."""
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECT_AFTER)
    here = partial(work, store, analyzers, trusted)
    try:
        if workers > 1:
            given = (store.path, analyzers, trusted)
            yield from _run_in_processes(here, given, jobs, mentions, workers)
        else:
            for job in jobs:
                yield job, here(job)
    finally:
        gc.set_threshold(*before)


def worker_count(pending: int, wanted: int | None = None) -> int:
    """How many processes to use: all cores, or this one alone for little work."""
    if wanted is not None:
        return max(1, wanted)
    return _cores() if pending >= WORTH_A_POOL else 1


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _run_in_processes(
    here: Callable[[Job], Done],
    given: tuple[Path, Sequence[Analyzer], frozenset[str]],
    jobs: Iterable[Job],
    mentions: int,
    workers: int,
) -> Iterator[tuple[Job, Done]]:
    others = Others(_executor(workers - 1, given), _work, workers - 1)
    try:
        yield from share(here, others, jobs, mentions)
    except BrokenProcessPool as error:
        raise MonitorError(
            "a worker process of annotate was killed (out of memory?); what is done is kept: "
            "run 'monitor annotate --workers 1' to go on"
        ) from error


def _executor(
    processes: int, given: tuple[Path, Sequence[Analyzer], frozenset[str]]
) -> ProcessPoolExecutor:
    # Every core has a process: further threads for linear algebra would only be in the way.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    # Never a plain fork: this process holds an open database and perhaps threads.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(["__main__", "monitor.annotate.warm"])
    return ProcessPoolExecutor(processes, context, initializer=_start, initargs=given)


_store: Store | None = None
_analyzers: Sequence[Analyzer] = ()
_trusted: frozenset[str] = frozenset()


def _start(path: Path, analyzers: Sequence[Analyzer], trusted: frozenset[str]) -> None:
    """Prepare a worker: Ctrl-C is the parent's to answer, texts are read by its own store."""
    global _store, _analyzers, _trusted
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_COLLECT_AFTER)
    _store, _analyzers, _trusted = open_read_only(path), analyzers, trusted


def _work(job: Job) -> Done:
    assert _store is not None  # noqa: S101  set by the initializer
    return work(_store, _analyzers, _trusted, job)

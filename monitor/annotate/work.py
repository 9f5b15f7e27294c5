"""What is done with one batch, in this process or in a worker: load, ask every analyzer."""

import json
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Final, TypeAlias

from monitor.analyzers.base import Analyzer
from monitor.model import Mention
from monitor.store.analysis import load_for_analysis
from monitor.store.annotations import Failed, Prepared, prepared, prepared_all
from monitor.store.connect import Store
from monitor.store.pending import STORY
from monitor.text import valid_unicode

LANGUAGE: Final = "language"

PLUG_IN_BATCH: Final = 1_000
BATCH_SECONDS: Final = 60.0
ONE_SECONDS: Final = 5.0
_MOST_TIME_OUTS: Final = 3
_UNDETERMINED: Final = "und"


Said: TypeAlias = dict[tuple[str, str], tuple[tuple[int, ...], tuple[Prepared, ...]]]


@dataclass(frozen=True, slots=True)
class Job:
    """A batch: which mentions each analyzer (by name) has to look at."""

    ids: tuple[int, ...]
    wanted: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, wanted: Mapping[str, tuple[int, ...]]) -> "Job":
        """The batch of all mentions that are wanted by somebody."""
        first, *others = set(wanted.values())
        ids = tuple(sorted({*first}.union(*others))) if others else first
        return cls(ids, wanted)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a batch: per analyzer (name, version) the ids and what was said of each.

    `traces` are the keys that stories are found by.
    """

    said: Said
    traces: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def work(
    store: Store, analyzers: Sequence[Analyzer], trusted: frozenset[str], job: Job
) -> Done:
    """Load the batch and ask the analyzers, the language first: the others rely on it.

    Analyzers that are not *trusted* (plug-ins) get limited time.
    """
    loaded = load_for_analysis(store, job.ids)
    known = {one.id: one.mention for one in loaded}
    said: Said = {}
    effective = {one.id: one.language for one in loaded}
    for analyzer in analyzers:
        if analyzer.name == LANGUAGE:
            said |= _answers(analyzer, trusted, job, known)
            for ids, answers in said.values():
                effective |= {i: one[0] or "" for i, one in zip(ids, answers, strict=True)}
    _set_languages(known, effective)
    for analyzer in analyzers:
        if analyzer.name != LANGUAGE:
            said |= _answers(analyzer, trusted, job, known)
    stories = [number for number in job.wanted.get(STORY, ()) if number in known]
    return Done(said, _traces(stories, known))


def _answers(
    analyzer: Analyzer, trusted: frozenset[str], job: Job, known: Mapping[int, Mention]
) -> Said:
    ids = job.wanted.get(analyzer.name, ())
    if len(known) < len(job.ids):
        ids = tuple(number for number in ids if number in known)
    if not ids:
        return {}
    answers: list[Prepared] = []
    is_trusted = analyzer.name in trusted
    at_once = len(ids) if is_trusted else PLUG_IN_BATCH
    for start in range(0, len(ids), at_once):
        some = [known[i] for i in ids[start : start + at_once]]
        answers += ask(analyzer, some, trusted=is_trusted)
    return {(analyzer.name, analyzer.version): (ids, tuple(answers))}


def _set_languages(known: Mapping[int, Mention], effective: Mapping[int, str]) -> None:
    """Give each mention the language that is effective by now; one not known leaves it.

    In place: nobody else holds these mentions, and copies take as long as an analyzer.
    """
    for number, language in effective.items():
        if language not in ("", _UNDETERMINED):
            object.__setattr__(known[number], "language", language)


def _traces(ids: Sequence[int], known: Mapping[int, Mention]) -> dict[int, tuple[int, ...]]:
    if not ids:
        return {}
    from monitor.analyzers.traces import traces

    return dict(zip(ids, traces([known[number] for number in ids]), strict=True))


def ask(analyzer: Analyzer, mentions: Sequence[Mention], *, trusted: bool) -> list[Prepared]:
    """What *analyzer* says of each mention; where it fails or hangs on one, the error.

    A batch that fails is asked again one by one, so that the others are annotated.
    """
    answers = _attempt(analyzer, mentions, None if trusted else BATCH_SECONDS)
    if not isinstance(answers, Failed):
        return answers
    if len(mentions) == 1:
        return [prepared(answers)]
    return _one_by_one(analyzer, mentions, None if trusted else ONE_SECONDS)


def _one_by_one(
    analyzer: Analyzer, mentions: Sequence[Mention], seconds: float | None
) -> list[Prepared]:
    found: list[Prepared] = []
    time_outs = 0
    for mention in mentions:
        if time_outs == _MOST_TIME_OUTS:
            found.append(prepared(Failed(reason=f"not asked: {analyzer.name} hangs")))
            continue
        answer = _attempt(analyzer, [mention], seconds)
        found.append(prepared(answer) if isinstance(answer, Failed) else answer[0])
        time_outs += answer == _HANGS
    return found


_HANGS: Final = Failed(reason="took too long")


def _attempt(
    analyzer: Analyzer, mentions: Sequence[Mention], seconds: float | None
) -> list[Prepared] | Failed:
    try:
        with _limited(seconds):
            answers = prepared_all(analyzer.annotate(mentions))
        if seconds is not None:
            json.dumps(
                answers, ensure_ascii=False
            ).encode()  # what SQLite could not keep, raises
    except _TimedOut:
        return _HANGS
    except Exception as error:  # noqa: BLE001  a plug-in may raise anything; the rest goes on
        return Failed(reason=valid_unicode(f"{type(error).__name__}: {error}"[:200]))
    if len(answers) != len(mentions):
        return Failed(reason=f"{len(answers)} answers for {len(mentions)} mentions")
    return answers


class _TimedOut(BaseException):
    """Not an Exception, so that a plug-in's own `except Exception` does not swallow it."""


@contextmanager
def _limited(seconds: float | None) -> Iterator[None]:
    """Interrupt Python code that takes longer. Works in a process's main thread only."""
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _time_out)
    remaining, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, remaining)


def _time_out(_signal: int, _frame: FrameType | None) -> None:
    raise _TimedOut

"""store -> analyzers -> store: in batches, on all cores, and only what is missing.

What is missing is a query: mentions without a row for an analyzer's present version. A few batches
are one transaction, so a run that is stopped goes on where it was. Memory does not grow with the
store: a few batches are in hand at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from monitor.analyzers.base import Analyzer, AnalyzerSettings
from monitor.annotate.pool import run, worker_count
from monitor.annotate.topics import fit_topics, wants_fit
from monitor.annotate.work import Done, Job
from monitor.errors import ConfigError, UsageError
from monitor.registry import ANALYZERS, build_analyzer
from monitor.store import annotations as kept
from monitor.store import stories as grouped
from monitor.store.connect import Store
from monitor.store.facts import refresh
from monitor.store.pending import STORY, Pending, changes_by_others
from monitor.store.topics import newest_model
from monitor.stories import VERSION as STORY_VERSION
from monitor.stories import group

if TYPE_CHECKING:
    from monitor.config import Config

BATCH: Final = 2_000
LEAST_BATCH: Final = 250
TOGETHER: Final = 4
TOGETHER_SECONDS: Final = 1.0
"""So many batches, or what comes in so long, are kept at once; a killed run does them again."""

TOPIC: Final = "topic"
_SEPARATE: Final = (TOPIC, STORY)

Step = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Annotated:
    """What a run came to: mentions looked at, answers that failed, and why (analyzer -> one
    reason). `missing` counts those that there still are not: failed, or the text went."""

    mentions: int = 0
    failed: int = 0
    missing: int = 0
    reasons: Mapping[str, str] = field(default_factory=dict)

    def __add__(self, other: "Annotated") -> "Annotated":
        return Annotated(
            mentions=self.mentions + other.mentions,
            failed=self.failed + other.failed,
            missing=self.missing + other.missing,
            reasons={**other.reasons, **self.reasons},
        )


def settings_of(config: "Config", *, topic_model: bytes = b"") -> AnalyzerSettings:
    """What the config tells analyzers."""
    return AnalyzerSettings(
        languages=config.monitor.languages,
        brands=config.brands,
        topics=config.topics,
        engine=config.analysis.sentiment,
        model_path=_model_path(config),
        topic_model=topic_model,
    )


def _model_path(config: "Config") -> str | None:
    """The user's model; a file's relative name is beside the config (a hub's name stays)."""
    model = config.analysis.model
    if model is None or config.analysis.sentiment != "monitor":
        return model
    return str((config.path.parent / Path(model).expanduser()).absolute())


def annotate_store(
    config: "Config",
    store: Store,
    *,
    now: datetime,
    only: Sequence[str] = (),
    again: bool = False,
    refit: bool = False,
    workers: int | None = None,
    progress: Step = lambda _name, _done, _of: None,
) -> Annotated:
    """Annotate what is missing by the config's analyzers (or *only* these), and group stories.

    *again* forgets what they said before. Found topics are fitted where they are missing, have
    grown old or *refit* is set; identities carry on. Raises `UsageError` for an analyzer that
    the config does not use, `ConfigError` for one that cannot be built.
    """
    names = _chosen(config, only)
    settings = settings_of(config)
    if again:
        _forget(store, names)
    analyzers, done = _build([name for name in names if name not in _SEPARATE], settings)
    stories = STORY in names
    if TOPIC in names:
        if refit or wants_fit(store):
            # Topics are found per language and without copies, so both come first.
            done = annotate(
                store, analyzers, stories=stories, workers=workers, progress=progress
            )
            fit_topics(store, settings, now=now, progress=partial(progress, "find topics"))
        newest = newest_model(store)
        fitted = replace(settings, topic_model=newest.artefact if newest else b"")
        analyzers.append(build_analyzer(TOPIC, fitted))
    last = annotate(store, analyzers, stories=stories, workers=workers, progress=progress)
    return replace(done + last, mentions=max(done.mentions, last.mentions))


def annotate(
    store: Store,
    analyzers: Sequence[Analyzer],
    *,
    stories: bool = True,
    workers: int | None = None,
    progress: Step = lambda _name, _done, _of: None,
) -> Annotated:
    """Ask *analyzers* about every mention that their present version has not seen.

    With *stories*, new texts are also compared with all earlier ones. *progress* is told the
    step, mentions done and to do. One that an analyzer fails on is marked and asked again in
    later runs, three times in all.
    """
    if stories:
        grouped.ungroup_other_versions(store, STORY_VERSION)
    asked = [(one.name, one.version) for one in analyzers]
    if stories:
        asked.append((STORY, STORY_VERSION))
    begun_at = changes_by_others(store)
    pending = Pending(store, asked)
    of = pending.count() if asked else 0
    if not of:
        return Annotated()
    done = Annotated()
    processes = worker_count(of, workers)
    jobs = _jobs(pending, of, processes)
    answers = run(store, analyzers, frozenset(ANALYZERS), jobs, mentions=of, workers=processes)
    for some in _together(answers):
        done += _save(store, some)
        progress("annotate", min(done.mentions, of), of)
    kept.mark_done(store, asked, whole_at=None if done.missing else begun_at)
    return done


def _build(
    names: Sequence[str], settings: AnalyzerSettings
) -> tuple[list[Analyzer], Annotated]:
    """The analyzers. A plug-in that does not load is a failure of its own; the rest goes on."""
    built: list[Analyzer] = []
    failed = Annotated()
    for name in names:
        try:
            built.append(build_analyzer(name, settings))
        except ConfigError as error:
            if name in ANALYZERS:
                raise
            failed += Annotated(failed=1, reasons={name: str(error)})
    return built, failed


def _chosen(config: "Config", only: Sequence[str]) -> tuple[str, ...]:
    known = (*config.analysis.analyzers, STORY)
    for name in only:
        if name not in known:
            raise UsageError(
                f"there is no analyzer '{name}' in use; known: {', '.join(known)} "
                "(analysis.analyzers in the config)"
            )
    return tuple(name for name in known if not only or name in only)


def _forget(store: Store, names: Sequence[str]) -> None:
    for name in names:
        if name == STORY:
            grouped.ungroup(store)
        else:
            kept.start_again(store, name)


def _jobs(pending: Pending, of: int, processes: int) -> Iterator[Job]:
    """What is missing, in order of arrival: batches of `BATCH` mentions.

    For several processes the last ones are smaller, so that all are done at about the same time.
    """
    after = 0
    while wanted := pending.page(after=after, limit=_size(of, processes)):
        job = Job.of(wanted)
        after = job.ids[-1]
        of -= len(job.ids)
        yield job


def _size(left: int, processes: int) -> int:
    if processes == 1:
        return BATCH
    return min(BATCH, max(LEAST_BATCH, left // (3 * processes)))


def _together(
    answers: Iterable[tuple[Job, Done]],
) -> Iterator[list[tuple[Job, Done]]]:
    """What is kept in one transaction: some batches, or what came within `TOGETHER_SECONDS`.

    Neighbours touch the same pages of the store, which are then written once.
    """
    some: list[tuple[Job, Done]] = []
    since = monotonic()
    for one in answers:
        some.append(one)
        if len(some) >= TOGETHER or monotonic() - since >= TOGETHER_SECONDS:
            yield some
            some, since = [], monotonic()
    if some:
        yield some


def _save(store: Store, some: Sequence[tuple[Job, Done]]) -> Annotated:
    """Keep the answers and stories of some batches in one transaction."""
    failed: list[tuple[str, str]] = []
    together: dict[tuple[int, ...], dict[tuple[str, str], kept.Answers]] = {}
    traces: dict[int, tuple[int, ...]] = {}
    for _, done in some:
        traces.update(done.traces)
        for analyzer, (ids, answers) in done.said.items():
            together.setdefault(ids, {})[analyzer] = answers
            failed += [(analyzer[0], one[4]) for one in answers if one[4] is not None]
    with store.transaction():
        moved = group(store, traces) if traces else set()
        kept.save_annotations(store, together)
        moved.difference_update(*together)
        if moved:
            refresh(store.connection, sorted(moved))
    return Annotated(
        mentions=sum(len(job.ids) for job, _ in some),
        failed=len(failed),
        missing=len(failed) + sum(_left_out(job, done) for job, done in some),
        reasons=dict(failed),
    )


def _left_out(job: Job, done: Done) -> int:
    """How many answers of a batch were wanted and not given: the text went meanwhile."""
    given = len(done.traces) + sum(len(ids) for ids, _ in done.said.values())
    return sum(map(len, job.wanted.values())) - given

"""Fit the found topics to the store, when it has grown enough or somebody asks."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.found import FoundTopics, Sample, fit
from monitor.analyzers.found.words import brand_words
from monitor.analyzers.topics import TopicAnalyzer, text_of
from monitor.store.analysis import load_for_analysis
from monitor.store.connect import Store
from monitor.store.topics import (
    TopicModel,
    mention_count,
    newest_model,
    sample_ids,
    save_model,
)

FEWEST_MENTIONS: Final = 50
GROWTH: Final = 2
"""A store that has grown so many times since the last fit is fitted again."""

SAMPLE: Final = 50_000
"""A fit looks at so many mentions at most, which bounds its memory (about 400 MB)."""

_CHARACTERS: Final = 2_000
_CHUNK: Final = 1_000


def wants_fit(store: Store) -> bool:
    """Whether there are no found topics yet though there could be, or they have grown old."""
    newest, mentions = newest_model(store), mention_count(store)
    if newest is None:
        return mentions >= FEWEST_MENTIONS
    return mentions >= GROWTH * newest.fitted_on


def fit_topics(
    store: Store,
    settings: AnalyzerSettings,
    *,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> FoundTopics:
    """Fit the found topics, carrying on from those there are, and keep them."""
    newest = newest_model(store)
    before = FoundTopics.from_bytes(newest.artefact) if newest else None
    mentions = mention_count(store)
    samples = list(_samples(store, TopicAnalyzer(settings.topics), progress))
    found = fit(
        samples,
        excluded=brand_words(settings.brands),
        before=before,
        fitted_on=mentions,
        taken=settings.topics,
    )
    save_model(
        store,
        TopicModel(
            version=found.version,
            fitted_at=int(now.timestamp()),
            fitted_on=mentions,
            topics=len(found.topics),
            artefact=found.to_bytes(),
        ),
    )
    return found


def _samples(
    store: Store, taught: TopicAnalyzer, progress: Callable[[int, int], None]
) -> Iterator[Sample]:
    ids = list(sample_ids(store, SAMPLE))
    for start in range(0, len(ids), _CHUNK):
        loaded = load_for_analysis(store, ids[start : start + _CHUNK])
        labels = taught.taught_labels([one.mention for one in loaded])
        for one, holding in zip(loaded, labels, strict=True):
            yield Sample(text_of(one.mention)[:_CHARACTERS], one.language, not holding)
        progress(min(start + _CHUNK, len(ids)), len(ids))

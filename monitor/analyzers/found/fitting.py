"""Find the topics of a sample of texts, carrying on from an earlier fit.

A fit is deterministic. A topic of the earlier fit that shares at least half of its texts with a
new group is the same topic, with its id and label, however many mentions came in; other groups
are new topics with a new id.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.analyzers.found import clusters, labels, vectors
from monitor.analyzers.found.clusters import NO_GROUP
from monitor.analyzers.found.model import FoundTopics, LanguageTopics, Topic
from monitor.analyzers.found.vectors import Floats, Ints
from monitor.analyzers.found.words import terms

FEWEST_TEXTS: Final = 30
"""A language with fewer open texts gets no found topics."""

_SEED: Final = 20_26
_SAME_TOPIC: Final = 0.5
_SMALLEST: Final = 0.005  # the share of the open texts under which a group is no topic
_LEFT_OUT: Final = 0.1  # the share of the fitted texts that lie too far from any topic


@dataclass(frozen=True, slots=True)
class Sample:
    """A text to fit on. `is_open`: no taught topic holds; only such texts are grouped."""

    text: str
    language: str
    is_open: bool = True


def fit(
    samples: Sequence[Sample],
    *,
    excluded: frozenset[str] = frozenset(),
    before: FoundTopics | None = None,
    fitted_on: int | None = None,
    taken: Iterable[str] = (),
) -> FoundTopics:
    """Find the topics of *samples*, language by language, carrying on from the model *before*.

    *excluded* words (brands) are not looked at. *taken* are labels that may not be used (taught
    topics). Memory: 150 MB and 2 kB a sample.
    """
    earlier = before or FoundTopics()
    parts: dict[str, LanguageTopics] = {}
    names, next_id = set(taken), earlier.next_id
    for language in sorted({sample.language for sample in samples} - {"und", ""}):
        ours = [sample for sample in samples if sample.language == language]
        if sum(sample.is_open for sample in ours) < FEWEST_TEXTS:
            continue
        cut = [terms(sample.text, language, excluded) for sample in ours]
        is_open = np.array([sample.is_open for sample in ours])
        part = _fit_language(cut, is_open, earlier.languages.get(language), names, next_id)
        next_id = max([next_id, *(topic.id + 1 for topic in part.topics)])
        names |= {topic.label for topic in part.topics}
        parts[language] = part
    seen = sum(sample.is_open for sample in samples) if fitted_on is None else fitted_on
    return FoundTopics(parts, excluded, seen, next_id)


def _fit_language(
    cut: Sequence[Sequence[str]],
    is_open: npt.NDArray[np.bool_],
    before: LanguageTopics | None,
    taken: set[str],
    next_id: int,
) -> LanguageTopics:
    random = np.random.default_rng(_SEED)
    known = vectors.vocabulary(cut)
    of_terms = vectors.term_vectors(vectors.rows_of(cut, known), len(known), random)
    # What is kept has to give the same answers after it was stored.
    of_terms = of_terms.astype(np.float16).astype(np.float32)
    texts = [cut[i] for i in np.flatnonzero(is_open).tolist()]
    rows = vectors.rows_of(texts, known)
    raw = vectors.text_vectors(rows, of_terms)
    says = np.diff(rows.starts) > 0
    mean = raw[says].mean(axis=0) if says.any() else raw[:1].mean(axis=0)
    directions = vectors.unit(raw - mean)
    held = _held(before, texts)
    grouping = _group(directions, says, held, random)
    least = float(np.quantile(grouping.nearness[says], _LEFT_OUT)) if says.any() else 1.0
    part = LanguageTopics(known, of_terms, mean, grouping.centres, least, ())
    group, _ = part.assign(rows)
    return _named(part, texts, group, held, before, taken, next_id)


def _held(before: LanguageTopics | None, texts: Sequence[Sequence[str]]) -> Ints:
    """The topic of each text by the earlier model, as an index; `NO_GROUP` without one."""
    if before is None:
        return np.full(len(texts), NO_GROUP, dtype=np.int64)
    return before.assign(vectors.rows_of(texts, before.terms))[0]


def _group(
    directions: Floats, says: npt.NDArray[np.bool_], held: Ints, random: np.random.Generator
) -> clusters.Grouping:
    """Group the texts that say something; groups too small to be a topic are dissolved."""
    count = clusters.group_count(int(says.sum()))
    if not says.any():
        nothing = directions[:0]
        return clusters.Grouping(nothing, held[:0], np.zeros(len(directions), np.float32))
    if (held != NO_GROUP).any():
        found = clusters.regrouped(directions[says], held[says], count, random)
    else:
        found = clusters.grouped(directions[says], count, random)
    sizes = np.bincount(found.group, minlength=len(found.centres))
    fewest = max(3, round(_SMALLEST * int(says.sum())))
    centres = found.centres[sizes >= fewest]
    group, nearness = clusters.nearest(directions, centres)
    return clusters.Grouping(centres, group, nearness)


def _named(
    part: LanguageTopics,
    texts: Sequence[Sequence[str]],
    group: Ints,
    held: Ints,
    before: LanguageTopics | None,
    taken: set[str],
    next_id: int,
) -> LanguageTopics:
    """Give each group its earlier id and label where it carries on a topic, else new ones."""
    members = [np.flatnonzero(group == index) for index in range(len(part.centres))]
    telling = labels.telling_terms([[texts[i] for i in m.tolist()] for m in members])
    carried = _carried(group, held, len(part.centres), len(before.topics) if before else 0)
    names = set(taken) | {before.topics[old].label for old in carried.values() if before}
    topics: list[Topic] = []
    for index, best in enumerate(telling):
        size = len(members[index])
        old = carried.get(index)
        if before is not None and old is not None:
            topics.append(replace(before.topics[old], terms=tuple(best), size=size))
            continue
        label = labels.label_of(best, names)
        names.add(label)
        topics.append(Topic(next_id, label, tuple(best), size))
        next_id += 1
    return replace(part, topics=tuple(topics))


def _carried(group: Ints, held: Ints, groups: int, topics: int) -> dict[int, int]:
    """New group -> earlier topic, for pairs that share at least half of what both saw.

    Only texts that the earlier model gave a topic count, so that new mentions don't matter.
    """
    both = (group != NO_GROUP) & (held != NO_GROUP)
    shared = np.zeros((groups, topics), dtype=np.int64)
    np.add.at(shared, (group[both], held[both]), 1)
    held_by = np.bincount(held[held != NO_GROUP], minlength=topics)
    seen = shared.sum(axis=1, keepdims=True)
    overlap = np.minimum(shared / np.maximum(1, held_by), shared / np.maximum(1, seen))
    order = np.argsort(-overlap, axis=None, kind="stable")
    found: dict[int, int] = {}
    for new, old in zip(
        *(a.tolist() for a in np.unravel_index(order, overlap.shape)), strict=True
    ):
        if overlap[new, old] < _SAME_TOPIC:
            break
        if new not in found and old not in found.values():
            found[new] = old
    return found

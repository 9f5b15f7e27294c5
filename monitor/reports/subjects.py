"""Wants, complaints, questions and praise: what they are about, by how many people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.reports.definitions import column
from monitor.reports.documents import documents, read
from monitor.reports.phrases import everyday, shared, words
from monitor.reports.quotes import CANDIDATES, quotes
from monitor.reports.rows import Figure, Row, Table
from monitor.reports.scope import Scope

MOST: Final = 8
READ: Final = 2_000  # mentions of one intent and brand whose words are looked at, newest first
_COMPARED: Final = 500  # of all mentions, to know which words say little about any
KINDS: Final = (
    ("wants", "Wants", "request"),
    ("complaints", "Complaints", "complaint"),
    ("questions", "Questions", "question"),
    ("praise", "Praise", "praise"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Mentions with one intent about one thing; `is_topic` or a phrase they share."""

    label: str
    is_topic: bool
    ids: tuple[int, ...]
    authors: int


def subject_tables(scope: Scope) -> tuple[Table, ...]:
    """One table for each intent of `KINDS`."""
    common = _common(scope)
    return tuple(_table(scope, common, *kind) for kind in KINDS)


def subject_table(scope: Scope, chosen: str) -> Table:
    """The table of one of `KINDS`, by its key."""
    return next(_table(scope, _common(scope), *kind) for kind in KINDS if kind[0] == chosen)


def _common(scope: Scope) -> dict[str, frozenset[str]]:
    """By brand, the words that say little: its everyday ones, and the brands' names."""
    names = frozenset(words(" ".join(scope.brands)))
    return {
        brand: names | everyday(documents(scope, brand, scope.period, most=_COMPARED))
        for brand in scope.brands
    }


def _table(
    scope: Scope, common: Mapping[str, frozenset[str]], key: str, title: str, intent: str
) -> Table:
    rows: list[Row] = []
    is_cut = False
    for brand in scope.brands:
        found = scope.rows("intent_mentions", brand, intent=intent, most=READ + 1)
        is_cut = is_cut or len(found) > READ
        chosen = subjects(scope, brand, intent, found[:READ], ignored=common[brand])
        rows += [_row(scope, brand, intent, one) for one in chosen[:MOST]]
    note = f"Mentions with the intent '{intent}', by topic, else by a phrase they share."
    more = (f"Phrases: of a brand's newest {READ:,} such mentions.",) if is_cut else ()
    return Table(
        key=key,
        title=title,
        columns=(
            column("brand", "Brand"),
            column("subject", "About"),
            column("subject_authors", "Authors", "count"),
            column("subject_size", "Mentions", "count"),
        ),
        rows=tuple(rows),
        notes=(note, *more),
        empty=f"no mention with the intent '{intent}' in this period",
    )


def subjects(
    scope: Scope,
    brand: str,
    intent: str,
    found: Sequence[Any],
    *,
    ignored: frozenset[str] = frozenset(),
) -> list[Subject]:
    """The things that mentions with an intent are about, most authors first.

    A mention with topics counts under each. One without (of *found*, rows of
    intent_mentions.sql) falls to the phrase it shares with most people, else to none; phrases
    without a word outside *ignored* do not count.
    """
    by_topic: dict[str, dict[int, str]] = {}
    for row in scope.rows("intent_topics", brand, intent=intent):
        by_topic.setdefault(row["topic"], {})[row["mention_id"]] = row["author"]
    on_topic = {number for held in by_topic.values() for number in held}
    loose = [row for row in found if row["mention_id"] not in on_topic]
    authors = {row["mention_id"]: row["author"] for row in loose}
    phrased = [
        Subject(label=g.phrase, is_topic=False, ids=g.ids, authors=_people(g.ids, authors))
        for g in shared(read(loose), ignored=ignored)
    ]
    topical = [
        Subject(label=topic, is_topic=True, ids=tuple(held), authors=_people(held, held))
        for topic, held in by_topic.items()
    ]
    return sorted(
        [*phrased, *topical], key=lambda one: (-one.authors, -len(one.ids), one.label)
    )


def _people(ids: Iterable[int], authors: Mapping[int, str]) -> int:
    return len({authors[number] for number in ids} - {""})


def _row(scope: Scope, brand: str, intent: str, one: Subject) -> Row:
    if one.is_topic:
        chosen = scope.opinions(brand, intent=intent, topic=one.label)
    else:
        chosen = scope.opinions(brand, intent=intent, ids=tuple(sorted(one.ids)))
    newest = sorted(one.ids, reverse=True)[:CANDIDATES]
    return Row(
        cells=(
            brand,
            one.label,
            Figure(value=one.authors, n=len(one.ids)),
            Figure(value=len(one.ids), mentions=chosen),
        ),
        mentions=chosen,
        quotes=quotes(scope, newest, has="" if one.is_topic else one.label),
    )

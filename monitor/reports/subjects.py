"""Wants, complaints, questions and praise: what they are about, by how many people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.reports.definitions import column
from monitor.reports.documents import documents, read
from monitor.reports.phrases import everyday, shared, words
from monitor.reports.quotes import by_author, quotes
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
    return tuple(subject_table(scope, key) for key, _, _ in KINDS)


def subject_table(scope: Scope, chosen: str) -> Table:
    """The table of one of `KINDS`, by its key."""
    return next(_table(scope, *kind) for kind in KINDS if kind[0] == chosen)


def _table(scope: Scope, key: str, title: str, intent: str) -> Table:
    rows: list[Row] = []
    cut = False
    for brand in scope.brands:
        found = scope.rows("intent_mentions", brand, intent=intent)
        cut = cut or len(found) > READ
        rows += [
            _row(scope, brand, intent, one)
            for one in subjects(scope, brand, found[:READ])[:MOST]
        ]
    note = f"Mentions with the intent '{intent}', by topic, else by a phrase they share."
    more = (
        (f"Of a brand with more than {READ:,}, the newest {READ:,} were read.",) if cut else ()
    )
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


def subjects(scope: Scope, brand: str, found: Sequence[Any]) -> list[Subject]:
    """The things that mentions (rows of intent_mentions.sql) are about, most authors first.

    A mention with topics counts under each; one without falls to the phrase it shares with most
    people, else to none.
    """
    authors = {row["mention_id"]: row["author"] for row in found}
    by_topic: dict[str, list[int]] = {}
    loose: list[tuple[int, str]] = []
    for number, author in authors.items():
        topics = [row["value"] for row in scope.rows("topics_of", mention=number)]
        for topic in topics:
            by_topic.setdefault(topic, []).append(number)
        if not topics:
            loose.append((number, author))
    common = everyday(documents(scope, brand, scope.period, most=_COMPARED))
    ignored = common | frozenset(words(" ".join(scope.brands)))
    groups = [(g.phrase, False, g.ids) for g in shared(read(scope, loose), ignored=ignored)]
    groups += [(topic, True, tuple(ids)) for topic, ids in by_topic.items()]
    chosen = [
        Subject(label=label, is_topic=topical, ids=ids, authors=_people(ids, authors))
        for label, topical, ids in groups
    ]
    return sorted(chosen, key=lambda one: (-one.authors, -len(one.ids), one.label))


def _people(ids: Sequence[int], authors: dict[int, str]) -> int:
    return len({authors[number] for number in ids} - {""})


def _row(scope: Scope, brand: str, intent: str, one: Subject) -> Row:
    if one.is_topic:
        chosen = scope.opinions(brand, intent=intent, topic=one.label)
    else:
        chosen = scope.opinions(brand, intent=intent, ids=tuple(sorted(one.ids)))
    rows = [{"mention_id": number, "author": ""} for number in one.ids]
    return Row(
        cells=(
            brand,
            one.label,
            Figure(value=one.authors, n=len(one.ids)),
            Figure(value=len(one.ids), mentions=chosen),
        ),
        mentions=chosen,
        quotes=quotes(scope, by_author(rows), has="" if one.is_topic else one.label),
    )

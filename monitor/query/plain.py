"""Queries that hold wherever one of their terms stands: answered without trying a tree.

Most queries of a monitor are a name or an OR of names. A mention in which only terms of such
queries were found is answered by looking up which queries each term belongs to.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from monitor.model import Match
from monitor.query.evidence import FIELD_ORDER, MAX_SPANS
from monitor.query.lexicon import Hit
from monitor.query.program import Any, Find, Program
from monitor.query.terms import Place

Sighting: TypeAlias = tuple[int, Hit]  # a term with where its needle was found

_RANKS: Final = {field: FIELD_ORDER.index(field) for field in ("title", "text")}


class _Use(NamedTuple):
    """A query that a term belongs to: its place among all, its name; the term as written."""

    order: int
    name: str
    label: str


class PlainQueries:
    """The queries that need but one term; *names* gives for each root those who ask for it.

    `order` of a name is its place among all names.
    """

    def __init__(
        self, program: Program, names: Mapping[int, Sequence[str]], order: Mapping[str, int]
    ) -> None:
        self._compiled = program.lexicon.compiled
        uses: dict[int, list[_Use]] = {}
        tried: set[int] = set()
        for root, named in names.items():
            terms = _sufficient(program, root)
            if terms is None:
                tried.update(program.leads[root] or ())
                continue
            for term in terms:
                label = program.label(term)
                uses.setdefault(term, []).extend(_Use(order[n], n, label) for n in named)
        self._uses = {
            term: uses.get(term, [])
            for term, compiled in enumerate(self._compiled)
            if compiled.place is Place.STREAM and term not in tried
        }

    def matches(self, sightings: Sequence[Sighting]) -> tuple[Match, ...] | None:
        """The spans of the queries that hold, in order; None: this takes trying the trees."""
        if len(sightings) > MAX_SPANS:
            return None
        rows = []
        for term, hit in sightings:
            uses = self._uses.get(term)
            rank = _RANKS.get(hit.segment.field)
            if uses is None or rank is None:
                return None
            if uses and (found := self._compiled[term].locate(*hit)):
                _, start, end = found
                rows += [(order, rank, start, end, label, name) for order, name, label in uses]
        if len(rows) > 1:
            rows = sorted(set(rows))
        return tuple(
            [
                Match(brand=name, term=label, field=FIELD_ORDER[rank], start=start, end=end)
                for _, rank, start, end, label, name in rows
            ]
        )


def _sufficient(program: Program, root: int) -> frozenset[int] | None:
    """The terms of which one is enough for *root*; None: it takes more than a term."""
    match program.operations[root]:
        case Find(term) if program.lexicon.is_scanned(term):
            return frozenset((term,))
        case Any():
            choice = program.choices[root]
            return None if choice.led or choice.rest else choice.plain
        case _:
            return None

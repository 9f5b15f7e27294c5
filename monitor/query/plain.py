"""Queries that hold wherever one of their terms stands: answered without trying a tree.

Most queries of a monitor are a name or an OR of names. A mention in which only terms of such
queries were found is answered by looking up which queries each term belongs to, for all
mentions of a batch at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from monitor.model import Match
from monitor.query.evidence import FIELD_ORDER, MAX_SPANS
from monitor.query.lexicon import Group, Hits, Sighting
from monitor.query.program import Any, Find, Program
from monitor.query.rows import Row, Rows, Uses
from monitor.query.terms import Place

if TYPE_CHECKING:
    from monitor.query.joined import Flags, Places

_RANKS: Final = {field: FIELD_ORDER.index(field) for field in ("title", "text")}


class PlainQueries:
    """The queries that need but one term; *names* gives for each root those who ask for it.

    `order` of a name is its place among all names.
    """

    def __init__(
        self, program: Program, names: Mapping[int, Sequence[str]], order: Mapping[str, int]
    ) -> None:
        self._compiled = program.lexicon.compiled
        found: dict[int, list[tuple[int, str, str]]] = {}
        tried: set[int] = set()
        for root, named in names.items():
            terms = _sufficient(program, root)
            if terms is None:
                tried.update(program.leads[root] or ())
                continue
            for term in terms:
                label = program.label(term)
                found.setdefault(term, []).extend((order[n], n, label) for n in named)
        self._uses = Uses(found)
        self._plain = {
            term
            for term, compiled in enumerate(self._compiled)
            if compiled.place is Place.STREAM and term not in tried
        }
        self._tables = {
            (group.field, group.place): self._table(group) for group in program.lexicon.groups
        }

    def _table(self, group: Group) -> "_Table":
        import numpy as np

        each = group.terms
        is_known = group.field in _RANKS
        uses = [[use for term in terms for use in self._uses.of_term(term)] for terms in each]
        counts = np.array([len(some) for some in uses], np.intp)
        return _Table(
            rank=_RANKS.get(group.field, -1),
            is_plain=np.array([is_known and self._plain.issuperset(terms) for terms in each]),
            is_sure=np.array([all(self._compiled[t].is_sure for t in terms) for terms in each]),
            has_wildcards=not all(self._compiled[t].needle.endswith(" ") for t in chain(*each)),
            counts=counts,
            firsts=counts.cumsum() - counts,
            uses=np.array([use for some in uses for use in some], np.intp),
        )

    def tried(self, found: Sequence[Hits], links: Iterable[Sighting], size: int) -> "Flags":
        """Which of *size* mentions have hits that take trying the trees."""
        import numpy as np

        counts = np.zeros(size, np.intp)
        for hits in found:
            counts += np.bincount(hits.owners, minlength=size)
        tried = counts > MAX_SPANS
        for hits in found:
            tried[hits.owners[~self._table_of(hits).is_plain[hits.needles]]] = True
        tried[[owner for owner, _, _ in links]] = True
        return tried

    def matches(self, found: Sequence[Hits]) -> Iterator[tuple[int, tuple[Match, ...]]]:
        """The spans of the queries that hold, in order, for each mention with any."""
        rows = [each for hits in found for each in self._rows(hits)]
        return self._uses.matches(rows) if rows else iter(())

    def _rows(self, hits: Hits) -> Iterator[Rows]:
        table = self._table_of(hits)
        streams = hits.chunk.streams
        is_sure = table.is_sure[hits.needles] & (hits.numbers < hits.chunk.even)
        if not is_sure.all():
            yield Rows.of(self._by_hand(hits.chosen(~is_sure), table.rank))
            hits = hits.chosen(is_sure)
        if len(hits.needles):
            ends = hits.ends
            if table.has_wildcards:
                ends = streams.joined.spaces(ends - 1) + 1  # the word ends there
            yield table.rows(hits, *streams.spans(hits.starts, ends, hits.numbers))

    def _by_hand(self, hits: Hits, rank: int) -> Iterator[Row]:
        for owner, needle, hit in hits.each():
            for term in hits.group.terms[needle]:
                uses = self._uses.of_term(term)
                if uses and (found := self._compiled[term].locate(*hit)):
                    _, start, end = found
                    yield from (Row(owner, use, rank, start, end) for use in uses)

    def _table_of(self, hits: Hits) -> "_Table":
        return self._tables[hits.group.field, hits.group.place]


class _Table(NamedTuple):
    """What is known of the needles of a group; `rank` is the place of its field."""

    rank: int
    is_plain: "Flags"  # all its terms are of queries that need but one
    is_sure: "Flags"  # all its terms stand where it does
    has_wildcards: bool  # needles of sure terms may end inside a word
    counts: "Places"  # how many uses it has
    firsts: "Places"  # and where these begin in `uses`
    uses: "Places"

    def rows(self, hits: Hits, starts: "Places", ends: "Places") -> Rows:
        """One row for each use of each of *hits*, which span `[start, end)`."""
        import numpy as np

        counts, firsts = self.counts[hits.needles], self.firsts[hits.needles]
        ranks = np.full(int(counts.sum()), self.rank)
        if (counts == 1).all():
            return Rows(hits.owners, self.uses[firsts], ranks, starts, ends)
        which = np.repeat(np.arange(len(counts)), counts)
        places = np.arange(len(which)) - (counts.cumsum() - counts)[which]
        uses = self.uses[firsts[which] + places]
        return Rows(hits.owners[which], uses, ranks, starts[which], ends[which])


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

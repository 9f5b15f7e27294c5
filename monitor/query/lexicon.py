"""All terms of all queries, and one scan that finds them in many texts at once."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from monitor.query import tree
from monitor.query.chunk import Chunk, Texts
from monitor.query.segment import Segment
from monitor.query.terms import Compiled, Place, compile_term
from monitor.query.tree import Term

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

    from monitor.query.joined import Flags, Joined, Places

_MOST_FOR_DFA: Final = 50_000  # bytes of needles: the fastest automaton takes a few MiB

Scope: TypeAlias = str | None  # one field of `tree.TEXT_FIELDS`; None: title and text

# The fields a term of each scope is looked for in. An author has a handle and a name.
FIELDS_OF: Final[dict[Scope, tuple[str, ...]]] = {
    None: ("title", "text", "tags"),
    "title": ("title",),
    "text": ("text",),
    "author": ("author", "author_name"),
}


class Hit(NamedTuple):
    """A needle where it was found: characters of the segment's stream or folded text."""

    segment: Segment
    start: int
    end: int


Sighting: TypeAlias = tuple[int, int, Hit]  # a mention, a term, where its needle was found


class Group(NamedTuple):
    """The needles of one field and place, in one automaton."""

    field: str
    place: Place
    automaton: "BytesAhoCorasick"
    terms: tuple[tuple[int, ...], ...]  # for each needle the terms it is of


class Hits(NamedTuple):
    """The needles of one group that stand in one chunk, as columns: one row for each find."""

    group: Group
    chunk: Chunk
    needles: "Places"
    starts: "Places"  # bytes of the scanned texts
    ends: "Places"
    numbers: "Places"  # the text in the chunk
    owners: "Places"  # the mention

    def chosen(self, which: "Flags") -> "Hits":
        """Some of the hits."""
        return Hits(self.group, self.chunk, *(column[which] for column in self[2:]))

    def each(self) -> Iterator[tuple[int, int, Hit]]:
        """(mention, needle, hit), one after the other."""
        joined = _scanned(self.chunk, self.group.place)
        starts = joined.in_text(self.starts, self.numbers).tolist()
        ends = joined.in_text(self.ends, self.numbers).tolist()
        segments = map(self.chunk.segment, self.numbers.tolist())
        hits = map(Hit, segments, starts, ends)
        return zip(self.owners.tolist(), self.needles.tolist(), hits, strict=True)

    def sightings(self, compiled: Sequence[Compiled]) -> Iterator[Sighting]:
        """What the hits are of, as far as the terms do stand there."""
        for owner, needle, hit in self.each():
            for term in self.group.terms[needle]:
                if compiled[term].is_sure or compiled[term].locate(*hit) is not None:
                    yield owner, term, hit


def _scanned(chunk: Chunk, place: Place) -> "Joined":
    return chunk.streams.joined if place is Place.STREAM else chunk.folded


class Lexicon:
    """The terms, each known by its number. `freeze` before `scan`."""

    def __init__(self, *, fold_diacritics: bool) -> None:
        self.fold_diacritics = fold_diacritics
        self.terms: list[Term] = []
        self.scopes: list[Scope] = []
        self.compiled: list[Compiled] = []
        self._ids: dict[tuple[Term, Scope], int] = {}
        self.groups: tuple[Group, ...] = ()

    def add(self, term: Term, scope: Scope) -> int:
        """The number of *term* looked for in *scope*."""
        known = self._ids.get((term, scope))
        if known is not None:
            return known
        self.compiled.append(compile_term(term, fold_diacritics=self.fold_diacritics))
        self.terms.append(term)
        self.scopes.append(scope)
        return self._ids.setdefault((term, scope), len(self.terms) - 1)

    def is_scanned(self, term: int) -> bool:
        """Whether the scan finds *term*; else it is run when a query asks for it."""
        return self.compiled[term].place is not Place.ASKED

    def freeze(self) -> None:
        """Build the automata; no term can be added after."""
        self.groups = tuple(_groups(self))

    def wants(self, field: str) -> bool:
        """Whether any term is looked for in *field*."""
        return any(group.field == field for group in self.groups)

    def scan(self, texts: Texts) -> Iterator[Hits]:
        """Where the needles of terms stand in *texts*."""
        groups = [group for group in self.groups if group.field == texts.field]
        if not groups:
            return
        chunk = Chunk(texts, fold_diacritics=self.fold_diacritics)
        for group in groups:
            hits = _find(group, chunk)
            if hits is not None:
                yield hits


def _find(group: Group, chunk: Chunk) -> Hits | None:
    joined = _scanned(chunk, group.place)
    found = group.automaton.find_matches_as_indexes(joined.data, overlapping=True)
    if not found:
        return None
    import numpy as np

    flat = np.fromiter(chain.from_iterable(found), np.intp, 3 * len(found))
    needles, starts, ends = flat.reshape(-1, 3).T
    numbers = joined.numbers(starts)
    return Hits(group, chunk, needles, starts, ends, numbers, chunk.owners[numbers])


def _groups(lexicon: Lexicon) -> Iterator[Group]:
    from ahocorasick_rs import BytesAhoCorasick, Implementation

    needles: dict[tuple[str, Place], dict[bytes, list[int]]] = {}
    for number, compiled in enumerate(lexicon.compiled):
        if compiled.place is Place.ASKED:
            continue
        for field in FIELDS_OF[lexicon.scopes[number]]:
            if field != "tags" or isinstance(lexicon.terms[number], tree.Hashtag):
                group = needles.setdefault((field, compiled.place), {})
                group.setdefault(compiled.needle.encode("utf-8"), []).append(number)
    for (field, place), group in needles.items():
        is_small = sum(map(len, group)) <= _MOST_FOR_DFA
        implementation = Implementation.DFA if is_small else None
        automaton = BytesAhoCorasick(list(group), implementation=implementation)
        yield Group(field, place, automaton, tuple(map(tuple, group.values())))

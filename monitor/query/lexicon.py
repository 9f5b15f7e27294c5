"""All terms of all queries, and one scan that finds them in many texts at once."""

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from monitor.query import tree
from monitor.query.normal import fold
from monitor.query.segment import Segment
from monitor.query.stream import BREAK, Streams, streams_of
from monitor.query.terms import Compiled, Place, compile_term
from monitor.query.tree import Term

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_MOST_FOR_DFA: Final = 50_000  # characters of needles: the fastest automaton takes a few MiB

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


class Texts(NamedTuple):
    """The texts of one field of a batch; `owners[i]` is the mention that `texts[i]` is of."""

    field: str
    owners: Sequence[int]
    texts: Sequence[str]


class Lexicon:
    """The terms, each known by its number. `freeze` before `scan`."""

    def __init__(self, *, fold_diacritics: bool) -> None:
        self.fold_diacritics = fold_diacritics
        self.terms: list[Term] = []
        self.scopes: list[Scope] = []
        self.compiled: list[Compiled] = []
        self._ids: dict[tuple[Term, Scope], int] = {}
        self._indexes: tuple[_Index, ...] = ()

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
        self._indexes = tuple(_indexes(self))

    def wants(self, field: str) -> bool:
        """Whether any term is looked for in *field*."""
        return any(index.field == field for index in self._indexes)

    def scan(self, texts: Texts) -> Iterator[tuple[int, int, Hit]]:
        """(mention, term, hit) for every term that stands in one of *texts*."""
        indexes = [index for index in self._indexes if index.field == texts.field]
        if not indexes:
            return
        for chunk in _chunks(texts, fold_diacritics=self.fold_diacritics):
            for index in indexes:
                yield from index.find(chunk, self.compiled)


class _Index(NamedTuple):
    """The needles of one field and place, in one automaton."""

    field: str
    place: Place
    automaton: "AhoCorasick"
    terms: tuple[tuple[int, ...], ...]  # for each needle the terms it is of

    def find(
        self, chunk: "_Chunk", compiled: Sequence[Compiled]
    ) -> Iterator[tuple[int, int, Hit]]:
        """(mention, term, hit) for every term that stands in one of the texts of *chunk*."""
        joined = chunk.stream if self.place is Place.STREAM else chunk.folded()
        at = counted = 0
        for needle, start, end in self.automaton.find_matches_as_indexes(
            joined, overlapping=True
        ):
            at += joined.count(BREAK, counted, end)  # hits come in the order of their ends
            counted = end
            begin = joined.rfind(BREAK, 0, start) + 1
            hit = Hit(chunk.segment(at), start - begin, end - begin)
            for term in self.terms[needle]:
                if compiled[term].is_sure or compiled[term].locate(*hit) is not None:
                    yield chunk.owners[at], term, hit


def _indexes(lexicon: Lexicon) -> Iterator[_Index]:
    from ahocorasick_rs import AhoCorasick, Implementation

    needles: dict[tuple[str, Place], dict[str, list[int]]] = {}
    for number, compiled in enumerate(lexicon.compiled):
        if compiled.place is Place.ASKED:
            continue
        for field in FIELDS_OF[lexicon.scopes[number]]:
            if field != "tags" or isinstance(lexicon.terms[number], tree.Hashtag):
                group = needles.setdefault((field, compiled.place), {})
                group.setdefault(compiled.needle, []).append(number)
    for (field, place), group in needles.items():
        is_small = sum(map(len, group)) <= _MOST_FOR_DFA
        automaton = AhoCorasick(group, implementation=Implementation.DFA if is_small else None)
        yield _Index(field, place, automaton, tuple(map(tuple, group.values())))


class _Chunk:
    """Some of the texts of a batch, joined for a scan; all are ASCII, or none need be."""

    def __init__(self, texts: Texts, streams: Streams, *, fold_diacritics: bool) -> None:
        self.owners = texts.owners
        self.stream = streams.joined
        self._field = texts.field
        self._texts = texts.texts
        self._fold_diacritics = fold_diacritics
        self._streams: list[str] | None = None
        self._levels = streams.levels
        self._segments: dict[int, Segment] = {}

    def folded(self) -> str:
        """The folded texts, a break between."""
        return BREAK.join(
            _printable(fold(text, fold_diacritics=self._fold_diacritics))
            for text in self._texts
        )

    def segment(self, at: int) -> Segment:
        """The segment of the text number *at*."""
        known = self._segments.get(at)
        if known is None:
            if self._streams is None:
                self._streams = self.stream.split(BREAK)
            known = self._segments[at] = Segment(
                self._field,
                self._texts[at],
                self._streams[at],
                self._levels[at],
                fold_diacritics=self._fold_diacritics,
            )
        return known


def _chunks(texts: Texts, *, fold_diacritics: bool) -> Iterator[_Chunk]:
    """*texts* in two parts, as plain ASCII is faster."""
    is_plain = [text.isascii() for text in texts.texts]
    parts = [texts]
    if not all(is_plain):
        parts = [_chosen(texts, is_plain), _chosen(texts, [not plain for plain in is_plain])]
    for part in parts:
        if part.texts:
            streams = streams_of(part.texts, fold_diacritics=fold_diacritics)
            yield _Chunk(part, streams, fold_diacritics=fold_diacritics)


def _chosen(texts: Texts, chosen: Sequence[bool]) -> Texts:
    field, owners, each = texts
    return Texts(field, list(compress(owners, chosen)), list(compress(each, chosen)))


def _printable(folded: str) -> str:
    """*folded*, as long as before, without breaks and without what UTF-8 cannot hold."""
    return folded.replace(BREAK, " ").encode("utf-8", "replace").decode("utf-8")

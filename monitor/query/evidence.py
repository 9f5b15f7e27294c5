"""What was found in one mention, and whether a query holds on it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from monitor.model import Mention
from monitor.query.chunk import segment_of
from monitor.query.lexicon import FIELDS_OF, Hit
from monitor.query.program import (
    Absent,
    All,
    Any,
    Choice,
    Close,
    Find,
    Named,
    Program,
    Test,
    children_of,
)
from monitor.query.segment import Occurrence, Segment
from monitor.query.tree import Step

MAX_SPANS: Final = 100  # of one term in one mention; more are not listed
FIELD_ORDER: Final = ("title", "text", "author", "author_name", "tags")
_SEGMENT_WIDTH: Final = 1 << 40  # more words than a text has: keeps segments far apart


class Found(NamedTuple):
    """Why a query holds: a term, or the name of a part of it, where it stands."""

    field: str
    start: int
    end: int
    term: str


# A node being asked: its number, the value of a child that settles it, the children to ask.
_Frame: TypeAlias = tuple[int, bool, Iterator[int]]


class Evidence:
    """One mention with its hits. What a query needs besides is worked out once."""

    def __init__(
        self, program: Program, mention: Mention, sightings: Iterable[tuple[int, Hit]]
    ) -> None:
        self.hits: dict[int, list[Hit]] = {}
        for term, hit in sightings:
            self.hits.setdefault(term, []).append(hit)
        self._program = program
        self._mention = mention
        self._held: dict[int, bool] = {}
        self._occurrences: dict[int, list[Occurrence]] = {}
        self._values: dict[int, str | None] = {}
        self._near: dict[int, list[list[_Place]]] = {}
        self._segments: dict[str, Segment] = {}

    def candidates(self, choice: Choice) -> Iterator[int]:
        """The children of *choice* that may hold."""
        led = choice.led
        seen: set[int] = set()
        for term in self.hits:
            for child in led.get(term, ()):
                if child not in seen:
                    seen.add(child)
                    yield child
        yield from choice.rest

    def holds(self, root: int) -> bool:
        """Whether the node *root* holds; no recursion, so any depth will do."""
        held = self._held
        frames: list[_Frame] = []
        value = self._settle(root, frames)
        while frames:
            number, decides, children = frames[-1]
            if value is not None and value == decides:
                result = decides
            else:
                child = next(children, None)
                if child is not None:
                    value = held.get(child)
                    if value is None:
                        value = self._settle(child, frames)
                    continue
                result = not decides
            frames.pop()
            if isinstance(self._program.operations[number], Absent):
                result = not result
            value = held[number] = result
        return held[root]

    def _settle(self, number: int, frames: list[_Frame]) -> bool | None:
        """The value of a node; None where its children have to be asked first."""
        operation = self._program.operations[number]
        match operation:
            case Find(term):
                value = term in self.hits or bool(self.occurrences(term))
            case Test(test):
                value = self.value(test) is not None
            case Close():
                value = bool(self._near_of(number, operation))
            case Any():
                choice = self._program.choices[number]
                if self.hits.keys().isdisjoint(choice.plain):
                    frames.append((number, True, self.candidates(choice)))
                    return None
                value = True
            case _:
                frames.append((number, isinstance(operation, Absent), iter(operation[0])))
                return None
        self._held[number] = value
        return value

    def occurrences(self, term: int) -> list[Occurrence]:
        """Where *term* stands, each place once, in order."""
        known = self._occurrences.get(term)
        if known is None:
            known = self._occurrences[term] = self._locate(term)
        return known

    def _locate(self, term: int) -> list[Occurrence]:
        compiled = self._program.lexicon.compiled[term]
        if compiled.find is not None:
            segments = map(self._segment, FIELDS_OF[self._program.lexicon.scopes[term]])
            return [each for segment in segments if segment for each in compiled.find(segment)]
        located = [
            Occurrence(*hit) if hit.segment.field == "links" else compiled.locate(*hit)
            for hit in self.hits.get(term, ())
        ]
        return [occurrence for occurrence in located if occurrence is not None]

    def value(self, test: int) -> str | None:
        """The value for which the test number *test* holds."""
        if test not in self._values:
            self._values[test] = self._program.tests[test].found(self._mention)
        return self._values[test]

    def _segment(self, field: str) -> Segment | None:
        text = text_of(self._mention, field)
        if not text:
            return None
        known = self._segments.get(field)
        if known is None:
            fold_diacritics = self._program.lexicon.fold_diacritics
            known = segment_of(field, text, fold_diacritics=fold_diacritics)
            self._segments[field] = known
        return known

    def found(self, root: int) -> list[Found]:
        """The spans of every term of the branches of *root* that hold, in order."""
        if isinstance(self._program.operations[root], Find):
            spans = list(self._spans(root, ""))
            return spans if len(spans) == 1 else sorted(spans, key=_reading_order)
        found: dict[Found, None] = {}
        seen = {(root, "")}
        stack = [(root, "")]
        while stack:
            number, name = stack.pop()
            operation = self._program.operations[number]
            if isinstance(operation, Named):
                name = operation.name
            found.update(dict.fromkeys(self._spans(number, name)))
            for child in self._holding(number):
                if (child, name) not in seen:
                    seen.add((child, name))
                    stack.append((child, name))
        return sorted(found, key=_reading_order)

    def _holding(self, number: int) -> Iterator[int]:
        """The children to which *number* owes that it holds."""
        operation = self._program.operations[number]
        match operation:
            case All() | Named():
                yield from children_of(operation)
            case Any(children):
                choice = self._program.choices[number]
                for child in chain(self._plain(children, choice), self.candidates(choice)):
                    if self.holds(child):
                        yield child
            case _:
                return

    def _plain(self, children: Sequence[int], choice: Choice) -> Iterator[int]:
        number_of = self._program.number_of_term
        for term in self.hits:
            if term in choice.plain:
                yield number_of[term]

    def _spans(self, number: int, name: str) -> Iterator[Found]:
        operation = self._program.operations[number]
        match operation:
            case Find(term):
                for occurrence in self.occurrences(term)[:MAX_SPANS]:
                    yield self._found(occurrence, name or self._program.label(term))
            case Test(test):
                value = self.value(test)
                if value is not None:
                    field = self._program.tests[test].field
                    yield Found(field, 0, len(value), name or self._program.test_label(test))
            case Close():
                for places in self._near_of(number, operation):
                    for place in places[:MAX_SPANS]:
                        label = name or self._program.label(place.term)
                        yield self._found(place.occurrence, label)
            case _:
                return

    def _found(self, occurrence: Occurrence, term: str) -> Found:
        segment, start, end = occurrence
        if segment.field == "tags":  # the scan read it with a # that the tag may not have
            return Found("tags", max(0, start), end, term)
        return Found(segment.field, start, end, term)

    def _near_of(self, number: int, close: Close) -> "list[list[_Place]]":
        known = self._near.get(number)
        if known is None:
            operands = [self._places(terms) for terms in close.operands]
            known = self._near[number] = _chains(operands, close.steps)
        return known

    def _places(self, terms: Sequence[int]) -> "list[_Place]":
        places = []
        for term in terms:
            for occurrence in self.occurrences(term):
                segment = occurrence.segment
                if segment.field == "links":
                    continue  # a link has no words to be near to
                first, last = segment.words_in(occurrence.start, occurrence.end)
                base = FIELD_ORDER.index(segment.field) * _SEGMENT_WIDTH
                if first <= last:
                    places.append(_Place(base + first, base + last, occurrence, term))
        return sorted(places, key=lambda place: place[:2])


class _Place(NamedTuple):
    """An operand of a NEAR: its first and last word, counted through all segments."""

    first: int
    last: int
    occurrence: Occurrence
    term: int


def _reading_order(found: Found) -> tuple[int, Found]:
    known = found.field in FIELD_ORDER
    return (FIELD_ORDER.index(found.field) if known else len(FIELD_ORDER)), found


def text_of(mention: Mention, field: str) -> str | None:
    """The text of *mention* that *field* names; None where there is none."""
    match field:
        case "title":
            return mention.title
        case "text":
            return mention.text
        case "author":
            return mention.author.handle if mention.author else None
        case "author_name":
            return mention.author.name if mention.author else None
        case _:
            return None


def _chains(operands: list[list[_Place]], steps: Sequence[Step]) -> list[list[_Place]]:
    """Of each operand the places that belong to a chain through all of them; none: []."""
    alive = [operands[0]]
    for step, operand in zip(steps, operands[1:], strict=True):
        near = _near(alive[-1], operand, step.words, after=True, before=not step.is_ordered)
        alive.append(near)
        if not alive[-1]:
            return []
    for i in range(len(steps) - 1, -1, -1):
        step, there = steps[i], alive[i + 1]
        alive[i] = _near(there, alive[i], step.words, after=not step.is_ordered, before=True)
    return alive


def _near(
    some: list[_Place], others: list[_Place], words: int, *, after: bool, before: bool
) -> list[_Place]:
    """Those of *others* that stand after (or before) one of *some*, at most *words* between."""
    firsts = sorted(place.first for place in some)
    lasts = sorted(place.last for place in some)
    return [
        place
        for place in others
        if (after and _any_between(lasts, place.first - 1 - words, place.first - 1))
        or (before and _any_between(firsts, place.last + 1, place.last + 1 + words))
    ]


def _any_between(rising: list[int], low: int, high: int) -> bool:
    return bisect_left(rising, low) < bisect_right(rising, high)

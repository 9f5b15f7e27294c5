"""A term made ready: its needle, and the check whether the term stands where that was found."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TypeAlias

from monitor.query import tree
from monitor.query.segment import Occurrence, Segment
from monitor.query.terms.regex import compile_regex, find_all
from monitor.query.terms.shape import Shape, shape_of
from monitor.query.tree import Term


class Place(Enum):
    """Where a needle is looked for."""

    STREAM = "the words, a space round each"
    FOLDED = "the folded text, signs and all"
    ASKED = "nowhere: the term is run on the text when a query needs it"


Locate: TypeAlias = Callable[[Segment, int, int], Occurrence | None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A term ready to be found.

    `locate(segment, start, end)` gives the occurrence for the needle found at `[start, end)`
    of the segment's stream or folded text. `is_sure`: it is never None, so the needle alone
    decides. `find` finds all occurrences of a term that is only run when asked for.
    """

    place: Place
    needle: str
    locate: Locate
    is_sure: bool = False
    find: Callable[[Segment], list[Occurrence]] | None = None


def compile_term(term: Term, *, fold_diacritics: bool = False) -> Compiled:
    """*term* made ready; it has been checked by the parser."""
    match term:
        case tree.Regex(pattern, is_cased):
            expression = compile_regex(pattern, is_cased=is_cased)
            return Compiled(
                Place.ASKED, "", _nowhere, find=lambda segment: find_all(expression, segment)
            )
        case tree.Literal(text):
            shape = shape_of(text, wildcards=False, fold_diacritics=fold_diacritics)
            return _exact(shape, _Literal(text))
        case tree.Domain(text):
            shape = shape_of(text, wildcards=False, fold_diacritics=fold_diacritics)
            return _in_stream(shape, _Domain(shape))
        case tree.Hashtag(text) | tree.Handle(text):
            sign = "#" if isinstance(term, tree.Hashtag) else "@"
            shape = shape_of(text, fold_diacritics=fold_diacritics)
            return _marked(shape, sign)
        case tree.Word(text) | tree.Phrase(text):
            shape = shape_of(text, fold_diacritics=fold_diacritics)
            is_exact = not shape.words or (isinstance(term, tree.Word) and _has_edges(shape))
            return _exact(shape, _Signs(shape)) if is_exact else _in_stream(shape, None)


def _has_edges(shape: Shape) -> bool:
    return bool(shape.lead or shape.trail)


def _nowhere(segment: Segment, start: int, end: int) -> None:
    return None


Check: TypeAlias = Callable[[Segment, int, int], Occurrence | None]  # of first and last word


def _in_stream(shape: Shape, check: Check | None) -> Compiled:
    """A term of words: its fixed beginning is the needle."""
    written = f" {' '.join(shape.words)} "
    wild = re.search(r"[*?]", written)
    needle = written[: wild.start()] if wild else written
    rest = written[wild.start() :] if wild else ""
    gaps = shape.touching if any(shape.touching) else ()
    is_sure = rest in ("", "* ") and not gaps and check is None
    locate = _Words(len(shape.words), _tail(rest), gaps, check, is_plain=is_sure and not rest)
    return Compiled(Place.STREAM, needle, locate, is_sure=is_sure)


def _tail(rest: str) -> "re.Pattern[str] | None":
    """What must follow the needle, up to the end of the last word; None: anything does."""
    if rest in ("", "* "):
        return None
    signs = {"*": "[^ ]*", "?": "[^ ]"}
    pattern = "".join(signs.get(sign, re.escape(sign)) for sign in rest)
    compiled: re.Pattern[str] = compile_regex(pattern, is_cased=True)
    return compiled


@dataclass(frozen=True, slots=True)
class _Words:
    """Words in a row: `count` of them, the last ones as `tail` says."""

    count: int
    tail: "re.Pattern[str] | None"
    gaps: tuple[bool, ...]
    check: Check | None
    is_plain: bool  # the needle is all of the term

    def __call__(self, segment: Segment, start: int, end: int) -> Occurrence | None:
        if self.is_plain:
            return segment.occurrence_at(start, end)
        first, _ = segment.words_at(start, end)
        last = first + self.count - 1
        if last >= len(segment.folded_words):
            return None
        if self.tail is not None:
            rest = segment.stream[end : segment.stream_end(last) + 1]
            if not self.tail.fullmatch(rest):
                return None
        if self.gaps and not self._touch(segment, first):
            return None
        if self.check is not None:
            return self.check(segment, first, last)
        return segment.from_words(first, last)

    def _touch(self, segment: Segment, first: int) -> bool:
        words = segment.folded_words
        return all(
            words[first + i][1] == words[first + i + 1][0]
            for i, must_touch in enumerate(self.gaps)
            if must_touch
        )


def _exact(shape: Shape, check: "_Signs | _Literal") -> Compiled:
    """A term whose signs count: found by its words where it has some, else by its signs."""
    if shape.words:
        compiled = _in_stream(shape, check.at_words)
        return Compiled(Place.STREAM, compiled.needle, compiled.locate)
    return Compiled(Place.FOLDED, shape.folded, check.at_signs)


@dataclass(frozen=True, slots=True)
class _Signs:
    """The folded text must read exactly so round the words."""

    shape: Shape

    def at_words(self, segment: Segment, first: int, last: int) -> Occurrence | None:
        start = segment.folded_words[first][0] - len(self.shape.lead)
        end = segment.folded_words[last][1] + len(self.shape.trail)
        text, signs = segment.folded, self.shape
        if start < 0 or not text.startswith(signs.lead, start):
            return None
        if not text.startswith(signs.trail, end - len(signs.trail)):
            return None
        if not signs.has_wildcard and not text.startswith(signs.folded, start):
            return None
        return segment.from_folded(start, end)

    def at_signs(self, segment: Segment, start: int, end: int) -> Occurrence | None:
        return segment.from_folded(start, end)


@dataclass(frozen=True, slots=True)
class _Literal:
    """The text itself must read exactly so."""

    text: str

    def at_words(self, segment: Segment, first: int, last: int) -> Occurrence | None:
        lead = _first_word(self.text)
        start = segment.words[first][0] - lead
        if start < 0 or not segment.text.startswith(self.text, start):
            return None
        return Occurrence(segment, start, start + len(self.text))

    def at_signs(self, segment: Segment, start: int, end: int) -> Occurrence | None:
        found = segment.from_folded(start, end)
        if segment.text[found.start : found.end] != self.text:
            return None
        return found


def _first_word(text: str) -> int:
    """Where the first word of a raw *text* starts."""
    return Segment("", text).words[0][0]


def _marked(shape: Shape, sign: str) -> Compiled:
    """A hashtag or a handle: the sign right before the words, no word right before the sign."""
    if not shape.words:
        return Compiled(Place.FOLDED, sign + shape.folded, _Mark(shape, sign).at_signs)
    return _in_stream(shape, _Mark(shape, sign))


@dataclass(frozen=True, slots=True)
class _Mark:
    shape: Shape
    sign: str

    def __call__(self, segment: Segment, first: int, last: int) -> Occurrence | None:
        start = segment.folded_words[first][0] - len(self.shape.lead)
        end = segment.folded_words[last][1]
        is_same = self.shape.has_wildcard or segment.folded.startswith(self.shape.folded, start)
        if not is_same or start < 1 or segment.folded[start - 1] != self.sign:
            return None
        if first > 0 and segment.folded_words[first - 1][1] == start - 1:
            return None
        return segment.from_folded(start - 1, end + len(self.shape.trail))

    def at_signs(self, segment: Segment, start: int, end: int) -> Occurrence | None:
        return segment.from_folded(start, end)


_DOT = re.compile(r"\.|\[\.\]|\(\.\)|\{\.\}")


@dataclass(frozen=True, slots=True)
class _Domain:
    """The labels with dots or `[.]` between, and not as a part of another domain."""

    shape: Shape

    def __call__(self, segment: Segment, first: int, last: int) -> Occurrence | None:
        words, text = segment.folded_words, segment.folded
        wanted = _separators(self.shape)
        for i, separator in enumerate(wanted):
            between = text[words[first + i][1] : words[first + i + 1][0]]
            is_dot = separator == "." and len(between) <= 3 and _DOT.fullmatch(between)
            if not is_dot and between != separator:
                return None
        if first > 0 and text[words[first - 1][1] : words[first][0]] == "-":
            return None
        if last + 1 < len(words):
            after = text[words[last][1] : words[last + 1][0]]
            if after == "-" or (len(after) <= 3 and _DOT.fullmatch(after)):
                return None
        return segment.from_words(first, last)


def _separators(shape: Shape) -> list[str]:
    """What stands between the words of a domain: dots and hyphens."""
    found = []
    at = 0
    for word, following in pairwise(shape.words):
        end = shape.folded.index(word, at) + len(word)
        at = shape.folded.index(following, end)
        found.append(shape.folded[end:at])
    return found

"""What of a mention is judged: its text with brands masked, and the part that is about each brand.

A brand's own name is no opinion ("Best Buy", "Joy", "Hate Crew"), so it is masked where the
mention's matches say it stands, and wherever the configured name stands as words.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import is_
from typing import Final, NamedTuple

from monitor.analyzers.tokens import BRAND
from monitor.model import Mention

MAX_BRANDS: Final = 20
"""Sentiment towards each brand is told for at most this many brands of a mention."""

_CLAUSE_END = re.compile(
    r"[.!?;,…]+(?=\s|$)|\s[-–—]\s|\n|"
    r"\b(?=(?:but|however|while|whereas|although|unlike|"
    r"aber|jedoch|während|dagegen|sondern|mais|tandis|pero|mientras|però|mentre|porém)\b)",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:than|als|wie|que|che|do que)\b|\b(?:over|instead of|statt|anstatt)\b", re.IGNORECASE
)
_COMPARED = re.compile(
    r"\b(?:better|worse|less|more|"
    r"(?!prefer\b|over\b|other\b|after\b|never\b|under\b)\w{2,}er|besser|schlechter|"
    r"mehr|weniger|mieux|meilleur\w*|pire|plus|moins|mejor|peor|más|menos|meglio|peggio|più|"
    r"meno|melhor|pior|mais)\b",
    re.IGNORECASE,
)
# All that `re.IGNORECASE` takes for an ASCII letter beside its upper and lower case.
_FOLDED = "\u0130\u0131\u017f\u212a"


class Passage(NamedTuple):
    """A text as published, and the same with brands masked."""

    raw: str
    masked: str


_last: tuple[tuple[Mention, ...], tuple[str, ...], list[Passage]] = ((), (), [])


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a text that is about *brand*.

    `is_opposite`: the brand is the worse half of a comparison ("… better than Acme"), so that
    what the text says holds the other way round.
    """

    brand: str
    passage: Passage
    is_opposite: bool = False


class _Span(NamedTuple):
    start: int
    end: int
    brand: str


def full_text(mention: Mention) -> str:
    """Headline and text together, as they are judged."""
    return f"{mention.title}\n{mention.text}" if mention.title else mention.text


def passage(mention: Mention, names: tuple[str, ...]) -> Passage:
    """The whole text of *mention*; *names* are those of the configured brands."""
    return _read([mention], names)[0]


def passages(batch: Sequence[Mention], names: tuple[str, ...]) -> list[Passage]:
    """The `passage` of each mention; those of the batch asked for last are kept.

    Sentiment and intent are asked about the same mentions, one after the other.
    """
    global _last
    known, known_names, found = _last
    same = len(known) == len(batch) and all(map(is_, known, batch))
    if not same or names != known_names:
        found = _read(batch, names)
        _last = tuple(batch), names, found
    return found


def _read(batch: Sequence[Mention], names: tuple[str, ...]) -> list[Passage]:
    raw = [full_text(mention) for mention in batch]
    masked = list(map(_terms_masked, batch, raw))
    return list(map(Passage, raw, _names_masked(masked, names)))


def windows(mention: Mention, names: tuple[str, ...]) -> list[Window]:
    """The parts of a text that are about each of its brands; none where fewer than two are named.

    A clause belongs to the brand that stands in it, or else to the brand named last. A clause
    with several brands is cut between them: before the next brand where the clause begins with
    one ("Acme works, Bolt fails"), after each brand where it does not ("love Acme hate Bolt").
    """
    if len(mention.matches) < 2 or len({match.brand for match in mention.matches}) < 2:
        return []
    raw = full_text(mention)
    spans = _spans(mention, len(raw))
    brands = list(dict.fromkeys(span.brand for span in spans))[:MAX_BRANDS]
    if len(brands) < 2:
        return []
    parts: dict[str, list[str]] = {brand: [] for brand in brands}
    opposite: dict[str, str] = {}
    for start, end, brand, worse in _parts(raw, spans):
        if brand not in parts:
            continue
        inside = [span for span in spans if start <= span.start and span.end <= end]
        shifted = [_Span(s.start - start, s.end - start, s.brand) for s in inside]
        (text,) = _names_masked([_masked(raw[start:end], shifted)], names)
        if worse:
            opposite[brand] = text
        else:
            parts[brand].append(text)
    return [_window(brand, texts, opposite.get(brand)) for brand, texts in parts.items()]


def _window(brand: str, texts: Sequence[str], opposite: str | None) -> Window:
    if opposite is not None and not any(text.replace(BRAND, "").strip() for text in texts):
        return Window(brand, Passage(opposite, opposite), is_opposite=True)
    joined = " ".join(texts)
    return Window(brand, Passage(joined, joined))


def _parts(raw: str, spans: Sequence[_Span]) -> Iterable[tuple[int, int, str, bool]]:
    """Pieces of *raw* as (start, end, brand, whether the brand is the worse half there)."""
    current = spans[0].brand
    for start, end in _clauses(raw, spans):
        inside = [span for span in spans if start <= span.start < end]
        if not inside:
            yield start, end, current, False
            continue
        worse = _worse_half(raw, inside)
        if worse is not None:
            yield start, end, inside[0].brand, False
            yield start, end, worse, True
        else:
            yield from _cut_between(raw, start, end, inside)
        current = inside[-1].brand


def _worse_half(raw: str, inside: Sequence[_Span]) -> str | None:
    """The brand that the first one of the clause is compared with."""
    first = inside[0]
    for other in inside[1:]:
        if other.brand == first.brand:
            continue
        between = raw[first.end : other.start]
        compares = _COMPARES.search(between)
        before = raw[max(0, first.start - 40) : first.start] + between
        return other.brand if compares and _COMPARED.search(before) else None
    return None


def _cut_between(
    raw: str, start: int, end: int, inside: Sequence[_Span]
) -> Iterable[tuple[int, int, str, bool]]:
    begins_with_brand = not raw[start : inside[0].start].strip(" \t\n\"'(#@")
    begin = start
    for span, following in zip(inside, [*inside[1:], None], strict=True):
        if following is not None and following.brand == span.brand:
            continue
        before = following.start if following is not None and begins_with_brand else span.end
        cut = before if following is not None else end
        yield begin, cut, span.brand, False
        begin = cut


def _clauses(raw: str, spans: Sequence[_Span]) -> Iterable[tuple[int, int]]:
    """Where clauses begin and end; a brand's name ("Yahoo!") never ends one."""
    begin = 0
    for mark in _CLAUSE_END.finditer(raw):
        if any(span.start < mark.end() <= span.end for span in spans):
            continue
        if mark.end() > begin:
            yield begin, mark.end()
            begin = mark.end()
    if begin < len(raw):
        yield begin, len(raw)


def _spans(mention: Mention, length: int) -> list[_Span]:
    """The matched terms as places in the full text, in order, none overlapping the one before."""
    shift = len(mention.title) + 1 if mention.title else 0
    offsets = {"text": shift, "title": 0} if mention.title else {"text": 0}
    found = sorted(
        _Span(match.start + offsets[match.field], match.end + offsets[match.field], match.brand)
        for match in mention.matches
        if match.field in offsets and 0 <= match.start < match.end
    )
    kept: list[_Span] = []
    for span in found:
        if span.end <= length and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept


def _terms_masked(mention: Mention, raw: str) -> str:
    """*raw*, the full text, with the matched terms masked."""
    matches = mention.matches
    if not matches:
        return raw
    if len(matches) == 1 and not mention.title:  # as most are
        one = matches[0]
        if one.field == "text" and 0 <= one.start < one.end <= len(raw):
            return f"{raw[: one.start]}{BRAND}{raw[one.end :]}"
    return _masked(raw, _spans(mention, len(raw)))


def _masked(raw: str, spans: Sequence[_Span]) -> str:
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += (raw[at : span.start], BRAND)
        at = span.end
    return "".join([*parts, raw[at:]])


def _names_masked(texts: list[str], names: tuple[str, ...]) -> list[str]:
    """*texts* with the names masked wherever they stand as words."""
    for row in _perhaps_named(texts, names):
        texts[row] = _pattern(names).sub(BRAND, texts[row])
    return texts


def _perhaps_named(texts: Sequence[str], names: tuple[str, ...]) -> Iterable[int]:
    """Which texts may hold a name: to look that up for all takes far less time than to search.

    Blanks alone stand between two texts, and no name begins with one.
    """
    beginnings = _beginnings(names)
    if not beginnings or "" in beginnings:
        return range(len(texts) if beginnings else 0)
    lower = [text.lower() for text in texts]
    joined = "\n".join(lower)
    ends = list(accumulate(len(text) + 1 for text in lower))
    rows: set[int] = set()
    for beginning in beginnings:
        at = joined.find(beginning)
        while at >= 0:
            row = bisect_right(ends, at)
            rows.add(row)
            at = joined.find(beginning, ends[row])
    rows.update(row for row, text in enumerate(texts) if not text.isascii() and _folds(text))
    return rows


def _folds(text: str) -> bool:
    return any(letter in text for letter in _FOLDED)


@lru_cache(maxsize=8)
def _beginnings(names: tuple[str, ...]) -> frozenset[str]:
    """Something in lower case that stands wherever a name does: its first word, "" if unsure."""
    first = (name.split()[0].lower() for name in names if name.strip())
    return frozenset(word if word.isascii() else "" for word in first)


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((name for name in names if name.strip()), key=len, reverse=True)
    spelled = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{spelled or '(?!)'})(?!\w)", re.IGNORECASE)

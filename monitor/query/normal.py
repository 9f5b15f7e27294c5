"""The normal form in which texts and terms are compared, and the way back.

A text is normalised to NFKC and case-folded, and what cannot be seen is dropped. Its words are
runs of letters, digits, `_` and combining marks; in scripts that put no spaces between words
each letter with its marks is a word, so that a term of such letters is found inside a text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

# Letters of scripts without spaces between words, as ranges of a character class.
NO_SPACES: Final = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u0fff"  # Tibetan
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u1950-\u19df\u1a20-\u1aaf"  # Tai Le, New Tai Lue, Tai Tham
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u303c"  # Han radicals and signs
    "\u3040-\u30ff\u31f0-\u31ff"  # Hiragana, Katakana
    "\u3100-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"  # Kana extensions, Han extensions
)
_VARIANTS: Final = "\ufe00-\ufe0f"
# Characters without a shape of their own: joiners, soft hyphens, direction, variants, tags.
INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    f"\u2060-\u206f\u3164{_VARIANTS}\ufeff\uffa0\U000e0000-\U000e0fff"
)
LONGEST_MARKS: Final = 30  # as in the Stream-Safe Text Format (UAX 15): more is dropped

_SPACELESS: Final = re.compile(f"[{NO_SPACES}]")
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]+")
_TRAILING: Final = re.compile(f"(?<=[^{INVISIBLE}])[{INVISIBLE}]+$")
_ASCII_WORD: Final = re.compile(r"[A-Za-z0-9_]+")
_HALF_MARKS: Final = "\uff9e\uff9f"  # of half-width Katakana; they join the letter before
_JAMO: Final = "\u1161-\u1175\u11a8-\u11c2"  # vowels and finals, which join the letter before
OTHERS: Final = re.compile(r"([^\x00-\x7f][^\x00-\x7f]{0,31})")  # written so, found faster


class _Alphabet(NamedTuple):
    """The expressions that need to know every combining mark."""

    word: re.Pattern[str]  # one word of a folded text
    cluster: re.Pattern[str]  # of a raw text: a character and what may combine with it
    other: re.Pattern[str]  # the same, but not a lone ASCII character


@cache
def _alphabet() -> _Alphabet:
    """Made once, at the first text that is not plain ASCII: it looks at every mark there is."""
    codes = range(0x300, 0x1F000)
    marks = [code for code in codes if unicodedata.category(chr(code))[0] == "M"]
    mark = _either(marks)
    extends = _either(sorted({*marks, *_codes_of(INVISIBLE), *_codes_of(_JAMO + _HALF_MARKS)}))
    letter = rf"[^\W{NO_SPACES}]"
    spaceless = rf"[{NO_SPACES}](?<=\w){mark}*"
    word = rf"(?:{letter}|(?![{NO_SPACES}]){mark})(?:{letter}+|{mark})*"
    return _Alphabet(
        word=re.compile(rf"{spaceless}|{word}"),
        cluster=re.compile(rf"[\s\S]{extends}*"),
        other=re.compile(rf"[\s\S]{extends}+|[^\x00-\x7f]"),
    )


def _codes_of(ranges: str) -> Iterator[int]:
    """The characters of the inside of a character class, as numbers."""
    for first, last in re.findall(r"(.)(?:-(.))?", ranges, re.DOTALL):
        yield from range(ord(first), ord(last or first) + 1)


def _either(codes: Iterable[int]) -> str:
    """An expression for one of *codes*, which rise.

    A class is looked up at once for codes below 0x10000, and range by range above: so the
    rare upper ones are asked only for upper characters.
    """
    lower: list[list[int]] = []
    upper: list[list[int]] = []
    for code in codes:
        ranges = lower if code < 0x10000 else upper
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    classes = ["".join(f"{chr(a)}-{chr(b)}" for a, b in ranges) for ranges in (lower, upper)]
    guards = ("", r"(?=[\U00010000-\U0010ffff])")
    some = [
        f"{guard}[{inside}]" for guard, inside in zip(guards, classes, strict=True) if inside
    ]
    return f"(?:{'|'.join(some)})"


def fold(text: str, *, fold_diacritics: bool = False) -> str:
    """*text* as it is compared: NFKC, case-folded, without what cannot be seen."""
    if text.isascii():
        return text.lower()
    text = _without_excess(text)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if fold_diacritics:
        bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = unicodedata.normalize("NFKC", "".join(bare))
    return text


@lru_cache(maxsize=65_536)
def role(char: str) -> str:
    """What *char* is to folding: unseen, a mark, or "" for all others."""
    if _INVISIBLE.match(char):
        return "unseen"
    return "mark" if unicodedata.category(char)[0] == "M" else ""


def _without_excess(text: str) -> str:
    """*text* without what cannot be seen, and with at most `LONGEST_MARKS` marks in a row.

    Putting a long row of marks in order takes quadratic time in the standard library.
    """
    roles = {char: kind for char in set(text) if (kind := role(char))}
    if any(kind == "unseen" for kind in roles.values()):
        text = _INVISIBLE.sub("", text)
    marks = [char for char, kind in roles.items() if kind == "mark"]
    if len(marks) <= LONGEST_MARKS and sum(map(text.count, marks)) <= LONGEST_MARKS:
        return text
    row = _either(sorted(map(ord, marks)))
    return re.sub(f"({row}{{{LONGEST_MARKS}}}){row}+", r"\1", text)


@lru_cache(maxsize=65_536)
def joins(char: str) -> bool:
    """Whether *char* can join the character before it; what cannot be seen does not count."""
    if role(char) == "unseen":
        return False
    return role(char) == "mark" or _alphabet().cluster.fullmatch(f"x{char}") is not None


def spaced(run: str, *, fold_diacritics: bool) -> str | None:
    """The words of *run* folded, a space or more between them.

    None: a character may join what stands before *run*, so the text has to be taken apart.
    """
    folded = fold(run, fold_diacritics=fold_diacritics)
    if any(map(joins, run)) or any(role(char) == "mark" for char in folded):
        return None
    return "".join(map(_spaced, folded))


def _spaced(char: str) -> str:
    if _SPACELESS.match(char) and char.isalnum():
        return f" {char} "
    return char if char.isalnum() or char == "_" else " "


def find_words(folded: str) -> Iterator[re.Match[str]]:
    """The words of a folded text, one after the other."""
    return (_ASCII_WORD if folded.isascii() else _alphabet().word).finditer(folded)


def word_spans(folded: str) -> list[tuple[int, int]]:
    """Where the words of a folded text stand in it: half-open ranges of characters."""
    return [found.span() for found in find_words(folded)]


def words(folded: str) -> list[str]:
    """The words of a folded text."""
    return [folded[start:end] for start, end in word_spans(folded)]


def offsets(text: str, *, fold_diacritics: bool = False) -> tuple[Sequence[int], Sequence[int]]:
    """For each character of the folded *text*: where its source starts and ends in *text*.

    Folding works on one cluster (a character and its marks) after the other, so the folded
    clusters together are the folded text; a property test holds that.
    """
    if all(_is_single(run, fold_diacritics) for run in OTHERS.findall(text)):
        return range(len(text)), range(1, len(text) + 1)
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for cluster in _alphabet().other.finditer(text):
        start, end = cluster.span()
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        width, seen = _measure(cluster[0], fold_diacritics)
        starts.extend([start] * width)
        ends.extend([start + seen] * width)
        done = end
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return starts, ends


@lru_cache(maxsize=65_536)
def _is_single(run: str, fold_diacritics: bool) -> bool:
    """Whether each character of *run* folds to one, whatever stands before it."""
    return not any(
        joins(char)
        or role(char) == "unseen"
        or len(fold(char, fold_diacritics=fold_diacritics)) != 1
        for char in run
    )


@lru_cache(maxsize=4096)
def _measure(cluster: str, fold_diacritics: bool) -> tuple[int, int]:
    """How long *cluster* is when folded, and up to where it can be seen."""
    unseen = _TRAILING.search(cluster)
    width = len(fold(cluster, fold_diacritics=fold_diacritics))
    return width, unseen.start() if unseen else len(cluster)

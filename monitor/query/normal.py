"""The normal form in which texts and terms are compared, and the way back.

A text is normalised to NFKC and case-folded, and what cannot be seen is dropped. Its words are
runs of letters, digits, `_` and combining marks; in scripts that put no spaces between words
each letter with its marks is a word, so that a term of such letters is found inside a text.
The *stream* of a text is its words with one space before, between and after: a whole word or
phrase is found in it by looking for one string, boundaries included.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
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

BREAK: Final = "\x02"  # stands between two texts in a joined stream; no needle holds it
_ASCII_STREAM: Final = "".join(
    char.lower() if char.isalnum() or char in f"_{BREAK}" else " "
    for char in map(chr, range(128))
)
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]+")
_TRAILING: Final = re.compile(f"(?<=[^{INVISIBLE}])[{INVISIBLE}]+$")
_ASCII_WORD: Final = re.compile(r"[A-Za-z0-9_]+")
_JAMO: Final = "\u1161-\u1175\u11a8-\u11c2"  # vowels and finals, which join the letter before


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


class _Alphabet(NamedTuple):
    """The expressions that need to know every combining mark."""

    word: re.Pattern[str]  # one word of a folded text
    cluster: re.Pattern[str]  # of a raw text: a character and what may combine with it
    too_many: re.Pattern[str]  # the marks beyond `LONGEST_MARKS`


@cache
def _alphabet() -> _Alphabet:
    """Made once, at the first text that is not plain ASCII: it looks at every mark there is."""
    codes = range(0x300, 0x1F000)
    marks = _ranges(code for code in codes if unicodedata.category(chr(code))[0] == "M")
    extends = f"{marks}{_JAMO}{INVISIBLE}\uff9e\uff9f"
    letter = rf"[^\W{NO_SPACES}]"
    spaceless = rf"[{NO_SPACES}](?<=\w)[{marks}]*"
    word = rf"(?:{letter}|(?![{NO_SPACES}])[{marks}])(?:{letter}|[{marks}])*"
    return _Alphabet(
        word=re.compile(rf"{spaceless}|{word}"),
        cluster=re.compile(rf"[\s\S][{extends}]*"),
        too_many=re.compile(rf"([{extends}]{{{LONGEST_MARKS}}})[{extends}]+"),
    )


def _ranges(codes: Iterable[int]) -> str:
    """A character class of *codes*, which rise."""
    parts: list[list[int]] = []
    for code in codes:
        if parts and parts[-1][1] == code - 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in parts)


def fold(text: str, *, fold_diacritics: bool = False) -> str:
    """*text* as it is compared: NFKC, case-folded, without what cannot be seen."""
    if text.isascii():
        return text.lower()
    text = _INVISIBLE.sub("", _alphabet().too_many.sub(r"\1", text))
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if fold_diacritics:
        bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = unicodedata.normalize("NFKC", "".join(bare))
    return text


def word_spans(folded: str) -> list[Span]:
    """Where the words of a folded text stand in it."""
    pattern = _ASCII_WORD if folded.isascii() else _alphabet().word
    return [Span(*found.span()) for found in pattern.finditer(folded)]


def words(folded: str) -> list[str]:
    """The words of a folded text."""
    if folded.isascii():
        return folded.translate(_ASCII_STREAM).replace(BREAK, " ").split()
    return _alphabet().word.findall(folded)


def ascii_stream(text: str) -> str:
    """The stream of a raw text that is plain ASCII."""
    return f" {' '.join(text.translate(_ASCII_STREAM).split())} "


def offsets(text: str, *, fold_diacritics: bool = False) -> tuple[Sequence[int], Sequence[int]]:
    """For each character of the folded *text*: where its source starts and ends in *text*.

    Folding works on one cluster (a character and its marks) after the other, so the folded
    clusters together are the folded text; a property test holds that.
    """
    if text.isascii():
        return range(len(text)), range(1, len(text) + 1)
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _alphabet().cluster.finditer(text):
        width = len(fold(cluster[0], fold_diacritics=fold_diacritics))
        unseen = _TRAILING.search(cluster[0])
        end = cluster.start() + unseen.start() if unseen else cluster.end()
        starts.extend([cluster.start()] * width)
        ends.extend([end] * width)
    return starts, ends

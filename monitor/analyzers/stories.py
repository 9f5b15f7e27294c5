"""Whether two mentions carry the same text republished.

`traces.traces` gives each mention a few integers; two that share one are candidates, nothing
more. `likeness` then looks at both texts and decides strictly, because a wrong group hides a
customer's voice.

- Articles, videos and episodes with one canonical address are one story.
- Fewer than `FEWEST_WORDS` words are never one story by text: customers do write
  "thank you so much!" independently.
- With fewer than `LONG` words, texts must be equal, or differ in about one word and in no
  number.
- Longer ones are compared by the Jaccard index of their words and pairs; a text that was cut
  off counts as the same when it is the beginning of the other.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from rapidfuzz.distance import Indel

from monitor.analyzers.chunks import CHUNK_END, words_in, words_in_each
from monitor.model import Mention
from monitor.text import canonical_url

FEWEST_WORDS: Final = 8
LONG: Final = 20
LEAST_RATIO: Final = 0.9
LEAST_JACCARD: Final = 0.7

_MOST_CHARACTERS: Final = 20_000
_PUBLISHED: Final = frozenset({"article", "video", "episode"})

_NOT_TEXT = re.compile(r"[hw&](?:(?<=h)ttps?://\S*|(?<=w)ww\.\S+|(?<=&)\w{2,6};)")
_IN_THE_WAY = ("http", "www.", "&")  # in front, or behind a credit, hides what is looked for
_REPOSTED = re.compile(r"(?:\s*(?:rt\b|mt\b|via\b|@\w[\w.@-]*:?)\s*)+")
_CREDIT = re.compile(r"\s\(?via\s+@\w[\w.@-]*\)?\s*$")
_CUT_OFF = ("…", "...", "[…]", "[...]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WORD_OF_CHUNK = re.compile(rf"{_WORD.pattern}|{CHUNK_END}")

Reason = Literal["url", "text", "near"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A mention as it is compared: its words in normal form, whether its end was cut off."""

    words: tuple[str, ...]
    is_cut: bool = False
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two mentions are one story, and how alike they are in [0, 1]."""

    similarity: float
    reason: Reason


def wording(mention: Mention) -> Wording:
    """Title and text without what republishing changes: links, "RT @x:", case, punctuation."""
    whole = text_of(mention)
    is_cut = _NOT_TEXT.sub(" ", whole).rstrip().endswith(_CUT_OFF)
    return Wording(tuple(words_of(spoken(whole))), is_cut, address_of(mention))


def text_of(mention: Mention) -> str:
    """As much of title and text as is compared."""
    whole = mention.text if not mention.title else f"{mention.title}\n{mention.text}"
    return whole[:_MOST_CHARACTERS]


def spoken(text: str) -> str:
    """*text* in lower case without who said it first ("RT @x:", "via @x"); links may be left."""
    text = _bared(plain(text))
    return _uncredited(text[_repost_end(text) :])


def spoken_part(text: str) -> tuple[str, int]:
    """The same as a text, and how many of its chunks to leave out at its beginning.

    A chunk is what stands between two blanks, in `plain` letters. The text is the one given,
    which others read too, unless something else is to be left out.
    """
    lower = plain(text)
    if "via" in lower or lower.lstrip().startswith(_IN_THE_WAY):
        return spoken(text), 0
    end = _repost_end(lower)
    if end == 0:
        return text, 0
    is_between_chunks = end == len(lower) or lower[end - 1].isspace()
    if is_between_chunks and text.isascii():  # else chunks may not be the same ones
        return text, len(lower[:end].split())
    return lower[end:], 0


def plain(text: str) -> str:
    """*text* in lower case and the usual ones of letters that look alike."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()


def _bared(text: str) -> str:
    if "via" in text or text.lstrip().startswith(_IN_THE_WAY):
        return _NOT_TEXT.sub(" ", text)
    return text


def _uncredited(text: str) -> str:
    return _CREDIT.sub("", text) if "via" in text else text


def _repost_end(text: str) -> int:
    reposted = _REPOSTED.match(text)
    return 0 if reposted is None else reposted.end()


def address_of(mention: Mention) -> str | None:
    """The canonical address of what is published once: an article, a video, an episode."""
    if not mention.url or mention.kind not in _PUBLISHED:
        return None
    address = canonical_url(mention.url)
    return address if _is_specific(address) else None


def likeness(one: Wording, other: Wording) -> Likeness | None:
    """Whether two mentions carry the same text, and why; None where they don't."""
    if one.address is not None and one.address == other.address:
        return Likeness(1.0, "url")
    fewer = min(len(one.words), len(other.words))
    if fewer < FEWEST_WORDS:
        return None
    if one.words == other.words:
        return Likeness(1.0, "text")
    if _is_beginning(one, other) or _is_beginning(other, one):
        return Likeness(fewer / max(len(one.words), len(other.words)), "near")
    return _near_short(one, other) if fewer < LONG else _near_long(one, other)


def _near_short(one: Wording, other: Wording) -> Likeness | None:
    """A word changed, added or left out, but no number: "gate 5" is not "gate 6"."""
    if _numbers(one) != _numbers(other):
        return None
    ratio = Indel.normalized_similarity(one.words, other.words)
    return Likeness(ratio, "near") if ratio >= LEAST_RATIO else None


def _near_long(one: Wording, other: Wording) -> Likeness | None:
    first, second = _features(one.words), _features(other.words)
    jaccard = len(first & second) / len(first | second)
    return Likeness(jaccard, "near") if jaccard >= LEAST_JACCARD else None


def _is_beginning(part: Wording, whole: Wording) -> bool:
    """Whether *part* was cut off and is how *whole* begins; its last word may be cut too."""
    if not part.is_cut or len(part.words) >= len(whole.words) + 1:
        return False
    *complete, last = part.words
    return whole.words[: len(complete)] == tuple(complete) and whole.words[
        len(complete)
    ].startswith(last)


def words_of(text: str) -> list[str]:
    """Words, without links; of scripts without blanks between them, pairs of characters."""
    return words_in(_NOT_TEXT.sub(" ", text), _WORD)


def words_of_chunks(chunks: Sequence[str]) -> list[str]:
    """The words of all *chunks* (texts without blanks), a `CHUNK_END` behind those of each."""
    joined = plain(CHUNK_END.join([*chunks, ""]))
    return words_in_each(_NOT_TEXT.sub(" ", joined), _WORD_OF_CHUNK)


def _features(words: Sequence[str]) -> set[str]:
    return {*words, *_pairs(words)}


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(words)]


def _numbers(one: Wording) -> list[str]:
    return [word for word in one.words if word.isdigit()]


def _is_specific(address: str | None) -> bool:
    """A home page is no address of an article."""
    return address is not None and address.split("//", 1)[-1].strip("/").count("/") > 0

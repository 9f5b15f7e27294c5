"""Which mentions carry the same text republished: keys to find candidates by, and the verdict.

Grouping takes two steps. `trace` gives each mention a few integers: one each for its canonical
address, how it begins and how it ends, and one for each band of a MinHash over its pairs of
words (Broder 1997; bands after Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter
3). Two mentions that share an integer are candidates, nothing more; `likeness` then looks at
both texts and decides strictly, because a wrong group hides a customer's voice.

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
from hashlib import blake2b
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from rapidfuzz.distance import Indel
from rensa import RMinHash

from monitor.model import Mention
from monitor.text import canonical_url

FEWEST_WORDS: Final = 8
LONG: Final = 20
LEAST_RATIO: Final = 0.9
LEAST_JACCARD: Final = 0.7

_BANDS: Final = 5
_ROWS: Final = 3
_SEED: Final = 20_26
# Odd numbers without a pattern: multiplying by them and adding spreads what differs little.
_MIX: Final = np.array(
    [
        0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93,
        0xFF51AFD7ED558CCD,
    ],
    dtype=np.uint64,
)  # fmt: skip
_MOST_CHARACTERS: Final = 20_000
_PUBLISHED: Final = frozenset({"article", "video", "episode"})

_NOT_TEXT = re.compile(r"[hw&](?:(?<=h)ttps?://\S*|(?<=w)ww\.\S+|(?<=&)\w{2,6};)")
_REPOSTED = re.compile(r"(?:\s*(?:rt\b|mt\b|via\b|@\w[\w.@-]*:?)\s*)+")
_CREDIT = re.compile(r"\s\(?via\s+@\w[\w.@-]*\)?\s*$")
_CUT_OFF = ("…", "...", "[…]", "[...]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

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
    whole = mention.text if not mention.title else f"{mention.title}\n{mention.text}"
    text = _NOT_TEXT.sub(" ", whole[:_MOST_CHARACTERS]).strip()
    is_cut = text.endswith(_CUT_OFF)
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    text = text.lower()
    reposted = _REPOSTED.match(text)
    if reposted is not None:
        text = text[reposted.end() :]
    if "via" in text:
        text = _CREDIT.sub("", text)
    address = canonical_url(mention.url) if mention.url and mention.kind in _PUBLISHED else None
    return Wording(tuple(_words(text)), is_cut, address if _is_specific(address) else None)


def trace(wordings: Sequence[Wording]) -> list[tuple[int, ...]]:
    """The keys of each wording, a batch at a time; those that share none are not compared."""
    compared = [one for one in wordings if len(one.words) >= FEWEST_WORDS]
    bands = iter(_bands([_pairs(one.words) for one in compared]))
    keys: list[tuple[int, ...]] = []
    for one in wordings:
        address = () if one.address is None else (_key("address", one.address),)
        if len(one.words) < FEWEST_WORDS:
            keys.append(address)
        else:
            beginning = _key("beginning", " ".join(one.words[:FEWEST_WORDS]))
            end = _key("end", " ".join(one.words[-FEWEST_WORDS:]))
            keys.append((*address, beginning, end, *next(bands)))
    return keys


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


def _words(text: str) -> list[str]:
    """Words; of scripts without blanks between them, pairs of characters."""
    if text.isascii() or _UNSPACED.search(text) is None:
        return _WORD.findall(text)
    found: list[str] = []
    for word in _WORD.findall(text):
        if _UNSPACED.match(word):
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found


def _features(words: Sequence[str]) -> set[str]:
    return {*words, *_pairs(words)}


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(words)]


def _numbers(one: Wording) -> list[str]:
    return [word for word in one.words if word.isdigit()]


def _bands(features: Sequence[Sequence[str]]) -> list[list[int]]:
    """One key for each band of each text: its numbers mixed into 48 bits."""
    matrix = RMinHash.digest_matrix_from_token_sets(features, _BANDS * _ROWS, _SEED)
    sketches = np.array(matrix.to_rows(), dtype=np.uint64).reshape(-1, _BANDS, _ROWS)
    mixed = (sketches * _MIX[:_ROWS]).sum(axis=2) + np.arange(_BANDS, dtype=np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX[_ROWS]
    keys: list[list[int]] = (mixed >> np.uint64(16)).tolist()
    return keys


def _key(kind: str, value: str) -> int:
    """48 bits: short to store, and a chance meeting only costs a comparison."""
    data = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=6).digest(), "big")


def _is_specific(address: str | None) -> bool:
    """A home page is no address of an article."""
    return address is not None and address.split("//", 1)[-1].strip("/").count("/") > 0

"""Texts as tokens: words, emoticons, emoji, numbers and marks, in the spelling that counts."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from itertools import accumulate
from typing import Final

import numpy as np
import re2

from monitor.analyzers.chunks import CHUNK_END

MAX_CHARACTERS: Final = 4_000
"""What stands beyond is not read; a link or a handle counts as one character."""
RAW_CHARACTERS = 4 * MAX_CHARACTERS

LINK, HANDLE, BRAND, NUMBER = "\ue001", "\ue002", "\ue000", "\ue003"
"""Private characters that stand for a link, a handle, a masked brand and a number."""

_LINK = re.compile(r"(?:https?://|www\.|\bt\.co/)\S+|\bhttps?\b\S*|\{link\}", re.IGNORECASE)
_HANDLE = re.compile(r"@\w+|@mention\b")
_LETTER = r"[^\W\d_\ue000-\ue003]"
_MARK = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
_TOKEN = re.compile(
    rf"#?{_LETTER}[{_MARK}\w'’]*"  # a word, or a hashtag
    r"|[\ue000-\ue003]"
    r"|[<>]?[:;=8xX][-o*'^]?[)\](\[dDpPoO/\\|@3*$]+(?!\w)|<3+|</3|\^[._-]*\^|-[._]+-"  # emoticons
    r"|\d[\d.,:]*"
    r"|[!?¿¡]+|\.{2,}|…|[.,;:]"
    r"|[\u2190-\u2bff\U0001f000-\U0001faff]"  # emoji and other pictures
    rf"|{CHUNK_END}"
)
_RELIEF = re.compile(
    r"\b(?:(?:no|without|zero|never (?:had|have) (?:an?|any)|not (?:an?|any|had any)|"
    r"haven't had (?:an?|any)|hasn't had (?:an?|any)|didn't have any|don't have any|"
    r"keine?|ohne(?: jegliche)?|nie|aucun|sans|sin|ning[uú]n|senza|nessun|sem|nenhum)"
    r"(?: \w+){0,1} (?:problems?|issues?|complaints?|trouble|bugs|errors?|fehler|probleme?n?|"
    r"beschwerden|störungen|mängel|probl[eè]mes?|soucis?|problemas?|quejas|problem[ai]))\b",
    re.IGNORECASE,
)
"""What is wrong is named, and said not to be: counting words reads it as blame."""
_TROUBLE = re2.compile(
    r"(?i)probl|issue|compl|trouble|bugs|error|fehler|beschw|störu|mäng|souci|quej"
)  # looked for in every text, so by RE2, which takes a ninth of the time
_REPEATED = re.compile(r"(\w)\1{2,}")
_PIECE = re.compile(r"\s*\S+")  # no link or handle goes on after a blank
_MARKS = "!?.¿¡"
STAND_INS = frozenset([LINK, HANDLE, BRAND, NUMBER])

NEGATORS: Final = frozenset(
    [
        *("not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor"),
        *("without", "cannot", "cant", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt"),
        *("werent", "wont", "wouldnt", "shouldnt", "couldnt", "hasnt", "havent", "hadnt"),
        *("aint", "hardly", "barely"),
        *("nicht", "kein", "keine", "keinen", "keinem", "keiner", "keines", "nie", "niemals"),
        *("nichts", "ohne", "weder", "kaum", "ned", "nix"),
        *("ne", "pas", "jamais", "rien", "aucun", "aucune", "sans", "ni"),
        *("nunca", "nada", "ningún", "ninguna", "ningun", "sin", "tampoco"),
        *("non", "mai", "niente", "nessuno", "senza"),
        *("não", "nao", "sem", "nem", "nenhum"),
        *("لا", "ما", "لم", "لن", "ليس", "غير", "nahi", "nahin", "mat"),
    ]
)


_ADDRESS = re.compile(
    r"\s*[<(\[\"'«]*(?:"
    r"[a-z][a-z+.-]*://\S*|www\.\S+|(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[\w-]+\.)+(?:[a-z]{2,10}/\S*"
    r"|(?:com|org|net|io|co|ai|app|dev|info|me|social|eu|uk|de|at|ch|fr|es|it|nl)\b)"
    r"|@[\w.-]++(?:@[\w.-]++)?|/?[ur]/[\w-]+|rt\b|via\b"
    r")[\])>\"'».,;:!?…]*(?:\s+|$)",
    re.IGNORECASE,
)


def only_addresses(text: str) -> bool:
    """Whether *text* is links, mail addresses and handles alone; words in them are no opinion."""
    return (_known_addresses if len(text) < _SHORT else _are_addresses)(text)


def _are_addresses(text: str) -> bool:
    found = _ADDRESS.match(text)
    while found is not None and found.end() < len(text):
        found = _ADDRESS.match(text, found.end())
    return found is not None


_SHORT: Final = 500
# One analyzer after the other asks about the same texts.
_known_addresses = lru_cache(maxsize=4_096)(_are_addresses)


def tokens_of_chunks(chunks: Sequence[str]) -> list[str]:
    """The tokens of all *chunks* (texts without blanks), a `CHUNK_END` behind those of each."""
    plain = [unescape(one).replace(CHUNK_END, " ") if "&" in one else one for one in chunks]
    return _TOKEN.findall(_masked(CHUNK_END.join([*plain, ""])))


def relieved(texts: Sequence[str]) -> list[str]:
    """*texts*, cut to `RAW_CHARACTERS`, with "good" where one says that there is no problem."""
    found = [text[:RAW_CHARACTERS] for text in texts]
    coded = [text.encode("utf-8", "replace") for text in found]
    ends = list(accumulate(len(one) + 1 for one in coded))
    # All texts at once; a zero between them is no part of what is looked for.
    for trouble in _TROUBLE.finditer(b"\0".join(coded)):
        row = bisect_right(ends, trouble.start())
        found[row] = _RELIEF.sub("good", found[row])
    return found


def prepared(text: str) -> str:
    """*text* with one private character for each link and handle, cut to what is read."""
    text = text[:RAW_CHARACTERS]
    return _masked(unescape(text) if "&" in text else text)[:MAX_CHARACTERS]


def _masked(text: str) -> str:
    """*text* with links and handles as one private character each."""
    return _LINK.sub(LINK, _HANDLE.sub(HANDLE, text))


def readable(text: str) -> str:
    """As much of *text* as is read when links and handles count as one character each."""
    if len(text) <= MAX_CHARACTERS:
        return text
    left = MAX_CHARACTERS
    for piece in _PIECE.finditer(text):
        left -= len(prepared(piece[0]))
        if left <= 0:
            return text[: piece.end() + left]
    return text


def normals(found: Sequence[str]) -> list[str]:
    """The spelling that counts of each token: lower case, no long repeats, numbers alike."""
    lower = "\n".join(found).lower().replace("’", "'").split("\n")  # all at once
    spelled = [
        NUMBER if token[0].isdigit() else one if one.isalpha() else _plain(one)
        for token, one in zip(found, lower, strict=True)
    ]
    for place in with_repeats(spelled):
        if spelled[place][0] not in _MARKS:
            spelled[place] = _REPEATED.sub(r"\1\1", spelled[place])
    return spelled


def with_repeats(found: Sequence[str]) -> list[int]:
    """Which tokens have a letter three times in a row; looked for in all of them at once."""
    coded = "\n".join(found).encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(coded, dtype=np.uint32)
    same = letters[1:] == letters[:-1]
    ends = np.cumsum(np.array(list(map(len, found)), dtype=np.int64) + 1)
    rows = np.searchsorted(ends, np.flatnonzero(same[1:] & same[:-1]), side="right")
    return [row for row in dict.fromkeys(rows.tolist()) if _REPEATED.search(found[row])]


def _plain(lower: str) -> str:
    lower = lower.rstrip("'")
    return lower[:3] if lower[0] in _MARKS else lower

"""Values as files write them: short texts, whole numbers, ratings, languages, tags.

Nothing here fails: what is not understood is None, or nothing.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from monitor.text import clean, hashtags

_MAX_LABEL: Final = 300
_LARGEST: Final = 1 << 53
_NUMBER = re.compile(r"-?\d{1,3}(?:[,. \u202f]\d{3})+|-?\d+(?:\.\d+)?")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_NO_LANGUAGE: Final = frozenset({"und", "zxx", "mul", "mis", "qme", "qht", "qam", "qst", "qct"})
_OLD_CODES: Final = {"in": "id", "iw": "he", "ji": "yi"}
_LANGUAGES: Final = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "polish": "pl", "swedish": "sv", "danish": "da",
    "norwegian": "no", "finnish": "fi", "czech": "cs", "turkish": "tr", "russian": "ru",
    "ukrainian": "uk", "arabic": "ar", "hebrew": "he", "hindi": "hi", "japanese": "ja",
    "korean": "ko", "chinese": "zh", "indonesian": "id", "greek": "el",
}  # fmt: skip


def label(value: Any, limit: int = _MAX_LABEL) -> str | None:
    """A short text or a number as one line."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(clean(str(value), limit=limit).split()) or None


def language(value: Any) -> str | None:
    """The ISO 639-1 code that *value* means, from a code or an English name."""
    if not isinstance(value, str):
        return None
    given = value.strip().casefold()
    if given in _LANGUAGES:
        return _LANGUAGES[given]
    found = _LANGUAGE.fullmatch(given)
    if found is None or found[1] in _NO_LANGUAGE:
        return None
    return _OLD_CODES.get(found[1], found[1])


def tags(value: Any, text: str | None) -> tuple[str, ...]:
    """The tags of a list or of one text, else the hashtags in *text*."""
    if isinstance(value, str):
        value = [part for part in re.split(r"[,;|\s]+", value.strip("[]")) if part]
    if not isinstance(value, Sequence) or not value:
        return hashtags(text) if text and "#" in text else ()
    names = (clean(str(tag), limit=100).strip("#'\" ").casefold() for tag in value if tag)
    return tuple(dict.fromkeys(name for name in names if name))[:50]


def count(value: Any) -> int | None:
    """A whole number, also "1,234", "12.0" and "1.2K"; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        number = float(value)
    else:
        given = str(value).strip()
        factor = {"K": 1_000, "M": 1_000_000}.get(given[-1:].upper(), 1)
        written = given[:-1].strip() if factor > 1 else given
        if not _NUMBER.fullmatch(written):
            return None
        grouped = re.fullmatch(r"-?\d{1,3}(?:[,. \u202f]\d{3})+", written)
        if grouped and factor == 1:
            written = re.sub(r"[,. \u202f]", "", written)
        elif "," in written or " " in written:
            return None
        number = float(written) * factor
    if number != number or abs(number) > _LARGEST or not number.is_integer():
        return None
    return int(number)


def rating(value: Any) -> int | None:
    """1 to 5 stars."""
    number = count(value)
    return number if number is not None and 1 <= number <= 5 else None

"""What the readers of feeds give: entries in plain text, whatever the format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin

from monitor.text import clean, looks_like_html, plain

MAX_TITLE: Final = 1_000
MAX_FIELD: Final = 500_000
_LANGUAGE = re.compile(r"^([a-z]{2})(?:$|[-_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as the document has it, in plain text, addresses resolved.

    `html` keeps the markup of the longest text for those who look for addresses in it; `extra`
    holds what only one publisher writes, by feedparser's names.
    """

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    text: str = ""
    html: str = ""
    author: str | None = None
    author_url: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    replies: int | None = None
    in_reply_to: str | None = None
    publisher: str | None = None
    publisher_url: str | None = None
    has_audio: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A document. `is_whole` is False for one that was cut short."""

    entries: tuple[Entry, ...]
    generator: str = ""
    is_whole: bool = True


def text_of(value: object) -> str | None:
    """*value* if it is a text with something in it; publishers repeat and nest elements."""
    if not isinstance(value, str):
        return None
    text = clean(value, limit=MAX_TITLE)
    return text or None


def title_of(value: object) -> str | None:
    """A title in one line; publishers put HTML where the standard wants text."""
    if not isinstance(value, str):
        return None
    value = value[:MAX_FIELD]
    text = plain(value) if looks_like_html(value) or "&" in value else value
    return clean(" ".join(text.split()), limit=MAX_TITLE) or None


def resolved(value: object, base: str) -> str | None:
    """*value* as an absolute address, of any scheme; None where it is no address."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return urljoin(base, value.strip())
    except ValueError:
        return None


def language_of(code: str | None) -> str | None:
    found = _LANGUAGE.match(code or "")
    return found[1].lower() if found else None

"""A mention as the rows that hold it."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.model import Mention, author_key

MENTION_COLUMNS = (
    "id", "source", "source_id", "network", "kind", "url", "title", "text", "search_text",
    "text_hash", "author", "published_at", "edited_at", "first_seen_at", "at", "day",
    "thread_id", "parent_id", "site", "language", "tags", "links",
    "score", "replies", "shares", "views", "rating", "licence",
)  # fmt: skip


def text_hash(title: str | None, text: str) -> str:
    """A short fingerprint of what was said; equal texts have equal ones."""
    whole = f"{title or ''}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=12).hexdigest()


def key_of(mention: Mention) -> str:
    """The author's key, "" for a mention without an author."""
    return author_key(mention.network, mention.author.handle) if mention.author else ""


def mention_row(
    number: int, mention: Mention, seen_at: int, at: int, day: str
) -> tuple[Any, ...]:
    from monitor.query import search_text

    counts = mention.engagement
    return (
        number, mention.source, mention.source_id, mention.network, mention.kind, mention.url,
        mention.title, mention.text, search_text(mention.title, mention.text),
        text_hash(mention.title, mention.text), key_of(mention) or None,
        epoch(mention.published_at), epoch(mention.edited_at), seen_at, at, day,
        mention.thread_id, mention.parent_id, mention.site, mention.language,
        json.dumps(mention.tags, ensure_ascii=False), json.dumps(mention.links, ensure_ascii=False),
        counts.score, counts.replies, counts.shares, counts.views, mention.rating,
        mention.licence,
    )  # fmt: skip


# How a match of a colleague under the shared tag stands in the JSON of spans: no term can hold
# it, as quotes in a term are escaped.
COLLEAGUES_SPAN = '", "colleague", '


def match_rows(
    number: int, mention: Mention, seen_at: int, at: int, day: str, own: frozenset[str]
) -> list[tuple[Any, ...]]:
    author = key_of(mention)
    is_dated = mention.published_at is not None
    return [
        (
            number, brand, spans, at, day, seen_at, mention.source, mention.network,
            mention.kind, mention.site or "", author, mention.language or "", is_dated,
            author in own or COLLEAGUES_SPAN in spans, False, "", 0,
        )
        for brand, spans in spans_by_brand(mention).items()
    ]  # fmt: skip


def spans_by_brand(mention: Mention) -> Mapping[str, str]:
    """Brand -> its spans as the JSON that the store keeps."""
    spans: dict[str, list[list[Any]]] = {}
    for match in mention.matches:
        spans.setdefault(match.brand, []).append(
            [match.term, match.field, match.start, match.end]
        )
    return {brand: json.dumps(found, ensure_ascii=False) for brand, found in spans.items()}


def own_accounts(connection: sqlite3.Connection) -> frozenset[str]:
    """Author keys of all watched brands' own accounts."""
    return frozenset(row[0] for row in connection.execute("SELECT author FROM own_account"))


def epoch(when: datetime | None) -> int | None:
    return None if when is None else int(when.timestamp())

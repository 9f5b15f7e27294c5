"""Mentions as JSON objects, as table rows, and one in full."""

from datetime import UTC, datetime
from typing import Any

from monitor.model import Json
from monitor.store.reading import Stored


def iso(when: datetime | None) -> str | None:
    """UTC, ISO 8601, with Z; null for unknown."""
    return None if when is None else when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_json(stored: Stored) -> dict[str, Json]:
    """A mention as documented in docs/json.md. Unknown is null."""
    mention, author, counts = stored.mention, stored.mention.author, stored.mention.engagement
    return {
        "id": stored.id,
        "source": mention.source,
        "source_id": mention.source_id,
        "network": mention.network,
        "kind": mention.kind,
        "url": mention.url,
        "title": mention.title,
        "text": mention.text,
        "author": None
        if author is None
        else {"handle": author.handle, "name": author.name, "followers": author.followers},
        "published_at": iso(mention.published_at),
        "edited_at": iso(mention.edited_at),
        "first_seen_at": iso(stored.first_seen_at),
        "language": stored.language,
        "thread_id": mention.thread_id,
        "parent_id": mention.parent_id,
        "site": mention.site,
        "tags": list(mention.tags),
        "rating": mention.rating,
        "licence": mention.licence,
        "engagement": {
            "score": counts.score,
            "replies": counts.replies,
            "shares": counts.shares,
            "views": counts.views,
        },
        "brands": list(stored.brands),
        "matches": [
            {"brand": m.brand, "term": m.term, "field": m.field, "start": m.start, "end": m.end}
            for m in mention.matches
        ],
        "sentiment": {
            brand: {"label": label, "score": score}
            for brand, (label, score) in stored.sentiments.items()
        },
        "intents": list(stored.intents),
        "topics": list(stored.topics),
        "annotations": dict(stored.annotations),
        "story_id": stored.story_id,
        "is_copy": stored.is_copy,
        "is_own": stored.is_own,
        "status": "gone" if stored.is_gone else stored.status,
    }


CSV_COLUMNS = (
    "id", "source", "source_id", "network", "kind", "published_at", "first_seen_at", "author",
    "followers", "site", "language", "brands", "sentiment", "score", "intents", "topics",
    "is_own", "is_copy", "engagement_score", "replies", "shares", "views", "url", "title", "text",
)  # fmt: skip


def as_row(stored: Stored) -> dict[str, Any]:
    """A mention as a flat row for CSV; several values are separated by "|"."""
    mention, author, counts = stored.mention, stored.mention.author, stored.mention.engagement
    label, score = next(iter(stored.sentiments.values()), (None, None))
    return {
        "id": stored.id,
        "source": mention.source,
        "source_id": mention.source_id,
        "network": mention.network,
        "kind": mention.kind,
        "published_at": iso(mention.published_at),
        "first_seen_at": iso(stored.first_seen_at),
        "author": author.handle if author else None,
        "followers": author.followers if author else None,
        "site": mention.site,
        "language": stored.language,
        "brands": "|".join(stored.brands),
        "sentiment": label,
        "score": score,
        "intents": "|".join(stored.intents),
        "topics": "|".join(stored.topics),
        "is_own": int(stored.is_own),
        "is_copy": int(stored.is_copy),
        "engagement_score": counts.score,
        "replies": counts.replies,
        "shares": counts.shares,
        "views": counts.views,
        "url": mention.url,
        "title": mention.title,
        "text": mention.text,
    }

"""Mentions and stores made for tests, with as little as each needs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.model import Author, Match, Mention
from monitor.store.connect import Store, open_store
from monitor.store.pages import add_page

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def mention(source_id: str = "1", text: str = "Acme is fine", **given: Any) -> Mention:
    """A mention of the brand Acme by somebody, an hour ago."""
    brands = given.pop("brands", ("Acme",))
    author = given.pop("author", "jane")
    values: dict[str, Any] = {
        "source": "web",
        "source_id": source_id,
        "network": "mastodon",
        "text": text,
        "author": Author(handle=author) if isinstance(author, str) else author,
        "published_at": NOW - timedelta(hours=1),
        "matches": tuple(
            Match(brand=b, term=b.lower(), field="text", start=0, end=4) for b in brands
        ),
    }
    return Mention(**{**values, **given})


def empty_store(folder: Path) -> Store:
    """A new store in *folder*, days in UTC."""
    return open_store(folder / "mentions.db")


def stored(folder: Path, *mentions: Mention) -> Store:
    """A store that holds *mentions*, all seen at `NOW`."""
    store = empty_store(folder)
    for source in {m.source for m in mentions}:
        add_page(store, source, [m for m in mentions if m.source == source], now=NOW)
    return store

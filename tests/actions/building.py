"""A config, a store and a working day for the tests of the inbox, ideas and alerts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.config import Config, parse_config
from monitor.matching import watch
from monitor.model import Annotation, Author, Match, Mention
from monitor.rematch import sync_watch
from monitor.store.annotations import save_annotations
from monitor.store.connect import Store, open_store
from monitor.store.pages import add_page

CONFIG = """
[[brand]]
name = "Acme"
query = "acme"
own_accounts = [
    "mastodon:@acme@social.example", "reddit:acme_help", "hackernews:acmehq", "github:acme-bot",
]
[[brand]]
name = "Globex"
query = "globex"
own_accounts = ["mastodon:@globex@social.example"]
competitor = true
"""


def at(text: str) -> datetime:
    """ "2026-03-02T09:00" as an aware moment, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def configure(folder: Path, more: str = "") -> Path:
    """Write a config (brands Acme and Globex, then *more*) beside the store; returns its path."""
    path = folder / "config.toml"
    path.write_text(CONFIG + more, encoding="utf-8")
    return path


def opened(path: Path) -> tuple[Config, Store]:
    """The config at *path* and its store, with the own accounts known."""
    config = parse_config(path.read_text(encoding="utf-8"), path)
    store = open_store(config.database, zone=config.zone)
    sync_watch(store, watch(config.brands))
    return config, store


def said(source_id: str, text: str = "acme is broken", **given: Any) -> Mention:
    """A mention of Acme on Mastodon by @jane; `when` is its time, `brands` whom it names."""
    handle = given.pop("author", "jane")
    brands = given.pop("brands", ("Acme",))
    values: dict[str, Any] = {
        "source": "social",
        "source_id": source_id,
        "network": "mastodon",
        "text": text,
        "url": f"https://social.example/{source_id}",
        "author": Author(handle=handle, followers=given.pop("followers", None)),
        "published_at": at(given.pop("when", "2026-03-02T08:00")),
        "matches": tuple(
            Match(brand=b, term=b.lower(), field="text", start=0, end=4) for b in brands
        ),
    }
    return Mention(**{**values, **given})


def keep(store: Store, *mentions: Mention, seen: str) -> list[int]:
    """Store these as first seen at *seen*; returns their ids in the same order."""
    for source in dict.fromkeys(m.source for m in mentions):
        add_page(store, source, [m for m in mentions if m.source == source], now=at(seen))
    return [
        store.value(
            "SELECT id FROM mention WHERE source = ? AND source_id = ?", [m.source, m.source_id]
        )
        for m in mentions
    ]


def judge(store: Store, number: int, intent: str, sentiment: str = "negative") -> None:
    """Give a mention the intent and sentiment that analyzers would."""
    score = {"negative": -0.8, "positive": 0.8}.get(sentiment, 0.0)
    answers = {
        ("intent", "t1"): [Annotation(labels=(intent,) if intent else ())],
        ("sentiment", "t1"): [Annotation(label=sentiment, score=score)],
    }
    save_annotations(store, {(number,): answers})


def trail_of(store: Store, subject: str) -> list[tuple[str, str, Any]]:
    """(who, what, data) of everything done to *subject*."""
    return [
        (row["who"], row["what"], json.loads(row["data"]))
        for row in store.rows("SELECT * FROM audit WHERE subject = ? ORDER BY id", [subject])
    ]

"""A store with exactly the mentions a test wants, written row by row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from monitor.reports import report
from monitor.reports.period import Period
from monitor.reports.period import period as read_period
from monitor.reports.rows import Figure, Report, Row, Table
from monitor.reports.scope import Scope, Settings
from monitor.store.connect import Store, open_store
from monitor.store.facts import recount

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


@dataclass(kw_only=True)
class Said:
    """One mention as a test describes it. `towards`: brand -> sentiment ("" not judged)."""

    towards: Mapping[str, str]
    at: str = "2026-03-20T10:00"
    text: str = "some words about it"
    author: str | None = None
    network: str = "reddit"
    source: str = "feed"
    site: str = ""
    language: str = "en"
    kind: str = "post"
    intents: Sequence[str] = ()
    topics: Sequence[str] = ()
    is_own: bool = False
    is_copy: bool = False
    is_dated: bool = True
    seen_after: int = 60
    thread: str | None = None
    parent: str | None = None
    source_id: str | None = None
    followers: int | None = None
    score: int | None = None
    views: int | None = None
    shares: int | None = None
    url: str | None = None
    licence: str | None = None
    spans: str = "[]"
    number: int = field(default=0, init=False)


def open_new(path: Path, *, zone: tzinfo = UTC) -> Store:
    return open_store(path / "mentions.db", zone=zone)


def write(store: Store, told: Iterable[Said]) -> list[int]:
    """Store these mentions and count them; returns their ids."""
    ids = []
    with store.transaction() as connection:
        number = connection.execute("SELECT COALESCE(MAX(id), 0) FROM mention").fetchone()[0]
        for said in told:
            number += 1
            said.number = number
            ids.append(number)
            _write_one(store, said)
        recount(connection)
    return ids


def _write_one(store: Store, said: Said) -> None:
    at = int(datetime.fromisoformat(said.at).replace(tzinfo=UTC).timestamp())
    day, key = store.day(at), f"{said.network}:{said.author}" if said.author else None
    if key is not None:
        store.connection.execute(
            "INSERT OR REPLACE INTO author (key, network, handle, followers, first_seen_at, "
            "updated_at) VALUES (?, ?, ?, ?, ?, ?)",
            [key, said.network, said.author, said.followers, at, at],
        )
    seen = at + said.seen_after
    store.connection.execute(
        "INSERT INTO mention (id, source, source_id, network, kind, url, text, text_hash, author, "
        "published_at, first_seen_at, at, day, thread_id, parent_id, site, score, shares, views, "
        "licence) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            said.number, said.source, said.source_id or f"s{said.number}", said.network,
            said.kind, said.url, said.text, key, at if said.is_dated else None, seen, at, day,
            said.thread, said.parent, said.site or None, said.score, said.shares, said.views,
            said.licence,
        ],
    )  # fmt: skip
    _write_matches(store, said, at, day, seen, key or "")


def _write_matches(store: Store, said: Said, at: int, day: str, seen: int, key: str) -> None:
    scores = {"positive": 5000, "negative": -5000}
    for brand, sentiment in said.towards.items():
        store.connection.execute(
            "INSERT INTO match VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                said.number, brand, said.spans, at, day, seen, said.source, said.network,
                said.kind, said.site, key, said.language, int(said.is_dated), int(said.is_own),
                int(said.is_copy), sentiment, scores.get(sentiment, 0),
            ],
        )  # fmt: skip
    store.connection.executemany(
        "INSERT OR IGNORE INTO mention_label VALUES (?, ?, ?)",
        [(said.number, "intent", value) for value in said.intents]
        + [(said.number, "topic", value) for value in said.topics],
    )


def many(count: int, sentiment: str, brand: str = "Acme", **more: object) -> list[Said]:
    """As many mentions of a brand with one sentiment."""
    return [Said(towards={brand: sentiment}, **more) for _ in range(count)]  # type: ignore[arg-type]


def scope_of(
    store: Store,
    *brands: str,
    since: str = "4w",
    until: str | None = None,
    now: datetime = NOW,
    settings: Settings | None = None,
) -> Scope:
    return Scope(
        store=store,
        period=read_period(since, until, now=now, zone=store.zone),
        brands=brands or ("Acme",),
        now=now,
        zone=store.zone,
        settings=settings or Settings(),
    )


def make(
    store: Store, name: str, *brands: str, since: str = "4w", now: datetime = NOW
) -> Report:
    chosen: Period = read_period(since, None, now=now, zone=store.zone)
    return report(name, store, chosen, brands or ("Acme",), now=now, zone=store.zone)


def table(found: Report, key: str) -> Table:
    return next(one for one in found.tables() if one.key == key)


def row(chosen: Table, *names: str | None) -> Row:
    """The row that begins with these texts."""
    return next(one for one in chosen.rows if one.cells[: len(names)] == names)


def figure(chosen: Table, key: str, *names: str) -> Figure:
    """The figure of a column in the row that begins with *names*."""
    at = [column.key for column in chosen.columns].index(key)
    cell = row(chosen, *names).cells[at]
    assert isinstance(cell, Figure)
    return cell

"""The mentions that a page carries, so that a click on a figure can show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from monitor.model import author_key
from monitor.store.reading import Filter, Stored, count, find_ids, load
from monitor.text import terminal

if TYPE_CHECKING:
    from monitor.reports.rows import Report
    from monitor.store.connect import Store

MOST: Final = 3000
_LONGEST: Final = 600


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """`mentions` as the page's script reads them; `total` is how many the period has."""

    mentions: Sequence[dict[str, Any]]
    total: int

    @property
    def is_all(self) -> bool:
        return self.total <= len(self.mentions)

    @property
    def days(self) -> Sequence[str]:
        return sorted({one["day"] for one in self.mentions})


def embed(store: "Store", reports: "Sequence[Report]", *, most: int = MOST) -> Embedded:
    """The newest mentions of the reports' brands and period, and every one that is quoted."""
    brands = tuple(dict.fromkeys(brand for report in reports for brand in report.brands))
    since = min(report.since for report in reports)
    chosen = Filter(brands=brands, since=since, until=max(report.until for report in reports))
    ids = find_ids(store, chosen, limit=most)
    quoted = sorted(_quoted(reports) - set(ids))
    found = [_one(stored, store) for stored in load(store, [*ids, *quoted])]
    return Embedded(mentions=found, total=max(count(store, chosen), len(found)))


def _quoted(reports: "Iterable[Report]") -> set[int]:
    return {
        quote.id
        for report in reports
        for table in report.tables()
        for row in table.rows
        for quote in row.quotes
    }


def _one(stored: Stored, store: "Store") -> dict[str, Any]:
    """One mention, short; every foreign text with its invisible signs made visible."""
    mention, author = stored.mention, stored.mention.author
    text = terminal(mention.text)
    return {
        "id": stored.id,
        "day": store.day(int(stored.at.timestamp())),
        "brands": {b: stored.sentiments.get(b, ("", 0.0))[0] for b in stored.brands},
        "source": mention.source,
        "network": mention.network,
        "site": mention.site or "",
        "language": stored.language or "",
        "kind": mention.kind,
        "author": author_key(mention.network, author.handle) if author else "",
        "who": terminal(f"@{author.handle}") if author else "",
        "thread": mention.thread_id or "",
        "story": stored.story_id,
        "own": stored.is_own,
        "copy": stored.is_copy,
        "intents": list(stored.intents),
        "topics": list(stored.topics),
        "title": terminal(mention.title or ""),
        "text": text if len(text) <= _LONGEST else text[:_LONGEST] + "…",
        "url": safe_url(mention.url),
    }


def safe_url(url: str | None) -> str | None:
    """The address if it is a plain web address, else None: nothing else becomes a link."""
    if url is None or not url.lower().startswith(("https://", "http://")):
        return None
    return url if url.isprintable() and not any(sign in url for sign in " \"'<>`") else None

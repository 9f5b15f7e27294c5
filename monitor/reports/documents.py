"""The words of mentions, for finding the phrases they share."""

from collections.abc import Iterable
from typing import Any

from monitor.reports.period import Period
from monitor.reports.phrases import Document, words
from monitor.reports.scope import Scope


def documents(scope: Scope, brand: str, period: Period, *, most: int) -> list[Document]:
    """The newest *most* mentions of a brand in a period, by customers and without copies."""
    return read(scope.rows("newest", brand, most=most, **period.bounds))


def read(rows: Iterable[Any]) -> list[Document]:
    """Rows of (mention_id, author, title, text) as documents."""
    return [
        Document(row["mention_id"], row["author"], words(f"{row['title'] or ''} {row['text']}"))
        for row in rows
    ]

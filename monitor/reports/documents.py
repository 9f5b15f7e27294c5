"""The words of mentions, for finding the phrases they share."""

from collections.abc import Iterable

from monitor.reports.period import Period
from monitor.reports.phrases import Document, words
from monitor.reports.scope import Scope


def documents(scope: Scope, brand: str, period: Period, *, most: int) -> list[Document]:
    """The newest *most* mentions of a brand in a period, by customers and without copies."""
    rows = scope.rows("newest", brand, most=most, **period.bounds)
    return read(scope, ((row["mention_id"], row["author"]) for row in rows))


def read(scope: Scope, mentions: Iterable[tuple[int, str]]) -> list[Document]:
    """The documents of (id, author) pairs; erased ones are left out."""
    return [
        Document(number, author, words(f"{row['title'] or ''} {row['text']}"))
        for number, author in mentions
        for row in scope.rows("words_of", mention=number)
    ]

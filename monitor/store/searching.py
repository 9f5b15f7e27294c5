"""Search the stored mentions: the full-text index narrows, the matcher decides."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from monitor.store.connect import Store
from monitor.store.reading import Filter, load_mentions, where

_BATCH: Final = 1000


def search_ids(store: Store, chosen: Filter, *, limit: int | None = None) -> list[int]:
    """Ids of the mentions that fit *chosen* and its query, newest first.

    Raises `QueryError` for a query that cannot be understood.
    """
    from monitor.query import compile_queries

    matcher = compile_queries({"match": chosen.match or ""})
    found: list[int] = []
    for ids in _candidates(store, chosen):
        pairs = load_mentions(store, ids)
        said = matcher.match([replace(m, matches=()) for _, m in pairs])
        found += [number for (number, _), matches in zip(pairs, said, strict=True) if matches]
        if limit is not None and len(found) >= limit:
            return found[:limit]
    return found


def _candidates(store: Store, chosen: Filter) -> Iterator[list[int]]:
    """Batches of ids that can fit, newest first: narrowed by the index where the query allows."""
    from monitor.query import fts_expression, parse

    condition, values = where(chosen)
    expression = fts_expression(parse(chosen.match or ""))
    if expression is not None:
        condition += (
            " AND mention.id IN (SELECT rowid FROM mention_fts WHERE mention_fts MATCH ?)"
        )
        values = [*values, expression]
    rows = store.rows(
        "SELECT mention.id FROM match JOIN mention ON mention.id = match.mention_id "
        f"WHERE mention.gone_at IS NULL AND {condition} GROUP BY mention.id "
        "ORDER BY mention.at DESC, mention.id DESC",
        values,
    )
    ids = [row[0] for row in rows]
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]

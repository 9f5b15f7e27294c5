"""Search the stored mentions: the full-text index narrows, the matcher decides."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.store.connect import Store
from monitor.store.reading import Filter, load_mentions, where

if TYPE_CHECKING:
    from monitor.query import Matcher
    from monitor.query.tree import Node

_BATCH: Final = 1000


def search_ids(store: Store, chosen: Filter, *, limit: int | None = None) -> list[int]:
    """Ids of the mentions that fit *chosen* and its query, newest first.

    Raises `QueryError` for a query that cannot be understood.
    """
    from monitor.query import parse

    query = parse(chosen.match or "")
    matcher = _matcher(store, query)
    found: list[int] = []
    for ids in _candidates(store, chosen, query):
        pairs = load_mentions(store, ids)
        said = matcher.match([replace(m, matches=()) for _, m in pairs])
        found += [number for (number, _), matches in zip(pairs, said, strict=True) if matches]
        if limit is not None and len(found) >= limit:
            return found[:limit]
    return found


def _matcher(store: Store, query: "Node") -> "Matcher":
    """The matcher of *query*, which may refer to the brands of the config."""
    from monitor.query import Matcher
    from monitor.query.brands import brand_trees, needed_by
    from monitor.query.tree import Reference, walk

    this = ""  # no brand has this name
    trees: dict[str, Node] = {this: query}
    labels: dict[str, str] = {}
    if any(isinstance(node, Reference) for node in walk(query)):
        known, labels = brand_trees(store.brands)
        trees |= known
    needed = {name: trees[name] for name in needed_by(trees, this)}
    return Matcher(needed, wanted=[this], labels=labels, fold_diacritics=store.fold_diacritics)


def _candidates(store: Store, chosen: Filter, query: "Node") -> Iterator[list[int]]:
    """Batches of ids that can fit, newest first: narrowed by the index where the query allows."""
    from monitor.query import fts_expression

    condition, values = where(chosen)
    expression = fts_expression(query)
    # The index drops the marks of Latin letters only; with other letters it may see too little.
    if expression is not None and (expression.isascii() or not store.fold_diacritics):
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

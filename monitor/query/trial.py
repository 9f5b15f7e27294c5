"""Trying a query on texts before it is saved: what it keeps and what it would drop."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.model import Match, Mention
from monitor.query import tree
from monitor.query.matcher import Matcher
from monitor.query.tree import Node


@dataclass(frozen=True, slots=True)
class Sample:
    """One tried mention; `label` names it, `matches` are the spans of the terms in it."""

    label: str
    mention: Mention
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a query did. `kept` and `dropped` count by source.

    Samples of what is dropped show first those that say what each AND begins with, usually the
    name: the cases that NOTs, words of context and distances decide.
    """

    kept: Counter[str]
    dropped: Counter[str]
    kept_samples: tuple[Sample, ...]
    dropped_samples: tuple[Sample, ...]


def try_out(
    query: Node,
    batches: Iterable[Sequence[tuple[str, Mention]]],
    *,
    definitions: dict[str, Node] | None = None,
    fold_diacritics: bool = False,
    limit: int = 5,
) -> Trial:
    """Try *query* on labelled mentions; at most *limit* samples of each side.

    *definitions* are what the query may refer to by name.
    """
    trees = {**(definitions or {}), "query": query, "name": without_conditions(query)}
    matcher = Matcher(trees, wanted=["query", "name"], fold_diacritics=fold_diacritics)
    kept: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    samples: dict[str, list[Sample]] = {"kept": [], "near": [], "far": []}
    for batch in batches:
        found = matcher.match([mention for _, mention in batch])
        for (label, mention), matches in zip(batch, found, strict=True):
            held = tuple(match for match in matches if match.brand == "query")
            (kept if held else dropped)[mention.source] += 1
            side = samples["kept" if held else "near" if matches else "far"]
            if len(side) < limit:
                side.append(Sample(label, mention, held or matches))
    missed = [*samples["near"], *samples["far"]][:limit]
    return Trial(kept, dropped, tuple(samples["kept"]), tuple(missed))


def without_conditions(query: Node) -> Node:
    """Of every AND in *query* the first thing that is looked for: usually the name itself."""
    if isinstance(query, tree.And):
        wanted = (child for child in query.children if not isinstance(child, tree.Not))
        return without_conditions(next(wanted))
    if isinstance(query, tree.Or):
        return tree.any_of(map(without_conditions, query.children))
    return query.operands[0] if isinstance(query, tree.Near) else query

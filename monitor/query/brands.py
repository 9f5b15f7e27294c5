"""Brands and named queries, made ready for matching."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from monitor.errors import QueryError
from monitor.model import Brand
from monitor.query.matcher import Matcher
from monitor.query.parse import parse
from monitor.query.print import to_text
from monitor.query.tree import Node, Reference, all_of, any_of, negation, walk

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_RULES: Final = 1  # raised when the language comes to match differently


def compile_brands(brands: Sequence[Brand], *, fold_diacritics: bool = False) -> Matcher:
    """The matcher of *brands*; `QueryError` names the brand whose query is wrong.

    A brand may refer to another by `{name}`, and to a product of one by `{name/product}`.
    """
    trees, labels = brand_trees(brands)
    names = [brand.name for brand in brands]
    return Matcher(trees, wanted=names, labels=labels, fold_diacritics=fold_diacritics)


def brand_trees(brands: Sequence[Brand]) -> tuple[dict[str, Node], dict[str, str]]:
    """The trees of brands and of their products by name, and what products are reported as."""
    trees: dict[str, Node] = {}
    labels: dict[str, str] = {}
    for brand in brands:
        for product, text in brand.products.items():
            name = f"{brand.name}/{product}"
            trees[name] = _parse(text, f"product {product} of {brand.name}")
            labels[name] = product
        trees[brand.name] = brand_query(brand)
    return trees, labels


def compile_queries(
    queries: Mapping[str, str],
    *,
    references: Mapping[str, str] = _NONE,
    fold_diacritics: bool = False,
) -> Matcher:
    """The matcher of named *queries*, which may refer to each other and to *references*."""
    texts = {**references, **queries}
    trees = {name: _parse(text, name) for name, text in texts.items()}
    return Matcher(trees, wanted=list(queries), fold_diacritics=fold_diacritics)


def brand_query(brand: Brand) -> Node:
    """All that *brand* says as one tree: its names near their context, its products, NOT the
    exclusions.

    A product is a name of its own: it needs no context, as its query can ask for one.
    """
    texts = [text for text in (brand.query, *brand.aliases) if text.strip()]
    wanted = [_any(texts, brand.name)] if texts else []
    if wanted and brand.context:
        wanted = [all_of([*wanted, _any(brand.context, f"context of {brand.name}")])]
    wanted += [Reference(f"{brand.name}/{product}") for product in brand.products]
    if not wanted:
        raise QueryError(f"{brand.name} has no query, no alias and no product to look for")
    query = any_of(wanted)
    if brand.exclude:
        query = all_of([query, negation(_any(brand.exclude, f"exclude of {brand.name}"))])
    return query


def _any(texts: Sequence[str], where: str) -> Node:
    return any_of([_parse(text, where) for text in texts])


def _parse(text: str, where: str) -> Node:
    """The tree of *text*; the error says in which of many queries it is."""
    try:
        return parse(text)
    except QueryError as error:
        problem = f"{error.problem} (in {where})"
        raise QueryError(problem, line=error.line, column=error.column) from None


def brand_fingerprint(
    brand: Brand, *, among: Sequence[Brand] = (), fold_diacritics: bool = False
) -> str:
    """Changes when, and only when, what *brand* matches could change.

    *among* are the brands it may refer to; what it refers to takes part.
    """
    trees, _ = brand_trees([*among, brand])
    needed = sorted(needed_by(trees, brand.name))
    parts = [_RULES, fold_diacritics, *((name, to_text(trees[name])) for name in needed)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


def needed_by(trees: Mapping[str, Node], name: str) -> list[str]:
    """*name* and all that it refers to, directly or not, as far as it is there."""
    found = {name: None}
    waiting = [name]
    while waiting:
        for node in walk(trees[waiting.pop()]):
            if isinstance(node, Reference) and node.name in trees and node.name not in found:
                found[node.name] = None
                waiting.append(node.name)
    return list(found)

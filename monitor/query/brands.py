"""Brands and named queries, made ready for matching."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final

from monitor.errors import QueryError
from monitor.model import Brand
from monitor.query.matcher import Matcher
from monitor.query.parse import parse
from monitor.query.tree import Node, all_of, any_of, negation

_RULES: Final = 1  # raised when the language comes to match differently


def compile_brands(brands: Sequence[Brand], *, fold_diacritics: bool = False) -> Matcher:
    """The matcher of *brands*; `QueryError` names the brand whose query is wrong."""
    return Matcher(
        {brand.name: brand_query(brand) for brand in brands}, fold_diacritics=fold_diacritics
    )


def compile_queries(
    queries: Mapping[str, str], *, references: Mapping[str, str] = {}
) -> Matcher:
    """The matcher of named *queries*, which may refer to each other and to *references*."""
    return Matcher({name: parse(text) for name, text in queries.items()})


def brand_query(brand: Brand) -> Node:
    """All that a brand says, as one tree: (query, aliases), context, NOT exclude; products."""
    texts = [text for text in (brand.query, *brand.aliases) if text.strip()]
    if not texts:
        raise QueryError(f"brand {brand.name} has neither a query nor an alias")
    wanted = any_of(parse(text) for text in texts)
    if brand.context:
        wanted = all_of([wanted, any_of(parse(text) for text in brand.context)])
    if brand.products:
        wanted = any_of([wanted, *(parse(text) for text in brand.products.values())])
    if brand.exclude:
        wanted = all_of([wanted, negation(any_of(parse(text) for text in brand.exclude))])
    return wanted


def brand_fingerprint(brand: Brand) -> str:
    """Changes when, and only when, what *brand* matches could change."""
    parts = [
        _RULES, brand.query, sorted(brand.aliases), sorted(brand.context), sorted(brand.exclude),
        sorted(brand.products.items()),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]

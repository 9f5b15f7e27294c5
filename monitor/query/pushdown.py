"""A superset of a query, for those who search for us: services and the full-text index."""

import unicodedata
from collections.abc import Sequence
from itertools import product

from monitor.model import Brand, Capabilities, Search
from monitor.query.normal import fold, words
from monitor.query.tree import And, Handle, Hashtag, Node, Or, Phrase, Word


def search_text(title: str | None, text: str) -> str | None:
    """What the index needs beside the text itself: None where its own folding does the same."""
    whole = f"{title}\n{text}" if title else text
    if whole.isascii():
        return None
    folded = fold(whole)
    return None if folded == whole.lower() else folded


def searches(
    brands: Sequence[Brand], capabilities: Capabilities
) -> tuple[Search, ...] | None:
    """Searches that together find all that *brands* match; None where there are none."""
    from monitor.query.brands import brand_query

    found: list[Search] = []
    for brand in brands:
        one = _alternatives(brand_query(brand))
        if one is None:
            return None
        found += [Search(terms if capabilities.all_terms else terms[:1]) for terms in one]
    return tuple(dict.fromkeys(found))


def _alternatives(node: Node) -> list[tuple[str, ...]] | None:
    match node:
        case Word(text) | Phrase(text) if "*" not in text and "?" not in text:
            return [(text,)]
        case Hashtag(text) | Handle(text):
            return [(text,)]
        case Or(children):
            parts = [_alternatives(child) for child in children]
            return None if None in parts else [one for part in parts for one in part or ()]
        case And(children):
            known = [part for part in map(_alternatives, children) if part is not None]
            if not known:
                return None
            best = min(known, key=len)
            rest = [part for part in known if part is not best and len(part) * len(best) <= 8]
            return [
                tuple(t for one in chosen for t in one) for chosen in product(best, *rest[:1])
            ]
        case _:
            return None


def fts_expression(node: Node) -> str | None:
    """An FTS5 expression that finds all that *node* accepts; None where there is none."""
    match node:
        case Word(text) | Phrase(text) if _is_plain(text):
            return '"' + " ".join(words(fold(text))) + '"'
        case Or(children):
            parts = [fts_expression(child) for child in children]
            return (
                None if None in parts else "(" + " OR ".join(str(part) for part in parts) + ")"
            )
        case And(children):
            known = [part for part in map(fts_expression, children) if part is not None]
            return " AND ".join(known) if known else None
        case _:
            return None


def _is_plain(text: str) -> bool:
    return bool(words(fold(text))) and all(
        unicodedata.name(sign, "").startswith(("LATIN", "DIGIT", "SPACE"))
        for sign in fold(text)
    )

"""Searching the stored mentions: an index narrows, the matcher decides.

The index is SQLite's FTS5 with `unicode61 remove_diacritics 2` over title, text and search
text. Its words are not ours: it does not know NFKC, `ß`, or where words end in Japanese. So a
text whose words it may see differently is indexed a second time as our words (`search_text`),
and an expression asks for words only: a superset of what the query matches.
"""

import re
from collections.abc import Sequence
from typing import Final

from monitor.query import tree
from monitor.query.joined import BREAK
from monitor.query.stream import stream_of
from monitor.query.terms.shape import Shape, shape_of
from monitor.query.tree import Node

# Letters that the index folds as we do, and signs that end a word for both: tried one by one.
_ALIKE: Final = re.compile(
    r"[\x00-\x7f\u00a1-\u00a7\u00ab\u00ac\u00b0\u00b1\u00b6\u00bb\u00bf"
    r"\u00c0-\u00de\u00e0-\u00ff\u0400-\u045f"
    r"\u2010\u2012-\u2016\u2018-\u2023\u2030\u2039\u203a\u20ac]*"
)
_MOST_ALTERNATIVES: Final = 500  # FTS5 has a limit on how deep an expression is


def search_text(title: str | None, text: str) -> str | None:
    """What to index besides title and text; None where their words are seen alike anyway."""
    texts = [part for part in (title, text) if part]
    if all(map(_ALIKE.fullmatch, texts)):
        return None
    return " ".join(stream_of(texts).replace(BREAK, " ").split())


def fts_expression(node: Node) -> str | None:
    """An FTS5 MATCH expression that finds every mention *node* matches, and more.

    None: the query cannot be narrowed, as it could match a mention without any word it names.
    """
    found: dict[int, str | None] = {}
    order = list(tree.walk(node))
    for each in reversed(order):
        below = [found[id(child)] for child in tree.children_of(each)]
        found[id(each)] = _expression(each, below)
    return found[id(node)]


def _expression(node: Node, below: Sequence[str | None]) -> str | None:
    known = list(dict.fromkeys(part for part in below if part is not None))
    match node:
        case tree.And() | tree.Near():
            return _join(known, " AND ")
        case tree.Or():
            return _join(known, " OR ") if None not in below else None
        case tree.Field(name):
            return below[0] if name in ("title", "text") else None
        case tree.Word(text) | tree.Phrase(text) | tree.Handle(text):
            return _phrase(shape_of(text))
        case tree.Literal(text):
            return _phrase(shape_of(text, wildcards=False)) if text.isascii() else None
        case _:
            return None


def _join(parts: list[str], operator: str) -> str | None:
    """The parts joined; a nested list would be deeper than the index allows."""
    if not parts or len(parts) > _MOST_ALTERNATIVES:
        return parts[0] if parts and operator == " AND " else None
    return parts[0] if len(parts) == 1 else f"({operator.join(parts)})"


# Some of the letters and digits that every version of the index knows as such.
_TOKEN: Final = re.compile(
    "[0-9a-z\u00e0-\u00f6\u00f8-\u00ff\u0430-\u045f\u03b1-\u03c9\u05d0-\u05ea\u0621-\u064a"
    "\u0904-\u0939\u0e01-\u0e2e\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3]"
)


def _phrase(shape: Shape) -> str | None:
    """The words up to the first wildcard, as a quoted phrase; the last may be a beginning."""
    written = " ".join(shape.words)
    wild = re.search(r"[*?]", written)
    fixed = written[: wild.start()] if wild else written
    if not _TOKEN.search(fixed):
        return None
    return f'"{fixed}" *' if wild else f'"{fixed}"'

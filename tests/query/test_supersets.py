"""What narrows a query, at a source or in the index, never loses a mention of it."""

import sqlite3
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.model import Brand, Mention
from monitor.query import fts_expression, parse, search_text, searches, to_text, tree
from monitor.query.normal import fold, words
from monitor.query.stored import _ALIKE
from monitor.sources.base import Capabilities
from tests.query.reference import Reference
from tests.query.strategies import mentions, trees

_FTS = (
    "CREATE VIRTUAL TABLE fts USING fts5 "
    "(title, text, search_text, tokenize = 'unicode61 remove_diacritics 2')"
)


def _index(rows: list[Mention]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute(_FTS)
    db.executemany(
        "INSERT INTO fts (rowid, title, text, search_text) VALUES (?, ?, ?, ?)",
        [(i, m.title, m.text, search_text(m.title, m.text)) for i, m in enumerate(rows)],
    )
    return db


def _storable(mention: Mention) -> bool:
    return "\ud83d" not in f"{mention.title}{mention.text}{mention.author}"


def _query(node: tree.Node) -> tree.Node:
    """A query that holds where *node* does; with only NOTs it needs a word besides."""
    try:
        return parse(to_text(node))
    except QueryError as error:
        if "only NOTs" not in str(error):
            raise
    return parse(to_text(tree.all_of([tree.Word("acme"), node])))


@given(trees, st.lists(mentions.filter(_storable), min_size=1, max_size=5))
@settings(max_examples=120, deadline=None)
def test_the_index_finds_all_that_a_query_matches(node: tree.Node, rows: list[Mention]) -> None:
    query = _query(node)
    expression = fts_expression(query)
    if expression is None:
        return
    with _index(rows) as db:
        found = {row for (row,) in db.execute("SELECT rowid FROM fts(?)", (expression,))}
    held = {i for i, mention in enumerate(rows) if Reference(mention).holds(query)}
    assert held <= found


def test_texts_indexed_once_are_seen_by_the_index_as_we_see_them() -> None:
    alike = [char for char in map(chr, range(sys.maxunicode + 1)) if _ALIKE.fullmatch(char)]
    db = sqlite3.connect(":memory:")
    db.execute(_FTS)
    db.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(fts, 'instance')")
    texts = [text for char in alike for text in (f"a{char}b", fold(f"a{char}b"))]
    db.executemany("INSERT INTO fts (rowid, text) VALUES (?, ?)", enumerate(texts))
    terms: list[list[str]] = [[] for _ in texts]
    for term, doc in db.execute("SELECT term, doc FROM vocabulary ORDER BY doc, offset"):
        terms[doc].append(term)
    for i, char in enumerate(alike):
        assert terms[2 * i] == terms[2 * i + 1], f"U+{ord(char):04X}"
        assert len(words(fold(f"a{char}b"))) <= len(terms[2 * i]), f"U+{ord(char):04X}"
    assert len(alike) > 250


_capabilities = st.builds(
    Capabilities,
    phrases=st.booleans(),
    all_terms=st.booleans(),
    max_length=st.sampled_from((6, 12, 250)),
    max_searches=st.sampled_from((1, 50)),
)


def _service_finds(mention: Mention, terms: tuple[str, ...], phrases: bool) -> bool:
    """A service that knows whole words and words in a row, over texts, links and tags."""
    texts = [mention.title or "", mention.text, *mention.links, *mention.tags]
    streams = [f" {' '.join(words(fold(text)))} " for text in texts]
    wanted = [words(fold(term)) for term in terms]
    assert phrases or all(" " not in term for term in terms)
    return all(any(f" {' '.join(row)} " in stream for stream in streams) for row in wanted)


@given(trees, mentions, _capabilities)
@settings(max_examples=200, deadline=None)
def test_the_pushed_searches_find_all_that_a_brand_matches(
    node: tree.Node, mention: Mention, capabilities: Capabilities
) -> None:
    query = _query(node)
    brand = Brand(name="Acme", query=to_text(query))
    pushed = searches([brand], capabilities)
    if pushed is None or not Reference(mention).holds(query):
        return
    assert any(_service_finds(mention, each.terms, capabilities.phrases) for each in pushed)

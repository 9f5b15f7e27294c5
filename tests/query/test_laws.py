"""The laws of the query language, held on generated trees and texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.model import Mention
from monitor.query import parse, to_text, tree
from monitor.query.joined import BREAK
from monitor.query.matcher import Matcher
from monitor.query.normal import fold, offsets, words
from monitor.query.stream import stream_of
from tests.query.reference import Reference
from tests.query.strategies import mentions, texts, trees


def _parsed(node: tree.Node) -> tree.Node:
    """*node* as the parser gives it; with a word to look for, where it has only NOTs."""
    try:
        return parse(to_text(node))
    except QueryError as error:
        if "only NOTs" not in error.problem:
            raise
    return parse(to_text(tree.all_of([tree.Word("acme"), node])))


@given(trees)
@settings(max_examples=120, deadline=None)
def test_printing_and_parsing_gives_the_same_tree(node: tree.Node) -> None:
    whole = tree.all_of([tree.Word("acme"), node])
    assert parse(to_text(whole)) == whole


@given(st.lists(trees, min_size=1, max_size=4), st.lists(mentions, min_size=1, max_size=4))
@settings(max_examples=120, deadline=None)
def test_the_matcher_agrees_with_the_plain_evaluator(
    nodes: list[tree.Node], batch: list[Mention]
) -> None:
    queries = {str(i): _parsed(node) for i, node in enumerate(nodes)}
    found = Matcher(queries, wanted=list(queries)).match(batch)
    for mention, matches in zip(batch, found, strict=True):
        evaluator = Reference(mention)
        expected = {name for name, node in queries.items() if evaluator.holds(node)}
        assert {match.brand for match in matches} == expected


@given(st.lists(trees, min_size=1, max_size=3), mentions)
@settings(max_examples=60, deadline=None)
def test_the_matcher_agrees_where_diacritics_are_folded(
    nodes: list[tree.Node], mention: Mention
) -> None:
    queries = {str(i): _parsed(node) for i, node in enumerate(nodes)}
    matcher = Matcher(queries, wanted=list(queries), fold_diacritics=True)
    evaluator = Reference(mention, fold_diacritics=True)
    expected = {name for name, node in queries.items() if evaluator.holds(node)}
    assert {match.brand for match in matcher.match([mention])[0]} == expected


@given(mentions, st.lists(trees, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_every_span_stands_in_its_field(mention: Mention, nodes: list[tree.Node]) -> None:
    queries = {str(i): _parsed(node) for i, node in enumerate(nodes)}
    for match in Matcher(queries, wanted=list(queries)).match([mention])[0]:
        assert 0 <= match.start < match.end
        if match.field in ("title", "text"):
            assert match.end <= len(getattr(mention, match.field))


@given(st.lists(texts, min_size=1, max_size=6), st.booleans())
@settings(max_examples=150, deadline=None)
def test_streams_of_joined_texts_are_the_words_of_each(
    each: list[str], fold_diacritics: bool
) -> None:
    streams = stream_of(each, fold_diacritics=fold_diacritics).split(BREAK)
    plain = [text.replace(BREAK, " ") for text in each]
    expected = [words(fold(text, fold_diacritics=fold_diacritics)) for text in plain]
    assert [stream.split(" ")[1:-1] if stream.strip() else [] for stream in streams] == expected


@given(texts, st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_folded_character_has_its_source(text: str, fold_diacritics: bool) -> None:
    folded = fold(text, fold_diacritics=fold_diacritics)
    starts, ends = offsets(text, fold_diacritics=fold_diacritics)
    assert len(starts) == len(ends) == len(folded)
    places = list(zip(starts, ends, strict=True))
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert fold(folded, fold_diacritics=fold_diacritics) == folded

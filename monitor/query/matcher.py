"""Many queries against many texts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from monitor.errors import QueryError
from monitor.model import Match, Mention
from monitor.query import tree
from monitor.query.normal import fold, words
from monitor.query.print import leaf_text
from monitor.query.segment import Segment
from monitor.query.tree import Node

MAX_SPANS: Final = 100  # of one term in one mention; more are not listed


class Matcher:
    """Queries ready to be tried; make one with `compile_brands` or `compile_queries`."""

    def __init__(self, queries: Mapping[str, Node], *, fold_diacritics: bool = False) -> None:
        self._queries = dict(queries)
        self._fold_diacritics = fold_diacritics

    def match(self, batch: Sequence[Mention]) -> list[tuple[Match, ...]]:
        """For each mention the spans of every query that holds; none: no query holds."""
        return [tuple(self._matches(mention)) for mention in batch]

    def _matches(self, mention: Mention) -> Iterator[Match]:
        texts = {"title": mention.title, "text": mention.text}
        segments = []
        for name, text in texts.items():
            if text:
                stream = (
                    f" {' '.join(words(fold(text, fold_diacritics=self._fold_diacritics)))} "
                )
                segments.append(
                    Segment(name, text, stream, fold_diacritics=self._fold_diacritics)
                )
        for name, query in self._queries.items():
            for term, field, start, end in sorted(set(self._spans(query, segments) or ())):
                yield Match(brand=name, term=term, field=field, start=start, end=end)

    def _spans(
        self, node: Node, segments: list[Segment]
    ) -> list[tuple[str, str, int, int]] | None:
        match node:
            case tree.And(children):
                parts = [self._spans(child, segments) for child in children]
                return (
                    None if None in parts else [span for part in parts for span in part or ()]
                )
            case tree.Or(children):
                held = [s for c in children if (s := self._spans(c, segments)) is not None]
                return [span for part in held for span in part] if held else None
            case tree.Not(child):
                return None if self._spans(child, segments) is not None else []
            case tree.Word(text) | tree.Phrase(text):
                return list(self._found(leaf_text(node), text, segments)) or None
            case _:
                raise QueryError(f"{leaf_text(node)} cannot be matched")

    def _found(
        self, term: str, text: str, segments: list[Segment]
    ) -> Iterator[tuple[str, str, int, int]]:
        wanted = f" {' '.join(words(fold(text, fold_diacritics=self._fold_diacritics)))} "
        for segment in segments:
            at = segment.stream.find(wanted)
            while at >= 0:
                place = segment.from_words(*segment.words_at(at, at + len(wanted)))
                yield term, segment.field, place.start, place.end
                at = segment.stream.find(wanted, at + 1)

"""Many queries against many texts, in one pass over the texts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Final

from monitor.model import Match, Mention
from monitor.query.chunk import Texts
from monitor.query.evidence import Evidence, text_of
from monitor.query.lexicon import Hit, Hits, Sighting
from monitor.query.links import LinkIndex
from monitor.query.plain import PlainQueries
from monitor.query.program import Program, in_order
from monitor.query.tree import Node

_AUTHOR_FIELDS: Final = ("author", "author_name")
_TEXT: Final = attrgetter("text")
_TITLE: Final = attrgetter("title")


class Matcher:
    """Queries ready to be tried; make one with `compile_brands` or `compile_queries`.

    Terms of all queries are found in one scan; a query is tried only on a mention in which a
    term was found that it cannot hold without.
    """

    def __init__(
        self,
        trees: Mapping[str, Node],
        *,
        wanted: Sequence[str],
        labels: Mapping[str, str] | None = None,
        fold_diacritics: bool = False,
    ) -> None:
        """*trees* may refer to each other by name; those *wanted* are matched.

        *labels*: what the spans of a tree are reported as, where it is referred to.
        """
        self._program = program = Program(fold_diacritics=fold_diacritics)
        numbers: dict[str, int] = {}
        for name in in_order(trees):
            number = program.add(trees[name], numbers)
            label = (labels or {}).get(name)
            numbers[name] = number if label is None else program.name(number, label)
        self._lexicon = program.lexicon
        self._lexicon.freeze()
        self._links = LinkIndex(program.lexicon)
        self._names: dict[int, list[str]] = {}
        for name in wanted:
            self._names.setdefault(numbers[name], []).append(name)
        self._order = {name: place for place, name in enumerate(wanted)}
        self._choice = program.choice(tuple(self._names))
        self._plain = PlainQueries(program, self._names, self._order)

    def match(self, batch: Sequence[Mention]) -> list[tuple[Match, ...]]:
        """For each mention the spans of every query that holds; none: no query holds.

        A query that holds has at least one span: of a term in title or text, or of the value of
        the field that was asked for. At most `MAX_SPANS` of one term are listed.
        """
        hits = [each for texts in self._texts(batch) for each in self._lexicon.scan(texts)]
        links = list(self._links.scan(batch))
        matches: list[tuple[Match, ...]] = [()] * len(batch)
        if not (hits or links or self._choice.rest):
            return matches
        tried = self._plain.tried(hits, links, len(batch))
        if self._choice.rest:
            tried[:] = True
        if not tried.any():
            for place, plain in self._plain.matches(hits):
                matches[place] = plain
            return matches
        for place, plain in self._plain.matches([h.chosen(~tried[h.owners]) for h in hits]):
            matches[place] = plain
        found = self._sightings([h.chosen(tried[h.owners]) for h in hits], links)
        for place in tried.nonzero()[0].tolist():
            matches[place] = self._tried(batch[place], found.get(place, ()))
        return matches

    def _tried(
        self, mention: Mention, sightings: Sequence[tuple[int, Hit]]
    ) -> tuple[Match, ...]:
        return tuple(self._matches(Evidence(self._program, mention, sightings)))

    def _matches(self, evidence: Evidence) -> Iterator[Match]:
        held = []
        for root in self._roots(evidence):
            held += [(self._order[name], name, root) for name in self._names[root]]
        for _, name, root in sorted(held):
            for field, start, end, term in evidence.found(root):
                yield Match(brand=name, term=term, field=field, start=start, end=end)

    def _roots(self, evidence: Evidence) -> Iterator[int]:
        """The nodes that hold: those that are but a term, and of the candidates which do."""
        plain, numbers = self._choice.plain, self._program.number_of_term
        yield from (numbers[term] for term in evidence.hits if term in plain)
        yield from filter(evidence.holds, evidence.candidates(self._choice))

    def _sightings(
        self, hits: Iterable[Hits], links: Iterable[Sighting]
    ) -> dict[int, list[tuple[int, Hit]]]:
        """For each mention the terms that were found, and where."""
        found: defaultdict[int, list[tuple[int, Hit]]] = defaultdict(list)
        in_texts = (each.sightings(self._lexicon.compiled) for each in hits)
        for owner, term, hit in chain(*in_texts, links):
            found[owner].append((term, hit))
        return found

    def _texts(self, batch: Sequence[Mention]) -> Iterator[Texts]:
        yield Texts("text", range(len(batch)), list(map(_TEXT, batch)))
        titles = list(map(_TITLE, batch))
        if any(titles):
            titled = [(i, title) for i, title in enumerate(titles) if title]
            yield Texts("title", *zip(*titled, strict=True))
        lexicon = self._lexicon
        for field in _AUTHOR_FIELDS:
            if lexicon.wants(field):
                named = [(i, t) for i, each in enumerate(batch) if (t := text_of(each, field))]
                if named:
                    yield Texts(field, *zip(*named, strict=True))
        if lexicon.wants("tags"):
            tags = [(i, f"#{t.lstrip('#')}") for i, each in enumerate(batch) for t in each.tags]
            if tags:
                yield Texts("tags", *zip(*tags, strict=True))

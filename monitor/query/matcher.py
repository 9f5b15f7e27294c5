"""Many queries against many texts, in one pass over the texts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from monitor.model import Match, Mention
from monitor.query.evidence import Evidence, text_of
from monitor.query.lexicon import Texts
from monitor.query.links import LinkIndex
from monitor.query.plain import PlainQueries, Sighting
from monitor.query.program import Program, in_order
from monitor.query.tree import Node

_AUTHOR_FIELDS: Final = ("author", "author_name")


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
        program.lexicon.freeze()
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
        found = self._scan(batch)
        matches: list[tuple[Match, ...]] = [()] * len(batch)
        if self._choice.rest:
            for place, mention in enumerate(batch):
                matches[place] = self._tried(mention, found.get(place, ()))
            return matches
        for place, sightings in found.items():
            plain = self._plain.matches(sightings)
            matches[place] = self._tried(batch[place], sightings) if plain is None else plain
        return matches

    def _tried(self, mention: Mention, sightings: Sequence[Sighting]) -> tuple[Match, ...]:
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

    def _scan(self, batch: Sequence[Mention]) -> dict[int, list[Sighting]]:
        """What was found in each mention in which anything was."""
        lexicon = self._program.lexicon
        found: defaultdict[int, list[Sighting]] = defaultdict(list)
        scans = [lexicon.scan(texts) for texts in self._texts(batch)]
        for owner, term, hit in chain(*scans, self._links.scan(batch)):
            found[owner].append((term, hit))
        return found

    def _texts(self, batch: Sequence[Mention]) -> Iterator[Texts]:
        yield Texts("text", range(len(batch)), [mention.text for mention in batch])
        titled = [(i, mention.title) for i, mention in enumerate(batch) if mention.title]
        if titled:
            yield Texts("title", *zip(*titled, strict=True))
        lexicon = self._program.lexicon
        for field in _AUTHOR_FIELDS:
            if lexicon.wants(field):
                named = [(i, t) for i, each in enumerate(batch) if (t := text_of(each, field))]
                if named:
                    yield Texts(field, *zip(*named, strict=True))
        if lexicon.wants("tags"):
            tags = [(i, f"#{t.lstrip('#')}") for i, each in enumerate(batch) for t in each.tags]
            if tags:
                yield Texts("tags", *zip(*tags, strict=True))

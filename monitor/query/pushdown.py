"""What to ask a service for, so that its answers hold every mention the queries match.

A search is a set of terms that must all be there. What a service cannot be asked for (a NOT, a
regular expression, a number, the beginning of a word) is left out: the answers are a superset
and the local matcher has the last word. A query of which nothing is left cannot be pushed down.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeAlias

from monitor.model import Brand, Search
from monitor.query import tree
from monitor.query.brands import brand_trees
from monitor.query.program import in_order
from monitor.query.terms.shape import shape_of
from monitor.query.tree import Node

Terms: TypeAlias = frozenset[str]  # all must be there
Alternatives: TypeAlias = frozenset[Terms] | None  # one of them is; None: no telling


class Capabilities(Protocol):
    """How a service can search; `monitor.sources.base.Capabilities` says what each means."""

    @property
    def phrases(self) -> bool: ...

    @property
    def all_terms(self) -> bool: ...

    @property
    def max_length(self) -> int: ...


_MOST_TOGETHER: Final = 5  # terms of one search: more narrow little and are cut by services


def searches(
    brands: Sequence[Brand], capabilities: Capabilities, *, among: Sequence[Brand] = ()
) -> tuple[Search, ...] | None:
    """Searches that together find every mention of *brands*, and more.

    None where a brand cannot be asked for. *among* are brands that these may refer to. Raises
    `QueryError` as `compile_brands` does.
    """
    trees, _ = brand_trees([*among, *brands])
    known: dict[str, Alternatives] = {}
    for name in in_order(trees):
        known[name] = alternatives(trees[name], capabilities, known)
    wanted: set[Terms] = set()
    for brand in brands:
        found = known[brand.name]
        if found is None:
            return None
        wanted |= found
    kept = sorted(_widest(wanted), key=sorted)
    return tuple(Search(tuple(sorted(terms))) for terms in kept)


def alternatives(
    root: Node, capabilities: Capabilities, known: Mapping[str, Alternatives]
) -> Alternatives:
    """The searches of one of which the terms stand in every text that *root* holds for."""
    found: dict[int, Alternatives] = {}
    for node in reversed(list(tree.walk(root))):
        below = [found[id(child)] for child in tree.children_of(node)]
        found[id(node)] = _of_node(node, below, capabilities, known)
    return found[id(root)]


def _of_node(
    node: Node,
    below: Sequence[Alternatives],
    capabilities: Capabilities,
    known: Mapping[str, Alternatives],
) -> Alternatives:
    match node:
        case tree.And() | tree.Near():
            return _together([each for each in below if each is not None], capabilities)
        case tree.Or():
            some = [each for each in below if each is not None]
            return frozenset().union(*some) if len(some) == len(below) else None
        case tree.Field(name):
            return below[0] if name in ("title", "text") else None
        case tree.Reference(name):
            return known[name]
        case tree.Not() | tree.Regex() | tree.Threshold():
            return None
        case _:
            return _of_term(node, capabilities)


def _together(parts: list[frozenset[Terms]], capabilities: Capabilities) -> Alternatives:
    """One part is asked for; the parts that have but one search narrow it, where that fits."""
    if not parts:
        return None
    base = min(parts, key=lambda part: (len(part), -_weight(part)))
    if not capabilities.all_terms:
        return base
    single = [next(iter(part)) for part in parts if len(part) == 1 and part is not base]
    return frozenset(_narrowed(terms, single, capabilities) for terms in base)


def _weight(part: frozenset[Terms]) -> int:
    """The length of the shortest search: long ones find little."""
    return min(sum(map(len, terms)) for terms in part)


def _narrowed(terms: Terms, others: list[Terms], capabilities: Capabilities) -> Terms:
    for other in others:
        wider = terms | other
        if len(wider) <= _MOST_TOGETHER and _length(wider) <= capabilities.max_length:
            terms = wider
    return terms


def _length(terms: Terms) -> int:
    """Characters of a search with quotes round phrases and a space between."""
    return sum(len(term) + 2 * (" " in term) + 1 for term in terms) - 1


def _of_term(node: Node, capabilities: Capabilities) -> Alternatives:
    text: str = getattr(node, "text", "")
    is_plain = isinstance(node, tree.Literal | tree.Domain)
    if isinstance(node, tree.Domain) and len(text) <= capabilities.max_length:
        return frozenset((frozenset((text,)),))
    whole = _whole_words(text, wildcards=not is_plain)
    if not whole:
        return None
    if not capabilities.phrases:
        whole = tuple(sorted(whole, key=len, reverse=True))
        count = _MOST_TOGETHER if capabilities.all_terms else 1
        fitting = _fitting(whole[:count], capabilities.max_length)
        return frozenset((frozenset(fitting),)) if fitting else None
    fitting = _fitting(whole, capabilities.max_length - 2)
    return frozenset((frozenset((" ".join(fitting),)),)) if fitting else None


def _whole_words(text: str, *, wildcards: bool) -> tuple[str, ...]:
    """The longest row of whole words of a term; letters without spaces between stay together."""
    rows: list[list[str]] = [[]]
    shape = shape_of(text, wildcards=wildcards)
    joins = (False, *shape.touching)
    for word, is_joined in zip(shape.words, joins, strict=False):
        if wildcards and ("*" in word or "?" in word):
            rows.append([])
        elif is_joined and rows[-1]:
            rows[-1][-1] += word
        else:
            rows[-1].append(word)
    return tuple(max(rows, key=lambda row: sum(map(len, row))))


def _fitting(words: Sequence[str], length: int) -> list[str]:
    """The first of *words* that fit into *length* characters."""
    kept: list[str] = []
    for word in words:
        length -= len(word) + bool(kept)
        if length < 0:
            break
        kept.append(word)
    return kept


def _widest(wanted: set[Terms]) -> list[Terms]:
    """*wanted* without searches whose answers another search of them gives as well."""
    kept: set[Terms] = set()
    for terms in sorted(wanted, key=lambda terms: (len(terms), sorted(terms))):
        if not any(part in kept for part in _parts(terms)):
            kept.add(terms)
    return list(kept)


def _parts(terms: Terms) -> Iterator[Terms]:
    """All smaller sets of *terms*, of which there are few."""
    ordered = sorted(terms)
    for chosen in range(1, 1 << len(ordered)):
        yield frozenset(term for i, term in enumerate(ordered) if chosen >> i & 1)

"""The tree of a query: plain frozen nodes, compared by what they mean, not where they stood.

`at` is the offset of a node in the text it was parsed from; it takes no part in comparison.
Trees are made with `all_of`, `any_of` and `negation`, which keep one shape for one meaning:
no AND directly inside an AND, no OR inside an OR, no doubled NOT.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Final, TypeAlias

TEXT_FIELDS: Final = ("title", "text", "author")
VALUE_FIELDS: Final = ("site", "source", "kind", "lang", "link")
NUMBER_FIELDS: Final = ("score", "replies", "shares", "views", "followers", "rating")
FIELDS: Final = TEXT_FIELDS + VALUE_FIELDS + NUMBER_FIELDS


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word; `*` and `?` in it are wildcards."""

    text: str
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, next to each other; `*` and `?` are wildcards."""

    text: str
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """Exactly these characters, not inside a longer word."""

    text: str
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression in RE2's syntax; any case unless `is_cased`."""

    pattern: str
    is_cased: bool = False
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Hashtag:
    """`#text` and nothing else."""

    text: str
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Handle:
    """`@text` and nothing else."""

    text: str
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain, its subdomains, links to it, and `acme[.]com`."""

    text: str
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of the mention against `value`; an unknown number never satisfies it."""

    field: str
    operator: str
    value: int
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """Another named query or brand."""

    name: str
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """`child` is looked for in one field only."""

    name: str
    child: "Node"
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`child` does not hold."""

    child: "Node"
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of `children` hold; at least two."""

    children: "tuple[Node, ...]"
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """One of `children` holds; at least two."""

    children: "tuple[Node, ...]"
    at: int = attribute(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """How far the next operand of a NEAR may be: at most `words` words between."""

    words: int
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Each operand stands near the one before it: `steps[i]` joins operands i and i + 1."""

    operands: "tuple[Node, ...]"
    steps: tuple[Step, ...]
    at: int = attribute(default=0, compare=False, repr=False)


Term: TypeAlias = Word | Phrase | Literal | Regex | Hashtag | Handle | Domain
Leaf: TypeAlias = Term | Threshold | Reference
Node: TypeAlias = Leaf | Field | Not | And | Or | Near

TERMS: Final = (Word, Phrase, Literal, Regex, Hashtag, Handle, Domain)


def all_of(nodes: Iterable[Node], at: int = 0) -> Node:
    """The AND of *nodes*, flat; a single node stays as it is."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.children if isinstance(node, And) else (node,))
    return flat[0] if len(flat) == 1 else And(tuple(flat), at)


def any_of(nodes: Iterable[Node], at: int = 0) -> Node:
    """The OR of *nodes*, flat; a single node stays as it is."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.children if isinstance(node, Or) else (node,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat), at)


def negation(node: Node, at: int = 0) -> Node:
    """NOT *node*; two NOTs cancel."""
    return node.child if isinstance(node, Not) else Not(node, at)


def children_of(node: Node) -> tuple[Node, ...]:
    """The direct children of *node*, left to right."""
    match node:
        case And(children) | Or(children):
            return children
        case Near(operands):
            return operands
        case Not(child) | Field(_, child):
            return (child,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """*node* and everything under it, parents first, left to right; any depth."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children_of(node)))

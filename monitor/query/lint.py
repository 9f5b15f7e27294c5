"""Warnings about queries that parse and are probably not meant so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Final

from monitor.model import KINDS
from monitor.query import tree
from monitor.query.print import to_text
from monitor.query.terms.shape import Shape, shape_of
from monitor.query.tree import Node

SHORT_STEM: Final = 4  # a wildcard after fewer fixed characters finds much that is not meant
_MOST_COMPARED: Final = 300  # children of one AND or OR that are compared with each other


@cache
def common_words() -> frozenset[str]:
    """Words that alone find mostly other things."""
    text = files("monitor.query").joinpath("common_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@dataclass(frozen=True, slots=True, order=True)
class Warned:
    """`column` counts from 1 in the query as written."""

    column: int
    problem: str


def lint(root: Node) -> list[Warned]:
    """What is probably not meant in *root*, in the order of the text."""
    found = {*_common_branches(root), *_never(root)}
    for node in tree.walk(root):
        found.update(_of_node(node))
    return sorted(found)


def _warned(node: Node, problem: str) -> Warned:
    return Warned(node.at + 1, problem)


def _of_node(node: Node) -> Iterator[Warned]:
    match node:
        case tree.Or(children):
            yield from _contained(children)
        case tree.And(children):
            yield from _needless(children)
        case tree.Not(child):
            yield from _broad_exclusion(child)
        case tree.Word(text) | tree.Phrase(text):
            yield from _of_words(node, shape_of(text))
        case tree.Field(name, child):
            yield from _of_field(name, child)


def _of_words(node: tree.Word | tree.Phrase, shape: Shape) -> Iterator[Warned]:
    for word in shape.words:
        stem = min((word.find(sign) for sign in "*?" if sign in word), default=SHORT_STEM)
        if stem < SHORT_STEM:
            problem = f"{word} has a short stem and will find much else; write {SHORT_STEM}"
            yield _warned(node, f"{problem} characters or more before the wildcard")
    loses_signs = isinstance(node, tree.Phrase) and bool(shape.lead or shape.trail)
    if loses_signs and shape.words and max(map(len, shape.words)) <= 2:
        problem = f"quotes ignore signs, so this finds every {' '.join(shape.words)}"
        yield _warned(node, f"{problem}; for the exact signs write `{node.text}`")


def _of_field(name: str, child: Node) -> Iterator[Warned]:
    for leaf in tree.walk(child):
        text = getattr(leaf, "text", "")
        if name == "kind" and text and "*" not in text and text.lower() not in KINDS:
            known = ", ".join(KINDS)
            yield _warned(leaf, f"no mention is of kind {text}, so this never matches: {known}")
        if name == "lang" and text and not (text[:2].isalpha() and len(text) in (2, 5)):
            yield _warned(leaf, f"languages are codes such as de, so lang:{text} never matches")


def _common_branches(root: Node) -> Iterator[Warned]:
    """Branches that one common word is enough for."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, tree.Or):
            stack.extend(node.children)
        elif isinstance(node, tree.And):
            wanted = [c for c in node.children if not isinstance(c, tree.Not | tree.Threshold)]
            stack.extend(wanted if len(wanted) == 1 else ())
        elif isinstance(node, tree.Word | tree.Phrase):
            words = shape_of(node.text).words
            if len(words) == 1 and words[0] in common_words():
                problem = (
                    f"{node.text} alone is a common word; ask for a word of its context too"
                )
                yield _warned(node, problem)


def _broad_exclusion(child: Node) -> Iterator[Warned]:
    options = child.children if isinstance(child, tree.Or) else (child,)
    for option in options:
        if isinstance(option, tree.Word | tree.Phrase):
            words = shape_of(option.text).words
            is_short = len(words) == 1 and "*" in words[0] and words[0].find("*") < SHORT_STEM
            if is_short or (len(words) == 1 and words[0] in common_words()):
                problem = f"NOT {option.text} drops every text that says it anywhere"
                yield _warned(option, f"{problem}; exclude a phrase, or use NEAR")


def _never(root: Node) -> Iterator[Warned]:
    """ANDs that contradict themselves."""
    for node in tree.walk(root):
        if not isinstance(node, tree.And):
            continue
        children = node.children[:_MOST_COMPARED]
        wanted = [child for child in children if not isinstance(child, tree.Not)]
        for negative in (child for child in children if isinstance(child, tree.Not)):
            options = negative.child
            each = options.children if isinstance(options, tree.Or) else (options,)
            for option in each:
                if any(implies(positive, option) for positive in wanted):
                    problem = f"NOT {to_text(option)} drops all that the rest finds"
                    yield _warned(negative, f"{problem}, so this branch never matches")
        yield from _empty_ranges(wanted)


def _empty_ranges(children: Sequence[Node]) -> Iterator[Warned]:
    bounds: dict[str, tuple[float, float]] = {}
    for child in children:
        if isinstance(child, tree.Threshold):
            low, high = bounds.get(child.field, (float("-inf"), float("inf")))
            value = child.value
            low = max(low, {">": value + 1, ">=": value, "=": value}.get(child.operator, low))
            high = min(
                high, {"<": value - 1, "<=": value, "=": value}.get(child.operator, high)
            )
            if low > high:
                problem = f"no number of {child.field} fulfils this and the bounds before it"
                yield _warned(child, f"{problem}, so this branch never matches")
                return
            bounds[child.field] = (low, high)


def _contained(children: Sequence[Node]) -> Iterator[Warned]:
    """Alternatives that add nothing."""
    for first, second in combinations(children[:_MOST_COMPARED], 2):
        for narrow, wide in ((second, first), (first, second)):
            if implies(narrow, wide):
                problem = f"{to_text(narrow)} adds nothing: {to_text(wide)} finds all of it"
                yield _warned(narrow, problem)
                break


def _needless(children: Sequence[Node]) -> Iterator[Warned]:
    """Conditions that another condition fulfils already."""
    for first, second in combinations(children[:_MOST_COMPARED], 2):
        for narrow, wide in ((second, first), (first, second)):
            if isinstance(narrow, tree.TERMS) and implies(narrow, wide):
                problem = f"{to_text(wide)} is needless: {to_text(narrow)} holds only with it"
                yield _warned(wide, problem)
                break


def implies(narrow: Node, wide: Node) -> bool:
    """Whether, as far as can be seen, *wide* holds wherever *narrow* does."""
    if narrow == wide:
        return True
    match narrow, wide:
        case tree.And(children), _:
            return any(child == wide or _words_imply(child, wide) for child in children)
        case _, tree.Or(children):
            return any(child == narrow or _words_imply(narrow, child) for child in children)
        case _:
            return _words_imply(narrow, wide)


def _words_imply(narrow: Node, wide: Node) -> bool:
    """Whether the words of *wide* stand in a row in *narrow*."""
    if not isinstance(narrow, tree.Word | tree.Phrase | tree.Hashtag | tree.Handle):
        return False
    if not isinstance(wide, tree.Word | tree.Phrase):
        return False
    small, big = shape_of(narrow.text), shape_of(wide.text)
    if (
        small.has_wildcard
        or not big.words
        or (isinstance(wide, tree.Word) and big.lead + big.trail)
    ):
        return False
    rows = (
        small.words[at : at + len(big.words)]
        for at in range(len(small.words) - len(big.words) + 1)
    )
    return any(all(map(fnmatchcase, row, big.words)) for row in rows)

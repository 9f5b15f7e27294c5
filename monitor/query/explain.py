"""A query in plain words, as a tree of lines."""

from collections.abc import Iterator

from monitor.query import tree
from monitor.query.print import leaf_text
from monitor.query.terms.shape import shape_of
from monitor.query.tree import Node


def explain(root: Node) -> list[str]:
    """A line for each node of *root*, indented by two blanks under its parent."""
    lines: list[str] = []
    stack: list[tuple[Node, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        lines.append(f"{'  ' * depth}{_line(node)}")
        stack.extend((child, depth + 1) for child in reversed(tree.children_of(node)))
    return lines


def _line(node: Node) -> str:
    match node:
        case tree.And():
            return "all of"
        case tree.Or():
            return "one of"
        case tree.Not():
            return "none of"
        case tree.Field(name):
            return f"in {name}"
        case tree.Near(_, steps):
            return f"near each other, {', then '.join(map(_step, steps))}"
        case tree.Threshold(name, operator, value):
            return f"{name} {operator} {value:,} (an unknown {name} fails)"
        case tree.Reference(name):
            return f"the query of {name}"
        case _:
            return f"{_kind(node)} {leaf_text(node)}"


def _step(step: tree.Step) -> str:
    order = "in this order" if step.is_ordered else "in either order"
    return f"at most {step.words} words between, {order}"


def _kind(node: Node) -> str:
    match node:
        case tree.Word(text) | tree.Phrase(text):
            return " ".join(_of_words(text, is_bare=isinstance(node, tree.Word)))
        case tree.Regex(_, is_cased):
            return "regular expression, case counts," if is_cased else "regular expression"
        case tree.Domain():
            return "domain, with its subdomains,"
        case _:
            return type(node).__name__.lower()


def _of_words(text: str, *, is_bare: bool) -> Iterator[str]:
    shape = shape_of(text)
    is_exact = is_bare and bool(shape.lead or shape.trail)
    if not shape.words or is_exact:
        yield "signs and letters exactly,"
    else:
        yield "word" if len(shape.words) == 1 else f"{len(shape.words)} words in a row,"
    if shape.has_wildcard:
        yield "with a wildcard"

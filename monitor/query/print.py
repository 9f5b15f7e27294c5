"""Tree to text: what `parse` reads back as an equal tree."""

from typing import Final

from monitor.query import tree
from monitor.query.tree import Node

_LOOSE, _OR, _AND, _NOT, _NEAR, _TIGHT = range(6)


def to_text(root: Node) -> str:
    """The query of *root*, with the fewest brackets."""
    parts: list[str] = []
    stack: list[tuple[Node, int] | str] = [(root, _LOOSE)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        node, outer = item
        pieces = _pieces(node)
        if _binding(node) < outer:
            pieces = ["(", *pieces, ")"]
        stack.extend(reversed(pieces))
    return "".join(parts)


def _binding(node: Node) -> int:
    match node:
        case tree.Or():
            return _OR
        case tree.And():
            return _AND
        case tree.Not():
            return _NOT
        case tree.Near():
            return _NEAR
        case _:
            return _TIGHT


def _pieces(node: Node) -> list[tuple[Node, int] | str]:
    match node:
        case tree.Or(children):
            return _joined(children, [" OR "] * (len(children) - 1), _OR + 1)
        case tree.And(children):
            return _joined(children, [" "] * (len(children) - 1), _AND + 1)
        case tree.Near(operands, steps):
            signs = [f" NEAR/{step.words}{'f' * step.is_ordered} " for step in steps]
            return _joined(operands, signs, _NEAR + 1)
        case tree.Not(child):
            return ["NOT ", (child, _NOT)]
        case tree.Field(name, child):
            return [f"{name}:", (child, _TIGHT)]
        case _:
            return [leaf_text(node)]


def _joined(
    nodes: tuple[Node, ...], signs: list[str], binding: int
) -> list[tuple[Node, int] | str]:
    pieces: list[tuple[Node, int] | str] = [(nodes[0], binding)]
    for sign, node in zip(signs, nodes[1:], strict=True):
        pieces += [sign, (node, binding)]
    return pieces


_MARKS: Final = {tree.Phrase: '"', tree.Literal: "`"}


def leaf_text(node: Node) -> str:
    """A leaf as it is written in a query."""
    match node:
        case tree.Word(text) | tree.Domain(text):
            return text
        case tree.Phrase(text) | tree.Literal(text):
            return f"{_MARKS[type(node)]}{text}{_MARKS[type(node)]}"
        case tree.Hashtag(text):
            return f"#{text}"
        case tree.Handle(text):
            return f"@{text}"
        case tree.Regex(pattern, is_cased):
            return f"/{pattern}/{'c' * is_cased}"
        case tree.Threshold(name, operator, value):
            return f"{name}:{operator}{value}"
        case tree.Reference(name):
            return f"{{{name}}}"
        case _:
            raise AssertionError(node)

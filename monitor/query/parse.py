"""Text to tree. Errors name the column and what was expected there."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from monitor.errors import QueryError
from monitor.query import tree
from monitor.query.rules import Built, Fault, builder
from monitor.query.tree import Node

if TYPE_CHECKING:
    from lark import Lark, Token

MAX_LENGTH: Final = 250_000  # characters of one query


def parse(text: str) -> Node:
    """The tree of *text*; `QueryError` with line and column where it cannot be understood."""
    if len(text) > MAX_LENGTH:
        problem = f"a query of {len(text)} characters is too long; the limit is {MAX_LENGTH}"
        raise QueryError(problem, column=MAX_LENGTH + 1)
    if not text.strip():
        raise QueryError("expected a word; the query is empty")
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    built: Built
    try:
        built = _parser().parse(text)  # type: ignore[assignment]  # what the rules return
    except UnexpectedCharacters as error:
        at: int = error.pos_in_stream  # type: ignore[assignment]  # lark declares it None
        raise _error(text, at, _unreadable(text, at)) from None
    except UnexpectedToken as error:
        at = len(text) if error.token.type == "$END" else error.token.start_pos or 0
        raise _error(text, at, _unexpected(text, at, error.token)) from None
    except Fault as error:
        raise _error(text, error.at, error.problem) from None
    _refuse_unbounded(built.node, text)
    return built.node


def _error(text: str, at: int, problem: str) -> QueryError:
    """The error for *problem* at offset *at* of *text*."""
    line_start = text.rfind("\n", 0, at) + 1
    return QueryError(problem, line=text.count("\n", 0, at) + 1, column=at - line_start + 1)


@cache
def _parser() -> "Lark":
    from lark import Lark

    grammar = files("monitor.query").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", transformer=builder(), maybe_placeholders=False)


def _refuse_unbounded(root: Node, text: str) -> None:
    """Raise where a branch has only NOTs: it would match nearly every text."""
    positive: dict[int, bool] = {}
    for node in reversed(list(tree.walk(root))):
        below = [positive[id(child)] for child in tree.children_of(node)]
        match node:
            case tree.Not():
                positive[id(node)] = False
            case tree.And():
                positive[id(node)] = any(below)
            case _:
                positive[id(node)] = all(below)
    node = root
    while not positive[id(node)]:
        negative = (child for child in tree.children_of(node) if not positive[id(child)])
        child = next(negative, None)
        if child is None or isinstance(node, tree.Not | tree.And):
            raise _error(text, node.at, _ONLY_NOT)
        node = child


_ONLY_NOT: Final = (
    "this branch has only NOTs, so it would match nearly all; expected a word to look for"
)

_UNCLOSED: Final = {
    '"': "this quote is not closed",
    "“": "this quote is not closed",
    "”": "this quote is not closed",
    "`": "this backtick is not closed",
    "/": "this regular expression is not closed; expected / at its end",
    "{": "this brace is not closed; expected } after the name",
    "}": "expected a word, not }",
    ":": "expected a word, not a colon; put text with a colon in quotes",
}


def _unreadable(text: str, at: int) -> str:
    found = text[at : at + 100].split(maxsplit=1)[0]
    return _UNCLOSED.get(text[at], f"expected a word, not {found}")


def _unexpected(text: str, at: int, token: "Token") -> str:
    if token.type == "RPAR":
        before = text[:at].rstrip()
        return "expected a word before )" if before.endswith("(") else "this ) closes nothing"
    if token.type == "COMPARE":
        return f"expected a word, not {token}"
    if token.type == "$END" and _open_bracket(text):
        return "expected ) at the end"
    near = text[max(0, at - 100) : at].split()
    place = f" after {near[-1]}" if near else ""
    found = "" if token.type == "$END" else f", not {token}"
    return f"expected a word{place}{found}"


def _open_bracket(text: str) -> bool:
    return text.count("(") > text.count(")") and not text.rstrip().endswith("(")

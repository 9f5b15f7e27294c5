"""Text to tree. Errors name the column and what was expected there."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from monitor.errors import QueryError
from monitor.query import tree
from monitor.query.tree import Node, Step

if TYPE_CHECKING:
    from lark import Lark, Token

MAX_LENGTH: Final = 250_000  # characters of one query
MAX_DEPTH: Final = 200  # brackets, fields and NOTs inside each other
MAX_DISTANCE: Final = 1000  # words between the operands of a NEAR

_DOMAIN = re.compile(r"(?:[^\W_][\w-]*\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{2,})", re.IGNORECASE)
_NEAR = re.compile(r"NEAR/(\d{1,9})(f?)")
_COMPARE = re.compile(r"(>=|<=|>|<|=)(-?\d{1,18})")
_SLOP = re.compile(r"(?:~(\d{1,9}))?")


def parse(text: str) -> Node:
    """The tree of *text*; `QueryError` with line and column where it cannot be understood."""
    if len(text) > MAX_LENGTH:
        problem = f"a query of {len(text)} characters is too long; the limit is {MAX_LENGTH}"
        raise QueryError(problem, column=MAX_LENGTH + 1)
    if not text.strip():
        raise QueryError("expected a word; the query is empty")
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        built: _Built = _parser().parse(text)  # type: ignore[assignment]
    except UnexpectedCharacters as error:
        raise fault(
            text, error.pos_in_stream or 0, _unreadable(text, error.pos_in_stream or 0)
        ) from None
    except UnexpectedToken as error:
        at = len(text) if error.token.type == "$END" else error.token.start_pos or 0
        raise fault(text, at, _unexpected(text, at, error.token)) from None
    except _Fault as error:
        raise fault(text, error.at, error.problem) from None
    refuse_unbounded(built.node, text)
    return built.node


def fault(text: str, at: int, problem: str) -> QueryError:
    """The error for *problem* at offset *at* of *text*."""
    before = text[:at]
    return QueryError(
        problem, line=before.count("\n") + 1, column=at - (before.rfind("\n") + 1) + 1
    )


class _Fault(Exception):
    def __init__(self, at: int, problem: str) -> None:
        super().__init__(problem)
        self.at = at
        self.problem = problem


class _Built(NamedTuple):
    node: Node
    depth: int
    at: int


@cache
def _parser() -> "Lark":
    from lark import Lark

    grammar = files("monitor.query").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", transformer=_builder(), maybe_placeholders=False)


def _at(token: "Token") -> int:
    return token.start_pos or 0


def _leaf(make: Callable[..., Node], token: "Token", text: str, **more: object) -> _Built:
    return _Built(make(text, **more, at=_at(token)), 1, _at(token))


def _needs(token: "Token", text: str, what: str) -> str:
    if not text.strip():
        raise _Fault(_at(token) + 1, f"expected {what}")
    return text


def _word(items: "Sequence[Token]") -> _Built:
    (token,) = items
    if _DOMAIN.fullmatch(token):
        return _leaf(tree.Domain, token, str(token))
    return _leaf(tree.Word, token, str(token))


def _phrase(items: "Sequence[Token]") -> _Built:
    (token,) = items
    body, slop = re.fullmatch(r'["“”]([^"“”]*)["“”](.*)', token, re.DOTALL).groups()  # type: ignore[union-attr]
    _needs(token, body, "a word inside the quotes")
    distance = _SLOP.fullmatch(slop)
    if distance is None:
        raise _Fault(_at(token) + len(body) + 3, "expected a number of words after ~")
    if not slop:
        return _leaf(tree.Phrase, token, body)
    parts = [m for m in re.finditer(r"\S+", body)]
    if len(parts) < 2:
        raise _Fault(
            _at(token) + 1, f"expected two words or more inside the quotes before {slop}"
        )
    step = _step(token, int(distance[1]), is_ordered=False)
    operands = tuple(tree.Word(m[0], _at(token) + 1 + m.start()) for m in parts)
    node = tree.Near(operands, (step,) * (len(operands) - 1), _at(token))
    return _Built(node, 2, _at(token))


def _step(token: "Token", words: int, *, is_ordered: bool) -> Step:
    if words > MAX_DISTANCE:
        raise _Fault(
            _at(token), f"a distance of {words} words is too far; the limit is {MAX_DISTANCE}"
        )
    return Step(words, is_ordered)


def _literal(items: "Sequence[Token]") -> _Built:
    (token,) = items
    return _leaf(
        tree.Literal, token, _needs(token, token[1:-1], "a word between the backticks")
    )


def _regex(items: "Sequence[Token]") -> _Built:
    (token,) = items
    pattern, flags = token[1:].rsplit("/", 1)
    _needs(token, pattern, "a regular expression between the slashes")
    if flags not in ("", "c"):
        at = _at(token) + len(token) - len(flags)
        raise _Fault(
            at, f"expected nothing or c (case counts) after the regular expression, not {flags}"
        )
    check_regex(pattern, is_cased=flags == "c", at=_at(token))
    return _leaf(tree.Regex, token, pattern, is_cased=flags == "c")


def check_regex(pattern: str, *, is_cased: bool, at: int) -> None:
    """Refuse what RE2 cannot run, and what would match every text."""
    from monitor.query.terms.regex import compile_regex

    try:
        found = compile_regex(pattern, is_cased=is_cased).search("")
    except ValueError as error:
        raise _Fault(at + 1, f"this regular expression cannot be run: {error}") from None
    if found is not None:
        raise _Fault(
            at + 1, "this regular expression matches an empty text, so it would match all"
        )


def _hashtag(items: "Sequence[Token]") -> _Built:
    (token,) = items
    return _leaf(tree.Hashtag, token, _needs(token, token[1:], "a word after #"))


def _handle(items: "Sequence[Token]") -> _Built:
    (token,) = items
    return _leaf(tree.Handle, token, _needs(token, token[1:], "a name after @"))


def _reference(items: "Sequence[Token]") -> _Built:
    (token,) = items
    name = _needs(token, token[1:-1], "the name of a query between { and }")
    return _leaf(tree.Reference, token, name.strip())


def _threshold(items: "Sequence[Token]") -> _Built:
    field, compare = items
    name = _field_name(field)
    found = _COMPARE.fullmatch(compare)
    if name not in tree.NUMBER_FIELDS:
        raise _Fault(
            _at(compare), f"{name}: holds no number; expected a word, a phrase or a group"
        )
    if found is None:
        raise _Fault(_at(compare), f"expected a whole number after {name}:{compare[:1]}")
    node = tree.Threshold(name, found[1], int(found[2]), at=_at(field))
    return _Built(node, 1, _at(field))


def _field_name(token: "Token") -> str:
    name = token[:-1].lower()
    if name not in tree.FIELDS:
        known = ", ".join(tree.FIELDS)
        raise _Fault(
            _at(token),
            f"there is no field {token[:-1]}; the fields are {known}; put other text with a colon in quotes",
        )
    return name


def _field(items: Sequence[Any]) -> _Built:
    token, child = items
    name = _field_name(token)
    if name in tree.NUMBER_FIELDS:
        raise _Fault(child.at, f"expected > >= < <= or = and a number after {name}:")
    for node in tree.walk(child.node):
        if isinstance(node, tree.Field | tree.Threshold | tree.Reference):
            raise _Fault(
                node.at, f"expected a word, a phrase or a group of them inside {name}:"
            )
    return _nest(tree.Field(name, child.node, _at(token)), child.depth, _at(token))


def _nest(node: Node, depth: int, at: int) -> _Built:
    if depth >= MAX_DEPTH:
        raise _Fault(at, f"nested too deep; the limit is {MAX_DEPTH} levels")
    return _Built(node, depth + 1, at)


def _group(items: Sequence[Any]) -> _Built:
    opening, built, _ = items
    return _nest(built.node, built.depth, _at(opening))


def _negation(items: Sequence[Any]) -> _Built:
    sign, built = items
    return _nest(tree.negation(built.node, _at(sign)), built.depth, _at(sign))


def _all_of(items: Sequence[_Built]) -> _Built:
    return _join(tree.all_of, items)


def _any_of(items: Sequence[_Built]) -> _Built:
    return _join(tree.any_of, items)


def _join(make: Callable[..., Node], items: Sequence[_Built]) -> _Built:
    if len(items) == 1:
        return items[0]
    at = items[0].at
    return _Built(make((b.node for b in items), at), max(b.depth for b in items), at)


_NEAR_OPERANDS: Final = (
    tree.Word,
    tree.Phrase,
    tree.Literal,
    tree.Hashtag,
    tree.Handle,
    tree.Domain,
)


def _near(items: Sequence[Any]) -> _Built:
    operands: list[_Built] = list(items[::2])
    if len(operands) == 1:
        return operands[0]
    steps = []
    for token in items[1::2]:
        found = _NEAR.fullmatch(token)
        if found is None:
            raise _Fault(
                _at(token), "expected NEAR/ and a number of words, such as NEAR/5 or NEAR/5f"
            )
        steps.append(_step(token, int(found[1]), is_ordered=bool(found[2])))
    for built in operands:
        for node in tree.walk(built.node):
            if not isinstance(node, (tree.Or, *_NEAR_OPERANDS)):
                problem = (
                    "expected a word, a phrase or a group of them joined by OR next to NEAR"
                )
                raise _Fault(node.at, problem)
    node = tree.Near(tuple(b.node for b in operands), tuple(steps), operands[0].at)
    return _Built(node, max(b.depth for b in operands) + 1, operands[0].at)


def _builder() -> Any:
    from lark import Transformer

    rules: Mapping[str, Callable[[Any], _Built]] = {
        "word": _word, "phrase": _phrase, "literal": _literal, "regex": _regex,
        "hashtag": _hashtag, "handle": _handle, "reference": _reference,
        "threshold": _threshold, "field": _field, "group": _group, "negation": _negation,
        "all_of": _all_of, "any_of": _any_of, "near": _near,
    }  # fmt: skip
    methods = {name: staticmethod(rule) for name, rule in rules.items()}
    return type("Builder", (Transformer,), methods)()


def refuse_unbounded(root: Node, text: str) -> None:
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
    for node in tree.walk(root):
        if not positive[id(node)] and isinstance(node, tree.Not) and node is root:
            raise fault(text, node.at, _ONLY_NOT)
    if not positive[id(root)]:
        raise fault(text, root.at, _ONLY_NOT)


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
    return _UNCLOSED.get(text[at], f"expected a word, not {text[at]!r}")


def _unexpected(text: str, at: int, token: "Token") -> str:
    if token.type == "RPAR":
        before = text[:at].rstrip()
        return "expected a word before )" if before.endswith("(") else "this ) closes nothing"
    if token.type == "COMPARE":
        return f"expected a word, not {token}"
    if token.type == "$END" and _open_bracket(text):
        return "expected ) at the end"
    before = re.findall(r"\S+", text[:at])
    place = f" after {before[-1]}" if before else ""
    found = "" if token.type == "$END" else f", not {token}"
    return f"expected a word{place}{found}"


def _open_bracket(text: str) -> bool:
    return text.count("(") > text.count(")") and not text.rstrip().endswith("(")

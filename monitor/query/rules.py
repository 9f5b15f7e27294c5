"""The rules of the grammar: what each makes of its parts, and what it refuses.

Each rule takes the tokens and the `Built` parts that the parser found and returns one `Built`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from monitor.query import tree
from monitor.query.terms.regex import compile_regex
from monitor.query.terms.shape import BadShape, Shape, shape_of
from monitor.query.tree import Node, Step

if TYPE_CHECKING:
    from lark import Token

MAX_DEPTH: Final = 200  # brackets, fields and NOTs inside each other
MAX_DISTANCE: Final = 1000  # words between the operands of a NEAR

_DOMAIN: Final = re.compile(r"(?i:(?:[^\W_][\w-]*\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{2,}))")
_NEAR: Final = re.compile(r"NEAR/(\d{1,9})(f?)")
_COMPARE: Final = re.compile(r"(>=|<=|>|<|=)(-?\d{1,18})")
_PHRASE: Final = re.compile(r'["“”]([^"“”]*)["“”](?:~(\d{1,9}))?')
_OPERATOR: Final = re.compile(r"AND|OR|NOT|NEAR(?:/.*)?")
_PLAIN_WORD: Final = re.compile(r"[^\s()\"“”`{}:#＃@＠/-][^\s()\"“”`{}:]*")

_NO_PLACE: Final = "expected letters or digits: signs alone have no place among the words"
_NOT_IN_FIELDS: Final = (tree.Field, tree.Threshold, tree.Reference)
_NOT_IN_VALUES: Final = (*_NOT_IN_FIELDS, tree.Near, tree.Hashtag, tree.Handle)

NearOperand: TypeAlias = (
    tree.Word | tree.Phrase | tree.Literal | tree.Hashtag | tree.Handle | tree.Domain
)


class Fault(Exception):
    """What is wrong at offset `at` of the query."""

    def __init__(self, at: int, problem: str) -> None:
        super().__init__(problem)
        self.at = at
        self.problem = problem


class Built(NamedTuple):
    """A node, how deep it is nested, and where it starts."""

    node: Node
    depth: int
    at: int


def _at(token: "Token") -> int:
    return token.start_pos or 0


def _leaf(make: Callable[..., Node], token: "Token", text: str, **more: object) -> Built:
    """A leaf of *token*, which reads *text* between its signs."""
    if make is not tree.Regex and make is not tree.Reference:
        _shape(make, text, _at(token) + token.find(text))
    return Built(make(text, **more, at=_at(token)), 1, _at(token))


def _shape(make: Callable[..., Node], text: str, at: int) -> Shape:
    has_wildcards = make not in (tree.Literal, tree.Domain)
    try:
        return shape_of(text, wildcards=has_wildcards)
    except BadShape as error:
        raise Fault(at + error.offset, str(error)) from None


def _needs(token: "Token", text: str, what: str) -> str:
    if not text.strip():
        raise Fault(_at(token) + 1, f"expected {what}")
    return text


def _word(items: "Sequence[Token]") -> Built:
    (token,) = items
    return _leaf(tree.Domain if _DOMAIN.fullmatch(token) else tree.Word, token, str(token))


def _phrase(items: "Sequence[Token]") -> Built:
    (token,) = items
    found = _PHRASE.fullmatch(token)
    if found is None:
        raise Fault(_at(token) + token.rindex("~") + 1, "expected a number of words after ~")
    body, distance = found.groups()
    _needs(token, body, "a word inside the quotes")
    if distance is None:
        return _leaf(tree.Phrase, token, body)
    parts = list(re.finditer(r"\S+", body))
    if len(parts) < 2:
        raise Fault(_at(token) + 1, "expected two words or more inside quotes with a distance")
    operands = tuple(_slop_operand(part[0], _at(token) + 1 + part.start()) for part in parts)
    step = _step(token, int(distance), is_ordered=False)
    return Built(tree.Near(operands, (step,) * (len(operands) - 1), _at(token)), 2, _at(token))


def _slop_operand(text: str, at: int) -> Node:
    is_plain = _PLAIN_WORD.fullmatch(text) and not _OPERATOR.fullmatch(text)
    make: type[NearOperand] = tree.Word if is_plain else tree.Phrase
    if _DOMAIN.fullmatch(text):
        make = tree.Domain
    if not _shape(make, text, at).words:
        raise Fault(at, _NO_PLACE)
    return make(text, at)


def _step(token: "Token", words: int, *, is_ordered: bool) -> Step:
    if words > MAX_DISTANCE:
        raise Fault(
            _at(token), f"a distance of {words} words is too far; the limit is {MAX_DISTANCE}"
        )
    return Step(words, is_ordered)


def _literal(items: "Sequence[Token]") -> Built:
    (token,) = items
    return _leaf(
        tree.Literal, token, _needs(token, token[1:-1], "a word between the backticks")
    )


def _regex(items: "Sequence[Token]") -> Built:
    (token,) = items
    pattern, flags = token[1:].rsplit("/", 1)
    _needs(token, pattern, "a regular expression between the slashes")
    if flags not in ("", "c"):
        at = _at(token) + len(token) - len(flags)
        raise Fault(
            at, f"expected nothing or c (case counts) after the regular expression, not {flags}"
        )
    _check_regex(pattern, is_cased=flags == "c", at=_at(token) + 1)
    return _leaf(tree.Regex, token, pattern, is_cased=flags == "c")


def _check_regex(pattern: str, *, is_cased: bool, at: int) -> None:
    """Refuse what RE2 cannot run, and what would match every text."""
    try:
        found = compile_regex(pattern, is_cased=is_cased).search("")
    except ValueError as error:
        raise Fault(at, f"this regular expression cannot be run: {error}") from None
    if found is not None:
        raise Fault(at, "this regular expression matches an empty text, so it would match all")


def _hashtag(items: "Sequence[Token]") -> Built:
    (token,) = items
    return _leaf(tree.Hashtag, token, _needs(token, token[1:], "a word after #"))


def _handle(items: "Sequence[Token]") -> Built:
    (token,) = items
    return _leaf(tree.Handle, token, _needs(token, token[1:], "a name after @"))


def _reference(items: "Sequence[Token]") -> Built:
    (token,) = items
    name = _needs(token, token[1:-1], "the name of a query between { and }")
    return _leaf(tree.Reference, token, name.strip())


def _threshold(items: "Sequence[Token]") -> Built:
    field, compare = items
    name = _field_name(field)
    found = _COMPARE.fullmatch(compare)
    if name not in tree.NUMBER_FIELDS:
        raise Fault(
            _at(compare), f"{name}: holds no number; expected a word, a phrase or a group"
        )
    if found is None:
        raise Fault(_at(compare), f"expected a whole number after {name}:{compare[:1]}")
    node = tree.Threshold(name, found[1], int(found[2]), at=_at(field))
    return Built(node, 1, _at(field))


def _field_name(token: "Token") -> str:
    name = token[:-1].lower()
    if name not in tree.FIELDS:
        known = ", ".join(tree.FIELDS)
        raise Fault(
            _at(token),
            f"there is no field {token[:-1]}; the fields are {known}; "
            "put other text with a colon in quotes",
        )
    return name


def _field(items: Sequence[Any]) -> Built:
    token, child = items
    name = _field_name(token)
    if name in tree.NUMBER_FIELDS:
        raise Fault(child.at, f"expected > >= < <= or = and a number after {name}:")
    refused = _NOT_IN_VALUES if name in tree.VALUE_FIELDS else _NOT_IN_FIELDS
    for node in tree.walk(child.node):
        if isinstance(node, refused):
            problem = f"expected a word, a phrase or a group of them inside {name}:"
            raise Fault(node.at, problem)
    return _nest(tree.Field(name, child.node, _at(token)), child.depth, _at(token))


def _nest(node: Node, depth: int, at: int) -> Built:
    if depth >= MAX_DEPTH:
        raise Fault(at, f"nested too deep; the limit is {MAX_DEPTH} levels")
    return Built(node, depth + 1, at)


def _group(items: Sequence[Any]) -> Built:
    opening, built, _ = items
    return _nest(built.node, built.depth, _at(opening))


def _negation(items: Sequence[Any]) -> Built:
    sign, built = items
    return _nest(tree.negation(built.node, _at(sign)), built.depth, _at(sign))


def _all_of(items: Sequence[Built]) -> Built:
    return _join(tree.all_of, items)


def _any_of(items: Sequence[Built]) -> Built:
    return _join(tree.any_of, items)


def _join(make: Callable[..., Node], items: Sequence[Built]) -> Built:
    if len(items) == 1:
        return items[0]
    at = items[0].at
    return Built(make((b.node for b in items), at), max(b.depth for b in items), at)


def _check_near(operand: Node) -> None:
    for node in tree.walk(operand):
        if isinstance(node, NearOperand):
            if not _shape(type(node), node.text, node.at).words:
                raise Fault(node.at, _NO_PLACE)
        elif not isinstance(node, tree.Or):
            problem = "expected a word, a phrase or a group of them joined by OR next to NEAR"
            raise Fault(node.at, problem)


def _near(items: Sequence[Any]) -> Built:
    operands: list[Built] = list(items[::2])
    if len(operands) == 1:
        return operands[0]
    steps = []
    for token in items[1::2]:
        found = _NEAR.fullmatch(token)
        if found is None:
            raise Fault(
                _at(token), "expected NEAR/ and a number of words, such as NEAR/5 or NEAR/5f"
            )
        steps.append(_step(token, int(found[1]), is_ordered=bool(found[2])))
    for built in operands:
        _check_near(built.node)
    node = tree.Near(tuple(b.node for b in operands), tuple(steps), operands[0].at)
    return Built(node, max(b.depth for b in operands) + 1, operands[0].at)


def builder() -> Any:
    """The rules as a transformer that lark applies while it parses: no tree in between."""
    from lark import Transformer

    rules: Mapping[str, Callable[[Any], Built]] = {
        "word": _word, "phrase": _phrase, "literal": _literal, "regex": _regex,
        "hashtag": _hashtag, "handle": _handle, "reference": _reference,
        "threshold": _threshold, "field": _field, "group": _group, "negation": _negation,
        "all_of": _all_of, "any_of": _any_of, "near": _near,
    }  # fmt: skip
    methods = {name: staticmethod(rule) for name, rule in rules.items()}
    return type("Builder", (Transformer,), methods)()

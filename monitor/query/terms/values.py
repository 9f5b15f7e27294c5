"""Tests of what a mention has one value of: its site, its kind, its score."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from monitor.model import Mention
from monitor.query import tree
from monitor.query.normal import fold
from monitor.query.terms.regex import compile_regex


class ValueTest(Protocol):
    """`found` gives the value for which the test holds, or None; `field` is what it is of."""

    @property
    def field(self) -> str: ...

    def found(self, mention: Mention) -> str | None: ...


def value_test(leaf: tree.Leaf, field: str) -> ValueTest:
    """The test of *field* that *leaf* asks for."""
    if isinstance(leaf, tree.Threshold):
        return NumberTest(leaf.field, leaf.operator, leaf.value)
    return TextTest(field, _accepts(leaf, field))


_COMPARISONS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class NumberTest:
    """A number against a bound; an unknown number fails."""

    field: str
    comparison: str
    bound: int

    def found(self, mention: Mention) -> str | None:
        number = number_of(mention, self.field)
        if number is None or not _COMPARISONS[self.comparison](number, self.bound):
            return None
        return str(number)


def number_of(mention: Mention, field: str) -> int | None:
    """The number that *field* names; None where the source does not tell."""
    if field == "followers":
        return mention.author.followers if mention.author else None
    if field == "rating":
        return mention.rating
    number: int | None = getattr(mention.engagement, field)
    return number


@dataclass(frozen=True, slots=True)
class TextTest:
    """One of the values that the field has is accepted."""

    field: str
    accepts: Callable[[str], bool]

    def found(self, mention: Mention) -> str | None:
        return next(filter(self.accepts, values_of(mention, self.field)), None)


def values_of(mention: Mention, field: str) -> Iterable[str]:
    """The values that *field* names."""
    values = {
        "site": (mention.site,),
        "source": (mention.source,),
        "kind": (mention.kind,),
        "lang": (mention.language,),
        "link": mention.links,
    }
    return tuple(value for value in values[field] if value)


def _accepts(leaf: tree.Leaf, field: str) -> Callable[[str], bool]:
    match leaf:
        case tree.Regex(pattern, is_cased):
            expression = compile_regex(pattern, is_cased=is_cased)
            return lambda value: expression.search(value) is not None
        case tree.Literal(text):
            return lambda value: value == text
        case tree.Word(text) | tree.Phrase(text) | tree.Domain(text):
            if "*" in text or "?" in text:
                return _wildcard(fold(text), is_place=field in ("site", "link"))
            if field in ("site", "link"):
                return lambda value: is_within(value, text)
            if field == "lang":
                return lambda value: f"{fold(value)}-".startswith(f"{fold(text)}-")
            return lambda value: fold(value) == fold(text)
        case _:
            raise AssertionError(leaf)


def _wildcard(text: str, *, is_place: bool) -> Callable[[str], bool]:
    signs = {"*": ".*", "?": "."}
    pattern = "".join(signs.get(sign, re.escape(sign)) for sign in text)
    expression = compile_regex(f"(?s){pattern}", is_cased=True)
    if is_place:
        return lambda value: expression.fullmatch(_place(value)) is not None
    return lambda value: expression.fullmatch(fold(value)) is not None


_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?")


def _place(value: str) -> str:
    """A site or link without what does not tell places apart: scheme, www, a last slash."""
    return _SCHEME.sub("", fold(value)).removeprefix("www.").rstrip("/")


def is_within(value: str, place: str) -> bool:
    """Whether the site or link *value* is *place*, a subdomain of it, or a path under it."""
    host, _, path = _place(value).partition("/")
    wanted_host, _, wanted_path = _place(place).partition("/")
    host, _, _ = host.partition(":")
    if host != wanted_host and not host.endswith(f".{wanted_host}"):
        return False
    path = re.split(r"[?#]", path)[0]
    return not wanted_path or f"{path}/".startswith(f"{wanted_path}/")

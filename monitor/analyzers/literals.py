"""Strings that a text must hold for a pattern to match: read from the pattern itself.

To look for many strings at once takes far less time than to try many patterns, so a pattern is
tried where the strings that it needs stand. For patterns of literals, sets, groups that capture
nothing, `|` and repetitions; of anything else within a pattern it is assumed that it matches all.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

AnyOf: TypeAlias = frozenset[str]

_MOST: Final = 256  # spellings that are told apart in one place
_SIGN = re.compile(
    r"[\w '@]{2,}(?![*+?{])|\(\?:|\[\^?\]?(?:\\.|[^\]\\])*\]|\\[pP](?:[A-Z]|\{\w+\})|\\.|"
    r"(?:[*+?]|\{\d+(?:,\d*)?\})\??|.",
    re.DOTALL,
)
_ESCAPED: Final = {r"\n": "\n", r"\t": "\t"}
_CLASSES: Final = frozenset([r"\s", r"\S", r"\w", r"\W", r"\d", r"\D"])
_NOTHING: Final[AnyOf] = frozenset([""])


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern: all that it matches where that can be told, and what it needs.

    `needs` stays empty where `spellings` tell it all.
    """

    spellings: AnyOf | None = None
    needs: tuple[AnyOf, ...] = ()

    def needed(self) -> tuple[AnyOf, ...]:
        if self.spellings is None:
            return self.needs
        return () if "" in self.spellings else (self.spellings,)


_ANYTHING = _Part()


def alternatives(pattern: str) -> list[str]:
    """The patterns that *pattern* joins by `|`: it matches where one of them does."""
    found, depth = [""], 0
    for sign in _SIGN.findall(pattern):
        depth += (sign in ("(", "(?:")) - (sign == ")")
        if sign == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def needed(pattern: str) -> list[AnyOf]:
    """Sets of strings: whatever *pattern* matches holds at least one of each set."""
    signs = _SIGN.findall(pattern)[::-1]
    part = _either(signs)
    if signs:
        raise ValueError(f"a group ends that did not begin: {pattern}")
    return [_shortest(each) for each in part.needed()]


def _shortest(strings: AnyOf) -> AnyOf:
    """Those of *strings* that do not go on where another one ends."""
    kept: list[str] = []
    for one in sorted(strings):
        if not kept or not one.startswith(kept[-1]):
            kept.append(one)
    return frozenset(kept)


def _either(signs: list[str]) -> _Part:
    """Takes alternatives from the end of *signs*, up to the end of their group."""
    parts = [_sequence(signs)]
    while signs and signs[-1] == "|":
        signs.pop()
        parts.append(_sequence(signs))
    return parts[0] if len(parts) == 1 else _united(parts)


def _united(parts: Sequence[_Part]) -> _Part:
    """One of *parts*: of each, what is rarest by its length has to stand in for it."""
    spellings = [part.spellings for part in parts if part.spellings is not None]
    together: AnyOf = frozenset().union(*spellings)
    if len(spellings) == len(parts) and len(together) <= _MOST:
        return _Part(together)
    needs = [part.needed() for part in parts]
    if not all(needs):
        return _ANYTHING
    return _Part(needs=(frozenset().union(*(max(each, key=rarity) for each in needs)),))


def rarity(strings: AnyOf) -> tuple[int, int]:
    """More for strings that stand in fewer texts, as far as their length tells."""
    return min(map(len, strings)), -len(strings)


def _sequence(signs: list[str]) -> _Part:
    parts: list[_Part] = []
    while signs and signs[-1] not in ("|", ")"):
        parts.append(_repeated(_one(signs), signs))
    return _joined(parts)


def _joined(parts: Iterable[_Part]) -> _Part:
    """*parts* one after the other; spellings of neighbours become longer ones."""
    needs: list[AnyOf] = []
    so_far, is_all = _NOTHING, True
    for part in parts:
        if part.spellings is not None and len(part.spellings) * len(so_far) <= _MOST:
            so_far = frozenset(one + more for one in so_far for more in part.spellings)
            continue
        is_all = False
        needs += [*_Part(so_far).needed(), *part.needs]
        so_far = _NOTHING if part.spellings is None else part.spellings
    return _Part(so_far) if is_all else _Part(needs=(*needs, *_Part(so_far).needed()))


def _one(signs: list[str]) -> _Part:
    sign = signs.pop()
    if sign == "(?:":
        inside = _either(signs)
        if not signs or signs.pop() != ")":
            raise ValueError("a group that does not end")
        return inside
    if sign == "(":
        raise ValueError("a group that captures, or has flags")
    if sign in (r"\b", "^", "$"):
        return _Part(_NOTHING)
    if sign[0] == "\\":
        return _escaped(sign)
    if sign[0] == "[":
        return _set(sign[1:-1])
    return _ANYTHING if sign == "." else _Part(frozenset([sign]))


def _escaped(sign: str) -> _Part:
    if sign in _CLASSES or sign[:2] in (r"\p", r"\P"):
        return _ANYTHING
    if sign not in _ESCAPED and sign[1].isalnum():
        raise ValueError(f"an escape that is not known: {sign}")
    return _Part(frozenset([_ESCAPED.get(sign, sign[1])]))


def _set(inside: str) -> _Part:
    """Characters; of ranges and classes among them nothing is known."""
    is_plain = inside[0] != "^" and not any(one in inside for one in "\\-[")
    return _Part(frozenset(inside)) if is_plain else _ANYTHING


def _repeated(part: _Part, signs: list[str]) -> _Part:
    """*part* with the repetition that follows it, if one does."""
    times = signs[-1] if signs else ""
    if times[:1] not in ("*", "+", "?", "{"):
        return part
    signs.pop()
    if times[0] == "?":
        return _Part(None if part.spellings is None else part.spellings | _NOTHING)
    if times[0] == "*" or times.startswith("{0"):
        return _ANYTHING
    return _Part(needs=part.needed())

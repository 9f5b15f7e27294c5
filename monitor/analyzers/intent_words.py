"""Looks for the words of all intents in a text, in one go."""

from collections.abc import Sequence
from functools import cache
from typing import Final, TypeAlias

import re2

from monitor.analyzers.intent_rules import NOT_BOUGHT, RULES

READ_CHARACTERS: Final = 4_000


def told(text: str) -> frozenset[str]:
    """The intents whose words stand in *text*; RE2 takes linear time."""
    coded = text[:READ_CHARACTERS].lower().replace("’", "'").encode("utf-8", "replace")
    found = {names[i] for matcher, names in _matchers() for i in matcher.Match(coded) or ()}
    if "" in found:
        found -= {"", "purchase"}
    return frozenset(found)


_Matcher: TypeAlias = "tuple[re2.Filter | re2.Set, tuple[str, ...]]"


@cache
def _matchers() -> tuple[_Matcher, _Matcher]:
    """A filter and a set of patterns, each with the intents of its patterns.

    A filter looks for the letters that each pattern needs, and runs those whose letters are
    there: one automaton for all would have to learn a state for nearly every new turn of phrase.
    The few patterns that no letters rule out stand in an automaton of their own.
    """
    pairs = [
        (name, pattern)
        for name, patterns in {**RULES, "": NOT_BOUGHT}.items()
        for pattern in patterns
    ]
    never_ruled_out = set(_filter(pairs).Match(b"", potential=True) or ())
    apart = [pair for i, pair in enumerate(pairs) if i in never_ruled_out]
    others = [pair for i, pair in enumerate(pairs) if i not in never_ruled_out]
    return (_filter(others), _names(others)), (_set(apart), _names(apart))


def _names(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(name for name, _ in pairs)


def _filter(pairs: Sequence[tuple[str, str]]) -> "re2.Filter":
    made = re2.Filter()
    for _, pattern in pairs:
        made.Add(pattern, _options())
    made.Compile()
    return made


def _set(pairs: Sequence[tuple[str, str]]) -> "re2.Set":
    made = re2.Set.SearchSet(_options())
    for _, pattern in pairs:
        made.Add(pattern)
    made.Compile()
    return made


def _options() -> "re2.Options":
    options = re2.Options()
    options.log_errors = False
    return options

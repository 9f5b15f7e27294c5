"""What is wrong in a config, in words, with the key and its line."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError


def told(error: ValidationError | TypeError, text: str, path: Path) -> str:
    if isinstance(error, TypeError):
        return f"{path}: unknown table 'path'; remove it"
    lines = [
        f"{path}:{line_of(text, fault['loc'])}: {_key(fault['loc'])}: {_say(fault)}"
        for fault in error.errors()
    ]
    return "\n".join(lines)


def _key(place: tuple[int | str, ...]) -> str:
    """The place of a fault as people write it: source[2].url."""
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")


_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "extra_forbidden": lambda _: "unknown key; see config.example.toml",
    "missing": lambda _: "missing; add it",
    "string_type": lambda _: "expected a text in quotes",
    "int_type": lambda _: "expected a whole number",
    "float_type": lambda _: "expected a number",
    "bool_type": lambda _: "expected true or false",
    "tuple_type": lambda _: "expected a list: [ … ]",
    "string_pattern_mismatch": lambda _: "expected letters, digits, blanks and . & + ' - only",
}


def _say(fault: Mapping[str, Any]) -> str:
    known = _WORDS.get(fault["type"])
    return known(fault) if known else fault["msg"][:1].lower() + fault["msg"][1:]


def line_of(text: str, place: tuple[int | str, ...]) -> int:
    """The line of a key in the TOML text: best effort, at least its table's header."""
    header, key = (str(place[0]), str(place[-1])) if place else ("", "")
    nth = next((p for p in place if isinstance(p, int)), 0)
    starts = [m.start() for m in re.finditer(rf"(?m)^[ \t]*\[+\s*{re.escape(header)}\b", text)]
    start = starts[min(nth, len(starts) - 1)] if starts else 0
    end = text.find("\n[", start + 1) if starts else -1
    found = re.compile(rf"(?m)^[ \t]*{re.escape(key)}[ \t]*=").search(
        text, start, len(text) if end < 0 else end
    )
    at = found.start() if found else start
    return text.count("\n", 0, at) + 1

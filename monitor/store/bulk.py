"""Many rows a statement: a third less time than one by one."""

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

_TOGETHER: Final = 100


def insert(
    connection: sqlite3.Connection,
    into: str,
    rows: Sequence[tuple[Any, ...]],
    *,
    otherwise: str = "",
) -> None:
    """Run "INSERT … *into* VALUES … *otherwise*" for all *rows*, which are of one length."""
    whole = len(rows) - len(rows) % _TOGETHER
    if whole:
        statement = _statement(into, len(rows[0]), _TOGETHER, otherwise)
        for start in range(0, whole, _TOGETHER):
            some = rows[start : start + _TOGETHER]
            connection.execute(statement, list(chain.from_iterable(some)))
    if len(rows) > whole:
        connection.executemany(_statement(into, len(rows[0]), 1, otherwise), rows[whole:])


@cache
def _statement(into: str, width: int, count: int, otherwise: str) -> str:
    row = f"({', '.join('?' * width)})"
    return f"INSERT {into} VALUES {', '.join([row] * count)} {otherwise}"

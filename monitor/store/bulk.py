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
    if rows:
        flat = list(chain.from_iterable(rows))
        insert_flat(connection, into, flat, width=len(rows[0]), otherwise=otherwise)


def insert_flat(
    connection: sqlite3.Connection,
    into: str,
    values: Sequence[Any],
    *,
    width: int,
    otherwise: str = "",
) -> None:
    """The same for rows of *width* values that stand one behind the other."""
    together = width * _TOGETHER
    whole = len(values) - len(values) % together
    for start in range(0, whole, together):
        statement = _statement(into, width, _TOGETHER, otherwise)
        connection.execute(statement, values[start : start + together])
    rest = [values[start : start + width] for start in range(whole, len(values), width)]
    if rest:
        connection.executemany(_statement(into, width, 1, otherwise), rest)


@cache
def _statement(into: str, width: int, count: int, otherwise: str) -> str:
    row = f"({', '.join('?' * width)})"
    return f"INSERT {into} VALUES {', '.join([row] * count)} {otherwise}"

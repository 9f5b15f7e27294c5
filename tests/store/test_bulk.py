"""Many rows a statement are the rows that were given."""

import sqlite3

import pytest

from monitor.store.bulk import insert, insert_flat


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_every_row_is_put_in_once_and_in_its_order(count: int) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE pair (one INTEGER PRIMARY KEY, two TEXT)")
    rows = [(number, str(number)) for number in range(count)]
    insert(connection, "INTO pair", rows)
    assert connection.execute("SELECT * FROM pair").fetchall() == rows
    flat = [value for number, _ in rows for value in (number, "again")]
    again = "ON CONFLICT DO UPDATE SET two = excluded.two"
    insert_flat(connection, "INTO pair", flat, width=2, otherwise=again)
    assert connection.execute("SELECT two FROM pair").fetchall() == [("again",)] * count

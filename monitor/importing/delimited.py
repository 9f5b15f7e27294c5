"""CSV in the dialects people have: any delimiter, lines before the header, broken quotes.

A quote that is never closed would swallow the rest of the file. Its first line is given up,
with its reason, and reading goes on with the next.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, TextIO

from monitor.errors import DataError
from monitor.importing.rows import Record, Unreadable

_MAX_LINE: Final = 16_000_000
_MAX_CELL: Final = 500_000
_SAMPLE_LINES: Final = 200
_SAMPLE_CHARS: Final = 1_000_000
_HEADER_WITHIN: Final = 30
_DELIMITERS: Final = (",", ";", "\t", "|")

Known = Callable[[Sequence[str]], int]


class _Overlong(Exception):
    """A line that is longer than any row can be."""


class _Lines:
    """The lines of a file, counted; those of the row being read can be put back.

    `width` is the number of columns, None before the header is read.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._back: deque[str] = deque()
        self.number = 0
        self.row: list[str] = []
        self.ended = False
        self.width: int | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._stream.readline(_MAX_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        if len(line) >= _MAX_LINE:
            self._skip_rest()
            raise _Overlong
        self.row.append(line)
        return line

    def start_row(self) -> int:
        """Forget the row before; the number of the line where the next one starts."""
        self.row.clear()
        return self.number + 1

    def put_back(self, lines: Sequence[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)
        self.ended = False

    def ahead(self) -> list[str]:
        """The first lines of the file, which stay to be read."""
        sample: list[str] = []
        size = 0
        while size < _SAMPLE_CHARS and len(sample) < _SAMPLE_LINES:
            line = self._stream.readline(_MAX_LINE)
            if not line:
                break
            sample.append(line)
            size += len(line)
        self._back.extend(sample)
        return sample

    def _skip_rest(self) -> None:
        while (rest := self._stream.readline(_MAX_LINE)) and len(rest) >= _MAX_LINE:
            pass


def read_table(stream: TextIO, name: str, known: Known) -> Iterator[Record | Unreadable]:
    """The rows of a CSV file as records, keyed by the names in its header.

    *known* says how many of some column names mean something to us: so the delimiter and the
    header are found. Raises `DataError` where there is no header.
    """
    csv.field_size_limit(_MAX_CELL)
    lines = _Lines(stream)
    sample = lines.ahead()
    delimiter, before = _dialect(sample, known)
    rows = _rows(lines, delimiter, name)
    header = _header(rows, before, name)
    lines.width = len(header)
    for row in rows:
        if isinstance(row, Unreadable):
            yield row
            continue
        line, cells = row
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            reason = f"{len(cells)} cells where the header names {len(header)}"
            yield Unreadable(name, line, reason)
        else:
            yield Record(line, dict(zip(header, cells, strict=False)))


def _rows(
    lines: _Lines, delimiter: str, name: str
) -> Iterator[tuple[int, list[str]] | Unreadable]:
    """Each row that is not blank with the number of its first line."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = lines.start_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _Overlong:
            reader = csv.reader(lines, delimiter=delimiter)
            yield Unreadable(name, lines.number, f"longer than {_MAX_LINE:,} characters")
            continue
        except csv.Error:
            cells = None
        if cells is None or _swallows(lines, cells, delimiter):
            lines.put_back(lines.row[1:])
            reader = csv.reader(lines, delimiter=delimiter)
            yield Unreadable(name, line, "a quoted cell that is never closed, or far too long")
        elif any(cell.strip() for cell in cells):
            yield line, cells


def _swallows(lines: _Lines, cells: Sequence[str], delimiter: str) -> bool:
    """Whether a quote that was meant to end took the lines after it into this row.

    So it is where the file ends inside quotes, and where a row over several lines is no strict
    CSV and either has a wrong number of cells or contains lines that are rows themselves.
    """
    if len(lines.row) < 2 and not lines.ended:
        return False
    try:
        list(csv.reader(lines.row, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if lines.ended and "unexpected end" in str(error):
            return True
        return len(cells) != lines.width or any(
            len(inner) == lines.width
            for line in lines.row[1:]
            for inner in csv.reader([line], delimiter=delimiter)
        )
    return False


def _dialect(sample: Sequence[str], known: Known) -> tuple[str, int]:
    """The delimiter, and how many rows stand before the header."""
    best = (-1.0, 0.0, 0)
    chosen = (",", 0)
    for delimiter in _DELIMITERS:
        rows = _sample_rows(sample, delimiter)
        if not rows:
            continue
        scores = [known(row) for row in rows[:_HEADER_WITHIN]]
        at = scores.index(max(scores))
        widths = [len(row) for row in rows[at:]]
        alike = sum(width == widths[0] for width in widths) / len(widths)
        score = (float(max(scores)), alike if widths[0] > 1 else 0.0, widths[0])
        if score > best:
            best, chosen = score, (delimiter, at)
    return chosen


def _sample_rows(sample: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in islice(csv.reader(sample, delimiter=delimiter), _SAMPLE_LINES):
            if any(cell.strip() for cell in row):
                rows.append(row)
    except csv.Error:
        pass  # a broken row further down: what stands before it is sample enough
    return rows


def _header(
    rows: Iterator[tuple[int, list[str]] | Unreadable], before: int, name: str
) -> list[str]:
    """The names of the columns; empty and repeated ones are numbered."""
    for _ in range(before):
        next(rows, None)
    first = next(rows, None)
    if first is None or isinstance(first, Unreadable):
        raise DataError(f"{name}: no row of column names was found; is this a CSV file?")
    header: list[str] = []
    for number, cell in enumerate(first[1], start=1):
        column = cell.strip().lstrip("\ufeff").strip() or f"column {number}"
        header.append(column if column not in header else f"{column} {number}")
    return header

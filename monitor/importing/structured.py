"""JSON in the shapes people have: one object a line, arrays, and arrays inside an object.

Arrays are read one item at a time, so a file may be larger than the memory. A line of JSON
Lines that is broken costs that line; inside one large document nothing tells where to go on, so
reading ends there and says so.
"""

import json
import re
from collections.abc import Generator, Iterator
from typing import Any, Final, TextIO

from monitor.errors import DataError
from monitor.importing.rows import Record, Unreadable
from monitor.importing.unfold import WRAPPERS, speaks, unfold

_MAX_VALUE: Final = 16_000_000
_CHUNK: Final = 1 << 16
_HELD: Final = 1_000
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_ARCHIVE_PREFIX = re.compile(r"\s*window\.YTD\.[\w.]+\s*=\s*")


def _nothing(_: str) -> None:
    """NaN and Infinity are no JSON; exports that write them mean "no value"."""


_DECODER: Final = json.JSONDecoder(parse_constant=_nothing)


def read_json(stream: TextIO, name: str) -> Iterator[Record | Unreadable]:
    """The items of JSON Lines, of an array, or of an object that wraps arrays.

    Raises `DataError` where a document breaks off or is no JSON from some place on.
    """
    first = stream.readline(_MAX_VALUE)
    while first and not first.strip():
        first = stream.readline(_MAX_VALUE)
    if _is_a_line(first):
        yield from _lines(first, stream, name)
    else:
        yield from _documents(_Scanner(first, stream, name))


def _is_a_line(first: str) -> bool:
    """Whether the first line is a JSON value on its own, or at least meant as one."""
    text = first.strip().lstrip("\ufeff")
    if not text.startswith("{") or len(first) >= _MAX_VALUE:
        return False
    try:
        _DECODER.decode(text)
    except (ValueError, RecursionError):
        return len(text) > 2 and text.endswith("}")
    return True


def _lines(first: str, stream: TextIO, name: str) -> Iterator[Record | Unreadable]:
    number, line = 1, first
    while line:
        text = line.strip().lstrip("\ufeff")
        if len(line) >= _MAX_VALUE and not line.endswith("\n"):
            yield Unreadable(name, number, f"longer than {_MAX_VALUE:,} characters")
            _skip_line(stream)
        elif text:
            yield from _of_line(text, number, name)
        number += 1
        line = stream.readline(_MAX_VALUE)


def _skip_line(stream: TextIO) -> None:
    while (rest := stream.readline(_MAX_VALUE)) and not rest.endswith("\n"):
        pass


def _of_line(text: str, number: int, name: str) -> Iterator[Record | Unreadable]:
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        yield Unreadable(name, number, "nested too deep")
    except ValueError as error:
        yield Unreadable(name, number, f"not JSON: {_problem(error)}")
    else:
        yield from _items(value, number, name)


def _items(value: Any, line: int, name: str) -> Iterator[Record | Unreadable]:
    for item in unfold(value):
        if isinstance(item, dict):
            yield Record(line, item)
        else:
            yield Unreadable(name, line, f"an object is wanted, not {_kind(item)}")


def _problem(error: ValueError) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "a number without end"


def _kind(value: object) -> str:
    names = {list: "an array", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


class _Scanner:
    """A window on a JSON text that moves forward value by value."""

    def __init__(self, start: str, stream: TextIO, name: str) -> None:
        self._text = _ARCHIVE_PREFIX.sub("", start, count=1)
        self._at = 0
        self._stream = stream
        self._ended = False
        self.name = name
        self.line = 1

    def peek(self) -> str:
        """The next sign that is no blank, "" at the end."""
        while True:
            blank = _SPACE.match(self._text, self._at)
            self._move(blank.end() if blank else self._at)
            if self._at < len(self._text) or not self._fill(_CHUNK):
                return self._text[self._at : self._at + 1]

    def skip(self, sign: str) -> bool:
        """Step over *sign* if it comes next."""
        if self.peek() != sign:
            return False
        self._move(self._at + 1)
        return True

    def value(self) -> Any:
        """The next whole value."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self.broken("nested too deep") from None
            except ValueError as error:
                if self._size() > _MAX_VALUE or not self._fill(max(_CHUNK, self._size())):
                    raise self.broken(_problem(error)) from None
                continue
            if end < len(self._text) or not self._fill(_CHUNK):
                self._move(end)
                return value

    def broken(self, problem: str) -> DataError:
        return DataError(
            f"{self.name}: line {self.line:,}: not JSON from here on: {problem}; what stood "
            "before was imported"
        )

    def _size(self) -> int:
        return len(self._text) - self._at

    def _move(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def _fill(self, size: int) -> bool:
        """Read on; False at the end. What lies behind is let go."""
        more = "" if self._ended else self._stream.read(size)
        if not more:
            self._ended = True
            return False
        self._text = self._text[self._at :] + more
        self._at = 0
        return True


def _documents(scanner: _Scanner) -> Iterator[Record | Unreadable]:
    """One document after the other, till the end of the file."""
    while sign := scanner.peek():
        if sign == "[":
            yield from _array(scanner)
        elif sign == "{":
            yield from _object(scanner)
        else:
            raise scanner.broken("an object or an array is wanted")


def _array(scanner: _Scanner) -> Iterator[Record | Unreadable]:
    for line, value in _elements(scanner):
        yield from _items(value, line, scanner.name)


def _elements(scanner: _Scanner) -> Iterator[tuple[int, Any]]:
    """The elements of the array that begins here, each with its line."""
    scanner.skip("[")
    if scanner.skip("]"):
        return
    while True:
        scanner.peek()
        yield scanner.line, scanner.value()
        if scanner.skip("]"):
            return
        if not scanner.skip(","):
            raise scanner.broken("a comma or the end of the array is wanted")


def _object(scanner: _Scanner) -> Iterator[Record | Unreadable]:
    """An object: whole where it is small, else the array it wraps item by item."""
    line = scanner.line
    whole: dict[str, Any] = {}
    given_already = False
    for key in _keys(scanner):
        if key in WRAPPERS and scanner.peek() == "[":
            held = yield from _held(scanner)
            given_already = given_already or held is None
            whole[key] = held
        else:
            whole[key] = scanner.value()
    if not given_already or speaks(whole):
        yield from _items(whole, line, scanner.name)


def _held(
    scanner: _Scanner,
) -> Generator[Record | Unreadable, None, list[Any] | None]:
    """The elements of an array, kept while they are few: their object may say more of them.

    None where they were many: then they have been given one by one.
    """
    held: list[Any] | None = []
    for line, value in _elements(scanner):
        if held is not None and len(held) < _HELD:
            held.append(value)
            continue
        for early in held or ():
            yield from _items(early, line, scanner.name)
        held = None
        yield from _items(value, line, scanner.name)
    return held


def _keys(scanner: _Scanner) -> Iterator[str]:
    """The keys of the object that begins here; after each, its value has to be taken."""
    scanner.skip("{")
    if scanner.skip("}"):
        return
    while True:
        if scanner.peek() != '"':
            raise scanner.broken("a name in quotes is wanted")
        key = str(scanner.value())
        if not scanner.skip(":"):
            raise scanner.broken("a colon is wanted")
        yield key
        if scanner.skip("}"):
            return
        if not scanner.skip(","):
            raise scanner.broken("a comma or the end of the object is wanted")

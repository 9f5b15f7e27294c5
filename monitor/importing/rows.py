"""What the readers of files pass on: records, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any, TypeAlias

Fields: TypeAlias = Mapping[str, Any]


class RowError(Exception):
    """One row cannot be read; the text is the reason. The file goes on."""


@dataclass(frozen=True, slots=True)
class Record:
    """One item of a file before it is a mention. `line` counts from 1."""

    line: int
    fields: Fields


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that could not be read, with the place and the reason, for people."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: line {self.line:,}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Textless:
    """A row that is well but says nothing: no text and no title (a boost, a removed post)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to read. `mapping` is field → column, over what the layout says.

    `layout` None: recognised by its columns. `date_format` is one of strptime's. `zone` is
    meant by times that name none. `encoding` None: found out. `source` None: the layout's.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    layout: str | None = None
    date_format: str | None = None
    source: str | None = None
    zone: tzinfo = UTC
    encoding: str | None = None

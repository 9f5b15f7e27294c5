"""What every report is made of: frozen sections, tables, rows and figures.

    Report ── Section ─┬─ Table ── Row ── Cell (text, number or Figure), quotes
                       ├─ Trend ── Line ── DayPoint     (per day, with gaps and spikes marked)
                       └─ Curve ── CurveLine ── (x, y)  (concentration, response times)

A renderer needs nothing else; it formats and never computes. Unknown is None. Keys are unique
within a report and stable: they are the names in the JSON.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from monitor.store.reading import Filter

Unit = Literal[
    "text",
    "count",
    "percent",  # 0 to 100
    "points",  # differences of percentages, and net sentiment: -100 to 100
    "ratio",
    "seconds",
    "day",  # YYYY-MM-DD
    "time",  # UTC, ISO 8601 with Z
]


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval, in the unit of its figure."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Against the period before: the difference, and whether chance alone explains it.

    `is_marked`: it stands out (each table says by which rule). None: not tested.
    """

    by: float
    is_marked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with what is needed to read it.

    `n` is what it rests on (mentions, unless the definition says authors), `missing` why
    `value` is None. `mentions` is the filter it was counted with: a count that has one is the
    number of mentions that the filter finds.
    """

    value: float | None
    unit: Unit = "count"
    n: int | None = None
    interval: Interval | None = None
    before: float | None = None
    change: Change | None = None
    missing: str | None = None
    mentions: Filter | None = None


Cell: TypeAlias = str | int | float | Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table. `definition` says in one sentence what its figures mean."""

    key: str
    title: str
    unit: Unit = "text"
    definition: str = ""
    is_bar: bool = False  # of 100 %: worth a bar where there is room


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A mention's own words. `at` is when it counts, `text` is plain and may be hostile."""

    id: int
    text: str
    author: str | None
    site: str | None
    url: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`cells` in the order of the columns; `mentions` leads to what the row counts."""

    cells: tuple[Cell, ...]
    mentions: Filter | None = None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns. `notes` are about reading it; `empty` says why there are no rows."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = "nothing in this period"


DayMark = Literal["", "down", "capped", "silent", "spike", "today"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPoint:
    """One day of a line. None: not known (all its sources were down), which is not zero.

    `marks` may hold several: "down" (a source failed), "capped" (a service gave only a part),
    "silent" (a source that usually speaks did not), "spike", "today" (the day is not over).
    `about` says what a spike is about, or which sources were down.
    """

    day: str
    value: float | None
    marks: tuple[DayMark, ...] = ()
    about: str = ""
    mentions: Filter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The days of one brand, or of one part of it."""

    label: str
    points: tuple[DayPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Lines over the same days."""

    key: str
    title: str
    unit: Unit
    definition: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveLine:
    label: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Lines over a number: how a share grows with authors, or with time."""

    key: str
    title: str
    x_title: str
    x_unit: Unit
    y_title: str
    y_unit: Unit
    definition: str
    lines: tuple[CurveLine, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of a report; its blocks are shown in this order."""

    key: str
    title: str
    blocks: tuple[Table | Trend | Curve, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. Days are of `timezone`, half-open; `next_steps` help an empty one."""

    name: str
    title: str
    generated_at: datetime
    timezone: str
    since: str
    until: str
    before_since: str
    before_until: str
    brands: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = field(default=())

    def tables(self) -> tuple[Table, ...]:
        return tuple(b for s in self.sections for b in s.blocks if isinstance(b, Table))

    def trends(self) -> tuple[Trend, ...]:
        return tuple(b for s in self.sections for b in s.blocks if isinstance(b, Trend))

    def curves(self) -> tuple[Curve, ...]:
        return tuple(b for s in self.sections for b in s.blocks if isinstance(b, Curve))

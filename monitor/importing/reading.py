"""Reading one file: find out what it is, then give its mentions one by one.

`read` is the whole interface: bytes in; mentions, unreadable rows and textless ones out. It
stores nothing, and its memory does not grow with the file.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final, TypeAlias

from monitor.errors import DataError, UsageError
from monitor.importing.dates import Dates
from monitor.importing.decoding import text_of
from monitor.importing.delimited import read_table
from monitor.importing.inputs import Opened
from monitor.importing.layouts import (
    LAYOUTS,
    Plan,
    check_mapping,
    has_column,
    layout_named,
    plan_for,
    promise,
)
from monitor.importing.mentions import Reader
from monitor.importing.rows import Options, Record, RowError, Textless, Unreadable
from monitor.importing.structured import read_json
from monitor.model import Mention

Item: TypeAlias = Mention | Unreadable | Textless

_HELD: Final = 10_000
_PLANS: Final = 1_000
_AMBIGUOUS = "--date-format %d/%m/%Y or --date-format %m/%d/%Y (with %H:%M for a time of day)"


def read(opened: Opened, options: Options) -> Iterator[Item]:
    """What *opened* holds, in its order.

    Raises `DataError` where the file as a whole cannot be read, or breaks off; `UsageError`
    where *options* do not fit it.
    """
    check_mapping(options.mapping)
    if options.layout:
        layout_named(options.layout)
    if opened.content in ("mbox", "mail"):
        from monitor.importing.mail import read_mail

        return read_mail(opened, options)
    return _read_records(opened, options)


def _read_records(opened: Opened, options: Options) -> Iterator[Item]:
    text = text_of(opened.stream, opened.head, options.encoding)
    if opened.content == "json":
        records = read_json(text, opened.name)
    else:
        records = read_table(text, opened.name, lambda names: _promise(names, options))
    return _File(opened, options).items(records)


def _promise(columns: Sequence[str], options: Options) -> int:
    mapped = sum(column in columns for column in options.mapping.values())
    return promise(columns) + 2 * mapped


class _File:
    """One file being read: what has been found out about it so far."""

    def __init__(self, opened: Opened, options: Options) -> None:
        self._name = opened.name
        self._content = opened.content
        self._options = options
        self._dates = Dates(options.date_format, options.zone)
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._reader: Reader | None = None

    def items(self, records: Iterator[Record | Unreadable]) -> Iterator[Item]:
        """Mentions of *records*; they wait while nothing says which is the day in 2/3/2015."""
        waiting: list[Record | Unreadable] = []
        example: tuple[int, str] | None = None
        for record in records:
            undecided = self._undecided(record) if self._dates.order is None else None
            example = example or undecided
            if example is None or self._dates.order:
                for held in waiting:
                    yield self._item(held)
                waiting.clear()
                yield self._item(record)
                continue
            waiting.append(record)
            if len(waiting) >= _HELD:
                break
        if waiting:
            assert example is not None  # noqa: S101  rows wait only after an undecided one
            raise DataError(
                f"{self._name}: line {example[0]:,}: '{example[1]}' may mean two days, and no "
                f"other row tells which; say it with {_AMBIGUOUS}"
            )

    def _undecided(self, record: Record | Unreadable) -> tuple[int, str] | None:
        if isinstance(record, Unreadable):
            return None
        plan = self._plan(record)
        for value in self._readers(plan).dated_values(record.fields, plan):
            if not self._dates.learn(value):
                return record.line, str(value)
        return None

    def _item(self, record: Record | Unreadable) -> Item:
        if isinstance(record, Unreadable):
            return record
        plan = self._plan(record)
        try:
            mention = self._readers(plan).mention(record.fields, plan)
        except RowError as error:
            return Unreadable(self._name, record.line, str(error))
        return mention or Textless(self._name, record.line)

    def _plan(self, record: Record) -> Plan:
        columns = tuple(record.fields)
        plan = self._plans.get(columns)
        if plan is None:
            plan = plan_for(columns, self._options.layout, self._options.mapping)
            if self._content == "csv":
                self._check(columns, plan)
            if len(self._plans) < _PLANS:
                self._plans[columns] = plan
        return plan

    def _check(self, columns: Sequence[str], plan: Plan) -> None:
        """A CSV file has the same columns in each row: what is missing is missing for good."""
        shown = ", ".join(name[:40] for name in columns[:12])
        for column in self._options.mapping.values():
            if not has_column(columns, column):
                raise UsageError(
                    f"--map: {self._name} has no column '{column}'; it has {shown}"
                )
        if not any(
            has_column(columns, path)
            for field in ("text", "title")
            for path in plan.paths.get(field, ())
        ):
            raise DataError(
                f"{self._name}: no column for the text among {shown}; "
                "name it with --map text=COLUMN"
            )

    def _readers(self, plan: Plan) -> Reader:
        """The reader of this file; its source is named after the first layout that is met."""
        if self._reader is None:
            source = self._options.source or source_name(self._name, plan)
            self._reader = Reader(
                source, self._dates, keeps_sources=self._options.source is None
            )
        return self._reader


def source_name(file: str, plan: Plan) -> str:
    """What to call the source of *file*: the network of a known layout, else the file's name.

    Ids of a service are unique there; those of a table may be row numbers, so two tables are
    two sources unless told otherwise.
    """
    if plan.layout.network:
        return plan.layout.network
    if plan.layout.name != "columns":
        return plan.layout.name
    if file == "standard input":
        return "import"
    path = PurePath(file)
    return (path.with_suffix("") if path.suffix == ".gz" else path).stem[:64] or "import"


__all__ = ["LAYOUTS", "Item", "read", "source_name"]

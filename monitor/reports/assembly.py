"""What all reports have in common: the frame around their sections."""

from dataclasses import replace

from monitor.reports.period import Period
from monitor.reports.rows import Cell, Figure, Report, Row, Section, Table
from monitor.reports.scope import Scope


def assemble(
    scope: Scope,
    name: str,
    title: str,
    sections: tuple[Section, ...],
    notes: tuple[str, ...] = (),
) -> Report:
    """A report of these sections; an empty period or store is told what to do next."""
    before = scope.period.before
    notes = (*notes, *_short_past(scope))
    if not has_before(scope):
        sections = tuple(_alone(section) for section in sections)
        notes = (
            *notes,
            "Nothing is stored of the period before, so nothing is compared with it.",
        )
    return Report(
        name=name,
        title=title,
        generated_at=scope.now,
        timezone=str(scope.zone),
        since=scope.period.since.isoformat(),
        until=scope.period.until.isoformat(),
        before_since=before.since.isoformat(),
        before_until=before.until.isoformat(),
        brands=scope.brands,
        sections=sections,
        notes=notes,
        next_steps=next_steps(scope),
    )


def next_steps(scope: Scope) -> tuple[str, ...]:
    """What to do where there is nothing to report; empty where there is."""
    if not scope.brands:
        return ("no brand is configured; write one with: monitor init",)
    first, last = stored_days(scope)
    if first is None or last is None:
        return ("nothing is stored yet; collect with: monitor fetch, or: monitor import FILE",)
    if _overlaps(scope.period, first, last):
        return ()
    until = Period.day_after(last)
    return (
        f"no mention between {scope.period.since} and {scope.period.until}; the store holds "
        f"{first} to {last}, try: --since {first} --until {until}",
    )


def stored_days(scope: Scope) -> tuple[str | None, str | None]:
    """The first and last day with a mention of any of the brands."""
    firsts = [scope.rows("first_day", brand)[0]["day"] for brand in scope.brands]
    lasts = [scope.rows("last_day", brand)[0]["day"] for brand in scope.brands]
    return (
        min((day for day in firsts if day), default=None),
        max((day for day in lasts if day), default=None),
    )


def _overlaps(period: Period, first: str, last: str) -> bool:
    return first < period.until.isoformat() and last >= period.since.isoformat()


def has_before(scope: Scope) -> bool:
    """Whether the store reaches back into the period before."""
    first, _ = stored_days(scope)
    return first is not None and first < scope.period.since.isoformat()


def _short_past(scope: Scope) -> tuple[str, ...]:
    """A word of warning where the store begins within the period before."""
    first, _ = stored_days(scope)
    before = scope.period.before
    if first is None or not before.since.isoformat() < first < before.until.isoformat():
        return ()
    return (
        f"The store begins on {first}: the period before is shorter, so counts seem to grow.",
    )


def _alone(section: Section) -> Section:
    blocks = tuple(
        replace(block, rows=tuple(_row_alone(row) for row in block.rows))
        if isinstance(block, Table)
        else block
        for block in section.blocks
    )
    return replace(section, blocks=blocks)


def _row_alone(row: Row) -> Row:
    return replace(row, cells=tuple(_cell_alone(cell) for cell in row.cells))


def _cell_alone(cell: Cell) -> Cell:
    """A figure that is compared with nothing: a store's first weeks grew from no zero."""
    return replace(cell, before=None, change=None) if isinstance(cell, Figure) else cell

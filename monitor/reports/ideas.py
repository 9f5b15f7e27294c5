"""Stage 5, change: the idea log, what was asked for, what became of it, who was told."""

from collections.abc import Sequence
from typing import Any, Final

from monitor.reports.definitions import column
from monitor.reports.rows import Figure, Row, Table
from monitor.reports.scope import Scope
from monitor.store.reading import Filter

EMPTY: Final = "no idea is logged; wishes become ideas with: monitor ideas add"
_STATUSES: Final = ("asked", "considered", "planned", "done", "declined")
_COLUMNS: Final = (
    column("idea_askers", "Askers", "count"),
    column("idea_mentions", "Mentions", "count"),
    column("idea_told", "Told", "count"),
    column("idea_came_back", "Came back", "count"),
)


def idea_tables(scope: Scope) -> tuple[Table, ...]:
    """The log by idea, most askers first, and by status. It is not bound to the period."""
    links: dict[int, list[Any]] = {}
    for row in scope.rows("idea_links"):
        links.setdefault(row["idea_id"], []).append(row)
    ideas = [
        (row["title"], row["status"], links.get(row["id"], [])) for row in scope.rows("ideas")
    ]
    ideas.sort(key=lambda one: (-len(_people(one[2])), one[0]))
    by_status = [
        (status, [link for _, held, found in ideas if held == status for link in found])
        for status in _STATUSES
    ]
    return (
        Table(
            key="ideas",
            title="Ideas",
            columns=(column("idea", "Idea"), column("idea_status", "Status"), *_COLUMNS),
            rows=tuple(_row(scope, found, title, status) for title, status, found in ideas),
            notes=("The whole log, whatever the period.",),
            empty=EMPTY,
        ),
        Table(
            key="ideas_by_status",
            title="Ideas by status",
            columns=(
                column("idea_status", "Status"),
                column("idea_number", "Ideas", "count"),
                *_COLUMNS,
            ),
            rows=tuple(
                _status_row(scope, status, sum(held == status for _, held, _ in ideas), found)
                for status, found in by_status
                if ideas
            ),
            empty=EMPTY,
        ),
    )


def _row(scope: Scope, found: Sequence[Any], *names: str) -> Row:
    chosen = (
        Filter(ids=tuple(sorted({link["mention_id"] for link in found}))) if found else None
    )
    return Row(cells=(*names, *_figures(scope, found, chosen)), mentions=chosen)


def _status_row(scope: Scope, status: str, number: int, found: Sequence[Any]) -> Row:
    row = _row(scope, found, status)
    return Row(cells=(status, Figure(value=number), *row.cells[1:]), mentions=row.mentions)


def _figures(scope: Scope, found: Sequence[Any], chosen: Filter | None) -> tuple[Figure, ...]:
    told = [link for link in found if link["told_at"]]
    back = [link for link in told if _came_back(scope, link)]
    return (
        Figure(value=len(_people(found))),
        Figure(value=len({link["mention_id"] for link in found}), mentions=chosen),
        Figure(value=len(_people(told))),
        Figure(value=len(_people(back))),
    )


def _people(found: Sequence[Any]) -> set[object]:
    """Distinct askers; of those without a name, each mention counts."""
    return {link["asker"] or link["mention_id"] for link in found}


def _came_back(scope: Scope, link: Any) -> bool:
    return any(
        scope.rows("came_back", brand, mention=link["mention_id"], after=link["told_at"])[0][
            "mentions"
        ]
        for brand in scope.brands
    )

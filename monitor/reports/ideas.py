"""Stage 5, change: the idea log."""

from typing import Final

from monitor.reports.definitions import column
from monitor.reports.rows import Table
from monitor.reports.scope import Scope

EMPTY: Final = "no idea is logged; wishes become ideas with: monitor ideas add"


def idea_tables(scope: Scope) -> tuple[Table, ...]:
    """The log by idea, and by status."""
    return (
        Table(
            key="ideas",
            title="Ideas",
            columns=(
                column("idea", "Idea"),
                column("idea_status", "Status"),
                column("idea_askers", "Askers", "count"),
                column("idea_told", "Told", "count"),
                column("idea_came_back", "Came back", "count"),
            ),
            rows=(),
            empty=EMPTY,
        ),
    )

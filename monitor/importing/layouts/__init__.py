"""Known layouts, and finding the one that some columns belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.errors import UsageError
from monitor.importing.layouts.base import FIELDS, Layout, Paths
from monitor.importing.layouts.generic import GENERIC, known_columns, paths_among
from monitor.importing.layouts.services import SERVICES
from monitor.importing.layouts.tools import TOOLS
from monitor.importing.layouts.x import X

LAYOUTS: Final = (*TOOLS, *X, *SERVICES, GENERIC)

__all__ = [
    "FIELDS",
    "LAYOUTS",
    "Layout",
    "Plan",
    "check_mapping",
    "has_column",
    "layout_named",
    "plan_for",
    "promise",
]
_ENOUGH: Final = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """How the items with some columns are read: the layout, and the way to each field."""

    layout: Layout
    paths: Paths


def layout_named(name: str) -> Layout:
    """The layout of that name. Raises `UsageError`, with the names there are."""
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    names = ", ".join(layout.name for layout in LAYOUTS)
    raise UsageError(f"--layout: no layout '{name}'; there are {names}")


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Raise `UsageError` where *mapping* names a field that does not exist."""
    for field in mapping:
        if field not in FIELDS:
            raise UsageError(f"--map: no field '{field}'; there are {', '.join(FIELDS)}")


def plan_for(
    columns: Sequence[str], layout: str | None = None, mapping: Mapping[str, str] | None = None
) -> Plan:
    """How to read items with *columns*: by the *layout* named or recognised, then *mapping*."""
    chosen = layout_named(layout) if layout else _recognised(columns)
    paths = dict(_as_written(chosen.fields, columns))
    if chosen is GENERIC:
        paths = dict(paths_among(columns))
    for field, column in (mapping or {}).items():
        paths[field] = (_spelling(column, columns),)
    return Plan(chosen, paths)


def promise(columns: Sequence[str]) -> int:
    """How much *columns* look like a header that we know; for finding the header."""
    return _ENOUGH if _recognised(columns) is not GENERIC else known_columns(columns)


def _recognised(columns: Sequence[str]) -> Layout:
    return next((layout for layout in LAYOUTS if layout.recognises(columns)), GENERIC)


def _as_written(fields: Paths, columns: Sequence[str]) -> Paths:
    """The paths of *fields*, in the capitals that the file uses."""
    return {
        field: tuple(_spelling(path, columns) for path in paths)
        for field, paths in fields.items()
    }


def _spelling(path: str, columns: Sequence[str]) -> str:
    if path in columns:
        return path
    return next((c for c in columns if c.casefold() == path.casefold()), path)


def has_column(columns: Sequence[str], path: str) -> bool:
    """Whether *path* can lead anywhere in items with *columns*."""
    return (
        _spelling(path, columns) in columns or _spelling(path.split(".")[0], columns) in columns
    )

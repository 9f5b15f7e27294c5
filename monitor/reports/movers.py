"""Movers: which topics, sites and authors changed most against the period before."""

import math
from typing import Final

from monitor.reports.assembly import has_before
from monitor.reports.definitions import column
from monitor.reports.intervals import counts_differ, discoveries
from monitor.reports.rows import Change, Figure, Row, Table
from monitor.reports.scope import NOTHING, Counts, Scope, counted

MOST: Final = 5
_FEWEST: Final = 6  # mentions in both periods: fewer cannot stand out, whatever way they fell
KINDS: Final = ("topic", "site", "author")


def mover_table(scope: Scope) -> Table:
    """The few of each kind and brand that moved furthest from chance."""
    rows = [
        row
        for brand in (scope.brands if has_before(scope) else ())
        for kind in KINDS
        for row in _rows(scope, brand, kind)
    ]
    return Table(
        key="movers",
        title="Movers",
        columns=(
            column("brand", "Brand"),
            column("kind", "Kind"),
            column("name", "What"),
            column("place_size", "Mentions", "count"),
            column("moved", "Moved", "count"),
        ),
        rows=tuple(rows),
        notes=(
            f"Up to {MOST} of each kind and brand that moved by more than chance: equally long "
            "periods, binomial test, at most 5 % false among the shown.",
        ),
        empty="nothing moved by more than chance",
    )


def _rows(scope: Scope, brand: str, kind: str) -> list[Row]:
    now = counted(scope.rows(f"by_{kind}", brand))
    before = counted(scope.rows(f"by_{kind}", brand, before=True))
    both = {
        name: (_size(kind, now, name), _size(kind, before, name))
        for name in sorted({*now, *before} - {""})
    }
    names = [name for name, pair in both.items() if sum(pair) >= _FEWEST]
    pairs = [both[name] for name in names]
    marked = discoveries([counts_differ(new, old) for new, old in pairs])
    moved = [
        (name, new, old) for name, (new, old), is_real in zip(names, pairs, marked, strict=True)
        if is_real
    ]  # fmt: skip
    moved.sort(key=lambda one: (-abs(one[1] - one[2]) / math.sqrt(one[1] + one[2]), one[0]))
    return [_row(scope, brand, kind, *one) for one in moved[:MOST]]


def _size(kind: str, counts: dict[str, Counts], name: str) -> int:
    """Topics are opinion, so copies count once; sites and authors count what was published."""
    one = counts.get(name, NOTHING)
    return one.originals if kind == "topic" else one.mentions


def _row(scope: Scope, brand: str, kind: str, name: str, now: int, before: int) -> Row:
    find = scope.opinions if kind == "topic" else scope.filter
    chosen = find(brand, **{kind: name})
    change = Change(by=now - before, is_marked=True)
    return Row(
        cells=(
            brand,
            kind,
            name,
            Figure(value=now, before=before, mentions=chosen),
            Figure(value=now - before, change=change),
        ),
        mentions=chosen,
    )

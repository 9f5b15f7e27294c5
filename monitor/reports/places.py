"""Where: by source, site or community, network, and language."""

from typing import Final

from monitor.reports.definitions import column
from monitor.reports.rows import Row, Table
from monitor.reports.scope import NOTHING, Counts, Scope, counted
from monitor.reports.volume import Compared, figure_of_count, net_figure, share

MOST: Final = 10
KINDS: Final = (
    ("source", "By source"),
    ("site", "By site and community"),
    ("network", "By network"),
    ("language", "By language"),
)


def place_tables(scope: Scope, compared: Compared) -> tuple[Table, ...]:
    """One table for each of `KINDS`."""
    return tuple(_table(scope, compared, kind, title) for kind, title in KINDS)


def _table(scope: Scope, compared: Compared, kind: str, title: str) -> Table:
    rows = [row for brand in scope.brands for row in _rows(scope, compared, kind, brand)]
    return Table(
        key=f"by_{kind}",
        title=title,
        columns=(
            column("brand", "Brand"),
            column(kind, kind.capitalize()),
            column("place_size", "Mentions", "count"),
            column("place_share", "Share", "percent"),
            column("net_sentiment", "Net", "points"),
        ),
        rows=tuple(rows),
        notes=(f"The {MOST} largest of each brand.",),
    )


def _rows(scope: Scope, compared: Compared, kind: str, brand: str) -> list[Row]:
    now = counted(scope.rows(f"by_{kind}", brand))
    before = counted(scope.rows(f"by_{kind}", brand, before=True))
    largest = sorted(now, key=lambda name: (-now[name].mentions, name))[:MOST]
    return [
        _row(scope, compared, kind, brand, name, now[name], before.get(name, NOTHING))
        for name in largest
    ]


def _row(
    scope: Scope,
    compared: Compared,
    kind: str,
    brand: str,
    name: str,
    now: Counts,
    before: Counts,
) -> Row:
    chosen = scope.filter(brand, **{kind: name})
    whole = compared.now[brand].counts.mentions
    whole_before = compared.before[brand].counts.mentions
    return Row(
        cells=(
            brand,
            name or None,
            figure_of_count(now.mentions, before.mentions, mentions=chosen),
            share(now.mentions, whole, before.mentions, whole_before, mentions=chosen),
            net_figure(now, before, mentions=scope.opinions(brand, **{kind: name})),
        ),
        mentions=chosen,
    )

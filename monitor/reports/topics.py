"""Topics: how large, how liked, growing or not, in people's own words."""

from typing import Any, Final

from monitor.reports.definitions import column
from monitor.reports.intervals import discoveries, percent, shares_differ
from monitor.reports.quotes import CANDIDATES, by_author, quotes
from monitor.reports.rows import Change, Figure, Row, Table
from monitor.reports.scope import NOTHING, Counts, Scope, counted
from monitor.reports.volume import Compared, figure_of_count, net_figure

MOST: Final = 12


def topic_table(scope: Scope, compared: Compared) -> Table:
    """The largest topics of each brand."""
    rows = [row for brand in scope.brands for row in _rows(scope, compared, brand)]
    return Table(
        key="topics",
        title="Topics",
        columns=(
            column("brand", "Brand"),
            column("topic", "Topic"),
            column("topic_size", "Mentions", "count"),
            column("topic_share", "Share", "percent"),
            column("net_sentiment", "Net", "points"),
            column("topic_authors", "Authors", "count"),
        ),
        rows=tuple(rows),
        notes=(
            f"The {MOST} largest of each brand. ▲ ▼: the share differs from the period before "
            "(Fisher's exact test, at most 5 % false among the marked).",
        ),
        empty="no topics yet; run: monitor annotate",
    )


def _rows(scope: Scope, compared: Compared, brand: str) -> list[Row]:
    now = counted(scope.rows("by_topic", brand))
    before = counted(scope.rows("by_topic", brand, before=True))
    whole = compared.now[brand].counts.originals
    whole_before = compared.before[brand].counts.originals
    marked = marks(now, before, whole, whole_before)
    authors = {row["name"]: row["authors"] for row in scope.rows("topic_authors", brand)}
    largest = sorted(
        (name for name in now if now[name].originals), key=lambda n: (-now[n].originals, n)
    )[:MOST]
    newest = _newest(scope, brand, set(largest))
    return [
        _row(
            scope, brand, name, now[name], before.get(name, NOTHING), whole, whole_before,
            is_marked=marked[name], authors=authors.get(name, 0), ids=newest.get(name, []),
        )
        for name in largest
    ]  # fmt: skip


def marks(
    now: dict[str, Counts], before: dict[str, Counts], whole: int, whole_before: int
) -> dict[str, bool]:
    """Which names' shares differ from before by more than chance, tested together."""
    names = sorted({*now, *before})
    tests = [
        shares_differ(
            now.get(name, NOTHING).originals, whole,
            before.get(name, NOTHING).originals, whole_before,
        )
        for name in names
    ]  # fmt: skip
    return dict(zip(names, discoveries(tests), strict=True))


def _row(
    scope: Scope,
    brand: str,
    name: str,
    now: Counts,
    before: Counts,
    whole: int,
    whole_before: int,
    *,
    is_marked: bool,
    authors: int,
    ids: list[int],
) -> Row:
    chosen = scope.opinions(brand, topic=name)
    share, share_before = percent(now.originals, whole), percent(before.originals, whole_before)
    change = (
        None
        if share is None or share_before is None
        else Change(by=round(share - share_before, 2), is_marked=is_marked)
    )
    return Row(
        cells=(
            brand,
            name,
            figure_of_count(now.originals, before.originals, mentions=chosen),
            Figure(
                value=share, unit="percent", n=whole, before=share_before, change=change,
                mentions=chosen,
            ),
            net_figure(now, before, mentions=chosen),
            Figure(value=authors),
        ),
        mentions=chosen,
        quotes=quotes(scope, ids),
    )  # fmt: skip


def _newest(scope: Scope, brand: str, names: set[str]) -> dict[str, list[int]]:
    """Ids by topic from which quotes are chosen: the newest, one an author."""
    rows: dict[str, list[Any]] = {}
    for row in scope.rows("topic_newest", brand, most=CANDIDATES):
        if row["name"] in names:
            rows.setdefault(row["name"], []).append(row)
    return {name: by_author(found) for name, found in rows.items()}

"""Volume, share of voice, net sentiment and polarity balance, brand against brand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.reports.definitions import column
from monitor.reports.intervals import balance, net, net_interval, percent, wilson
from monitor.reports.rows import Change, Figure, Row, Table
from monitor.reports.scope import Counts, Scope, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandCounts:
    """Everything that is counted of one brand in one period."""

    counts: Counts
    own: int
    undated: int
    authors: int


def brand_counts(scope: Scope, brand: str, *, before: bool = False) -> BrandCounts:
    """Count one brand from the daily counts; authors from the narrow rows."""
    rows = scope.rows("volume", brand, before=before)
    authors = scope.rows("authors", brand, before=before)[0]["authors"]
    return of_rows(rows, authors)


def of_rows(rows: Sequence[Any], authors: int) -> BrandCounts:
    """The counts in rows of volume.sql."""
    customers = [{**dict(row), "name": ""} for row in rows if row["is_own"] == 0]
    return BrandCounts(
        counts=counted(customers).get("", Counts()),
        own=sum(row["mentions"] for row in rows if row["is_own"] == 1),
        undated=sum(row["undated"] for row in rows if row["is_own"] == 0),
        authors=authors,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """The counts of all brands, now and in the period before."""

    now: dict[str, BrandCounts]
    before: dict[str, BrandCounts]


def compare(scope: Scope) -> Compared:
    return Compared(
        now={brand: brand_counts(scope, brand) for brand in scope.brands},
        before={brand: brand_counts(scope, brand, before=True) for brand in scope.brands},
    )


def figure_of_count(now: int, before: int | None, **more: Any) -> Figure:
    """A count with its difference to the period before."""
    change = None if before is None else Change(by=now - before)
    return Figure(value=now, before=before, change=change, **more)


def share(part: int, whole: int, part_before: int, whole_before: int, **more: Any) -> Figure:
    """A share in percent, with the one before and the difference in points."""
    now, before = percent(part, whole), percent(part_before, whole_before)
    return Figure(
        value=now,
        unit="percent",
        n=whole,
        before=before,
        change=difference(now, before),
        missing=None if whole else "nothing to share",
        **more,
    )


def difference(now: float | None, before: float | None) -> Change | None:
    return None if now is None or before is None else Change(by=round(now - before, 2))


def volume_table(scope: Scope, compared: Compared) -> Table:
    """Volume with and without copies, and what is counted apart."""
    return Table(
        key="volume",
        title="Volume",
        columns=(
            column("brand", "Brand"),
            column("volume", "Mentions", "count"),
            column("originals", "Without copies", "count"),
            column("copies", "Copies", "count"),
            column("authors", "Authors", "count"),
            column("own", "Own accounts", "count"),
            column("undated", "Undated", "count"),
        ),
        rows=tuple(_volume_row(scope, compared, brand) for brand in scope.brands),
    )


def _volume_row(scope: Scope, compared: Compared, brand: str) -> Row:
    now, before = compared.now[brand], compared.before[brand]
    new, old = now.counts, before.counts
    chosen = scope.filter(brand)
    copies = new.mentions - new.originals
    return Row(
        cells=(
            brand,
            figure_of_count(new.mentions, old.mentions, mentions=chosen),
            figure_of_count(new.originals, old.originals, mentions=scope.opinions(brand)),
            figure_of_count(
                copies,
                old.mentions - old.originals,
                mentions=scope.filter(brand, is_copy=True),
            ),
            figure_of_count(now.authors, before.authors),
            figure_of_count(now.own, before.own, mentions=scope.filter(brand, is_own=True)),
            Figure(value=now.undated),
        ),
        mentions=chosen,
    )


def share_table(scope: Scope, compared: Compared) -> Table:
    """Share of voice by mentions, by originals and by authors."""
    return Table(
        key="share_of_voice",
        title="Share of voice",
        columns=(
            column("brand", "Brand"),
            column("share_of_voice", "Of mentions", "percent", is_bar=True),
            column("share_of_originals", "Without copies", "percent"),
            column("share_of_authors", "Of authors", "percent"),
        ),
        rows=tuple(_share_row(scope, compared, brand) for brand in scope.brands),
        notes=("A mention that names two brands counts for both, in the whole as well.",),
        empty="nothing to share in this period",
    )


def _share_row(scope: Scope, compared: Compared, brand: str) -> Row:
    def shared(what: str) -> Figure:
        now = {name: _amount(one, what) for name, one in compared.now.items()}
        old = {name: _amount(one, what) for name, one in compared.before.items()}
        return share(now[brand], sum(now.values()), old[brand], sum(old.values()))

    return Row(
        cells=(brand, shared("mentions"), shared("originals"), shared("authors")),
        mentions=scope.filter(brand),
    )


def _amount(one: BrandCounts, what: str) -> int:
    return one.authors if what == "authors" else int(getattr(one.counts, what))


def net_figure(now: Counts, before: Counts | None = None, **more: Any) -> Figure:
    """Net sentiment with its interval, n and difference."""
    value = net(now.positive, now.neutral, now.negative)
    old = net(before.positive, before.neutral, before.negative) if before else None
    return Figure(
        value=value,
        unit="points",
        n=now.judged,
        interval=net_interval(now.positive, now.neutral, now.negative),
        before=old,
        change=_net_change(now, before, value, old),
        missing=None if now.judged else "no judged mentions",
        **more,
    )


def _net_change(
    now: Counts, before: Counts | None, value: float | None, old: float | None
) -> Change | None:
    if before is None or value is None or old is None:
        return None
    return Change(by=round(value - old, 2), is_marked=nets_differ(now, before))


def nets_differ(now: Counts, before: Counts) -> bool:
    """Whether 0 lies outside the 95 % interval of the difference of two net sentiments.

    The interval is made of the two single ones (Zou & Donner 2008, Statistics in Medicine
    27:1693), so it holds for small counts too.
    """
    one = net_interval(now.positive, now.neutral, now.negative)
    two = net_interval(before.positive, before.neutral, before.negative)
    a = net(now.positive, now.neutral, now.negative)
    b = net(before.positive, before.neutral, before.negative)
    if one is None or two is None or a is None or b is None:
        return False
    low = a - b - ((a - one.low) ** 2 + (two.high - b) ** 2) ** 0.5
    high = a - b + ((one.high - a) ** 2 + (b - two.low) ** 2) ** 0.5
    return bool(low > 0 or high < 0)


def balance_figure(now: Counts, before: Counts | None = None) -> Figure:
    value = balance(now.positive, now.negative)
    old = balance(before.positive, before.negative) if before else None
    return Figure(
        value=value,
        unit="percent",
        n=now.positive + now.negative,
        interval=None if value is None else wilson(now.positive, now.positive + now.negative),
        before=old,
        change=difference(value, old),
        missing="under 10 opinionated mentions" if value is None else None,
    )


def sentiment_table(scope: Scope, compared: Compared, notes: tuple[str, ...]) -> Table:
    """Net sentiment and polarity balance with what they are made of."""
    return Table(
        key="net_sentiment",
        title="Net sentiment",
        columns=(
            column("brand", "Brand"),
            column("net_sentiment", "Net", "points"),
            column("balance", "Balance", "percent"),
            column("positive", "Positive", "count"),
            column("neutral", "Neutral", "count"),
            column("negative", "Negative", "count"),
            column("unjudged", "Not judged", "count"),
        ),
        rows=tuple(_sentiment_row(scope, compared, brand) for brand in scope.brands),
        notes=(
            "▲ ▼: differs from the period before by more than chance (95 %).",
            *notes,
        ),
    )


def _sentiment_row(scope: Scope, compared: Compared, brand: str) -> Row:
    now, before = compared.now[brand].counts, compared.before[brand].counts
    parts = (
        figure_of_count(
            getattr(now, label),
            getattr(before, label),
            mentions=scope.opinions(brand, sentiment=label),
        )
        for label in ("positive", "neutral", "negative")
    )
    return Row(
        cells=(
            brand,
            net_figure(now, before),
            balance_figure(now, before),
            *parts,
            Figure(value=now.originals - now.judged),
        ),
        mentions=scope.opinions(brand),
    )

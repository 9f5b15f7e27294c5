"""Influence (Identify): Mass Connectors by impressions, Mass Mavens by posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.reports import concentration
from monitor.reports.assembly import assemble
from monitor.reports.definitions import DEFINITIONS, column
from monitor.reports.intervals import percent
from monitor.reports.rows import Curve, CurveLine, Figure, Report, Row, Section, Table
from monitor.reports.scope import Scope, Settings

TITLE: Final = "Influence"
FEWEST: Final = 30  # authors
# Networks in which a post is shown to the author's followers. Everywhere else it is found by
# those who look for the subject: forums, blogs, reviews, questions and answers, videos.
NETWORKS: Final = frozenset(
    {
        "mastodon", "activitypub", "bluesky", "twitter", "x", "threads", "tumblr", "facebook",
        "instagram", "linkedin", "weibo", "tiktok", "vk", "nostr", "gab", "truthsocial", "telegram",
    }
)  # fmt: skip
_FORRESTER: Final = (
    "Forrester's 6.2 % (Mass Connectors) and 13.8 % (Mass Mavens) are shares of all online adults, "
    "those who never post included; shares of observed authors are not comparable with them."
)
_PPM: Final = 1_000_000
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One author's reach. `amount` is impressions × 1,000,000 or views; None: not known."""

    author: str
    mentions: int
    amount: int | None
    once: int | None  # the amount if they had posted once


def visibility(followers: int, settings: Settings) -> int:
    """The share of followers who see a post, in millionths.

    `visibility_small` up to `small_audience` followers, then falling in a line to
    `visibility_large` at `large_audience`, and no further.
    """
    small, large = settings.visibility_small, settings.visibility_large
    over = min(max(followers, settings.small_audience), settings.large_audience)
    part = (over - settings.small_audience) / (
        settings.large_audience - settings.small_audience
    )
    return round(_PPM * (small + (large - small) * part))


def connectors(rows: Sequence[Any], settings: Settings) -> tuple[Reached, ...]:
    """The authors of networks by their impressions (rows of reach.sql)."""
    found = []
    for row in rows:
        if row["network"] not in NETWORKS:
            continue
        once = (
            None
            if row["followers"] is None
            else row["followers"] * visibility(row["followers"], settings)
        )
        amount = None if once is None else once * row["mentions"]
        found.append(
            Reached(author=row["author"], mentions=row["mentions"], amount=amount, once=once)
        )
    return tuple(found)


def mavens(rows: Sequence[Any], settings: Settings) -> tuple[Reached, ...]:
    """The authors of posts by the views of their posts, a fixed number where none is told."""
    each = settings.impressions_per_post
    return tuple(
        Reached(
            author=row["author"],
            mentions=row["mentions"],
            amount=row["views"] + row["without_views"] * each,
            once=round((row["views"] + row["without_views"] * each) / row["mentions"]),
        )
        for row in rows
        if row["network"] not in NETWORKS
    )


def influence(scope: Scope) -> Report:
    """The report of the Identify part for the brands and period of *scope*."""
    rows = {brand: scope.rows("reach", brand) for brand in scope.brands}
    kinds = (
        ("connectors", "Mass Connectors", connectors),
        ("mavens", "Mass Mavens", mavens),
    )
    sections = []
    sets: dict[tuple[str, str], frozenset[str]] = {}
    for key, title, measure in kinds:
        found = {brand: measure(rows[brand], scope.settings) for brand in scope.brands}
        sets |= {(key, brand): top_authors(found[brand]) for brand in scope.brands}
        sections.append(
            Section(
                key=key,
                title=title,
                blocks=(
                    _table(scope, key, title, found),
                    _top_table(scope, key, found),
                    _curve(key, title, found),
                ),
            )
        )
    overlap = Section(key="overlap", title="Overlap", blocks=(_overlap(scope, sets),))
    return assemble(scope, "influence", TITLE, (*sections, overlap), (_FORRESTER,))


def _known(found: Sequence[Reached]) -> list[int]:
    return [one.amount for one in found if one.amount is not None]


def top_authors(found: Sequence[Reached]) -> frozenset[str]:
    """The smallest set of authors that reaches 80 %, ties at the edge included."""
    size = concentration.top_set(_known(found)).size
    ranked = sorted((one for one in found if one.amount), key=lambda one: -(one.amount or 0))
    return frozenset(one.author for one in ranked[:size])


def _table(scope: Scope, key: str, title: str, found: dict[str, tuple[Reached, ...]]) -> Table:
    return Table(
        key=key,
        title=title,
        columns=(
            column("brand", "Brand"),
            column("observed", "Authors", "count"),
            column("set_size", "Set", "count"),
            column("set_share", "Share", "percent"),
            column("set_null", "If all posted once", "percent"),
            column("without_ties", "Without ties", "count"),
            column("gini", "Gini", "ratio"),
            column("top_10", "Top 10", "percent"),
            column("unmeasured", "Unmeasured", "percent"),
        ),
        rows=tuple(_row(scope, brand, found[brand]) for brand in scope.brands),
        notes=(f"Under {FEWEST} measured authors no share is given.", _constants(key, scope)),
    )


def _constants(key: str, scope: Scope) -> str:
    kept = scope.settings
    if key == "mavens":
        return (
            f"A post without views counts {kept.impressions_per_post} (impressions_per_post)."
        )
    return (
        f"Impressions = followers × visibility: {kept.visibility_small} up to "
        f"{kept.small_audience:,} followers, falling to {kept.visibility_large} at "
        f"{kept.large_audience:,} (visibility_small, visibility_large)."
    )


def _row(scope: Scope, brand: str, found: Sequence[Reached]) -> Row:
    amounts = _known(found)
    once = [one.once for one in found if one.once is not None]
    top = concentration.top_set(amounts)
    enough = len(amounts) >= FEWEST
    few = None if enough else "too few authors"
    return Row(
        cells=(
            brand,
            Figure(value=len(found)),
            Figure(value=top.size if enough else None, missing=few),
            _share(top.size if enough else None, len(amounts), few),
            _share(concentration.top_set(once).size if enough else None, len(amounts), few),
            Figure(value=top.without_ties if enough else None, missing=few),
            Figure(
                value=concentration.gini(amounts) if enough else None, unit="ratio", missing=few
            ),
            _share(concentration.top_amount(amounts) if enough else None, sum(amounts), few),
            _share(len(found) - len(amounts), len(found), None),
        ),
        mentions=scope.filter(brand),
    )


def _share(part: float | None, whole: int, missing: str | None) -> Figure:
    value = None if part is None else percent(part, whole)
    reason = missing or ("nothing to share" if value is None else None)
    return Figure(value=value, unit="percent", n=whole, missing=reason)


def _top_table(scope: Scope, key: str, found: dict[str, tuple[Reached, ...]]) -> Table:
    rows = [row for brand in scope.brands for row in _top_rows(scope, key, brand, found[brand])]
    return Table(
        key=f"top_{key}",
        title="The largest",
        columns=(
            column("brand", "Brand"),
            column("author", "Author"),
            column("author_mentions", "Mentions", "count"),
            column(
                "impressions" if key == "connectors" else "post_views", "Impressions", "count"
            ),
        ),
        rows=tuple(rows),
        empty="no author here could be measured",
    )


def _top_rows(scope: Scope, key: str, brand: str, found: Sequence[Reached]) -> list[Row]:
    scale = _PPM if key == "connectors" else 1
    measured = [one for one in found if one.amount]
    measured.sort(key=lambda one: (-(one.amount or 0), one.author))
    return [
        Row(
            cells=(
                brand,
                one.author,
                Figure(value=one.mentions, mentions=scope.filter(brand, author=one.author)),
                Figure(value=round((one.amount or 0) / scale)),
            ),
            mentions=scope.filter(brand, author=one.author),
        )
        for one in measured[:_SHOWN]
    ]


def _curve(key: str, title: str, found: dict[str, tuple[Reached, ...]]) -> Curve:
    lines = (
        CurveLine(label=brand, points=concentration.curve(_known(authors)))
        for brand, authors in found.items()
        if len(_known(authors)) >= FEWEST
    )
    return Curve(
        key=f"{key}_curve",
        title=f"{title}: concentration",
        x_title="Authors, the largest first",
        x_unit="percent",
        y_title="Impressions",
        y_unit="percent",
        definition=DEFINITIONS["concentration"],
        lines=tuple(lines),
    )


def _overlap(scope: Scope, sets: dict[tuple[str, str], frozenset[str]]) -> Table:
    rows = []
    for brand in scope.brands:
        both = sets["connectors", brand] & sets["mavens", brand]
        rows.append(Row(cells=(brand, Figure(value=len(both)))))
    return Table(
        key="overlap",
        title="In both sets",
        columns=(column("brand", "Brand"), column("overlap", "Authors", "count")),
        rows=tuple(rows),
        notes=(
            "An account lives in one network, and authors are never merged across networks.",
        ),
    )

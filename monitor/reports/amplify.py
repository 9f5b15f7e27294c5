"""Amplify, stages 2 to 5: interaction, activation, reinforcement, change."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from monitor.reports.assembly import assemble
from monitor.reports.definitions import column
from monitor.reports.heard import heard
from monitor.reports.ideas import idea_tables
from monitor.reports.intervals import net_interval
from monitor.reports.listening import after_table
from monitor.reports.quotes import by_author, quotes
from monitor.reports.recommending import verdict
from monitor.reports.responses import response_table
from monitor.reports.rows import Figure, Report, Row, Section, Table
from monitor.reports.scope import Scope
from monitor.store.reading import Filter

TITLE: Final = "Amplify"
_SHOWN: Final = 10
_YEAR: Final = timedelta(365)
_FEWEST_VERDICTS: Final = 10


def amplify(scope: Scope) -> Report:
    """The report of stages 2 to 5 for the brands and period of *scope*."""
    found = heard(scope)
    sections = (
        Section(
            key="interaction",
            title="2 Interaction",
            blocks=(response_table(scope, found), after_table(scope, found)),
        ),
        Section(
            key="activation",
            title="3 Activation",
            blocks=(_recommendation_table(scope), _advocate_table(scope), _helper_table(scope)),
        ),
        Section(
            key="reinforcement",
            title="4 Reinforcement",
            blocks=(_praise_table(scope), _fan_table(scope)),
        ),
        Section(key="change", title="5 Change", blocks=idea_tables(scope)),
    )
    return assemble(scope, "amplify", TITLE, sections)


def _recommendation_table(scope: Scope) -> Table:
    return Table(
        key="recommendation",
        title="Recommendation balance",
        columns=(
            column("brand", "Brand"),
            column("recommendation", "Balance", "points"),
            column("recommend", "Recommend", "count"),
            column("warn", "Warn off", "count"),
        ),
        rows=tuple(_recommendation_row(scope, brand) for brand in scope.brands),
        notes=(
            "From explicit phrases in English, German, Spanish and French; this is no Net Promoter "
            "Score, which asks a sample of customers.",
        ),
    )


def _recommendation_row(scope: Scope, brand: str) -> Row:
    said: dict[str, list[int]] = {"recommend": [], "warn": []}
    for row in scope.rows("opinionated", brand):
        found = verdict(f"{row['title'] or ''} {row['text']}")
        if found is not None:
            said[found].append(row["mention_id"])
    for_it, against = len(said["recommend"]), len(said["warn"])
    total = for_it + against
    known = total >= _FEWEST_VERDICTS
    value = round(100 * (for_it - against) / total, 2) if known else None
    return Row(
        cells=(
            brand,
            Figure(
                value=value,
                unit="points",
                n=total,
                interval=net_interval(for_it, 0, against) if known else None,
                missing=None if known else "under 10 explicit ones",
            ),
            Figure(value=for_it, mentions=listed(scope, brand, said["recommend"])),
            Figure(value=against, mentions=listed(scope, brand, said["warn"])),
        ),
        mentions=listed(scope, brand, [*said["recommend"], *said["warn"]]),
        quotes=quotes(scope, [*said["recommend"][-20:], *said["warn"][-20:]]),
    )


def listed(scope: Scope, brand: str, ids: Sequence[int]) -> Filter | None:
    """The filter of just these mentions; None for none, or more than a command line holds."""
    return scope.opinions(brand, ids=tuple(sorted(ids))) if 0 < len(ids) <= 1_000 else None


def _advocate_table(scope: Scope) -> Table:
    kept = scope.settings
    rows = [row for brand in scope.brands for row in _advocate_rows(scope, brand)]
    return Table(
        key="advocates",
        title="Advocates",
        columns=(
            column("brand", "Brand"),
            column("author", "Author"),
            column("advocate_mentions", "Positive", "count"),
            column("advocate_months", "Months", "count"),
        ),
        rows=tuple(rows),
        notes=(
            f"Authors who were positive in this period and, within a year, in "
            f"{kept.advocate_mentions} or more mentions of {kept.advocate_months} or more months.",
        ),
        empty="nobody was positive often enough in different months",
    )


def _advocate_rows(scope: Scope, brand: str) -> list[Row]:
    start = scope.period.until - _YEAR
    months: dict[str, list[int]] = {}
    for row in scope.rows("positive_months", brand, start=start.isoformat()):
        months.setdefault(row["author"], []).append(row["mentions"])
    kept = scope.settings
    found = [
        (author, sum(counts), len(counts))
        for author, counts in months.items()
        if sum(counts) >= kept.advocate_mentions and len(counts) >= kept.advocate_months
    ]
    found.sort(key=lambda one: (-one[2], -one[1], one[0]))
    rows = []
    for author, mentions, number in found[:_SHOWN]:
        chosen = scope.opinions(
            brand, author=author, sentiment="positive", since=start.isoformat()
        )
        cells = (brand, author, Figure(value=mentions, mentions=chosen), Figure(value=number))
        rows.append(Row(cells=cells, mentions=chosen))
    return rows


def _helper_table(scope: Scope) -> Table:
    rows = [row for brand in scope.brands for row in _helper_rows(scope, brand)]
    return Table(
        key="helpers",
        title="Customers who help customers",
        columns=(
            column("brand", "Brand"),
            column("author", "Author"),
            column("helped", "Answers", "count"),
        ),
        rows=tuple(rows),
        empty="no customer answered another one's question",
    )


def _helper_rows(scope: Scope, brand: str) -> list[Row]:
    ids: dict[str, list[int]] = {}
    for row in scope.rows("helpers", brand):
        ids.setdefault(row["author"], []).append(row["mention_id"])
    found = sorted(ids.items(), key=lambda one: (-len(one[1]), one[0]))
    return [
        Row(
            cells=(
                brand,
                author,
                Figure(value=len(answers), mentions=listed(scope, brand, answers)),
            ),
            mentions=listed(scope, brand, answers),
            quotes=quotes(scope, answers[-20:], most=1),
        )
        for author, answers in found[:_SHOWN]
    ]


def _praise_table(scope: Scope) -> Table:
    rows = [row for brand in scope.brands for row in _praise_rows(scope, brand)]
    return Table(
        key="quotable",
        title="Quotable praise",
        columns=(
            column("brand", "Brand"),
            column("author", "Author"),
            column("permission", "Permission"),
        ),
        rows=tuple(rows),
        notes=(
            "Ask the author before you quote them. Permission: the inbox tag permission-granted "
            "or permission-refused, else the licence that the service states, else not asked.",
        ),
        empty="no praise in this period",
    )


def _praise_rows(scope: Scope, brand: str) -> list[Row]:
    found = scope.rows("praise", brand)
    best = {row["mention_id"]: row for row in found}
    chosen = [best[number] for number in by_author(found, _SHOWN)]
    return [
        Row(
            cells=(brand, row["author"] or None, permission(row["licence"], row["tag"])),
            mentions=listed(scope, brand, [row["mention_id"]]),
            quotes=quotes(scope, [row["mention_id"]]),
        )
        for row in chosen
    ]


def permission(licence: str, tag: str) -> str:
    """What is known of the right to quote: what the author said, else the service's licence."""
    if tag:
        return tag.removeprefix("permission-")
    return f"licence {licence}" if licence else "not asked"


def _fan_table(scope: Scope) -> Table:
    rows = [row for brand in scope.brands for row in _fan_rows(scope, brand)]
    return Table(
        key="fan_made",
        title="Made by customers",
        columns=(
            column("brand", "Brand"),
            column("kind", "Kind"),
            column("fan_made", "Number", "count"),
            column("fan_authors", "Authors", "count"),
            column("fan_reposts", "Reposts", "count"),
        ),
        rows=tuple(rows),
        empty="no video, review, article, episode or code by customers",
    )


def _fan_rows(scope: Scope, brand: str) -> list[Row]:
    kinds: dict[str, list[Any]] = {}
    for row in scope.rows("fan_made", brand):
        kinds.setdefault(row["kind"], []).append(row)
    rows = []
    for kind, found in sorted(kinds.items()):
        chosen = scope.opinions(brand, kind=kind)
        told = [row for row in found if row["is_known"]]
        reposts = Figure(
            value=sum(row["shares"] for row in told) if told else None,
            n=len(told),
            missing=None if told else "the sources do not tell",
        )
        authors = {row["author"] for row in found} - {""}
        cells = (
            brand,
            kind,
            Figure(value=len(found), mentions=chosen),
            Figure(value=len(authors)),
            reposts,
        )
        rows.append(Row(cells=cells, mentions=chosen, quotes=quotes(scope, by_author(found))))
    return rows

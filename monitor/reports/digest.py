"""The digest: the few lines to read each morning or week, made of the other reports' figures."""

from typing import Final

from monitor.reports.accuracy import sentiment_notes
from monitor.reports.assembly import assemble
from monitor.reports.coverage import coverage
from monitor.reports.definitions import column
from monitor.reports.heard import Heard, by_ids, heard
from monitor.reports.intervals import percent, wilson
from monitor.reports.movers import mover_table
from monitor.reports.open_items import open_table
from monitor.reports.outside import coverage_notes
from monitor.reports.rows import Figure, Report, Row, Section, Table
from monitor.reports.scope import Scope
from monitor.reports.spikes import Spike, spike_table, spikes
from monitor.reports.subjects import subject_table
from monitor.reports.trend import volume_trend
from monitor.reports.volume import Compared, compare, figure_of_count, net_figure, share

TITLE: Final = "Digest"
_URGENT: Final = 3


def digest(scope: Scope) -> Report:
    """The headlines of all reports for the brands and period of *scope*."""
    compared, known, found = compare(scope), coverage(scope), spikes(scope)
    waits = heard(scope)
    sections = (
        Section(
            key="headlines",
            title="At a glance",
            blocks=(
                _headlines(scope, compared, waits),
                volume_trend(scope, known, _subjects(found)),
                spike_table(scope, found),
            ),
        ),
        Section(key="movers", title="Movers", blocks=(mover_table(scope),)),
        Section(key="wants", title="Wants", blocks=(subject_table(scope, "wants"),)),
        Section(
            key="open", title="Answer now", blocks=(open_table(scope, waits, most=_URGENT),)
        ),
    )
    return assemble(scope, "digest", TITLE, sections, coverage_notes(scope, compared, known))


def _subjects(found: tuple[Spike, ...]) -> dict[tuple[str, str], str]:
    return {(one.brand, one.day): one.about for one in found}


def _headlines(scope: Scope, compared: Compared, waits: Heard) -> Table:
    return Table(
        key="headlines",
        title="Headlines",
        columns=(
            column("brand", "Brand"),
            column("volume", "Mentions", "count"),
            column("share_of_voice", "Share of voice", "percent"),
            column("net_sentiment", "Net sentiment", "points"),
            column("response_rate", "Answered", "percent"),
            column("open", "Open", "count"),
        ),
        rows=tuple(_headline(scope, compared, waits, brand) for brand in scope.brands),
        notes=sentiment_notes(scope),
    )


def _headline(scope: Scope, compared: Compared, waits: Heard, brand: str) -> Row:
    now, before = compared.now[brand].counts, compared.before[brand].counts
    everyone = sum(one.counts.mentions for one in compared.now.values())
    everyone_before = sum(one.counts.mentions for one in compared.before.values())
    unanswered, whole = waits.open(brand), len(waits.by_brand[brand])
    answered = sum(one.answered_at is not None for one in waits.by_brand[brand])
    return Row(
        cells=(
            brand,
            figure_of_count(now.mentions, before.mentions, mentions=scope.filter(brand)),
            share(now.mentions, everyone, before.mentions, everyone_before),
            net_figure(now, before, mentions=scope.opinions(brand)),
            Figure(
                value=percent(answered, whole),
                unit="percent",
                n=whole,
                interval=wilson(answered, whole),
                missing=None if whole else "nothing to answer",
            ),
            Figure(value=len(unanswered), mentions=by_ids(scope, brand, unanswered)),
        ),
        mentions=scope.filter(brand),
    )

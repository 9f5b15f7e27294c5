"""The outside perspective (Amplify, stage 1): what is said, where, and is it growing."""

from monitor.reports.accuracy import sentiment_notes
from monitor.reports.assembly import assemble
from monitor.reports.comparisons import comparison_table
from monitor.reports.coverage import Coverage, coverage, coverage_table
from monitor.reports.movers import mover_table
from monitor.reports.places import place_tables
from monitor.reports.rows import Report, Section
from monitor.reports.scope import Scope
from monitor.reports.spikes import spike_table, spikes
from monitor.reports.subjects import subject_tables
from monitor.reports.topics import topic_table
from monitor.reports.trend import sentiment_trend, volume_trend
from monitor.reports.volume import (
    Compared,
    compare,
    sentiment_table,
    share_table,
    volume_table,
)

TITLE = "Outside perspective"


def outside(scope: Scope) -> Report:
    """The report of stage 1 for the brands and period of *scope*."""
    compared, known = compare(scope), coverage(scope)
    sections = (
        _how_much(scope, compared, known),
        _how_liked(scope, compared, known),
        Section(key="topics", title="Topics", blocks=(topic_table(scope, compared),)),
        Section(key="subjects", title="What people say", blocks=subject_tables(scope)),
        Section(key="comparisons", title="Comparisons", blocks=(comparison_table(scope),)),
        Section(key="where", title="Where", blocks=place_tables(scope, compared)),
        Section(key="movers", title="Movers", blocks=(mover_table(scope),)),
        Section(key="coverage", title="Coverage", blocks=(coverage_table(scope, known),)),
    )
    return assemble(scope, "outside", TITLE, sections, coverage_notes(scope, compared, known))


def _how_much(scope: Scope, compared: Compared, known: Coverage) -> Section:
    found = spikes(scope)
    return Section(
        key="volume",
        title="How much",
        blocks=(
            volume_table(scope, compared),
            share_table(scope, compared),
            volume_trend(scope, known, {(one.brand, one.day): one.about for one in found}),
            spike_table(scope, found),
        ),
    )


def _how_liked(scope: Scope, compared: Compared, known: Coverage) -> Section:
    return Section(
        key="sentiment",
        title="How it is liked",
        blocks=(
            sentiment_table(scope, compared, sentiment_notes(scope)),
            sentiment_trend(scope, known),
        ),
    )


def coverage_notes(scope: Scope, compared: Compared, known: Coverage) -> tuple[str, ...]:
    """What the whole report rests on, in one or two lines."""
    total = sum(one.counts.mentions for one in compared.now.values())
    undated = sum(one.undated for one in compared.now.values())
    holes = sorted({*known.down, *known.capped})
    notes = []
    if undated:
        notes.append(
            f"{undated} of {total} mentions have no time of their own: counted when seen."
        )
    if holes:
        notes.append(f"Not whole in this period: {', '.join(holes)}; see Coverage.")
    return tuple(notes)

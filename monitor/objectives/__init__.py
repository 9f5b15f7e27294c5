"""Objectives: the goals of the config, decided by the reports' own figures with their n.

The book's POST begins with people and objectives, then strategy and technology; a goal that no
figure can decide is a wish. Each is met, missed, or has too few data to say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from monitor.config import Config, Objective
from monitor.reports.answers import on_time, waiting
from monitor.reports.configured import figures
from monitor.reports.intervals import percent, wilson
from monitor.reports.period import Period
from monitor.reports.rows import Column, Figure, Report, Row, Section, Table
from monitor.reports.scope import Scope
from monitor.reports.volume import compare, net_figure, share
from monitor.store.connect import Store
from monitor.when import duration

Verdict = Literal["met", "missed", "too few data"]
_BANDS: Final = ("high", "normal", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One objective: `value` decides against `goal`, which is words ("at least 90 %").

    `other` is the figure of the brand it is compared with. `n` is what decides whether there
    are enough data: the smaller of both.
    """

    name: str
    brand: str
    figure: str
    goal: str
    verdict: Verdict
    value: Figure
    other: Figure | None
    n: int
    minimum: int


def evaluate(config: Config, store: Store, now: datetime) -> tuple[Outcome, ...]:
    """Every objective of *config*, in its order, as of *now*."""
    return tuple(_evaluate(config, store, goal, now) for goal in config.objective)


def _evaluate(config: Config, store: Store, goal: Objective, now: datetime) -> Outcome:
    # Without a brand of its own, an objective is about the first one that is no competitor.
    brand = goal.brand or min(config.brand, key=lambda one: one.competitor).name
    scope = _scope(config, store, goal, now)
    measure = _MEASURES[goal.figure]
    value = measure(scope, brand, goal)
    other = measure(scope, goal.above, goal) if goal.above else None
    n = min(value.n or 0, (other.n or 0) if other else value.n or 0)
    return Outcome(
        name=goal.name,
        brand=brand,
        figure=goal.figure,
        goal=_goal(goal, value),
        verdict=_verdict(goal, value, other, n),
        value=value,
        other=other,
        n=n,
        minimum=goal.minimum,
    )


def _scope(config: Config, store: Store, goal: Objective, now: datetime) -> Scope:
    today = now.astimezone(store.zone).date()
    days = max(1, -(-int(duration(goal.window).total_seconds()) // 86_400))
    return Scope(
        store=store,
        period=Period(today - timedelta(days - 1), today + timedelta(1)),
        brands=tuple(brand.name for brand in config.brand),
        now=now,
        zone=store.zone,
        settings=figures(config),
    )


def _verdict(goal: Objective, value: Figure, other: Figure | None, n: int) -> Verdict:
    if n < goal.minimum or value.value is None or (other is not None and other.value is None):
        return "too few data"
    if goal.at_least is not None:
        is_met = value.value >= goal.at_least
    elif goal.at_most is not None:
        is_met = value.value <= goal.at_most
    else:
        is_met = other is not None and value.value > (other.value or 0.0)
    return "met" if is_met else "missed"


def _goal(goal: Objective, value: Figure) -> str:
    sign = " %" if value.unit == "percent" else ""
    within = f" within {goal.hours:g} h" if goal.figure == "first_response" else ""
    if goal.above is not None:
        return f"above {goal.above}{within}"
    if goal.at_least is not None:
        return f"at least {goal.at_least:g}{sign}{within}"
    return f"at most {goal.at_most:g}{sign}{within}"


def _first_response(scope: Scope, brand: str, goal: Objective) -> Figure:
    """The share of first responses in time, of those answered or overdue."""
    hours = dict.fromkeys(_BANDS, goal.hours or 0.0)
    settings = replace(scope.settings, first_response_hours=hours)
    found = waiting(scope, brand)
    parts = [on_time(found, band, settings, int(scope.now.timestamp())) for band in _BANDS]
    kept, late = sum(part.on_time for part in parts), sum(part.late for part in parts)
    return _share(kept, kept + late)


def _response_rate(scope: Scope, brand: str, _goal: Objective) -> Figure:
    found = waiting(scope, brand)
    return _share(sum(one.answered_at is not None for one in found), len(found))


def _share(part: int, whole: int) -> Figure:
    return Figure(
        value=percent(part, whole), unit="percent", n=whole, interval=wilson(part, whole)
    )


def _net_sentiment(scope: Scope, brand: str, _goal: Objective) -> Figure:
    return net_figure(compare(scope).now[brand].counts)


def _share_of_voice(scope: Scope, brand: str, _goal: Objective) -> Figure:
    counts = {name: one.counts.mentions for name, one in compare(scope).now.items()}
    return share(counts[brand], sum(counts.values()), 0, 0)


def _volume(scope: Scope, brand: str, _goal: Objective) -> Figure:
    mentions = compare(scope).now[brand].counts.mentions
    return Figure(value=mentions, n=mentions)


_MEASURES: Final[Mapping[str, Callable[[Scope, str, Objective], Figure]]] = {
    "first_response": _first_response,
    "response_rate": _response_rate,
    "net_sentiment": _net_sentiment,
    "share_of_voice": _share_of_voice,
    "volume": _volume,
}


def objective_table(outcomes: tuple[Outcome, ...]) -> Table:
    """The objectives with the figures that decide."""
    return Table(
        key="objectives",
        title="Objectives",
        columns=(
            Column(key="objective", title="Objective"),
            Column(key="brand", title="Brand"),
            Column(
                key="verdict",
                title="Verdict",
                definition="met or missed by the value; too few data under the objective's minimum",
            ),
            Column(key="goal", title="Goal"),
            Column(key="value", title="Value", unit="count", definition="the report's figure"),
            Column(key="other", title="Compared with", unit="count"),
            Column(key="n", title="n", unit="count", definition="mentions it rests on"),
            Column(key="minimum", title="Needed", unit="count"),
        ),
        rows=tuple(_row(one) for one in outcomes),
        empty="no objective is set; see [[objective]] in config.example.toml",
    )


def _row(one: Outcome) -> Row:
    decided = (one.name, one.brand, one.verdict, one.goal, one.value, one.other)
    return Row(cells=(*decided, Figure(value=one.n), Figure(value=one.minimum)))


def with_objectives(found: Report, config: Config, store: Store, *, now: datetime) -> Report:
    """The digest *found* with the objectives after its headlines; unchanged where none is set."""
    if not config.objective or not config.brand:
        return found
    table = objective_table(evaluate(config, store, now))
    section = Section(key="objectives", title="Objectives", blocks=(table,))
    return replace(found, sections=(*found.sections[:1], section, *found.sections[1:]))

"""How many were answered, by whom, how fast, and on time."""

from collections.abc import Sequence
from typing import Final

from monitor.reports.answers import OnTime, Waiting, on_time
from monitor.reports.definitions import DEFINITIONS, column
from monitor.reports.heard import Heard, by_ids
from monitor.reports.intervals import percent, wilson
from monitor.reports.rows import Curve, CurveLine, Figure, Row, Table
from monitor.reports.scope import Scope
from monitor.reports.survival import Wait, curve, middle_and_late

BANDS: Final = ("high", "normal", "low")


def response_table(scope: Scope, found: Heard) -> Table:
    """Answerable, answered, and how long the first answer took."""
    return Table(
        key="responses",
        title="First responses",
        columns=(
            column("brand", "Brand"),
            column("answerable", "Answerable", "count"),
            column("answered", "Of them answered", "count"),
            column("response_rate", "Rate", "percent"),
            column("queue_median", "Taken up", "seconds"),
            column("queue_p90", "9 of 10 taken by", "seconds"),
            column("response_median", "Answered", "seconds"),
            column("response_p90", "9 of 10 by", "seconds"),
            column("customer_median", "Customer waits", "seconds"),
            column("customer_p90", "9 of 10 wait", "seconds"),
        ),
        rows=tuple(_response_row(scope, found, brand) for brand in scope.brands),
        notes=(
            "Open mentions count as waiting until now (Kaplan-Meier), they are not dropped. An "
            "answer is a later post by an own account in the same thread. What was answered before "
            "it entered the store counts in the rate and in the customers' times only.",
        ),
    )


def _response_row(scope: Scope, found: Heard, brand: str) -> Row:
    all_of_it = found.by_brand[brand]
    answered = [one for one in all_of_it if one.answered_at is not None]
    whole = len(all_of_it)
    here = [one for one in all_of_it if not one.came_answered]
    everything = by_ids(scope, brand, all_of_it)
    return Row(
        cells=(
            brand,
            Figure(value=whole, mentions=everything),
            Figure(value=len(answered), mentions=by_ids(scope, brand, answered)),
            Figure(
                value=percent(len(answered), whole),
                unit="percent",
                n=whole,
                interval=wilson(len(answered), whole),
                missing=None if whole else "nothing to answer",
            ),
            *_times([one.queue(found.now) for one in here], "taken up"),
            *_times([one.wait(found.now) for one in here], "answered"),
            *_times([one.customers_wait(found.now) for one in all_of_it], "answered"),
        ),
        mentions=everything,
    )


def _times(waits: Sequence[Wait], done: str) -> tuple[Figure, Figure]:
    found = middle_and_late(waits)
    reasons = (f"under half {done}", "under 9 in 10")
    middle, late = (
        Figure(
            value=seconds,
            unit="seconds",
            n=len(waits),
            missing=why if seconds is None else None,
        )
        for seconds, why in zip(found, reasons, strict=True)
    )
    return middle, late


_STATUSES: Final = ("new", "claimed", "answered", "closed")


def status_table(scope: Scope, found: Heard) -> Table:
    """New, claimed, answered, closed: of each brand, and by whom."""
    return Table(
        key="status",
        title="Status",
        columns=(
            column("brand", "Brand"),
            column("who", "Who"),
            *(column(f"status_{name}", name.capitalize(), "count") for name in _STATUSES),
        ),
        rows=tuple(row for brand in scope.brands for row in _status_rows(scope, found, brand)),
        notes=("The first line of a brand is all; the others are by the person or account.",),
    )


def _status_rows(scope: Scope, found: Heard, brand: str) -> list[Row]:
    all_of_it = found.by_brand[brand]
    people = sorted({one.who for one in all_of_it if one.who})
    groups: list[tuple[str | None, list[Waiting]]] = [(None, list(all_of_it))]
    groups += [(who, [one for one in all_of_it if one.who == who]) for who in people]
    return [_status_row(scope, brand, who, held) for who, held in groups]


def _status_row(scope: Scope, brand: str, who: str | None, held: Sequence[Waiting]) -> Row:
    by_status = [[one for one in held if one.status == name] for name in _STATUSES]
    figures = (Figure(value=len(one), mentions=by_ids(scope, brand, one)) for one in by_status)
    return Row(cells=(brand, who, *figures), mentions=by_ids(scope, brand, held))


def response_curve(scope: Scope, found: Heard) -> Curve:
    """Which share of answerable mentions was answered within which time."""
    lines = []
    for brand in scope.brands:
        here = [one for one in found.by_brand[brand] if not one.came_answered]
        steps = curve(one.wait(found.now) for one in here)
        points = tuple((float(seconds), round(100 * share, 2)) for seconds, share in steps)
        if points:
            lines.append(CurveLine(label=brand, points=((0.0, 0.0), *points)))
    return Curve(
        key="response_curve",
        title="Answered within",
        x_title="Time",
        x_unit="seconds",
        y_title="Answered",
        y_unit="percent",
        definition=DEFINITIONS["response_curve"],
        lines=tuple(lines),
    )


def on_time_table(scope: Scope, found: Heard) -> Table:
    """First responses within the promised hours, by priority."""
    rows = [
        _on_time_row(scope, brand, band, found)
        for brand in scope.brands
        for band in BANDS
        if any(one.priority.band == band for one in found.by_brand[brand])
    ]
    return Table(
        key="on_time",
        title="On time",
        columns=(
            column("brand", "Brand"),
            column("priority_band", "Priority"),
            column("promised", "Promised", "seconds"),
            column("on_time", "On time", "percent"),
            column("late", "Late", "count"),
            column("not_due", "Not due", "count"),
        ),
        rows=tuple(rows),
        empty="nothing to answer in this period",
    )


def _on_time_row(scope: Scope, brand: str, band: str, found: Heard) -> Row:
    of_band = tuple(one for one in found.by_brand[brand] if one.priority.band == band)
    kept: OnTime = on_time(of_band, band, scope.settings, found.now)
    due = kept.on_time + kept.late
    hours = scope.settings.first_response_hours.get(band, 24.0)
    return Row(
        cells=(
            brand,
            band,
            Figure(value=hours * 3600, unit="seconds"),
            Figure(
                value=percent(kept.on_time, due),
                unit="percent",
                n=due,
                interval=wilson(kept.on_time, due),
                missing=None if due else "none is due",
            ),
            Figure(value=kept.late),
            Figure(value=kept.not_due),
        ),
        mentions=by_ids(scope, brand, of_band),
    )

"""Listening (Deliver): what waits for an answer, and how fast customers are answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.reports.answers import OnTime, Waiting, on_time, sides, waiting
from monitor.reports.assembly import assemble
from monitor.reports.coverage import coverage, coverage_table
from monitor.reports.definitions import DEFINITIONS, column
from monitor.reports.intervals import percent, wilson
from monitor.reports.quotes import quotes
from monitor.reports.rows import Curve, CurveLine, Figure, Interval, Report, Row, Section, Table
from monitor.reports.scope import Scope
from monitor.reports.survival import Wait, curve, middle_and_late, quantile
from monitor.store.reading import Filter

TITLE: Final = "Listening"
_SHOWN: Final = 10
_MOST_IDS: Final = 1_000
_AGES: Final = (
    ("under_1h", "Under 1 h", 3_600),
    ("under_4h", "1 to 4 h", 14_400),
    ("under_24h", "4 to 24 h", 86_400),
    ("under_3d", "1 to 3 d", 259_200),
    ("more", "Over 3 d", None),
)
BANDS: Final = ("high", "normal", "low")


@dataclass(frozen=True, slots=True)
class Heard:
    """The answerable mentions of each brand, as of `now` (epoch seconds)."""

    by_brand: dict[str, tuple[Waiting, ...]]
    now: int

    def open(self, brand: str) -> list[Waiting]:
        return [one for one in self.by_brand[brand] if one.is_open]


def heard(scope: Scope) -> Heard:
    found = {brand: waiting(scope, brand) for brand in scope.brands}
    return Heard(found, int(scope.now.timestamp()))


def listening(scope: Scope) -> Report:
    """The report of the Deliver part for the brands and period of *scope*."""
    all_heard = heard(scope)
    sections = (
        Section(
            key="answers",
            title="Answers",
            blocks=(
                response_table(scope, all_heard),
                _status_table(scope, all_heard),
                _on_time_table(scope, all_heard),
                response_curve(scope, all_heard),
            ),
        ),
        Section(
            key="open",
            title="Open",
            blocks=(ageing_table(scope, all_heard), open_table(scope, all_heard)),
        ),
        Section(key="after", title="Before and after", blocks=(after_table(scope, all_heard),)),
        Section(
            key="coverage",
            title="Collection",
            blocks=(_delay_table(scope), coverage_table(scope, coverage(scope))),
        ),
    )
    return assemble(scope, "listening", TITLE, sections)


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


def _status_table(scope: Scope, found: Heard) -> Table:
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


def by_ids(scope: Scope, brand: str, found: Sequence[Waiting]) -> Filter | None:
    """The filter that lists just these; None for none, or more than a command line holds."""
    ids = tuple(one.mention_id for one in found)
    return scope.opinions(brand, ids=ids) if 0 < len(ids) <= _MOST_IDS else None


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


def _on_time_table(scope: Scope, found: Heard) -> Table:
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


def ageing_table(scope: Scope, found: Heard) -> Table:
    """Open mentions by how long they have been waiting."""
    return Table(
        key="ageing",
        title="Open by age",
        columns=(
            column("brand", "Brand"),
            column("open", "Open", "count"),
            *(column(key, title, "count", means="ageing") for key, title, _ in _AGES),
        ),
        rows=tuple(_ageing_row(scope, found, brand) for brand in scope.brands),
    )


def _ageing_row(scope: Scope, found: Heard, brand: str) -> Row:
    waits = found.open(brand)
    cells: list[Figure] = []
    low = 0
    for _, _, high in _AGES:
        inside = [one for one in waits if _is_between(one.wait(found.now).seconds, low, high)]
        cells.append(Figure(value=len(inside), mentions=by_ids(scope, brand, inside)))
        low = high or low
    everything = by_ids(scope, brand, waits)
    return Row(
        cells=(brand, Figure(value=len(waits), mentions=everything), *cells),
        mentions=everything,
    )


def _is_between(seconds: int, low: int, high: int | None) -> bool:
    return low <= seconds and (high is None or seconds < high)


def open_table(scope: Scope, found: Heard, *, most: int = _SHOWN) -> Table:
    """The most urgent open mentions with the parts of their priority."""
    waits = [one for brand in scope.brands for one in found.open(brand)]
    waits.sort(key=lambda one: (-one.priority.total, one.first_seen_at, one.mention_id))
    return Table(
        key="most_urgent",
        title="Most urgent",
        columns=(
            column("brand", "Brand"),
            column("author", "Author"),
            column("priority", "Priority", "count"),
            column("waited", "Waits", "seconds"),
            column("intent_points", "Intent", "count"),
            column("negativity_points", "Negativity", "count"),
            column("audience_points", "Audience", "count"),
            column("age_points", "Age", "count"),
            column("repeat_points", "Repeats", "count"),
        ),
        rows=tuple(_open_row(scope, one, found.now) for one in waits[:most]),
        notes=(
            "Priority = intent + negativity + audience + age + repeats; see docs/measures.md.",
        ),
        empty="nothing waits for an answer",
    )


def _open_row(scope: Scope, one: Waiting, now: int) -> Row:
    parts = one.priority
    return Row(
        cells=(
            one.brand,
            one.author or None,
            Figure(value=parts.total),
            Figure(value=one.wait(now).seconds, unit="seconds"),
            Figure(value=parts.intent),
            Figure(value=parts.negativity),
            Figure(
                value=parts.audience, missing=_NO_FOLLOWERS if parts.audience is None else None
            ),
            Figure(value=parts.age),
            Figure(value=parts.repeats),
        ),
        mentions=by_ids(scope, one.brand, [one]),
        quotes=quotes(scope, [one.mention_id]),
    )


_NO_FOLLOWERS: Final = "followers unknown"


def after_table(scope: Scope, found: Heard) -> Table:
    """How askers sounded before and after the brand's first answer."""
    rows = [_after_row(scope, found, brand) for brand in scope.brands]
    return Table(
        key="after_answer",
        title="After the answer",
        columns=(
            column("brand", "Brand"),
            column("came_back", "Came back", "count"),
            column("better", "Better", "count"),
            column("same", "Same", "count"),
            column("worse", "Worse", "count"),
            column("better_share", "Better", "percent"),
        ),
        rows=tuple(rows),
    )


def _after_row(scope: Scope, found: Heard, brand: str) -> Row:
    pairs = [(one, sides(scope, one)) for one in found.by_brand[brand]]
    both = [(one, a, b) for one, (a, b) in pairs if a is not None and b is not None]
    tests: tuple[Callable[[float, float], bool], ...] = (
        lambda a, b: b > a,
        lambda a, b: b == a,
        lambda a, b: b < a,
    )
    parts = [[one for one, a, b in both if holds(a, b)] for holds in tests]
    better, worse = len(parts[0]), len(parts[2])
    interval: Interval | None = wilson(better, better + worse)
    return Row(
        cells=(
            brand,
            Figure(value=len(both)),
            *(Figure(value=len(one), mentions=by_ids(scope, brand, one)) for one in parts),
            Figure(
                value=percent(better, better + worse),
                unit="percent",
                n=better + worse,
                interval=interval,
                missing=None if better + worse else "no change to judge",
            ),
        ),
        mentions=by_ids(scope, brand, [one for one, _, _ in both]),
    )


def _delay_table(scope: Scope) -> Table:
    rows = [row for brand in scope.brands for row in _delay_rows(scope, brand)]
    return Table(
        key="delay",
        title="Collection delay",
        columns=(
            column("brand", "Brand"),
            column("source", "Source"),
            column("delayed", "Mentions", "count"),
            column("delay_median", "Median", "seconds"),
            column("delay_p90", "9 of 10 by", "seconds"),
        ),
        rows=tuple(rows),
        empty="no mention is younger than its source's first run",
    )


def _delay_rows(scope: Scope, brand: str) -> list[Row]:
    by_source: dict[str, list[Wait]] = {}
    for row in scope.rows("delays", brand):
        waits = by_source.setdefault(row["source"], [])
        waits += [Wait(max(0, row["delay"]), True)] * row["mentions"]
    rows = []
    for source, waits in sorted(by_source.items()):
        steps = curve(waits)
        rows.append(
            Row(
                cells=(
                    brand,
                    source,
                    Figure(value=len(waits)),
                    Figure(value=quantile(steps, 0.5), unit="seconds", n=len(waits)),
                    Figure(value=quantile(steps, 0.9), unit="seconds", n=len(waits)),
                ),
                mentions=scope.filter(brand, source=source),
            )
        )
    return rows

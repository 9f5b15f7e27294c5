"""What still waits: by age, and the most urgent with the parts of their priority."""

from typing import Final

from monitor.reports.answers import Waiting
from monitor.reports.definitions import column
from monitor.reports.heard import Heard, by_ids
from monitor.reports.quotes import quotes
from monitor.reports.rows import Figure, Row, Table
from monitor.reports.scope import Scope

_SHOWN: Final = 10
_AGES: Final = (
    ("under_1h", "Under 1 h", 3_600),
    ("under_4h", "1 to 4 h", 14_400),
    ("under_24h", "4 to 24 h", 86_400),
    ("under_3d", "1 to 3 d", 259_200),
    ("more", "Over 3 d", None),
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

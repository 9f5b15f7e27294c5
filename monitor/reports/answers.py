"""What waits for an answer, what was answered, and how urgent it is.

`waiting` is the one place that finds answers by own accounts in threads; the inbox uses it too.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from monitor.reports.period import Period
from monitor.reports.scope import Scope, Settings
from monitor.reports.survival import Wait

_REPEATS_OVER: Final = timedelta(28)
HIGH: Final = 60  # points from which a priority is high
NORMAL: Final = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """0 to 100, in parts. `audience` is None where followers are not known (it counts 0)."""

    intent: int
    negativity: int
    audience: int | None
    age: int
    repeats: int

    @property
    def total(self) -> int:
        return self.intent + self.negativity + (self.audience or 0) + self.age + self.repeats

    @property
    def band(self) -> str:
        return "high" if self.total >= HIGH else "normal" if self.total >= NORMAL else "low"


def priority(
    *,
    is_complaint: bool,
    is_question: bool,
    score: float,
    followers: int | None,
    waited: float,
    earlier_complaints: int,
) -> Priority:
    """How urgent a mention is.

    Intent: a complaint 30, a question 20, else 10. Negativity: 25 × the negative part of the
    sentiment *score* (-1 to 1). Audience: 5 for each power of ten of *followers* over ten, at
    most 15. Age: up to 20, reached after 24 hours of waiting (*waited* seconds). Repeats: 5 for
    each earlier complaint by the author in four weeks, at most 10.
    """
    return Priority(
        intent=30 if is_complaint else 20 if is_question else 10,
        negativity=round(25 * max(0.0, min(-score, 1.0))),
        audience=None if followers is None else min(15, 5 * max(0, len(str(followers)) - 2)),
        age=round(20 * max(0.0, min(waited / 86_400, 1.0))),
        repeats=min(10, 5 * earlier_complaints),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One answerable mention. Times are epoch seconds; `answered_at` None: still open."""

    mention_id: int
    brand: str
    author: str
    at: int
    first_seen_at: int
    sentiment: str
    is_complaint: bool
    is_question: bool
    answered_at: int | None
    priority: Priority

    def wait(self, now: int) -> Wait:
        """From the moment the mention entered the store to the first answer, or to now."""
        end = now if self.answered_at is None else self.answered_at
        return Wait(max(0, end - self.first_seen_at), self.answered_at is not None)

    def customers_wait(self, now: int) -> Wait:
        """The same from the moment the customer wrote."""
        end = now if self.answered_at is None else self.answered_at
        return Wait(max(0, end - self.at), self.answered_at is not None)


def waiting(scope: Scope, brand: str) -> tuple[Waiting, ...]:
    """The answerable mentions of a brand in the period, by id, with their first answer."""
    now = int(scope.now.timestamp())
    answers = {
        row["mention_id"]: row["answered_at"] for row in scope.rows("answered", brand, now=now)
    }
    complaints = _complaints(scope, brand)
    return tuple(
        _waiting(row, brand, answers.get(row["mention_id"]), complaints, now)
        for row in scope.rows("answerable", brand)
    )


def _complaints(scope: Scope, brand: str) -> dict[str, int]:
    recent = Period(scope.period.until - _REPEATS_OVER, scope.period.until)
    rows = scope.rows("complaints_by_author", brand, **recent.bounds)
    return {row["author"]: row["complaints"] for row in rows}


def _waiting(
    row: Any, brand: str, answered_at: int | None, complaints: dict[str, int], now: int
) -> Waiting:
    is_complaint = row["is_complaint"] == 1
    others = complaints.get(row["author"], 0) - int(is_complaint)
    end = now if answered_at is None else answered_at
    return Waiting(
        mention_id=row["mention_id"],
        brand=brand,
        author=row["author"],
        at=row["at"],
        first_seen_at=row["first_seen_at"],
        sentiment=row["sentiment"],
        is_complaint=is_complaint,
        is_question=row["is_question"] == 1,
        answered_at=answered_at,
        priority=priority(
            is_complaint=is_complaint,
            is_question=row["is_question"] == 1,
            score=row["score"] / 10_000,
            followers=row["followers"],
            waited=end - row["first_seen_at"],
            earlier_complaints=max(0, others),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTime:
    """Of the mentions whose time is up or who are answered: how many were in time."""

    on_time: int = 0
    late: int = 0
    not_due: int = 0  # still open with time left: in no share


def on_time(found: tuple[Waiting, ...], band: str, settings: Settings, now: int) -> OnTime:
    """First responses within the hours promised for a priority."""
    allowed = settings.first_response_hours.get(band, 24.0) * 3600
    waits = [one.wait(now) for one in found if one.priority.band == band]
    return OnTime(
        on_time=sum(wait.is_over and wait.seconds <= allowed for wait in waits),
        late=sum(wait.seconds > allowed for wait in waits),
        not_due=sum(not wait.is_over and wait.seconds <= allowed for wait in waits),
    )


def sides(scope: Scope, one: Waiting) -> tuple[float | None, float | None]:
    """The asker's mean sentiment (-1 to 1) in the thread before and after the first answer."""
    if one.answered_at is None:
        return None, None
    value = {"positive": 1, "neutral": 0, "negative": -1}
    before: list[int] = []
    after: list[int] = []
    for row in scope.rows("asker_in_thread", one.brand, mention=one.mention_id):
        if row["sentiment"] in value:
            (before if row["at"] <= one.answered_at else after).append(value[row["sentiment"]])
    return _mean(before), _mean(after)


def _mean(values: list[int]) -> float | None:
    return sum(values) / len(values) if values else None

"""What waits for an answer, what was answered, and how urgent it is.

`waiting` is the one place that says what is answered: by an own account in the thread
(`monitor.reports.replies`), or by a person who noted it in the inbox; whichever came first.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from monitor.reports.period import Period
from monitor.reports.replies import Reply, first_answers
from monitor.reports.scope import Scope, Settings
from monitor.reports.survival import Wait

_REPEATS_OVER: Final = timedelta(28)
HIGH: Final = 50  # points, those for age left out, from which a priority is high
NORMAL: Final = 30


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
        """high, normal or low: how soon an answer is promised. Age moves a mention up the list,
        not its promise: that would run out the earlier the longer it waits."""
        lasting = self.total - self.age
        return "high" if lasting >= HIGH else "normal" if lasting >= NORMAL else "low"


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
    """One answerable mention. Times are epoch seconds; `answered_at` None: no answer yet.

    `status` is new, claimed, answered or closed; `who` the person or account it is with.
    """

    mention_id: int
    brand: str
    author: str
    at: int
    first_seen_at: int
    sentiment: str
    is_complaint: bool
    is_question: bool
    status: str
    who: str
    claimed_at: int | None
    answered_at: int | None
    closed_at: int | None
    reply: Reply | None
    priority: Priority

    @property
    def is_open(self) -> bool:
        return self.status in ("new", "claimed")

    @property
    def came_answered(self) -> bool:
        """Answered before it entered the store (back-filled): it never waited here."""
        return self.answered_at is not None and self.answered_at < self.first_seen_at

    def wait(self, now: int) -> Wait:
        """From the moment the mention entered the store to the first answer, or to now."""
        return self._until(self.answered_at, self.first_seen_at, now)

    def customers_wait(self, now: int) -> Wait:
        """The same from the moment the customer wrote."""
        return self._until(self.answered_at, self.at, now)

    def queue(self, now: int) -> Wait:
        """From the moment it entered the store until somebody took it up: claim or answer."""
        taken = [at for at in (self.claimed_at, self.answered_at) if at is not None]
        return self._until(min(taken, default=None), self.first_seen_at, now)

    def _until(self, end: int | None, start: int, now: int) -> Wait:
        """Up to *end*; without one, censored when it was closed, else now."""
        if end is not None:
            return Wait(max(0, end - start), True)
        return Wait(max(0, (now if self.closed_at is None else self.closed_at) - start), False)


def waiting(scope: Scope, brand: str) -> tuple[Waiting, ...]:
    """The answerable mentions of a brand in the period, by id, with their first answer."""
    now = int(scope.now.timestamp())
    replies = first_answers(scope, brand)
    complaints = _complaints(scope, brand)
    worked = {
        row["mention_id"]: row
        for row in scope.rows("worked", brand)
        if brand in row["brands"].split("\n")
    }
    return tuple(
        _waiting(
            row,
            brand,
            replies.get(row["mention_id"]),
            worked.get(row["mention_id"]),
            complaints.get(row["author"], 0),
            now,
        )
        for row in scope.rows("answerable", brand)
    )


def _complaints(scope: Scope, brand: str) -> dict[str, int]:
    recent = Period(scope.period.until - _REPEATS_OVER, scope.period.until)
    rows = scope.rows("complaints_by_author", brand, **recent.bounds)
    return {row["author"]: row["complaints"] for row in rows}


def _status(worked: Any, answered_at: int | None) -> str:
    if worked is not None and worked["status"] == "closed":
        return "closed"
    if answered_at is not None:
        return "answered"
    return "claimed" if worked is not None and worked["status"] == "claimed" else "new"


def _waiting(
    row: Any, brand: str, reply: Reply | None, worked: Any, complaints: int, now: int
) -> Waiting:
    is_complaint = row["is_complaint"] == 1
    noted = worked["answered_at"] if worked else None
    answers = [at for at in (reply.at if reply else None, noted) if at is not None]
    closed_at = worked["closed_at"] if worked else None
    answered_at = min(answers, default=None)
    end = next((at for at in (answered_at, closed_at) if at is not None), now)
    return Waiting(
        mention_id=row["mention_id"],
        brand=brand,
        author=row["author"],
        at=row["at"],
        first_seen_at=row["first_seen_at"],
        sentiment=row["sentiment"],
        is_complaint=is_complaint,
        is_question=row["is_question"] == 1,
        status=_status(worked, answered_at),
        who=(worked["who"] if worked else "") or (reply.by if reply else ""),
        claimed_at=worked["claimed_at"] if worked else None,
        answered_at=answered_at,
        closed_at=closed_at,
        reply=reply,
        priority=priority(
            is_complaint=is_complaint,
            is_question=row["is_question"] == 1,
            score=row["score"] / 10_000,
            followers=row["followers"],
            waited=end - row["first_seen_at"],
            earlier_complaints=max(0, complaints - int(is_complaint)),
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
    mine = [one for one in found if one.priority.band == band and not one.came_answered]
    waits = [one.wait(now) for one in mine]
    return OnTime(
        on_time=sum(wait.is_over and wait.seconds <= allowed for wait in waits),
        late=sum(wait.seconds > allowed for wait in waits),
        not_due=sum(one.is_open and one.wait(now).seconds <= allowed for one in mine),
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

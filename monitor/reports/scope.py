"""What a report is asked for, and how it reads the store."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any, Final, Protocol

from monitor.reports.period import Period
from monitor.store.reading import Filter


class Reader(Protocol):
    """Whatever answers SQL: the store, or another engine that holds the same tables."""

    def rows(self, sql: str, values: Any = ..., /) -> Sequence[Any]:
        """All rows, each readable by column name."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it, all rows are of one state of the store."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The named constants of the figures; the config may change them.

    Visibility: the share of an author's followers who see a post, up to `small_audience`
    followers and from `large_audience` on. `first_response_hours` by priority.
    """

    visibility_small: float = 0.15
    visibility_large: float = 0.06
    small_audience: int = 100_000
    large_audience: int = 10_000_000
    impressions_per_post: int = 150
    first_response_hours: Mapping[str, float] = field(
        default_factory=lambda: {"high": 4.0, "normal": 24.0, "low": 72.0}
    )
    quiet_days: int = 100
    advocate_mentions: int = 3
    advocate_months: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One question: which brands, which period, as of when."""

    store: Reader
    period: Period
    brands: tuple[str, ...]
    now: datetime
    zone: tzinfo = UTC
    settings: Settings = field(default_factory=Settings)

    def rows(
        self, name: str, brand: str = "", *, before: bool = False, **more: Any
    ) -> list[Any]:
        """The rows of reports/sql/*name*.sql for a brand, in the period or the one before."""
        period = self.period.before if before else self.period
        values = {"brand": brand, **period.bounds, **more}
        return list(self.store.rows(sql(name), values))

    def filter(self, *brands: str, **more: Any) -> Filter:
        """The filter of customers' mentions of *brands* in the period."""
        return Filter(brands=brands, **{**self.period.bounds, "is_own": False, **more})

    def opinions(self, *brands: str, **more: Any) -> Filter:
        """The same without syndicated copies: what figures about opinion count."""
        return self.filter(*brands, is_copy=False, **more)


@cache
def sql(name: str) -> str:
    """The text of reports/sql/*name*.sql."""
    return (files(__package__) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


SENTIMENTS: Final = ("positive", "neutral", "negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Customers' mentions of one thing. Opinion counts leave copies out."""

    mentions: int = 0
    originals: int = 0
    positive: int = 0
    neutral: int = 0
    negative: int = 0

    @property
    def judged(self) -> int:
        return self.positive + self.neutral + self.negative


NOTHING: Final = Counts()


def counted(rows: Sequence[Any], *, by: str = "name") -> dict[str, Counts]:
    """Rows of (name, sentiment, is_copy, mentions) as counts by name."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        kept = found.setdefault(row[by], {})
        number = row["mentions"]
        kept["mentions"] = kept.get("mentions", 0) + number
        if row["is_copy"] == 0:
            kept["originals"] = kept.get("originals", 0) + number
            if row["sentiment"] in SENTIMENTS:
                kept[row["sentiment"]] = kept.get(row["sentiment"], 0) + number
    return {name: Counts(**kept) for name, kept in found.items()}

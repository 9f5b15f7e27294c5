"""What the services of the demo hold, and the days it is laid out over."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar

from monitor.demo.people import Person

K = TypeVar("K")
DAYS: Final = 56
_TUESDAY: Final = 1
# Mondays are busy, weekends are for riding; the hours are those of Europe.
_WEEKDAY: Final = (1.15, 1.12, 1.08, 1.0, 0.95, 0.75, 0.8)
_HOURS: Final = (
    3, 2, 1, 1, 1, 2, 5, 9, 10, 9, 8, 8, 9, 8, 7, 7, 8, 9, 10, 11, 12, 11, 9, 6,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing somebody published. `number` is unique; threads and parents are numbers.

    `brands` are those it is about: none for noise. `place` is the community, site, country or
    list of servers it stands in. `copy_of` is the original of a syndicated text. `is_own` marks
    what a brand's own account says.
    """

    number: int
    channel: str
    place: str
    kind: str
    author: Person
    at: datetime
    text: str
    language: str
    subject: str
    brands: tuple[str, ...] = ()
    title: str | None = None
    thread: int
    parent: int | None = None
    is_own: bool = False
    copy_of: int | None = None
    rating: int | None = None
    score: int = 0
    replies: int = 0
    shares: int = 0
    tags: tuple[str, ...] = ()

    @property
    def is_noise(self) -> bool:
        return not self.brands


@dataclass(frozen=True, kw_only=True, eq=False)
class Sample:
    """All items, oldest first, and the day of the crisis."""

    now: datetime
    crisis: datetime
    items: tuple[Item, ...]

    def of(self, channel: str, place: str | None = None) -> list[Item]:
        """The items of a channel (and one place of it), oldest first."""
        items = self._by_channel.get(channel, [])
        return [item for item in items if place in (None, item.place)]

    def thread(self, number: int) -> list[Item]:
        """A conversation, oldest first."""
        return self._by_thread.get(number, [])

    def volume(self) -> Counter[str]:
        """Brand -> mentions, copies included."""
        return Counter(brand for item in self.items for brand in item.brands)

    @cached_property
    def _by_channel(self) -> dict[str, list[Item]]:
        return _grouped(self.items, lambda item: item.channel)

    @cached_property
    def _by_thread(self) -> dict[int, list[Item]]:
        return _grouped(self.items, lambda item: item.thread)


def _grouped(items: Iterable[Item], key: Callable[[Item], K]) -> dict[K, list[Item]]:
    groups: dict[K, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


@dataclass
class Clock:
    """The days of the sample and the hours people write at."""

    now: datetime
    rng: random.Random
    first: datetime = field(init=False)
    crisis: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.now.astimezone(UTC).replace(microsecond=0)
        today = self.now.replace(hour=0, minute=0, second=0)
        self.first = today - timedelta(days=DAYS - 1)
        # The last Tuesday that is at least nine days past.
        back = 9 + (today.weekday() - _TUESDAY - 9) % 7
        self.crisis = today - timedelta(days=back)

    def days(self) -> Iterator[datetime]:
        return (self.first + timedelta(days=n) for n in range(DAYS))

    def busyness(self, day: datetime) -> float:
        """How much is said on *day* against a usual one; talk grows a little."""
        growth = 0.92 + 0.16 * ((day - self.first).days / DAYS)
        return _WEEKDAY[day.weekday()] * growth

    def moment(self, day: datetime) -> datetime:
        """Some moment of *day*, as people are awake."""
        hour = self.rng.choices(range(24), _HOURS)[0]
        return day + timedelta(hours=hour, seconds=self.rng.randrange(3600))

    def awake(self, at: datetime) -> datetime:
        """*at*, put off to the morning where it falls into the night."""
        if 6 <= at.hour < 22:
            return at
        morning = at.replace(hour=7, minute=self.rng.randrange(60))
        return morning if at.hour < 6 else morning + timedelta(days=1)


def poisson(rng: random.Random, mean: float) -> int:
    """A count with that mean (Knuth's product of uniforms)."""
    limit, product, count = 2.718281828459045**-mean, rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count

"""When is a day's count a spike? A count model with over-dispersion, aware of weekdays.

The days before say what to expect: a level, a factor for each weekday (drawn towards 1 where
there is little to go by), and how much more the counts vary than chance alone would make them.
What is not known of level and factors widens the law, so a short or quiet past does not raise
alarms. The law is negative binomial with variance mean + mean² / size; Poisson is its limit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FEWEST_DAYS: Final = 14  # of history, below which nothing is called a spike
WEEKDAYS: Final = 7
_DRAWN_TO_ONE: Final = 10.0  # a weekday's factor counts for half at so many expected mentions
_MOST_SIZE: Final = 1e6  # from here on the law is Poisson's
_MOST_CAUTION: Final = 0.4  # a standard deviation of 63 % of the mean, on top of chance
_CAUGHT: Final = 0.8
_MOST_STEPS: Final = 20_000
_SETTLED: Final = 1e-13
_TINY: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Past:
    """The count of a whole day before; `weekday` 0 is Monday."""

    weekday: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What the past lets expect of a day: a mean, and the size of the negative binomial."""

    mean: float
    size: float

    @property
    def variance(self) -> float:
        return self.mean + self.mean**2 / self.size


def law(past: Sequence[Past], weekday: int) -> Law | None:
    """The law of a day's count after these days; None under `FEWEST_DAYS` of them."""
    if len(past) < FEWEST_DAYS:
        return None
    total = sum(day.count for day in past)
    level = (total + 0.5) / len(past)  # Jeffreys' prior: a past of zeros has a level too
    factors, over = [1.0] * WEEKDAYS, 1.0
    for _ in range(2):
        factors = _factors(past, level, over)
        over = max(1.0, _dispersion(past, level, factors))
    mean = level * factors[weekday]
    own = sum(day.count for day in past if day.weekday == weekday)
    unknown = over / (total + 0.5) + over / (own + _DRAWN_TO_ONE * over)
    return Law(mean=mean, size=1 / max(_extra(past, level, factors) + unknown, 1 / _MOST_SIZE))


def _factors(past: Sequence[Past], level: float, over: float) -> list[float]:
    pull = _DRAWN_TO_ONE * over
    found = []
    for weekday in range(WEEKDAYS):
        counts = [day.count for day in past if day.weekday == weekday]
        found.append((sum(counts) + pull) / (level * len(counts) + pull))
    return found


def _dispersion(past: Sequence[Past], level: float, factors: Sequence[float]) -> float:
    """Pearson's chi-square per degree of freedom: 1 where chance alone is at work."""
    chi = sum(
        (day.count - level * factors[day.weekday]) ** 2 / (level * factors[day.weekday])
        for day in past
    )
    return chi / max(1, len(past) - WEEKDAYS)


def _extra(past: Sequence[Past], level: float, factors: Sequence[float]) -> float:
    """1 / size: the variance beyond chance, in squares of the mean; by moments.

    Raised by two standard errors of its own, `_MOST_CAUTION` at most: a past that happened to be
    calm must not make the next days look wild.
    """
    means = [level * factors[day.weekday] for day in past]
    freedom = len(past) / max(1, len(past) - WEEKDAYS)
    beyond = sum(
        (day.count - mean) ** 2 * freedom - mean for day, mean in zip(past, means, strict=True)
    )
    squares = sum(mean**2 for mean in means)
    found = max(0.0, beyond / squares)
    variances = [mean + found * mean**2 for mean in means]
    error = math.sqrt(sum(2 * v**2 + v for v in variances)) / squares
    return found + min(2 * error, _MOST_CAUTION)


def tail(expected: Law, count: int) -> float:
    """P(a day has *count* or more): the incomplete beta function I_p(count, size) of the negative
    binomial, p = mean / (size + mean) (DLMF 8.17; Abramowitz & Stegun 26.5.26).

    Holds its digits far out, and for a thousand mentions a day as for one.
    """
    size, mean = expected.size, expected.mean
    if count <= 0 or mean <= 0:
        return float(count <= 0)
    share = mean / (size + mean)
    factor = math.exp(
        math.lgamma(count + size) - math.lgamma(count) - math.lgamma(size)
        + count * math.log(share) + size * math.log1p(-share)
    )  # fmt: skip
    if share < (count + 1) / (count + size + 2):
        return factor * _fraction(count, size, share) / count
    return 1 - factor * _fraction(size, count, 1 - share) / size


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function (DLMF 8.17.22), by the method of
    Lentz: it settles in some √max(a, b) steps where x < (a + 1) / (a + b + 2)."""
    top, below = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = below
    for m in range(1, _MOST_STEPS):
        step = 1.0
        for part in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            below = 1 / _not_zero(1 + part * below)
            top = _not_zero(1 + part / top)
            step = top * below
            found *= step
        if abs(step - 1) < _SETTLED:
            break
    return found


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def threshold(expected: Law, quiet_days: int) -> int:
    """The smallest count that is rarer than once in *quiet_days*."""
    low, high = 0, max(4, math.ceil(expected.mean))
    while tail(expected, high) >= 1 / quiet_days:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if tail(expected, middle) >= 1 / quiet_days:
            low = middle
        else:
            high = middle
    return high


def detectable(expected: Law, quiet_days: int) -> float:
    """The smallest jump that would be seen on four days of five, as a multiple of the mean."""
    bound, times = threshold(expected, quiet_days), 1.0
    while tail(Law(mean=expected.mean * times, size=expected.size), bound) < _CAUGHT:
        times += 0.1
        if times > 1_000:
            break
    return round(times, 1)

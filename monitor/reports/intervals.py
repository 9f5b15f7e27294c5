"""Shares and how far chance alone could move them: intervals and tests, in plain Python.

Counts in, numbers out. Mentions are taken as independent draws; an analyzer's own mistakes are
not part of any interval.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from monitor.reports.rows import Interval

Z95: Final = 1.959963984540054
MIN_OPINIONATED: Final = 10
_DIGITS: Final = 2


def percent(part: float, whole: float) -> float | None:
    """*part* in *whole* as 0 to 100 with two decimals; None of nothing.

    The one place where reports divide: SQL returns integers, so every engine rounds alike.
    """
    return round(100 * part / whole, _DIGITS) if whole else None


def wilson(part: int, whole: int) -> Interval | None:
    """Wilson's score interval of a share, in percent (Wilson 1927, JASA 22:209)."""
    if not whole:
        return None
    share, z2 = part / whole, Z95**2
    centre = share + z2 / (2 * whole)
    spread = Z95 * math.sqrt(share * (1 - share) / whole + z2 / (4 * whole**2))
    scale = 100 / (1 + z2 / whole)
    return Interval(
        max(0.0, round((centre - spread) * scale, _DIGITS)),
        min(100.0, round((centre + spread) * scale, _DIGITS)),
    )


def net(positive: int, neutral: int, negative: int) -> float | None:
    """(positive - negative) / all three x 100; None of nothing."""
    return percent(positive - negative, positive + neutral + negative)


def net_interval(positive: int, neutral: int, negative: int) -> Interval | None:
    """The score interval of net sentiment (Tango 1998, Statistics in Medicine 17:891).

    Net sentiment is a difference of two shares of the same mentions, as in McNemar's test. The
    interval keeps its width when all mentions agree, where the usual one shrinks to nothing.
    """
    whole = positive + neutral + negative
    if not whole:
        return None
    found = (positive - negative) / whole
    low = _bound(positive, negative, whole, inside=found, outside=-1.0)
    high = _bound(positive, negative, whole, inside=found, outside=1.0)
    return Interval(round(100 * low, _DIGITS), round(100 * high, _DIGITS))


def _bound(positive: int, negative: int, whole: int, *, inside: float, outside: float) -> float:
    """Where the score leaves ±1.96 between *inside* and *outside*, by bisection."""
    for _ in range(60):
        middle = (inside + outside) / 2
        if abs(_score(positive, negative, whole, middle)) <= Z95:
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2


def _score(positive: int, negative: int, whole: int, difference: float) -> float:
    """How many standard errors the counts lie from a true *difference* of the shares."""
    a = 2 * whole
    b = (2 * whole - positive + negative) * difference - positive - negative
    c = -negative * difference * (1 - difference)
    share = (math.sqrt(max(0.0, b * b - 4 * a * c)) - b) / (2 * a)
    variance = whole * (2 * share + difference * (1 - difference))
    gap = positive - negative - whole * difference
    if variance <= 0:
        return 0.0 if abs(gap) < 1e-9 else math.copysign(math.inf, gap)
    return gap / math.sqrt(variance)


def balance(positive: int, negative: int) -> float | None:
    """positive / (positive + negative) in percent; None under 10 opinionated mentions."""
    whole = positive + negative
    return percent(positive, whole) if whole >= MIN_OPINIONATED else None


def shares_differ(part: int, whole: int, before: int, whole_before: int) -> float:
    """Two-sided p-value that two shares are the same: Fisher's exact test, mid-P."""
    if not whole or not whole_before:
        return 1.0
    return _mid_p(part, part + before, whole, whole + whole_before)


@lru_cache(maxsize=4096)
def counts_differ(now: int, before: int) -> float:
    """Two-sided p-value that two counts of equally long periods have one mean (mid-P).

    Given their sum, *now* is binomial with one half (Przyborowski & Wilenski 1940).
    """
    total = now + before
    if not total:
        return 1.0
    if total > _EXACT:
        return _two_sided(abs(now - before) / math.sqrt(total))
    logs = [_log_choose(total, k) - total * math.log(2) for k in range(total + 1)]
    return _tail(logs, now)


_EXACT: Final = 2_000


def _mid_p(part: int, marked: int, drawn: int, total: int) -> float:
    low, high = max(0, drawn + marked - total), min(drawn, marked)
    if high - low > _EXACT:
        mean = drawn * marked / total
        variance = mean * (total - marked) / total * (total - drawn) / max(1, total - 1)
        return _two_sided(abs(part - mean) / math.sqrt(variance)) if variance else 1.0
    base = _log_choose(total, drawn)
    logs = [
        _log_choose(marked, k) + _log_choose(total - marked, drawn - k) - base
        for k in range(low, high + 1)
    ]
    return _tail(logs, part - low)


def _tail(logs: Sequence[float], observed: int) -> float:
    """The probability of what is rarer than *observed*, and half of what is as rare."""
    at = logs[observed]
    rarer = math.fsum(math.exp(one) for one in logs if one < at - 1e-9)
    alike = math.fsum(math.exp(one) for one in logs if abs(one - at) <= 1e-9)
    return min(1.0, rarer + alike / 2)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _two_sided(z: float) -> float:
    return math.erfc(z / math.sqrt(2))


def discoveries(p_values: Sequence[float], *, rate: float = 0.05) -> list[bool]:
    """Which of many tests stand out, with at most *rate* false ones among them.

    Benjamini & Hochberg 1995, JRSS B 57:289.
    """
    ranked = sorted(range(len(p_values)), key=lambda at: p_values[at])
    last = max(
        (
            rank
            for rank, at in enumerate(ranked, 1)
            if p_values[at] <= rate * rank / len(ranked)
        ),
        default=0,
    )
    chosen = set(ranked[:last])
    return [at in chosen for at in range(len(p_values))]

"""The count model of spikes against sums made by hand and simulated quiet series."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.reports.counts import Law, Past, detectable, law, tail, threshold
from monitor.reports.coverage import Coverage
from monitor.reports.spikes import unlikely


def test_poissons_tail_is_the_limit() -> None:
    # P(4 or more | mean 1) = 1 - e^-1 (1 + 1 + 1/2 + 1/6).
    expected = 1 - math.exp(-1) * (1 + 1 + 0.5 + 1 / 6)
    assert tail(Law(mean=1.0, size=1e6), 4) == pytest.approx(expected, rel=1e-4)


def test_the_geometric_law_by_hand() -> None:
    # Size 1 is geometric: P(k or more) = (mean / (1 + mean))^k.
    assert tail(Law(mean=2.0, size=1.0), 3) == pytest.approx((2 / 3) ** 3)
    assert tail(Law(mean=2.0, size=1.0), 0) == 1.0


def test_far_tails_keep_their_digits() -> None:
    assert tail(Law(mean=1.0, size=1.0), 100) == pytest.approx(0.5**100, rel=1e-6)


@given(st.floats(0.05, 200), st.floats(0.5, 1e6), st.integers(20, 1000))
@settings(max_examples=60)
def test_the_threshold_is_the_first_count_that_is_rare_enough(
    mean: float, size: float, quiet: int
) -> None:
    expected = Law(mean=mean, size=size)
    bound = threshold(expected, quiet)
    assert tail(expected, bound) < 1 / quiet <= tail(expected, bound - 1)


def test_fewer_than_two_weeks_say_nothing() -> None:
    assert law([Past(n % 7, 3) for n in range(13)], 0) is None


def test_weekdays_are_expected_apart() -> None:
    past = [Past(n % 7, 20 if n % 7 < 5 else 100) for n in range(56)]
    weekday, sunday = law(past, 2), law(past, 6)
    assert weekday is not None
    assert sunday is not None
    assert 19 < weekday.mean < 25
    assert 85 < sunday.mean <= 100


def test_wilder_pasts_need_larger_jumps() -> None:
    calm = law([Past(n % 7, 20) for n in range(56)], 0)
    wild = law([Past(n % 7, 5 if n % 3 else 50) for n in range(56)], 0)
    assert calm is not None
    assert wild is not None
    assert threshold(wild, 100) > threshold(calm, 100)
    assert detectable(wild, 100) > detectable(calm, 100)


def _days(counts: list[int]) -> dict[str, int]:
    from datetime import date, timedelta

    start = date(2026, 1, 5)
    return {(start + timedelta(n)).isoformat(): count for n, count in enumerate(counts)}


def test_quiet_days_raise_no_alarm_and_a_tripled_day_does() -> None:
    dice = random.Random(7)
    quiet = [sum(dice.random() < 0.3 for _ in range(100)) for _ in range(70)]
    assert unlikely(_days(quiet), Coverage(), 100) == []
    found = unlikely(_days([*quiet, 90]), Coverage(), 100)
    assert [one.count for one in found] == [90]


def test_a_crisis_does_not_hide_the_next_one() -> None:
    quiet = [10, 12, 9, 11, 10, 8, 12] * 8
    found = unlikely(_days([*quiet, 400, 11, 10, 60]), Coverage(), 100)
    assert [one.count for one in found] == [400, 60]


def test_days_with_gaps_teach_nothing() -> None:
    counts = _days([10, 12, 9, 11, 10, 8, 12] * 8 + [0, 0, 0, 0, 0, 0, 0, 22])
    lost = frozenset(sorted(counts)[56:63])
    bound = {
        whole.day: whole.smallest
        for known in (Coverage(down={"feed": lost}),)
        for whole in unlikely({**counts, max(counts): 500}, known, 100)
    }
    fooled = unlikely({**counts, max(counts): 500}, Coverage(), 100)
    assert set(bound) == {max(counts)}
    assert fooled[-1].expected.mean < 10 * 0.95


def test_the_rule_on_simulated_quiet_series() -> None:
    """A small run of bench/spikes.py: under one false alarm in a hundred quiet days."""
    dice = random.Random(11)
    alarms = days = 0
    for rate in (0.3, 3.0, 30.0):
        counts = [_poisson(dice, rate * (0.5 if n % 7 > 4 else 1.2)) for n in range(400)]
        alarms += len(unlikely(_days(counts), Coverage(), 100))
        days += len(counts)
    assert alarms < days / 100


def _poisson(dice: random.Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count += 1
        product *= dice.random()
    return count


@pytest.mark.parametrize("size", [3.0, 40.0, 1e6])
def test_a_loud_brand_has_a_threshold_too(size: float) -> None:
    """A thousand and more a day: the chance of no mention at all is too small for a float."""
    expected = Law(mean=5_000.0, size=size)
    bound = threshold(expected, 100)
    assert tail(expected, bound) < 0.01 <= tail(expected, bound - 1)
    deviations = (bound - 5_000) / math.sqrt(expected.variance)
    assert 2.2 < deviations < 4.0  # a normal law's is 2.33; these lean to the right
    assert tail(expected, 1) == pytest.approx(1.0)

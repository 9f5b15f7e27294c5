"""Intervals, tests, waiting times and concentration against hand-made and brute-force values."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.reports import concentration, survival
from monitor.reports.intervals import (
    Z95,
    balance,
    counts_differ,
    discoveries,
    net,
    net_interval,
    percent,
    shares_differ,
    wilson,
)
from monitor.reports.survival import Wait

small = st.integers(0, 60)


def test_percent_of_nothing_is_unknown() -> None:
    assert percent(1, 3) == 33.33
    assert percent(0, 0) is None


def test_wilson_as_printed_in_textbooks() -> None:
    # 81 of 263: Wilson's interval is 0.2553 to 0.3662 (Newcombe 1998, Statistics in Medicine 17).
    found = wilson(81, 263)
    assert found is not None
    assert (found.low, found.high) == (25.53, 36.62)


@given(small, small)
def test_wilson_holds_the_share_and_stays_within_0_and_100(part: int, rest: int) -> None:
    found = wilson(part, part + rest)
    if part + rest == 0:
        assert found is None
        return
    assert found is not None
    share = 100 * part / (part + rest)
    assert 0 <= found.low <= share + 0.01
    assert share - 0.01 <= found.high <= 100


def test_net_sentiment_by_hand() -> None:
    # 30 positive, 50 neutral, 20 negative: (30 - 20) / 100 = 10.
    assert net(30, 50, 20) == 10.0
    assert net(0, 0, 0) is None
    assert net_interval(0, 0, 0) is None


def test_net_interval_is_tangos() -> None:
    # Nine changed one way, one the other, of 44: the bounds of the score test, with the nuisance
    # share found by searching the likelihood instead of the closed form.
    found = net_interval(9, 34, 1)
    assert found is not None
    low, high = _score_bounds_by_search(9, 1, 44)
    assert found.low == pytest.approx(100 * low, abs=0.06)
    assert found.high == pytest.approx(100 * high, abs=0.06)


def _score_bounds_by_search(b: int, c: int, n: int) -> tuple[float, float]:
    """Where the score test of a difference accepts, with the nuisance share found by search."""
    accepted = [
        step / 2_000
        for step in range(-1_999, 2_000)
        if abs(_score_by_search(b, c, n, step / 2_000)) <= Z95
    ]
    return min(accepted), max(accepted)


def _score_by_search(b: int, c: int, n: int, difference: float) -> float:
    low, high = max(0.0, -difference), (1 - difference) / 2
    for _ in range(80):  # ternary search: the likelihood is concave
        a1, a2 = low + (high - low) / 3, high - (high - low) / 3
        if _likelihood(b, c, n, difference, a1) < _likelihood(b, c, n, difference, a2):
            low = a1
        else:
            high = a2
    share = (low + high) / 2
    variance = n * (2 * share + difference - difference**2)
    return (b - c - n * difference) / math.sqrt(variance) if variance > 1e-12 else math.inf


def _likelihood(b: int, c: int, n: int, difference: float, share: float) -> float:
    def term(count: int, p: float) -> float:
        return 0.0 if count == 0 else count * math.log(p) if p > 0 else -math.inf

    rest = 1 - 2 * share - difference
    return term(b, share + difference) + term(c, share) + term(n - b - c, rest)


@given(small, small, small)
def test_net_interval_holds_the_value_and_turns_with_the_signs(p: int, m: int, n: int) -> None:
    one, other = net_interval(p, m, n), net_interval(n, m, p)
    value = net(p, m, n)
    if one is None or other is None or value is None:
        assert p + m + n == 0
        return
    assert -100 <= one.low <= value + 0.01
    assert value - 0.01 <= one.high <= 100
    assert one.low == pytest.approx(-other.high, abs=0.011)
    assert one.high > one.low  # unanimous mentions leave doubt too


def test_balance_is_blank_under_ten() -> None:
    assert balance(6, 3) is None
    assert balance(6, 4) == 60.0


def test_fishers_tea() -> None:
    # 3 of 4 against 1 of 4: the probabilities are 1, 16, 36, 16, 1 of 70; mid-P of 3 is
    # (1 + 1 + (16 + 16) / 2) / 70.
    assert shares_differ(3, 4, 1, 4) == pytest.approx(18 / 70)


def test_counts_by_hand() -> None:
    # 6 now, 0 before: 2 × (1/2)^6 as likely as each other, half of each counted.
    assert counts_differ(6, 0) == pytest.approx(1 / 64)
    assert counts_differ(0, 0) == 1.0


def test_large_counts_agree_with_the_exact_ones() -> None:
    assert counts_differ(1010, 991) == pytest.approx(counts_differ(1009, 990), abs=0.02)
    assert shares_differ(3000, 9000, 2900, 9000) == pytest.approx(0.1138, abs=0.003)


def test_benjamini_and_hochberg_by_hand() -> None:
    # Their own example (1995): of these 15 p-values the first four stand out at 5 %.
    values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    assert discoveries(values) == [True] * 4 + [False] * 11
    assert discoveries([]) == []


def test_kaplan_and_meier_by_hand() -> None:
    # Answered after 1, 2, 2, 5; still open after 3 and 6.
    waits = [Wait(1, True), Wait(2, True), Wait(2, True), Wait(3, False), Wait(5, True)]
    waits.append(Wait(6, False))
    # 1: 5/6 wait on; 2: × 3/5; 3: one leaves; 5: × 1/2 of the two left.
    found = survival.curve(waits)
    assert [seconds for seconds, _ in found] == [1, 2, 5]
    assert [share for _, share in found] == pytest.approx([1 / 6, 1 / 2, 3 / 4])
    assert survival.middle_and_late(waits) == (2, None)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40))
def test_without_open_items_it_is_the_plain_quantile(seconds: list[int]) -> None:
    steps = survival.curve(Wait(s, True) for s in seconds)
    ordered = sorted(seconds)
    for share in (0.5, 0.9):
        needed = math.ceil(Fraction(str(share)) * len(ordered))
        assert survival.quantile(steps, share) == ordered[needed - 1]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=40),
    st.lists(st.integers(0, 50), max_size=5),
)
def test_open_items_never_shorten_the_waiting(
    told: list[tuple[int, bool]], more: list[int]
) -> None:
    waits = [Wait(*one) for one in told]
    plain, _ = survival.middle_and_late(waits)
    longer, _ = survival.middle_and_late([*waits, *(Wait(s + 51, False) for s in more)])
    if plain is None:
        assert longer is None
    else:
        assert longer is None or longer >= plain


def test_the_smallest_set_by_hand() -> None:
    # 50 + 20 = 70 of 100 is short of 80; 10 more does it, and all five tens tie.
    assert concentration.top_set([50, 20, 10, 10, 10]) == concentration.TopSet(
        size=5, without_ties=3
    )
    assert concentration.top_set([80, 19, 1]) == concentration.TopSet(size=1, without_ties=1)
    assert concentration.top_set([]) == concentration.TopSet(size=0, without_ties=0)


def test_gini_by_hand() -> None:
    # 1, 2, 3, 4: 2 × (1·1 + 2·2 + 3·3 + 4·4) / (4 × 10) - 5/4 = 1.5 - 1.25.
    assert concentration.gini([4, 2, 1, 3]) == 0.25
    assert concentration.gini([7, 7, 7]) == 0.0
    assert concentration.gini([]) is None


@settings(max_examples=200)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_no_smaller_set_reaches_the_target(amounts: list[int]) -> None:
    found = concentration.top_set(amounts)
    ranked = sorted(amounts, reverse=True)
    enough = found.without_ties
    assert 100 * sum(ranked[:enough]) >= 80 * sum(ranked)
    assert 100 * sum(ranked[: enough - 1]) < 80 * sum(ranked)
    assert found.size == sum(1 for amount in ranked if amount >= ranked[enough - 1])


@given(st.lists(st.integers(1, 50), min_size=1, max_size=300))
def test_the_curve_rises_to_the_whole(amounts: list[int]) -> None:
    points = concentration.curve(amounts)
    assert points[0] == (0.0, 0.0)
    assert points[-1] == (100.0, 100.0)
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(points))

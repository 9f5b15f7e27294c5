"""False alarms of the spike rule on quiet series, and tripled days caught, beside mean + 3σ.

Run: python bench/spikes.py [DAYS]   (DAYS judged for each kind of series, default 3000)

Every judged day has 56 days of its own quiet series before it. "weekdays" halves Saturday and
Sunday. Sizes are those of the negative binomial: variance = mean + mean² / size.
"""

import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitor.reports.counts import Past, law, threshold

QUIET_DAYS = 100
BASELINE = 56
RATES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
SIZES = (("Poisson", None), ("size 10", 10.0), ("size 3", 3.0))
PATTERNS = (("flat", (1.0,) * 7), ("weekdays", (1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5)))


@dataclass(frozen=True)
class Found:
    """Shares in percent of judged days."""

    false: float
    caught: float
    false_3s: float
    caught_3s: float


def draw(rng: np.random.Generator, mean: np.ndarray, size: float | None) -> np.ndarray:
    if size is None:
        return rng.poisson(mean)
    return rng.negative_binomial(size, size / (size + mean))


def judge(rate: float, size: float | None, pattern: tuple[float, ...], days: int) -> Found:
    rng = np.random.default_rng(20261123)
    length = BASELINE + days
    means = rate * np.array([pattern[n % 7] for n in range(length)])
    counts, tripled = draw(rng, means, size), draw(rng, 3 * means, size)
    false = caught = false_3s = caught_3s = 0
    for at in range(BASELINE, length):
        past = [Past(n % 7, int(counts[n])) for n in range(at - BASELINE, at)]
        expected = law(past, at % 7)
        assert expected is not None
        bound = threshold(expected, QUIET_DAYS)
        false += counts[at] >= bound
        caught += tripled[at] >= bound
        week = [int(n) for n in counts[at - 7 : at]]
        usual = statistics.fmean(week) + 3 * statistics.stdev(week)
        false_3s += counts[at] > usual
        caught_3s += tripled[at] > usual
    scale = 100 / days
    return Found(false * scale, caught * scale, false_3s * scale, caught_3s * scale)


def table(days: int) -> Iterator[str]:
    yield "| a day | law | week | false alarms | mean + 3σ | tripled caught | mean + 3σ |"
    yield "| --: | --- | --- | --: | --: | --: | --: |"
    for rate in RATES:
        for law_name, size in SIZES:
            for week, pattern in PATTERNS:
                found = judge(rate, size, pattern, days)
                yield (
                    f"| {rate:g} | {law_name} | {week} | {found.false:.2f} | "
                    f"{found.false_3s:.2f} | {found.caught:.0f} % | {found.caught_3s:.0f} % |"
                )


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else 3000):
        print(line, flush=True)

"""What each rule raises, what it leaves alone, and how often it may speak."""

import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts import after_fetch, check
from monitor.alerts.outbox import Alert
from monitor.alerts.words import address, foreign
from monitor.config import Config
from monitor.inbox.work import claim, person
from monitor.store.connect import Store
from monitor.store.facts import recount
from monitor.store.health import Attempt, record_attempt, start_run
from tests.actions.building import at, configure, judge, keep, opened, said
from tests.support.command import monitor

START = at("2026-03-02T08:00")


def desk(folder: Path, rules: str) -> tuple[Config, Store]:
    return opened(configure(folder, rules))


def titles(found: tuple[Alert, ...]) -> list[str]:
    return [alert.title for alert in found]


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


KEYWORD = """
[[alert]]
name = "fire"
type = "keyword"
query = "fire"
threshold = 3
window = "24h"
cooldown = "6h"
"""


def fires(store: Store, first: int, count: int, when: datetime, seen: datetime) -> None:
    keep(
        store,
        *(said(f"f{n}", f"acme fire {n}", author=f"a{n}", when=when.strftime("%Y-%m-%dT%H:%M"))
          for n in range(first, first + count)),
        seen=seen.strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip


def test_a_full_archive_at_the_first_fetch_is_no_news(tmp_path: Path) -> None:
    """M07: 2,000 old and new mentions come at once; what comes after counts."""
    config, store = desk(tmp_path, KEYWORD)
    with store:
        fires(store, 0, 1000, START - timedelta(days=400), START)
        fires(store, 1000, 1000, START - timedelta(hours=1), START)
        assert after_fetch(config, store, now=START).alerts == 0
        fires(store, 3000, 2, hours(1), hours(1))
        assert after_fetch(config, store, now=hours(1)).alerts == 0  # two are under three
        fires(store, 4000, 500, START - timedelta(days=90), hours(1.5))  # another old archive
        assert after_fetch(config, store, now=hours(1.5)).alerts == 0
        fires(store, 5000, 1, hours(2), hours(2))
        assert after_fetch(config, store, now=hours(2)).alerts == 1
        row = store.rows("SELECT * FROM outbox")[0]
        assert row["title"] == "fire: 3 × “fire” within 24h"


def test_it_speaks_again_only_after_the_cool_down_and_with_something_new(
    tmp_path: Path,
) -> None:
    config, store = desk(tmp_path, KEYWORD)
    with store:
        check(config, store, now=START)
        fires(store, 0, 3, hours(1), hours(1))
        assert len(check(config, store, now=hours(1))) == 1
        fires(store, 10, 50, hours(2), hours(2))
        assert check(config, store, now=hours(6.9)) == ()  # six hours are not over
        assert len(check(config, store, now=hours(7.1))) == 1
        assert check(config, store, now=hours(14)) == ()  # over, but nothing new


def test_a_clock_that_jumps_neither_repeats_nor_silences(tmp_path: Path) -> None:
    config, store = desk(tmp_path, KEYWORD)
    with store:
        check(config, store, now=START)
        fires(store, 0, 3, hours(1), hours(1))
        assert len(check(config, store, now=hours(1))) == 1
        assert check(config, store, now=hours(0.5)) == ()
        assert check(config, store, now=datetime(1970, 1, 2, tzinfo=UTC)) == ()
        with store.transaction() as connection:  # it was raised while the clock ran far ahead
            connection.execute("UPDATE alert_state SET raised_at = raised_at + 99999999")
        fires(store, 10, 3, hours(8), hours(8))
        assert len(check(config, store, now=hours(8))) == 1


def test_negative_share_needs_enough_and_says_how_sure_it_is(tmp_path: Path) -> None:
    config, store = desk(
        tmp_path,
        '[[alert]]\nname = "mood"\ntype = "negative_share"\nbrand = "Acme"\nthreshold = 60\n'
        "minimum = 10\n",
    )
    with store:
        check(config, store, now=START)
        for n in range(12):
            ids = keep(store, said(f"n{n}", author=f"a{n}", when="2026-03-02T09:00"),
                       seen="2026-03-02T09:30")  # fmt: skip
            judge(store, ids[0], "", "negative" if n < 8 else "positive")
            if n == 8:  # nine are too few, whatever they say
                assert check(config, store, now=hours(2)) == ()
        (alert,) = check(config, store, now=hours(2))
        assert alert.title == "Acme: 67 % negative within 24h"
        assert "8 of 12 judged mentions are negative (95 % interval 39 to 86 %)" in alert.body


def test_what_waits_too_long_is_told_once_each(tmp_path: Path) -> None:
    config, store = desk(
        tmp_path,
        "[service]\nfirst_response_hours = { high = 2.0, normal = 2.0, low = 2.0 }\n"
        '[[alert]]\nname = "late"\ntype = "sla"\ncooldown = "1h"\n',
    )
    with store:
        for n, number in enumerate(keep(store, said("old"), seen="2026-03-01T08:00")):
            judge(store, number, "complaint" if n == 0 else "")
        check(config, store, now=START)  # what is overdue already is a backlog
        ids = keep(store, said("1", "acme: @here help", author="a"), said("2", author="b"),
                   seen="2026-03-02T08:30")  # fmt: skip
        for number in ids:
            judge(store, number, "complaint")
        claim(store, ids[1], person(config, "Ann", hours(1)))
        assert check(config, store, now=hours(2)) == ()
        (alert,) = check(config, store, now=hours(2.6))
        assert alert.title == "2 mentions wait longer than promised"
        assert "with Ann" in alert.body
        assert "@here" not in alert.body
        assert check(config, store, now=hours(9)) == ()


def test_a_source_that_fails_or_falls_silent_is_told_once(tmp_path: Path) -> None:
    config, store = desk(
        tmp_path,
        '[[source]]\nname = "news"\ntype = "rss"\nurl = "https://n.example/f"\n'
        'expected_every = "1d"\n[[alert]]\nname = "ears"\ntype = "silent_source"\n'
        'window = "2h"\n',
    )
    with store:

        def attempt(when: datetime, *, new: int, error: str | None = None) -> None:
            second = int(when.timestamp())
            run = start_run(store, "fetch", now=second)
            record_attempt(
                store, run,
                Attempt(source="news", type="rss", started_at=second, finished_at=second,
                        stored=new, error=error),
            )  # fmt: skip

        attempt(START, new=3)
        assert check(config, store, now=hours(1)) == ()
        attempt(hours(20), new=0)
        attempt(hours(26), new=0)
        assert titles(check(config, store, now=hours(26))) == ["source news is silent"]
        attempt(hours(60), new=0)
        assert check(config, store, now=hours(60)) == ()  # the same silence
        attempt(hours(61), new=2)
        attempt(hours(90), new=0, error="refused")
        assert check(config, store, now=hours(91)) == ()  # failing for an hour is no news
        assert titles(check(config, store, now=hours(93))) == ["source news is failing"]


def test_a_rule_that_cannot_look_stops_neither_the_fetch_nor_the_others(tmp_path: Path) -> None:
    broken = KEYWORD.replace('"fire"', '"broken"', 1).replace(
        'query = "fire"', 'query = "fire AND"'
    )
    config, store = desk(tmp_path, broken + KEYWORD)
    with store:
        after_fetch(config, store, now=START)
        fires(store, 0, 3, hours(1), hours(1))
        noticed = after_fetch(config, store, now=hours(1))
        assert noticed.alerts == 1
        assert len(noticed.problems) == 1
        assert noticed.problems[0].startswith("alert 'broken': query:1:")
        ran = monitor("alerts", "check", config=config.path, now=hours(1).isoformat())
        assert ran.code == 78
        assert "alert 'broken': query:1:" in ran.err


def test_a_dry_run_does_not_even_note_that_it_looked(tmp_path: Path) -> None:
    config, store = desk(tmp_path, KEYWORD)
    with store:
        fires(store, 0, 5, START, START)
        before = list(store.connection.iterdump())
        assert check(config, store, now=START, dry_run=True) == ()
        assert list(store.connection.iterdump()) == before
        check(config, store, now=START)
        fires(store, 10, 3, hours(1), hours(1))
        assert len(check(config, store, now=hours(1), dry_run=True)) == 1
        assert len(check(config, store, now=hours(1))) == 1
        assert check(config, store, now=hours(1), dry_run=True) == ()


def test_nothing_configured_costs_nothing(tmp_path: Path) -> None:
    config, store = desk(tmp_path, "")
    with store:
        before = list(store.connection.iterdump())
        assert after_fetch(config, store, now=START).alerts == 0
        assert list(store.connection.iterdump()) == before


# A simulated quarter


def poisson(mean: float, chance: random.Random) -> int:
    """A Poisson number by products of uniform ones (Knuth)."""
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count


RATES = {"Acme": 2.0, "Quiet": 0.4, "Loud": 12.0}
QUARTER = 91
HISTORY = 70
QUARTER_RULES = """
[[brand]]
name = "Quiet"
query = "quiet"
[[brand]]
name = "Loud"
query = "loud"
[[alert]]
name = "spike"
type = "spike"
quiet_days = 100
"""


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Config, Store]]:
    """Three brands with Poisson days, and a crisis of Acme that lasts three days."""
    config, store = desk(tmp_path_factory.mktemp("quarter"), QUARTER_RULES)
    chance = random.Random(20260302)
    with store:
        rows: list[tuple[Any, ...]] = []
        for day in range(-HISTORY, QUARTER):
            for brand, rate in RATES.items():
                count = poisson(rate, chance)
                if brand == "Acme" and 60 <= day < 63:
                    count += 25
                rows += [(brand, day)] * count
        with store.transaction() as connection:
            for number, (brand, day) in enumerate(rows, 1):
                second = int((START + timedelta(days=day)).timestamp())
                connection.execute(
                    "INSERT INTO mention (id, source, source_id, network, kind, text, text_hash, "
                    "author, first_seen_at, at, day) VALUES (?, 's', ?, 'web', 'post', ?, '', ?, "
                    "?, ?, ?)",
                    [number, str(number), f"{brand} again", f"web:p{number}", second, second,
                     store.day(second)],
                )  # fmt: skip
                connection.execute(
                    "INSERT INTO match VALUES (?, ?, '[]', ?, ?, ?, 's', 'web', 'post', '', ?, "
                    "'en', 1, 0, 0, 'neutral', 0)",
                    [number, brand, second, store.day(second), second, f"web:p{number}"],
                )
            recount(connection)
        yield config, store


def test_the_false_alarm_budget_holds_for_a_quarter(quarter: tuple[Config, Store]) -> None:
    """Looked at each evening: the crisis is told; beside it at most one alarm a brand."""
    config, store = quarter
    told: list[Alert] = []
    for day in range(QUARTER):
        evening = START + timedelta(days=day, hours=12)
        told += check(config, store, now=evening)
        told += check(config, store, now=evening + timedelta(minutes=10))  # nothing twice
    days = [(alert.slot, alert.data["day"]) for alert in told]
    assert len(set(days)) == len(days)
    crisis = {
        ("Acme", store.day(int((START + timedelta(days=n)).timestamp()))) for n in (60, 61, 62)
    }
    assert ("Acme", min(day for _, day in crisis)) in days
    false = [one for one in days if one not in crisis]
    assert all(sum(slot == brand for slot, _ in false) <= 1 for brand in RATES), false
    spoke = sorted(alert.data["day"] for alert in told if alert.slot == "Acme")  # type: ignore[type-var]
    assert len(spoke) <= 4
    first = next(alert for alert in told if (alert.slot, alert.data["day"]) in crisis)
    assert "A spike began at" in first.body
    assert "of what" in first.body or "times what is expected" in first.body


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("hey @everyone @here <!channel> <@U123>", ("@everyone", "@here", "<!", "<@")),
        ("[pay here](https://evil.example) **now** `x`", ("](", "**", "`")),
        ("<a href='x'>click</a>&amp;<script>", ("<", "&amp;")),
        ("line\n# heading\r\n> quote\x1b[2J", ("\n", "\r", "\x1b", ">", "#")),
        ("||spoiler|| ~~gone~~ __bold__ \\o/", ("|", "~", "_", "\\")),
    ],
)
def test_o19_words_of_others_mean_nothing_to_a_target(
    text: str, never: tuple[str, ...]
) -> None:
    shown = foreign(text)
    assert not [sign for sign in never if sign in shown]
    assert foreign("plain words, ümlauts 😀 and a price: 5 €") == (
        "plain words, ümlauts 😀 and a price: 5 €"
    )
    assert len(foreign("word " * 200)) <= 200


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?y=1&z=2#top", "https://a.example/x?y=1&z=2#top"),
        ("https://a.example/<b>)[x](y)*_", "https://a.example/%3Cb%3E%29%5Bx%5D%28y%29%2A%5F"),
        ("javascript:alert(1)", None), ("https://user:pw@a.example/", None), ("ftp://a", None),
        (None, None), ("https://[", None),
    ],
)  # fmt: skip
def test_only_harmless_addresses_stand_in_messages(url: str | None, shown: str | None) -> None:
    found = address(url)
    assert found == shown or (found or "").replace("_", "%5F") == shown

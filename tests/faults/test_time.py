"""Time as it really is: late posts, clocks that jump, days of 23 and 25 hours."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.config import SourceTable
from monitor.fetching import _is_due
from monitor.store.connect import open_store
from monitor.store.pages import add_page
from monitor.store.reading import Filter, count, find_ids, load
from monitor.when import day, duration, moment
from tests.support.made import NOW, mention, stored

BERLIN = ZoneInfo("Europe/Berlin")


def test_t03_a_late_post_counts_when_it_was_published_and_is_known_as_new(
    tmp_path: Path,
) -> None:
    store = stored(tmp_path, mention("1", published_at=NOW - timedelta(weeks=3)))
    found = next(load(store, find_ids(store, Filter())))
    assert found.first_seen_at == NOW
    assert store.value("SELECT day FROM match") == "2026-02-09"
    assert store.value("SELECT day FROM rollup") == "2026-02-09"


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (datetime(2026, 3, 29, tzinfo=BERLIN), 23),
        (datetime(2026, 10, 25, tzinfo=BERLIN), 25),
    ],
)
def test_t04_days_of_23_and_25_hours_hold_all_and_nothing_twice(
    tmp_path: Path, start: datetime, hours: int
) -> None:
    midnight = start.astimezone(UTC)
    seen = midnight + timedelta(days=2)
    every_half_hour = [midnight + timedelta(minutes=30 * n) for n in range(-4, 2 * hours + 4)]
    with open_store(tmp_path / "mentions.db", zone=BERLIN) as store:
        posts = [mention(str(n), published_at=at) for n, at in enumerate(every_half_hour)]
        add_page(store, "web", posts, now=seen)
        rows = store.rows("SELECT day, SUM(mentions) FROM rollup GROUP BY day")
        per_day = {str(row[0]): int(row[1]) for row in rows}
        assert per_day[f"{start:%Y-%m-%d}"] == 2 * hours
        assert sum(per_day.values()) == len(posts)
        one = Filter(since=f"{start:%Y-%m-%d}", until=f"{start + timedelta(days=1):%Y-%m-%d}")
        assert count(store, one) == 2 * hours


TABLE = SourceTable(name="x", type="rss", every="1h")


def state(**given: Any) -> dict[str, Any]:
    at = int(NOW.timestamp())
    return {"next_due_at": None, "last_attempt_at": at, "last_success_at": at, **given}


def test_m03_cron_every_minute_does_not_fetch_more_often_than_told() -> None:
    assert not _is_due(TABLE, state(), NOW + timedelta(minutes=1))
    assert not _is_due(TABLE, state(), NOW + timedelta(minutes=59))
    assert _is_due(TABLE, state(), NOW + timedelta(hours=1))
    failing = state(next_due_at=int((NOW + timedelta(hours=2)).timestamp()))
    assert not _is_due(TABLE, failing, NOW + timedelta(minutes=90))


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=20_000)])
def test_t05_a_clock_that_jumps_back_makes_no_source_wait(back: timedelta) -> None:
    assert _is_due(TABLE, state(), NOW - back)
    assert _is_due(TABLE, state(next_due_at=int(NOW.timestamp()) + 600), NOW - back)


def test_t05_mentions_from_the_future_do_not_stay_on_top(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1", published_at=NOW + timedelta(days=400)))
    assert next(load(store, [1])).at == NOW


def test_t06_after_a_clock_that_ran_ahead_due_times_recover() -> None:
    ahead = NOW + timedelta(days=3650)
    wrong = state(
        last_attempt_at=int(ahead.timestamp()), last_success_at=None,
        next_due_at=int((ahead + timedelta(days=1)).timestamp()),
    )  # fmt: skip
    assert _is_due(TABLE, wrong, NOW)
    far = state(next_due_at=int((NOW + timedelta(days=3650)).timestamp()), last_success_at=None)
    assert _is_due(TABLE, far, NOW + timedelta(hours=24, minutes=1))


def test_t07_another_time_zone_changes_days_and_nothing_else(tmp_path: Path) -> None:
    stored(tmp_path, mention("1"), mention("2", published_at=None)).close()
    kept = []
    for zone in (UTC, BERLIN, ZoneInfo("America/New_York"), UTC):
        with open_store(tmp_path / "mentions.db", zone=zone) as store:
            sql = "SELECT id, source_id, published_at, first_seen_at, at, text FROM mention"
            kept.append([tuple(row) for row in store.rows(sql)])
    assert kept[0] == kept[1] == kept[2] == kept[3]


def test_t08_yesterday_shortly_after_midnight_is_the_local_day() -> None:
    now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # 00:30 on the 24th in Berlin
    assert day("yesterday", now=now, zone=BERLIN).isoformat() == "2026-11-23"
    assert day("today", now=now, zone=BERLIN).isoformat() == "2026-11-24"
    assert day("7d", now=now, zone=BERLIN).isoformat() == "2026-11-18"
    assert moment("yesterday", now=now, zone=BERLIN) == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert moment("2026-11-23T10:00", now=now, zone=BERLIN).hour == 9


@pytest.mark.parametrize(
    ("text", "seconds"), [("30m", 1800), ("24h", 86_400), ("7d", 604_800), ("4w", 2_419_200)]
)
def test_durations(text: str, seconds: int) -> None:
    assert duration(text).total_seconds() == seconds

"""Silent is told from quiet, failing from working; the doctor names what is wrong and what to do."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import Config, parse_config
from monitor.diagnosis.checks import examine, worst
from monitor.diagnosis.sources import Health, source_health
from monitor.store import health
from monitor.store.connect import Store
from monitor.store.health import Attempt
from monitor.store.pages import add_page
from tests.support.command import monitor
from tests.support.made import NOW, empty_store, mention

TEXT = """
[[brand]]
name = "Acme"
query = "acme"
[[source]]
name = "news"
type = "rss"
url = "https://x.example/feed"
"""


def config(folder: Path, more: str = "") -> Config:
    path = folder / "config.toml"
    path.write_text(TEXT + more)
    path.chmod(0o600)
    return parse_config(TEXT + more, path)


def attempt(
    store: Store,
    at: datetime,
    *,
    error: str | None = None,
    new: int = 0,
    moved: str | None = None,
) -> None:
    moment = int(at.timestamp())
    health.record_attempt(
        store,
        health.start_run(store, "fetch", now=moment),
        Attempt(
            source="news", type="rss", started_at=moment, finished_at=moment, stored=new,
            error=error, moved_to=moved,
        ),
    )  # fmt: skip


def collected(folder: Path, *, per_day: int, until: datetime) -> Store:
    """A store of a source that gave so many mentions on each of the 20 days up to *until*."""
    store = empty_store(folder)
    for back in range(20, -1, -1):
        at = until - timedelta(days=back)
        posts = [
            mention(f"{back}-{n}", source="news", published_at=at - timedelta(minutes=5 + n))
            for n in range(per_day)
        ]
        add_page(store, "news", posts, now=at)
        attempt(store, at, new=len(posts))
    return store


def one(folder: Path, store: Store, more: str = "") -> Health:
    (found,) = source_health(config(folder, more), store, now=NOW)
    return found


def test_before_its_first_run_a_source_is_waiting(tmp_path: Path) -> None:
    assert one(tmp_path, empty_store(tmp_path)).state == "waiting"


def test_a_source_that_speaks_as_usual_is_ok(tmp_path: Path) -> None:
    found = one(tmp_path, collected(tmp_path, per_day=5, until=NOW - timedelta(hours=2)))
    assert found.state == "ok"
    assert found.a_day == pytest.approx(5, rel=0.1)
    assert found.delay == 60 * 7


@pytest.mark.parametrize(("hours", "state"), [(3, "ok"), (12, "quiet"), (72, "silent")])
def test_silence_is_judged_by_what_is_usual(tmp_path: Path, hours: int, state: str) -> None:
    silent_since = NOW - timedelta(hours=hours)
    store = collected(tmp_path, per_day=5, until=silent_since)
    attempt(store, NOW)
    assert one(tmp_path, store).state == state


def test_a_first_run_with_a_backlog_makes_nothing_silent(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    posts = [
        mention(str(n), source="news", published_at=NOW - timedelta(hours=3 * n + 2))
        for n in range(200)
    ]
    add_page(store, "news", posts, now=NOW - timedelta(hours=1))
    attempt(store, NOW - timedelta(hours=1), new=200)
    found = one(tmp_path, store)
    assert found.state == "ok"
    assert found.delay is None


def test_what_is_expected_may_be_said(tmp_path: Path) -> None:
    store = collected(tmp_path, per_day=1, until=NOW - timedelta(days=2))
    assert one(tmp_path, store, 'expected_every = "1d"\n').state == "silent"
    assert one(tmp_path, store, 'expected_every = "3d"\n').state == "ok"


def test_a_failing_source_says_why_and_since_when(tmp_path: Path) -> None:
    store = collected(tmp_path, per_day=1, until=NOW - timedelta(days=2))
    attempt(store, NOW - timedelta(hours=5), error="news: no answer")
    attempt(store, NOW - timedelta(hours=4), error="news: no answer")
    found = one(tmp_path, store)
    assert (found.state, found.failures, found.reason) == ("failing", 2, "news: no answer")
    assert found.failing_since == int((NOW - timedelta(hours=5)).timestamp())


def test_a_move_is_believed_after_three_equal_answers(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    for times, told in ((1, None), (2, None), (3, "https://new.example/feed")):
        attempt(store, NOW - timedelta(hours=9 - times), moved="https://new.example/feed")
        assert one(tmp_path, store).moved_to == told


def test_the_command_says_it_in_words_and_json_and_by_its_code(tmp_path: Path) -> None:
    store = collected(tmp_path, per_day=1, until=NOW - timedelta(days=2))
    attempt(store, NOW - timedelta(hours=5), error="news: \x1b[2Jno answer")
    store.close()
    config(tmp_path)
    shown = monitor("sources", config=tmp_path / "config.toml", now=NOW.isoformat())
    assert shown.code == 1
    assert "failing" in shown.out
    assert "\x1b" not in shown.out
    data = monitor(
        "sources", "--format", "json", config=tmp_path / "config.toml", now=NOW.isoformat()
    )
    assert data.json()[0]["failing_since"] == "2026-03-02T07:00:00Z"


def said(folder: Path, text: str) -> dict[str, str]:
    path = folder / "config.toml"
    path.write_text(text)
    path.chmod(0o600)
    found = list(examine(parse_config(text, path), None, now=NOW))
    assert worst(found) in {"ok", "warn", "fail"}
    return {
        finding.check: f"{finding.state}: {finding.said} {finding.advice}" for finding in found
    }


def test_the_doctor_finds_a_healthy_set_up_healthy(tmp_path: Path) -> None:
    collected(tmp_path, per_day=1, until=NOW).close()
    found = list(examine(config(tmp_path), None, now=NOW))
    assert worst(found) == "ok", found


def test_the_doctor_names_faults_and_what_to_do(tmp_path: Path) -> None:
    assert "add a [[brand]]" in said(tmp_path, "")["brands"]
    assert "add a [[source]]" in said(tmp_path, "")["sources"]
    wrong = TEXT.replace('"acme"', '"acme AND ("')
    assert said(tmp_path, wrong)["brands"].startswith("fail")
    missing = TEXT + 'secret_url = { env = "NOT_SET_AT_ALL" }\n'
    assert "NOT_SET_AT_ALL is not set" in said(tmp_path, missing)["source news"]


def test_k04_a_config_that_others_may_read_is_pointed_out(tmp_path: Path) -> None:
    made = config(tmp_path)
    made.path.chmod(0o644)
    found = [
        f for f in examine(made, None, now=NOW) if f.check == "config" and f.state == "warn"
    ]
    assert "chmod 600" in found[0].advice


def test_t05_a_store_from_the_future_is_pointed_out(tmp_path: Path) -> None:
    collected(tmp_path, per_day=1, until=NOW + timedelta(days=3)).close()
    checks = [f.check for f in examine(config(tmp_path), None, now=NOW) if f.state == "warn"]
    assert "clock" in checks


def test_the_doctor_speaks_json(tmp_path: Path) -> None:
    config(tmp_path)
    done = monitor("doctor", "--offline", "--format", "json", config=tmp_path / "config.toml")
    assert {"check", "state", "said", "advice"} == set(json.loads(done.out)[0])

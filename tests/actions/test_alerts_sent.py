"""Alerts reach their targets once: through kills at every step, failures, and two senders."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts import check
from monitor.alerts.outbox import GIVEN_UP_AFTER, SENDER_IS_DEAD, Due
from monitor.alerts.sending import NotTaken, Sent, send
from monitor.config import Config
from monitor.errors import ConfigError, MissingExtra
from monitor.store.connect import Store
from tests.actions.building import at, configure, keep, opened, said
from tests.support.command import monitor
from tests.support.loopback import Asked, Loopback, Reply

NOW = at("2026-03-02T12:00")
RULES = """
[[alert]]
name = "boom"
type = "keyword"
query = "fire"
threshold = 2
cooldown = "6h"
[[notify]]
name = "hook"
url = { env = "HOOK" }
"""
KILL = """
import os, sys
import monitor.alerts as alerts, monitor.alerts.outbox as outbox, monitor.alerts.sending as sending
point = sys.argv[1]
def kill_before(module, name):
    setattr(module, name, lambda *a, **k: os._exit(9))
def kill_after(module, name):
    whole = getattr(module, name)
    def run(*a, **k):
        whole(*a, **k)
        os._exit(9)
    setattr(module, name, run)
if point == "before it is raised": kill_before(outbox, "raise_all")
if point == "while it is raised": kill_before(outbox, "_deliveries")
if point == "after it is raised": kill_after(outbox, "raise_all")
if point == "while it is taken": kill_before(outbox, "Due")
if point == "before it leaves": kill_before(sending.AppriseTarget, "deliver")
if point == "before it is marked": kill_before(sending, "sent")
if point == "after it is marked": kill_after(sending, "sent")
from monitor.cli import main
sys.argv = ["monitor", *sys.argv[2:]]
main()
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Path, Config, Store]]:
    """A store in which the rule has begun to watch, and two fires came after."""
    path = configure(tmp_path, RULES)
    config, store = opened(path)
    with store:
        check(config, store, now=NOW - timedelta(hours=2))
        keep(store, said("1", "acme is on fire", when="2026-03-02T11:00"),
             said("2", "acme: FIRE! @everyone [click](https://evil.example)", author="joe",
                  when="2026-03-02T11:05"), seen="2026-03-02T11:30")  # fmt: skip
        yield path, config, store


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    with Loopback() as server:
        server.on("/hook", Reply({"ok": True}))
        monkeypatch.setenv("HOOK", f"json://{server.host}/hook")
        yield server


def bodies(server: Loopback) -> list[Any]:
    return [json.loads(asked.body) for asked in server.seen]


def keys(server: Loopback) -> list[str]:
    return [asked.headers["idempotency-key"] for asked in server.seen]


def states(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT state FROM delivery ORDER BY outbox_id")]


def later(seconds: int) -> str:
    return (NOW + timedelta(seconds=seconds)).isoformat()


# Where a sender can be killed, and how often the message then is on the wire after a recovery.
POINTS = {
    "before it is raised": 1,
    "while it is raised": 1,
    "after it is raised": 1,
    "while it is taken": 1,
    "before it leaves": 1,
    "before it is marked": 2,  # taken, but the acknowledgement was lost: only the token can tell
    "after it is marked": 1,
}


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_step_neither_loses_nor_doubles_it(
    point: str, desk: tuple[Path, Config, Store], hook: Loopback
) -> None:
    path, _, store = desk
    killed = subprocess.run(
        [sys.executable, "-c", KILL, point, "--config", str(path), "--now", NOW.isoformat(),
         "alerts", "send"], capture_output=True, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert killed.returncode == 9, killed.stderr
    for seconds in (1, 60, SENDER_IS_DEAD + 1, 2 * SENDER_IS_DEAD, 4 * SENDER_IS_DEAD):
        ran = monitor("alerts", "send", config=path, now=later(seconds))
        assert ran.code == 0, ran.err
    assert len(hook.seen) == POINTS[point]
    assert len(set(keys(hook))) == 1  # a receiver that drops repeats has it exactly once
    assert states(store) == ["sent"]
    assert store.value("SELECT COUNT(*) FROM outbox") == 1


def test_what_is_sent_cannot_act_at_the_target(
    desk: tuple[Path, Config, Store], hook: Loopback
) -> None:
    path, _, _ = desk
    assert monitor("alerts", "send", config=path, now=NOW.isoformat()).code == 0
    (body,) = bodies(hook)
    assert body["title"].startswith("boom: 2 ×")
    assert "@everyone" not in body["message"]
    assert "[click](" not in body["message"]
    assert "on fire" in body["message"]
    assert "monitor mentions" in body["message"]


def test_a_target_that_is_down_gets_it_once_later(
    desk: tuple[Path, Config, Store], hook: Loopback
) -> None:
    path, _, store = desk
    hook.on("/hook", Reply(status=503), Reply(status=503), Reply({"ok": True}))
    first = monitor("alerts", "send", config=path, now=NOW.isoformat())
    assert first.code == 1
    assert "notify 'hook' did not take the message: it answered 503" in first.err
    assert hook.host not in first.err
    assert monitor("alerts", "send", config=path, now=later(30)).code == 0  # not due yet
    assert monitor("alerts", "send", config=path, now=later(61)).code == 1
    assert monitor("alerts", "send", config=path, now=later(100)).code == 0
    assert len(hook.seen) == 2
    assert monitor("alerts", "send", config=path, now=later(200)).code == 0
    assert monitor("alerts", "send", config=path, now=later(4000)).code == 0
    assert len(hook.seen) == 3
    assert len(set(keys(hook))) == 1
    assert states(store) == ["sent"]


def test_the_address_is_seen_nowhere(
    desk: tuple[Path, Config, Store], hook: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _, store = desk
    monkeypatch.setenv("HOOK", f"json://user:s3cr3t@{hook.host}/hook/t0k3n")
    runs = [
        monitor("-v", "alerts", "send", config=path, now=NOW.isoformat()),
        monitor("alerts", "list", "--format", "json", config=path),
        monitor("alerts", "list", config=path),
    ]
    everything = "".join(ran.out + ran.err for ran in runs) + "\n".join(
        store.connection.iterdump()
    )
    for secret in ("s3cr3t", "t0k3n"):
        assert secret not in everything
    assert states(store) == ["pending"]  # nothing answers at that path


def test_an_address_that_is_none_is_a_fault_of_the_config(
    desk: tuple[Path, Config, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _, store = desk
    monkeypatch.setenv("HOOK", "nonsense-s3cr3t")
    ran = monitor("alerts", "send", config=path, now=NOW.isoformat())
    assert ran.code == 78
    assert "s3cr3t" not in ran.err
    monkeypatch.delenv("HOOK")
    assert monitor("alerts", "send", config=path, now=later(61)).code == 78
    assert states(store) == ["pending"]


def test_without_apprise_the_extra_is_named(
    desk: tuple[Path, Config, Store], hook: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _, store = desk
    monkeypatch.setitem(sys.modules, "apprise", None)
    ran = monitor("alerts", "send", config=path, now=NOW.isoformat())
    assert ran.code == 78
    assert "outside-perspective[notify]" in ran.err
    assert states(store) == ["pending"]


def test_a_dry_run_shows_and_leaves_everything_as_it_is(
    desk: tuple[Path, Config, Store], hook: Loopback
) -> None:
    path, _, store = desk
    before = list(store.connection.iterdump())
    ran = monitor("alerts", "send", "--dry-run", config=path, now=NOW.isoformat())
    assert "boom (keyword) → hook: boom: 2 ×" in ran.out
    assert list(store.connection.iterdump()) == before
    assert hook.seen == []


class Recorder:
    """A target that takes, or refuses, what it is told."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.got: list[Due] = []

    def deliver(self, due: Due) -> None:
        if self.refuses:
            raise NotTaken("no")
        self.got.append(due)


def give(config: Config, store: Store, now: datetime, **targets: Recorder) -> Sent:
    return send(config, store, clock=lambda: now, targets=targets)


def test_one_target_down_does_not_double_the_others(tmp_path: Path) -> None:
    more = RULES + '[[notify]]\nname = "phone"\nurl = { env = "PHONE" }\n'
    config, store = opened(configure(tmp_path, more))
    hook, phone = Recorder(), Recorder(refuses=True)
    with store:
        check(config, store, now=NOW - timedelta(hours=2))
        keep(store, said("1", "acme fire", when="2026-03-02T11:00"),
             said("2", "acme fire", when="2026-03-02T11:01"), seen="2026-03-02T11:30")  # fmt: skip
        assert len(check(config, store, now=NOW)) == 1
        done = give(config, store, NOW, hook=hook, phone=phone)
        assert (len(done.done), len(done.failures)) == (1, 1)
        phone.refuses = False
        give(config, store, NOW + timedelta(minutes=5), hook=hook, phone=phone)
        assert (len(hook.got), len(phone.got)) == (1, 1)
        assert hook.got[0].token != phone.got[0].token


def test_two_senders_at_once_send_it_once(desk: tuple[Path, Config, Store]) -> None:
    _, config, store = desk
    inner = Recorder()

    class Slow(Recorder):
        """While it delivers, another sender comes by."""

        def deliver(self, due: Due) -> None:
            give(config, store, NOW + timedelta(seconds=30), hook=inner)
            super().deliver(due)

    slow = Slow()
    check(config, store, now=NOW)
    give(config, store, NOW, hook=slow)
    assert (len(slow.got), len(inner.got)) == (1, 0)


def test_it_is_given_up_after_a_week(desk: tuple[Path, Config, Store]) -> None:
    _, config, store = desk
    check(config, store, now=NOW)
    deaf = Recorder(refuses=True)
    for hours in range(0, GIVEN_UP_AFTER // 3600 + 24, 6):
        give(config, store, NOW + timedelta(hours=hours), hook=deaf)
    assert states(store) == ["dropped"]
    told = give(config, store, NOW + timedelta(days=30), hook=Recorder())
    assert told == Sent()


def test_secret_and_extra_are_our_own_errors() -> None:
    assert issubclass(MissingExtra, ConfigError)


def test_a_phone_gets_the_push(
    desk: tuple[Path, Config, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An endpoint that speaks as ntfy does."""
    path, _, store = desk
    got: list[Asked] = []

    def take(asked: Asked) -> Reply:
        got.append(asked)
        return Reply({"id": "x", "event": "message", "topic": "acme"})

    with Loopback() as server:
        server.on("/", take)
        server.on("/acme", take)
        monkeypatch.setenv("HOOK", f"ntfy://{server.host}/acme?image=no")
        assert monitor("alerts", "send", config=path, now=NOW.isoformat()).code == 0
    assert len(got) == 1
    assert b"on fire" in got[0].body
    assert states(store) == ["sent"]

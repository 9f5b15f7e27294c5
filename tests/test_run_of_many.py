"""A run over many sources: what hangs, lies or refuses costs nobody else anything."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.collect import Job, Outcome, collect
from monitor.errors import CredentialsRejected, SourceChanged, SourceUnavailable
from monitor.http import Http, connect
from monitor.matching import watch
from monitor.model import Ask, Brand
from monitor.sources.rss import RssSource
from monitor.store import health
from monitor.store.connect import Store, open_store
from tests.support.clocks import Ticking
from tests.support.loopback import Asked, Loopback, Reply, dripping

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACME = watch([Brand(name="Acme", query="acme")])


def feed(name: str, count: int = 3) -> Reply:
    items = "".join(
        f"<item><guid>{name}-{n}</guid><title>Acme</title></item>" for n in range(count)
    )
    return Reply(
        f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="text/xml"
    )


def run(
    store: Store, http: Http, urls: dict[str, str], *, workers: int = 8
) -> dict[str, Outcome]:
    jobs = [
        Job(
            source=RssSource(name=name, http=http, url=url), kind="rss", ask=Ask(now=NOW),
            asked="many", brand="Acme",
        )
        for name, url in urls.items()
    ]  # fmt: skip
    number = health.start_run(store, "fetch", now=int(NOW.timestamp()))
    outcomes = collect(
        store, jobs, ACME, clock=lambda: NOW, run=number, workers=workers,
        deadline=timedelta(minutes=5),
    )  # fmt: skip
    return {outcome.source: outcome for outcome in outcomes}


def test_m05_of_ten_sources_three_fail_and_seven_are_stored(
    tmp_path: Path, ticking: Ticking
) -> None:
    """M05. One hangs, one sends garbage, one refuses the key; each is named with its reason."""
    with Loopback() as server, Loopback() as hanging, Loopback() as refusing:
        for n in range(7):
            server.on(f"/{n}", feed(f"f{n}"))
        server.on("/garbage", Reply(b"\x00\xff not a feed"))
        hanging.on("/", dripping(every=0.02))
        refusing.on("/", Reply(b"", 401))
        allowed = (server.host, hanging.host, refusing.host)
        http = connect(ticking.settings(allow_private=allowed, timeout=0.5, attempts=1))
        urls = {f"good{n}": f"{server.url}/{n}" for n in range(7)} | {
            "garbage": f"{server.url}/garbage",
            "hanging": f"{hanging.url}/",
            "refusing": f"{refusing.url}/",
        }
        store = open_store(tmp_path / "m.db")
        outcomes = run(store, http, urls)
    assert store.value("SELECT count(*) FROM mention") == 21
    errors = {name: outcome.error for name, outcome in outcomes.items() if outcome.error}
    assert set(errors) == {"garbage", "hanging", "refusing"}
    assert isinstance(errors["garbage"], SourceChanged)
    assert isinstance(errors["hanging"], SourceUnavailable)
    assert isinstance(errors["refusing"], CredentialsRejected)


def test_m04_forty_sources_on_two_hosts_are_asked_one_after_another(
    tmp_path: Path, ticking: Ticking
) -> None:
    """M04. Each host sees one request at a time, a second apart."""
    busy = threading.Event()

    def slowly(reply: Reply) -> Callable[[Asked], Reply]:
        def answer(asked: Asked) -> Reply:
            busy.wait(0.005)
            return reply

        return answer

    with Loopback() as one, Loopback() as two:
        urls = {}
        for n in range(40):
            server = (one, two)[n % 2]
            server.on(f"/{n}", slowly(feed(f"f{n}", 1)))
            urls[f"s{n}"] = f"{server.url}/{n}"
        settings = ticking.settings(allow_private=(one.host, two.host), min_interval=1.0)
        store = open_store(tmp_path / "m.db")
        outcomes = run(store, connect(settings), urls)
        assert not [outcome.error for outcome in outcomes.values() if outcome.error]
        assert (one.most_at_once, two.most_at_once) == (1, 1)
    assert store.value("SELECT count(*) FROM mention") == 40
    assert all(seconds <= 1.0 for seconds in ticking.slept)


def test_m04_a_busy_host_keeps_no_workers_from_the_others(
    tmp_path: Path, ticking: Ticking
) -> None:
    """M04. Six sources of a slow host come first, yet the other host is asked meanwhile."""
    other_was_asked = threading.Event()

    def patient(asked: Asked) -> Reply:
        return feed("slow") if other_was_asked.wait(30) else Reply(b"", 500)

    def quick(asked: Asked) -> Reply:
        other_was_asked.set()
        return feed("quick")

    with Loopback() as slow, Loopback() as other:
        slow.below("/", patient)
        other.below("/", quick)
        urls = {f"slow{n}": f"{slow.url}/{n}" for n in range(6)} | {"quick": f"{other.url}/"}
        settings = ticking.settings(allow_private=(slow.host, other.host), attempts=1)
        store = open_store(tmp_path / "m.db")
        outcomes = run(store, connect(settings), urls, workers=2)
    assert not [outcome.error for outcome in outcomes.values() if outcome.error]


def test_n23_a_captive_portal_fails_all_alike_and_deletes_nothing(
    tmp_path: Path, loopback: Loopback, http: Http
) -> None:
    """N23"""
    urls = {f"s{n}": f"{loopback.url}/{n}" for n in range(4)}
    for n in range(4):
        loopback.on(f"/{n}", feed(f"f{n}"))
    store = open_store(tmp_path / "m.db")
    run(store, http, urls)
    before = store.value("SELECT count(*) FROM mention WHERE gone_at IS NULL")
    for n in range(4):
        loopback.on(f"/{n}", Reply("", 302, {"Location": "/login"}))
    loopback.on("/login", Reply("<!doctype html><html><body>Pay for the network</body></html>"))
    outcomes = run(store, http, urls)
    assert {type(outcome.error) for outcome in outcomes.values()} == {SourceChanged}
    assert store.value("SELECT count(*) FROM mention WHERE gone_at IS NULL") == before == 12

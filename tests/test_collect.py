"""Collecting: one failing source never stops the others; page and cursor are one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar, cast

import pytest

from monitor import containment as module
from monitor.collect import Job, Outcome, collect
from monitor.errors import CredentialsRejected, RateLimited, SourceUnavailable
from monitor.matching import watch
from monitor.model import Ask, Brand, Mention, Page
from monitor.sources.base import Capabilities, Source
from monitor.store import health
from monitor.store.connect import Store
from monitor.store.reading import Filter, count, find_ids, load
from tests.support.fakes import FakeSource
from tests.support.made import NOW, empty_store, mention

ACME = Brand(name="Acme", query="acme", own_accounts=("mastodon:@acme@x.example",))


def run(store: Store, *sources: Source, brand: str | None = None) -> dict[str, Outcome]:
    jobs = [
        Job(source=one, kind="fake", ask=Ask(now=NOW), asked="q", brand=brand)
        for one in sources
    ]
    number = health.start_run(store, "fetch", now=int(NOW.timestamp()))
    done = collect(store, jobs, watch([ACME]), clock=lambda: NOW, run=number)
    return {outcome.source: outcome for outcome in done}


def plain(source: str, number: int, text: str = "Acme is fine") -> Mention:
    return mention(str(number), text, source=source, brands=())


def test_m05_one_failing_source_never_stops_the_others(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    done = run(
        store,
        FakeSource("down", [SourceUnavailable("down: no answer; try later")]),
        FakeSource("bad", [CredentialsRejected("bad: the token was refused; set TOKEN")]),
        FakeSource("buggy", [KeyError("id")]),
        FakeSource("wrong", [cast(Page, "no page")]),
        FakeSource("fine", [Page(mentions=(plain("fine", 1),), cursor="c")]),
    )
    assert {name: str(o.error) if o.error else None for name, o in done.items()} == {
        "down": "down: no answer; try later",
        "bad": "bad: the token was refused; set TOKEN",
        "buggy": "buggy: a fault in the source itself: KeyError: 'id'",
        "wrong": "wrong: its fetch gave a str, not a Page",
        "fine": None,
    }
    assert count(store, Filter()) == 1


def test_what_came_before_a_failure_is_kept_and_the_cursor_has_not_moved(
    tmp_path: Path,
) -> None:
    store = empty_store(tmp_path)
    pages: list[Page | Exception] = [
        Page(mentions=(plain("s", 1),)),
        SourceUnavailable("s: gone"),
        Page(cursor="end"),
    ]
    run(store, FakeSource("s", pages))
    assert count(store, Filter()) == 1
    assert health.cursor(store, "s", asked="q") is None
    run(store, FakeSource("s", [Page(mentions=(plain("s", 1), plain("s", 2)), cursor="end")]))
    assert count(store, Filter()) == 2
    assert health.cursor(store, "s", asked="q") == "end"


def test_only_what_matches_is_stored(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    page = Page(mentions=(plain("s", 1), plain("s", 2, "pineacme cake")))
    done = run(store, FakeSource("s", [page]))
    assert (done["s"].seen, done["s"].stored.new) == (2, 1)


def test_a_source_bound_to_a_brand_matches_all(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    page = Page(mentions=(plain("s", 1, "crashes all the time"),))
    assert run(store, FakeSource("s", [page]), brand="Acme")["s"].stored.new == 1


def test_what_an_own_account_says_is_about_its_brand(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    answer = mention(
        "1", "Sorry! Please write to us.", source="s", author="Acme@x.example", brands=()
    )
    run(store, FakeSource("s", [Page(mentions=(answer,))]))
    found = next(load(store, find_ids(store, Filter())))
    assert found.brands == ("Acme",)


def test_an_edit_that_no_longer_matches_is_taken_over(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    run(store, FakeSource("s", [Page(mentions=(plain("s", 1),))]))
    run(store, FakeSource("s", [Page(mentions=(plain("s", 1, "never mind"),))]))
    assert store.value("SELECT text FROM mention") == "never mind"
    assert count(store, Filter()) == 0


def test_m06_failures_are_counted_and_one_success_resets(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    for failures in (1, 2, 3):
        run(store, FakeSource("s", [SourceUnavailable("s: gone")]))
        state = health.state(store, "s")
        assert state is not None
        assert state["failures"] == failures
    assert store.value("SELECT COUNT(*) FROM outage WHERE until IS NULL") == 1
    run(store, FakeSource("s", []))
    state = health.state(store, "s")
    assert state is not None
    assert (state["failures"], state["reason"]) == (0, None)
    assert store.value("SELECT COUNT(*) FROM outage WHERE until IS NULL") == 0


@pytest.mark.parametrize(
    ("failures", "asked", "seconds"),
    [(1, None, 0), (2, None, 600), (3, None, 1200), (30, None, 86_400), (1, 120.0, 120),
     (1, 1e12, 86_400), (1, -5.0, 1)],
)  # fmt: skip
def test_m06_a_failing_source_is_left_alone_for_longer_and_longer(
    failures: int, asked: float | None, seconds: int
) -> None:
    assert health.wait_after(failures, asked) == seconds


def test_a_service_that_says_when_is_asked_then(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    run(store, FakeSource("s", [RateLimited("s: not now", retry_after=300)]))
    state = health.state(store, "s")
    assert state is not None
    assert state["next_due_at"] == int((NOW + timedelta(minutes=5)).timestamp())


@dataclass(frozen=True)
class Endless:
    """A source whose cursor never ends."""

    name: str = "endless"
    network: ClassVar[str] = "web"
    search: ClassVar[Capabilities | None] = None

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        while True:
            yield Page(mentions=(plain("endless", 1),))


def test_p15_a_source_that_never_ends_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_PAGES", 20)
    store = empty_store(tmp_path)
    done = run(store, Endless(), FakeSource("fine", [Page(mentions=(plain("fine", 1),))]))
    assert "stopped after 20 pages" in str(done["endless"].error)
    assert done["fine"].error is None

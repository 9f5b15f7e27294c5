"""The contract of sources, held over every one of them: see `tests/sources/cases.py`.

Recorded answers are served on loopback, read through the real client, collected by the real
`collect` into a real store.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.collect import Job, Outcome, collect
from monitor.errors import CredentialsRejected, RateLimited, SourceChanged, SourceError
from monitor.http import Http, connect
from monitor.matching import watch
from monitor.model import KINDS, Ask, Brand, Mention, Search, Secret
from monitor.registry import source_class
from monitor.sources.base import Rechecks, Source
from monitor.store import health
from monitor.store.connect import Store, open_store
from monitor.text import canonical_url, clean, looks_like_html
from tests.sources.cases import CASES, NOW, Case
from tests.support.clocks import Ticking
from tests.support.loopback import Loopback, Reply, limited

ASK = Ask(now=NOW, searches=(Search(("acme",)),), since=NOW - timedelta(days=30))
ACME = Brand(name="Acme", query="acme")
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)


def built(case: Case, server: Loopback, http: Http) -> Source:
    made = source_class(case.type)
    given = {"http": http} if "http" in made.__dataclass_fields__ else {}
    source: Source = made(name="under-test", **given, **case.options_at(server.url))
    return source


def client(server: Loopback, ticking: Ticking, **settings: Any) -> Http:
    return connect(ticking.settings(allow_private=(server.host,), **settings))


def fetched(source: Source, cursor: str | None = None) -> list[Mention]:
    return [mention for page in source.fetch(ASK, cursor) for mention in page.mentions]


def run(store: Store, source: Source, case: Case) -> Outcome:
    """One run of the program's own collecting."""
    job = Job(source=source, kind=case.type, ask=ASK, asked="contract", brand="Acme")
    number = health.start_run(store, "fetch", now=int(NOW.timestamp()))
    (outcome,) = collect(store, [job], watch([ACME]), clock=lambda: NOW, run=number)
    return outcome


def content(store: Store) -> list[tuple[Any, ...]]:
    rows = store.rows("SELECT source_id, text, title, url FROM mention ORDER BY source_id")
    return [tuple(row) for row in rows]


@pytest.fixture(autouse=True)
def _praw_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prawcore.sessions.FiniteRetryStrategy.sleep", lambda self: None)


@pytest.fixture
def new_store(tmp_path: Path) -> Callable[[], Store]:
    made: list[Store] = []

    def new() -> Store:
        made.append(open_store(tmp_path / f"{len(made)}.db"))
        return made[-1]

    return new


@each_case
def test_recorded_answers_become_whole_mentions(
    case: Case, loopback: Loopback, http: Http
) -> None:
    case.serve(loopback)
    mentions = fetched(built(case, loopback, http))
    assert len(mentions) == case.mentions
    ids = [mention.source_id for mention in mentions]
    assert len(set(ids)) == len(ids), "ids are unique"
    assert ids == [one.source_id for one in fetched(built(case, loopback, http))], "and stable"
    for mention in mentions:
        _is_whole(mention)


def _is_whole(mention: Mention) -> None:
    assert mention.source == "under-test"
    assert mention.source_id.strip()
    assert mention.network
    assert mention.kind in KINDS
    assert mention.text or mention.title
    for text in (mention.text, mention.title or ""):
        assert not looks_like_html(text)
        assert text == clean(text)
    for time in (mention.published_at, mention.edited_at):
        assert time is None or time.tzinfo is UTC
    for url in (mention.url, *mention.links):
        assert url is None or canonical_url(url)


@each_case
def test_every_request_says_who_asks(case: Case, loopback: Loopback, http: Http) -> None:
    """M01. Name, version and contact; no cookies, no referrer."""
    case.serve(loopback)
    fetched(built(case, loopback, http))
    for asked in loopback.seen:
        assert "monitor" in asked.headers["user-agent"]
        assert "cookie" not in asked.headers
        assert "referer" not in asked.headers


@each_case
def test_a_second_run_adds_nothing(
    case: Case, loopback: Loopback, http: Http, new_store: Callable[[], Store]
) -> None:
    case.serve(loopback)
    store, source = new_store(), built(case, loopback, http)
    first, second = run(store, source, case), run(store, source, case)
    assert first.error is None
    assert first.stored.new == case.mentions
    assert second.error is None
    assert (second.stored.new, second.stored.changed) == (0, 0)


@each_case
def test_failing_at_any_request_loses_and_doubles_nothing(
    case: Case, loopback: Loopback, ticking: Ticking, new_store: Callable[[], Store]
) -> None:
    case.serve(loopback)
    undisturbed = new_store()
    run(undisturbed, built(case, loopback, client(loopback, ticking)), case)
    requests = len(loopback.seen)
    assert requests
    for failing in range(requests):
        store = new_store()
        with Loopback() as server:
            _serve_failing(case, server, failing)
            outcome = run(store, built(case, server, client(server, ticking, attempts=1)), case)
            assert outcome.error is not None, f"request {failing} failed unnoticed"
            case.serve(server)
            healed = run(store, built(case, server, client(server, ticking)), case)
            assert healed.error is None
            assert _unplaced(content(store), server) == _unplaced(
                content(undisturbed), loopback
            )


def _serve_failing(case: Case, server: Loopback, number: int) -> None:
    """Answer as recorded, but request *number* (and what repeats it) with 500."""
    case.serve(server)
    good = server._prefixes["/"]
    failed: set[str] = set()

    def answer(asked: Any) -> Reply:
        if len(server.seen) == number + 1 or asked.target in failed:
            failed.add(asked.target)
            return Reply("broken", 500)
        return good if isinstance(good, Reply) else good(asked)

    server.below("/", answer)


def _unplaced(rows: list[tuple[Any, ...]], server: Loopback) -> list[tuple[Any, ...]]:
    placed = [
        tuple(cell.replace(server.url, "") if isinstance(cell, str) else cell for cell in row)
        for row in rows
    ]
    return sorted(placed)


@each_case
def test_n16_a_short_retry_after_is_waited_for(
    case: Case, loopback: Loopback, ticking: Ticking
) -> None:
    """N16. The same request comes again, not before its time."""
    if case.own_client or case.logs_in:
        pytest.skip("it brings its own HTTP client, or logs in, which is tried once")
    case.serve(loopback)
    _refuse_first(loopback, limited("7"))
    mentions = fetched(built(case, loopback, client(loopback, ticking)))
    assert len(mentions) == case.mentions
    assert any(seconds >= 7 for seconds in ticking.slept)


@each_case
def test_n16_a_long_retry_after_ends_the_run_of_that_host(
    case: Case, loopback: Loopback, http: Http, new_store: Callable[[], Store]
) -> None:
    """N16. The error carries the time, and the host is not asked again."""
    case.serve(loopback)
    _refuse_first(loopback, limited("7200"))
    outcome = run(new_store(), built(case, loopback, http), case)
    assert isinstance(outcome.error, RateLimited)
    assert outcome.error.retry_after == pytest.approx(7200, abs=5)
    assert len(loopback.seen) == 1


def _refuse_first(server: Loopback, refusal: Reply) -> None:
    good = server._prefixes["/"]

    def answer(asked: Any) -> Reply:
        if len(server.seen) == 1:
            return refusal
        return good if isinstance(good, Reply) else good(asked)

    server.below("/", answer)


@each_case
def test_n19_an_expired_key_gives_one_line_without_the_key(
    case: Case, loopback: Loopback, http: Http
) -> None:
    """N19, K01. No second try; the secret is not shown."""
    if not case.key:
        pytest.skip("its service knows no keys")
    loopback.below("/", Reply({"error": "invalid token"}, 401))
    source = built(case, loopback, http)
    with pytest.raises(SourceError) as caught:
        fetched(source)
    assert isinstance(caught.value, CredentialsRejected)
    _is_one_safe_line(str(caught.value), case)
    assert len(loopback.seen) == 1


def _is_one_safe_line(message: str, case: Case) -> None:
    assert "\n" not in message
    for value in case.options.values():
        if isinstance(value, Secret):
            assert value.value not in message


@each_case
def test_p13_a_changed_shape_names_what_changed(
    case: Case, loopback: Loopback, http: Http
) -> None:
    """P13. `SourceChanged` with the field, in one line."""
    case.serve_changed(loopback)
    with pytest.raises(SourceChanged) as caught:
        fetched(built(case, loopback, http))
    assert (case.says or case.without.rpartition(".")[2]) in str(caught.value)
    _is_one_safe_line(str(caught.value), case)


@each_case
def test_n22_a_web_page_instead_is_an_error(
    case: Case, loopback: Loopback, http: Http, new_store: Callable[[], Store]
) -> None:
    """N22, N23. A login page with status 200: nothing is stored, no cursor, nothing deleted."""
    case.serve(loopback)
    store = new_store()
    run(store, built(case, loopback, http), case)
    before = (content(store), store.rows("SELECT * FROM cursor"))
    loopback.below("/", Reply("<!doctype html><html><body>Welcome, log in</body></html>"))
    outcome = run(store, built(case, loopback, http), case)
    assert outcome.error is not None
    assert (content(store), store.rows("SELECT * FROM cursor")) == before


@each_case
def test_a_second_look_finds_what_is_gone(case: Case, loopback: Loopback, http: Http) -> None:
    """L02. Deleted items are told as such; a service that fails deletes nothing (L07)."""
    source = built(case, loopback, http)
    if not case.gone:
        pytest.skip("it does not look again, or has no recording of that")
    assert isinstance(source, Rechecks)
    case.serve(loopback)
    deleted = [one for page in source.recheck(case.gone) for one in page.deleted]
    assert deleted == list(case.gone)
    loopback.below("/", Reply("down", 503))
    told: list[str] = []
    with suppress(SourceError):
        told = [one for page in source.recheck(case.gone) for one in page.deleted]
    assert told == []

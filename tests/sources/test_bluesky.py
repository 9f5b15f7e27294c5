"""Bluesky: sessions that last, searching without a login, posts with false dates."""

import stat
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import CredentialsRejected
from monitor.http import Http
from monitor.model import Secret
from monitor.sources.bluesky import BlueskySource
from tests.sources.support import ASK, ids, last_cursor, mentions, reasons
from tests.support.loopback import Asked, Loopback, Reply

LOGIN = "/xrpc/com.atproto.server.createSession"
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
PROFILES = "/xrpc/app.bsky.actor.getProfiles"


def post(number: int, at: str = "2026-11-20T10:00:00Z", **given: Any) -> dict[str, Any]:
    base = {
        "uri": f"at://did:plc:a/app.bsky.feed.post/{number}",
        "author": {"did": "did:plc:a", "handle": "ann.example"},
        "record": {"text": "acme", "createdAt": at},
        "indexedAt": at,
    }
    return base | given


def source(http: Http, server: Loopback, folder: Path, **given: Any) -> BlueskySource:
    login: dict[str, Any] = {"identifier": "care.example", "password": Secret("app-pass")}
    return BlueskySource(
        name="b", http=http, base_url=server.url, session_folder=str(folder), **(login | given)
    )


def logins(server: Loopback) -> int:
    return server.paths().count(LOGIN)


@pytest.fixture
def service(loopback: Loopback) -> Loopback:
    loopback.on(LOGIN, Reply({"accessJwt": "s3ssion"}))
    loopback.on(SEARCH, Reply({"posts": [post(1)]}))
    loopback.on(PROFILES, Reply({"profiles": [{"did": "did:plc:a", "followersCount": 9}]}))
    return loopback


def test_a_session_outlives_the_run_and_is_readable_by_its_owner_only(
    service: Loopback, http: Http, tmp_path: Path
) -> None:
    for _ in range(3):
        list(source(http, service, tmp_path / "s").fetch(ASK, None))
    assert logins(service) == 1
    (kept,) = (tmp_path / "s").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert "care" not in kept.name


def test_no_secret_reaches_the_cursor(service: Loopback, http: Http, tmp_path: Path) -> None:
    cursor = last_cursor(source(http, service, tmp_path).fetch(ASK, None))
    assert cursor is not None
    assert "s3ssion" not in cursor
    assert "app-pass" not in cursor


def test_an_ended_session_is_made_anew_once(
    service: Loopback, http: Http, tmp_path: Path
) -> None:
    list(source(http, service, tmp_path).fetch(ASK, None))
    ended = Reply({"error": "ExpiredToken", "message": "Token has expired"}, 400)
    service.on(SEARCH, ended, Reply({"posts": [post(2)]}))
    assert ids(source(http, service, tmp_path).fetch(ASK, None)) == [post(2)["uri"]]
    assert logins(service) == 2


def test_a_folder_that_cannot_be_written_costs_only_a_login(
    service: Loopback, http: Http, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert len(ids(source(http, service, tmp_path / "file").fetch(ASK, None))) == 1
    assert logins(service) == 1


def test_a_refused_login_names_what_to_check(
    loopback: Loopback, http: Http, tmp_path: Path
) -> None:
    loopback.on(LOGIN, Reply({"error": "AuthenticationRequired"}, 401))
    with pytest.raises(CredentialsRejected, match="check 'identifier' and the app password"):
        list(source(http, loopback, tmp_path).fetch(ASK, None))


def test_authors_come_with_their_audience(
    service: Loopback, http: Http, tmp_path: Path
) -> None:
    (mention,) = mentions(source(http, service, tmp_path).fetch(ASK, None))
    assert mention.author is not None
    assert mention.author.followers == 9


def test_without_a_login_until_is_moved_back(
    loopback: Loopback, http: Http, tmp_path: Path
) -> None:
    everything = [post(n, f"2026-11-20T{n // 60:02}:{n % 60:02}:00.000Z") for n in range(250)]

    def answer(asked: Asked) -> Reply:
        until = asked.query.get("until", "9")
        below = [one for one in reversed(everything) if one["indexedAt"] < until]
        return Reply({"posts": below[:100], "cursor": "not for you"})

    loopback.on(SEARCH, answer)
    anonymous = source(http, loopback, tmp_path, identifier="", password=None)
    pages = list(anonymous.fetch(ASK, None))
    assert len(set(ids(pages))) == 250
    assert "without a login" in pages[0].notes[0]
    assert all("cursor" not in asked.query for asked in loopback.seen)


def test_a_first_page_that_repeats_is_a_gap(
    loopback: Loopback, http: Http, tmp_path: Path
) -> None:
    loopback.on(SEARCH, Reply({"posts": [post(n) for n in range(100)]}))
    anonymous = source(http, loopback, tmp_path, identifier="", password=None)
    assert reasons(anonymous.fetch(ASK, None)) == ["Bluesky shows no more without a login"]


def test_a_closed_search_asks_for_a_login(
    loopback: Loopback, http: Http, tmp_path: Path
) -> None:
    loopback.on(SEARCH, Reply("Forbidden", 403))
    anonymous = source(http, loopback, tmp_path, identifier="", password=None)
    with pytest.raises(CredentialsRejected, match="make an app password"):
        list(anonymous.fetch(ASK, None))


def test_a_date_ahead_of_its_indexing_does_not_count(
    service: Loopback, http: Http, tmp_path: Path
) -> None:
    future = post(1, record={"text": "acme", "createdAt": "2099-01-01T00:00:00Z"})
    service.on(SEARCH, Reply({"posts": [future]}))
    (mention,) = mentions(source(http, service, tmp_path).fetch(ASK, None))
    assert mention.published_at is not None
    assert mention.published_at.year == 2026


def test_history_moves_until_down_and_resumes(
    service: Loopback, http: Http, tmp_path: Path
) -> None:
    everything = [post(n, f"2026-11-20T{n // 60:02}:{n % 60:02}:00.000Z") for n in range(230)]

    def answer(asked: Asked) -> Reply:
        below = [one for one in reversed(everything) if one["indexedAt"] < asked.query["until"]]
        return Reply({"posts": below[:100], "cursor": "x"})

    service.on(SEARCH, answer)
    walk = source(http, service, tmp_path).backfill(ASK, None)
    first = next(walk)
    rest = list(source(http, service, tmp_path).backfill(ASK, first.cursor))
    assert len({*ids([first]), *ids(rest)}) == 230
    assert reasons(rest) == []


def test_a_second_look_tells_what_is_gone(
    service: Loopback, http: Http, tmp_path: Path
) -> None:
    service.on("/xrpc/app.bsky.feed.getPosts", Reply({"posts": [post(1)]}))
    uris = [post(1)["uri"], post(2)["uri"]]
    (page,) = source(http, service, tmp_path).recheck(uris)
    assert page.deleted == (post(2)["uri"],)
    assert ids([page]) == [post(1)["uri"]]

"""History: every source that can walk back finds what it finds forward, and resumes."""

import pytest

from monitor.http import Http
from monitor.model import Ask, Search
from monitor.registry import source_class
from monitor.sources.base import Backfills, Source
from tests.sources.cases import CASES, NOW, Case
from tests.sources.support import ids, last_cursor
from tests.support.loopback import Loopback

ASK = Ask(
    now=NOW,
    searches=(Search(("acme",)),),
    since=NOW.replace(month=10, day=24),
    until=NOW,
)
OURS = (
    "mastodon", "stackexchange", "github", "discourse", "lemmy", "devto", "lobsters", "gdelt",
    "wikipedia", "bluesky", "youtube",
)  # fmt: skip
each_case = pytest.mark.parametrize(
    "case", [case for case in CASES if case.type in OURS], ids=lambda case: case.id
)


def built(case: Case, server: Loopback, http: Http) -> Source:
    source: Source = source_class(case.type)(
        name="under-test", http=http, **case.options_at(server.url)
    )
    return source


@each_case
def test_history_holds_what_a_first_run_finds(
    case: Case, loopback: Loopback, http: Http
) -> None:
    case.serve(loopback)
    source = built(case, loopback, http)
    assert isinstance(source, Backfills)
    forward = set(ids(source.fetch(ASK, None)))
    backward = set(ids(source.backfill(ASK, None)))
    assert backward
    assert backward <= forward


@each_case
def test_history_is_resumed_after_each_page(case: Case, loopback: Loopback, http: Http) -> None:
    case.serve(loopback)
    source = built(case, loopback, http)
    assert isinstance(source, Backfills)
    pages = list(source.backfill(ASK, None))
    everything = set(ids(pages))
    for number in range(1, len(pages) + 1):
        kept = pages[:number]
        rest = source.backfill(ASK, last_cursor(kept))
        assert set(ids(kept)) | set(ids(rest)) == everything

"""GitHub: two searches, 1,000 results at most, comments, refusals."""

from typing import Any

import pytest

from monitor.errors import SourceError
from monitor.http import Http
from monitor.sources.github import GitHubSource
from tests.sources.support import ASK, ids, last_cursor, mentions, reasons, until_error
from tests.support.loopback import Asked, Loopback, Reply


def issue(number: int, at: str = "2026-11-20T10:00:00Z", **given: Any) -> dict[str, Any]:
    base = {
        "html_url": f"https://github.com/a/b/issues/{number}",
        "title": "acme",
        "created_at": at,
        "updated_at": at,
        "user": {"login": "ann", "type": "User"},
        "body": "acme",
        "comments": 0,
    }
    return base | given


def source(http: Http, server: Loopback, **given: Any) -> GitHubSource:
    return GitHubSource(name="gh", http=http, base_url=server.url, **given)


def found(*items: dict[str, Any], total: int | None = None, **given: Any) -> Reply:
    return Reply({"total_count": total or len(items), "items": list(items), **given})


def test_issues_and_pull_requests_are_asked_for_apart(loopback: Loopback, http: Http) -> None:
    loopback.on("/search/issues", found())
    list(source(http, loopback, qualifiers="org:acme").fetch(ASK, None))
    asked = [one.query["q"] for one in loopback.seen]
    assert asked == [
        "acme is:issue org:acme created:>=2026-11-16T12:00:00Z",
        "acme is:pull-request org:acme created:>=2026-11-16T12:00:00Z",
    ]


def test_more_than_a_thousand_are_asked_for_from_the_last_one_on(
    loopback: Loopback, http: Http
) -> None:
    everything = [issue(n, f"2026-11-20T10:{n // 60:02}:{n % 60:02}Z") for n in range(1, 2501)]

    def answer(asked: Asked) -> Reply:
        if "is:pull-request" in asked.query["q"]:
            return found()
        since = asked.query["q"].rpartition(">=")[2]
        fitting = [one for one in everything if one["created_at"] >= since]
        page = int(asked.query["page"])
        assert page <= 10, "GitHub refuses page 11"
        return found(*fitting[(page - 1) * 100 : page * 100], total=len(fitting))

    loopback.on("/search/issues", answer)
    pages = list(source(http, loopback).fetch(ASK, None))
    assert len(set(ids(pages))) == 2500
    assert reasons(pages) == []


def test_a_search_that_timed_out_is_a_possible_gap(loopback: Loopback, http: Http) -> None:
    loopback.on("/search/issues", found(issue(1), incomplete_results=True), found())
    assert reasons(source(http, loopback).fetch(ASK, None)) == [
        "GitHub's search timed out and left results out"
    ]


def test_comments_are_stored_before_the_cursor_that_vouches_for_them(
    loopback: Loopback, http: Http
) -> None:
    loopback.on("/search/issues", found(issue(1, comments=2)), found())
    comment = {"html_url": "https://github.com/a/b/issues/1#issuecomment-5", "body": "acme"}
    loopback.on("/repos/a/b/issues/1/comments", Reply([comment]))
    pages = list(source(http, loopback, comments=True).fetch(ASK, None))
    assert ids(pages[:1]) == ["a/b#issuecomment-5"]
    assert pages[0].cursor is None
    assert pages[0].mentions[0].parent_id == "a/b#1"
    loopback.on("/search/issues", found(issue(1, comments=2)), found())
    loopback.on("/repos/a/b/issues/1/comments", Reply("down", 500))
    kept, _ = until_error(source(http, loopback, comments=True).fetch(ASK, None), SourceError)
    assert last_cursor(kept) is None


def test_a_refused_search_says_what_to_shorten(loopback: Loopback, http: Http) -> None:
    loopback.on("/search/issues", Reply({"message": "Validation Failed"}, 422))
    with pytest.raises(SourceError, match="GitHub refuses the search 'acme is:issue"):
        list(source(http, loopback).fetch(ASK, None))


def test_markup_of_templates_is_taken_out_and_lines_are_kept(
    loopback: Loopback, http: Http
) -> None:
    body = "<!-- say more -->\nacme fails\r\n\n<details>\n<summary>Log</summary>\n\nList<String>\n</details>"
    loopback.on("/search/issues", found(issue(1, body=body), issue(2, body=None)), found())
    first, second = mentions(source(http, loopback).fetch(ASK, None))
    assert first.text.splitlines()[0] == "acme fails"
    assert first.text.splitlines()[-1] == "List<String>"
    assert "details" not in first.text
    assert second.text == ""


@pytest.mark.parametrize("status", [404, 410])
def test_a_deleted_issue_is_told(loopback: Loopback, http: Http, status: int) -> None:
    loopback.on("/repos/a/b/issues/1", Reply({"message": "gone"}, status))
    loopback.on("/repos/a/b/issues/comments/5", Reply({"message": "gone"}, status))
    pages = list(source(http, loopback).recheck(["a/b#1", "a/b#issuecomment-5"]))
    assert [gone for page in pages for gone in page.deleted] == ["a/b#1", "a/b#issuecomment-5"]

"""Wikipedia: revisions by number, errors inside good answers, excerpts that stay the same."""

from typing import Any

import pytest

from monitor.errors import RateLimited, SourceError
from monitor.http import Http
from monitor.model import Ask, Search
from monitor.sources.wikipedia import WikipediaSource
from tests.sources.support import ASK, NOW, ids, last_cursor, mentions
from tests.support.loopback import Asked, Loopback, Reply

API = "/w/api.php"


def source(http: Http, server: Loopback, **given: Any) -> WikipediaSource:
    return WikipediaSource(name="w", http=http, base_url=server.url, **given)


def revisions(*numbers: int) -> Reply:
    listed = [{"revid": n, "timestamp": "2026-11-20T10:00:00Z", "user": "Ann"} for n in numbers]
    return Reply({"query": {"pages": [{"pageid": 7, "title": "Acme", "revisions": listed}]}})


def test_watched_articles_go_on_from_the_last_revision(loopback: Loopback, http: Http) -> None:
    watching = source(http, loopback, pages=("Acme",), articles=False)
    loopback.on(API, revisions(5, 6))
    pages = list(watching.fetch(ASK, None))
    assert ids(pages) == ["rev5", "rev6"]
    assert loopback.seen[0].query["rvstart"] == "2026-11-16T12:00:00Z"
    loopback.on(API, revisions(6, 7))
    list(watching.fetch(ASK, last_cursor(pages)))
    assert loopback.seen[-1].query["rvstartid"] == "6"
    assert {mention.licence for mention in mentions(pages)} == {"CC BY-SA 4.0"}


@pytest.mark.parametrize("code", ["maxlag", "ratelimited"])
def test_a_busy_wiki_is_asked_again_later(loopback: Loopback, http: Http, code: str) -> None:
    loopback.on(API, Reply({"error": {"code": code, "info": "Waiting for a server"}}))
    with pytest.raises(RateLimited, match="the wiki is busy"):
        list(source(http, loopback).fetch(ASK, None))


def test_an_error_with_status_200_is_an_error(loopback: Loopback, http: Http) -> None:
    loopback.on(API, Reply({"error": {"code": "search-title-disabled", "info": "disabled"}}))
    with pytest.raises(SourceError, match="search-title-disabled: disabled"):
        list(source(http, loopback).fetch(ASK, None))


def test_an_article_that_does_not_exist_is_told(loopback: Loopback, http: Http) -> None:
    loopback.on(API, Reply({"query": {"pages": [{"title": "Acmé", "missing": True}]}}))
    with pytest.raises(SourceError, match="no article 'Acmé'; check 'pages'"):
        list(source(http, loopback, pages=("Acmé",), articles=False).fetch(ASK, None))


def test_an_article_found_by_two_searches_keeps_one_excerpt(
    loopback: Loopback, http: Http
) -> None:
    def answer(asked: Asked) -> Reply:
        hit = {"title": "Sled", "pageid": 8, "snippet": f"for {asked.query['srsearch']}"}
        return Reply({"query": {"search": [hit]}})

    loopback.on(API, answer)
    ask = Ask(now=NOW, searches=(Search(("acme",)), Search(("rocket",))))
    assert [one.text for one in mentions(source(http, loopback).fetch(ask, None))] == [
        "for acme"
    ]


def test_files_of_the_shared_collection_are_known_by_title(
    loopback: Loopback, http: Http
) -> None:
    hits = [{"title": "File:A.pdf", "pageid": 0}, {"title": "File:B.pdf", "pageid": 0}]
    loopback.on(API, Reply({"query": {"search": hits}}))
    assert ids(source(http, loopback).fetch(ASK, None)) == ["File:A.pdf", "File:B.pdf"]


def test_the_language_is_that_of_the_wiki(http: Http) -> None:
    german = WikipediaSource(name="w", http=http, base_url="https://de.wikipedia.org")
    article = german._article({"title": "Rakete Ä", "pageid": 1})
    assert article.language == "de"
    assert article.url == "https://de.wikipedia.org/wiki/Rakete_%C3%84"

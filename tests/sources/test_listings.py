"""Dev.to and Lobsters: everything is listed, pages are counted."""

from typing import Any

import pytest

from monitor.errors import SourceChanged
from monitor.http import Http
from monitor.sources.devto import DevToSource
from monitor.sources.lobsters import LobstersSource
from tests.sources.cases import CASES
from tests.sources.support import ASK, ids, last_cursor, mentions
from tests.support.loopback import Asked, Loopback, Reply


def article(number: int, day: int = 20, **given: Any) -> dict[str, Any]:
    base = {
        "id": number,
        "title": "acme",
        "url": f"https://dev.to/ann/{number}",
        "published_timestamp": f"2026-11-{day}T10:00:00Z",
        "description": "abstract",
    }
    return base | given


def test_latest_articles_are_read_until_they_are_old(loopback: Loopback, http: Http) -> None:
    def answer(asked: Asked) -> Reply:
        page = int(asked.query["page"])
        day = {1: 22, 2: 20}.get(page, 10)
        return Reply([article(page * 1000 + n, day) for n in range(100)])

    loopback.on("/api/articles/latest", answer)
    list(DevToSource(name="d", http=http, base_url=loopback.url).fetch(ASK, None))
    assert [asked.query["page"] for asked in loopback.seen] == ["1", "2", "3"]


def test_lists_of_a_tag_are_not_in_order_and_read_in_whole(
    loopback: Loopback, http: Http
) -> None:
    loopback.on("/api/articles", Reply([article(1, 1), article(2, 22)]))
    source = DevToSource(name="d", http=http, base_url=loopback.url, tags=("acme",))
    pages = list(source.fetch(ASK, None))
    assert set(ids(pages)) == {"1", "2"}
    assert {asked.query["tag"] for asked in loopback.seen} == {"acme"}
    assert last_cursor(pages) is not None


def test_the_full_text_replaces_the_abstract(loopback: Loopback, http: Http) -> None:
    next(case for case in CASES if case.id == "devto").serve(loopback)
    short = DevToSource(name="d", http=http, base_url=loopback.url)
    full = DevToSource(name="d", http=http, base_url=loopback.url, full_text=True)
    assert [one.text for one in mentions(short.fetch(ASK, None))] == ["What we learned"] * 2
    assert [one.text for one in mentions(full.fetch(ASK, None))] == [
        "Acme rockets how",
        "Acme first steps",
    ]
    assert mentions(full.fetch(ASK, None))[0].tags == ("rockets", "acme")


def test_old_and_new_stories_and_the_page_of_comments_are_read(
    loopback: Loopback, http: Http
) -> None:
    next(case for case in CASES if case.id == "lobsters").serve(loopback)
    source = LobstersSource(name="l", http=http, base_url=loopback.url)
    new, old, comment = mentions(source.fetch(ASK, None))
    assert [one.author.handle for one in (new, old, comment) if one.author] == [
        "ann",
        "old_ann",
        "bob",
    ]
    assert (comment.kind, comment.thread_id, comment.source_id) == (
        "comment",
        "st0ry2",
        "c_c0mm3n",
    )
    assert comment.edited_at is not None
    assert comment.links == ("https://example.com/x",)


def test_the_page_of_a_story_tells_who_answers_whom(loopback: Loopback, http: Http) -> None:
    def comment(short_id: str, below: str = "") -> str:
        return (
            f'<li class="comments_subtree"><div class="comment" data-shortid="{short_id}">'
            '<div class="byline"><a href="/~bob">bob</a></div>'
            f'<div class="comment_text"><p>acme</p></div></div>{below}</li>'
        )

    tree = comment("one", f'<ol class="comments">{comment("two")}{comment("three")}</ol>')
    page = (
        '<ol class="stories"><li class="story" data-shortid="st0ry"><a class="u-url" '
        'href="https://acme.example">On acme</a><div class="byline"></div></li></ol>'
        f'<ol class="comments"><li class="comments_subtree"><ol class="comments">{tree}'
        f"{comment('four')}</ol></li></ol>"
    )
    loopback.on("/newest.json", Reply(page))
    loopback.below("/newest/", Reply([]))
    source = LobstersSource(name="l", http=http, base_url=loopback.url, comments=False)
    found = {one.source_id: one for one in mentions(source.fetch(ASK, None))}
    parents = {id_: one.parent_id for id_, one in found.items()}
    assert parents == {
        "st0ry": None,
        "c_one": "st0ry",
        "c_two": "c_one",
        "c_three": "c_one",
        "c_four": "st0ry",
    }
    assert found["c_two"].title == "On acme"


def test_a_page_without_stories_is_a_changed_shape(loopback: Loopback, http: Http) -> None:
    loopback.on("/newest.json", Reply("<html><body>Are you human?</body></html>"))
    with pytest.raises(SourceChanged, match=r"li\.story"):
        list(LobstersSource(name="l", http=http, base_url=loopback.url).fetch(ASK, None))


def test_history_of_a_counted_listing_is_taken_up_again(loopback: Loopback, http: Http) -> None:
    loopback.on("/api/articles/latest", Reply([article(n) for n in range(100)]), Reply([]))
    source = DevToSource(name="d", http=http, base_url=loopback.url)
    first = next(source.backfill(ASK, None))
    assert list(source.backfill(ASK, first.cursor))[-1].cursor == '{"latest":{"page":0}}'
    assert list(source.backfill(ASK, '{"latest":{"page":0}}')) == []

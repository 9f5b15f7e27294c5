"""GDELT: refusals in words, bad JSON, full answers, matches that only GDELT can make."""

from datetime import datetime
from typing import Any

import pytest

from monitor.collect import store_mentions
from monitor.errors import RateLimited, SourceError
from monitor.http import Http
from monitor.matching import watch
from monitor.model import Brand
from monitor.sources.gdelt import GdeltSource
from tests.sources.support import ASK, NOW, ids, mentions, reasons
from tests.support.loopback import Asked, Loopback, Reply

DOC = "/api/v2/doc/doc"


def article(number: int, seen: str = "20261121T101500Z") -> dict[str, Any]:
    return {
        "url": f"https://n.example/{number}",
        "title": f"Nothing by name {number}",
        "seendate": seen,
        "language": "German",
    }


def source(http: Http, server: Loopback) -> GdeltSource:
    return GdeltSource(name="g", http=http, base_url=server.url)


@pytest.mark.parametrize(
    ("said", "error", "says"),
    [
        ("Please limit requests to one every 5 seconds", RateLimited, "fewer requests"),
        ("Your query was too short or too long.", SourceError, "saying: Your query was too"),
        ("<html><body>Sorry</body></html>", SourceError, "saying: Sorry"),
        ("", SourceError, "nothing at all"),
    ],
)
def test_a_refusal_in_words_is_told(
    loopback: Loopback, http: Http, said: str, error: type[Exception], says: str
) -> None:
    loopback.on(DOC, Reply(said))
    with pytest.raises(error, match=says):
        list(source(http, loopback).fetch(ASK, None))


def test_no_articles_is_an_empty_object(loopback: Loopback, http: Http) -> None:
    loopback.on(DOC, Reply({}))
    assert ids(source(http, loopback).fetch(ASK, None)) == []


def test_invalid_escapes_are_read_as_written(loopback: Loopback, http: Http) -> None:
    body = rb'{"articles": [{"url": "https://n.example/1", "title": "50\% off \"now\""}]}'
    loopback.on(DOC, Reply(body, content_type="application/json"))
    (mention,) = mentions(source(http, loopback).fetch(ASK, None))
    assert mention.title == '50\\% off "now"'


def test_a_full_answer_is_followed_by_the_period_below(loopback: Loopback, http: Http) -> None:
    everything = [
        article(n, f"202611{20 + n // 400:02}T{(n // 25) % 16:02}0000Z") for n in range(1200)
    ]

    def answer(asked: Asked) -> Reply:
        low, high = asked.query["startdatetime"], asked.query["enddatetime"]
        fitting = [
            one
            for one in sorted(everything, key=lambda one: one["seendate"], reverse=True)
            if low <= _digits(one["seendate"]) <= high
        ]
        return Reply({"articles": fitting[:250]})

    loopback.on(DOC, answer)
    pages = list(source(http, loopback).fetch(ASK, None))
    assert len(set(ids(pages))) == 1200
    assert reasons(pages) == []


def _digits(seen: str) -> str:
    return seen.replace("T", "").replace("Z", "")


def test_250_in_one_quarter_of_an_hour_are_a_gap(loopback: Loopback, http: Http) -> None:
    def answer(asked: Asked) -> Reply:
        crowd = "20261121101500"
        fits = asked.query["startdatetime"] <= crowd <= asked.query["enddatetime"]
        return Reply({"articles": [article(n) for n in range(250)]} if fits else {})

    loopback.on(DOC, answer)
    assert len(reasons(source(http, loopback).fetch(ASK, None))) == 1


def test_its_mentions_are_stored_though_their_titles_match_nothing(
    loopback: Loopback, http: Http, tmp_path: Any
) -> None:
    from monitor.store.connect import open_store

    loopback.on(DOC, Reply({"articles": [article(1)]}))
    found = mentions(source(http, loopback).fetch(ASK, None))
    store = open_store(tmp_path / "m.db")
    brand = watch([Brand(name="Acme", query="acme")])
    assert store_mentions(store, brand, "g", found, now=_now()).new == 1
    store.close()


def _now() -> datetime:
    return NOW

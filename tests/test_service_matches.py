"""Mentions whose text only the service has: they belong to the brand that was searched for."""

from dataclasses import replace

from monitor.matching import watch
from monitor.model import Brand, Match
from tests.support.made import mention

WATCH = watch([Brand(name="Acme", query="acme"), Brand(name="Bolt", query='"bolt rockets"')])


def _found_by(search: str, title: str = "News of the day") -> list[tuple[str, str]]:
    claim = Match(brand="", term=search, field="service", start=0, end=0)
    item = replace(mention(text=""), title=title, author=None, matches=(claim,))
    return [(match.brand, match.field) for match in WATCH.matched([item])[0].matches]


def test_the_search_decides_which_brand_it_is_about() -> None:
    assert _found_by("acme") == [("Acme", "service")]
    assert _found_by('"bolt rockets"') == [("Bolt", "service")]


def test_a_title_that_matches_says_more_than_the_search() -> None:
    assert _found_by("acme", title="Acme opens a plant") == [("Acme", "title")]


def test_a_search_of_no_brand_makes_no_mention() -> None:
    assert _found_by("someone else") == []


def test_other_claims_of_a_source_count_for_nothing() -> None:
    forged = replace(
        mention(text="nothing"),
        matches=(Match(brand="Acme", term="x", field="text", start=0, end=1),),
    )
    assert WATCH.matched([forged])[0].matches == ()

"""What analyzers are given is what was stored."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.columns import objects
from monitor.model import Author, Engagement, Match, Mention
from monitor.store.analysis import Loaded, load_for_analysis
from tests.support.made import NOW, empty_store, mention, stored

WHOLE = Mention(
    source="web",
    source_id="whole",
    network="mastodon",
    kind="article",
    url="https://example.com/news/1",
    title="Acme opens",
    text="Acme opened a shop; Bolt did not.",
    author=Author(
        handle="jo", name="Jo", followers=7, url="https://a.example/jo", is_bot=False
    ),
    published_at=NOW - timedelta(days=1),
    edited_at=NOW - timedelta(hours=1),
    thread_id="t",
    parent_id="p",
    site="example.com",
    language="en",
    tags=("shops", "news"),
    links=("https://example.com/",),
    engagement=Engagement(score=1, replies=None, shares=0, views=9),
    rating=4,
    licence="CC BY 4.0",
    matches=(
        Match(brand="Acme", term="acme", field="title", start=0, end=4),
        Match(brand="Acme", term="acme", field="text", start=0, end=4),
        Match(brand="Bolt", term="bolt", field="text", start=20, end=24),
    ),
)
MENTIONS = (
    WHOLE,
    Mention(source="web", source_id="bare", network="web", published_at=NOW, matches=()),
    replace(WHOLE, source_id="bot", author=Author(handle="bot", is_bot=True), language=None),
    mention("by nobody", author=None),
    mention("undated", published_at=None),
    replace(WHOLE, source_id="unseen", engagement=Engagement()),
)


def test_mentions_are_as_they_were_stored(tmp_path: Path) -> None:
    store = stored(tmp_path, *MENTIONS)
    languages = ("en", "", "", "", "", "en")
    assert load_for_analysis(store, range(1, 7)) == [
        Loaded(number, one, language)
        for number, one, language in zip(range(1, 7), MENTIONS, languages, strict=True)
    ]


def test_they_come_in_the_order_of_their_ids_without_those_that_are_gone(
    tmp_path: Path,
) -> None:
    store = stored(tmp_path, *MENTIONS)
    store.connection.execute("UPDATE mention SET gone_at = 1 WHERE id = 2")
    loaded = load_for_analysis(store, [5, 2, 99, 1])
    assert [(one.id, one.mention) for one in loaded] == [(1, MENTIONS[0]), (5, MENTIONS[4])]


def test_none_are_none(tmp_path: Path) -> None:
    assert load_for_analysis(empty_store(tmp_path), [1]) == []
    assert load_for_analysis(stored(tmp_path, *MENTIONS), []) == []


@dataclass(frozen=True, slots=True)
class Pair:
    """Two fields."""

    one: int
    two: str


def test_objects_of_columns_are_those_of_the_constructor() -> None:
    made = objects(Pair, 2, two="ab", one=range(2))
    assert made == [Pair(0, "a"), Pair(1, "b")]
    assert hash(made[0]) == hash(Pair(0, "a"))


def test_no_field_is_left_without_a_value() -> None:
    with pytest.raises(TypeError, match="Pair has the fields one, two"):
        objects(Pair, 1, one=[1])

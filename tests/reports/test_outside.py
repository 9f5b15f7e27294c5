"""The outside perspective: every figure by hand, and against plain Python on made-up stores."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.render.jsonout import as_json
from monitor.reports import report
from monitor.reports.intervals import net, net_interval, percent
from monitor.reports.rows import Figure
from monitor.store.connect import Store
from monitor.store.reading import count
from tests.reports.building import (
    NOW,
    Said,
    figure,
    make,
    many,
    open_new,
    row,
    scope_of,
    table,
    write,
)

EARLIER = "2026-02-10T10:00"  # in the four weeks before the four weeks up to NOW


def test_volume_share_and_authors_by_hand(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                *many(6, "neutral", author="ann"),
                *many(2, "neutral", author="bob", is_copy=True),
                *many(1, "neutral"),  # nobody's: no author is known
                *many(3, "neutral", author="acme", is_own=True),
                *many(1, "neutral", is_dated=False, author="ann"),
                *many(5, "neutral", "Globex", author="cyd"),
                Said(towards={"Acme": "neutral", "Globex": "neutral"}, author="dan"),
                *many(4, "neutral", author="eve", at=EARLIER),
            ],
        )
        found = make(store, "outside", "Acme", "Globex")
    volume = table(found, "volume")
    # 6 + 2 + 1 + 1 + 1 that names both; 4 before.
    assert figure(volume, "volume", "Acme").value == 11
    assert figure(volume, "volume", "Acme").before == 4
    assert figure(volume, "originals", "Acme").value == 9
    assert figure(volume, "copies", "Acme").value == 2
    assert figure(volume, "own", "Acme").value == 3
    assert figure(volume, "undated", "Acme").value == 1
    assert figure(volume, "authors", "Acme").value == 3  # ann, bob, dan
    assert figure(volume, "volume", "Globex").value == 6
    shares = table(found, "share_of_voice")
    assert figure(shares, "share_of_voice", "Acme").value == 64.71  # 11 of 17
    assert figure(shares, "share_of_originals", "Acme").value == 60.0  # 9 of 15
    assert figure(shares, "share_of_authors", "Acme").value == 60.0  # 3 of 3 + 2
    assert found.notes[0].startswith("1 of 17 mentions")


def test_net_sentiment_and_balance_by_hand(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                *many(12, "positive"),
                *many(5, "neutral"),
                *many(3, "negative"),
                *many(2, "unsure"),
                *many(1, ""),
                *many(50, "negative", is_copy=True),
                *many(50, "positive", is_own=True),
            ],
        )
        found = table(make(store, "outside"), "net_sentiment")
    # (12 - 3) / 20 = 45; 12 / 15 = 80. Copies, own accounts, unsure and unjudged are in neither.
    value = figure(found, "net_sentiment", "Acme")
    assert (value.value, value.n) == (45.0, 20)
    assert value.interval == net_interval(12, 5, 3)
    balance = figure(found, "balance", "Acme")
    assert (balance.value, balance.n) == (80.0, 15)
    assert figure(found, "unjudged", "Acme").value == 3


def test_nine_opinionated_mentions_have_no_balance(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(store, [*many(9, "positive"), *many(5, "neutral")])
        found = figure(table(make(store, "outside"), "net_sentiment"), "balance", "Acme")
    assert found.value is None
    assert found.missing == "under 10 opinionated mentions"


def test_topics_by_hand(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                *many(
                    30, "negative", topics=["battery"], author="ann", text="the battery died"
                ),
                *many(10, "positive", topics=["battery", "screen"]),
                *many(60, "neutral"),
                *many(5, "negative", topics=["battery"], is_copy=True),
                *many(10, "neutral", topics=["battery"], at=EARLIER),
                *many(90, "neutral", at=EARLIER),
            ],
        )
        found = table(make(store, "outside"), "topics")
    size = figure(found, "topic_size", "Acme", "battery")
    assert (size.value, size.before) == (40, 10)
    share = figure(found, "topic_share", "Acme", "battery")
    assert (share.value, share.before, share.n) == (40.0, 10.0, 100)
    assert share.change is not None
    assert (share.change.by, share.change.is_marked) == (30.0, True)
    assert figure(found, "net_sentiment", "Acme", "battery").value == -50.0  # (10 - 30) / 40
    assert figure(found, "topic_authors", "Acme", "battery").value == 1
    quotes = row(found, "Acme", "battery").quotes
    assert len({quote.author for quote in quotes}) == len(quotes) or None in {
        quote.author for quote in quotes
    }
    assert "the battery died" in {quote.text for quote in quotes}


def test_wants_are_ranked_by_people_and_grouped_by_what_is_wanted(tmp_path: Path) -> None:
    wish: dict[str, Any] = {
        "intents": ["request"],
        "text": "Please add a dark mode to the app",
    }
    with open_new(tmp_path) as store:
        write(
            store,
            [
                *[Said(towards={"Acme": "neutral"}, author=f"a{n}", **wish) for n in range(3)],
                *many(
                    9, "neutral", author="loud", intents=["request"], text="offline maps now"
                ),
                Said(
                    towards={"Acme": "neutral"},
                    author="b",
                    intents=["request"],
                    text="I want offline maps",
                ),
                *many(4, "neutral", author="c", intents=["request"], topics=["price"]),
                *many(2, "neutral", author="d", intents=["request"], topics=["price"]),
                *many(1, "neutral", author="e", intents=["complaint"], text="dark mode hurts"),
            ],
        )
        found = table(make(store, "outside"), "wants")
    said = [
        (r.cells[1], *(c.value for c in r.cells[2:] if isinstance(c, Figure)))
        for r in found.rows
    ]
    assert said == [("dark mode", 3, 3), ("offline maps", 2, 10), ("price", 2, 6)]
    assert row(found, "Acme", "dark mode").quotes[0].text.startswith("Please add a dark mode")


def test_comparisons_by_hand(tmp_path: Path) -> None:
    def both(number: int, acme: str, globex: str, **more: Any) -> list[Said]:
        return [Said(towards={"Acme": acme, "Globex": globex}, **more) for _ in range(number)]

    with open_new(tmp_path) as store:
        write(
            store,
            [
                *both(8, "positive", "negative"),
                *both(2, "neutral", "negative"),
                *both(5, "negative", "positive"),
                *both(4, "neutral", "neutral"),
                *both(3, "positive", ""),
                *both(7, "positive", "negative", is_copy=True),
                *many(9, "positive"),
            ],
        )
        found = table(make(store, "outside", "Acme", "Globex"), "comparisons")
    assert figure(found, "together", "Acme", "Globex").value == 22
    assert figure(found, "prefer_first", "Acme", "Globex").value == 10
    assert figure(found, "prefer_second", "Acme", "Globex").value == 5
    assert figure(found, "preferred_share", "Acme", "Globex").value == 66.67


def test_movers_by_hand(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                *many(30, "neutral", site="forum.example", author="ann"),
                *many(5, "neutral", site="forum.example", author="ann", at=EARLIER),
                *many(20, "neutral", site="news.example", author="bob"),
                *many(19, "neutral", site="news.example", author="bob", at=EARLIER),
            ],
        )
        found = table(make(store, "outside"), "movers")
    assert [r.cells[1:3] for r in found.rows] == [
        ("site", "forum.example"),
        ("author", "reddit:ann"),
    ]
    assert figure(found, "moved", "Acme", "site", "forum.example").value == 25


def test_down_days_are_marked_and_not_drawn_as_zero(tmp_path: Path) -> None:
    start = int(datetime(2026, 3, 10, 8, tzinfo=UTC).timestamp())
    with open_new(tmp_path) as store:
        write(store, many(3, "neutral", at="2026-03-11T09:00"))
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO source_state (source, type, last_attempt_at) VALUES ('feed', 'rss', ?)",
                [int(NOW.timestamp())],
            )
            connection.execute(
                "INSERT INTO outage VALUES ('feed', ?, ?, 'timed out')", [start, start + 90_000]
            )
        found = make(store, "outside", since="3w")
    days = {p.day: p for p in found.trends()[0].lines[0].points}
    assert days["2026-03-10"].value is None
    assert days["2026-03-10"].marks == ("down",)
    assert days["2026-03-11"].value == 3
    assert days["2026-03-11"].marks == ("down",)
    assert days["2026-03-12"].value == 0
    assert figure(table(found, "coverage"), "down_days", "feed").value == 2


def test_a_short_failure_marks_no_day(tmp_path: Path) -> None:
    start = int(datetime(2026, 3, 10, 8, tzinfo=UTC).timestamp())
    with open_new(tmp_path) as store:
        write(store, many(1, "neutral"))
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO outage VALUES ('feed', ?, ?, '')", [start, start + 3599]
            )
        found = make(store, "outside")
    assert all("down" not in p.marks for p in found.trends()[0].lines[0].points)


def test_a_source_that_falls_silent_is_told(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                said
                for day in range(1, 27)
                if day not in (20, 21)
                for said in many(14, "neutral", at=f"2026-03-{day:02}T09:00")
            ],
        )
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO source_state (source, type, last_attempt_at) VALUES ('feed', 'rss', ?)",
                [int(NOW.timestamp())],
            )
        found = make(store, "outside")
    silent = [p.day for p in found.trends()[0].lines[0].points if "silent" in p.marks]
    assert silent == ["2026-03-20", "2026-03-21", "2026-03-27", "2026-03-28"]


def test_a_spike_is_marked_with_what_it_is_about(tmp_path: Path) -> None:
    quiet = [
        Said(towards={"Acme": "neutral"}, author=f"q{day}-{n}", at=at, text="nice app today")
        for day in range(80)
        for n in range(4 + day % 3)
        for at in [f"{datetime(2026, 1, 5, tzinfo=UTC) + timedelta(day):%Y-%m-%d}T10:00"]
    ]
    crisis = [
        Said(
            towards={"Acme": "negative"},
            author=f"c{n}",
            at="2026-03-27T10:00",
            text="the login outage again",
            topics=["outage"],
        )
        for n in range(60)
    ]
    storm = many(60, "negative", author="one", at="2026-03-28T10:00", text="spam spam")
    with open_new(tmp_path) as store:
        write(store, [*quiet, *crisis, *storm])
        found = make(store, "outside")
    spikes = table(found, "spikes")
    assert [r.cells[1] for r in spikes.rows] == ["2026-03-27"]  # one author's storm is none
    about = str(spikes.rows[0].cells[-1])
    assert "outage" in about
    assert "login" in about
    point = next(p for p in found.trends()[0].lines[0].points if p.day == "2026-03-27")
    assert "spike" in point.marks


def test_accuracy_on_random_labels_is_told(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        ids = write(store, many(20, "positive"))
        with store.transaction() as connection:
            connection.execute("INSERT INTO annotated VALUES ('sentiment', 'vader-3', 999)")
            for number in ids:
                connection.execute(
                    "INSERT INTO annotation (mention_id, analyzer, version, label) "
                    "VALUES (?, 'sentiment', 'vader-3', 'positive')",
                    [number],
                )
                said = "positive" if number <= 15 else "negative"
                connection.execute(
                    "INSERT INTO label (mention_id, field, value, labelled_by, labelled_at, sampled)"
                    " VALUES (?, 'sentiment', ?, 'me', 1, ?)",
                    [number, said, "random" if number > 4 else "chosen"],
                )
        notes = table(make(store, "outside"), "net_sentiment").notes
    # 11 of the 16 random labels agree.
    assert any("vader-3" in note and "69 % of your 16 random labels" in note for note in notes)


def test_an_empty_store_and_period_say_what_to_do(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        assert "monitor fetch" in make(store, "outside").next_steps[0]
        write(store, many(1, "neutral", at="2025-06-01T00:00"))
        assert "--since 2025-06-01 --until 2025-06-02" in make(store, "outside").next_steps[0]


def test_a_store_that_begins_within_the_period_before_says_so(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(store, [*many(5, "neutral"), *many(5, "neutral", at=EARLIER)])
        notes = make(store, "outside").notes
        write(store, many(1, "neutral", at="2025-12-24T10:00"))
        later = make(store, "outside").notes
    assert any("begins on 2026-02-10" in note for note in notes)
    assert not any("begins on" in note for note in later)


def test_a_store_without_a_past_compares_with_nothing(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(store, many(5, "neutral"))
        volume = figure(table(make(store, "outside"), "volume"), "volume", "Acme")
    assert volume.before is None
    assert volume.change is None


class Meddled:
    """A store into which another program writes between any two statements."""

    def __init__(self, store: Store, other: Store) -> None:
        self.store, self.other = store, other
        self.snapshot = store.snapshot

    def rows(self, sql: str, values: Any = (), /) -> list[Any]:
        found = self.store.rows(sql, values)
        write(self.other, many(1, "positive", source="late"))
        return list(found)


def test_a_report_sees_one_state_of_the_store(tmp_path: Path) -> None:
    with open_new(tmp_path) as store, open_new(tmp_path) as other:
        write(store, many(5, "neutral"))
        scope = scope_of(store)
        meddled = Meddled(store, other)
        found = report("outside", meddled, scope.period, scope.brands, now=NOW)
        assert figure(table(found, "volume"), "volume", "Acme").value == 5
        assert len(table(found, "by_source").rows) == 1
        assert figure(table(make(store, "outside"), "volume"), "volume", "Acme").value != 5


sentiments = st.sampled_from(["positive", "neutral", "negative", "unsure", ""])
brands = st.dictionaries(st.sampled_from(["Acme", "Globex"]), sentiments, min_size=1)
days = st.integers(0, 60).map(
    lambda n: f"{datetime(2026, 3, 29, tzinfo=UTC) - timedelta(n):%Y-%m-%dT11:00}"
)
told = st.builds(
    Said,
    towards=brands,
    at=days,
    author=st.sampled_from([None, "ann", "bob", "cyd", "dan"]),
    network=st.sampled_from(["reddit", "mastodon"]),
    source=st.sampled_from(["one", "two"]),
    site=st.sampled_from(["", "a.example", "b.example"]),
    language=st.sampled_from(["", "en", "de"]),
    kind=st.sampled_from(["post", "review"]),
    topics=st.lists(st.sampled_from(["battery", "price"]), max_size=2, unique=True),
    intents=st.lists(
        st.sampled_from(["request", "complaint", "question", "praise"]), max_size=2, unique=True
    ),
    is_own=st.booleans(),
    is_copy=st.booleans(),
    is_dated=st.booleans(),
    thread=st.sampled_from([None, "t1", "t2"]),
    followers=st.sampled_from([None, 10, 200_000]),
)


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_new(tmp_path_factory.mktemp("property"))


def _refill(store: Store, mentions: list[Said]) -> None:
    with store.transaction() as connection:
        for name in ("mention_label", "match", "mention", "author"):
            connection.execute(f"DELETE FROM {name}")
    write(store, mentions)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(mentions=st.lists(told, min_size=1, max_size=60))
def test_figures_equal_a_plain_count(shared_store: Store, mentions: list[Said]) -> None:
    _refill(shared_store, mentions)
    found = as_json(make(shared_store, "outside", "Acme", "Globex"))
    if found["next_steps"]:
        return
    since, until = found["since"], found["until"]
    inside = [m for m in mentions if since <= m.at[:10] < until and not m.is_own]
    for brand in ("Acme", "Globex"):
        mine = [m for m in inside if brand in m.towards]
        once = [m for m in mine if not m.is_copy]
        line = _row(found, "volume", brand)
        assert line["volume"]["value"] == len(mine)
        assert line["originals"]["value"] == len(once)
        assert line["authors"]["value"] == len(
            {(m.network, m.author) for m in mine if m.author}
        )
        assert line["undated"]["value"] == sum(not m.is_dated for m in mine)
        tally = Counter(m.towards[brand] for m in once)
        liked = _row(found, "net_sentiment", brand)["net_sentiment"]
        parts = (tally["positive"], tally["neutral"], tally["negative"])
        assert (liked["value"], liked["n"]) == (net(*parts), sum(parts))
        share = _row(found, "share_of_voice", brand)["share_of_voice"]["value"]
        assert share == percent(len(mine), sum(len(m.towards) for m in inside))
        for kind in ("source", "site", "network", "language"):
            places = Counter(getattr(m, kind) or None for m in mine)
            rows = {
                r[kind]: r["place_size"]["value"] for r in _rows(found, f"by_{kind}", brand)
            }
            assert rows == dict(places)
        topics = Counter(topic for m in once for topic in m.topics)
        rows = {r["topic"]: r["topic_size"]["value"] for r in _rows(found, "topics", brand)}
        assert rows == dict(topics)
        per_day = Counter(m.at[:10] for m in mine)
        (line,) = [
            one for one in found["trends"]["volume_by_day"]["lines"] if one["label"] == brand
        ]
        assert {d["day"]: d["value"] for d in line["days"] if d["value"]} == dict(per_day)


def _rows(found: dict[str, Any], key: str, brand: str) -> list[dict[str, Any]]:
    return [one for one in found["tables"][key]["rows"] if one["brand"] == brand]


def _row(found: dict[str, Any], key: str, brand: str) -> dict[str, Any]:
    (only,) = _rows(found, key, brand)
    return only


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    mentions=st.lists(told, min_size=1, max_size=50),
    name=st.sampled_from(["outside", "listening", "influence", "amplify", "digest"]),
)
def test_every_count_leads_to_just_its_mentions(
    shared_store: Store, mentions: list[Said], name: str
) -> None:
    _refill(shared_store, mentions)
    scope = scope_of(shared_store, "Acme", "Globex")
    found = report(name, shared_store, scope.period, scope.brands, now=NOW)
    for one in found.tables():
        for line in one.rows:
            for cell in line.cells:
                if isinstance(cell, Figure) and cell.unit == "count" and cell.mentions:
                    assert count(shared_store, cell.mentions) == cell.value, (one.key, cell)
    for trend in found.trends():
        for each in trend.lines:
            for point in each.points:
                if trend.unit == "count" and point.value is not None and point.mentions:
                    assert count(shared_store, point.mentions) == point.value

"""Influence and Amplify by hand."""

from pathlib import Path

import pytest

from monitor.reports.influence import connectors, mavens, visibility
from monitor.reports.scope import Settings
from tests.reports.building import NOW, Said, figure, make, many, open_new, row, table, write


@pytest.mark.parametrize(
    ("followers", "share"),
    [(0, 0.15), (100_000, 0.15), (5_050_000, 0.105), (10_000_000, 0.06), (10**9, 0.06)],
)
def test_visibility_falls_in_a_line(followers: int, share: float) -> None:
    assert visibility(followers, Settings()) == round(share * 1_000_000)


def test_impressions_and_views_by_hand() -> None:
    rows = [
        {"author": "m:a", "network": "mastodon", "mentions": 3, "views": 0, "without_views": 3,
         "followers": 1_000},
        {"author": "m:b", "network": "mastodon", "mentions": 1, "views": 0, "without_views": 1,
         "followers": None},
        {"author": "r:c", "network": "reddit", "mentions": 3, "views": 900, "without_views": 1,
         "followers": None},
    ]  # fmt: skip
    reached = connectors(rows, Settings())
    assert [one.amount for one in reached] == [3 * 1_000 * 150_000, None]  # millionths
    assert [one.amount for one in mavens(rows, Settings())] == [900 + 150]
    assert [one.once for one in mavens(rows, Settings())] == [350]


def test_the_sets_by_hand(tmp_path: Path) -> None:
    told = [
        # 40 authors of networks: one with 16,000 followers, 39 with 100.
        *[
            Said(
                towards={"Acme": "neutral"},
                author=f"m{n}",
                network="mastodon",
                followers=16_000 if n == 0 else 100,
            )
            for n in range(40)
        ],
        Said(towards={"Acme": "neutral"}, author="hidden", network="mastodon"),
        # 30 authors of posts: ten with 5 each, twenty with 1.
        *[
            Said(towards={"Acme": "neutral"}, author=f"p{n}")
            for n in range(30)
            for _ in range(5 if n < 10 else 1)
        ],
    ]
    with open_new(tmp_path) as store:
        write(store, told)
        found = make(store, "influence")
    both = table(found, "connectors")
    # 16,000 of 19,900 are 80.4 %: one author is enough. With one post each nothing changes.
    assert figure(both, "observed", "Acme").value == 41
    assert figure(both, "set_size", "Acme").value == 1
    assert figure(both, "set_share", "Acme").value == 2.5
    assert figure(both, "set_null", "Acme").value == 2.5
    assert figure(both, "unmeasured", "Acme").value == 2.44
    posts = table(found, "mavens")
    # 50 + 20 = 70 posts; 56 are 80 %: the ten, and six more of the twenty that all tie.
    assert figure(posts, "set_size", "Acme").value == 30
    assert figure(posts, "without_ties", "Acme").value == 16
    assert figure(posts, "top_10", "Acme").value == 71.43
    assert figure(posts, "set_null", "Acme").value == 100.0
    assert any("6.2 % (Mass Connectors) and 13.8 %" in note for note in found.notes)


def test_under_thirty_authors_there_is_no_share(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(store, [Said(towards={"Acme": "neutral"}, author=f"p{n}") for n in range(29)])
        found = table(make(store, "influence"), "mavens")
    for key in ("set_size", "set_share", "set_null", "gini", "top_10"):
        assert figure(found, key, "Acme").value is None
        assert figure(found, key, "Acme").missing == "too few authors"


def test_advocates_need_mentions_and_months(tmp_path: Path) -> None:
    def liked(author: str, *months: str) -> list[Said]:
        return [
            Said(towards={"Acme": "positive"}, author=author, at=f"2026-{month}-10T10:00")
            for month in months
        ]

    with open_new(tmp_path) as store:
        write(
            store,
            [
                *liked("steady", "03", "02", "01", "01"),
                *liked("burst", "03", "03", "03"),
                *liked("seldom", "03", "02"),
                *liked("gone", "02", "01", "01"),
            ],
        )
        found = table(make(store, "amplify"), "advocates")
    assert [line.cells[1] for line in found.rows] == ["reddit:steady"]
    assert figure(found, "advocate_mentions", "Acme").value == 4
    assert figure(found, "advocate_months", "Acme").value == 3


def test_recommendation_balance(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                *many(9, "positive", text="I highly recommend Acme"),
                *many(3, "negative", text="Stay away from this company"),
                *many(20, "neutral", text="nothing special"),
            ],
        )
        found = table(make(store, "amplify"), "recommendation")
    assert figure(found, "recommendation", "Acme").value == 50.0
    assert figure(found, "recommendation", "Acme").n == 12


def test_helpers_answer_others_questions(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                Said(
                    towards={"Acme": "neutral"},
                    author="q",
                    source_id="q1",
                    intents=["question"],
                ),
                Said(towards={"Acme": "neutral"}, author="kind", parent="q1"),
                Said(towards={"Acme": "neutral"}, author="q", parent="q1"),
                Said(
                    towards={"Acme": "negative"},
                    author="me2",
                    parent="q1",
                    intents=["complaint"],
                ),
                Said(towards={"Acme": "neutral"}, author="acme", parent="q1", is_own=True),
                Said(towards={"Acme": "neutral"}, author="x", parent="other"),
            ],
        )
        found = table(make(store, "amplify"), "helpers")
    assert [line.cells[1] for line in found.rows] == ["reddit:kind"]


def test_quotable_praise_with_its_permission(tmp_path: Path) -> None:
    words = "I love how quiet this thing is"
    with open_new(tmp_path) as store:
        ids = write(
            store,
            [
                Said(
                    towards={"Acme": "positive"}, author=name, text=words, intents=["praise"],
                    licence=licence,
                )
                for name, licence in (("a", None), ("b", "CC BY-SA 4.0"), ("c", None))
            ]
            + many(1, "positive", author="d", text="Thanks!", intents=["praise"]),
        )  # fmt: skip
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO inbox_tag VALUES (?, 'permission-granted')", [ids[2]]
            )
        found = table(make(store, "amplify"), "quotable")
    assert {line.cells[1]: line.cells[2] for line in found.rows} == {
        "reddit:a": "not asked",
        "reddit:b": "licence CC BY-SA 4.0",
        "reddit:c": "granted",
    }


def test_the_idea_log(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        ids = write(
            store,
            [
                Said(towards={"Acme": "neutral"}, author="a"),
                Said(towards={"Acme": "neutral"}, author="a"),
                Said(towards={"Acme": "neutral"}, author="b"),
                Said(towards={"Acme": "neutral"}, author="b", at="2026-03-28T10:00"),
            ],
        )
        told = int(NOW.timestamp()) - 3 * 86_400
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO idea (id, title, status, created_at, created_by, updated_at) "
                "VALUES (1, 'Dark mode', 'done', 0, 'jo', 0)"
            )
            for number, asker, at in (
                (ids[0], "x", told),
                (ids[1], "x", None),
                (ids[2], "y", told),
            ):
                connection.execute(
                    "INSERT INTO idea_mention VALUES (1, ?, ?, 0, 'jo', ?, NULL)",
                    [number, asker, at],
                )
        found = make(store, "amplify")
    ideas = table(found, "ideas")
    assert row(ideas, "Dark mode").cells[1] == "done"
    keys = ("idea_askers", "idea_mentions", "idea_told", "idea_came_back")
    assert [figure(ideas, key, "Dark mode").value for key in keys] == [2, 3, 2, 1]
    by_status = table(found, "ideas_by_status")
    assert figure(by_status, "idea_number", "done").value == 1
    assert figure(by_status, "idea_number", "asked").value == 0


def test_an_empty_log_says_so(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(store, many(1, "neutral"))
        assert "no idea is logged" in table(make(store, "amplify"), "ideas").empty


def test_made_by_customers(tmp_path: Path) -> None:
    with open_new(tmp_path) as store:
        write(
            store,
            [
                *many(2, "neutral", kind="video", author="a", shares=5),
                *many(1, "neutral", kind="video", author="b"),
                *many(4, "neutral", kind="review", author="c"),
                *many(9, "neutral", kind="post"),
            ],
        )
        found = table(make(store, "amplify"), "fan_made")
    assert figure(found, "fan_made", "Acme", "video").value == 3
    assert figure(found, "fan_authors", "Acme", "video").value == 2
    assert figure(found, "fan_reposts", "Acme", "video").value == 10
    assert figure(found, "fan_reposts", "Acme", "review").value is None

"""Answers by own accounts close what they answer, and nothing else, in each network's shape."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitor.config import Config
from monitor.inbox.noticing import notice_answers
from monitor.store.connect import Store
from tests.actions.building import at, configure, judge, keep, opened, said, trail_of

NOW = "2026-03-02T20:00"


@dataclass
class Desk:
    """A store whose posts have names."""

    config: Config
    store: Store
    ids: dict[str, int] = field(default_factory=dict)

    def posts(
        self, *posts: dict[str, Any], network: str, seen: str = "2026-03-02T19:00"
    ) -> None:
        """Store these posts; all but own ones are complaints."""
        for given in posts:
            mention = said(**{"source": network, "network": network, **given})
            (number,) = keep(self.store, mention, seen=seen)
            self.ids[given["source_id"]] = number
            if not self.store.value("SELECT is_own FROM match WHERE mention_id = ?", [number]):
                judge(self.store, number, "complaint")

    def answered(self, now: str = NOW) -> dict[str, str]:
        """What was noticed as answered: post -> the answering post."""
        notice_answers(self.config, self.store, now=at(now))
        names = {number: name for name, number in self.ids.items()}
        return {
            names[row["mention_id"]]: names[row["answer_id"]]
            for row in self.store.rows("SELECT * FROM inbox WHERE status = 'answered'")
        }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    config, store = opened(configure(tmp_path))
    with store:
        yield Desk(config, store)


def post(source_id: str, when: str, author: str = "jane", **more: Any) -> dict[str, Any]:
    return {"source_id": source_id, "when": f"2026-03-02T{when}", "author": author, **more}


OWN = {"mastodon": "acme@social.example", "reddit": "acme_help", "hackernews": "acmehq",
       "github": "acme-bot"}  # fmt: skip


def test_mastodon_replies_name_only_the_post_above(desk: Desk) -> None:
    """A status tells what it replies to, not where its thread began."""
    home = "social.example"

    def reply(number: str, above: str, when: str, author: str) -> dict[str, Any]:
        above = f"{home}/{above}"
        return post(f"{home}/{number}", when, author, parent_id=above, thread_id=above)

    desk.posts(
        post(f"{home}/1", "08:00", thread_id=f"{home}/1"),
        reply("2", "1", "08:10", "joe"),  # another customer with the same trouble
        reply("3", "1", "08:20", "jane"),  # the asker goes on
        reply("4", "3", "09:00", OWN["mastodon"]),
        reply("5", "4", "09:05", "jane"),  # asks again after the answer
        post(f"{home}/6", "08:00", "sue", thread_id=f"{home}/6"),  # another thread
        network="mastodon",
    )
    assert desk.answered() == {f"{home}/3": f"{home}/4", f"{home}/1": f"{home}/4"}


def test_reddit_comments_answer_their_parent(desk: Desk) -> None:
    desk.posts(
        post("t3_a", "08:00", thread_id="t3_a"),
        post("t1_b", "08:10", "joe", thread_id="t3_a", parent_id="t3_a"),
        post("t1_c", "08:20", "sue", thread_id="t3_a", parent_id="t1_b"),
        post("t1_d", "09:00", OWN["reddit"], thread_id="t3_a", parent_id="t1_b"),
        post("t3_e", "08:30", "jane", thread_id="t3_e"),
        network="reddit",
    )
    assert desk.answered() == {"t1_b": "t1_d"}
    desk.posts(
        post("t1_f", "10:00", OWN["reddit"], thread_id="t3_a", parent_id="t3_a"),
        network="reddit",
    )
    assert desk.answered() == {"t1_b": "t1_d", "t3_a": "t1_f"}


def test_hacker_news_comments_are_told_apart_by_parent(desk: Desk) -> None:
    """The story itself is often no mention: then an answer to it answers nobody."""
    desk.posts(
        post("101", "08:00", thread_id="100", parent_id="100"),
        post("102", "08:05", "joe", thread_id="100", parent_id="100"),
        post("103", "08:30", OWN["hackernews"], thread_id="100", parent_id="102"),
        post("104", "09:00", OWN["hackernews"], thread_id="100", parent_id="100"),
        network="hackernews",
    )
    assert desk.answered() == {"102": "103"}


def test_github_threads_are_flat(desk: Desk) -> None:
    """Comments all hang on the issue: an answer is for those it names, else for all before it."""
    issue = "acme/rocket#7"

    def comment(number: int, when: str, author: str, text: str) -> dict[str, Any]:
        name = f"acme/rocket#issuecomment-{number}"
        return post(name, when, author, text=text, thread_id=issue, parent_id=issue)

    desk.posts(
        post(issue, "08:00", "jane", thread_id=issue, kind="issue"),
        comment(1, "08:10", "joe", "acme does that to me too"),
        comment(2, "08:20", "sue", "acme, any news?"),
        comment(3, "09:00", OWN["github"], "@sue it is being looked at, mail us at a@acme.com"),
        post("acme/rocket#8", "08:00", "eve", thread_id="acme/rocket#8", kind="issue"),
        network="github",
    )
    assert desk.answered() == {"acme/rocket#issuecomment-2": "acme/rocket#issuecomment-3"}
    desk.posts(
        comment(4, "10:00", OWN["github"], "fixed in 2.1"),
        comment(5, "11:00", "tom", "acme: not for me"),
        network="github",
    )
    assert desk.answered() == {
        "acme/rocket#issuecomment-2": "acme/rocket#issuecomment-3",
        "acme/rocket#issuecomment-1": "acme/rocket#issuecomment-4",
        issue: "acme/rocket#issuecomment-4",
    }


def test_what_is_no_answer(desk: Desk) -> None:
    desk.posts(
        post("1", "08:00", thread_id="1"),
        post("2", "07:00", OWN["mastodon"], thread_id="1", parent_id="1"),  # before it was asked
        post("3", "09:00", "globex@social.example", thread_id="1", parent_id="1",
             brands=("Globex", "Acme")),  # the competitor's account
        post("4", "09:00", "jane", thread_id="1", parent_id="1"),  # the asker herself
        post("5", "09:30", OWN["mastodon"], thread_id="5"),  # a post of its own
        network="mastodon",
    )  # fmt: skip
    desk.posts(  # the same ids in another network
        post("1b", "09:00", OWN["reddit"], thread_id="1", parent_id="1"), network="reddit"
    )
    assert desk.answered() == {}


def test_an_answer_of_tomorrow_is_not_seen_today(desk: Desk) -> None:
    desk.posts(
        post("1", "08:00", thread_id="1"),
        post("2", "19:00", OWN["mastodon"], thread_id="1", parent_id="1"),
        network="mastodon",
        seen="2026-03-02T19:30",
    )
    assert desk.answered("2026-03-02T18:00") == {}
    assert desk.answered("2026-03-02T19:30") == {"1": "2"}


def test_noticing_keeps_who_holds_it_and_says_so_in_the_trail(desk: Desk) -> None:
    from monitor.inbox.work import claim, person

    desk.posts(post("1", "08:00", thread_id="1"), network="mastodon")
    claim(desk.store, 1, person(desk.config, "Ann", at("2026-03-02T19:10")))
    desk.posts(
        post("2", "19:00", OWN["mastodon"], thread_id="1", parent_id="1"),
        network="mastodon",
        seen="2026-03-02T19:20",
    )
    assert desk.answered() == {"1": "2"}
    row = desk.store.rows("SELECT * FROM inbox")[0]
    assert (row["assignee"], row["answered_how"]) == ("Ann", "thread")
    assert [what for _, what, _ in trail_of(desk.store, "mention:1")] == ["claimed", "answered"]


TAG = """
[service]
shared_tag = "#AcmeHelps"
"""


def colleagues_desk(folder: Path, more: str = "") -> Desk:
    config, store = opened(configure(folder, TAG + more))
    return Desk(config, store)


def tagged(desk: Desk, *posts: dict[str, Any]) -> None:
    """Store posts as collecting does: matched first."""
    from monitor.matching import watch_of
    from monitor.rematch import rematch, sync_watch

    watched = watch_of(desk.config)
    sync_watch(desk.store, watched)
    rematch(desk.store, watched)
    for given in posts:
        mention = said(**{"source": "mastodon", "matches": (), **given})
        (matched,) = watched.matched([mention])
        (number,) = keep(desk.store, matched, seen="2026-03-02T19:00")
        desk.ids[given["source_id"]] = number
        if not desk.store.value("SELECT is_own FROM match WHERE mention_id = ?", [number]):
            judge(desk.store, number, "complaint")


def test_colleagues_answer_under_the_shared_tag(tmp_path: Path) -> None:
    desk = colleagues_desk(tmp_path)
    with desk.store:
        tagged(
            desk,
            post("1", "08:00", text="acme broke #acmehelps", thread_id="1"),  # calls for help
            post("2", "08:30", "joe", text="acme broke here too", thread_id="1", parent_id="1"),
            post("3", "09:00", "bob", text="we are on it #acmehelps", thread_id="1",
                 parent_id="1"),
            post("4", "09:10", "sue", text="acme: no tag, no colleague", thread_id="1",
                 parent_id="2"),
        )  # fmt: skip
        assert desk.answered() == {"1": "3"}
        row = desk.store.rows("SELECT * FROM inbox")[0]
        assert (row["answered_how"], row["answered_by"]) == ("tag", "mastodon:bob")
        own = desk.store.rows("SELECT mention_id FROM match WHERE is_own = 1")
        assert [r[0] for r in own] == [desk.ids["3"]]  # a colleague is no customer's voice


def test_only_named_colleagues_count_where_some_are_named(tmp_path: Path) -> None:
    desk = colleagues_desk(tmp_path, 'colleagues = ["mastodon:@Bob"]\n')
    with desk.store:
        tagged(
            desk,
            post("1", "08:00", text="acme broke", thread_id="1"),
            post("2", "08:10", "eve", text="acme #acmehelps", thread_id="1", parent_id="1"),
        )
        assert desk.answered() == {}
        tagged(desk, post("3", "09:00", "bob", text="ok #AcmeHelps", thread_id="1",
                          parent_id="1"))  # fmt: skip
        assert desk.answered() == {"1": "3"}


def test_a_tag_that_is_set_later_is_seen_in_what_is_stored(tmp_path: Path) -> None:
    from monitor.store.facts import refresh, rollups_are_true

    config, store = opened(configure(tmp_path))
    first = Desk(config, store)
    with store:
        tagged(
            first,
            post("1", "08:00", text="acme broke", thread_id="1"),
            post("2", "09:00", "bob", text="acme says sorry #acmehelps", thread_id="1",
                 parent_id="1"),
        )  # fmt: skip
        assert first.answered() == {}
    later = colleagues_desk(tmp_path)
    later.ids = first.ids
    with later.store:
        tagged(later)
        assert later.answered() == {"1": "2"}
        with later.store.transaction() as connection:
            refresh(connection, later.ids.values())  # annotating again keeps it so
        assert later.store.value("SELECT is_own FROM match WHERE mention_id = 2") == 1
        assert rollups_are_true(later.store.connection)

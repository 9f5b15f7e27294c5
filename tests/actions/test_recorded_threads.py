"""Answers found in real recorded threads: which posts were answered was read off by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.inbox.noticing import notice_answers
from monitor.model import Match, Mention
from monitor.store.pages import add_page
from tests.actions.building import opened
from tests.support.recordings import cases
from tests.support.shared import RECORDED

pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="needs the recorded answers")

_TOOT = "https://social.tchncs.de/users"
# service, recording, account -> answered post: the answer
THREADS = {
    "reddit, 471 posts": (
        "reddit", "TestMore.test_comments.json", "imhooks",
        {
            "t1_cu5sxxf": "t1_cu5to9q", "t1_cu5tsc2": "t1_cu5tuy4", "t1_cu5tz3i": "t1_cu5v1pe",
            "t1_cu5v63q": "t1_cu5vnzj", "t1_cu5w67h": "t1_cu5wfv0", "t1_cu62h2m": "t1_cu6419n",
        },
    ),
    "reddit, one deep": (
        "reddit", "TestCommentForest.test_replace__on_direct_comment.json", "ChrisHardwick",
        {"t1_d8r79x6": "t1_d8ray04"},
    ),
    "reddit, one's own thread": (
        "reddit", "TestSubmission.test_comments.json", "bboe", {"t1_cklfmye": "t1_cklhv0f"},
    ),
    "github": (
        "github", "returns_all_public_events.json", "Hupotronic",
        {"Hupotronic/ExLinks#32": "Hupotronic/ExLinks#issuecomment-19563901"},
    ),
    "mastodon, the first of two": (
        "mastodon", "rtoot__get_context_with_ancesters.json", "0xba@social.tchncs.de",
        {f"{_TOOT}/chainsawriot/statuses/109303330123967399":
         f"{_TOOT}/0xba/statuses/109308115318736992"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", THREADS)
def test_just_what_was_answered_is(name: str, tmp_path: Path) -> None:
    service, file, account, answered = THREADS[name]
    case = next(
        case
        for case in cases(service)
        if case.file == file
        and any(m.author and m.author.handle == account for m in case.mentions)
    )
    assert found(case.mentions, f"{service}:{account}", tmp_path) == answered


def test_an_answer_to_what_nobody_collected_answers_nobody(tmp_path: Path) -> None:
    """Search results of Hacker News: comments without the story and the comments above them."""
    mentions = {m.source_id: m for case in cases("hackernews") for m in case.mentions}
    comments = [m for m in mentions.values() if m.kind == "comment" and m.author]
    assert comments
    assert comments[0].author is not None
    assert found(mentions.values(), f"hackernews:{comments[0].author.handle}", tmp_path) == {}


def found(mentions: Iterable[Mention], account: str, folder: Path) -> dict[str, str]:
    """What is noticed when all these are about a brand whose account this is."""
    path = folder / "config.toml"
    path.write_text(
        f'[[brand]]\nname = "Acme"\nquery = "acme"\nown_accounts = ["{account}"]\n',
        encoding="utf-8",
    )
    config, store = opened(path)
    match = Match(brand="Acme", term="acme", field="text", start=0, end=0)
    known = [replace(mention, matches=(match,)) for mention in mentions]
    handle = account.partition(":")[2]
    own = [m for m in known if m.author is not None and m.author.handle == handle]
    now = max(m.published_at for m in own if m.published_at) + timedelta(days=1)
    with store:
        for source in {m.source for m in known}:
            add_page(store, source, [m for m in known if m.source == source], now=now)
        notice_answers(config, store, now=now)
        return {
            row["asked"]: row["answer"]
            for row in store.rows(
                "SELECT asked.source_id AS asked, answer.source_id AS answer FROM inbox "
                "JOIN mention AS asked ON asked.id = inbox.mention_id "
                "JOIN mention AS answer ON answer.id = inbox.answer_id"
            )
        }

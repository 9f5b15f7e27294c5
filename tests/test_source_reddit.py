"""Reddit: the real PRAW against a server that answers as Reddit does, and its feeds."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import (
    CredentialsRejected,
    RateLimited,
    SourceChanged,
    SourceError,
    SourceUnavailable,
)
from monitor.http import Http
from monitor.model import Ask, Page, Search, Secret
from monitor.sources.reddit import RedditSource
from monitor.sources.reddit_feed import RedditFeedSource
from tests.support.loopback import Asked, Loopback, Reply, limited, resetting

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EPOCH = NOW.timestamp()
ASK = Ask(now=NOW, searches=(Search(("acme",)),), since=NOW - timedelta(days=7))
TOKEN = Reply({"access_token": "t", "token_type": "bearer", "expires_in": 3600, "scope": "*"})


@pytest.fixture(autouse=True)
def _praw_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prawcore.sessions.FiniteRetryStrategy.sleep", lambda self: None)


def post(number: int, **given: Any) -> dict[str, Any]:
    data = {
        "id": f"p{number}", "name": f"t3_p{number}", "title": f"Acme {number}", "author": "ada",
        "subreddit": "Rockets", "selftext": "words", "selftext_html": "<p>words</p>",
        "is_self": True, "permalink": f"/r/Rockets/comments/p{number}/acme/",
        "created_utc": EPOCH - 60 * number, "edited": False, "score": 1, "num_comments": 0,
    }  # fmt: skip
    return {"kind": "t3", "data": data | given}


def comment(number: int, **given: Any) -> dict[str, Any]:
    data = {
        "id": f"c{number}", "name": f"t1_c{number}", "body": "words", "author": "bob",
        "body_html": "<p>words</p>", "subreddit": "Rockets", "link_id": "t3_p1",
        "parent_id": "t3_p1", "permalink": f"/r/Rockets/comments/p1/acme/c{number}/",
        "created_utc": EPOCH - 60 * number, "edited": False, "score": 1,
    }  # fmt: skip
    return {"kind": "t1", "data": data | given}


def listing(*children: dict[str, Any], after: str | None = None) -> Reply:
    return Reply({"kind": "Listing", "data": {"after": after, "children": list(children)}})


@pytest.fixture
def reddit(loopback: Loopback) -> RedditSource:
    loopback.on("/api/v1/access_token", TOKEN)
    loopback.on("/r/rockets/search/", listing())
    loopback.on("/r/rockets/comments/", listing())
    return RedditSource(
        name="reddit", client_id=Secret("cl13nt"), client_secret=Secret("s3cret"),
        account="acme_fan", subreddits=("rockets",), base_url=loopback.url,
        oauth_url=loopback.url,
    )  # fmt: skip


def pages(source: RedditSource | RedditFeedSource, cursor: str | None = None) -> list[Page]:
    return list(source.fetch(ASK, cursor))


def mentions(source: RedditSource) -> list[Any]:
    return [mention for page in pages(source) for mention in page.mentions]


class TestApi:
    def test_it_asks_as_reddit_wants_and_calls_nobody_else(
        self, loopback: Loopback, reddit: RedditSource
    ) -> None:
        """M01. Own user agent; the token only after the client's login."""
        pages(reddit)
        assert loopback.paths() == [
            "/api/v1/access_token", "/r/rockets/search/", "/r/rockets/comments/",
        ]  # fmt: skip
        for asked in loopback.seen:
            assert asked.headers["user-agent"].startswith("python:monitor:0.")
            assert "(by /u/acme_fan)" in asked.headers["user-agent"]
        assert loopback.seen[0].headers["authorization"].startswith("Basic ")
        assert loopback.seen[1].headers["authorization"] == "bearer t"
        search = loopback.seen[1].query
        assert (search["q"], search["sort"], search["raw_json"]) == ("acme", "new", "1")

    def test_it_pages_until_the_last_run_and_no_further(
        self, loopback: Loopback, reddit: RedditSource
    ) -> None:
        many = [post(n) for n in range(1, 251)]

        def answer(asked: Asked) -> Reply:
            after = asked.query.get("after")
            start = next((n for n, p in enumerate(many, 1) if p["data"]["name"] == after), 0)
            more = many[start : start + 100]
            return listing(*more, after=more[-1]["data"]["name"] if len(more) == 100 else None)

        loopback.on("/r/rockets/search/", answer)
        first = pages(reddit)
        assert sum(len(page.mentions) for page in first) == 250
        cursor = first[-1].cursor
        loopback.seen.clear()
        many[:0] = [post(n) for n in range(-9, 1)]
        again = pages(reddit, cursor)
        assert {m.source_id for page in again for m in page.mentions} >= {"t3_p0", "t3_p-9"}

    def test_a_listing_that_reddit_ends_is_a_gap(
        self, loopback: Loopback, reddit: RedditSource
    ) -> None:
        many = [post(n) for n in range(1, 981)]

        def answer(asked: Asked) -> Reply:
            after = asked.query.get("after")
            start = next((n for n, p in enumerate(many, 1) if p["data"]["name"] == after), 0)
            more = many[start : start + 100]
            return listing(*more, after=more[-1]["data"]["name"] if len(more) == 100 else None)

        loopback.on("/r/rockets/search/", answer)
        (gap,) = (gap for page in pages(reddit) for gap in page.gaps)
        assert "1000" in gap.reason
        assert gap.since == ASK.since

    @pytest.mark.parametrize(
        "given",
        [
            {"author": "[deleted]"},
            {"author": "[deleted]", "author_fullname": None},
            {"crosspost_parent_list": [{"selftext_html": "<p>x</p>"}], "selftext_html": None},
            {"crosspost_parent_list": []},
            {"poll_data": {"options": [{"text": "a"}], "total_vote_count": 3}},
            {"is_gallery": True, "gallery_data": {"items": []}, "url": "https://e.com/g"},
            {"edited": EPOCH, "score": None, "num_comments": None, "selftext_html": None},
            {"is_self": False, "url": "not a url", "link_flair_text": None},
        ],
    )
    def test_p16_odd_submissions_are_stored(
        self, loopback: Loopback, reddit: RedditSource, given: dict[str, Any]
    ) -> None:
        """P16"""
        loopback.on("/r/rockets/search/", listing(post(1, **given)))
        (mention,) = mentions(reddit)
        assert mention.source_id == "t3_p1"
        assert mention.author is None or mention.author.handle == "ada"

    @pytest.mark.parametrize("text", ["[deleted]", "[removed]"])
    def test_p16_deleted_texts_are_told_as_gone_not_stored(
        self, loopback: Loopback, reddit: RedditSource, text: str
    ) -> None:
        """P16, L02"""
        loopback.on("/r/rockets/search/", listing(post(1, selftext=text)))
        loopback.on("/r/rockets/comments/", listing(comment(1, body=text)))
        read = pages(reddit)
        assert [one for page in read for one in page.deleted] == ["t3_p1", "t1_c1"]
        assert not [one for page in read for one in page.mentions]

    def test_no_more_is_asked_than_the_listing(
        self, loopback: Loopback, reddit: RedditSource
    ) -> None:
        """PRAW's objects fetch what they lack at any touch; ours are not touched."""
        bare = {
            "kind": "t3",
            "data": {"id": "p1", "name": "t3_p1", "created_utc": EPOCH, "title": "Acme"},
        }
        loopback.on("/r/rockets/search/", listing(bare))
        assert len(mentions(reddit)) == 1
        assert len(loopback.seen) == 3

    @pytest.mark.parametrize(
        ("reply", "kind"),
        [
            (limited("77"), RateLimited),
            (limited(), RateLimited),
            (Reply({}, 403), SourceUnavailable),
            (Reply({}, 404), SourceUnavailable),
            (Reply({}, 451), SourceUnavailable),
            (Reply({}, 500), SourceUnavailable),
            (Reply("<html>", 200), SourceChanged),
            (Reply({"kind": "Listing"}, 200), SourceChanged),
            (resetting(), SourceUnavailable),
        ],
    )
    def test_n16_n18_n20_praw_exceptions_are_ours(
        self, loopback: Loopback, reddit: RedditSource, reply: Reply, kind: type[SourceError]
    ) -> None:
        """N16, N18, N20, N22. One line; no secret in it or in its causes."""
        loopback.on("/r/rockets/search/", reply)
        with pytest.raises(SourceError) as caught:
            pages(reddit)
        assert isinstance(caught.value, kind)
        assert not isinstance(caught.value, CredentialsRejected)
        assert "\n" not in str(caught.value)
        assert "s3cret" not in str(caught.value)
        if isinstance(caught.value, RateLimited):
            assert caught.value.retry_after in (77.0, None)

    @pytest.mark.parametrize(
        "reply",
        [Reply({"error": "invalid_grant"}, 200), Reply({"message": "Unauthorized"}, 401)],
    )
    def test_n19_refused_keys_say_which(
        self, loopback: Loopback, reddit: RedditSource, reply: Reply
    ) -> None:
        """N19"""
        loopback.on("/api/v1/access_token", reply)
        with pytest.raises(CredentialsRejected, match="client_id"):
            pages(reddit)

    def test_an_unreachable_reddit_is_unavailable(self, reddit: RedditSource) -> None:
        """N01"""
        from dataclasses import replace

        with pytest.raises(SourceUnavailable, match="cannot be reached"):
            pages(
                replace(reddit, base_url="http://127.0.0.1:9", oauth_url="http://127.0.0.1:9")
            )

    def test_k11_a_planted_praw_ini_leads_nobody_away(
        self, loopback: Loopback, reddit: RedditSource, tmp_path: Path
    ) -> None:
        """K11"""
        (tmp_path / "praw.ini").write_text(
            "[DEFAULT]\nusername=evil\npassword=evil\nuser_agent=evil\n"
        )
        here = Path.cwd()
        os.chdir(tmp_path)
        try:
            pages(reddit)
        finally:
            os.chdir(here)
        assert loopback.seen[0].form()["grant_type"] == "client_credentials"
        assert "evil" not in loopback.seen[0].headers["user-agent"]

    def test_a_second_look_tells_deleted_and_leaves_hidden_alone(
        self, loopback: Loopback, reddit: RedditSource
    ) -> None:
        """L02, L07"""
        gone = post(1, selftext="[deleted]", author="[deleted]")
        loopback.on("/api/info/", listing(gone, post(2, score=9)))
        (page,) = reddit.recheck(["t3_p1", "t3_p2", "t3_p3"])
        assert page.deleted == ("t3_p1",)
        assert [mention.engagement.score for mention in page.mentions] == [9]


def entry(name: str, minutes: int) -> str:
    when = (NOW - timedelta(minutes=minutes)).isoformat()
    return (
        f"<entry><id>{name}</id><title>Acme</title><updated>{when}</updated>"
        f'<link href="https://www.reddit.com/r/rockets/comments/{name[3:]}/acme/"/>'
        f"<author><name>/u/ada</name></author></entry>"
    )


def atom(*entries: str) -> Reply:
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{"".join(entries)}</feed>'
    )
    return Reply(feed, content_type="application/atom+xml")


class TestFeeds:
    @pytest.fixture
    def feeds(self, loopback: Loopback, http: Http) -> RedditFeedSource:
        return RedditFeedSource(name="rf", http=http, base_url=loopback.url)

    def test_a_full_feed_that_does_not_reach_back_is_a_gap(
        self, loopback: Loopback, feeds: RedditFeedSource
    ) -> None:
        loopback.on("/search.rss", atom(*(entry(f"t3_a{n}", n) for n in range(100))))
        read = pages(feeds)
        (gap,) = (gap for page in read for gap in page.gaps)
        assert gap.since == ASK.since
        assert gap.until == NOW - timedelta(minutes=99)

    def test_entries_of_another_kind_are_a_changed_answer(
        self, loopback: Loopback, feeds: RedditFeedSource
    ) -> None:
        """P13"""
        loopback.on("/search.rss", atom(entry("t5_x", 1)))
        with pytest.raises(SourceChanged, match="'id'"):
            pages(feeds)

    def test_k02_the_personal_token_is_never_shown(
        self, loopback: Loopback, http: Http
    ) -> None:
        """K02"""
        source = RedditFeedSource(
            name="rf", http=http, base_url=loopback.url, feed_token=Secret("h1dden"), user="me"
        )
        for reply in (Reply("", 403), limited("9999"), Reply("<html>")):
            loopback.on("/search.rss", reply)
            with pytest.raises(SourceError) as caught:
                pages(source)
            assert "h1dden" not in str(caught.value)

    def test_options_that_do_not_fit_are_refused(self, http: Http) -> None:
        with pytest.raises(ValueError, match="belong together"):
            RedditFeedSource(name="rf", http=http, user="me")
        with pytest.raises(ValueError, match="subreddits"):
            RedditFeedSource(name="rf", http=http, comments=True)

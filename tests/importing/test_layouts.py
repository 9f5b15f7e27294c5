"""Each known layout is recognised by its columns and read in full.

The examples are written after the formats as their makers document them.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.errors import UsageError
from monitor.importing.layouts import FIELDS, LAYOUTS, layout_named
from monitor.model import KINDS, Author, Engagement
from tests.importing.reads import mentions, only, read_bytes, read_objects, read_text, textless

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
USER = {"id": 9, "screen_name": "ann", "name": "Ann A.", "followers_count": 70}
V1 = {
    "created_at": "Thu Mar 05 12:00:00 +0000 2026", "id": 1499, "id_str": "1499",
    "full_text": "Acme &amp; me #Rockets", "user": USER, "retweet_count": 2,
    "favorite_count": 3, "lang": "en", "in_reply_to_status_id_str": None,
}  # fmt: skip
V2 = {
    "id": "1500", "text": "@acme no.", "author_id": "9", "created_at": "2026-03-05T12:00:00Z",
    "conversation_id": "1400", "lang": "en", "edit_history_tweet_ids": ["1500"],
    "referenced_tweets": [{"type": "replied_to", "id": "1450"}],
    "public_metrics": {
        "retweet_count": 1, "reply_count": 2, "like_count": 3, "quote_count": 0,
        "impression_count": 400,
    },
}  # fmt: skip
V2_USER = {
    "id": "9",
    "username": "ann",
    "name": "Ann",
    "public_metrics": {"followers_count": 70},
}


def test_every_layout_is_sound() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)
    for layout in LAYOUTS:
        assert layout.kind in KINDS
        assert set(layout.fields) <= set(FIELDS)
        assert layout_named(layout.name) is layout
    with pytest.raises(UsageError, match="no layout 'x'; there are monitor, 4cat"):
        layout_named("x")


def test_twarc_1() -> None:
    mention = only(read_objects(V1))
    assert (mention.source, mention.network, mention.source_id) == ("x", "x", "1499")
    assert mention.text == "Acme & me #Rockets"
    assert mention.tags == ("rockets",)
    assert mention.url == "https://x.com/ann/status/1499"
    assert mention.author == Author(handle="ann", name="Ann A.", followers=70)
    assert mention.published_at == NOON
    assert mention.engagement == Engagement(score=3, shares=2)
    assert mention.language == "en"


def test_a_repost_says_all_that_it_repeats_and_keeps_no_counts_of_it() -> None:
    repost = {
        **V1, "id_str": "1600", "full_text": "RT @ann: Acme &amp; m…", "retweeted_status": V1,
        "user": {**USER, "screen_name": "ben"},
    }  # fmt: skip
    mention = only(read_objects(repost))
    assert mention.text == "RT @ann: Acme & me #Rockets"
    assert mention.engagement == Engagement()


@pytest.mark.parametrize(
    "document",
    [
        {**V2, "author": V2_USER},
        {"data": [V2], "includes": {"users": [V2_USER]}, "meta": {"result_count": 1}},
        {"data": V2, "includes": {"users": [V2_USER]}},
    ],
)
def test_twarc_2_flattened_or_not(document: dict[str, Any]) -> None:
    mention = only(read_objects(document))
    assert (mention.source_id, mention.kind) == ("1500", "comment")
    assert mention.author == Author(handle="ann", name="Ann", followers=70)
    assert mention.engagement == Engagement(score=3, replies=2, shares=1, views=400)
    assert (mention.thread_id, mention.parent_id) == ("1400", "1450")
    assert mention.published_at == NOON


def test_a_long_post_and_a_repost_of_api_2() -> None:
    long = {**V2, "note_tweet": {"text": "All of it."}}
    assert only(read_objects(long)).text == "All of it."
    repost = {
        **V2, "text": "RT @ben: Acme is a ve…",
        "referenced_tweets": [{"type": "retweeted", "id": "1"}],
    }  # fmt: skip
    page = {
        "data": [repost],
        "includes": {
            "users": [V2_USER],
            "tweets": [{"id": "1", "text": "Acme is a very long"}],
        },
    }
    assert only(read_objects(page)).text == "RT @ben: Acme is a very long"


def test_a_mastodon_archive() -> None:
    note = {
        "id": "https://social.example/users/ann/statuses/1", "type": "Note",
        "published": "2026-03-05T12:00:00Z", "url": "https://social.example/@ann/1",
        "attributedTo": "https://social.example/users/ann", "content": "<p>Acme <b>!</b></p>",
        "contentMap": {"de": "<p>Acme !</p>"}, "inReplyTo": "https://other.example/2",
        "tag": [{"type": "Hashtag", "name": "#Acme"}, {"type": "Mention", "name": "@b"}],
    }  # fmt: skip
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json",
        "type": "OrderedCollection", "totalItems": 2,
        "orderedItems": [
            {"id": "a", "type": "Create", "actor": note["attributedTo"], "object": note},
            {"id": "b", "type": "Announce", "actor": note["attributedTo"],
             "object": "https://other.example/3"},
        ],
    }  # fmt: skip
    items = read_text(json.dumps(outbox, indent=1))
    (mention,) = mentions(items)
    assert len(textless(items)) == 1
    assert (mention.source, mention.kind, mention.language) == ("mastodon", "comment", "de")
    assert mention.source_id == "https://social.example/users/ann/statuses/1"
    assert mention.text == "Acme !"
    assert mention.author == Author(handle="ann@social.example")
    assert mention.parent_id == "https://other.example/2"
    assert mention.tags == ("acme",)


def test_mastodon_statuses() -> None:
    status = {
        "id": "7", "uri": "https://s.example/users/ann/statuses/7", "content": "<p>Acme</p>",
        "url": "https://s.example/@ann/7", "created_at": "2026-03-05T12:00:00.000Z",
        "account": {"acct": "ann@s.example", "display_name": "Ann", "followers_count": 7},
        "favourites_count": 1, "reblogs_count": 2, "replies_count": 3, "language": "en",
        "spoiler_text": "Rockets", "tags": [{"name": "acme"}], "mentions": [{"acct": "x"}],
    }  # fmt: skip
    mention = only(read_text(json.dumps([status])))
    assert mention.source_id == "https://s.example/users/ann/statuses/7"
    assert mention.text == "Rockets\nAcme"
    assert mention.engagement == Engagement(score=1, replies=3, shares=2)


def test_reddit_dumps() -> None:
    submission = {
        "id": "abc", "title": "Acme?", "selftext": "Is it good?", "author": "ann",
        "created_utc": 1772712000, "subreddit": "SaaS",
        "permalink": "/r/SaaS/comments/abc/acme/",
        "score": 5, "num_comments": 2, "url": "https://www.reddit.com/r/SaaS/comments/abc/acme/",
        "edited": False,
    }  # fmt: skip
    comment = {
        "id": "def", "body": "Yes &amp; no", "author": "[deleted]", "created_utc": "1772712000",
        "link_id": "t3_abc", "parent_id": "t3_abc", "subreddit": "SaaS", "score": -1,
        "edited": 1772712060.0,
    }  # fmt: skip
    gone = {**comment, "id": "ghi", "body": "[removed]"}
    items = read_objects(submission, comment, gone)
    first, second = mentions(items)
    assert len(textless(items)) == 1
    assert (first.source_id, first.kind, first.title) == ("t3_abc", "post", "Acme?")
    assert first.site == "reddit.com/r/saas"
    assert first.thread_id == "t3_abc"
    assert first.url == "https://www.reddit.com/r/SaaS/comments/abc/acme/"
    assert first.engagement == Engagement(score=5, replies=2)
    assert (second.source_id, second.kind, second.text) == ("t1_def", "comment", "Yes & no")
    assert (second.thread_id, second.author, second.published_at) == ("t3_abc", None, NOON)
    assert second.edited_at == datetime(2026, 3, 5, 12, 1, tzinfo=UTC)


def test_a_reddit_listing_with_the_answers_below() -> None:
    def thing(kind: str, **data: Any) -> dict[str, Any]:
        return {"kind": kind, "data": data}

    answer = thing(
        "t1", name="t1_b", id="b", body="Deep", link_id="t3_x", parent_id="t1_a", replies=""
    )
    listing = thing("Listing", children=[answer, thing("more", children=["c"])])
    top = thing(
        "t1", name="t1_a", id="a", body="Top", link_id="t3_x", parent_id="t3_x", replies=listing
    )
    page = [thing("Listing", children=[]), thing("Listing", children=[top])]
    assert [m.source_id for m in mentions(read_text(json.dumps(page)))] == ["t1_a", "t1_b"]


def test_youtube_comments_and_videos_of_the_api() -> None:
    snippet = {
        "textDisplay": "Super &amp; <b>good</b>", "authorDisplayName": "Ann",
        "authorChannelId": {"value": "UC1"}, "likeCount": 4, "videoId": "v1",
        "publishedAt": "2026-03-05T12:00:00Z",
    }  # fmt: skip
    comment = {"kind": "youtube#comment", "etag": "e", "id": "c1", "snippet": snippet}
    reply = {**comment, "id": "c1.r1", "snippet": {**snippet, "parentId": "c1"}}
    thread = {
        "kind": "youtube#commentThread", "etag": "e", "id": "c1",
        "snippet": {"videoId": "v1", "topLevelComment": comment, "totalReplyCount": 1},
        "replies": {"comments": [reply]},
    }  # fmt: skip
    video = {
        "kind": "youtube#searchResult", "etag": "e", "id": {"videoId": "v2"},
        "snippet": {"title": "Acme &amp; I", "description": "A test", "channelTitle": "Ben"},
    }  # fmt: skip
    channel = {"kind": "youtube#channel", "etag": "e", "id": "UC1", "snippet": {"title": "Ann"}}
    answer = {"kind": "youtube#list", "items": [thread, video, channel]}
    first, second, third = mentions(read_objects(answer))
    assert (first.text, first.kind, first.engagement.replies) == ("Super & good", "comment", 1)
    assert first.url == "https://www.youtube.com/watch?v=v1&lc=c1"
    assert (second.parent_id, second.thread_id) == ("c1", "v1")
    assert (third.kind, third.title, third.source_id) == ("video", "Acme & I", "v2")


def test_youtube_comment_downloader() -> None:
    row = {
        "cid": "c1", "text": "good", "time": "2 days ago", "author": "@ann", "channel": "UC1",
        "votes": "1.2K", "replies": 3, "photo": "p", "heart": False, "reply": False,
        "time_parsed": 1772712000.0,
    }  # fmt: skip
    mention = only(read_objects(row))
    assert (mention.source_id, mention.published_at) == ("c1", NOON)
    assert mention.engagement == Engagement(score=1200, replies=3)
    assert mention.author == Author(handle="UC1", name="@ann")


def test_4cat() -> None:
    mention = only(
        read_text(
            "id,thread_id,timestamp,unix_timestamp,link,subject,body,author,author_fullname,"
            "author_followers,retweet_count,like_count\n"
            "5,4,2026-03-05 12:00:00,1772712000,https://twitter.com/ann/status/5,,Acme,ann,Ann,"
            "7,1,2\n"
        )
    )
    assert (mention.source, mention.network, mention.thread_id) == ("4cat", "x", "4")
    assert mention.engagement == Engagement(score=2, shares=1)
    assert mention.published_at == NOON


def test_brandwatch() -> None:
    mention = only(
        read_text(
            'Report:,"Bulk Mentions Download"\nBrand:,"Acme"\n\n'
            "Query Id,Query Name,Date,Title,Snippet,Url,Domain,Sentiment,Page Type,Language,"
            "Author,Full Name,Full Text,Twitter Followers,Impressions\n"
            '1,Acme,2026-03-05 12:00:00.0,"Acme broke my …","…",'
            "http://twitter.com/ann/statuses/5,twitter.com,negative,twitter,en,ann,Ann,"
            "Acme broke my rocket,70,400\n"
        )
    )
    assert (mention.title, mention.text) == (None, "Acme broke my rocket")
    assert (mention.network, mention.site, mention.published_at) == ("x", "twitter.com", NOON)
    assert mention.author == Author(handle="ann", name="Ann", followers=70)


def test_meltwater_in_utf_16_with_tabs() -> None:
    columns = (
        "Date|Headline|URL|Opening Text|Hit Sentence|Source|Influencer|Country|Language|Reach|"
        "Tweet Id|Twitter Screen Name|Twitter Followers\n"
    )
    rows = (
        "05-Mar-2026 12:00PM|Acme opens|https://news.example/1|Today|Acme opened.|News|Ann|DE|"
        "English|1000|||\n"
        "05-Mar-2026 12:00PM||https://twitter.com/b/statuses/9||Acme!|Twitter|@b|DE|German|1|"
        '"9"|@b|7\n'
    )
    table = (columns + rows).replace("|", "\t")
    article, post = mentions(read_bytes(table.encode("utf-16")))
    assert (article.title, article.text, article.language) == (
        "Acme opens",
        "Acme opened.",
        "en",
    )
    assert (article.source_id, article.published_at) == ("https://news.example/1", NOON)
    assert (post.source_id, post.network, post.language) == ("9", "x", "de")
    assert post.author == Author(handle="b", name="@b", followers=7)


def test_our_own_export_comes_back_as_it_went() -> None:
    exported = {
        "id": 12, "source": "hn", "source_id": "77", "kind": "comment", "network": "hackernews",
        "url": "https://news.ycombinator.com/item?id=77", "title": None,
        "text": "a < b &amp; c",
        "author": {"handle": "ann", "name": None, "followers": None},
        "published_at": "2026-03-05T12:00:00Z", "first_seen_at": "2026-03-06T12:00:00Z",
        "language": "en", "thread_id": "70", "parent_id": "71", "site": "news.ycombinator.com",
        "engagement": {"score": None, "replies": 0, "shares": None, "views": None},
        "brands": ["Acme"], "matches": [], "annotations": {}, "story_id": None, "status": "new",
        "licence": "CC BY-SA 4.0",
    }  # fmt: skip
    mention = only(read_objects(exported))
    assert (mention.source, mention.source_id, mention.network) == ("hn", "77", "hackernews")
    assert mention.text == "a < b &amp; c"
    assert mention.licence == "CC BY-SA 4.0"
    assert mention.engagement == Engagement(replies=0)
    assert mention.author == Author(handle="ann")
    assert (mention.thread_id, mention.parent_id, mention.kind) == ("70", "71", "comment")
    assert only(read_objects(exported, source="mine")).source == "mine"


def test_bluesky_posts() -> None:
    post = {
        "uri": "at://did:plc:1/app.bsky.feed.post/k7", "cid": "c",
        "author": {"did": "did:plc:1", "handle": "ann.example", "displayName": "Ann"},
        "record": {"text": "Acme", "createdAt": "2026-03-05T12:00:00Z", "langs": ["en"]},
        "likeCount": 1, "repostCount": 2, "replyCount": 3,
    }  # fmt: skip
    mention = only(read_objects({"feed": [{"post": post}], "cursor": "x"}))
    assert mention.url == "https://bsky.app/profile/ann.example/post/k7"
    assert mention.engagement == Engagement(score=1, replies=3, shares=2)


def test_a_layout_can_be_named() -> None:
    bare = {"id": "5", "text": "Acme", "created_at": "2026-03-05T12:00:00Z"}
    assert only(read_objects(bare, layout="twarc2")).network == "x"
    with pytest.raises(UsageError, match="no layout"):
        read_objects(bare, layout="nix")

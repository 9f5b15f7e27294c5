"""Layouts of services: what their interfaces and archives give, as collectors store it."""

from typing import Final

from monitor.importing.layouts.base import Layout, dictionary, needs
from monitor.importing.rows import Fields


def _mastodon_status(status: Fields) -> Fields:
    shaped = dict(status)
    warning = status.get("spoiler_text")
    if warning:
        shaped["content"] = f"<p>{warning}</p>{status.get('content') or ''}"
    if status.get("in_reply_to_id"):
        shaped["kind"] = "comment"
    tags = status.get("tags")
    if isinstance(tags, list):
        shaped["tags"] = [dictionary(tag).get("name") for tag in tags]
    return shaped


def _archived_activity(activity: Fields) -> Fields:
    """A post of a Mastodon archive; a boost carries the address of a post and no text."""
    note = dictionary(activity.get("object"))
    handle = str(note.get("attributedTo") or activity.get("actor") or "")
    host, _, name = handle.partition("://")[2].rpartition("/")
    tags = note.get("tag")
    return {
        **note,
        "author": f"{name.lstrip('@')}@{host.partition('/')[0]}" if name and host else None,
        "kind": "comment" if note.get("inReplyTo") else "post",
        "language": next(iter(dictionary(note.get("contentMap"))), None),
        "tags": [
            str(one.get("name") or "").lstrip("#")
            for one in (tags if isinstance(tags, list) else ())
            if isinstance(one, dict) and one.get("type") == "Hashtag"
        ],
    }


def _reddit_address(item: Fields) -> Fields:
    """Addresses on Reddit, in full, and no text where the text was taken away."""
    link = item.get("permalink")
    shaped = dict(item)
    if isinstance(link, str) and link.startswith("/"):
        shaped["permalink"] = f"https://www.reddit.com{link}"
    for key in ("body", "selftext", "title"):
        if item.get(key) in ("[deleted]", "[removed]"):
            shaped[key] = None
    if "body" not in item and item.get("id"):
        shaped["fullname"] = f"t3_{item['id']}"  # a submission begins its thread
    if item.get("subreddit"):
        shaped["community"] = f"reddit.com/r/{str(item['subreddit']).lower()}"
    return shaped


def _youtube_comment(item: Fields) -> Fields:
    shaped = dict(item)
    if "." in str(item.get("id") or ""):  # an answer's id is its comment's, a dot, its own
        shaped["parent"] = str(item["id"]).partition(".")[0]
    return shaped


def _youtube_item(item: Fields) -> Fields:
    """Comments and videos; a search names the video inside its id. Channels say nothing."""
    kind = str(item.get("kind") or "").removeprefix("youtube#")
    if kind == "comment":
        return item
    if kind not in ("video", "searchResult"):
        return {}
    snippet = dictionary(item.get("snippet"))
    counts = dictionary(item.get("statistics"))
    number = dictionary(item.get("id")).get("videoId") or item.get("id")
    return {
        "id": number if isinstance(number, str) else None,
        "kind": "video",
        "title": snippet.get("title"),
        "snippet": {
            **snippet,
            "textOriginal": snippet.get("description"),
            "authorDisplayName": snippet.get("channelTitle"),
            "authorChannelId": {"value": snippet.get("channelId")},
            "likeCount": counts.get("likeCount"),
        },
        "replyCount": counts.get("commentCount"),
        "views": counts.get("viewCount"),
        "url": f"https://www.youtube.com/watch?v={number}",
    }


def _bluesky_post(post: Fields) -> Fields:
    record, author = dictionary(post.get("record")), dictionary(post.get("author"))
    key = str(post.get("uri") or "").rpartition("/")[2]
    reply = dictionary(record.get("reply"))
    languages = record.get("langs")
    return {
        **post,
        "url": f"https://bsky.app/profile/{author.get('handle')}/post/{key}",
        "language": languages[0] if isinstance(languages, list) and languages else None,
        "kind": "comment" if reply else "post",
        "thread": dictionary(reply.get("root")).get("uri"),
        "parent": dictionary(reply.get("parent")).get("uri"),
    }


_REDDIT: Final = {
    "id": ("name", "id"),
    "url": ("permalink",),
    "author": ("author",),
    "created": ("created_utc", "created"),
    "edited": ("edited",),
    "score": ("score", "ups"),
    "site": ("community",),
}

SERVICES: Final = (
    Layout(
        name="mastodon-archive",
        about="outbox.json of a Mastodon archive",
        network="mastodon",
        needs=(needs("actor", "object", "type"),),
        markup="html",
        fields={
            "id": ("id",),
            "text": ("content",),
            "title": ("summary",),
            "url": ("url", "id"),
            "author": ("author",),
            "created": ("published",),
            "edited": ("updated",),
            "language": ("language",),
            "thread": ("conversation",),
            "parent": ("inReplyTo",),
            "kind": ("kind",),
            "tags": ("tags",),
        },
        reshape=_archived_activity,
    ),
    Layout(
        name="mastodon",
        about="statuses as Mastodon's API gives them",
        network="mastodon",
        needs=(needs("uri", "content", "account", "created_at"),),
        markup="html",
        fields={
            "id": ("uri",),
            "text": ("content",),
            "url": ("url", "uri"),
            "author": ("account.acct",),
            "author_name": ("account.display_name",),
            "author_url": ("account.url",),
            "followers": ("account.followers_count",),
            "created": ("created_at",),
            "edited": ("edited_at",),
            "language": ("language",),
            "score": ("favourites_count",),
            "replies": ("replies_count",),
            "shares": ("reblogs_count",),
            "parent": ("in_reply_to_id",),
            "kind": ("kind",),
            "tags": ("tags",),
        },
        reshape=_mastodon_status,
    ),
    Layout(
        name="reddit-comments",
        about="comments of Reddit: dumps (one JSON object a line) and listings",
        network="reddit",
        kind="comment",
        id_prefix="t1_",
        needs=(
            needs("body", "link_id", "parent_id"),
            needs("body", "subreddit", "created_utc"),
        ),
        fields={
            **_REDDIT,
            "text": ("body",),
            "thread": ("link_id",),
            "parent": ("parent_id",),
        },
        reshape=_reddit_address,
    ),
    Layout(
        name="reddit-submissions",
        about="submissions of Reddit: dumps (one JSON object a line) and listings",
        network="reddit",
        id_prefix="t3_",
        needs=(
            needs("title", "selftext", "subreddit"),
            needs("title", "num_comments", "subreddit"),
        ),
        fields={
            **_REDDIT,
            "text": ("selftext",),
            "title": ("title",),
            "replies": ("num_comments",),
            "thread": ("fullname",),
        },
        reshape=_reddit_address,
    ),
    Layout(
        name="youtube-api",
        about="comments and videos as the YouTube Data API gives them",
        network="youtube",
        kind="comment",
        markup="html",
        needs=(needs("kind", "etag", "id", "snippet"),),
        fields={
            "id": ("id",),
            "text": ("snippet.textOriginal", "snippet.textDisplay"),
            "author": ("snippet.authorChannelId.value", "snippet.authorDisplayName"),
            "author_name": ("snippet.authorDisplayName",),
            "author_url": ("snippet.authorChannelUrl",),
            "created": ("snippet.publishedAt",),
            "edited": ("snippet.updatedAt",),
            "score": ("snippet.likeCount",),
            "replies": ("replyCount",),
            "thread": ("snippet.videoId",),
            "parent": ("snippet.parentId",),
            "title": ("title",),
            "views": ("views",),
            "url": ("url",),
            "kind": ("kind",),
        },
        reshape=_youtube_item,
        url_form="https://www.youtube.com/watch?v={thread}&lc={id}",
    ),
    Layout(
        name="youtube-comments",
        about="comments by youtube-comment-downloader or yt-dlp",
        network="youtube",
        kind="comment",
        markup="text",
        needs=(
            needs("cid", "text", "author", "votes"),
            needs("id", "text", "author", "author_thumbnail", "parent"),
        ),
        fields={
            "id": ("cid", "id"),
            "text": ("text",),
            "author": ("channel", "author_id", "author"),
            "author_name": ("author",),
            "created": ("time_parsed", "timestamp"),
            "score": ("votes", "like_count"),
            "replies": ("replies",),
            "parent": ("parent",),
        },
        reshape=_youtube_comment,
    ),
    Layout(
        name="bluesky",
        about="posts as Bluesky's interface gives them",
        network="bluesky",
        markup="text",
        needs=(needs("uri", "cid", "record", "author"),),
        fields={
            "id": ("uri",),
            "text": ("record.text",),
            "url": ("url",),
            "author": ("author.handle",),
            "author_name": ("author.displayName",),
            "created": ("record.createdAt", "indexedAt"),
            "language": ("language",),
            "score": ("likeCount",),
            "replies": ("replyCount",),
            "shares": ("repostCount",),
            "thread": ("thread",),
            "parent": ("parent",),
            "kind": ("kind",),
        },
        reshape=_bluesky_post,
    ),
    Layout(
        name="hackernews",
        about="hits of the Hacker News search",
        network="hackernews",
        markup="html",
        needs=(needs("objectID", "created_at_i", "author"),),
        fields={
            "id": ("objectID",),
            "text": ("comment_text", "story_text"),
            "title": ("title",),
            "author": ("author",),
            "created": ("created_at_i", "created_at"),
            "score": ("points",),
            "replies": ("num_comments",),
            "thread": ("story_id", "objectID"),
            "parent": ("parent_id",),
        },
        url_form="https://news.ycombinator.com/item?id={id}",
    ),
)

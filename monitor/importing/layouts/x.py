"""Layouts of X (Twitter): posts as its interfaces of both versions give them."""

from typing import Final

from monitor.importing.layouts.base import Layout, dictionary, needs
from monitor.importing.rows import Fields


def _first_version_post(post: Fields) -> Fields:
    """The whole text of a post of the API 1.1; a repost says what it repeats.

    The counts below a repost are those of the original: they are not its own.
    """
    longer = dictionary(post.get("extended_tweet")).get("full_text")
    shaped = {**post, "text": post.get("full_text") or longer or post.get("text")}
    original = dictionary(post.get("retweeted_status"))
    if original:
        whole = _first_version_post(original)
        handle = dictionary(original.get("user")).get("screen_name") or ""
        shaped |= {
            "text": f"RT @{handle}: {whole.get('text') or ''}",
            "retweet_count": None,
            "quote_count": None,
            "reply_count": None,
            "favorite_count": None,
        }
    if post.get("in_reply_to_status_id_str") or post.get("in_reply_to_status_id"):
        shaped["kind"] = "comment"
    return shaped


def _second_version_post(post: Fields) -> Fields:
    """The whole text of a post of the API 2, with what it answers or repeats."""
    shaped = dict(post)
    note = dictionary(post.get("note_tweet")).get("text")
    if note:
        shaped["text"] = note
    references = post.get("referenced_tweets")
    for reference in references if isinstance(references, list) else ():
        kind = dictionary(reference).get("type")
        if kind == "replied_to":
            shaped |= {"kind": "comment", "parent": reference.get("id")}
        elif kind == "retweeted" and isinstance(reference.get("text"), str):
            prefix = str(post.get("text") or "").partition(":")[0]
            start = f"{prefix}: " if prefix.startswith("RT @") else ""
            shaped |= {"text": start + reference["text"], "public_metrics": None}
    return shaped


_POST_V1: Final = {
    "id": ("id_str", "id"),
    "text": ("text",),
    "author": ("user.screen_name",),
    "author_name": ("user.name",),
    "followers": ("user.followers_count",),
    "created": ("created_at", "timestamp_ms"),
    "language": ("lang", "metadata.iso_language_code"),
    "score": ("favorite_count",),
    "replies": ("reply_count",),
    "shares": ("retweet_count",),
    "parent": ("in_reply_to_status_id_str", "in_reply_to_status_id"),
    "kind": ("kind",),
}

X: Final = (
    Layout(
        name="twarc1",
        about="posts of the X (Twitter) API 1.1: twarc 1, streams, the archive of an account",
        network="x",
        needs=(
            needs("id_str", "created_at", "text"),
            needs("id_str", "created_at", "full_text"),
        ),
        fields=_POST_V1,
        url_form="https://x.com/{author}/status/{id}",
        reshape=_first_version_post,
    ),
    Layout(
        name="twarc2",
        about="posts of the X (Twitter) API 2: twarc 2 JSON lines, flattened or not, and CSV",
        network="x",
        needs=(
            needs("edit_history_tweet_ids", "id", "text"),
            needs("author_id", "id", "text", "created_at"),
            needs("public_metrics", "id", "text"),
            needs("conversation_id", "id", "text"),
        ),
        fields={
            "id": ("id",),
            "text": ("text",),
            "author": ("author.username",),
            "author_name": ("author.name",),
            "followers": ("author.public_metrics.followers_count",),
            "created": ("created_at",),
            "language": ("lang",),
            "score": ("public_metrics.like_count",),
            "replies": ("public_metrics.reply_count",),
            "shares": ("public_metrics.retweet_count",),
            "views": ("public_metrics.impression_count",),
            "thread": ("conversation_id",),
            "parent": ("parent", "referenced_tweets.replied_to.id"),
            "kind": ("kind",),
        },
        url_form="https://x.com/{author}/status/{id}",
        reshape=_second_version_post,
    ),
)

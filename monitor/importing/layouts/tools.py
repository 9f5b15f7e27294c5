"""Layouts of the exports of tools, our own among them."""

from typing import Any, Final

from monitor.importing.layouts.base import Layout, needs
from monitor.importing.rows import Fields

_TWITTER_PAGES: Final = ("twitter", "x")


def _one_field_each(row: Fields, *columns: str) -> Any:
    return next((row[column] for column in columns if row.get(column)), None)


def _brandwatch(row: Fields) -> Fields:
    """The export puts the first words of a post into its title; then it has none."""
    shaped = dict(row)
    title = str(row.get("Title") or "").rstrip("….").strip()
    text = str(_one_field_each(row, "Full Text", "Snippet") or "")
    if title and text.replace("\n", " ").startswith(title):
        shaped["Title"] = None
    return shaped


def _meltwater(row: Fields) -> Fields:
    """Date and time of day stand in two columns in some exports."""
    shaped = dict(row)
    day, clock = row.get("Alternate Date Format"), row.get("Time")
    if day and clock:
        shaped["when"] = f"{day} {clock}"
    return shaped


TOOLS: Final = (
    Layout(
        name="monitor",
        about="`monitor mentions --format ndjson` or json, of this program",
        network=None,
        needs=(needs("source", "source_id", "kind", "text", "engagement"),),
        markup="text",
        fields={
            "id": ("source_id",),
            "text": ("text",),
            "title": ("title",),
            "url": ("url",),
            "author": ("author.handle",),
            "author_name": ("author.name",),
            "author_url": ("author.url",),
            "followers": ("author.followers",),
            "created": ("published_at",),
            "edited": ("edited_at",),
            "language": ("language",),
            "score": ("engagement.score",),
            "replies": ("engagement.replies",),
            "shares": ("engagement.shares",),
            "views": ("engagement.views",),
            "rating": ("rating",),
            "thread": ("thread_id",),
            "parent": ("parent_id",),
            "site": ("site",),
            "kind": ("kind",),
            "network": ("network",),
            "source": ("source",),
            "tags": ("tags",),
            "licence": ("licence",),
        },
    ),
    Layout(
        name="4cat",
        about="CSV of 4CAT, whatever network it collected",
        network=None,
        needs=(
            needs("id", "thread_id", "timestamp", "body", "author"),
            needs("id", "thread_id", "timestamp", "body", "subject"),
        ),
        fields={
            "id": ("id",),
            "text": ("body",),
            "title": ("subject",),
            "url": ("link", "url", "post_url", "tweet_url"),
            "author": ("author",),
            "author_name": ("author_fullname", "author_name"),
            "followers": ("author_followers",),
            "created": ("unix_timestamp", "timestamp_unix", "timestamp"),
            "language": ("language_guess", "language", "lang"),
            "score": ("like_count", "likes", "num_likes", "favorite_count", "score"),
            "replies": ("reply_count", "num_comments", "comments"),
            "shares": ("retweet_count", "shares", "repost_count"),
            "views": ("impression_count", "view_count", "views", "plays"),
            "thread": ("thread_id",),
            "parent": ("reply_to", "parent", "replied_to"),
            "site": ("domain", "subreddit"),
            "tags": ("hashtags",),
        },
    ),
    Layout(
        name="brandwatch",
        about="CSV of Brandwatch and tools that copy its columns",
        network=None,
        needs=(needs("Query Id", "Query Name", "Date", "Snippet", "Url"),),
        fields={
            "id": ("Resource Id", "Mention Id"),
            "text": ("Full Text", "Snippet"),
            "title": ("Title",),
            "url": ("Url", "Original Url"),
            "author": ("Author",),
            "author_name": ("Full Name",),
            "followers": ("Twitter Followers", "X Followers", "Instagram Follower Count"),
            "created": ("Date",),
            "language": ("Language",),
            "score": ("Twitter Likes", "Likes", "Facebook Likes", "Instagram Like Count"),
            "replies": ("Twitter Reply Count", "Facebook Comments", "Instagram Comment Count"),
            "shares": ("Twitter Retweets", "Reposts", "Facebook Shares"),
            "views": ("Impressions",),
            "rating": ("Rating",),
            "thread": ("Thread Id",),
            "parent": ("Reply To",),
            "site": ("Domain",),
            "network": ("Page Type",),
            "tags": ("Hashtags",),
        },
        reshape=_brandwatch,
    ),
    Layout(
        name="meltwater",
        about="CSV of Meltwater (often UTF-16 with tabs)",
        network=None,
        needs=(needs("Date", "Headline", "URL", "Opening Text", "Hit Sentence"),),
        fields={
            "id": ("Tweet Id", "Document ID"),
            "text": ("Content", "Full Text", "Hit Sentence", "Opening Text"),
            "title": ("Headline",),
            "url": ("URL",),
            "author": ("Twitter Screen Name", "Influencer"),
            "author_name": ("Influencer",),
            "author_url": ("Twitter User Profile Url", "User Profile Url"),
            "followers": ("Twitter Followers",),
            "created": ("when", "Date"),
            "language": ("Language",),
            "score": ("Likes", "Reactions"),
            "replies": ("Replies", "Comments"),
            "shares": ("Retweets", "Shares", "Reposts"),
            "views": ("Views",),
            "site": ("Source",),
            "network": ("Source",),
            "tags": ("Hashtags",),
        },
        reshape=_meltwater,
    ),
)

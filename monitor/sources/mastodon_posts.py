"""Posts as Mastodon's interface gives them, made into mentions."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from monitor.model import Author, Engagement, Mention
from monitor.sources.shape import (
    count,
    find,
    flag,
    identity,
    language_code,
    moment,
    need,
    word,
    words,
)
from monitor.text import hrefs, plain, site_of

NETWORK: Final = "mastodon"
_TO_ACCOUNT_OR_TAG = re.compile(r'<a\s[^>]*\bclass="[^"]*\b(?:mention|hashtag)\b[^>]*>')


def mention_of(
    post: object, *, source: str, server: str, above: Mapping[str, object] | None = None
) -> Mention:
    """*post* as the server at *server* shows it; a boost is the post that is boosted.

    *above* are posts by the server's ids, among them those that are answered.
    """
    post = find(post, "reblog") or post
    uri = identity(post, "uri", of=source)
    html = need(post, "content", str, of=f"{source}: post {uri}")
    parent = word(post, "in_reply_to_id")
    host = urlsplit(server).netloc
    card = word(post, "card.url")
    links = hrefs(_TO_ACCOUNT_OR_TAG.sub("", html))
    return Mention(
        source=source,
        source_id=uri,
        network=NETWORK,
        kind="comment" if parent else "post",
        url=word(post, "url") or uri,
        title=word(post, "spoiler_text"),
        text=plain(html),
        author=_author(post, host),
        published_at=moment(post, "created_at"),
        edited_at=moment(post, "edited_at"),
        parent_id=_uri(parent, above or {}, host) if parent else None,
        thread_id=_top(post, above or {}, host),
        site=site_of(word(post, "url") or uri),
        language=language_code(post, "language"),
        tags=words(post, "tags", "name"),
        links=tuple(dict.fromkeys((*links, *((card,) if card else ())))),
        engagement=_engagement(post),
    )


def _uri(post_id: str, above: Mapping[str, object], host: str) -> str:
    """The identity of a post that only its id on *host* is known of."""
    return word(above.get(post_id), "uri") or f"{host}/{post_id}"


def _top(post: object, above: Mapping[str, object], host: str) -> str | None:
    """The first post of the thread, or the highest that is known."""
    for _ in range(len(above) + 1):
        parent = word(post, "in_reply_to_id")
        if parent is None:
            break
        if parent not in above:
            return f"{host}/{parent}"
        post = above[parent]
    return word(post, "uri")


def _author(post: object, host: str) -> Author | None:
    account = word(post, "account.acct")
    if account is None:
        return None
    home = site_of(word(post, "account.url")) or host
    return Author(
        handle=account if "@" in account else f"{account}@{home}",
        name=word(post, "account.display_name"),
        followers=count(post, "account.followers_count"),
        url=word(post, "account.url"),
        is_bot=flag(post, "account.bot"),
    )


def _engagement(post: object) -> Engagement:
    boosts, quotes = count(post, "reblogs_count"), count(post, "quotes_count")
    return Engagement(
        score=count(post, "favourites_count"),
        replies=count(post, "replies_count"),
        shares=None if boosts is None else boosts + (quotes or 0),
    )

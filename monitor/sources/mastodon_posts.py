"""Posts as Mastodon's interface gives them, made into mentions."""

import re
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


def mention_of(post: object, *, source: str, server: str) -> Mention:
    """*post* as the server at *server* shows it; a boost is the post that is boosted."""
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
        # Ids of other posts are known by the number that this server gave them only.
        parent_id=f"{host}/{parent}" if parent else None,
        thread_id=f"{host}/{parent}" if parent else f"{host}/{word(post, 'id') or uri}",
        site=site_of(word(post, "url") or uri),
        language=language_code(post, "language"),
        tags=words(post, "tags", "name"),
        links=tuple(dict.fromkeys((*links, *((card,) if card else ())))),
        engagement=_engagement(post),
    )


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

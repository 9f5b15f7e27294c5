"""What single publishers of feeds do their own way: wrapped links, unstable ids, other fields.

A preset is found by the feed's address, or named in the config.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

from monitor.model import Author, Engagement, Mention
from monitor.sources.entries import Entry
from monitor.text import canonical_url, site_of

Tell = Callable[[Entry], Entry]
Refine = Callable[[Mention, Entry], Mention]


@dataclass(frozen=True, kw_only=True)
class Preset:
    """`read` mends an entry before its identity is sought, `identity` overrules that identity,
    `refine` completes the mention. `ceiling` is the most entries the publisher shows.
    """

    name: str
    network: str = "web"
    kind: str = "article"
    ceiling: int | None = None
    read: Tell = lambda entry: entry
    identity: Callable[[Entry], str | None] = lambda _: None
    refine: Refine = lambda mention, _: mention


def preset_for(url: str) -> Preset:
    """The preset that fits the address of a feed; the plain one where none does."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return PRESETS["feed"]
    host = (parts.hostname or "").removeprefix("www.")
    place = f"{host}{parts.path}"
    for pattern, name in _PLACES:
        if pattern.search(place):
            return PRESETS[name]
    return PRESETS["feed"]


def _unwrapped(entry: Entry, *keys: str) -> Entry:
    """*entry* with the address that its link carries in a parameter."""
    query = parse_qs(urlsplit(entry.link or "").query)
    for key in keys:
        inner = canonical_url(query.get(key, [""])[0])
        if inner:
            return replace(entry, link=inner)
    return entry


def _google_news(entry: Entry) -> Entry:
    """Title without " - Publisher"; the description is a list of links, not a text."""
    title = entry.title or ""
    if entry.publisher and title.endswith(f" - {entry.publisher}"):
        title = title.removesuffix(f" - {entry.publisher}")
    return replace(entry, title=title or None, text="", links=(), author=entry.publisher)


def _title_and_publisher(entry: Entry) -> str | None:
    """Google News gives one story changing ids and links: its title and publisher stay."""
    if not entry.title:
        return None
    name = site_of(entry.publisher_url) or entry.publisher or ""
    digest = hashlib.sha256(f"{entry.title.casefold()}\n{name}".encode()).hexdigest()
    return f"news:{digest[:32]}"


def _published_elsewhere(mention: Mention, entry: Entry) -> Mention:
    return replace(mention, site=site_of(entry.publisher_url) or mention.site)


def _bing(entry: Entry) -> Entry:
    entry = _unwrapped(entry, "url")
    return replace(entry, guid=entry.link, author=entry.author or entry.publisher)


def _alerts(entry: Entry) -> Entry:
    return replace(_unwrapped(entry, "url", "q"), author=None, author_url=None)


def _youtube(mention: Mention, entry: Entry) -> Mention:
    views = _number(entry.extra.get("media_statistics"), "views")
    likes = _number(entry.extra.get("media_starrating"), "count")
    channel = entry.extra.get("yt_channelid")
    author = mention.author
    if author and isinstance(channel, str):
        author = replace(author, handle=channel)
    return replace(
        mention,
        author=author,
        engagement=Engagement(score=likes, views=views),
        site="youtube.com",
    )


def _video_id(entry: Entry) -> str | None:
    found = entry.extra.get("yt_videoid")
    return found if isinstance(found, str) and found else None


_SUBMITTED = re.compile(
    r"\s*submitted by\s+/?u/\S+(?:\s+to\s+r/\S+)?(?:\s+\[link\])?(?:\s+\[comments\])?\s*$"
)
_REDDIT_THREAD = re.compile(r"/comments/([a-z0-9]+)", re.IGNORECASE)
_REDDIT_PLACE = re.compile(r"reddit\.com/(r/[A-Za-z0-9_]+|user/[\w-]+)", re.IGNORECASE)


def _reddit_entry(entry: Entry) -> Entry:
    return replace(entry, text=_SUBMITTED.sub("", entry.text))


def reddit_mention(mention: Mention, entry: Entry) -> Mention:
    """A Reddit Atom entry: submissions (t3_) and comments (t1_), with thread and subreddit."""
    is_comment = mention.source_id.startswith("t1_")
    thread = _REDDIT_THREAD.search(entry.link or "")
    place = _REDDIT_PLACE.search(entry.link or "")
    author = mention.author
    if author:
        handle = author.handle.removeprefix("/u/")
        author = Author(handle=handle, name=handle, url=f"https://www.reddit.com/user/{handle}")
    return replace(
        mention,
        kind="comment" if is_comment else "post",
        author=author,
        title=None if is_comment else mention.title,
        thread_id=f"t3_{thread[1].lower()}" if thread else None,
        site=f"reddit.com/{place[1].lower()}" if place else "reddit.com",
        tags=(),
    )


def _reddit_id(entry: Entry) -> str | None:
    guid = (entry.guid or "").rpartition("/")[2]
    return guid if guid.startswith(("t1_", "t3_")) else None


def _stackexchange(mention: Mention, entry: Entry) -> Mention:
    title = mention.title or ""
    is_answer = title.startswith("Answer by ") or "#" in (entry.link or "")
    return replace(mention, kind="answer" if is_answer else "question", licence="CC BY-SA")


def _mastodon(mention: Mention, entry: Entry) -> Mention:
    """Entries of Mastodon carry no author, but their address does."""
    parts = urlsplit(entry.link or "")
    name = parts.path.split("/")[1] if parts.path.startswith("/@") else ""
    if not name:
        return replace(mention, title=None)
    handle = name.removeprefix("@")
    handle = handle if "@" in handle else f"{handle}@{parts.hostname}"
    author = Author(handle=handle, url=f"https://{parts.netloc}/{name}")
    return replace(mention, author=author, title=None, thread_id=None)


def _number(raw: object, key: str) -> int | None:
    value = raw.get(key) if isinstance(raw, Mapping) else None
    return (
        int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 16 else None
    )


_ALL: tuple[Preset, ...] = (
    Preset(name="feed"),
    Preset(
        name="google_news", ceiling=100, read=_google_news, identity=_title_and_publisher,
        refine=_published_elsewhere,
    ),
    Preset(name="google_alerts", ceiling=20, read=_alerts),
    Preset(name="bing_news", read=_bing),
    Preset(
        name="youtube", network="youtube", kind="video", ceiling=15, identity=_video_id,
        refine=_youtube,
    ),
    Preset(name="podcast", kind="episode"),
    Preset(
        name="reddit", network="reddit", kind="post", ceiling=100, read=_reddit_entry,
        identity=_reddit_id, refine=reddit_mention,
    ),
    Preset(
        name="stackexchange", network="stackexchange", kind="question", refine=_stackexchange
    ),
    Preset(name="github", network="github", kind="post"),
    Preset(name="mastodon", network="mastodon", kind="post", ceiling=20, refine=_mastodon),
)  # fmt: skip
PRESETS: Final[Mapping[str, Preset]] = {preset.name: preset for preset in _ALL}
_PLACES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"^news\.google\.[a-z.]+/(?:news/)?(?:rss|atom)", "google_news"),
        (r"^google\.[a-z.]+/alerts/feeds/", "google_alerts"),
        (r"^bing\.com/news/", "bing_news"),
        (r"^youtube\.com/feeds/", "youtube"),
        (r"^(?:[a-z]+\.)?reddit\.com/", "reddit"),
        (
            r"^(?:[a-z.]+\.)?(?:stackexchange|stackoverflow|serverfault|superuser|askubuntu|"
            r"stackapps)\.com/feeds|^mathoverflow\.net/feeds",
            "stackexchange",
        ),
        (r"^github\.com/", "github"),
    )
)


def by_content(preset: Preset, *, generator: str, entry: Entry) -> Preset:
    """A better preset where address and config said nothing, but the document does."""
    if preset.name != "feed":
        return preset
    if entry.has_audio:
        return PRESETS["podcast"]
    if generator.startswith("Mastodon"):
        return PRESETS["mastodon"]
    return preset


def handle_of(entry: Entry) -> Author | None:
    """The author of an entry as published; None where the feed names nobody."""
    if not entry.author:
        return None
    return Author(
        handle=entry.author, name=entry.author, url=canonical_url(entry.author_url or "")
    )

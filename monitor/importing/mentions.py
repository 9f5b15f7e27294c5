"""From a record and its layout to a mention: the same for every file."""

import hashlib
import html
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from monitor.importing.dates import Dates
from monitor.importing.layouts import Layout, Plan
from monitor.importing.layouts.base import value_at
from monitor.importing.rows import Fields, RowError
from monitor.importing.values import count, label, language, rating, tags
from monitor.model import KINDS, Author, Engagement, Mention
from monitor.text import canonical_url, clean, links, looks_like_html, plain, site_of

MAX_TITLE: Final = 1_000
_NOBODY: Final = frozenset({"", "[deleted]", "[removed]", "none", "null", "nan", "unknown"})
_EMPTY: Final = frozenset({"", "nan", "none", "null", "n/a"})
# Excel and pandas turn long ids into 5.70306E+17: digits are lost, so this is no id any more.
_DAMAGED_ID = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_WHOLE_FLOAT = re.compile(r"(\d+)\.0")
_ACCOUNT_NAMES: Final = frozenset({"acct", "screen_name", "username", "handle"})
_ACCOUNT_MARKS: Final = frozenset(
    {"followers_count", "public_metrics", "profile_image_url", "avatar", "verified", "name"}
)
_SAID: Final = frozenset(
    {"text", "full_text", "content", "body", "title", "selftext", "message", "comment"}
    | {"review", "tweet", "caption", "record"}
)
_NETWORKS: Final = {
    "twitter": "x", "x": "x", "x.com": "x", "twitter.com": "x", "mobile.twitter.com": "x",
    "reddit": "reddit", "reddit.com": "reddit", "old.reddit.com": "reddit",
    "youtube": "youtube", "youtube.com": "youtube", "youtu.be": "youtube",
    "news.ycombinator.com": "hackernews", "hacker news": "hackernews",
    "bluesky": "bluesky", "bsky.app": "bluesky", "mastodon": "mastodon",
    "facebook": "facebook", "facebook.com": "facebook", "m.facebook.com": "facebook",
    "facebook_public": "facebook", "instagram": "instagram", "instagram.com": "instagram",
    "instagram_public": "instagram", "tiktok": "tiktok", "tiktok.com": "tiktok",
    "linkedin": "linkedin", "linkedin.com": "linkedin", "tumblr": "tumblr",
    "stackoverflow.com": "stackexchange", "github.com": "github", "t.me": "telegram",
}  # fmt: skip


class Reader:
    """Turns the records of one file into mentions."""

    def __init__(self, source: str, dates: Dates, *, keeps_sources: bool) -> None:
        self._source = source
        self._dates = dates
        self._keeps_sources = keeps_sources

    def dated_values(self, fields: Fields, plan: Plan) -> list[Any]:
        """What stands where the times are, for learning the order of day and month."""
        return [_first(fields, plan, field) for field in ("created", "edited")]

    def mention(self, given: Fields, plan: Plan) -> Mention | None:
        """The mention that *given* holds; None where it says nothing.

        Raises `RowError` where a field is there and cannot be understood.
        """
        layout = plan.layout
        fields = layout.reshape(given) if layout.reshape else given
        title = _text(_first(fields, plan, "title"), layout, MAX_TITLE)
        text = _text(_first(fields, plan, "text"), layout)
        if is_profile(given):
            return None
        if "error" in given and "id" not in plan.paths:
            raise RowError("an error message of a service, no item")
        if not (title or text):
            if not (plan.paths.get("text") or plan.paths.get("title")):
                raise RowError(_no_text_field(given))
            return None
        return self._made(fields, plan, title, text)

    def _made(self, fields: Fields, plan: Plan, title: str | None, text: str | None) -> Mention:
        layout = plan.layout
        author = _author(fields, plan)
        identity = _identity(_first(fields, plan, "id"), layout)
        thread = label(_first(fields, plan, "thread"))
        url = _address(fields, plan, author, identity, thread)
        published = self._time(_first(fields, plan, "created"))
        written = _first(fields, plan, "text")
        return Mention(
            source=self._source_of(fields, plan),
            source_id=identity or url or _fingerprint(title, text, author, published),
            network=_network(fields, plan, url),
            kind=_kind(fields, plan),
            url=url,
            title=title,
            text=text or "",
            author=author,
            published_at=published,
            edited_at=self._time(_first(fields, plan, "edited"), strict=False),
            thread_id=thread,
            parent_id=label(_first(fields, plan, "parent")),
            site=_site(fields, plan, url),
            language=language(_first(fields, plan, "language")),
            tags=tags(_first(fields, plan, "tags"), text),
            links=links(text) if text and "http" in text and isinstance(written, str) else (),
            engagement=_engagement(fields, plan),
            rating=rating(_first(fields, plan, "rating")),
            licence=label(_first(fields, plan, "licence")),
        )

    def _source_of(self, fields: Fields, plan: Plan) -> str:
        own = label(_first(fields, plan, "source")) if self._keeps_sources else None
        return own or self._source

    def _time(self, value: Any, *, strict: bool = True) -> datetime | None:
        if isinstance(value, bool):
            return None
        try:
            return self._dates.read(value)
        except ValueError as error:
            if strict:
                raise RowError(f"the time {error}; --date-format can name its form") from None
            return None


def is_profile(fields: Fields) -> bool:
    """Whether this is an account: its self-description is nothing that it said."""
    return (
        not _ACCOUNT_NAMES.isdisjoint(fields)
        and _SAID.isdisjoint(fields)
        and (not _ACCOUNT_MARKS.isdisjoint(fields))
    )


def _first(fields: Fields, plan: Plan, field: str) -> Any:
    """What the file says for *field*; None where it says nothing."""
    for path in plan.paths.get(field, ()):
        value = value_at(fields, path)
        if value is None or value == "" or value == []:
            continue
        if isinstance(value, str) and value.strip().casefold() in _EMPTY:
            continue
        return value
    return None


def _text(value: Any, layout: Layout, limit: int | None = None) -> str | None:
    if isinstance(value, list):
        value = "\n".join(str(part) for part in value if isinstance(part, str))
    if not isinstance(value, str):
        value = "" if value is None or isinstance(value, dict | bool) else str(value)
    if layout.markup == "html" or (layout.markup == "entities" and looks_like_html(value)):
        value = plain(value)
    elif layout.markup == "entities" and "&" in value:
        value = html.unescape(value)
    return (clean(value) if limit is None else clean(value, limit=limit)) or None


def _identity(value: Any, layout: Layout) -> str | None:
    given = label(value, 1_000)
    if given is None or _DAMAGED_ID.fullmatch(given):
        return None
    if whole := _WHOLE_FLOAT.fullmatch(given):
        given = whole[1]
    return given if given.startswith(layout.id_prefix) else layout.id_prefix + given


def _fingerprint(
    title: str | None, text: str | None, author: Author | None, when: datetime | None
) -> str:
    """An identity for what has none: the same words of the same author at the same time."""
    said = (title or "", text or "", author.handle if author else "", str(when or ""))
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:32]


def _author(fields: Fields, plan: Plan) -> Author | None:
    handle = label(_first(fields, plan, "author"))
    name = label(_first(fields, plan, "author_name"))
    handle = (handle or name or "").removeprefix("u/").lstrip("@").strip()
    if handle.casefold() in _NOBODY:
        return None
    return Author(
        handle=handle,
        name=name,
        followers=count(_first(fields, plan, "followers")),
        url=_web(_first(fields, plan, "author_url")),
    )


def _address(
    fields: Fields, plan: Plan, author: Author | None, identity: str | None, thread: str | None
) -> str | None:
    given = _web(_first(fields, plan, "url"))
    form = plan.layout.url_form
    if given or form is None or identity is None or (thread is None and "{thread}" in form):
        return given
    return form.format(author=author.handle if author else "i", id=identity, thread=thread)


def _web(value: Any) -> str | None:
    return canonical_url(value) if isinstance(value, str) else None


def _site(fields: Fields, plan: Plan, url: str | None) -> str | None:
    given = label(_first(fields, plan, "site"))
    if given is None:
        return site_of(url)
    if plan.layout.name != "reddit" and given.casefold().startswith(("http://", "https://")):
        return site_of(given)
    return given


def _network(fields: Fields, plan: Plan, url: str | None) -> str:
    given = (label(_first(fields, plan, "network")) or "").casefold()
    if plan.layout.name == "monitor" and given:
        return given
    if given in _NETWORKS:
        return _NETWORKS[given]
    if plan.layout.network:
        return plan.layout.network
    return _NETWORKS.get(site_of(url) or "", "web")


def _kind(fields: Fields, plan: Plan) -> str:
    given = _first(fields, plan, "kind")
    if isinstance(given, str) and given in KINDS:
        return given
    if "rating" in plan.paths and _first(fields, plan, "rating") is not None:
        return "review"
    return plan.layout.kind


def _engagement(fields: Fields, plan: Plan) -> Engagement:
    counts: Mapping[str, int | None] = {
        field: count(_first(fields, plan, field))
        for field in ("score", "replies", "shares", "views")
        if field in plan.paths
    }
    return Engagement(**counts)


def _no_text_field(fields: Fields) -> str:
    names = ", ".join(str(name)[:40] for name in list(fields)[:8])
    return f"no field for the text among {names or 'none'}; name it with --map text=FIELD"

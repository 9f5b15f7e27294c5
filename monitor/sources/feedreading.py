"""Reading a feed document: RSS, Atom, RDF or JSON Feed in, plain entries out.

feedparser gets bytes and headers only: given a text it would open files and addresses by
itself. Its cleaning of HTML and resolving of addresses are off; we make plain text ourselves.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

from monitor.errors import SourceChanged
from monitor.sources.entries import (
    MAX_FIELD,
    Entry,
    Feed,
    language_of,
    resolved,
    text_of,
    title_of,
)
from monitor.sources.jsonfeed import json_feed
from monitor.text import clean, hrefs, looks_like_html, plain, utc

_ROOT_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|xml)\s*>", re.IGNORECASE)
_ENTRY_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ELEMENT = re.compile(rb"<[A-Za-z_]")


def read_feed(
    body: bytes, *, url: str, where: str, headers: Mapping[str, str] | None = None
) -> Feed:
    """The feed in *body*; *url* resolves relative addresses, *where* names it in errors.

    Raises `SourceChanged` for what is no feed, and for documents that declare entities.
    """
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return json_feed(body, url, where)
    if not start:
        raise SourceChanged(f"{where}: the answer is empty, not a feed")
    if _declares_entities(body):
        raise SourceChanged(f"{where}: the document declares entities; that is not read")
    return _xml_feed(body, headers or {}, url, where)


def _xml_feed(body: bytes, headers: Mapping[str, str], url: str, where: str) -> Feed:
    import feedparser

    given = {"content-type": _content_type(body, headers.get("content-type", ""))}
    if b"<rss:item>" in body:  # seen: every element of RSS with a prefix that nothing declares
        body = body.replace(b"<rss:", b"<").replace(b"</rss:", b"</")
    try:
        parsed = feedparser.parse(
            io.BytesIO(body), response_headers=given, sanitize_html=False,
            resolve_relative_uris=False,
        )  # fmt: skip
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as error:
        # Its lenient parser stumbles over some broken documents.
        kind = type(error).__name__
        raise SourceChanged(f"{where}: not a feed that can be read ({kind})") from error
    if not parsed.get("version") and not parsed.entries:
        raise SourceChanged(f"{where}: the answer is not a feed{_but(body)}")
    feed = parsed.feed
    base = urljoin(url, text_of(feed.get("link")) or "")
    language = text_of(feed.get("language"))
    common = _person(feed)
    is_whole = not parsed.get("bozo") or bool(
        _ROOT_END.search(body[-2048:].replace(b"\0", b""))
    )
    # Where the document was cut, the last entry may be half of one.
    raw = parsed.entries if is_whole else parsed.entries[: _closed(body)]
    return Feed(
        entries=tuple(_entry(entry, base, language, common) for entry in raw),
        generator=text_of(feed.get("generator")) or "",
        is_whole=is_whole,
    )


def _closed(body: bytes) -> int:
    return len(_ENTRY_END.findall(body.replace(b"\0", b"")))


def _content_type(body: bytes, said: str) -> str:
    """The header, corrected where the bytes show better: servers put a default charset there.

    Text beyond ASCII that decodes as UTF-8 is UTF-8, whatever header and document say.
    """
    media, _, _ = (said or "application/xml").partition(";")
    if body.isascii():
        return said or media
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return said or media
    return f"{media}; charset=utf-8"


def _but(body: bytes) -> str:
    head = body[:2048].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return " but a web page; perhaps it asks for a login or consent"
    return ""


def _declares_entities(body: bytes) -> bool:
    """Whether the document type declares entities: they can grow endlessly or read files."""
    if body[:4].count(0):  # UTF-16 or UTF-32: without its zero bytes markup reads as ASCII
        body = body.replace(b"\0", b"")
    place = 0
    while (place := body.find(b"<", place)) >= 0:
        if body.startswith(b"<!--", place):
            place = body.find(b"-->", place + 4)
        elif body.startswith(b"<?", place):
            place = body.find(b"?>", place + 2)
        elif body.startswith(b"<!", place):
            root = _ELEMENT.search(body, place)
            subset = body[place : root.start() if root else len(body)]
            return b"<!entity" in subset.lower()
        else:
            return False
        if place < 0:
            return False
    return False


def _entry(raw: Any, base: str, language: str | None, common: Mapping[str, Any]) -> Entry:
    html, is_html = _body(raw)
    author = _person(raw) or common
    source = raw.get("source") if isinstance(raw.get("source"), Mapping) else {}
    links = [link for link in raw.get("links") or [] if isinstance(link, Mapping)]
    return Entry(
        guid=text_of(raw.get("id")),
        link=resolved(raw.get("link"), base),
        title=title_of(raw.get("title")),
        text=clean(plain(html) if is_html else html),
        html=html if is_html else "",
        author=author.get("name"),
        author_url=resolved(author.get("href"), base),
        published_at=_moment(raw, "published", "created") or _moment(raw, "updated"),
        updated_at=_moment(raw, "updated"),
        language=language_of(_spoken(raw) or language),
        tags=tuple(dict.fromkeys(filter(None, map(_tag, raw.get("tags") or [])))),
        links=hrefs(html, base=base) if is_html else (),
        replies=_replies(raw, links),
        in_reply_to=_reference(raw.get("thr_in-reply-to")),
        publisher=text_of(source.get("title")) or text_of(raw.get("news_source")),
        publisher_url=resolved(source.get("href") or source.get("link"), base),
        has_audio=any(str(link.get("type", "")).startswith("audio/") for link in links),
        extra=raw,
    )


def _body(raw: Any) -> tuple[str, bool]:
    """The longest text of an entry, and whether it is HTML."""
    parts = [raw.get("summary_detail"), *(raw.get("content") or [])]
    texts = [part for part in parts if isinstance(part, Mapping) and part.get("value")]
    if not texts:
        return "", False
    best = max(texts, key=lambda part: len(part["value"]))
    value = str(best["value"])[:MAX_FIELD]
    if "<" not in value and looks_like_html(unescaped := unescape(value)):
        value = unescaped  # escaped twice by its publisher
    is_html = "html" in str(best.get("type", "")) or looks_like_html(value)
    return value, is_html and ("<" in value or "&" in value)


def _person(raw: Any) -> dict[str, str]:
    """By-line and address of an author; an e-mail address alone is nobody's name."""
    detail = raw.get("author_detail")
    detail = detail if isinstance(detail, Mapping) else {}
    name = text_of(detail.get("name")) or text_of(raw.get("author"))
    if not name or ("@" in name.strip("@") and " " not in name):
        return {}
    found = {"name": " ".join(plain(name).split())}
    if isinstance(detail.get("href"), str):
        found["href"] = detail["href"]
    return found if found["name"] else {}


def _moment(raw: Any, *names: str) -> datetime | None:
    # dict.get: feedparser's own lookup answers for "updated" with "published".
    for name in names:
        value = dict.get(raw, f"{name}_parsed") or dict.get(raw, name)
        when = utc(value) if value else None
        if when is not None:
            return when
    return None


def _spoken(raw: Any) -> str | None:
    detail = raw.get("title_detail") or raw.get("summary_detail")
    said = raw.get("language") or raw.get("dc_language")
    return text_of(said or (detail.get("language") if isinstance(detail, Mapping) else None))


def _tag(raw: object) -> str | None:
    if not isinstance(raw, Mapping):
        return None
    return text_of(raw.get("label")) or text_of(raw.get("term"))


def _replies(raw: Any, links: Sequence[Mapping[str, Any]]) -> int | None:
    counts = [raw.get("slash_comments"), raw.get("thr_total")]
    counts += [link.get("thr:count") for link in links if link.get("rel") == "replies"]
    for count in counts:
        if isinstance(count, str) and count.strip().isdecimal() and len(count) < 12:
            return int(count)
    return None


def _reference(raw: object) -> str | None:
    return text_of(raw.get("ref") or raw.get("href")) if isinstance(raw, Mapping) else None

"""JSON Feed, versions 1 and 1.1."""

import json
from collections.abc import Mapping
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
from monitor.text import clean, hrefs, plain, utc


def json_feed(body: bytes, url: str, where: str) -> Feed:
    """The JSON Feed (version 1 or 1.1) in *body*."""
    try:
        document = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise SourceChanged(f"{where}: the answer is neither a feed nor whole JSON") from error
    is_feed = isinstance(document, dict) and (
        "jsonfeed.org" in str(document.get("version", "")) or "home_page_url" in document
    )
    items = document.get("items") if is_feed else None
    if not isinstance(items, list):
        raise SourceChanged(f"{where}: the answer is JSON, but not a feed (no 'items')")
    base = urljoin(url, text_of(document.get("home_page_url")) or "")
    common = _person(document)
    language = text_of(document.get("language"))
    return Feed(
        entries=tuple(
            _entry(item, base, language, common) for item in items if isinstance(item, dict)
        )
    )


def _entry(
    raw: Mapping[str, Any], base: str, language: str | None, common: Mapping[str, Any]
) -> Entry:
    html = raw.get("content_html")
    html = html[:MAX_FIELD] if isinstance(html, str) else ""
    text = raw.get("content_text") or (None if html else raw.get("summary"))
    author = _person(raw) or common
    identity = raw.get("id")
    return Entry(
        guid=text_of(str(identity)) if isinstance(identity, str | int) else None,
        link=resolved(raw.get("url") or raw.get("external_url"), base),
        title=title_of(raw.get("title")),
        text=clean(text if isinstance(text, str) else plain(html)),
        html=html,
        author=author.get("name"),
        author_url=resolved(author.get("href"), base),
        published_at=utc(_date(raw.get("date_published"))),
        updated_at=utc(_date(raw.get("date_modified"))),
        language=language_of(text_of(raw.get("language")) or language),
        tags=tuple(dict.fromkeys(filter(None, map(text_of, _list(raw.get("tags")))))),
        links=hrefs(html, base=base),
        has_audio=any(
            str(one.get("mime_type", "")).startswith("audio/")
            for one in _list(raw.get("attachments"))
            if isinstance(one, dict)
        ),
        extra=raw,
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _date(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _person(raw: Mapping[str, Any]) -> dict[str, str]:
    people = raw.get("authors")
    person = people[0] if isinstance(people, list) and people else raw.get("author")
    if not isinstance(person, dict) or not text_of(person.get("name")):
        return {}
    found = {"name": str(text_of(person["name"]))}
    return found | ({"href": person["url"]} if isinstance(person.get("url"), str) else {})

"""An Atom feed (RFC 4287) of stored mentions, for other readers. Computes nothing.

The id of an entry is made of the source's name and its own id, so it stays the same whatever
the filter, and however often the feed is made.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as Xml

from monitor.render.mentions import iso
from monitor.reports.quotes import excerpt
from monitor.store.reading import Stored

ATOM: Final = "http://www.w3.org/2005/Atom"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_TITLE: Final = 100


def atom(
    found: Sequence[Stored],
    *,
    title: str,
    feed_id: str,
    now: datetime,
    self_url: str | None = None,
) -> str:
    """The feed of these mentions as a document, newest first as they are given."""
    Xml.register_namespace("", ATOM)
    feed = Xml.Element(_name("feed"))
    _text(feed, "id", feed_id)
    _text(feed, "title", title)
    _text(feed, "updated", max((_updated(one) for one in found), default=iso(now) or ""))
    _text(feed, "generator", "monitor")
    if self_url is not None:
        Xml.SubElement(feed, _name("link"), rel="self", href=self_url)
    for stored in found:
        _entry(feed, stored)
    Xml.indent(feed)
    document = Xml.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{document}\n'


def entry_id(stored: Stored) -> str:
    """urn:mention:SOURCE:ID, both percent-encoded."""
    mention = stored.mention
    return f"urn:mention:{quote(mention.source, safe='')}:{quote(mention.source_id, safe='')}"


def _entry(feed: Xml.Element, stored: Stored) -> None:
    mention = stored.mention
    entry = Xml.SubElement(feed, _name("entry"))
    _text(entry, "id", entry_id(stored))
    _text(entry, "title", mention.title or excerpt(mention.text, _LONGEST_TITLE) or "(no text)")
    _text(entry, "updated", _updated(stored))
    _text(entry, "published", iso(stored.at) or "")
    author = Xml.SubElement(entry, _name("author"))
    who = mention.author
    _text(author, "name", (who.name or who.handle) if who else "unknown")
    link = _web(who.url) if who else None
    if link:
        _text(author, "uri", link)
    if (url := _web(mention.url)) is not None:
        Xml.SubElement(entry, _name("link"), rel="alternate", href=url)
    if mention.licence:
        _text(entry, "rights", mention.licence)  # it has to stay with the text
    for term in (*stored.brands, *stored.topics):
        Xml.SubElement(entry, _name("category"), term=_clean(term))
    content = Xml.SubElement(entry, _name("content"), type="html")
    if stored.language:
        content.set("{http://www.w3.org/XML/1998/namespace}lang", stored.language)
    content.text = _clean("<br>\n".join(escape(line) for line in mention.text.split("\n")))


def _updated(stored: Stored) -> str:
    """When it was last edited, else when it counts."""
    return iso(stored.mention.edited_at or stored.at) or ""


def _text(parent: Xml.Element, name: str, value: str) -> None:
    Xml.SubElement(parent, _name(name)).text = _clean(value)


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _clean(value: str) -> str:
    """Without what XML 1.0 cannot hold at all."""
    return _NOT_XML.sub("\ufffd", value)


def _web(url: str | None) -> str | None:
    """An address that a reader may follow; None for anything else than http(s)."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return quote(url, safe="/:?=&%+,;$!.~-#@()*'[]") if is_web and not parts.username else None

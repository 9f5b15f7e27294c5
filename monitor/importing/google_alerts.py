"""Google Alerts: one message, many finds.

The message marks each find as a schema.org article: a link through google.com/url around the
title, then the publisher and a few words of the text. Where the marks are missing, every link
through google.com/url that is no tool of the message ("share", "flag as irrelevant") counts.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from monitor.model import Mention
from monitor.text import canonical_url, clean, site_of

_SENDER: Final = "googlealerts-noreply@google.com"
_MAX_FINDS: Final = 200
_MAX_TITLE: Final = 1_000
_TOOLS: Final = ("/alerts", "/search", "support.google.com", "/share")


def is_alert(sender: str) -> bool:
    """Whether a message with this From is a Google Alert."""
    return _SENDER in sender.casefold()


def found_in(html: str, published: datetime | None, source: str) -> tuple[Mention, ...]:
    """What the alert found, each address once."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html[:2_000_000].replace("\0", ""))
    finds: dict[str, Mention] = {}
    for find in _marked(tree, published, source):
        finds.setdefault(find.source_id, find)
    if not finds:
        for find in _linked(tree, published, source):
            finds.setdefault(find.source_id, find)
    return tuple(finds.values())[:_MAX_FINDS]


def unwrapped(link: str) -> str | None:
    """The address behind a google.com/url link; None for any other link."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.")
        if not host.startswith("google.") or parts.path != "/url":
            return None
        given = parse_qs(parts.query)
    except ValueError:
        return None
    target = (given.get("url") or given.get("q") or [""])[0]
    if any(tool in target for tool in _TOOLS) and (site_of(target) or "").endswith(
        "google.com"
    ):
        return None
    return canonical_url(target)


def _marked(tree: Any, published: datetime | None, source: str) -> Iterator[Mention]:
    for article in tree.css("[itemtype*='schema.org/Article']"):
        link = article.css_first("a[href][itemprop='url']") or article.css_first("a[href]")
        url = unwrapped((link.attributes.get("href") or "") if link else "")
        title = _words(article.css_first("[itemprop='name']") or link)
        if url and title:
            publisher = article.css_first("[itemprop='publisher']")
            text = _words(article.css_first("[itemprop='description']"))
            yield _mention(url, title, text, _words(publisher), published, source)


def _linked(tree: Any, published: datetime | None, source: str) -> Iterator[Mention]:
    for link in tree.css("a[href]"):
        url = unwrapped(link.attributes.get("href") or "")
        title = _words(link)
        if url and len(title) > 3:
            yield _mention(url, title, "", "", published, source)


def _words(node: Any) -> str:
    return " ".join(clean(node.text(deep=True, separator=" ")).split()) if node else ""


def _mention(
    url: str, title: str, text: str, publisher: str, published: datetime | None, source: str
) -> Mention:
    return Mention(
        source=source,
        source_id=url,
        network="web",
        kind="article",
        url=url,
        title=clean(title, limit=_MAX_TITLE),
        text=text,
        published_at=published,
        site=site_of(url) or publisher or None,
    )

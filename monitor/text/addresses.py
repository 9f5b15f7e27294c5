"""Addresses: one spelling of each, and where they stand in a text."""

import html as _html
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from monitor.text.characters import valid_unicode

MAX_URL: Final = 4_000
# courlan takes these for trackers; on many sites they name the page.
_NAMES_PAGE: Final = frozenset(
    {"cid", "eid", "uid", "keyword", "keywords", "session", "medium"}
)
_NAMES_PLACE = re.compile(r"^[!/]|\d")  # a fragment such as "comment-12" or "!/route"


@lru_cache(maxsize=4096)  # one entry asks for the same address several times
def canonical_url(url: str, *, base: str | None = None) -> str | None:
    """One spelling of a http(s) address, without trackers and login; None for anything else.

    A relative *url* is resolved against *base*. Parameters that choose the page stay, in
    sorted order: "?p=1" and "?p=2" are two addresses. A fragment stays where it names a place
    ("#comment-12").
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        if not _is_web(parts) or len(url) > MAX_URL:
            return None
        normal = _normal(parts)
        return normal if _is_web(urlsplit(normal)) else None
    except ValueError:
        return None


def _is_web(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return (
        parts.scheme in ("http", "https")
        and bool(host)
        and not any(sign.isspace() or sign in '<>"\\^`{|}%' for sign in host)
        and parts.port != 0  # reading the port raises ValueError where it is none
    )


def _normal(parts: SplitResult) -> str:
    from url_normalize import url_normalize

    host = parts.netloc.rpartition("@")[2]
    bare = urlunsplit((parts.scheme, host, parts.path, _without_trackers(parts.query), ""))
    normal = urlsplit(str(url_normalize(bare)))
    fragment = parts.fragment if _NAMES_PLACE.search(parts.fragment) else ""
    if ":~:" in fragment or "=" in fragment:
        fragment = ""
    return valid_unicode(
        urlunsplit(normal._replace(fragment=quote(fragment, safe="/!?:@-._~%")))
    )


def _without_trackers(query: str) -> str:
    if not query:
        return ""
    from courlan.clean import TRACKERS_RE

    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [
        (key, value)
        for key, value in pairs
        if key.lower() in _NAMES_PAGE or not TRACKERS_RE.search(key.lower())
    ]
    return urlencode(sorted(kept, key=itemgetter(0)), errors="replace")


def site_of(url: str | None) -> str | None:
    """The host of a http(s) address without "www."; None where there is none."""
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    return host.removeprefix("www.") or None if parts.scheme in ("http", "https") else None


_HREF = re.compile(
    r"""<a\s[^<>]{0,500}?\bhref\s*=\s*(?:"([^"<>]*+)"|'([^'<>]*+)')""", re.IGNORECASE
)
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^\x00-\x20]{3,2000}", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w{1,100})(?![\w#])")
_TRAILING = ".,;:!?)]}*_~'\"»”’…"


def links(text: str, *, limit: int = 50) -> tuple[str, ...]:
    """The http(s) addresses written out in plain *text*, canonical, in order, each once."""
    return _addresses((url[0].rstrip(_TRAILING) for url in _URL.finditer(text)), None, limit)


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags of *text* without "#", in lower case, in order, each once."""
    tags = (tag.casefold() for tag in _HASHTAG.findall(text) if not tag.isdecimal())
    return tuple(dict.fromkeys(tags))


def _addresses(found: Iterable[str], base: str | None, limit: int) -> tuple[str, ...]:
    urls = (canonical_url(url, base=base) for url in islice(found, 4 * limit))
    return tuple(islice(dict.fromkeys(url for url in urls if url), limit))


def hrefs(html: str, *, base: str | None = None, limit: int = 50) -> tuple[str, ...]:
    """The http(s) addresses that *html* links to, canonical, in order, each once."""
    found = (_html.unescape(link[1] or link[2] or "") for link in _HREF.finditer(html))
    return _addresses(found, base, limit)

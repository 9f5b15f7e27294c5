"""Addresses as they may be shown: without logins, keys and secret paths."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MASK: Final = "***"
_SECRET_KEY = re.compile(
    r"(?:^|[_-])(?:key|apikey|token|secret|password|passwd|pwd|auth|authorization|signature|sig|"
    r"session|sid|code|feed)$|^(?:api|access|client|private|user)_?(?:key|token|secret)",
    re.IGNORECASE,
)
# Addresses of personal feeds are secrets of a kind: whoever knows them can read them.
_SECRET_PATH = re.compile(r"(/alerts/feeds/|/hooks/|/webhooks/|/bot)[^?#]+")


def mask(url: str) -> str:
    """*url* with login, values of secret-looking parameters and secret paths as `***`.

    Control characters are dropped, so that an address cannot write lines of its own.
    """
    url = "".join(sign for sign in url[:500] if sign.isprintable())
    try:
        parts = urlsplit(url)
    except ValueError:
        return MASK
    login, at, host = parts.netloc.rpartition("@")
    netloc = f"{MASK}@{host}" if at and login else host
    query = [
        (key, MASK if _SECRET_KEY.search(key) else value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    path = _SECRET_PATH.sub(rf"\1{MASK}", parts.path)
    return urlunsplit((parts.scheme, netloc, path, urlencode(query, safe="*:/,"), ""))

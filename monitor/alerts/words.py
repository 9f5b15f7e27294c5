"""Other people's words inside a message: readable, and unable to do anything at the target.

One target reads Markdown, another HTML, a third wakes everybody at "@everyone". Which one is
behind a secret address is not for us to know, so the signs that mean something anywhere are
replaced by look-alikes that mean nothing. Our own words around them are plain text.
"""

from typing import Final
from urllib.parse import quote, urlsplit

from monitor.text import terminal

_QUIET: Final = str.maketrans(
    {
        "@": "@\u200b",  # nobody is called: a blank without width breaks the name
        "<": "‹",
        ">": "›",
        "&": "＆",
        "*": "∗",
        "_": "＿",
        "~": "∼",
        "`": "ˋ",
        "[": "［",
        "]": "］",
        "|": "¦",
        "\\": "＼",
        "#": "＃",
    }
)
_SAFE_IN_ADDRESS: Final = "/:?=&%+,;$!.~-#"


def foreign(text: str, longest: int = 200) -> str:
    """*text* on one line, cut between words, with no sign that a target could act upon."""
    line = terminal(text, cell=True)
    if len(line) > longest:
        head = line[: longest - 1]
        cut = head.rfind(" ")
        line = (head[:cut] if cut > longest // 2 else head).rstrip(" ,;:") + "…"
    return line.translate(_QUIET)


def address(url: str | None) -> str | None:
    """A web address as it may stand in a message; None for anything else than http(s)."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        return None
    return quote(url, safe=_SAFE_IN_ADDRESS)

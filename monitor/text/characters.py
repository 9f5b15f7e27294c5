"""Clean Unicode: what the store takes."""

import re
from typing import Final

MAX_TEXT: Final = 50_000
CUT_MARK: Final = " […]"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def valid_unicode(text: str) -> str:
    """*text* without NUL; halves of a surrogate pair joined, lone ones and U+FFFE replaced."""
    if not _UNSTORABLE.search(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNSTORABLE.sub(lambda bad: "" if bad[0] == "\0" else "\ufffd", joined)


def clean(text: str, *, limit: int = MAX_TEXT) -> str:
    """*text* as the store takes it: valid Unicode, "\\n" line ends, at most *limit* characters.

    What is longer ends in " […]".
    """
    text = valid_unicode(text[: 2 * limit + 2]) if len(text) > limit else valid_unicode(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip()
    return text if len(text) <= limit else text[: limit - len(CUT_MARK)].rstrip() + CUT_MARK

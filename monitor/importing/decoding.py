"""Bytes to characters: which encoding a file has, and what becomes of bytes that do not fit.

A byte order mark decides; without one, NULs at every second byte mean UTF-16; all else is
UTF-8. Bytes that are not UTF-8 are taken for Windows-1252, one by one: so a file of that
encoding, and one that mixes both, comes out right even where its first accent stands a million
rows down. Any other encoding has to be named.
"""

import codecs
import io
from typing import BinaryIO, Final, TextIO

from monitor.errors import UsageError

_MIXED: Final = "monitor-windows-1252"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(head: bytes) -> str:
    """The encoding that the first bytes of a file speak for."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    sample = head[:4096]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    if sample[0::2].count(0) > half * 0.6:
        return "utf-16-be"
    return "utf-8"


def decode_head(head: bytes) -> str:
    """The characters of the beginning of a file, cut where the beginning is."""
    encoding = encoding_of(head)
    decoder = codecs.getincrementaldecoder(encoding)(_errors(encoding))
    return decoder.decode(head)


def text_of(stream: BinaryIO, head: bytes, encoding: str | None) -> TextIO:
    """*stream* as characters, its line ends as they are. Raises `UsageError` for an *encoding*
    that does not exist."""
    chosen = encoding or encoding_of(head)
    try:
        return io.TextIOWrapper(stream, chosen, errors=_errors(chosen), newline="")
    except LookupError:
        raise UsageError(
            f"--encoding: unknown encoding '{encoding}'; examples: utf-8, cp1252, shift_jis"
        ) from None


def _errors(encoding: str) -> str:
    return _MIXED if encoding in ("utf-8", "utf-8-sig") else "replace"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error(_MIXED, _as_windows)

"""Opening what is to be imported: a path or standard input, gzip undone, content recognised.

Nothing seeks, so pipes and process substitutions work, and memory stays bounded whatever the
size of the file. The name of a file decides nothing; its first bytes do.
"""

import gzip
import io
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal, cast

from monitor.errors import DataError, DiskError, PermissionRefused, UsageError
from monitor.importing.decoding import decode_head

Content = Literal["json", "csv", "mbox", "mail"]

HEAD: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_PIPE = "decompress it on the way: {tool} -dc FILE | monitor import -"
_REFUSED: Final = (
    (
        b"PK\x03\x04",
        "a zip archive (or a spreadsheet): archives are not read; unpack it, or save it as CSV",
    ),
    (b"PK\x05\x06", "an empty zip archive: archives are not read"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: archives are not read; unpack it first"),
    (b"Rar!", "a RAR archive: archives are not read; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; " + _PIPE.format(tool="zstd")),
    (b"BZh", "compressed with bzip2; " + _PIPE.format(tool="bzip2")),
    (b"\xfd7zXZ\x00", "compressed with xz; " + _PIPE.format(tool="xz")),
    (b"SQLite format 3\x00", "an SQLite database; export one of its tables as CSV"),
    (b"PAR1", "a Parquet file; convert it to CSV or JSON Lines"),
    (b"%PDF-", "a PDF document; save the data as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Office document; save it as CSV"),
)
_MAIL_HEADER = re.compile(
    rb"(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|"
    rb"X-[A-Za-z-]+|DKIM-Signature|ARC-[A-Za-z-]+|Reply-To|Content-Type|List-[A-Za-z]+)"
    rb":[ \t\r\n]",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:|[ \t]")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is open for reading. `head` is its beginning; `stream` starts there too."""

    name: str
    stream: BinaryIO
    head: bytes
    content: Content


@contextmanager
def open_input(path: str, *, advance: Callable[[int], None] | None = None) -> Iterator[Opened]:
    """Open *path* ("-" is standard input) and find out what it holds.

    *advance* is told the number of bytes taken from the file. Raises `UsageError` where there
    is no such file, `PermissionRefused`, `DiskError`, and `DataError` for what is not read.
    """
    name = "standard input" if path == "-" else path
    file = sys.stdin.buffer if path == "-" else _open(path)
    try:
        yield examine(file, name, advance=advance)
    finally:
        if path != "-":
            file.close()


def examine(
    file: BinaryIO, name: str, *, advance: Callable[[int], None] | None = None
) -> Opened:
    """Find out what an open *file* of bytes holds; undo its gzip. Raises as `open_input`."""
    stream = _guarded(file, name, advance)
    head = _take(stream)
    if head.startswith(_GZIP):
        unpacked = gzip.GzipFile(fileobj=_joined(head, stream, name))
        stream = _guarded(cast(BinaryIO, unpacked), name)
        head = _take(stream)
    return Opened(name, _joined(head, stream, name), head, content_of(head, name))


def content_of(head: bytes, name: str) -> Content:
    """What the first bytes announce. Raises `DataError` for what cannot be imported."""
    _refuse_foreign(head, name)
    if head.startswith(b"From ") and b"\n" in head:
        return "mbox"
    if _is_mail(head):
        return "mail"
    text = decode_head(head).lstrip("\ufeff \t\r\n")
    if not text:
        raise DataError(f"{name}: is empty; there is nothing to import")
    if _is_binary(text):
        raise DataError(f"{name}: is not text; CSV, JSON, JSON Lines and mail are read")
    if text[:1] in "{[" or text.startswith("window.YTD."):
        return "json"
    if text[:1] == "<":
        raise DataError(
            f"{name}: is HTML or XML; a feed is read by a source of the type rss "
            "(its url may be a path), other pages are not imported"
        )
    return "csv"


def _refuse_foreign(head: bytes, name: str) -> None:
    for magic, what in _REFUSED:
        if head.startswith(magic):
            raise DataError(f"{name}: is {what}")
    if head[257:262] == b"ustar":
        raise DataError(f"{name}: is a tar archive: archives are not read; unpack it first")


def _is_mail(head: bytes) -> bool:
    """Whether this starts as a message does: header lines, some of them well known."""
    lines = head.lstrip(b"\r\n").split(b"\n")[:12]
    known = 0
    for line in lines:
        if not line.strip():
            break
        if not _HEADER_LINE.match(line):
            return False
        known += _MAIL_HEADER.match(line) is not None
    return known >= 2


def _is_binary(text: str) -> bool:
    """Whether more than one character in ten is a control character."""
    controls = sum(
        1 for char in text if (char < " " and char not in "\t\r\n\f\x1b") or char == "\ufffd"
    )
    return controls * 10 > len(text)


def _open(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb", buffering=0)
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file") from None
    except PermissionError:
        raise PermissionRefused(f"{path}: may not be read by this user") from None
    except (OSError, ValueError) as error:
        raise DiskError(f"{path}: cannot be read: {error}") from None


def _take(stream: BinaryIO) -> bytes:
    """The beginning of *stream*, whole even where a pipe gives it in pieces."""
    pieces: list[bytes] = []
    wanted = HEAD
    while wanted and (piece := stream.read(wanted)):
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)


class _Guarded(io.RawIOBase):
    """Bytes of a file, after some that were read before; its failures in our words."""

    def __init__(
        self,
        before: bytes,
        file: BinaryIO,
        name: str,
        advance: Callable[[int], None] | None = None,
    ) -> None:
        self._before = before
        self._file = file
        self._name = name
        self._advance = advance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._before:
            given = self._before[: len(buffer)]
            self._before = self._before[len(buffer) :]
        else:
            given = self._read(len(buffer))
        buffer[: len(given)] = given
        return len(given)

    def _read(self, size: int) -> bytes:
        try:
            given = self._file.read(size) or b""
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise DataError(
                f"{self._name}: the gzip data are damaged or cut short; what stood before "
                "was imported; fetch the file again"
            ) from None
        except OSError as error:
            raise DiskError(f"{self._name}: cannot be read: {error}") from None
        if self._advance:
            self._advance(len(given))
        return given


def _guarded(
    file: BinaryIO, name: str, advance: Callable[[int], None] | None = None
) -> BinaryIO:
    return io.BufferedReader(_Guarded(b"", file, name, advance), HEAD)


def _joined(head: bytes, rest: BinaryIO, name: str) -> BinaryIO:
    return io.BufferedReader(_Guarded(head, rest, name), HEAD)

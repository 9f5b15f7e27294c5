"""Newsletters, alerts and mailing lists: mbox files and single messages.

One message is one mention, but a Google Alert is split into what it found. Only the text of a
message is looked at; nothing attached is opened, no address in it is fetched.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO, Final

from monitor.importing.google_alerts import found_in, is_alert
from monitor.importing.inputs import Opened
from monitor.importing.rows import Options, Textless, Unreadable
from monitor.model import Author, Mention
from monitor.text import canonical_url, clean, hrefs, links, plain, site_of

MAX_MESSAGE: Final = 25_000_000
_MAX_PARTS: Final = 200
_MAX_TITLE: Final = 1_000
_ID = re.compile(r"<([^<>\s]{1,900})>")
_LIST_NAME = re.compile(r"<([\w.-]{1,250})>\s*$")
_NETWORK: Final = "mail"

Item = Mention | Unreadable | Textless


def read_mail(opened: Opened, options: Options) -> Iterator[Item]:
    """The mentions in an mbox file or a single message."""
    source = options.source or "mail"
    for line, raw in _messages(opened):
        yield from of_message(raw, opened.name, line, source)


def of_message(raw: bytes, file: str, line: int, source: str) -> Iterator[Item]:
    """The mentions of one message; unreadable where it is broken beyond use."""
    if len(raw) > MAX_MESSAGE:
        yield Unreadable(file, line, f"a message of more than {MAX_MESSAGE:,} bytes")
        return
    try:
        message = message_from_bytes(raw)
        mentions = _mentions(message, source)
    except (MessageError, ValueError, LookupError, RecursionError, TypeError) as error:
        # The mail parser of the standard library raises all of these on hostile messages.
        yield Unreadable(file, line, f"a broken message ({type(error).__name__})")
        return
    yield from mentions
    if not mentions:
        yield Textless(file, line)


def _messages(opened: Opened) -> Iterator[tuple[int, bytes]]:
    """Each message with the line where it begins."""
    if opened.content == "mail":
        yield 1, opened.stream.read(MAX_MESSAGE + 1)
        return
    yield from split_mbox(opened.stream)


def split_mbox(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The messages of an mbox file: each begins with "From " after an empty line.

    A message that is too large is given cut, one byte over the limit, to be refused by name.
    """
    lines: list[bytes] = []
    size, start, number, after_blank = 0, 1, 0, True
    while line := stream.readline(1 << 20):
        number += 1
        if after_blank and line.startswith(b"From "):
            if lines:
                yield start, b"".join(lines)
            lines, size, start = [], 0, number
        else:
            if line.startswith(b">") and line.lstrip(b">").startswith(b"From "):
                line = line[1:]
            if size <= MAX_MESSAGE:
                lines.append(line[: MAX_MESSAGE + 1 - size])
                size += len(line)
        after_blank = line in (b"\n", b"\r\n")
    if lines:
        yield start, b"".join(lines)


def _mentions(message: Message, source: str) -> tuple[Mention, ...]:
    subject = clean(" ".join(_header(message, "Subject").split()), limit=_MAX_TITLE) or None
    text, html = _bodies(message)
    published = _time(_header(message, "Date"))
    if is_alert(_header(message, "From")):
        return found_in(html, published, source)
    body, addresses = _best(text, html)
    if not (subject or body):
        return ()
    author = _author(message)
    url = _own_address(message)
    answered = _answered(message)
    mention = Mention(
        source=source,
        source_id=_identity(message, subject, body, published),
        network=_NETWORK,
        kind="comment" if answered else "article",
        url=url,
        title=subject,
        text=body,
        author=author,
        published_at=published,
        thread_id=answered[0] if answered else None,
        parent_id=answered[-1] if answered else None,
        site=_list_of(message) or site_of(url) or _domain(author),
        language=(_header(message, "Content-Language")[:2].lower() or None),
        links=addresses,
    )
    return (mention,)


def _header(message: Message, name: str) -> str:
    """A header in plain Unicode, whatever it was encoded in; "" where there is none."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return str(value)


def _bodies(message: Message) -> tuple[str, str]:
    """The first text/plain and the first text/html that are no attachments."""
    found = {"text/plain": "", "text/html": ""}
    for number, part in enumerate(message.walk()):
        if number >= _MAX_PARTS:
            break
        kind = part.get_content_type()
        if kind in found and not found[kind] and part.get_content_disposition() != "attachment":
            found[kind] = _decoded(part)
    return found["text/plain"], found["text/html"]


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeError, ValueError):
        return raw.decode("cp1252", "replace")


def _best(text: str, html: str) -> tuple[str, tuple[str, ...]]:
    """What a reader sees, and the addresses in it.

    Many newsletters carry a plain text that only says "open this in a browser": it counts only
    where it is not far shorter than the text of the HTML.
    """
    of_html = clean(plain(html)) if html.strip() else ""
    of_text = clean(text)
    if of_text and len(of_text) * 5 >= len(of_html):
        return of_text, links(of_text)
    return of_html, hrefs(html)


def _time(written: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(written)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _author(message: Message) -> Author | None:
    name, address = parseaddr(_header(message, "From"))
    if not address and not name:
        return None
    shown = clean(" ".join(name.split()), limit=300) or None
    return Author(handle=clean(address.casefold() or name, limit=300), name=shown)


def _identity(message: Message, subject: str | None, body: str, when: datetime | None) -> str:
    found = _ID.search(_header(message, "Message-ID"))
    if found:
        return clean(found[1])
    said = "\x1f".join((subject or "", body, _header(message, "From"), str(when or "")))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def _own_address(message: Message) -> str | None:
    """Where the message can be read on the web, when its list says so."""
    for name in ("Archived-At", "X-Archived-At", "List-Post-URL"):
        found = _ID.search(_header(message, name))
        if found and (url := canonical_url(found[1])):
            return url
    return None


def _list_of(message: Message) -> str | None:
    """The name of the mailing list: from List-Id, else from its addresses."""
    if found := _LIST_NAME.search(_header(message, "List-Id")):
        return found[1].casefold()
    for name in ("List-Archive", "List-Post", "List-Unsubscribe"):
        for address in _ID.findall(_header(message, name)):
            if site := site_of(address):
                return site
            if address.startswith("mailto:") and "@" in address:
                return str(address[7:].partition("?")[0]).casefold()
    return None


def _domain(author: Author | None) -> str | None:
    return author.handle.rpartition("@")[2] or None if author and "@" in author.handle else None


def _answered(message: Message) -> Sequence[str]:
    """The ids of the messages that this one answers, the first of the thread first."""
    references = _ID.findall(_header(message, "References"))
    return [clean(one) for one in references + _ID.findall(_header(message, "In-Reply-To"))]

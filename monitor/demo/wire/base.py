"""Requests, answers, and the little that all services have in common."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from monitor.demo.items import Item

_TERM = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request. `origin` is where it was sent ("http://127.0.0.1:8123")."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    origin: str = "http://127.0.0.1"

    def below(self, path: str) -> "Request":
        return replace(self, path=path)

    def number(self, name: str, default: int) -> int:
        """A whole number of the query; the default where it is missing or none."""
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: status, body, its type and further headers."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_FOUND = Answer(status=404, body=b'{"error":"not found"}')


def as_json(value: Any, **headers: str) -> Answer:
    """*value* as JSON."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def document(request: Request, text: str, kind: str, changed: datetime) -> Answer:
    """A feed with validators; 304 where the asker has this one already."""
    body = text.encode()
    headers = {
        "ETag": f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"',
        "Last-Modified": format_datetime(changed, usegmt=True),
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Answer(status=304, headers=headers)
    return Answer(body=body, kind=kind, headers=headers)


def iso(at: datetime, ending: str = "Z") -> str:
    """ISO 8601 in UTC, to the second; *ending* is how this service writes the zone."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") + ending


def paragraphs(text: str) -> str:
    """*text* as HTML."""
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in text.split("\n\n"))


def terms(query: str) -> list[str]:
    """The words and phrases of a search."""
    return [phrase or word for phrase, word in _TERM.findall(query)]


def holds(item: Item, wanted: list[str]) -> bool:
    """Whether all *wanted* words begin somewhere in what *item* says."""
    text = f"{item.title or ''} {item.text}"
    return all(re.search(rf"\b{re.escape(one)}", text, re.IGNORECASE) for one in wanted)


def page(items: list[Any], number: int, size: int) -> tuple[list[Any], bool]:
    """Page *number* (from 1) of *items*, and whether more follow."""
    start = (max(number, 1) - 1) * size
    return items[start : start + size], len(items) > start + size


def base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"

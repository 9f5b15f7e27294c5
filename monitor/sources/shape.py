"""Reading a service's answer: what must be there, what may be, and who is told when it is not.

A *path* names a field from the answer down, as in "account.acct". A field that must be there
and is not raises `SourceChanged` naming that path; one that may be there is None when it is
missing or of another type, so that old and new shapes of an answer are both read.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from monitor.errors import SourceChanged
from monitor.model import Mention, Page
from monitor.text import clean, utc, valid_unicode

T = TypeVar("T")


def load(body: bytes) -> Any:
    """*body* as JSON, or None where it is none: for answers that may well be something else."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def find(value: object, path: str) -> Any:
    """What stands at *path*, or None. "" is the value itself."""
    for key in path.split(".") if path else ():
        value = value.get(key) if isinstance(value, dict) else None
    return value


def need(value: object, path: str, kind: type[T], *, of: str) -> T:
    """The *kind* at *path*; *of* says whose answer it is. Raises `SourceChanged`."""
    found = find(value, path)
    if isinstance(found, str):
        found = valid_unicode(found)
    if isinstance(found, kind) and not (isinstance(found, bool) and kind is not bool):
        return found
    got = "is missing" if found is None else f"is {_named(found)}, not {_KINDS[kind]}"
    raise SourceChanged(f"{of}: the field '{path}' {got}; has the service changed its answer?")


def identity(value: object, path: str, *, of: str) -> str:
    """An id as text: ids come as numbers and as words. Raises `SourceChanged`."""
    found = find(value, path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    if isinstance(found, str) and (text := valid_unicode(found).strip()):
        return text
    return need(None, path, str, of=of)


def serial(value: object, path: str, *, of: str) -> str:
    """An id that is a number, as text. Raises `SourceChanged`."""
    found = count(value, path)
    if found is None:
        raise SourceChanged(
            f"{of}: the field '{path}' is no number; has the service changed its answer?"
        )
    return str(found)


def word(value: object, path: str) -> str | None:
    """The text at *path*; None where it is missing, empty or no text."""
    found = find(value, path)
    text = valid_unicode(found) if isinstance(found, str) else ""
    return text if text.strip() else None


def count(value: object, path: str) -> int | None:
    """The whole number at *path*, also where it is written as text."""
    found = find(value, path)
    if isinstance(found, str) and found.strip().lstrip("-").isdecimal() and len(found) < 19:
        return int(found)
    if isinstance(found, float) and found.is_integer():
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def flag(value: object, path: str) -> bool | None:
    """The truth value at *path*."""
    found = find(value, path)
    return found if isinstance(found, bool) else None


def rows(value: object, path: str) -> list[Any]:
    """The list at *path*; a single object counts as a list of one, anything else as none."""
    found = find(value, path)
    if isinstance(found, list):
        return found
    return [found] if isinstance(found, dict) else []


def words(value: object, path: str, key: str = "") -> tuple[str, ...]:
    """The texts in the list at *path* (or their fields *key*), each once, in order."""
    found = (word(entry, key) for entry in rows(value, path))
    return tuple(dict.fromkeys(text for text in found if text))


def moment(value: object, path: str) -> datetime | None:
    """The time at *path* in UTC: ISO 8601 (without a zone it is UTC) or epoch seconds."""
    return as_moment(find(value, path))


def as_moment(found: object) -> datetime | None:
    """*found* as a time in UTC, or None where it is no time."""
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    return utc(found)


def language_code(value: object, path: str) -> str | None:
    """The two-letter code in a language tag: "pt-BR" is "pt". None for anything else."""
    code = (word(value, path) or "").replace("_", "-").partition("-")[0].lower()
    return code if len(code) == 2 and code.isalpha() else None


def iso(time: datetime) -> str:
    """*time* as services read it: whole seconds, with Z."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def page_of(
    items: Sequence[Any],
    read: Callable[[Any], Mention | Iterable[Mention] | None],
    *,
    cursor: str | None = None,
) -> Page:
    """A page of what *read* makes of *items*: one mention, several, or None for no mention.

    An item that lacks what it must have is skipped with its reason and the page goes on; where
    not one item can be read, the answer has changed and `SourceChanged` says how.
    """
    mentions: list[Mention] = []
    skipped: list[SourceChanged] = []
    for item in items:
        try:
            made = read(item)
            mentions += [made] if isinstance(made, Mention) else made or ()
        except SourceChanged as error:
            skipped.append(error)
    if skipped and len(skipped) == len(items):
        raise skipped[0]
    reasons = tuple(str(error) for error in skipped)
    return Page(mentions=tuple(map(_tidy, mentions)), cursor=cursor, skipped=reasons)


def _tidy(mention: Mention) -> Mention:
    """*mention* with its texts as the store takes them; most are that already."""
    text, title = clean(mention.text), clean(mention.title) if mention.title else None
    if (text, title) == (mention.text, mention.title):
        return mention
    return replace(mention, text=text, title=title)


_KINDS: dict[type, str] = {
    dict: "an object", list: "a list", str: "text", int: "a number", float: "a number",
    bool: "true or false",
}  # fmt: skip


def _named(found: object) -> str:
    return _KINDS.get(type(found), "something else")

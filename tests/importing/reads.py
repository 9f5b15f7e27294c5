"""Reading bytes as a file, for tests."""

import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from monitor.importing.inputs import examine
from monitor.importing.reading import Item, read
from monitor.importing.rows import Options, Textless, Unreadable
from monitor.model import Mention


def read_bytes(data: bytes, name: str = "file.csv", **options: Any) -> list[Item]:
    return list(read(examine(io.BytesIO(data), name), Options(**options)))


def read_text(text: str, name: str = "file.csv", **options: Any) -> list[Item]:
    return read_bytes(text.encode(), name, **options)


def read_objects(*objects: Any, **options: Any) -> list[Item]:
    """The items of JSON Lines with these objects."""
    return read_text("".join(json.dumps(one) + "\n" for one in objects), **options)


def mentions(items: Iterable[Item]) -> list[Mention]:
    return [item for item in items if isinstance(item, Mention)]


def only(items: Sequence[Item]) -> Mention:
    assert len(items) == 1
    (item,) = items
    assert isinstance(item, Mention), item
    return item


def unreadable(items: Iterable[Item]) -> list[Unreadable]:
    return [item for item in items if isinstance(item, Unreadable)]


def textless(items: Iterable[Item]) -> list[Textless]:
    return [item for item in items if isinstance(item, Textless)]

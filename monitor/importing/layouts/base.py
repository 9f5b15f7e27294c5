"""What a layout says: which columns stand for which field, and how to tell the layout.

A layout is data. Its `fields` name, for each field of a mention, the columns (or the keys of
JSON, dots leading inside) to look at in turn; the first that holds something counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from monitor.importing.rows import Fields

Markup = Literal["text", "entities", "html"]
Paths: TypeAlias = Mapping[str, tuple[str, ...]]

FIELDS: Final = (
    "id",
    "text",
    "title",
    "url",
    "author",
    "author_name",
    "author_url",
    "followers",
    "created",
    "edited",
    "language",
    "score",
    "replies",
    "shares",
    "views",
    "rating",
    "thread",
    "parent",
    "site",
    "kind",
    "network",
    "source",
    "tags",
    "licence",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one tool or service writes its items.

    `needs`: recognised when all columns of one of these groups are there. `markup` is that of
    title and text: "entities" where only "&amp;" and the like stand for signs. `id_prefix` and
    `url_form` make ids and addresses as the service's own source makes them, so that an import
    and a fetch of the same item are one mention. `reshape` does what a table can't say.
    """

    name: str
    about: str
    network: str | None
    fields: Paths
    needs: Sequence[frozenset[str]] = ()
    kind: str = "post"
    markup: Markup = "entities"
    id_prefix: str = ""
    url_form: str | None = None
    reshape: Callable[[Fields], Fields] | None = None

    def recognises(self, columns: Iterable[str]) -> bool:
        """Whether these are the columns of this layout, however they are capitalised."""
        there = {column.casefold() for column in columns}
        return any(group <= there for group in self.needs)


def needs(*columns: str) -> frozenset[str]:
    """One group of columns that tells a layout, as `Layout.needs` wants it."""
    return frozenset(column.casefold() for column in columns)


def value_at(fields: Fields, path: str) -> Any:
    """What stands at *path*: a column of that very name, else the way along its dots.

    None where there is nothing, also for a key on the way that holds no object or list.
    """
    if path in fields:
        return fields[path]
    if "." not in path:
        return None
    first, *steps = path.split(".")
    value: Any = fields.get(first)
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def dictionary(value: Any) -> Mapping[str, Any]:
    """*value* where it is an object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}

"""Ideas as they stand: who asked, in which mentions, who was told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from monitor.store.connect import Row, Store
from monitor.store.reading import Filter, find_ids

STATUSES: Final = ("asked", "considered", "planned", "done", "declined")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One mention that asks for an idea. `author` and `text` are None once erased."""

    mention_id: int
    author: str | None
    url: str | None
    text: str | None
    at: datetime
    brands: tuple[str, ...]
    linked_by: str
    told_at: datetime | None
    told_by: str | None
    asker: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One idea. An author counts once, however often they asked, also when their texts are gone;
    mentions without an author are counted apart, as nobody knows how many people they are."""

    id: int
    title: str
    note: str
    status: str
    created_at: datetime
    created_by: str
    updated_at: datetime
    wishes: tuple[Wish, ...] = ()

    @property
    def askers(self) -> int:
        return len({wish.asker for wish in self.wishes} - {""})

    @property
    def unknown(self) -> int:
        """Wishes whose author is not known."""
        return sum(not wish.asker for wish in self.wishes)

    @property
    def told(self) -> int:
        """Askers who were told, in whichever of their mentions."""
        return len({wish.asker for wish in self.wishes if wish.told_at} - {""})

    def untold(self) -> tuple[Wish, ...]:
        """The newest wish of each asker who is to be told, and those without an author."""
        told = {wish.asker for wish in self.wishes if wish.told_at and wish.asker}
        found: dict[str, Wish] = {}
        for wish in self.wishes:
            if wish.told_at is None and wish.asker not in told:
                found[wish.asker or f"mention {wish.mention_id}"] = wish
        return tuple(found.values())


def ideas(
    store: Store, *, status: str | None = None, ids: Sequence[int] = ()
) -> tuple[Idea, ...]:
    """The log without merged ideas: most askers first, then the oldest."""
    wishes = _wishes(store)
    found = [
        _idea(row, wishes.get(row["id"], []))
        for row in store.rows("SELECT * FROM idea WHERE merged_into IS NULL")
        if (status is None or row["status"] == status) and (not ids or row["id"] in ids)
    ]
    return tuple(sorted(found, key=lambda idea: (-idea.askers, -len(idea.wishes), idea.id)))


def loose_wishes(store: Store, *, since: str, brands: Sequence[str] = ()) -> list[int]:
    """Ids of customers' requests from the day *since* on that belong to no idea, newest first."""
    chosen = Filter(
        brands=tuple(brands), intent="request", since=since, is_own=False, is_copy=False
    )
    linked = {row[0] for row in store.rows("SELECT DISTINCT mention_id FROM idea_mention")}
    return [number for number in find_ids(store, chosen) if number not in linked]


def _wishes(store: Store) -> dict[int, list[Wish]]:
    found: dict[int, list[Wish]] = {}
    for row in store.rows(
        """SELECT link.*, mention.url, mention.title, mention.text, mention.at, mention.author,
                  mention.gone_at, (SELECT group_concat(brand, char(10)) FROM match
                                    WHERE match.mention_id = mention.id) AS brands
           FROM idea_mention AS link JOIN mention ON mention.id = link.mention_id
           ORDER BY link.idea_id, mention.at, mention.id"""
    ):
        found.setdefault(row["idea_id"], []).append(_wish(row))
    return found


def _wish(row: Row) -> Wish:
    is_gone = row["gone_at"] is not None
    return Wish(
        mention_id=row["mention_id"],
        author=row["author"],
        url=row["url"],
        text=None if is_gone else row["text"] or row["title"] or "",
        at=_utc(row["at"]),
        brands=tuple(sorted((row["brands"] or "").split("\n"))) if row["brands"] else (),
        linked_by=row["linked_by"],
        told_at=None if row["told_at"] is None else _utc(row["told_at"]),
        told_by=row["told_by"],
        asker=row["asker"],
    )


def _idea(row: Row, wishes: Sequence[Wish]) -> Idea:
    return Idea(
        id=row["id"],
        title=row["title"],
        note=row["note"],
        status=row["status"],
        created_at=_utc(row["created_at"]),
        created_by=row["created_by"],
        updated_at=_utc(row["updated_at"]),
        wishes=tuple(wishes),
    )


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)

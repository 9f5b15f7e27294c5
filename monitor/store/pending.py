"""What is not annotated or compared yet, by all analyzers in one look at the mentions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from monitor.store.connect import Store, translated

MAX_TRIES: Final = 3
STORY: Final = "story"

# One that failed is asked again in later runs, `MAX_TRIES` times in all.
_IS_ANNOTATED: Final = f"""EXISTS (
    SELECT 1 FROM annotation AS a WHERE a.mention_id = mention.id AND a.analyzer = ?
    AND a.version = ? AND (a.error IS NULL OR a.tries >= {MAX_TRIES}))"""
_IS_COMPARED: Final = "EXISTS (SELECT 1 FROM story_trace WHERE mention_id = mention.id)"
_NEWEST: Final = """
    SELECT MAX(COALESCE((SELECT MAX(mention_id) FROM annotation), 0),
               COALESCE((SELECT MAX(mention_id) FROM story_trace), 0))
"""

Lacking = dict[str, tuple[int, ...]]


class _Done(NamedTuple):
    """How to see what is done: `bits` is SQL with a bit for each of the asked, of `values`.

    Everything below `least` is done. No mention over `newest` has a row or is below a mark: it
    lacks everything, and needs no look at what there is of it.
    """

    bits: str
    values: list[Any]
    least: int
    newest: int


@dataclass(frozen=True)
class Pending:
    """The mentions that lack an answer of one of *asked* (analyzer, version).

    `STORY` as an analyzer stands for comparing texts.
    """

    store: Store
    asked: Sequence[tuple[str, str]]

    def count(self) -> int:
        """How many mentions lack anything."""
        done = self._done()
        parts = self._rows(
            f"""SELECT COUNT(*) FROM mention
                WHERE id BETWEEN ? AND ? AND gone_at IS NULL AND {done.bits} < ?
                UNION ALL SELECT COUNT(*) FROM mention WHERE id > ? AND gone_at IS NULL""",
            [done.least, done.newest, *done.values, self._all, done.newest],
        )
        return sum(part for (part,) in parts)

    def page(self, *, after: int = 0, limit: int) -> Lacking:
        """The ids that each of the asked has to look at, in their order.

        They are of the first *limit* mentions over *after* that lack anything.
        """
        done = self._done()
        rows = self._rows(
            f"""SELECT * FROM (
                    SELECT id, {done.bits} AS done FROM mention
                    WHERE id BETWEEN ? AND ? AND gone_at IS NULL ORDER BY id LIMIT -1)
                WHERE done < ? LIMIT ?""",
            [*done.values, max(after + 1, done.least), done.newest, self._all, limit],
        )
        fresh = self._rows(
            "SELECT id, 0 FROM mention WHERE id > ? AND gone_at IS NULL ORDER BY id LIMIT ?",
            [max(after, done.newest), limit - len(rows)],
        )
        return self._lacking([*rows, *fresh])

    @property
    def _all(self) -> int:
        return (1 << len(self.asked)) - 1

    def _lacking(self, rows: Sequence[tuple[int, int]]) -> Lacking:
        if not rows:
            return {}
        ids, done = zip(*rows, strict=True)
        if not any(done):
            return {name: ids for name, _ in self.asked}
        lacking = {
            name: tuple(number for number, bits in rows if not bits >> i & 1)
            for i, (name, _) in enumerate(self.asked)
        }
        return {name: some for name, some in lacking.items() if some}

    def _done(self) -> _Done:
        parts, bounds = ["0"], []
        values: list[Any] = []
        for i, (name, version) in enumerate(self.asked):
            below = self.store.value(
                "SELECT below FROM annotated WHERE analyzer = ? AND version = ?",
                [name, version],
            )
            bounds.append(int(below or 0))
            is_done = _IS_COMPARED if name == STORY else _IS_ANNOTATED
            parts.append(f"{1 << i} * (id < ? OR {is_done})")
            values += [bounds[-1]] if name == STORY else [bounds[-1], name, version]
        newest = max([*bounds, 1]) - 1
        return _Done(
            f"({' + '.join(parts)})",
            values,
            min(bounds, default=0),
            max(newest, self.store.value(_NEWEST)),
        )

    def _rows(self, sql: str, values: Iterable[Any]) -> list[Any]:
        """All rows as plain tuples, which takes half the time."""
        with translated(self.store.path):
            cursor = self.store.connection.cursor()
            cursor.row_factory = None
            return cursor.execute(sql, list(values)).fetchall()


def changes_by_others(store: Store) -> int:
    """A number that is another once a different connection has changed the store."""
    return int(store.value("PRAGMA data_version"))

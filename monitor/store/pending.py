"""What is not annotated or compared yet, by all analyzers in one look at the mentions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.store.connect import Store

MAX_TRIES: Final = 3
STORY: Final = "story"

# One that failed is asked again in later runs, `MAX_TRIES` times in all.
_IS_ANNOTATED: Final = f"""EXISTS (
    SELECT 1 FROM annotation AS a WHERE a.mention_id = mention.id AND a.analyzer = ?
    AND a.version = ? AND (a.error IS NULL OR a.tries >= {MAX_TRIES}))"""
_IS_COMPARED: Final = "EXISTS (SELECT 1 FROM story_trace WHERE mention_id = mention.id)"


@dataclass(frozen=True)
class Pending:
    """The mentions that lack an answer of one of *asked* (analyzer, version).

    `STORY` as an analyzer stands for comparing texts.
    """

    store: Store
    asked: Sequence[tuple[str, str]]

    def count(self) -> int:
        """How many mentions lack anything."""
        done, values, least = self._done()
        return int(
            self.store.value(
                f"""SELECT COUNT(*) FROM mention
                    WHERE id >= ? AND gone_at IS NULL AND {done} < ?""",
                [least, *values, self._all],
            )
        )

    def page(self, *, after: int = 0, limit: int) -> list[tuple[int, frozenset[str]]]:
        """Mentions with an id over *after*, oldest first, and what each lacks."""
        done, values, least = self._done()
        rows = self.store.rows(
            f"""SELECT * FROM (
                    SELECT id, {done} AS done FROM mention
                    WHERE id >= ? AND gone_at IS NULL ORDER BY id LIMIT -1)
                WHERE done < ? LIMIT ?""",
            [*values, max(after + 1, least), self._all, limit],
        )
        lacks = {bits: self._lacking(bits) for bits in {row[1] for row in rows}}
        return [(number, lacks[bits]) for number, bits in rows]

    @property
    def _all(self) -> int:
        return (1 << len(self.asked)) - 1

    def _lacking(self, done: int) -> frozenset[str]:
        return frozenset(name for i, (name, _) in enumerate(self.asked) if not done >> i & 1)

    def _done(self) -> tuple[str, list[Any], int]:
        """A bit for each of the asked that is done, its values, the least id to look at."""
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
        return f"({' + '.join(parts)})", values, min(bounds, default=0)

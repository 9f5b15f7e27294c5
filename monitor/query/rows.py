"""Spans of many mentions as columns, and the `Match` objects made of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from monitor.columns import objects
from monitor.model import Match
from monitor.query.evidence import FIELD_ORDER

if TYPE_CHECKING:
    from monitor.query.joined import Flags, Places

_RANK_BITS: Final = 40  # more characters than a text has


class Row(NamedTuple):
    """Why a query holds on a mention."""

    owner: int  # the mention
    use: int  # the query with its term
    rank: int  # of the field, in `FIELD_ORDER`
    start: int  # characters of the field
    end: int


class Rows(NamedTuple):
    """Rows as columns."""

    owners: "Places"
    uses: "Places"
    ranks: "Places"
    starts: "Places"
    ends: "Places"

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Rows":
        import numpy as np

        return cls(*np.array([*rows], np.intp).reshape(-1, len(cls._fields)).T)

    def chosen(self, which: "Places | Flags") -> "Rows":
        """Some of the rows."""
        return Rows(*(column[which] for column in self))


class Uses:
    """Which queries the terms belong to, and under which labels.

    *found*: for each term the queries, each as its place among all, its name, and the term as
    it is written.
    """

    def __init__(self, found: Mapping[int, Sequence[tuple[int, str, str]]]) -> None:
        import numpy as np

        each = sorted({use for uses in found.values() for use in uses})
        numbers = {use: number for number, use in enumerate(each)}
        self._of_term = {
            term: tuple(dict.fromkeys(numbers[use] for use in uses))
            for term, uses in found.items()
        }
        labels = sorted({label for _, _, label in each})
        ranks = {label: rank for rank, label in enumerate(labels)}
        self._orders = np.array([order for order, _, _ in each], np.intp)
        self._most_orders = max((order for order, _, _ in each), default=0)
        self._names = np.array([name for _, name, _ in each], object)
        self._labels = np.array([label for _, _, label in each], object)
        self._label_ranks = np.array([ranks[label] for _, _, label in each], np.intp)
        self._fields = np.array(FIELD_ORDER, object)

    def of_term(self, term: int) -> tuple[int, ...]:
        """The numbers of the uses of *term*."""
        return self._of_term.get(term, ())

    def matches(self, rows: Sequence[Rows]) -> Iterator[tuple[int, tuple[Match, ...]]]:
        """For each mention its matches: in the order of the queries, each once."""
        import numpy as np

        owners, uses, ranks, starts, ends = self._sorted(rows)
        names, labels = self._names[uses], self._labels[uses]
        made = objects(
            Match,
            len(owners),
            brand=names.tolist(),
            term=labels.tolist(),
            field=self._fields[ranks].tolist(),
            start=starts.tolist(),
            end=ends.tolist(),
        )
        is_first = np.ones(len(owners), np.bool_)
        np.not_equal(owners[1:], owners[:-1], out=is_first[1:])
        firsts = np.flatnonzero(is_first)
        bounds = pairwise([*firsts.tolist(), len(owners)])
        each = [tuple(made[first:last]) for first, last in bounds]
        return zip(owners[firsts].tolist(), each, strict=True)

    def _sorted(self, parts: Sequence[Rows]) -> Rows:
        import numpy as np

        rows = Rows(*map(np.concatenate, zip(*parts, strict=True)))
        # Most rows need but to be brought together, as hits come in the order of their ends.
        rows = rows.chosen(self._queries(rows).argsort(kind="stable"))
        same = np.diff(self._queries(rows)) == 0
        rising = np.diff((rows.ranks << _RANK_BITS) + rows.starts) > 0
        if (rising | ~same).all():
            return rows
        owners, uses, ranks, starts, ends = rows
        keys = (self._label_ranks[uses], ends, starts, ranks, self._queries(rows))
        rows = rows.chosen(np.lexsort(keys))
        table = np.stack(rows)
        is_new = np.ones(len(owners), np.bool_)
        is_new[1:] = (table[:, 1:] != table[:, :-1]).any(axis=0)
        return rows.chosen(is_new)

    def _queries(self, rows: Rows) -> "Places":
        """A number for each mention with a query, in the order in which they are listed."""
        queries: Places = rows.owners * (self._most_orders + 1) + self._orders[rows.uses]
        return queries

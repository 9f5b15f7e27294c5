"""The answerable mentions of the compared brands, and the filter that lists some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monitor.reports.answers import Waiting, waiting
from monitor.reports.scope import Scope
from monitor.store.reading import Filter

_MOST_IDS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Heard:
    """The answerable mentions of each brand, as of `now` (epoch seconds)."""

    by_brand: dict[str, tuple[Waiting, ...]]
    now: int

    def open(self, brand: str) -> list[Waiting]:
        return [one for one in self.by_brand[brand] if one.is_open]


def heard(scope: Scope) -> Heard:
    found = {brand: waiting(scope, brand) for brand in scope.brands}
    return Heard(found, int(scope.now.timestamp()))


def by_ids(scope: Scope, brand: str, found: Sequence[Waiting]) -> Filter | None:
    """The filter that lists just these; None for none, or more than a command line holds."""
    ids = tuple(one.mention_id for one in found)
    return scope.opinions(brand, ids=ids) if 0 < len(ids) <= _MOST_IDS else None

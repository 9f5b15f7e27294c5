"""Which moment and day a mention counts at."""

from datetime import UTC, datetime
from typing import Final

from monitor.store.connect import Store
from monitor.store.facts import recount

_EARLIEST: Final = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
_TOLERANCE: Final = 86_400


def counts_at(published_at: int | None, first_seen_at: int) -> int:
    """The moment a mention counts at: when it was published, if that is believable.

    A time before 2000 or more than a day after we saw it (1970, 2099) would keep it at the end
    or on top of every list, so `first_seen_at` stands in; the published time is kept.
    """
    if published_at is None or not _EARLIEST <= published_at <= first_seen_at + _TOLERANCE:
        return first_seen_at
    return min(published_at, first_seen_at)


def move_days(store: Store) -> None:
    """Give every mention the day of the store's time zone and count again."""
    connection = store.connection
    connection.create_function("local_day", 1, store.day, deterministic=True)
    connection.execute("UPDATE mention SET day = local_day(at)")
    connection.execute("UPDATE match SET day = local_day(at)")
    recount(connection)

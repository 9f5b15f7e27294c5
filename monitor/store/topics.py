"""The fitted models of found topics, each kept with when and on how much it was fitted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.store.connect import Store

_KEPT: Final = 3  # earlier fits, for a look back
_SPREAD: Final = 2_654_435_761  # a multiplier that scatters neighbouring ids (Knuth)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicModel:
    """A fit as stored. `fitted_at` is in epoch seconds."""

    version: str
    fitted_at: int
    fitted_on: int
    topics: int
    artefact: bytes


def newest_model(store: Store) -> TopicModel | None:
    """The model that holds, None before the first fit."""
    rows = store.rows(
        "SELECT version, fitted_at, fitted_on, topics, artefact FROM topic_model "
        "ORDER BY id DESC LIMIT 1"
    )
    return TopicModel(**dict(rows[0])) if rows else None


def save_model(store: Store, model: TopicModel) -> None:
    """Keep a new fit; all but a few earlier ones go."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT INTO topic_model (version, fitted_at, fitted_on, topics, artefact) "
            "VALUES (?, ?, ?, ?, ?)",
            [model.version, model.fitted_at, model.fitted_on, model.topics, model.artefact],
        )
        connection.execute(
            "DELETE FROM topic_model WHERE id NOT IN "
            "(SELECT id FROM topic_model ORDER BY id DESC LIMIT ?)",
            [_KEPT],
        )


def mention_count(store: Store) -> int:
    """How many mentions still have their text."""
    return int(store.value("SELECT COUNT(*) FROM mention WHERE gone_at IS NULL"))


def sample_ids(store: Store, limit: int) -> Iterator[int]:
    """At most *limit* customers' mentions, copies left out, in an order that looks random.

    The same mentions whenever it is asked; as mentions come in, few of the sample change.
    """
    rows = store.rows(
        """SELECT id FROM mention WHERE gone_at IS NULL AND EXISTS
               (SELECT 1 FROM match WHERE mention_id = mention.id
                AND is_own = 0 AND is_copy = 0)
           ORDER BY (id * ?) % 4294967296, id LIMIT ?""",
        [_SPREAD, limit],
    )
    return (row[0] for row in rows)

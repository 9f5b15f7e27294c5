"""Fit the sentiment model to the labels in the store."""

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.store.analysis import load_for_analysis
from monitor.store.connect import Store
from monitor.store.labels import judged

if TYPE_CHECKING:
    from monitor.analyzers.adapt import Adapted


def train_on_labels(store: Store, *, brands: tuple[str, ...] = ()) -> "Adapted":
    """The shipped model fitted to the newest whole-mention sentiment label of each mention.

    Always begins with the shipped model, so that the comparison is with one that has not seen
    the labels. Raises `DataError` while there are too few.
    """
    from monitor.analyzers.adapt import adapt

    labels = {
        case.mention_id: min(case.said) for case in judged(store, "sentiment") if not case.brand
    }
    loaded = load_for_analysis(store, sorted(labels))
    return adapt([(one.mention, labels[one.id]) for one in loaded], brands=brands)


def model_path(database: Path) -> Path:
    """Where a store's own model is kept: beside it."""
    return database.with_name(f"{database.stem}.sentiment.model")

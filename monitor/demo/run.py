"""From an empty folder to a store: the demo's services are served, collected and annotated."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.config import Config, read_config
from monitor.demo.config import config_for
from monitor.demo.items import Sample
from monitor.demo.sample import build
from monitor.demo.server import serving
from monitor.pipeline import Fetched, Shows, fetch_all
from monitor.store.connect import open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A finished demo: its config (and so its store), what there was, what was fetched."""

    config: Config
    sample: Sample
    fetched: Fetched


def run(
    folder: Path, *, now: datetime, progress: Shows | None = None, annotate: bool = True
) -> Demo:
    """Write a config into *folder*, serve the sample and collect it from there into its store.

    *now* (aware) is the clock of everything; the same *now* gives the same mentions. Without
    *annotate* they are only collected.
    """
    sample = build(now)
    path = folder / "config.toml"
    with serving(sample) as address, _reached_directly("127.0.0.1"):
        path.write_text(config_for(address), encoding="utf-8")
        config = read_config(path)
        with open_store(config.database, zone=config.zone, create=True) as store:
            fetched = fetch_all(
                config, store, clock=lambda: now, annotate=annotate, progress=progress
            )
    return Demo(config=config, sample=sample, fetched=fetched)


@contextmanager
def folder_for(keep: Path | None) -> Iterator[Path]:
    """*keep*, made if it is missing, or a folder that is gone afterwards."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with TemporaryDirectory(prefix="monitor-demo-") as name:
        yield Path(name)


@contextmanager
def _reached_directly(host: str) -> Iterator[None]:
    """Keep a proxy of the environment out of the way to *host*, while in the block."""
    before = {name: os.environ.get(name) for name in ("no_proxy", "NO_PROXY")}
    named = ",".join(filter(None, (*before.values(), host)))
    os.environ.update(dict.fromkeys(before, named))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

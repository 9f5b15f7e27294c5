"""A process that forks runs of `fetch` and kills them with SIGKILL at the moment it is told.

Reads lines "FOLDER MOMENT" on standard input; MOMENT counts HTTP requests and SQL statements,
0 lets the run end. Answers each with the number of moments that passed and how the run ended.
Nothing but this program runs in it, so that a fork copies no threads.
"""

import os
import signal
import sqlite3
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import monitor.analyzers.sentiment
import monitor.annotate  # noqa: F401  loaded once, before the forks
from monitor.config import read_config
from monitor.http import HttpSettings, connect
from monitor.pipeline import fetch_all
from monitor.registry import source_class
from monitor.store import connect as store_connect
from monitor.store.connect import open_store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Moments:
    """Counts what happens; at the chosen one the process kills itself, as power loss would."""

    def __init__(self, at: int) -> None:
        self.passed, self._at, self._lock = 0, at, threading.Lock()

    def tick(self, *_: object) -> None:
        with self._lock:
            self.passed += 1
            if self.passed == self._at:
                os.kill(os.getpid(), signal.SIGKILL)


def _counting(moments: Moments) -> None:
    """Count every SQL statement of connections opened from here on."""
    opened = store_connect._connect

    def connect_and_count(path: Path) -> sqlite3.Connection:
        connection = opened(path)
        connection.set_trace_callback(moments.tick)
        return connection

    store_connect._connect = connect_and_count


def run(folder: Path, at: int) -> int:
    """One run of fetch in *folder*; returns how many moments passed."""
    moments = Moments(at)
    _counting(moments)
    config = read_config(folder / "config.toml")
    settings = HttpSettings(
        allow_private=config.http.allow_private, min_interval=0.0, sleep=lambda _: None
    )
    http: Any = connect(settings)
    asked = http.get

    def get(*given: Any, **named: Any) -> Any:
        moments.tick()
        return asked(*given, **named)

    http.get = get
    with open_store(config.database) as store:
        done = fetch_all(config, store, clock=lambda: NOW, http=http)
    if done.complaints:
        raise SystemExit(f"fetch complained: {done.complaints}")
    return moments.passed


def main() -> None:
    for kind in ("rss", "hackernews", "lemmy", "appstore", "lobsters"):
        source_class(kind)  # loaded once, before the forks
    for line in sys.stdin:
        folder, _, at = line.strip().rpartition(" ")
        told = Path(folder) / "moments"
        child = os.fork()
        if child == 0:
            told.write_text(str(run(Path(folder), int(at))))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        passed = told.read_text() if told.exists() else "0"
        print(passed, os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()

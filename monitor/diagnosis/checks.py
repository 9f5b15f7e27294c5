"""What could keep monitor from working, each with what to do about it."""

import contextlib
import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from monitor.config import Config
from monitor.diagnosis.sources import source_health
from monitor.errors import MonitorError, SourceError, SourceUnavailable
from monitor.http import Http
from monitor.http.masking import mask
from monitor.registry import build_source, check_options, passed_over, read_secret, source_types
from monitor.store.connect import open_read_only
from monitor.store.migrations import VERSION

_LITTLE_SPACE: Final = 500_000_000
_SKEW_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `state` is "ok", "warn" or "fail"; `advice` says what to do."""

    check: str
    state: str
    said: str
    advice: str = ""


def examine(config: Config, http: Http | None, *, now: datetime) -> Iterator[Finding]:
    """Run every check. Without *http*, nothing is asked over the network."""
    yield Finding(
        "config",
        "ok",
        f"{config.path}: {len(config.brand)} brands, {len(config.source)} sources",
    )
    yield from _privacy(config.path)
    yield from _queries(config)
    yield from _sources(config, http, now)
    yield from _heartbeat(config)
    yield from _disk(config.database)
    yield from _store(config, now)
    for name in passed_over():
        yield Finding(
            "plug-ins", "warn", f"{name} is not used: a built-in type has that name",
            "rename or uninstall it",
        )  # fmt: skip
    yield _versions()


def _privacy(path: Path) -> Iterator[Finding]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield Finding("config", "warn", f"others may read {path}", f"run: chmod 600 {path}")
    if path.parent.stat().st_mode & stat.S_IWOTH:
        yield Finding("config", "warn", f"others may write in {path.parent}", "move the config")


def _queries(config: Config) -> Iterator[Finding]:
    from monitor.matching import watch

    if not config.brand:
        yield Finding("brands", "fail", "no brand is watched", "add a [[brand]]")
        return
    try:
        watch(config.brands)
    except MonitorError as error:
        yield Finding(
            "brands", "fail", str(error), "correct the query; see docs/query-language.md"
        )
    else:
        yield Finding("brands", "ok", ", ".join(brand.name for brand in config.brand))


def _sources(config: Config, http: Http | None, now: datetime) -> Iterator[Finding]:
    if not config.source:
        yield Finding("sources", "fail", "no source is configured", "add a [[source]]")
    seen: set[str] = set()
    for table in config.source:
        try:
            check_options(table.name, table.type, table.options)
            host = http and _host(build_source(table.name, table.type, table.options, http))
        except MonitorError as error:
            yield Finding(
                f"source {table.name}", "fail", str(error), "correct it in the config"
            )
            continue
        if http is not None and host and host not in seen:
            seen.add(host)
            yield from _reach(table.name, host, http, now)


def _heartbeat(config: Config) -> Iterator[Finding]:
    if config.collection.heartbeat is None:
        return
    try:
        read_secret("collection: heartbeat", config.collection.heartbeat)
    except MonitorError as error:
        yield Finding("heartbeat", "fail", str(error), "no watchdog hears of fetches")


def _host(source: object) -> str | None:
    for field in ("base_url", "url"):
        parts = urlsplit(str(getattr(source, field, "") or ""))
        if parts.scheme in {"http", "https"}:
            return f"{parts.scheme}://{parts.netloc}/"
    return None


def _reach(name: str, host: str, http: Http, now: datetime) -> Iterator[Finding]:
    try:
        answer = http.get(host)
    except SourceUnavailable as error:
        yield Finding(
            f"source {name}", "fail", str(error), "check the address and your network"
        )
        return
    except SourceError:
        # Any answer at all, a 404 for the bare host too, means that it can be reached.
        yield Finding(f"source {name}", "ok", f"{mask(host)} answers")
        return
    yield Finding(f"source {name}", "ok", f"{mask(host)} answers")
    yield from _clock(answer.headers.get("date"), now)


def _clock(said: str | None, now: datetime) -> Iterator[Finding]:
    with contextlib.suppress(TypeError, ValueError):
        skew = abs((parsedate_to_datetime(said or "") - now).total_seconds())
        if skew > _SKEW_SECONDS:
            yield Finding(
                "clock", "fail", f"differs by {skew:.0f} seconds from a server's",
                "set this machine's clock (NTP)",
            )  # fmt: skip


def _disk(path: Path) -> Iterator[Finding]:
    folder = next(parent for parent in path.parents if parent.exists())
    free = shutil.disk_usage(folder).free
    state = "ok" if free > _LITTLE_SPACE else "warn"
    yield Finding("disk", state, f"{free / 1e9:.1f} GB free at {folder}",
                  "" if state == "ok" else "free some space, or run: monitor prune")  # fmt: skip
    if not os.access(folder, os.W_OK):
        yield Finding("disk", "fail", f"{folder} may not be written", "check who owns it")


def _store(config: Config, now: datetime) -> Iterator[Finding]:
    path = config.database
    if not path.exists():
        yield Finding("store", "warn", f"{path} is not there yet", "run: monitor fetch")
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("store", "warn", f"others may read {path}", f"run: chmod 600 {path}")
    yield from _network_file_system(path)
    yield from _holder(path)
    try:
        yield from _inside(config, path, now)
    except MonitorError as error:
        yield Finding("store", "fail", str(error), "")


def _network_file_system(path: Path) -> Iterator[Finding]:
    with contextlib.suppress(OSError, IndexError):
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
        best = max((m for m in mounts if str(path).startswith(m[1])), key=lambda m: len(m[1]))
        if best[2].startswith(("nfs", "cifs", "smb", "fuse.sshfs", "9p")):
            yield Finding(
                "store", "warn", f"{path} lies on a network file system ({best[2]})",
                "SQLite's locks are not safe there; keep it on a local disk",
            )  # fmt: skip


def _holder(path: Path) -> Iterator[Finding]:
    with contextlib.suppress(OSError, ValueError, KeyError):
        note = json.loads(Path(f"{path}.lock.holder").read_text(encoding="utf-8"))
        if Path(f"/proc/{int(note['pid'])}").exists():
            yield Finding(
                "lock",
                "ok",
                f"held by monitor {note['command']} (pid {note['pid']}, since {note['since']})",
            )


def _inside(config: Config, path: Path, now: datetime) -> Iterator[Finding]:
    with open_read_only(path, zone=config.zone) as store:
        problem = _integrity(store.connection)
        if problem != "ok":
            yield Finding(
                "store", "fail", f"{path} is damaged: {problem}",
                f"run: monitor restore COPY; or rescue it with: sqlite3 '{path}' .recover",
            )  # fmt: skip
            return
        schema = store.value("PRAGMA user_version")
        count = store.value("SELECT COUNT(*) FROM mention")
        yield Finding(
            "store", "ok", f"{path}: {count:,} mentions, schema {schema} of {VERSION}"
        )
        newest = store.value("SELECT MAX(first_seen_at) FROM mention") or 0
        if newest > now.timestamp() + _SKEW_SECONDS:
            yield Finding(
                "clock", "warn", "mentions were stored in the future", "check the clock"
            )
        for one in source_health(config, store, now=now):
            if one.state in {"failing", "silent"}:
                yield Finding(
                    f"source {one.name}",
                    "warn",
                    one.reason or one.state,
                    "see: monitor sources",
                )


def _integrity(connection: sqlite3.Connection) -> str:
    try:
        return str(connection.execute("PRAGMA quick_check").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)


def _versions() -> Finding:
    names = ("outside-perspective", "feedparser", "praw", "sqlite-utils", "vaderSentiment")
    found = []
    for name in names:
        with contextlib.suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    found.append(f"SQLite {sqlite3.sqlite_version}")
    return Finding("versions", "ok", f"{', '.join(found)}; {len(source_types())} source types")


def worst(findings: Sequence[Finding]) -> str:
    """The worst state there is."""
    order: Callable[[str], int] = ["ok", "warn", "fail"].index
    return max((finding.state for finding in findings), key=order, default="ok")

"""Fetching five sources, killed at a chosen moment; and what a store holds, for comparison."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from monitor.store.connect import open_read_only
from monitor.store.facts import rollups_are_true
from tests.sources.cases import CASES, Case
from tests.support.loopback import Loopback

SOURCES = ("rss", "hackernews", "lemmy", "appstore", "lobsters")


class Killer:
    """Runs fetch in forked processes against five services on loopback."""

    def __init__(
        self, servers: dict[str, tuple[Case, Loopback]], child: "subprocess.Popen[str]"
    ) -> None:
        self._servers, self._child = servers, child

    def prepare(self, folder: Path) -> Path:
        """A folder with the config of the five sources."""
        folder.mkdir(parents=True)
        hosts = ", ".join(f'"{server.host}"' for _, server in self._servers.values())
        tables = [_table(name, case, server) for name, (case, server) in self._servers.items()]
        (folder / "config.toml").write_text(
            f"[http]\nallow_private = [{hosts}]\nmin_interval = 0.0\n"
            '[analysis]\nanalyzers = ["sentiment"]\nsentiment = "vader"\n'
            '[collection]\nfirst_run = "52w"\n'
            '[[brand]]\nname = "Acme"\nquery = "acme"\n' + "\n".join(tables),
            encoding="utf-8",
        )
        return folder

    def fetch(self, folder: Path, *, kill_at: int = 0) -> tuple[int, int]:
        """One run; returns the moments that passed (of whole runs) and its exit status."""
        asked, answers = self._pipes()
        asked.write(f"{folder} {kill_at}\n")
        asked.flush()
        passed, status = answers.readline().split()
        return int(passed), int(status)

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        return self._child.stdin, self._child.stdout


@contextmanager
def killer() -> Iterator[Killer]:
    """Five services on loopback, and the process that is killed reading them."""
    with ExitStack() as stack:
        servers = {}
        for name in SOURCES:
            case = next(case for case in CASES if case.id == name)
            server = stack.enter_context(Loopback())
            case.serve(server)
            servers[name] = (case, server)
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.kill_child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            yield Killer(servers, child)
        finally:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe:
                    pipe.close()


def _table(name: str, case: Case, server: Loopback) -> str:
    options = case.options_at(server.url)
    lines = [f"{key} = {_toml(value)}" for key, value in options.items()]
    return f'[[source]]\nname = "{name}"\ntype = "{case.type}"\nbrand = "Acme"\n' + "\n".join(
        lines
    )


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return str(value).lower() if isinstance(value, bool | int) else f'"{value}"'


_WHAT_COUNTS = (
    "SELECT source, source_id, network, kind, url, title, text, author, published_at, at, day, "
    "thread_id, parent_id, site, language, tags, links, score, replies, rating FROM mention",
    "SELECT mention.source, source_id, brand, spans, sentiment, match.score, is_own FROM match "
    "JOIN mention ON mention.id = mention_id",
    "SELECT source, source_id, analyzer, version, label, annotation.score, data, error "
    "FROM annotation JOIN mention ON mention.id = mention_id",
    "SELECT key, name, followers FROM author",
    "SELECT source, lane, asked FROM cursor",  # a cursor may tell how often it was read
    "SELECT * FROM rollup",
    "SELECT source, failures, reason FROM source_state",
    "SELECT source, since, until, reason FROM gap",
    "SELECT hash FROM tombstone",
)


def content(folder: Path) -> list[list[tuple[Any, ...]]]:
    """Everything in a store that its history must not change, in an order of its own.

    Row numbers follow the order of arrival, which differs between runs; they are left out.
    """
    with open_read_only(folder / "mentions.db") as store:
        assert store.value("PRAGMA integrity_check") == "ok"
        assert not store.rows("PRAGMA foreign_key_check")
        assert rollups_are_true(store.connection)
        return [sorted(map(tuple, store.rows(sql)), key=repr) for sql in _WHAT_COUNTS]

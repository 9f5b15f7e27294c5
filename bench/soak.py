"""Fetch in a loop against services that misbehave, while reports read the same store.

    python -m bench.soak [MINUTES]      default 20

Three services on loopback (Hacker News, Mastodon, a feed) gain, edit and delete items all the
time, and answer slowly, with 429 and 500, with pages of HTML, cut short, or not at all. Reports,
lists and copies run beside each fetch. At the end the services calm down, two fetches run, and
the store must equal what was ever shown: nothing lost, nothing doubled, nothing invented, and
no complaint about locks at any time.
"""

import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from monitor.http import Validators
from monitor.store.connect import Store, open_read_only
from monitor.store.facts import rollups_are_true
from tests.support.loopback import Asked, Loopback, Reply, cut_short, limited, resetting
from tests.support.services import Document, Forward, NewestFirst, Service

LOCK_WORDS = ("lock", "another", "busy")
READS = (
    ("report", "outside", "--since", "1d"),
    ("mentions", "--limit", "20"),
    ("report", "listening", "--format", "json"),
    ("sources",),
    ("mentions", "--match", "acme", "--format", "ndjson"),
    ("backup",),
)


class ManyHits(NewestFirst):
    page_size: ClassVar[int] = 100


class ManyPosts(Forward):
    page_size: ClassVar[int] = 40


class LongFeed(Document):
    page_size: ClassVar[int] = 60


SERVICES: Mapping[str, tuple[type[Service], str]] = {
    "hn": (ManyHits, 'type = "hackernews"\nbase_url = "{url}"\nitems_url = "{url}"'),
    "toots": (ManyPosts, 'type = "mastodon"\nbase_url = "{url}"\nhashtags = ["acme"]'),
    "feed": (LongFeed, 'type = "rss"\nurl = "{url}/feed"'),
}


@dataclass
class Misbehaving:
    """A service in front of which things go wrong; what goes wrong counts as not shown."""

    service: Service
    chance: random.Random
    is_calm: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    answered: Counter[str] = field(default_factory=Counter)

    def __call__(self, asked: Asked) -> Reply:
        what = "well" if self.is_calm else self._what()
        self.answered[what] += 1
        match what:
            case "500" | "503":
                return Reply(b"broken", int(what))
            case "429":
                return limited("1")
            case "page":
                return Reply(b"<html><title>Log in</title></html>")
            case "reset":
                return resetting()
            case "short":
                return cut_short(b'{"hits": [', claimed=5_000)
            case "slow":
                time.sleep(self.chance.uniform(0.2, 2.0))
        return self._well(asked)

    def _what(self) -> str:
        bad = ("500", "503", "429", "page", "reset", "short", "slow", "slow")
        return self.chance.choice(bad) if self.chance.random() < 0.3 else "well"

    def _well(self, asked: Asked) -> Reply:
        with self.lock:
            answer = self.service.answer(
                asked.query, Validators(etag=asked.headers.get("if-none-match"))
            )
        headers = {"ETag": answer.validators.etag} if answer.validators.etag else {}
        kind = answer.headers.get("content-type", "application/json")
        return Reply(answer.body, answer.status, {**answer.headers, **headers}, kind)

    def live(self) -> None:
        """Something happens: mostly a new item, sometimes late, an edit or a deletion."""
        with self.lock:
            self.service.now = int(time.time())
            luck = self.chance.random()
            if luck < 0.7:
                self.service.add(late=self.chance.choice((0, 0, 0, 60, 600)))
            elif luck < 0.9:
                self.service.edit(self.chance.randrange(10_000))
            else:
                self.service.delete(self.chance.randrange(10_000))


@dataclass
class Tally:
    """What became of the runs of one kind of command."""

    runs: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    locks: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    def note(self, code: int, said: str, kilobytes: int) -> None:
        self.runs += 1
        self.codes[code] += 1
        self.memory.append(kilobytes)
        for line in said.splitlines():
            words = " ".join(word for word in line.split() if not any(map(str.isdigit, word)))
            self.said[words[:110]] += 1
            if any(word in line.casefold() for word in LOCK_WORDS):
                self.locks.append(line)


def command(folder: Path, *words: str) -> tuple[int, str, int]:
    """Run `monitor`; its exit code, standard error and largest memory in kilobytes."""
    with tempfile.TemporaryFile("w+") as told:
        child = subprocess.Popen(
            [sys.executable, "-c", "from monitor.cli import main; main()",
             "--config", str(folder / "config.toml"), *words],
            stdout=subprocess.DEVNULL, stderr=told,
            env={**os.environ, "PYTHONPATH": str(Path.cwd()), "HOME": str(folder)}, cwd=folder,
        )  # fmt: skip
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        return child.returncode, told.read(), used.ru_maxrss


def soak(folder: Path, fronts: Mapping[str, Misbehaving], minutes: float) -> dict[str, Tally]:
    """Run until the time is up; then calm down and read what is left."""
    ends_at = time.monotonic() + minutes * 60
    tallies = {"fetch": Tally(), "beside": Tally()}
    stop = threading.Event()

    def live() -> None:
        while not stop.wait(0.7):
            for front in fronts.values():
                front.live()

    def read() -> None:
        for words in itertools.cycle(READS):
            if stop.is_set():
                return
            tallies["beside"].note(*command(folder, *words))

    tallies["fetch"].note(*command(folder, "fetch", *fronts))
    beside = [threading.Thread(target=work) for work in (live, read)]
    for thread in beside:
        thread.start()
    while time.monotonic() < ends_at:
        tallies["fetch"].note(*command(folder, "fetch", *fronts))
    stop.set()
    for thread in beside:
        thread.join()
    for front in fronts.values():
        front.is_calm = True
    tallies["calm"] = Tally()
    for _ in range(2):
        tallies["calm"].note(*command(folder, "fetch", *fronts))
    return tallies


def faults(store: Store, name: str, service: Service) -> Iterator[str]:
    """Where the store differs from what *service* ever showed."""
    rows = store.rows("SELECT source_id, text, gone_at FROM mention WHERE source = ?", [name])
    texts = {row["source_id"]: row["text"] for row in rows}
    if len(texts) != len(rows):
        yield f"{name}: {len(rows) - len(texts)} doubled"
    shown = {service.source_id(number): said for number, said in service.shown.items()}
    yield from (f"{name}: {one} lost" for one in shown.keys() - texts.keys())
    yield from (f"{name}: {one} invented" for one in texts.keys() - shown.keys())
    for one in shown.keys() & texts.keys():
        if texts[one] not in shown[one]:
            yield f"{name}: {one} has a text that was never shown"
    if not isinstance(service, Document):
        for number, item in service.items.items():
            if texts.get(service.source_id(number)) != item.text:
                yield f"{name}: {number} has not its last text"


def verdict(folder: Path, fronts: Mapping[str, Misbehaving]) -> int:
    """Print what the store holds against what was shown; returns the number of faults."""
    found: list[str] = []
    with open_read_only(folder / "mentions.db") as store:
        for name, front in fronts.items():
            service = front.service
            found += faults(store, name, service)
            unseen = len(service.items.keys() - service.shown.keys())
            gaps = store.value("SELECT COUNT(*) FROM gap WHERE source = ?", [name])
            print(
                f"{name}: {len(service.shown)} items shown, {len(service.gone)} deleted, "
                f"{unseen} never shown to us, {gaps} gaps told; "
                f"answers: {dict(front.answered.most_common())}"
            )
        if store.value("PRAGMA integrity_check") != "ok":
            found.append("the store is damaged")
        if not rollups_are_true(store.connection):
            found.append("the rollups differ from a recount")
    for line in found[:20]:
        print("FAULT", line)
    return len(found)


def figures(name: str, tally: Tally) -> None:
    quarter = max(1, len(tally.memory) // 4)
    first, last = tally.memory[:quarter], tally.memory[-quarter:]
    print(
        f"{name}: {tally.runs} runs, exit codes {dict(tally.codes)}, "
        f"{len(tally.locks)} complaints about locks; memory (MB, median) "
        f"{statistics.median(first) / 1024:.1f} in the first quarter, "
        f"{statistics.median(last) / 1024:.1f} in the last, largest "
        f"{max(tally.memory) / 1024:.1f}"
    )
    for said, times in tally.said.most_common(12):
        print(f"    {times:5} {said}")
    for line in tally.locks[:5]:
        print("    LOCK", line)


def main(minutes: float) -> int:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, fronts, tables, hosts = Path(name), {}, [], []
        for seed, (source, (kind, table)) in enumerate(SERVICES.items()):
            server = stack.enter_context(Loopback())
            front = Misbehaving(kind(now=int(time.time())), random.Random(seed))
            server.below("/", front)
            fronts[source] = front
            hosts.append(f'"{server.host}"')
            tables.append(f'[[source]]\nname = "{source}"\n{table.format(url=server.url)}\n')
        (folder / "config.toml").write_text(
            f"[http]\nallow_private = [{', '.join(hosts)}]\nmin_interval = 0.0\n"
            '[analysis]\nanalyzers = ["language", "sentiment"]\n'
            '[[brand]]\nname = "Acme"\nquery = "acme"\n' + "".join(tables)
        )
        tallies = soak(folder, fronts, minutes)
        for what, tally in tallies.items():
            figures(what, tally)
        wrong = verdict(folder, fronts)
    locks = sum(len(tally.locks) for tally in tallies.values())
    print(f"{minutes:g} minutes: {wrong} faults, {locks} complaints about locks")
    return wrong + locks


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 20) > 0)

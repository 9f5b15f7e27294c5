"""1,000 feeds behind 100 ms of latency: a first pass, then one where nothing has changed.

    python -m bench.feeds [--feeds 1000] [--workers 16] [--latency 0.1]

The feeds lie on a loopback server in a process of its own, each under an address of its own
(127.0.x.y), as feeds do. Beside our real fetch path (`collect`: client, parsing, matching,
store) the `reader` library does the same update with the same number of its own workers, in
the same run, from the same server. Times are wall clock; the ratio is ours to theirs.
"""

import argparse
import asyncio
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from monitor.collect import Job, collect
from monitor.http import HttpSettings, connect
from monitor.matching import watch
from monitor.model import Ask, Brand
from monitor.sources.rss import RssSource
from monitor.store import health
from monitor.store.connect import open_store

ITEMS = 20


def document(number: int) -> bytes:
    """A feed of 20 entries with some text, as blogs have it."""
    words = f"The rocket number {number} flew again and landed softly. " * 12
    items = "".join(
        f"<item><guid>f{number}-{n}</guid><title>Acme note {n}</title>"
        f"<link>http://feed{number}.example/{n}</link>"
        f"<pubDate>Mon, {n % 28 + 1:02} Jun 2026 10:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{words}&lt;/p&gt;</description></item>"
        for n in range(ITEMS)
    )
    head = f"<title>Feed {number}</title><link>http://feed{number}.example/</link>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def serve(latency: float, started: Connection) -> None:
    """Answer /N with feed N after *latency* seconds; 304 to whoever has its ETag."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(latency)
                writer.write(_reply(request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1024)
        started.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def _reply(request: bytes) -> bytes:
    number = int(request.split(b" ", 2)[1].lstrip(b"/"))
    etag = f'"e{number}"'.encode()
    if b"if-none-match: " + etag in request.lower():
        return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\nContent-Length: 0\r\n\r\n"
    body = document(number)
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "
        + etag
        + f"\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    )
    return head + body


@contextmanager
def service(latency: float) -> Iterator[int]:
    """The server in its process; its port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(latency, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def addresses(count: int, port: int) -> list[str]:
    """One host for each feed: nobody keeps 1,000 feeds on one host."""
    return [
        f"http://127.{n // 62500}.{n // 250 % 250}.{n % 250 + 1}:{port}/{n}"
        for n in range(count)
    ]


def ours(
    urls: list[str], folder: Path, workers: int
) -> tuple[Callable[[], int], Callable[[], int]]:
    """A pass of our collecting, and how many mentions are stored."""
    store = open_store(folder / "ours.db")
    http = connect(HttpSettings(allow_private=("127.0.0.0/8",)))
    watched = watch([Brand(name="Acme", query="acme")])

    def one_pass() -> int:
        now = datetime.now(UTC)
        jobs = [
            Job(
                source=RssSource(name=f"feed{n}", http=http, url=url), kind="rss",
                ask=Ask(now=now), asked="bench", brand="Acme",
            )
            for n, url in enumerate(urls)
        ]  # fmt: skip
        run = health.start_run(store, "fetch", now=int(now.timestamp()))
        outcomes = collect(
            store, jobs, watched, clock=lambda: now, run=run, workers=workers,
            deadline=timedelta(hours=1),
        )  # fmt: skip
        failed = [outcome for outcome in outcomes if outcome.error]
        if failed:
            raise SystemExit(f"{len(failed)} feeds failed, first: {failed[0].error}")
        return len(jobs)

    return one_pass, lambda: int(store.value("SELECT count(*) FROM mention"))


def theirs(
    urls: list[str], folder: Path, workers: int
) -> tuple[Callable[[], int], Callable[[], int]]:
    """A pass of reader's own update, and how many entries it has."""
    from reader import make_reader

    library: Any = make_reader(str(folder / "reader.db"))
    for url in urls:
        library.add_feed(url)

    def one_pass() -> int:
        library.update_feeds(workers=workers, scheduled=False)
        return len(urls)

    return one_pass, lambda: int(library.get_entry_counts().total)


def timed(one_pass: Callable[[], int]) -> tuple[float, float]:
    """Wall clock and CPU seconds of this process."""
    began, used = time.perf_counter(), time.process_time()
    one_pass()
    return time.perf_counter() - began, time.process_time() - used


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--latency", type=float, default=0.1)
    given = parser.parse_args()
    with service(given.latency) as port, tempfile.TemporaryDirectory() as name:
        urls = addresses(given.feeds, port)
        best = given.feeds * given.latency / given.workers
        print(
            f"{given.feeds} feeds of {ITEMS} entries, {given.workers} workers, {given.latency} s"
        )
        print(f"(waiting alone: {best:.1f} s a pass)")
        figures: dict[str, list[float]] = {}
        for who, made in (("reader", theirs), ("monitor", ours)):
            one_pass, stored = made(urls, Path(name), given.workers)
            for what in ("first", "unchanged"):
                wall, cpu = timed(one_pass)
                figures.setdefault(what, []).append(wall)
                print(f"{who:8} {what:10} {wall:7.1f} s  cpu {cpu:6.1f} s  {stored():6} stored")
        for what, (peer, own) in figures.items():
            print(f"{what:10} monitor/reader {own / peer:.2f}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak memory {peak:.0f} MB (both)")


if __name__ == "__main__":
    main()

"""Annotating a store with all analyzers, beside vaderSentiment alone on the same texts.

    python bench/annotate.py [--mentions 30000] [--workers 2] [--engine monitor|vader]
                              [--languages en,de] [--sets airline,umsab,…]

The peer is one process that calls `polarity_scores` for each text and keeps nothing. Ours reads
the store, says language, sentiment, intent, topics and stories, and writes everything back with
the counts that reports read. Wall time includes starting the workers and loading the models. CPU
time of doing the same again in one process is given too: on a busy machine it is the steadier of
the two.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("OMP_NUM_THREADS", "1")  # as annotate does for its workers
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from monitor.annotate import annotate, settings_of
from monitor.annotate.topics import fit_topics
from monitor.config import parse_config
from monitor.model import Author, Match, Mention
from monitor.registry import build_analyzer
from monitor.store.annotations import start_again
from monitor.store.connect import Store, open_store
from monitor.store.pages import add_page
from monitor.store.stories import ungroup
from monitor.store.topics import newest_model
from tests.support.shared import DATASETS

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SETS = ("airline", "umsab", "sanders", "brands_sxsw")
ANALYZERS = ("language", "sentiment", "intent", "topic")
CONFIG = """
[monitor]
languages = {languages}
[analysis]
sentiment = "{engine}"
[[brand]]
name = "Acme"
query = "acme"
[[topic]]
name = "delays"
query = "late OR delay*"
"""


def main() -> None:
    asked = _arguments()
    texts = list(islice(_texts(asked.sets.split(",")), asked.mentions))
    rate, cpu = _vader(texts)
    print(f"vaderSentiment alone, 1 process: {rate:,.0f} texts/s, {cpu:.0f} µs CPU a text")
    with (
        tempfile.TemporaryDirectory() as folder,
        _filled(Path(folder) / "mentions.db", texts) as store,
    ):
        _ours(store, texts, asked, peer=rate, peer_cpu=cpu)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mentions", type=int, default=30_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", default="monitor")
    parser.add_argument("--languages", default="en,de", help="as in the config; empty for any")
    parser.add_argument("--sets", default=",".join(SETS), help="folders with a tweets.csv")
    return parser.parse_args()


def _texts(sets: Sequence[str] = SETS) -> Iterator[str]:
    """Tweets as they stand, each once; all sets together are in nine languages."""
    seen = set()
    for name in sets:
        with (DATASETS / name / "tweets.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["text"] not in seen:
                    seen.add(row["text"])
                    yield row["text"]


def _vader(texts: Sequence[str]) -> tuple[float, float]:
    """Texts a second by the wall clock, microseconds of CPU a text."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    started, cpu = time.perf_counter(), time.process_time()
    for text in texts:
        analyzer.polarity_scores(text)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return len(texts) / seconds, cpu / len(texts) * 1e6


def _filled(path: Path, texts: Sequence[str]) -> Store:
    store = open_store(path)
    mentions = [_mention(number, text) for number, text in enumerate(texts)]
    for start in range(0, len(mentions), 1_000):
        add_page(store, "bench", mentions[start : start + 1_000], now=NOW)
    return store


def _mention(number: int, text: str) -> Mention:
    return Mention(
        source="bench",
        source_id=str(number),
        network="bench",
        text=text,
        author=Author(handle=f"author{number % 5_000}"),
        published_at=NOW - timedelta(minutes=number),
        matches=(Match(brand="Acme", term="acme", field="text", start=0, end=4),),
    )


def _ours(
    store: Store,
    texts: Sequence[str],
    asked: argparse.Namespace,
    *,
    peer: float,
    peer_cpu: float,
) -> None:
    languages = json.dumps([code for code in asked.languages.split(",") if code])
    text = CONFIG.format(engine=asked.engine, languages=languages)
    config = parse_config(text, Path("config.toml"))
    # The topics are there already, as in every run but the first.
    annotate(store, [build_analyzer("language", settings_of(config))], stories=False, workers=1)
    fit_topics(store, settings_of(config), now=NOW)
    store.connection.execute("DELETE FROM annotation")
    store.connection.execute("DELETE FROM annotated")
    newest = newest_model(store)
    settings = settings_of(config, topic_model=newest.artefact if newest else b"")
    analyzers = [build_analyzer(name, settings) for name in ANALYZERS]
    started = time.perf_counter()
    done = annotate(store, analyzers, workers=asked.workers)
    rate = len(texts) / (time.perf_counter() - started)
    print(
        f"annotate, {asked.workers} processes, {', '.join(ANALYZERS)} (engine {asked.engine}) and "
        f"stories: {rate:,.0f} mentions/s, {done.failed} failed"
    )
    print(f"ratio {rate / peer:.2f} by the clock (asked for: 0.5; goal: 1)")
    for analyzer in analyzers:
        start_again(store, analyzer.name)
    ungroup(store)
    cpu = time.process_time()
    annotate(store, analyzers, workers=1)
    cpu = (time.process_time() - cpu) / len(texts) * 1e6
    print(
        f"again in one process: {cpu:.0f} µs CPU a mention; with {asked.workers} cores to "
        f"itself at best a ratio of {asked.workers * peer_cpu / cpu:.2f}"
    )


if __name__ == "__main__":
    main()

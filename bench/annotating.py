"""Annotating a store with all analyzers, beside vaderSentiment alone on the same texts.

The peer is one process that calls `polarity_scores` for each text and keeps nothing. Ours reads
the store, says language, sentiment, intent, topics and stories, and writes everything back with
the counts that reports read. Wall time includes starting the workers and loading the models. CPU
time of doing the same again in one process is given too: on a busy machine it is the steadier of
the two.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("OMP_NUM_THREADS", "1")  # as annotate does for its workers
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bench.labelled import rows
from monitor.analyzers.base import Analyzer
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


class Case(NamedTuple):
    """What is annotated: folders of datasets, and the languages of the config."""

    name: str
    sets: tuple[str, ...]
    languages: str


CASES = (
    Case("English", ("airline", "semeval2017", "sanders", "brands_sxsw"), "en"),
    Case("Nine languages", ("airline", "umsab", "sanders", "brands_sxsw"), "en,de"),
)


def main() -> None:
    asked = _arguments()
    cases = [Case("chosen", tuple(asked.sets.split(",")), asked.languages)]
    for case in cases if asked.sets else CASES:
        texts = _texts(case.sets)[: asked.mentions]
        print(f"{case.name}, {len(texts):,} tweets")
        with (
            tempfile.TemporaryDirectory() as folder,
            _filled(Path(folder) / "mentions.db", texts) as store,
        ):
            _compare(store, texts, case, asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mentions", type=int, default=100_000, help="at most")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", default="monitor")
    parser.add_argument(
        "--sets", default="", help="folders of datasets; else all of both cases"
    )
    parser.add_argument("--languages", default="en", help="as in the config, for --sets")
    return parser.parse_args()


def _texts(sets: Sequence[str]) -> list[str]:
    """Tweets as they stand, each once, mixed."""
    files = (file for name in sets for file in sorted((DATASETS / name).glob("*.csv*")))
    found = list(dict.fromkeys(row["text"] for file in files for row in rows(file)))
    random.Random(1).shuffle(found)
    return found


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


def _compare(store: Store, texts: Sequence[str], case: Case, asked: argparse.Namespace) -> None:
    analyzers = _analyzers(store, case.languages, asked.engine)
    before, _ = _vader(texts)
    started = time.perf_counter()
    done = annotate(store, analyzers, workers=asked.workers)
    rate = len(texts) / (time.perf_counter() - started)
    after, peer_cpu = _vader(texts)
    peer = (before + after) / 2
    print(
        f"  vaderSentiment alone, 1 process: {peer:,.0f} texts/s, {peer_cpu:.0f} µs CPU a text"
    )
    print(
        f"  annotate, {asked.workers} processes, {', '.join(ANALYZERS)} (engine {asked.engine}) "
        f"and stories: {rate:,.0f} mentions/s, {done.failed} failed"
    )
    print(f"  ratio {rate / peer:.2f} by the clock (asked for: 0.5; goal: 1)")
    for analyzer in analyzers:
        start_again(store, analyzer.name)
    ungroup(store)
    cpu = time.process_time()
    annotate(store, analyzers, workers=1)
    cpu = (time.process_time() - cpu) / len(texts) * 1e6
    print(
        f"  again in one process: {cpu:.0f} µs CPU a mention; with {asked.workers} cores to "
        f"itself at best a ratio of {asked.workers * peer_cpu / cpu:.2f}"
    )


def _analyzers(store: Store, languages: str, engine: str) -> list[Analyzer]:
    """All four; topics were found before, as in every run but the first."""
    codes = json.dumps([code for code in languages.split(",") if code])
    config = parse_config(CONFIG.format(engine=engine, languages=codes), Path("config.toml"))
    annotate(store, [build_analyzer("language", settings_of(config))], stories=False, workers=1)
    fit_topics(store, settings_of(config), now=NOW)
    store.connection.execute("DELETE FROM annotation")
    store.connection.execute("DELETE FROM annotated")
    newest = newest_model(store)
    settings = settings_of(config, topic_model=newest.artefact if newest else b"")
    return [build_analyzer(name, settings) for name in ANALYZERS]

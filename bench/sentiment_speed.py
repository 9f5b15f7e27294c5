"""Texts a second of the analyzers beside vaderSentiment, in CPU time of one process.

`python -m bench.sentiment_speed [--data DIR]`: the posts of the development sets in an order that
mixes them, each once, in batches of 1,000; "first pass" begins with no spelling known. Interleaved
rounds, the best of each, so that other work on the machine does not decide.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bench.labelled import SENTIMENT, SHARED, read_all
from monitor.analyzers.base import Analyzer, AnalyzerSettings
from monitor.analyzers.features import vocabulary
from monitor.analyzers.intent import IntentAnalyzer
from monitor.analyzers.sentiment import SentimentAnalyzer
from monitor.analyzers.vader import vader
from monitor.model import Mention
from monitor.registry import ANALYZERS, build_analyzer

BATCH = 1_000
LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "pt")
"""Those of the posts, as a config would name them."""

Runner = Callable[[Sequence[Mention]], object]


def posts(root: Path, count: int) -> list[Mention]:
    """Posts from all sets, mixed."""
    found = sorted(read_all(root, SENTIMENT), key=lambda one: one.fold)[:count]
    return [
        Mention(source="bench", source_id=str(number), network="web", text=one.text)
        for number, one in enumerate(found)
    ]


def annotate_with(*analyzers: Analyzer) -> Runner:
    """All *analyzers* on each batch, one after the other, as `monitor annotate` does."""

    def run(mentions: Sequence[Mention]) -> None:
        for start in range(0, len(mentions), BATCH):
            for analyzer in analyzers:
                analyzer.annotate(mentions[start : start + BATCH])

    return run


def runners() -> dict[str, Runner]:
    open_to_any = AnalyzerSettings()
    expected = AnalyzerSettings(languages=LANGUAGES)
    plain = SentimentIntensityAnalyzer()
    monitor = SentimentAnalyzer.build(AnalyzerSettings())
    exact = SentimentAnalyzer.build(AnalyzerSettings(engine="vader"))
    intent = IntentAnalyzer.build(AnalyzerSettings())
    return {
        "vaderSentiment": lambda mentions: [plain.polarity_scores(m.text) for m in mentions],
        "vader, compound only": lambda mentions: [vader().compound(m.text) for m in mentions],
        "sentiment, engine vader": annotate_with(exact),
        "sentiment, engine monitor": annotate_with(monitor),
        "intent": annotate_with(intent),
        "sentiment and intent": annotate_with(monitor, intent),
        "all analyzers": annotate_with(*(build_analyzer(n, expected) for n in ANALYZERS)),
        "all, any language": annotate_with(
            *(build_analyzer(n, open_to_any) for n in ANALYZERS)
        ),
    }


def forget() -> None:
    """Begin with no spelling known."""
    vocabulary().forget()
    vader().clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--count", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    mentions = posts(chosen.data, chosen.count)
    every = runners()
    best: dict[str, float] = {}
    for run in every.values():
        run(mentions[:200])
    for _ in range(chosen.rounds):
        for name, run in every.items():
            forget()
            began = time.process_time()
            run(mentions)
            best[name] = min(best.get(name, 1e9), time.process_time() - began)
    peer = best["vaderSentiment"]
    print(f"{len(mentions)} posts, first pass, one process, CPU time")
    for name, seconds in best.items():
        print(f"{name:28} {len(mentions) / seconds:9,.0f} texts/s   {peer / seconds:.2f} x")


if __name__ == "__main__":
    main()

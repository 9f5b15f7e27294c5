"""Stories: precision and recall on known near duplicates and on variants made of real tweets.

    python bench/stories.py

Made variants: a retweet prefix, a link added, the end cut off, one word changed, one inserted.
A pair of two different originals counts as wrong even where both are retweets of one post, so
that precision is a lower bound; some of those pairs are printed to be read. The peer is
datasketch's MinHash LSH (128 permutations, threshold 0.6, character 4-grams), where installed.
"""

import csv
import gzip
import random
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.analyzers.stories import FEWEST_WORDS, Likeness, likeness, wording
from monitor.analyzers.traces import traces
from monitor.model import Mention
from tests.support.shared import DATASETS

TWEETS = ("airline", "umsab", "sanders", "brands_sxsw")
KINDS = ("retweet", "link", "cut", "word changed", "word inserted")
ORIGINALS = 20_000
VARIANTS = 5_000

Pairs = dict[tuple[int, int], Likeness]


def main() -> None:
    articles()
    texts, sources, kinds = variants()
    pairs = pairs_of(texts)
    score(pairs, texts, sources, kinds)
    peer(texts, sources)


def articles() -> None:
    folder = DATASETS / "near_duplicates"
    with gzip.open(folder / "articles.csv.gz", "rt", encoding="utf-8") as file:
        texts = {row["id"]: row["text"] for row in csv.DictReader(file)}
    with gzip.open(folder / "pairs.csv.gz", "rt", encoding="utf-8") as file:
        known = {frozenset((row["a"], row["b"])) for row in csv.DictReader(file)}
    ids = list(texts)
    found = {frozenset((ids[a], ids[b])) for a, b in pairs_of(list(texts.values()))}
    hits = len(found & known)
    print(
        f"articles: {len(texts):,}, {len(known)} known pairs; precision {hits / len(found):.1%}, "
        f"recall {hits / len(known):.1%}\n"
    )


def variants() -> tuple[list[str], dict[int, int], dict[int, str]]:
    """Distinct tweets, then variants of some: texts, variant -> original, variant -> kind."""
    dice = random.Random(5)
    distinct: dict[tuple[str, ...], str] = {}
    for name in TWEETS:
        with (DATASETS / name / "tweets.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                distinct.setdefault(wording(mention(row["text"])).words, row["text"])
    originals = list(distinct.values())
    dice.shuffle(originals)
    texts = originals[:ORIGINALS]
    words = [word for text in texts[:500] for word in text.split()]
    sources, kinds = {}, {}
    for number, original in enumerate(dice.sample(range(ORIGINALS), VARIANTS)):
        kind = KINDS[number % len(KINDS)]
        sources[len(texts)], kinds[len(texts)] = original, kind
        texts.append(varied(texts[original], kind, words, dice))
    return texts, sources, kinds


def varied(text: str, kind: str, words: Sequence[str], dice: random.Random) -> str:
    if kind == "retweet":
        return f"RT @someone: {text}"
    if kind == "link":
        return f"{text} https://t.example/Ab3dE"
    if kind == "cut":
        return f"{text[: int(len(text) * 0.7)]}…"
    parts = text.split()
    place = dice.randrange(len(parts))
    parts[place : place + (kind == "word changed")] = [dice.choice(words)]
    return " ".join(parts)


def pairs_of(texts: Sequence[str]) -> Pairs:
    started = time.process_time()
    mentions = list(map(mention, texts))
    wordings = list(map(wording, mentions))
    keys = [one for i in range(0, len(texts), 1000) for one in traces(mentions[i : i + 1000])]
    met: dict[int, list[int]] = {}
    found: Pairs = {}
    compared = 0
    for number, one in enumerate(keys):
        for other in {other for key in one for other in met.get(key, ())}:
            compared += 1
            like = likeness(wordings[other], wordings[number])
            if like is not None:
                found[other, number] = like
        for key in one:
            met.setdefault(key, []).append(number)
    rate = len(texts) / (time.process_time() - started)
    print(f"{len(texts):,} texts, {compared:,} comparisons, {rate:,.0f} texts/s")
    return found


def score(
    pairs: Pairs, texts: Sequence[str], sources: dict[int, int], kinds: dict[int, str]
) -> None:
    truth = {(original, variant) for variant, original in sources.items()}
    wrong = [
        pair for pair in pairs if sources.get(pair[0], pair[0]) != sources.get(pair[1], pair[1])
    ]
    print(
        f"made variants: recall {len(truth & set(pairs)) / len(truth):.1%}, "
        f"precision at least {1 - len(wrong) / len(pairs):.1%}"
    )
    for kind in KINDS:
        ours = [pair for pair in truth if kinds[pair[1]] == kind]
        for name, least in (("all", 0), ("10 words or more", 10)):
            some = [p for p in ours if len(wording(mention(texts[p[0]])).words) >= least]
            recall = sum(pair in pairs for pair in some) / len(some)
            print(f"    {kind}, {name}: recall {recall:.1%} of {len(some)}")
    print(f"    (texts of fewer than {FEWEST_WORDS} words are never grouped, on purpose)")
    print("pairs counted as wrong, to be read:")
    for one, other in random.Random(1).sample(sorted(wrong), min(8, len(wrong))):
        print(f"    {texts[one][:100]!r}\n    {texts[other][:100]!r}\n")


def peer(texts: Sequence[str], sources: dict[int, int]) -> None:
    try:
        datasketch = import_module("datasketch")
    except ImportError:
        print("datasketch is not installed: no peer")
        return
    started = time.process_time()
    index = datasketch.MinHashLSH(threshold=0.6, num_perm=128)
    hits = 0
    for number, text in enumerate(texts):
        sketch = datasketch.MinHash(num_perm=128)
        sketch.update_batch(
            [text[i : i + 4].lower().encode() for i in range(max(1, len(text) - 3))]
        )
        hits += sources.get(number, -1) in index.query(sketch)
        index.insert(number, sketch)
    rate = len(texts) / (time.process_time() - started)
    print(f"peer, datasketch candidates: recall {hits / len(sources):.1%}, {rate:,.0f} texts/s")


def mention(text: str) -> Mention:
    return Mention(source="bench", source_id="", network="bench", text=text)


if __name__ == "__main__":
    main()

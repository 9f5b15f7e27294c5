"""Topics on the airline tweets: agreement with the reasons that people gave, and stability.

    python bench/topics.py

NMI (normalised mutual information, arithmetic mean) of the topic of each negative tweet with
its reason; "Can't Tell" is left out. Words that the original data overwrote with names of
reasons ("Late Flightr" for "later") are put back first. The peer is LSA + k-means of
scikit-learn, 16 groups, mean of three seeds.
"""

import csv
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.analyzers.found import FoundTopics, Sample, fit
from monitor.analyzers.found.words import brand_words, stop_words
from monitor.analyzers.topics import TopicAnalyzer
from monitor.model import Brand, Mention
from tests.support.shared import DATASETS

BRANDS = [
    Brand(name=name, query=query)
    for name, query in {
        "United": "united",
        "Virgin America": 'virginamerica OR "virgin america"',
        "Southwest": "southwestair OR southwest",
        "JetBlue": "jetblue",
        "US Airways": 'usairways OR usair OR "us airways"',
        "American": "americanair OR american OR aa OR delta OR airline* OR airways",
    }.items()
]
# The narrower a subject, the earlier: where several hold, the first is compared.
RULES = {
    "Damaged Luggage": "(damage* OR broke OR broken) NEAR/6 (bag* OR luggage OR suitcase OR stroller)",
    "Lost Luggage": "luggage OR baggage OR bag OR bags OR suitcase*",
    "Cancelled Flight": "cancel*",
    "Flight Attendant Complaints": '"flight attendant*" OR crew OR attendant* OR stewardess* OR rude',
    "Bad Flight": "seat* OR wifi OR food OR tv OR entertainment OR legroom OR uncomfortable OR smell*",
    "Flight Booking Problems": "booking OR website OR reservation* OR online OR app OR miles OR site",
    "longlines": '"long line*" OR lines OR queue',
    "Late Flight": "late OR delay* OR sitting OR hours OR stuck OR tarmac OR missed",
    "Customer Service Issue": '"customer service" OR hold OR hung OR phone OR call* OR help OR response',
}
UNDO = (
    (re.compile(r"Late Flight(r|s)?"), "late"),
    (re.compile(r"Cancelled Flight(led|ed|ation|ations|ing|s)?"), "cancelled"),
    (re.compile(r"Flight Booking Problems?"), "booking"),
)


def main() -> None:
    tweets = read()
    reasons = [(text, reason) for text, is_negative, reason in tweets if reason]
    print(f"{len(tweets):,} tweets, {len(reasons):,} with a reason\n")
    taught(reasons)
    samples = [Sample(text, "en", is_negative) for text, is_negative, _ in tweets]
    model = found(samples, reasons)
    peer(reasons)
    stability(samples)
    print("\nThe topics found, as read:")
    for topic in model.topics:
        print(f"  {topic.size:5}  {topic.label}  ({', '.join(topic.terms[3:8])})")
    sizes(samples)


def read() -> list[tuple[str, bool, str]]:
    """Text with the original words put back, whether it is negative, the reason or ""."""
    with (DATASETS / "airline" / "tweets.csv").open(encoding="utf-8") as file:
        found_rows = []
        for row in csv.DictReader(file):
            text, reason = row["text"], row["negative_reason"]
            for pattern, word in UNDO:
                text = pattern.sub(
                    lambda m, w=word: w + (m[1] or "" if w == "late" else ""), text
                )
            is_negative = row["sentiment"] == "negative"
            found_rows.append((text, is_negative, "" if reason == "Can't Tell" else reason))
    return found_rows


def taught(reasons: Sequence[tuple[str, str]]) -> None:
    analyzer = TopicAnalyzer(RULES)
    labels = analyzer.taught_labels([mention(text) for text, _ in reasons])
    first = [one[0] if one else "none" for one in labels]
    truth = [reason for _, reason in reasons]
    covered = sum(map(bool, labels)) / len(labels)
    print(
        f"taught, 9 rules (first that holds): NMI {nmi(truth, first):.3f}, covers {covered:.0%}"
    )
    for name in RULES:
        hits = sum(
            name in one and reason == name for one, reason in zip(labels, truth, strict=True)
        )
        said = sum(name in one for one in labels)
        print(
            f"    {name}: precision {hits / max(1, said):.0%}, recall {hits / truth.count(name):.0%}"
        )


def found(samples: Sequence[Sample], reasons: Sequence[tuple[str, str]]) -> FoundTopics:
    started = time.process_time()
    model = fit(samples, excluded=brand_words(BRANDS))
    seconds = time.process_time() - started
    started = time.process_time()
    topics = ids(model, [text for text, _ in reasons])
    rate = len(reasons) / (time.process_time() - started)
    truth = [reason for _, reason in reasons]
    pairs = [(t, i) for t, i in zip(truth, topics, strict=True) if i]
    print(
        f"found, {len(model.topics)} topics: NMI {nmi(truth, topics):.3f} with the unassigned as one "
        f"group, {nmi([t for t, _ in pairs], [i for _, i in pairs]):.3f} on the "
        f"{len(pairs) / len(truth):.0%} assigned; fit {seconds:.1f} s, {rate:,.0f} texts/s, "
        f"artefact {len(model.to_bytes()) / 1e6:.1f} MB"
    )
    return model


def peer(reasons: Sequence[tuple[str, str]]) -> None:
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    words = sorted(brand_words(BRANDS) | stop_words("en"))
    matrix = TfidfVectorizer(min_df=3, stop_words=words, ngram_range=(1, 2), sublinear_tf=True)
    rows = matrix.fit_transform([re.sub(r"@\w+|http\S+", " ", text) for text, _ in reasons])
    reduced = normalize(TruncatedSVD(100, random_state=0).fit_transform(rows))
    truth = [reason for _, reason in reasons]
    scores = [
        nmi(truth, KMeans(16, n_init=3, random_state=seed).fit_predict(reduced).tolist())
        for seed in range(3)
    ]
    print(f"peer, LSA + k-means, 16 groups: NMI {sum(scores) / 3:.3f}")


def stability(samples: Sequence[Sample]) -> None:
    """What happens to the topics of the first ten elevenths when the rest comes in."""
    shuffled = list(samples)
    random.Random(3).shuffle(shuffled)
    early = shuffled[: len(shuffled) * 10 // 11]
    excluded = brand_words(BRANDS)
    before = fit(early, excluded=excluded)
    texts = [sample.text for sample in early if sample.is_open]
    first = ids(before, texts)
    print("\n10 % more mentions:")
    print(
        "  without a new fit: every earlier mention keeps its topic (a pure function of its text)"
    )
    for name, after in (
        ("new fit, carried on", fit(shuffled, excluded=excluded, before=before)),
        ("new fit, from nothing", fit(shuffled, excluded=excluded)),
    ):
        labels = {topic.label for topic in before.topics}
        kept = len(labels & {topic.label for topic in after.topics})
        was, now = labels_of(before, texts), labels_of(after, texts)
        same = sum(a == b for a, b in zip(was, now, strict=True)) / len(texts)
        print(
            f"  {name}: {kept} of {len(labels)} labels stay, {same:.1%} of the mentions keep theirs, "
            f"NMI {nmi(first, ids(after, texts)):.3f}"
        )


def sizes(samples: Sequence[Sample]) -> None:
    print("\nfit by size:")
    for count in (50, 500, 5_000, 50_000):
        dice = random.Random(count)
        texts = [dice.choice(samples) for _ in range(count)]
        started = time.process_time()
        model = fit([Sample(one.text, "en") for one in texts], excluded=brand_words(BRANDS))
        print(
            f"  {count:6,} texts: {time.process_time() - started:5.1f} s, {len(model.topics)} topics"
        )


def ids(model: FoundTopics, texts: Sequence[str]) -> list[int]:
    return [one[0].id if one else 0 for one in model.assign(texts, ["en"] * len(texts))]


def labels_of(model: FoundTopics, texts: Sequence[str]) -> list[str]:
    return [one[0].label if one else "" for one in model.assign(texts, ["en"] * len(texts))]


def nmi(one: Sequence[object], other: Sequence[object]) -> float:
    """Mutual information over the mean of the entropies."""
    total = len(one)
    first, second, both = Counter(one), Counter(other), Counter(zip(one, other, strict=True))
    shared = sum(
        n / total * log(n * total / (first[a] * second[b])) for (a, b), n in both.items()
    )
    entropies = [
        -sum(n / total * log(n / total) for n in counts.values()) for counts in (first, second)
    ]
    return 2 * shared / sum(entropies) if sum(entropies) else 1.0


def mention(text: str) -> Mention:
    return Mention(source="bench", source_id="", network="bench", text=text, language="en")


if __name__ == "__main__":
    main()

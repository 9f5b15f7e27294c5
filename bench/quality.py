"""How good sentiment and intents are, beside plain vaderSentiment, on labelled texts.

`python -m bench.quality` cross-validates over the development sets: a text is always judged by a
model that was trained without any text of the same words, and the columns "unseen" by one that
was trained without its whole data set. Needs the extra `train`; some minutes on one core.

`python -m bench.quality --shipped [--data DIR]` measures the shipped models instead, on a folder
of the same layout with texts that training never saw. `--file FILE --text COLUMN --label COLUMN`
does the same for any labelled CSV file (negative, neutral, positive).
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.intents import print_intents
from bench.labelled import MEASURED_ONLY, SENTIMENT, SHARED, Labelled, fold, read_all, rows
from monitor.analyzers.engines import CERTAIN, MonitorEngine, soft_max
from monitor.analyzers.features import Floats, vocabulary
from monitor.analyzers.judgement import CLASSES, UNSURE

FOLDS = 3
UNSEEN = (("brands_sxsw", "germeval2017"), ("sanders", "potts"))
"""Sets that one model at a time is trained without; of different languages, so as not to miss."""

Labels = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Answers:
    """What each engine says about the texts, by models that never saw them.

    `unseen`: set -> labels by a model that was trained without the whole set. `feelings`: text
    -> shares, of every text that the cross-validation judged.
    """

    datasets: Labels
    languages: Labels
    right: Labels
    plain: Labels
    vader: Labels
    shares: Floats
    unseen: dict[str, Labels]
    feelings: dict[str, Floats]


def macro_f1(right: Labels, said: Labels) -> float:
    """The mean of the three classes' F1; "unsure" is an answer that is never right."""
    scores = []
    for label in CLASSES:
        hits = int(((right == label) & (said == label)).sum())
        named = int((right == label).sum()) + int((said == label).sum())
        scores.append(2 * hits / named if named else 0.0)
    return float(np.mean(scores))


OFFICIAL_SHARES = {"negative": 0.323, "neutral": 0.483, "positive": 0.194}
"""Of the classes in SemEval-2017's official test (Rosenthal, Farra, Nakov 2017)."""


def shifted_f1(right: Labels, said: Labels) -> float:
    """`macro_f1` if the classes had the shares of SemEval-2017's official test."""
    weights = np.zeros(len(right))
    for label, share in OFFICIAL_SHARES.items():
        weights[right == label] = share / max(1, int((right == label).sum()))
    scores = []
    for label in CLASSES:
        hits = weights[(right == label) & (said == label)].sum()
        scores.append(2 * hits / (weights[right == label].sum() + weights[said == label].sum()))
    return float(np.mean(scores))


def half_width(right: Labels, said: Labels, draws: int = 100) -> float:
    """Half of the 95 % interval of macro-F1, by bootstrap."""
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(draws):
        chosen = random.integers(0, len(right), len(right))
        drawn.append(macro_f1(right[chosen], said[chosen]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(high - low) / 2


def plain_vader(texts: Sequence[str]) -> Labels:
    """vaderSentiment as its authors publish it."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return _thresholds([analyzer.polarity_scores(text)["compound"] for text in texts])


def our_vader(texts: Sequence[str]) -> Labels:
    """The engine `vader`."""
    from monitor.analyzers.vader import vader

    return _thresholds([vader().compound(text).value for text in texts])


def _thresholds(compounds: Sequence[float]) -> Labels:
    values = np.array(compounds)
    return np.where(
        values >= 0.05, "positive", np.where(values <= -0.05, "negative", "neutral")
    )


def labels(shares: Floats) -> Labels:
    """The engine's labels for its probabilities."""
    best = np.array(CLASSES)[shares.argmax(axis=1)]
    return np.where(shares.max(axis=1) >= CERTAIN, best, UNSURE)


def cross_validated(root: Path) -> Answers:
    """Every development text judged by models that never saw it."""
    from bench import fitting
    from bench.train_models import fit_sentiment, sentiment_pool, unseen_scores, without

    pool = sentiment_pool(root)
    made = fitting.design(pool.texts, pool.trainable, with_vectors=True)
    own = np.flatnonzero(~pool.related)
    scores = unseen_scores(made, pool, FOLDS)
    kept = own[pool.trainable[own]]
    factor = fitting.sharpness(scores[kept], pool.labels[kept], CLASSES)
    unseen: dict[str, Labels] = {}
    for group in UNSEEN:
        held_out = np.isin(pool.datasets, group)
        fit = fit_sentiment(made, pool, without(pool, held_out))
        for name in group:
            inside = np.flatnonzero(pool.datasets == name)
            unseen[name] = labels(soft_max(fit.scores(made, inside) * np.float32(factor)))
    texts = [pool.texts[row] for row in own]
    shares = soft_max(scores * np.float32(factor))
    return Answers(
        datasets=pool.datasets[own],
        languages=pool.languages[own],
        right=pool.labels[own],
        plain=plain_vader(texts),
        vader=our_vader(texts),
        shares=shares[own],
        unseen=unseen,
        feelings=dict(zip(pool.texts, shares, strict=True)),
    )


def shipped(found: Sequence[Labelled]) -> Answers:
    """Every text judged by the shipped model."""
    texts = [one.text for one in found]
    shares = [
        MonitorEngine().probabilities(vocabulary().read(texts[start : start + 1_000]))
        for start in range(0, len(texts), 1_000)
    ]
    return Answers(
        datasets=np.array([one.dataset for one in found]),
        languages=np.array([one.language for one in found]),
        right=np.array([one.label for one in found]),
        plain=plain_vader(texts),
        vader=our_vader(texts),
        shares=np.concatenate(shares),
        unseen={},
        feelings={},
    )


def table(answers: Answers) -> Iterator[str]:
    """The lines of the comparison, by data set and by language."""
    said = labels(answers.shares)
    yield "| texts | n | vaderSentiment | vader | monitor | gain | ± | monitor, set unseen |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for name, chosen in _groups(answers):
        right, ours = answers.right[chosen], said[chosen]
        plain = macro_f1(right, answers.plain[chosen])
        figures = (plain, macro_f1(right, answers.vader[chosen]), macro_f1(right, ours))
        unseen = answers.unseen.get(name)
        apart = f"{100 * macro_f1(right, unseen):.1f}" if unseen is not None else ""
        apart = "all of it" if name in MEASURED_ONLY else apart
        yield (
            f"| {name} | {len(right)} | "
            + " | ".join(f"{100 * figure:.1f}" for figure in figures)
            + f" | {100 * (figures[2] - plain):+.1f} | {100 * half_width(right, ours):.1f} | {apart} |"
        )
    posts = answers.datasets == "semeval2017"
    if posts.any():
        shifted = [shifted_f1(answers.right[posts], by[posts]) for by in (answers.plain, said)]
        figures_of = " and ".join(f"{100 * figure:.1f}" for figure in shifted)
        yield f"semeval2017 with the class shares of its test: {figures_of}"
    yield f"unsure: {100 * float((said == UNSURE).mean()):.1f} % of the texts"


def _groups(answers: Answers) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    for name in sorted(set(answers.datasets.tolist())):
        yield name, answers.datasets == name
    for language in sorted(set(answers.languages.tolist())):
        yield f"all {language}", answers.languages == language


def reliability(answers: Answers) -> Iterator[str]:
    """The share of right answers where the model says so much; they should be alike."""
    best = answers.shares.max(axis=1)
    right = np.array(CLASSES)[answers.shares.argmax(axis=1)] == answers.right
    known = ~np.isin(answers.datasets, list(MEASURED_ONLY))
    yield "| probability | texts | mean probability | right |"
    yield "|---|--:|--:|--:|"
    error = 0.0
    for low in np.arange(0.3, 1.0, 0.1):
        inside = known & (best >= low) & (best < low + 0.1 + (1e-6 if low > 0.85 else 0))
        if inside.any():
            said, true = float(best[inside].mean()), float(right[inside].mean())
            error += abs(said - true) * float(inside.sum()) / float(known.sum())
            yield f"| {low:.1f} to {low + 0.1:.1f} | {inside.sum()} | {said:.3f} | {true:.3f} |"
    yield f"expected calibration error: {error:.3f}"


def labelled_file(path: Path, text: str, label: str) -> list[Labelled]:
    """Any CSV file with a column of texts and one of labels."""
    return [
        Labelled(path.stem, "?", row[text], row[label].strip().lower(), fold(row[text]))
        for row in rows(path)
        if row[label].strip().lower() in CLASSES
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--text", default="text")
    parser.add_argument("--label", default="label")
    parser.add_argument("--only", choices=["sentiment", "intent"])
    chosen = parser.parse_args(arguments)
    if chosen.file:
        answers = shipped(labelled_file(chosen.file, chosen.text, chosen.label))
    elif chosen.shipped:
        if chosen.data == SHARED:
            print(
                "The shipped models were trained on these texts: only the row airline is fair."
            )
        answers = shipped(read_all(chosen.data, SENTIMENT))
    else:
        answers = cross_validated(chosen.data)
    if chosen.only != "intent":
        print("Sentiment, macro-F1 in percent", *table(answers), sep="\n")
        print("\nReliability of the engine monitor", *reliability(answers), sep="\n")
    if not chosen.file and chosen.only != "sentiment":
        print_intents(chosen.data, is_shipped=chosen.shipped, feelings=answers.feelings)


if __name__ == "__main__":
    main()

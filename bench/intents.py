"""Precision and recall of each intent on labelled texts; used by `bench.quality`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.labelled import (
    CHURN,
    COMPLAINT,
    MEASURED_ONLY,
    PURCHASE,
    SENTIMENT,
    read,
    read_all,
    rows,
)
from monitor.analyzers.engines import MonitorEngine
from monitor.analyzers.features import Floats, vocabulary
from monitor.analyzers.intent import INTENT_MODEL, Signs, intents, logistic
from monitor.analyzers.intent_words import told
from monitor.analyzers.model import file_digest, scorer

Heads = Callable[[str, list[str]], "tuple[Floats, Floats]"]


@dataclass(frozen=True)
class Case:
    """A measurement: which intent, on which texts, and whether each of them has it."""

    intent: str
    name: str
    texts: list[str]
    is_so: list[bool]


def cases(root: Path) -> Iterator[Case]:
    """Every measurement that the data sets allow."""
    found = read_all(root, COMPLAINT)
    yield Case(
        "complaint",
        "complaints, en",
        [o.text for o in found],
        [o.label == "yes" for o in found],
    )
    for layout in SENTIMENT:
        if layout.folder in ("airline", "germeval2017"):
            found = read(root, layout)
            yield Case(
                "complaint",
                f"{layout.folder} negative, {layout.language}",
                [one.text for one in found],
                [one.label == "negative" for one in found],
            )
            if layout.folder in MEASURED_ONLY:  # for praise the sentiment model must be unseen
                yield Case(
                    "praise",
                    f"{layout.folder} positive, {layout.language}",
                    [one.text for one in found],
                    [one.label == "positive" for one in found],
                )
    yield from _reviews(root)
    found = read_all(root, PURCHASE)
    yield Case(
        "purchase",
        "iPhone tweets, en",
        [o.text for o in found],
        [o.label == "yes" for o in found],
    )
    found = read_all(root, CHURN)
    for language in ("en", "de"):
        some = [one for one in found if one.language == language]
        yield Case(
            "switching",
            f"churn chat, {language}",
            [o.text for o in some],
            [o.label == "yes" for o in some],
        )
    yield from _questions(root)


def _reviews(root: Path) -> Iterator[Case]:
    from bench.train_intent import reviews

    found = reviews(root)
    if found:
        texts = list(found)
        for intent, name in (("request", "feature"), ("complaint", "bug or 1 to 2 stars")):
            yield Case(
                intent, f"app reviews, {name}, en", texts, [intent in found[t] for t in texts]
            )


def _questions(root: Path) -> Iterator[Case]:
    """Bank customers' questions, as they are and with the question marks taken away.

    The other side are texts without a question mark, from sets about opinions.
    """
    asked = [row["text"] for path in (root / "banking77").glob("*.csv*") for row in rows(path)]
    asked = [text for text in asked if text.rstrip().endswith("?")][:3000]
    others = {
        "en": [one.text for one in read_all(root, COMPLAINT) if "?" not in one.text],
        "de": [one.text for one in read(root, SENTIMENT[4]) if "?" not in one.text],
    }
    if asked:
        texts = [text.replace("?", "") for text in asked] + others["en"]
        truth = [True] * len(asked) + [False] * len(others["en"])
        yield Case(
            "question",
            "banking77 without its “?”, against tweets without one, en",
            texts,
            truth,
        )
    german = [one.text for one in read(root, SENTIMENT[4]) if one.text.rstrip().endswith("?")]
    if german:
        texts = [text.replace("?", "") for text in german] + others["de"]
        truth = [True] * len(german) + [False] * len(others["de"])
        yield Case("question", "PotTS that end in “?”, without it, de", texts, truth)


def print_intents(root: Path, *, is_shipped: bool, feelings: Mapping[str, Floats]) -> None:
    """Precision, recall and F1 of each intent.

    *feelings*: text -> shares of sentiment by a model that never saw it; for all other texts
    the shipped model is asked.
    """
    heads = _shipped_heads if is_shipped else _Unseen(root).heads
    print("\nIntents, in percent")
    print("| intent | texts | n | share | precision | recall | F1 |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for case in cases(root):
        said = _said(case, heads, feelings)
        right = np.array(case.is_so)
        if not right.any():
            continue
        hits = int((said & right).sum())
        precision, recall = hits / max(1, int(said.sum())), hits / int(right.sum())
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        figures = (right.mean(), precision, recall, f1)
        cells = " | ".join(f"{100 * figure:.0f}" for figure in figures)
        print(f"| {case.intent} | {case.name} | {len(right)} | {cells} |", flush=True)


def _said(case: Case, heads: Heads, feelings: Mapping[str, Floats]) -> npt.NDArray[np.bool_]:
    complaints, requests = heads(case.intent, case.texts)
    shares = _feelings(case.texts, feelings)
    signs = Signs([*map(told, case.texts)], complaints, requests, shares[:, 2], shares[:, 0])
    return np.array([case.intent in found for found in intents(signs)])


def _feelings(texts: list[str], known: Mapping[str, Floats]) -> Floats:
    """Shares of negative, neutral, positive: as *known*, or by the shipped model."""
    found = np.concatenate(
        [
            MonitorEngine().probabilities(vocabulary().read(texts[at : at + 1000]))
            for at in range(0, len(texts), 1000)
        ]
    )
    for row, text in enumerate(texts):
        if text in known:
            found[row] = known[text]
    return found


def _shipped_heads(intent: str, texts: list[str]) -> tuple[Floats, Floats]:
    judge = scorer(INTENT_MODEL, file_digest(INTENT_MODEL))
    shares = np.concatenate(
        [
            logistic(judge.scores(vocabulary().read(texts[at : at + 1000])))
            for at in range(0, len(texts), 1000)
        ]
    )
    return shares[:, 0], shares[:, 1]


class _Unseen:
    """The trained heads by cross-validation: a text is judged by models without it."""

    def __init__(self, root: Path) -> None:
        from bench import fitting, train_intent

        self._known: dict[tuple[str, str], float] = {}
        for intent in train_intent.HEADS:
            data = train_intent.examples(root, intent)
            made = fitting.design(data.texts, np.ones(len(data.texts), dtype=np.bool_))
            scores = train_intent.unseen_scores(made, data, intent)
            own = ~np.isin(data.datasets, train_intent.ASIDE)
            factor, shift = fitting.platt(scores[own], data.is_so[own])
            shares = logistic(scores * np.float32(factor) + np.float32(shift))
            self._known |= {
                (intent, text): share
                for text, share in zip(data.texts, shares.tolist(), strict=True)
            }

    def heads(self, intent: str, texts: list[str]) -> tuple[Floats, Floats]:
        shipped = _shipped_heads(intent, texts)
        found = [
            np.array(
                [
                    self._known.get((head, text), share)
                    for text, share in zip(texts, shares.tolist(), strict=True)
                ],
                dtype=np.float32,
            )
            for head, shares in zip(("complaint", "request"), shipped, strict=True)
        ]
        return found[0], found[1]

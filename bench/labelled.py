"""Labelled texts for training and measuring, read from a folder with one folder for each set.

Any `*.csv` or `*.csv.gz` in a set's folder that has the set's columns is read, so that held-out
files of the same layout work like the development files.
"""

import csv
import gzip
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "datasets"

_SAME = {"negative": "negative", "neutral": "neutral", "positive": "positive"}
_EMOTIONS = {
    "anger": "negative",
    "sadness": "negative",
    "joy": "positive",
    "optimism": "positive",
}
_STARS = {"1": "negative", "2": "negative", "3": "neutral", "4": "positive", "5": "positive"}
_READ_LANGUAGES = frozenset(
    ["ar", "da", "de", "en", "es", "fr", "hi", "it", "nl", "pl", "pt", "ru", "sv", "tr"]
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text with its right answer. `fold` in [0, 1) is the same for texts that are alike."""

    dataset: str
    language: str
    text: str
    label: str
    fold: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a set keeps its answers: `column`, and which of its values are which label."""

    folder: str
    column: str
    labels: Mapping[str, str]
    language: str = "en"  # or the name of a column, in brackets
    file: str = ""  # only the file with this name, where a folder holds several kinds


SENTIMENT = (
    Layout("airline", "sentiment", _SAME),
    Layout("semeval2017", "label", _SAME),
    Layout("brands_sxsw", "sentiment", _SAME),
    Layout("sanders", "sentiment", _SAME),
    Layout("potts", "label", _SAME, "de"),
    Layout("germeval2017", "sentiment", _SAME, "de"),
    Layout("umsab", "label", _SAME, "[lang]"),
)
MEASURED_ONLY = frozenset({"airline", "umsab hi"})
"""Sets that nothing shipped is trained on. The licence of the airline tweets forbids commercial use;
the labels of UMSAB's romanised Hindi hardly belong to its texts: of 221 that SemEval-2017 has too,
89 carry the same label, and 75 would by chance."""

NOT_NEGATIVE = "not negative"
"""What is known of a text that may be neutral or positive."""

RELATED = (
    Layout("tweeteval", "label", {"offensive": "negative"}, file="offensive"),
    Layout("germeval2018", "label", {"OFFENSE": "negative", "OTHER": NOT_NEGATIVE}, "de"),
    Layout("germeval2021", "toxic", {"1": "negative", "0": NOT_NEGATIVE}, "de"),
    Layout("complaints", "complaint", {"1": "negative", "0": NOT_NEGATIVE}),
    Layout("app_reviews", "stars", _STARS),
)
"""Sets about something else that tell something about sentiment; for training only."""

COMPLAINT = (Layout("complaints", "complaint", {"1": "yes", "0": "no"}),)
REVIEWS = Layout(
    "app_reviews",
    "label",
    {"bug": "bug", "feature": "feature", "rating": "rating", "userexperience": "experience"},
)
PURCHASE = (Layout("purchase_intent", "purchase_intent", {"yes": "yes", "no": "no"}),)
CHURN = (Layout("churn", "churn", {"1": "yes", "0": "no"}, "[lang]"),)


def read(root: Path, layout: Layout) -> list[Labelled]:
    """The labelled texts of one set; empty where the folder has none."""
    found: list[Labelled] = []
    for path in sorted(
        [*(root / layout.folder).glob("*.csv"), *(root / layout.folder).glob("*.csv.gz")]
    ):
        if layout.file and not path.name.startswith(layout.file):
            continue
        for row in rows(path):
            label = layout.labels.get(_value(row, layout.column))
            if label is not None and row.get("text"):
                found.append(_labelled(layout, row, label))
    return found


def read_all(root: Path, layouts: tuple[Layout, ...]) -> list[Labelled]:
    return [one for layout in layouts for one in read(root, layout)]


def valences(root: Path) -> list[Labelled]:
    """VADER's own ground truth (mean human valence, -4 to 4) as classes; for training only."""
    found = []
    for path in sorted((root / "vader_truth").glob("*.csv")):
        for row in rows(path):
            valence = float(row["mean_valence"])
            label = "positive" if valence > 0.8 else "negative" if valence < -0.8 else "neutral"
            found.append(Labelled("vader_truth", "en", row["text"], label, fold(row["text"])))
    return found


def plain_texts(root: Path) -> list[Labelled]:
    """Customers' questions to a bank, and sentences of web pages: neutral nearly always."""
    asked = [
        Labelled("banking77", "en", row["text"], "neutral", fold(row["text"]))
        for path in sorted((root / "banking77").glob("*.csv*"))
        for row in rows(path)
        if row["text"].rstrip().endswith("?")
    ]
    said = [
        Labelled("langid", row["lang"], row["text"], "neutral", fold(row["text"]))
        for path in sorted((root / "langid").glob("*.csv*"))
        for row in rows(path)
        if row["kind"] == "sentences" and row["lang"] in _READ_LANGUAGES
    ]
    return asked + said


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, packed or not."""
    csv.field_size_limit(10**8)
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    yield from csv.DictReader(io.StringIO(text, newline=""))


def fold(text: str) -> float:
    """A number in [0, 1) from the words alone, so that near-equal texts fall on one side."""
    plain = re.sub(r"[^\w\s]", "", re.sub(r"https?\S+|@\w+", "", text.lower()))
    digest = hashlib.sha256(("m1" + " ".join(plain.split())).encode()).hexdigest()
    return int(digest[:8], 16) / 2**32


def _labelled(layout: Layout, row: Mapping[str, str], label: str) -> Labelled:
    language, name = layout.language, layout.folder
    if language.startswith("["):
        language = row[language.strip("[]")]
        name = f"{name} {language}"
    return Labelled(name, language, row["text"], label, fold(row["text"]))


def _value(row: Mapping[str, str], column: str) -> str:
    value = (row.get(column) or "").strip()
    return value.removesuffix(".0")

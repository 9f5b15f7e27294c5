"""Language of short posts: right answers by class, and speed beside py3langid one by one.

    python bench/language.py

UMSAB's development tweets in seven languages (its Hindi part is romanised, hence no ground
truth) and the sentences and word pairs of lingua's test data.
"""

import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.analyzers.language import LanguageAnalyzer, language_code
from monitor.model import Mention
from tests.support.shared import DATASETS

SEVEN = ("ar", "de", "en", "es", "fr", "it", "pt")
TEN = ("da", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv")


def main() -> None:
    tweets = [r for r in rows("umsab/tweets.csv") if r[1] in SEVEN]
    others = rows("langid/texts.csv")
    print(
        f"{'set':32}{'languages':>10}{'n':>7}{'right':>8}{'und':>7}{'right of given':>16}{'texts/s':>9}"
    )
    report("tweets", tweets, SEVEN, classes=True)
    report("tweets of up to 60 characters", [r for r in tweets if len(r[0]) <= 60], SEVEN)
    report("tweets, German and English", tweets, ("de", "en"), classes=True)
    report("tweets", tweets, ())
    report("word pairs", [r for r in others if r[1] in TEN and r[0].count(" ") < 3], TEN)
    report("sentences", [r for r in others if r[0].count(" ") >= 3], ())
    peer(tweets)


def rows(name: str) -> list[tuple[str, str]]:
    with (DATASETS / name).open(encoding="utf-8") as file:
        return [(row["text"], row["lang"]) for row in csv.DictReader(file)]


def report(
    name: str,
    cases: Sequence[tuple[str, str]],
    languages: tuple[str, ...],
    *,
    classes: bool = False,
) -> None:
    analyzer = LanguageAnalyzer(languages)
    mentions = [mention(text) for text, _ in cases]
    analyzer.annotate(mentions[:10])
    started = time.process_time()
    answers = [one.label or "" for one in analyzer.annotate(mentions)]
    seconds = time.process_time() - started
    truth = [language_code(code) for _, code in cases]
    truth = [code if not languages or code in languages else "und" for code in truth]
    right = sum(a == b for a, b in zip(truth, answers, strict=True))
    given = [(a, b) for a, b in zip(truth, answers, strict=True) if b != "und"]
    print(
        f"{name:32}{len(languages) or 'any':>10}{len(cases):>7}{right / len(cases):>8.1%}"
        f"{answers.count('und') / len(cases):>7.1%}"
        f"{sum(a == b for a, b in given) / len(given):>16.1%}{len(cases) / seconds:>9,.0f}"
    )
    if classes:
        for code in sorted(set(truth)):
            hits = sum(a == b == code for a, b in zip(truth, answers, strict=True))
            precision, recall = hits / max(1, answers.count(code)), hits / truth.count(code)
            print(f"    {code}: precision {precision:.1%}, recall {recall:.1%}")


def peer(cases: Sequence[tuple[str, str]]) -> None:
    """py3langid limited to the same languages, a text at a time, as its users call it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(SEVEN))
    started = time.process_time()
    right = sum(identifier.classify(text)[0] == code for text, code in cases)
    seconds = time.process_time() - started
    print(
        f"py3langid on the same tweets: {right / len(cases):.1%}, {len(cases) / seconds:,.0f} texts/s"
    )


def mention(text: str) -> Mention:
    return Mention(source="bench", source_id="", network="bench", text=text)


if __name__ == "__main__":
    main()

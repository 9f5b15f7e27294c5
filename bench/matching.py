"""How fast texts are matched, beside one compiled `re` alternation on the same work.

    python bench/matching.py [--posts 20000]

Two sets of terms, drawn from other posts than those that are matched. *Phrases* are all different
words and phrases of two and three words, everyday ones such as "have" among them, so that most
posts hold some: the worst case, and what the goals were set on. *Names* are what a monitor looks
for: what is written large inside a sentence, hashtags, handles. How many posts matched is shown
for both.

The alternation looks for the same terms in the same folded posts with the same boundaries and gives
the same `Match` rows; it runs on fewer posts where it is slow. Posts are real tweets where they lie
beside the checkout, else generated. Times are CPU time of this process, so that a busy machine does
not change the ratios, and all take turns, so that a slow moment is one for all.
"""

import argparse
import csv
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias, TypeVar

from monitor.model import Match, Mention
from monitor.query import Matcher, compile_queries
from monitor.query.normal import fold, words

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "datasets"
BATCH = 1_000  # as `monitor import` and `monitor rematch` give it
ROUNDS = 9
COUNTS = (10, 1_000, 10_000)

Text: TypeAlias = Callable[[int], str]
Key = TypeVar("Key")


def real_posts() -> list[str]:
    """The tweets beside the checkout; none where they are not there."""
    csv.field_size_limit(sys.maxsize)
    posts = []
    for path in sorted(SHARED.glob("*/tweets.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            posts += [row["text"] for row in csv.DictReader(file) if row.get("text")]
    return posts


def generated_posts(count: int, chance: random.Random) -> list[str]:
    """Posts of made-up words, some of them much more common than others."""
    vocabulary = [f"w{number:x}" for number in range(30_000)]
    weights = [1 / (rank + 2) for rank in range(len(vocabulary))]
    return [" ".join(chance.choices(vocabulary, weights, k=16)) for _ in range(count)]


def mined_terms(posts: Sequence[str], count: int, chance: random.Random) -> list[str]:
    """*count* of the different words and phrases of the posts, all as likely."""
    found: set[str] = set()
    for post in posts[:10_000]:
        text = words(fold(post))
        for length in (1, 2, 3):
            found.update(" ".join(text[i : i + length]) for i in range(len(text) - length + 1))
    known = sorted(term for term in found if len(term) > 3 and term.isascii())
    return chance.sample(known, count)


_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+(?: [A-Z]\w+){0,2}|(?<=[@#])\w+", re.ASCII)


def mined_names(posts: Sequence[str], count: int, chance: random.Random) -> list[str]:
    """*count* of the different names in the posts, all as likely.

    A name is what is written large inside a sentence (up to three words), or stands after @ or
    #; not one that others write small more often, as any word can be written large.
    """
    small = Counter(word for post in posts for word in re.findall(r"\b[a-z]+\b", post))
    found = Counter(fold(name) for post in posts for name in _NAME.findall(post))
    known = sorted(n for n, times in found.items() if len(n) > 3 and times > small[n])
    return chance.sample(known, min(count, len(known)))


def alternation(terms: Iterable[str]) -> re.Pattern[str]:
    """All terms as one expression, the longest first; words may have any signs between."""
    longest = sorted(terms, key=len, reverse=True)
    each = "|".join(r"[\W]+".join(map(re.escape, term.split())) for term in longest)
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)")


def match_by_alternation(pattern: re.Pattern[str], posts: Sequence[Mention]) -> int:
    """The matches of *posts*: of overlapping terms only one, which flatters the alternation."""
    count = 0
    for post in posts:
        count += bool(
            [
                Match(brand=m[0], term=m[0], field="text", start=m.start(), end=m.end())
                for m in pattern.finditer(fold(post.text))
            ]
        )
    return count


def match_by_matcher(matcher: Matcher, posts: Sequence[Mention]) -> int:
    count = 0
    for start in range(0, len(posts), BATCH):
        count += sum(map(bool, matcher.match(posts[start : start + BATCH])))
    return count


def seconds(works: Mapping[Key, Callable[[], int]]) -> dict[Key, tuple[float, int]]:
    """The best of some rounds of each, and what the work gave.

    In every round all take their turn, so that a slow moment of the machine is one for all; the
    first round only warms up.
    """
    best = {key: (float("inf"), 0) for key in works}
    for number in range(ROUNDS + 1):
        for key, work in works.items():
            start = time.process_time()
            result = work()
            took = time.process_time() - start
            if number:
                best[key] = min(best[key][0], took), result
    return best


def queries_of(terms: Sequence[str], kind: str, chance: random.Random) -> dict[str, str]:
    """One query a term: the term itself, or a Boolean one that needs it."""
    if kind != "queries":
        return {term: f'"{term}"' for term in terms}
    return {
        term: f'"{term}" ("{chance.choice(terms)}" OR the) NOT "{chance.choice(terms)}"'
        for term in terms
    }


def compiled(terms: Sequence[str], kind: str) -> tuple[Matcher, float]:
    """A matcher, and the seconds that it took to build."""
    asked = queries_of(terms, kind, random.Random(len(terms)))
    start = time.process_time()
    return compile_queries(asked), time.process_time() - start


def line(kind: str, count: int, cost: float, built: float, held: float) -> str:
    rate = f"{1 / cost:>10,.0f} posts/s  built in {built:6.2f} s"
    return f"{count:>7,} {kind:<8} {rate}  {held:6.1%} matched"


def compare(posts: Sequence[Mention], terms: Sequence[str], kind: str) -> None:
    """For each count of terms the posts a second, beside the alternation; then the goals."""
    works: dict[tuple[str, int], Callable[[], int]] = {}
    built: dict[int, float] = {}
    fewer = {n: posts[: max(200, min(len(posts), 4_000_000 // n))] for n in COUNTS}
    for n in COUNTS:
        matcher, built[n] = compiled(terms[:n], kind)
        works["matcher", n] = partial(match_by_matcher, matcher, posts)
        works["re", n] = partial(match_by_alternation, alternation(terms[:n]), fewer[n])
    took = seconds(works)
    costs = {n: took["matcher", n][0] / len(posts) for n in COUNTS}
    slow = {n: took["re", n][0] / len(fewer[n]) for n in COUNTS}
    for n in COUNTS:
        shown = line(kind, n, costs[n], built[n], took["matcher", n][1] / len(posts))
        print(f"{shown}  re alternation {1 / slow[n]:>9,.0f} posts/s", end="")
        print(f"  {slow[n] / costs[n]:7.1f} x")
    few, some, many = COUNTS
    print(f"{kind}: 10,000 cost {costs[many] / costs[few]:.2f} times what 10 cost", end=" ")
    print(f"(goal: 3); at 1,000 terms {slow[some] / costs[some]:.1f} times the", end=" ")
    print("re alternation (goal: 30)")


def boolean(posts: Sequence[Mention], terms: Sequence[str]) -> None:
    """The same for Boolean queries, which no single expression can do."""
    matcher, built = compiled(terms, "queries")
    took, held = seconds({"": partial(match_by_matcher, matcher, posts)})[""]
    print(line("queries", len(terms), took / len(posts), built, held / len(posts)))


def doubling(name: str, sizes: Sequence[int], query: Text, text: Text) -> None:
    """Time to compile and match for each size, and its ratio to the size before: 2 is linear."""
    times = []
    for size in sizes:
        batch, asked = [post(text(size))], {"q": query(size)}
        start = time.process_time()
        compile_queries(asked).match(batch)
        times.append(time.process_time() - start)
    shown = "  ".join(
        f"{size:,}: {1000 * t:,.0f} ms" for size, t in zip(sizes, times, strict=True)
    )
    print(f"{name:<28} {shown}  ratios {' '.join(f'{b / a:.1f}' for a, b in pairwise(times))}")


def post(text: str) -> Mention:
    return Mention(source="bench", source_id="1", network="web", text=text)


def always(text: str) -> Text:
    return lambda _: text


def grow() -> None:
    """What could be slow: queries of growing depth and width, texts of growing length."""
    long = (625_000, 1_250_000, 2_500_000, 5_000_000)
    some = tuple(size // 16 for size in long)
    words = always("acme w7 w99 rocket")
    doubling("brackets", (25, 50, 100, 199), lambda n: "(" * n + "acme" + ")" * n, words)
    wide = (1_250, 2_500, 5_000, 10_000)
    doubling("ORs", wide, lambda n: " OR ".join(f"w{i}" for i in range(n)), words)
    doubling("ANDs", wide, lambda n: " ".join(f"w{i}" for i in range(n)), words)
    doubling("/(a+)+$/, a's and a b", long, always("/(a+)+$/"), lambda n: "a" * n + "b")
    doubling("/a.*b|a/, a's", long, always("/a.*b|a/"), lambda n: "a" * n)
    doubling(
        "acme rocket, often", some, always("acme rocket"), lambda n: "acme rocket, " * (n // 13)
    )
    doubling("NEAR, often", some, always("a NEAR/9 b NEAR/9 a"), lambda n: "a b " * (n // 4))
    doubling(
        "acme once, in English",
        long,
        always("acme"),
        lambda n: "some words, " * (n // 12) + "acme",
    )
    doubling(
        "acme once, in Japanese", some, always("acme"), lambda n: "日本語で" * (n // 4) + "acme"
    )
    doubling("marks on marks", long, always("acme"), lambda n: "a" + "\u0315\u0300" * (n // 2))
    doubling("aa*b*c*d, one long word", long, always("aa*b*c*d"), lambda n: "a" * n)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    options = parser.parse_args()
    chance = random.Random(7)
    texts = real_posts()
    print(f"{len(texts):,} real tweets" if texts else "generated posts")
    is_real = bool(texts)
    texts = texts or generated_posts(options.posts, chance)
    chance.shuffle(texts)
    posts = [post(text) for text in texts[: options.posts]]
    others = texts[options.posts :] or generated_posts(10_000, chance)
    names = (mined_names if is_real else mined_terms)(others, 10_000, chance)
    phrases = mined_terms(others, 10_000, chance)
    compare(posts, names, "names")
    compare(posts, phrases, "phrases")
    boolean(posts, names)
    grow()


if __name__ == "__main__":
    main()

"""The same text republished is one story; the same thought in the same words is not."""

import csv
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers.stories import FEWEST_WORDS, Likeness, likeness, wording
from monitor.analyzers.traces import traces
from monitor.model import Mention
from tests.support.shared import DATASETS, needs_datasets

POST = "Acme will close its old warehouse in Leeds next month and move everyone to the new site"
ARTICLE = (
    "The maker of household robots said on Monday that it would recall nine thousand units after "
    "customers had reported overheating batteries. A spokeswoman said that nobody was hurt and "
    "that every owner would get a letter with a voucher for a free repair within two weeks."
)


def mention(text: str, *, url: str | None = None, kind: str = "post") -> Mention:
    return Mention(source="s", source_id="1", network="x", text=text, url=url, kind=kind)


def compare(one: str, other: str) -> Likeness | None:
    return likeness(wording(mention(one)), wording(mention(other)))


def meet(one: str, other: str) -> bool:
    first, second = traces([mention(one), mention(other)])
    return bool(set(first) & set(second))


@pytest.mark.parametrize(
    "other",
    [
        f"RT @somebody: {POST}",
        f"{POST} https://example.com/x?utm_source=y",
        f"{POST.upper()}!!!",
        f"{POST} via @somebody",
        f"{POST[:70]}…",
        POST.replace("everyone", "everybody"),
        f"Wow. {POST}",
    ],
)
def test_what_republishing_does_to_a_text_makes_no_other_story(other: str) -> None:
    assert compare(POST, other) is not None
    assert compare(other, POST) is not None
    assert meet(POST, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thank you so much!", "thank you so much"),
        ("worst service ever", "Worst service ever!"),
        ("", ""),
        (
            "My flight from Leeds was late by 40 minutes today again",
            "My flight from Leeds was late by 55 minutes today again",
        ),
        (POST, "Acme will open a new warehouse in Hull next year and hire two hundred people"),
        (ARTICLE, ARTICLE[: len(ARTICLE) // 3] + " A rival said it had no such plans at all."),
    ],
)
def test_other_stories(one: str, other: str) -> None:
    assert compare(one, other) is None


def test_an_article_with_a_sentence_changed_is_the_same_story() -> None:
    other = ARTICLE.replace("A spokeswoman said", "The company told reporters")
    found = compare(ARTICLE, other)
    assert found is not None
    assert found.reason == "near"
    assert meet(ARTICLE, other)


def test_one_address_is_one_story_for_articles_only() -> None:
    url = "https://news.example/2026/acme-recall?utm_source=feed"
    plain = "https://news.example/2026/acme-recall"
    first, second = (
        mention("Recall", url=url, kind="article"),
        mention("x", url=plain, kind="article"),
    )
    assert likeness(wording(first), wording(second)) == Likeness(1.0, "url")
    reviews = (
        mention("Great", url=plain, kind="review"),
        mention("Bad", url=plain, kind="review"),
    )
    assert likeness(wording(reviews[0]), wording(reviews[1])) is None
    home = mention("a", url="https://news.example/", kind="article")
    assert wording(home).address is None


@pytest.mark.parametrize(
    "text", ["\ud800" * 20, "😀" * 1_000, "字" * 5_000, "a" * 1_000_000, "\0"]
)
def test_odd_texts_have_a_trace(text: str) -> None:
    assert len(traces([mention(text)])) == 1


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_likeness_is_symmetric_and_a_text_is_like_itself(one: str, other: str) -> None:
    first, second = wording(mention(one)), wording(mention(other))
    assert likeness(first, second) == likeness(second, first)
    if len(first.words) >= FEWEST_WORDS:
        assert likeness(first, first) == Likeness(1.0, "text")


@needs_datasets
def test_articles_with_known_near_duplicates() -> None:
    folder = DATASETS / "near_duplicates"
    with gzip.open(folder / "articles.csv.gz", "rt", encoding="utf-8") as file:
        texts = {row["id"]: row["text"] for row in csv.DictReader(file)}
    with gzip.open(folder / "pairs.csv.gz", "rt", encoding="utf-8") as file:
        known = {frozenset((row["a"], row["b"])) for row in csv.DictReader(file)}
    wordings = [wording(mention(text)) for text in texts.values()]
    met: dict[int, list[int]] = {}
    found = set()
    ids = list(texts)
    for number, one in enumerate(traces(list(map(mention, texts.values())))):
        others = {other for key in one for other in met.get(key, ())}
        found |= {
            frozenset((ids[number], ids[other]))
            for other in others
            if likeness(wordings[number], wordings[other])
        }
        for key in one:
            met.setdefault(key, []).append(number)
    assert found == known


_PIECES = st.sampled_from(
    ["RT", "@acme:", "via", "@bob", "https://x.example/a", "&amp;", "The", "train’s", "LATE!!", "again",
     "電池が切れた", "ﬁne", "…", "and", "nobody", "says", "why,", "today", "(via", "@x)", "www.x.example"]
)  # fmt: skip


@given(st.lists(st.lists(_PIECES, max_size=24).map(" ".join), max_size=8))
@settings(max_examples=150, deadline=None)
def test_keys_depend_on_the_words_alone(texts: list[str]) -> None:
    mentions = [mention(text) for text in texts]
    keys = traces(mentions)
    assert keys == [traces([one])[0] for one in mentions]
    words = [wording(one).words for one in mentions]
    for i, first in enumerate(words):
        assert bool(keys[i]) == (len(first) >= FEWEST_WORDS)
        for j, second in enumerate(words):
            if first == second:
                assert keys[i] == keys[j]

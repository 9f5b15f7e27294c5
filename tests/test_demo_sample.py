"""The sample of the demo: believable, repeatable, and true to what it says of itself."""

import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.demo.brands import BRANDS, OURS
from monitor.demo.grammar import LANGUAGES, press, stock
from monitor.demo.items import DAYS, Item, Sample
from monitor.demo.sample import build
from monitor.demo.writing import is_clear, named

NOW = datetime(2026, 11, 23, 21, 15, tzinfo=UTC)
NAMES = {
    "b": "Linden", "m": "Linden Allee", "c": "Tovrik", "d": "Tovrik T2", "agent": "Jo",
    "city": "Ghent", "asker": "Una",
}  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Sample:
    return build(NOW)


def said(item: Item) -> str:
    return f"{item.title or ''} {item.text}"


def test_same_clock_same_sample(sample: Sample) -> None:
    again = build(NOW)
    assert again.items == sample.items
    assert again.crisis == sample.crisis


@settings(max_examples=2, deadline=None)
@given(st.integers(1_577_836_800, 2_050_000_000))
def test_lies_in_the_eight_weeks_before_its_clock(seconds: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    sample = build(now)
    times = [item.at for item in sample.items]
    assert times == sorted(times)
    assert max(times) <= now
    assert now - min(times) < timedelta(days=DAYS + 1)
    assert sample.crisis.strftime("%A") == "Tuesday"
    assert timedelta(days=9) <= now - sample.crisis < timedelta(days=17)


def test_size_languages_and_networks(sample: Sample) -> None:
    mentions = [item for item in sample.items if not item.is_noise]
    assert 3_000 <= len(mentions) <= 4_000
    assert len({item.number for item in sample.items}) == len(sample.items)
    languages = Counter(item.language for item in mentions)
    assert set(languages) == set(LANGUAGES)
    assert min(languages.values()) > 200
    channels = Counter(item.channel for item in mentions)
    assert len(channels) == 10
    assert min(channels.values()) > 50


def test_truth_is_what_the_texts_name(sample: Sample) -> None:
    for item in sample.items:
        if not (item.is_noise or item.is_own):
            assert set(named(said(item))) == set(item.brands), item.text


def test_the_ambiguous_name_is_clear_where_it_is_meant(sample: Sample) -> None:
    for item in sample.items:
        if OURS.name in item.brands and not item.is_own:
            assert is_clear(said(item)), item.text


def test_noise_uses_the_name_for_something_else(sample: Sample) -> None:
    noise = [item for item in sample.items if item.is_noise]
    assert len(noise) > 150
    assert sum(OURS.name in named(said(item)) for item in noise) > 100
    kept_out_by_exclusion = [
        item for item in noise if is_clear(said(item)) and named(said(item))
    ]
    assert kept_out_by_exclusion, "nothing needs the brand's exclusions"
    for item in kept_out_by_exclusion:
        assert re.search(r"unter den linden|linden trees", said(item), re.IGNORECASE)


def test_the_crisis_stands_out(sample: Sample) -> None:
    days = Counter(item.at.date() for item in sample.items if OURS.name in item.brands)
    usual = median(days.values())
    assert days[sample.crisis.date()] > 4 * usual
    about = [i for i in sample.items if i.at.date() == sample.crisis.date()]
    assert sum(item.subject == "complaint.crisis" for item in about) > len(about) / 4


def test_weekends_are_quieter(sample: Sample) -> None:
    usual = [i for i in sample.items if i.subject != "complaint.crisis"]
    days = Counter(item.at.weekday() for item in usual)
    assert days[5] + days[6] < days[0] + days[1]


def test_answers_come_after_what_they_answer(sample: Sample) -> None:
    by_number = {item.number: item for item in sample.items}
    answers = [item for item in sample.items if item.is_own]
    assert len(answers) > 150
    for item in sample.items:
        if item.parent is not None:
            root = by_number[item.parent]
            assert root.at < item.at
            assert (root.channel, root.place) == (item.channel, item.place)
    waits = sorted((a.at - by_number[a.thread].at).total_seconds() / 3600 for a in answers)
    assert 1 < median(waits) < 12
    assert waits[-1] > 24
    asked = {
        item.number
        for item in sample.items
        if item.parent is None and item.subject.startswith(("question", "complaint"))
    }
    answered = asked & {item.thread for item in answers}
    assert 0.1 * len(asked) < len(answered) < 0.6 * len(asked)


def test_wishes_recur_in_other_words_by_other_people(sample: Sample) -> None:
    wishes = [
        i for i in sample.items if i.subject.startswith("request") and OURS.name in i.brands
    ]
    by_subject = Counter(item.subject for item in wishes)
    assert len(by_subject) == 8
    assert by_subject.most_common(1)[0][0] == "request.unlock"
    unlock = [item for item in wishes if item.subject == "request.unlock"]
    assert len({(i.author.network, i.author.handle) for i in unlock}) > 40
    assert len({item.text for item in unlock}) > 0.9 * len(unlock)


def test_some_write_often_and_most_once(sample: Sample) -> None:
    posts = Counter(
        (item.author.network, item.author.handle)
        for item in sample.items
        if not item.is_own and item.channel not in ("news", "blog")
    )
    counts = sorted(posts.values(), reverse=True)
    assert len(counts) > 500
    assert sum(counts[: len(counts) // 10]) > 0.25 * sum(counts)
    assert counts.count(1) > 0.3 * len(counts)
    followers = {i.author.handle: i.author.followers for i in sample.of("mastodon")}
    ranked = sorted(followers.values(), reverse=True)
    assert ranked[0] > 50 * median(ranked)


def test_texts_hardly_repeat(sample: Sample) -> None:
    own_words = [i.text for i in sample.items if not (i.is_noise or i.copy_of)]
    counts = Counter(own_words)
    repeated = sum(count for count in counts.values() if count > 1)
    assert repeated < 0.01 * len(own_words)


def test_no_text_says_the_same_twice(sample: Sample) -> None:
    for item in sample.items:
        sentences = re.findall(r"[^.!?]{25,}[.!?]", item.text)
        assert len(sentences) == len(set(sentences)), item.text


def test_press_is_copied_word_for_word_and_changed(sample: Sample) -> None:
    by_number = {item.number: item for item in sample.items}
    copies = [item for item in sample.items if item.copy_of is not None]
    assert len(copies) > 70
    same = sum(item.text == by_number[item.copy_of or 0].text for item in copies)
    assert 10 < same < len(copies)
    assert all(item.at > by_number[item.copy_of or 0].at for item in copies)
    hosts = {item.place for item in copies}
    assert len(hosts) > 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_written(language: str) -> None:
    words, rng = stock(language), random.Random(7)
    for subject, sentences in words.sentences.items():
        for sentence in sentences:
            text = words.write(rng, sentence, NAMES)
            assert text
            assert not re.search(r"[\[\]{}|]|\s\s", text), f"{subject}: {text}"
    assert set(words.sentences) >= set(stock("es").sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_story_names_a_brand_in_each_version(language: str) -> None:
    words, rng = stock(language), random.Random(7)
    for story in press()[language]:
        text = words.write(rng, story["text"], NAMES)
        assert named(text)
        assert is_clear(text)
        assert len(story["titles"]) >= 2


def test_hostile_texts_are_in_it(sample: Sample) -> None:
    texts = "\n".join(item.text for item in sample.items if item.subject == "hostile")
    for sign in ("<script>", "\x1b[31m", "\u202e", "<img"):
        assert sign in texts


def test_brands_are_told_apart() -> None:
    assert len({brand.name for brand in BRANDS}) == 3
    for brand in BRANDS:
        assert named(" ".join(brand.models)) == (brand.name,)

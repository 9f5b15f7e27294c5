"""Topics: taught ones hold by their query; found ones are readable, stable and repeatable."""

import pickle
import random
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.found import FoundTopics, Sample, fit
from monitor.analyzers.found.labels import label_of, telling_terms
from monitor.analyzers.found.reading import Reader
from monitor.analyzers.found.vectors import rows_of, term_vectors, vocabulary
from monitor.analyzers.found.words import brand_words, terms, words
from monitor.analyzers.topics import TopicAnalyzer
from monitor.model import Brand, Mention

SUBJECTS = {
    "battery": ("battery drains overnight charger warm", "battery dies charging cable loose"),
    "delivery": (
        "parcel arrived late courier lost",
        "courier left parcel neighbour delivery late",
    ),
    "invoice": ("invoice wrong amount refund pending", "refund missing invoice charged twice"),
}
FILLER = ["yesterday", "morning", "honestly", "kitchen", "sofa", "garden", "window", "holiday"]


def made(count: int, *, seed: int = 1, language: str = "en") -> list[tuple[str, Sample]]:
    """Texts about three subjects, with words that say nothing mixed in."""
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        subject = dice.choice(list(SUBJECTS))
        said = dice.choice(SUBJECTS[subject]).split()
        parts = dice.sample(said, 4) + dice.sample(FILLER, 2)
        dice.shuffle(parts)
        found.append((subject, Sample("acme " + " ".join(parts), language)))
    return found


@cache
def hundred() -> FoundTopics:
    """Fitted once for the tests that only ask."""
    return fit([one for _, one in made(100)])


def mention(text: str, language: str | None = "en") -> Mention:
    return Mention(source="s", source_id="1", network="x", text=text, language=language)


def subjects_of(model: FoundTopics, texts: list[tuple[str, Sample]]) -> list[int]:
    assigned = model.assign([one.text for _, one in texts], [one.language for _, one in texts])
    return [one[0].id if one else 0 for one in assigned]


def purity(truth: list[str], ids: list[int]) -> float:
    """The share of texts whose topic is mostly about their subject."""
    groups: dict[int, list[str]] = {}
    for subject, number in zip(truth, ids, strict=True):
        groups.setdefault(number, []).append(subject)
    return sum(max(map(g.count, set(g))) for g in groups.values()) / len(truth)


def test_taught_topics_hold_by_their_query_and_several_may() -> None:
    analyzer = TopicAnalyzer({"delays": "late OR delay*", "luggage": "bag OR luggage"})
    batch = [mention(t) for t in ("my bag is late", "the flight was delayed", "lovely crew")]
    answers = analyzer.annotate(batch)
    assert [one.labels if one else None for one in answers] == [
        ("delays", "luggage"), ("delays",), None,
    ]  # fmt: skip
    assert answers[0] is not None
    assert answers[0].data == {"kind": "taught"}


def test_found_topics_only_for_what_no_rule_covers() -> None:
    model = fit([one for _, one in made(300)], excluded=frozenset({"acme"}))
    analyzer = TopicAnalyzer({"money": "refund OR invoice"}).with_found(model.to_bytes())
    taught, found = analyzer.annotate(
        [mention("refund of the wrong amount"), mention("battery drains overnight charger")]
    )
    assert taught is not None
    assert taught.labels == ("money",)
    assert found is not None
    assert found.data["kind"] == "found"
    assert set(found.labels[0].split(" · ")) <= set(" ".join(SUBJECTS["battery"]).split())


def test_the_three_subjects_are_found_and_their_labels_come_from_the_texts() -> None:
    texts = made(400)
    model = fit([one for _, one in texts], excluded=frozenset({"acme"}))
    assert purity([subject for subject, _ in texts], subjects_of(model, texts)) > 0.9
    assert len({topic.label for topic in model.topics}) == len(model.topics)
    for topic in model.topics:
        assert "acme" not in topic.label
        assert topic.size >= 3


def test_a_fit_is_repeatable_and_survives_being_stored() -> None:
    texts = made(200)
    samples = [one for _, one in texts]
    first, second = fit(samples), fit(samples)
    assert first.to_bytes() == second.to_bytes()
    again = FoundTopics.from_bytes(first.to_bytes())
    assert again.version == first.version
    assert subjects_of(again, texts) == subjects_of(first, texts)


def test_topics_carry_on_when_a_tenth_more_mentions_come_in() -> None:
    texts = made(440)
    early = texts[:400]
    before = fit([one for _, one in early])
    after = fit([one for _, one in texts], before=before)
    kept = {t.id: t.label for t in before.topics}
    same = [t for t in after.topics if kept.get(t.id) == t.label]
    assert len(same) >= 0.8 * len(kept)
    ids = zip(subjects_of(before, early), subjects_of(after, early), strict=True)
    assert sum(a == b for a, b in ids) / len(early) > 0.8


def test_a_new_subject_becomes_a_new_topic_with_a_new_id() -> None:
    before = fit([one for _, one in made(200)])
    fresh = [Sample(f"login password reset {word} error", "en") for word in FILLER * 12]
    after = fit([*(one for _, one in made(200)), *fresh], before=before)
    old = {topic.id for topic in before.topics}
    news = [topic for topic in after.topics if topic.id not in old]
    assert any("password" in topic.terms or "login" in topic.label for topic in news)
    assert all(topic.id >= before.next_id for topic in news)


def test_languages_are_kept_apart_and_few_texts_give_no_topics() -> None:
    german = [Sample(f"paket kommt spät {word}", "de") for word in FILLER * 6]
    model = fit([*(one for _, one in made(100)), *german, Sample("un petit texte", "fr")])
    assert set(model.languages) == {"de", "en"}
    assert fit([one for _, one in made(10)]).topics == ()
    assert fit([]).topics == ()


@pytest.mark.parametrize("text", ["", "😀", "\ud800", "https://example.com", "a" * 100_000])
def test_texts_that_say_nothing_have_no_topic(text: str) -> None:
    assert hundred().assign([text], ["en"]) == [None]


def test_texts_that_all_say_nothing_can_be_fitted() -> None:
    assert fit([Sample("😀", "en")] * 60).topics == ()
    assert len(fit([Sample("same words here now again", "en")] * 60).topics) <= 2


def test_brand_words_come_from_names_and_queries() -> None:
    brand = Brand(
        name="Acme Air", query='acme OR "rocket boots" NEAR/3 lang:en', aliases=("acmeair",)
    )
    assert {"acme", "air", "rocket", "boots", "acmeair"} <= brand_words([brand])
    assert "or" not in brand_words([brand])


def test_terms_are_words_and_pairs_without_function_words() -> None:
    assert terms("The lost luggage of @acme https://x.example", "en", frozenset({"acme"})) == [
        "lost", "luggage", "lost luggage",
    ]  # fmt: skip
    assert words("電池が切れた")[:2] == ["電池", "池が"]


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_any_texts_give_finite_vectors(texts: list[list[str]]) -> None:
    known = vocabulary(texts)
    vectors = term_vectors(rows_of(texts, known), len(known), np.random.default_rng(1))
    assert np.isfinite(vectors).all()


def test_labels_say_what_sets_a_group_apart_and_none_is_given_twice() -> None:
    groups = [[["parcel", "late", "acme"]] * 5, [["battery", "acme"]] * 5]
    first, second = telling_terms(groups)
    assert set(first[:2]) == {"parcel", "late"}
    assert second[0] == "battery"
    assert label_of(["late"], {"late"}) == "late (2)"


def test_settings_travel_and_the_version_follows_rules_and_model() -> None:
    built = TopicAnalyzer.build(AnalyzerSettings(topics={"a": "late"}))
    assert pickle.loads(pickle.dumps(built)) == built
    versions = {
        built.version,
        TopicAnalyzer({"a": "late OR slow"}).version,
        built.with_found(b"x").version,
    }
    assert len(versions) == 3


_WORDS = st.sampled_from(
    ["lost", "luggage", "The", "of", "bag's", "bag’s", "can't", "@acme", "acme", "https://x.example/a",
     "&amp;", "電池が", "切れた", "ไทย", "bag.", "(bag)", "x", "42", "lost-luggage", "İstanbul", "", "\ud800"]
)  # fmt: skip
_SPACED = st.lists(st.tuples(_WORDS, st.sampled_from([" ", "  ", "\n", "\u3000"])), max_size=20)


@settings(max_examples=150, deadline=None)
@given(st.lists(_SPACED, max_size=6))
def test_whole_batches_are_read_as_single_texts_are(parts: list[list[tuple[str, str]]]) -> None:
    texts = ["".join(word + gap for word, gap in text) for text in parts]
    excluded = frozenset({"acme"})
    cut = [terms(text, "en", excluded) for text in texts]
    known = {term: n for n, term in enumerate(sorted({t for text in cut for t in text}))}
    some = {term: n for n, term in enumerate(list(known)[::2])}
    for model in (known, some, {}):
        reader = Reader(model, "en", excluded)
        wanted = rows_of(cut, model)
        for _ in range(2):  # the second time every chunk is known
            rows = reader.rows(texts)
            assert rows.starts.tolist() == wanted.starts.tolist()
            assert rows.terms.tolist() == wanted.terms.tolist()


def test_long_texts_are_read_by_their_first_terms_alone() -> None:
    text = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
    known = {term: n for n, term in enumerate(terms(text, "en", frozenset()))}
    rows = Reader({**known, "wordzz": len(known)}, "en", frozenset()).rows([text])
    assert rows.terms.tolist() == sorted(known.values())

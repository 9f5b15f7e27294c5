"""Intents: complaint, question, praise, request, purchase, switching; several may hold."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analyzers.base import AnalyzerSettings
from monitor.analyzers.engines import MonitorEngine
from monitor.analyzers.features import vocabulary
from monitor.analyzers.intent import INTENT_MODEL, IntentAnalyzer, Signs, intents, logistic
from monitor.analyzers.intent_words import told
from monitor.analyzers.model import file_digest, scorer
from monitor.model import INTENTS, Brand, Mention
from monitor.registry import build_analyzer

ANALYZER = IntentAnalyzer.build(AnalyzerSettings())


def mention(text: str) -> Mention:
    return Mention(source="s", source_id="1", network="web", text=text)


def labels(text: str) -> tuple[str, ...]:
    return tuple(ANALYZER.annotate([mention(text)])[0].labels)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Worst customer service ever, still waiting for my refund!", "complaint"),
        ("@acme my order hasn't arrived, I have been waiting for three weeks", "complaint"),
        ("Die App geht seit dem Update nicht mehr, so eine Frechheit", "complaint"),
        ("How do I reset my password?", "question"),
        ("does anyone know how to export the data", "question"),
        ("Weiß jemand wie man das Abo ändert", "question"),
        ("¿Alguien sabe si funciona?", "question"),
        ("Love it, works great and super friendly support, thank you!", "praise"),
        ("Super Service, vielen Dank, ich bin begeistert!", "praise"),
        ("Please add a dark mode", "request"),
        ("It would be great if it could sync with my calendar", "request"),
        ("Ich wünsche mir einen dunklen Modus", "request"),
        ("I'm going to buy the new phone tomorrow", "purchase"),
        ("Ich will mir das Gerät morgen kaufen", "purchase"),
        ("I'm cancelling my subscription and moving to another provider", "switching"),
        ("Mir reicht es, ich kündige und wechsle den Anbieter", "switching"),
        ("Je vais résilier, trop cher", "switching"),
    ],
)
def test_each_intent_in_its_plain_form(text: str, intent: str) -> None:
    assert intent in labels(text)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Read more: https://example.com/?page=2", "question"),
        ("I will never buy this again", "purchase"),
        ("Ich werde das nicht kaufen", "purchase"),
        ("I switched the light off", "switching"),
        ("Worst service ever, what a joke", "praise"),
        ("Acme reports results on Monday", "complaint"),
    ],
)
def test_what_only_looks_like_it(text: str, intent: str) -> None:
    assert intent not in labels(text)


def test_several_hold_in_the_order_of_the_model() -> None:
    text = "Terrible service, nobody answers. How do I cancel my contract?"
    found = labels(text)
    assert set(found) >= {"complaint", "question", "switching"}
    assert list(found) == [intent for intent in INTENTS if intent in found]


def test_nothing_is_an_answer() -> None:
    assert labels("Acme reports results on Monday") == ()
    assert labels("") == ()


def signs(
    *words: str,
    complaint: float = 0.0,
    request: float = 0.0,
    positive: float = 0.0,
    negative: float = 0.0,
) -> tuple[str, ...]:
    """The intents of one text of which this is known."""
    shares = ([share] for share in (complaint, request, positive, negative))
    found = Signs([frozenset(words)], *(np.array(one, np.float32) for one in shares))
    return intents(found)[0]


def test_praise_gives_way_to_blame_and_questions() -> None:
    assert signs(positive=0.95) == ("praise",)
    assert "praise" not in signs("question", positive=0.95)
    assert "praise" not in signs(complaint=0.9, positive=0.95)


def test_words_lower_what_the_model_must_be_sure_of() -> None:
    doubtful = 0.4
    assert "complaint" not in signs(complaint=doubtful)
    assert "complaint" in signs("complaint", complaint=doubtful)


def test_a_clearly_negative_text_with_a_hint_of_blame_is_a_complaint() -> None:
    assert "complaint" not in signs(complaint=0.3)
    assert "complaint" not in signs(negative=0.9)
    assert "complaint" in signs(complaint=0.3, negative=0.9)
    assert "complaint" in signs("complaint", negative=0.6)


def test_the_analyzer_counts_what_a_text_feels() -> None:
    texts = [f"{one} {other}" for one in _SAD for other in _LATE]
    read = vocabulary().read(texts)
    negative = MonitorEngine().probabilities(read)[:, 0]
    blame = logistic(scorer(INTENT_MODEL, file_digest(INTENT_MODEL)).scores(read))[:, 0]
    by_feeling = (negative >= 0.75) & (blame >= 0.25) & (blame < 0.5)
    assert by_feeling.any()
    for text in np.array(texts)[by_feeling]:
        assert "complaint" in labels(str(text))


_SAD = (
    "so sad",
    "awful",
    "this is bad",
    "I hate this",
    "ugh",
    "very disappointed",
    "worst day",
)
_LATE = ("about the rain", "with the new look", "today", "again", "and it hurts", "in the shop")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_characters_get_known_intents(text: str) -> None:
    assert set(labels(text)) <= set(INTENTS)
    assert told(text) <= set(INTENTS)


@pytest.mark.parametrize("text", ["?" * 10**6, "please " * 150_000, "\ud800?", "🙏" * 40_000])
def test_huge_and_broken_texts(text: str) -> None:
    assert set(labels(text)) <= set(INTENTS)


def test_a_brand_name_is_masked_for_the_model() -> None:
    branded = IntentAnalyzer.build(AnalyzerSettings(brands=(Brand(name="Awful Crash"),)))
    one = branded.annotate([mention("Awful Crash play in Leeds tonight")])[0]
    other = ANALYZER.annotate([mention("\ue000 play in Leeds tonight")])[0]
    assert one.data["complaint"] == other.data["complaint"]


def test_it_travels_to_workers_and_the_registry_knows_it() -> None:
    built = build_analyzer("intent", AnalyzerSettings())
    assert built.name == "intent"
    copy = pickle.loads(pickle.dumps(ANALYZER))
    assert copy.version == ANALYZER.version == built.version

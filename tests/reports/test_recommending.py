"""What counts as recommending, and what does not."""

import pytest

from monitor.reports.recommending import verdict


@pytest.mark.parametrize(
    "text",
    [
        "I highly recommend Acme to anyone",
        "We recommend it",
        "Can't recommend this phone enough!",
        "Kann ich nur empfehlen",
        "Klare Kaufempfehlung",
        "Muy recomendable, la verdad",
        "Lo recomiendo mucho",
        "Je recommande vivement",
        "You should try it",
        "recommended it to all my friends",
    ],
)
def test_recommending(text: str) -> None:
    assert verdict(text) == "recommend"


@pytest.mark.parametrize(
    "text",
    [
        "I would not recommend Acme",
        "can't recommend it",
        "Stay away from this company",
        "Please avoid them, really",
        "Don't ever fly with them",
        "Finger weg!",
        "Das kann ich leider nicht empfehlen",
        "No lo recomiendo a nadie",
        "À fuir !",
        "Je ne recommande pas",
        "Steer clear of Acme",
    ],
)
def test_warning(text: str) -> None:
    assert verdict(text) == "warn"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "How do I avoid this in future?",
        "What would you buy?",
        "Don't buy it, that story is invented",
        "The recommended settings are in the manual",
        "I recommend it, but stay away from the old one",
        "It just works",
        "should be fixed",
    ],
)
def test_neither(text: str) -> None:
    assert verdict(text) is None


def test_long_hostile_texts_take_no_time() -> None:
    assert verdict("would not " * 200_000) is None
    assert verdict("je " * 200_000 + "a" * 100_000) is None

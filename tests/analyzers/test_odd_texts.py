"""Odd texts, cleaned as sources clean them, through the store and all analyzers."""

from pathlib import Path

import pytest

from monitor.analyzers.tokens import only_addresses
from monitor.annotate import annotate_store
from monitor.config import parse_config
from monitor.store.facts import rollups_are_true
from monitor.text import clean
from tests.support.made import NOW, mention, stored

ODD = (
    "terrible \ud800 service, I am \udfff angry",
    "\ud83d\ude0d",  # an emoji in two halves
    "\ud800\udfff" * 200,
    "\0great\0",
    "שירות נורא, אני כועס \u202e",
    "x" * 1_000_000,
    "",
    "https://example.com/terrible",
)


@pytest.mark.parametrize("languages", ['["en", "de"]', "[]"])
@pytest.mark.parametrize("engine", ["monitor", "vader"])
def test_every_odd_text_is_stored_and_answered(
    tmp_path: Path, engine: str, languages: str
) -> None:
    store = stored(tmp_path, *(mention(str(n), clean(text)) for n, text in enumerate(ODD)))
    config = parse_config(
        f'[monitor]\nlanguages = {languages}\n[analysis]\nsentiment = "{engine}"\n'
        '[[brand]]\nname = "Acme"\nquery = "acme"\n',
        tmp_path / "config.toml",
    )
    done = annotate_store(config, store, now=NOW, workers=1)
    assert (done.mentions, done.failed) == (len(ODD), 0)
    felt = [
        row["label"]
        for row in store.rows(
            "SELECT label FROM annotation WHERE analyzer = 'sentiment' ORDER BY mention_id"
        )
    ]
    assert felt[0] == "negative"
    assert felt[1] == "positive"
    assert felt[-2:] == ["unsure", "unsure"]
    assert rollups_are_true(store.connection)


@pytest.mark.parametrize(
    "text",
    [
        *("https://example.com/terrible", "HTTPS://EXAMPLE.COM/HATE", "www.acme.com/awful"),
        *("acme.com", "acme.com/worst", "bit.ly/terrible", "hate@acme.com", "<http://a.b/bad>"),
        *("@hate", "@acme-hate", "@awful.bsky.social", "@hate@mastodon.social", "/u/hater"),
        *("RT @hate: https://t.co/x", "@hate via @awful https://t.co/x", "(https://a.b/bad)."),
    ],
)
def test_links_and_handles_alone_are_no_words(text: str) -> None:
    assert only_addresses(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hate",
        "Great.Thanks",
        "#fail",
        "@acme hate",
        "https://a.b bad",
        "😡 @acme",
        "a.b",
    ],
)
def test_words_beside_them_count(text: str) -> None:
    assert not only_addresses(text)


@pytest.mark.parametrize("text", ["@" + "." * 10**6, "a." * 10**5, "<" * 10**6, "@a " * 10**5])
def test_looking_for_addresses_is_linear(text: str) -> None:
    """Ends at all: a second look at what was read would take hours here."""
    assert only_addresses(text + "\1") is False

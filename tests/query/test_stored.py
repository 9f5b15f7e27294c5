"""Queries on a store, as the commands ask them: try, search, say why, match again."""

from pathlib import Path

import pytest

from monitor import rematch as rematching
from monitor.config import parse_config
from monitor.matching import watch_of
from monitor.model import Mention
from monitor.rematch import changed_brands
from monitor.store.connect import Store
from monitor.store.reading import Filter, find_ids, load_mentions
from tests.support.command import Ran, monitor
from tests.support.made import mention, stored

NOW = "2026-03-02T12:00:00Z"
BRAND = '[[brand]]\nname = "{}"\nquery = "{}"\n'


def configure(folder: Path, **queries: str) -> Path:
    """A config of brands with these queries, beside the store."""
    path = folder / "config.toml"
    path.write_text("".join(BRAND.format(n, q) for n, q in queries.items()), encoding="utf-8")
    return path


def fold(path: Path) -> Path:
    """The same config, but diacritics do not count."""
    text = path.read_text(encoding="utf-8")
    path.write_text(f"[monitor]\nfold_diacritics = true\n{text}", encoding="utf-8")
    return path


def run(config: Path, *arguments: str) -> Ran:
    ran = monitor(*arguments, config=config, now=NOW)
    assert ran.code == 0, ran.err
    return ran


def found(config: Path, query: str) -> list[str]:
    """The texts that `monitor mentions --match` finds."""
    listed = run(config, "mentions", "--format", "json", "--match", query).json()
    return sorted(one["text"] for one in listed)


def keep(folder: Path, *texts: str) -> None:
    stored(folder, *(mention(str(number), text) for number, text in enumerate(texts))).close()


def brands_of(store: Store) -> dict[str, list[str]]:
    """Each stored text with the brands it is about."""
    pairs = load_mentions(store, [row[0] for row in store.rows("SELECT id FROM mention")])
    return {m.text: sorted({match.brand for match in m.matches}) for _, m in pairs}


def test_query_test_counts_what_it_keeps_and_drops_of_the_store(tmp_path: Path) -> None:
    keep(tmp_path, "Delta delayed my flight", "the Nile delta", "no word of it")
    config = configure(tmp_path, Acme="acme")
    ran = run(config, "query", "test", "delta flight", "--format", "json").json()
    assert ran["sources"] == [{"source": "web", "kept": 1, "dropped": 2}]
    assert [one["text"] for one in ran["kept_samples"]] == ["Delta delayed my flight"]
    assert ran["dropped_samples"][0]["text"] == "the Nile delta"  # it only lacks the condition


def test_query_test_may_refer_to_brands_and_folds_as_the_config_says(tmp_path: Path) -> None:
    keep(tmp_path, "Café Acmé", "Acme", "another")
    config = configure(tmp_path, Acme="acme")
    asked = ("query", "test", "{Acme}", "--format", "json")
    assert run(config, *asked).json()["kept"] == 1
    assert run(fold(config), *asked).json()["kept"] == 2


def test_a_search_of_the_store_may_refer_to_brands(tmp_path: Path) -> None:
    keep(tmp_path, "acme again", "Rocket 9 is late", "rocket science", "nothing")
    config = configure(tmp_path, Acme="acme")
    with config.open("a", encoding="utf-8") as file:
        file.write('products = { rocket = "\\"rocket 9\\"" }\n')
    assert found(config, "{Acme}") == ["Rocket 9 is late", "acme again"]
    assert found(config, "{Acme} late") == ["Rocket 9 is late"]
    assert found(config, "{Acme/rocket}") == ["Rocket 9 is late"]
    assert found(config, "rocket NOT {Acme}") == ["rocket science"]
    assert run(config, "mentions", "--count", "--match", "{Acme}").out.strip() == "2"


def test_a_search_for_an_unknown_name_says_which(tmp_path: Path) -> None:
    keep(tmp_path, "acme")
    config = configure(tmp_path, Acme="acme")
    ran = monitor("mentions", "--match", "late {Acne}", config=config, now=NOW)
    assert ran.code == 2
    assert "there is no query or brand named Acne" in ran.err


@pytest.mark.parametrize(
    ("query", "text"),
    [("cafe", "Das Café"), ("acmé", "acme"), ("иод", "йод"), ("יוד", "יוֹד")],
)
def test_a_search_folds_diacritics_as_the_config_says(
    tmp_path: Path, query: str, text: str
) -> None:
    keep(tmp_path, text, "another")
    config = configure(tmp_path, Acme="acme")
    assert found(config, query) == []
    assert found(fold(config), query) == [text]


def test_show_why_marks_the_terms_and_names_them(tmp_path: Path) -> None:
    keep(tmp_path, "I flew with the ACME-Shop")
    config = configure(tmp_path, Acme="acme")
    run(config, "rematch", "--all")
    why = run(config, "show", "1", "--why").out
    assert "I flew with the ACME-Shop" in why
    reasons = why.split("Why it matched")[1].split()
    assert reasons[-4:] == ["Acme", "acme", "text", "16–20"]
    asked = run(config, "show", "1", "--format", "json").json()
    assert [(m["brand"], m["start"], m["end"]) for m in asked["matches"]] == [("Acme", 16, 20)]


def test_a_changed_brand_is_noticed_and_matched_again(tmp_path: Path) -> None:
    keep(tmp_path, "acme is fine", "akme is fine")
    config = configure(tmp_path, Acme="acme")
    run(config, "rematch")
    store = stored(tmp_path)
    watched = watch_of(parse_config(config.read_text(), config))
    assert changed_brands(store, watched) == []
    assert brands_of(store) == {"acme is fine": ["Acme"], "akme is fine": []}

    changed = configure(tmp_path, Acme="akme")
    watched = watch_of(parse_config(changed.read_text(), changed))
    assert changed_brands(store, watched) == ["Acme"]
    assert "2 mentions matched again, 2 changed" in run(changed, "rematch").err
    assert brands_of(store) == {"acme is fine": [], "akme is fine": ["Acme"]}
    assert "matched again" not in run(changed, "rematch").err


def test_folding_diacritics_changes_every_brand(tmp_path: Path) -> None:
    keep(tmp_path, "Acmé is fine", "acme is fine")
    config = configure(tmp_path, Acme="acme")
    run(config, "rematch")
    assert found(config, "fine") == ["acme is fine"]
    run(fold(config), "rematch")
    assert brands_of(stored(tmp_path)) == {"Acmé is fine": ["Acme"], "acme is fine": ["Acme"]}


def test_a_rematch_that_was_killed_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematching, "BATCH", 2)
    store = stored(tmp_path, *(mention(str(n), f"acme {n}") for n in range(10)))
    config = configure(tmp_path, Acme="acme NOT 0")
    watched = watch_of(parse_config(config.read_text(), config))

    def killed(done: int, _of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rematching.rematch(store, watched, progress=killed)
    assert changed_brands(store, watched) == ["Acme"]
    rest = rematching.rematch(store, watched)
    assert rest.seen == 6
    assert changed_brands(store, watched) == []
    assert len(find_ids(store, Filter(brands=("Acme",)))) == 9


def test_a_rematch_begins_again_when_the_brand_has_changed_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematching, "BATCH", 2)
    made: list[Mention] = [mention(str(n), f"acme {n}") for n in range(6)]
    store = stored(tmp_path, *made)
    config = configure(tmp_path, Acme="acme NOT 0")

    def killed(done: int, _of: int) -> None:
        raise KeyboardInterrupt

    watched = watch_of(parse_config(config.read_text(), config))
    with pytest.raises(KeyboardInterrupt):
        rematching.rematch(store, watched, progress=killed)
    config = configure(tmp_path, Acme="acme NOT 5")
    watched = watch_of(parse_config(config.read_text(), config))
    assert rematching.rematch(store, watched).seen == 6
    assert brands_of(store) == {m.text: ["Acme"] * (m.text != "acme 5") for m in made}

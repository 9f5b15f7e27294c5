"""The unpacked copy of the language model: the same answers, and no copy is ever relied on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.analyzers import language_model
from monitor.analyzers.language import LanguageAnalyzer
from monitor.analyzers.language_model import kept_folder
from monitor.model import Annotation, Mention

TEXTS = (
    "My flight was delayed again, and nobody tells us anything.",
    "Mein Zug hat schon wieder Verspätung und keiner sagt etwas.",
    "Le service client est vraiment lent aujourd'hui.",
    "荷物がまだ届いていません。",
    "ok",
)


@pytest.fixture(autouse=True)
def _no_copy() -> Iterator[None]:
    """No copy is there yet, and none is in memory, before and after."""
    kept_folder().unlink()
    language_model._unpacked.cache_clear()
    language_model.language_model.cache_clear()
    yield
    language_model._unpacked.cache_clear()
    language_model.language_model.cache_clear()


def answers() -> list[Annotation]:
    """What a new process would say."""
    language_model._unpacked.cache_clear()
    language_model.language_model.cache_clear()
    mentions = [
        Mention(source="s", source_id=str(n), network="x", text=t) for n, t in enumerate(TEXTS)
    ]
    return [
        one
        for languages in ((), ("de", "en"))
        for one in LanguageAnalyzer(languages).annotate(mentions)
    ]


def unpacking(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows by one each time the model is unpacked."""
    times: list[None] = []
    packed = language_model._packed

    def counted() -> language_model._Unpacked:
        times.append(None)
        return packed()

    monkeypatch.setattr(language_model, "_packed", counted)
    return times


def test_the_model_is_unpacked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = unpacking(monkeypatch)
    first = answers()
    assert answers() == first
    assert len(times) == 1
    assert [one.label for one in first[:4]] == ["en", "de", "fr", "ja"]
    assert [path.name for path in kept_folder().parent.iterdir()] == [kept_folder().name]


@pytest.mark.parametrize("broken", ["cut", "missing", "empty", "not ours"])
def test_a_broken_copy_is_made_anew(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    times = unpacking(monkeypatch)
    first = answers()
    _break(kept_folder(), broken)
    assert answers() == first
    assert answers() == first
    assert len(times) == 2


def _break(folder: Path, how: str) -> None:
    moves = folder / "moves.npy"
    match how:
        case "cut":
            with moves.open("rb+") as file:
                file.truncate(1_000_000)
        case "missing":
            moves.unlink()
        case "empty":
            (folder / "about.json").write_text("")
        case "not ours":
            (folder / "about.json").write_text('{"codes": 3, "sizes": []}')


def test_a_folder_that_cannot_be_written_costs_time_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = unpacking(monkeypatch)
    first = answers()
    shutil.rmtree(kept_folder().parent)
    kept_folder().parent.write_text("a file where a folder should be")
    assert answers() == first
    assert len(times) == 2


def test_copies_of_other_releases_go(monkeypatch: pytest.MonkeyPatch) -> None:
    older = kept_folder().with_name("languages-0.1-1")
    older.mkdir()
    answers()
    assert not older.exists()

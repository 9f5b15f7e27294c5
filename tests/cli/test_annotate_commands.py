"""annotate, label and evaluate as people run them."""

from pathlib import Path

import pytest

from monitor.store.connect import open_store
from monitor.store.labels import Label, save_labels
from tests.support.command import monitor
from tests.support.made import NOW, mention, stored


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        '[[brand]]\nname = "Acme"\nquery = "acme"\n'
        '[analysis]\nsentiment = "vader"\nanalyzers = ["language", "sentiment"]\n',
        encoding="utf-8",
    )
    texts = ("I love Acme, great service", "Acme is terrible and slow", "Acme opens at nine")
    stored(tmp_path, *(mention(str(n), text) for n, text in enumerate(texts))).close()
    return path


def sentiments(folder: Path) -> list[str]:
    with open_store(folder / "mentions.db") as store:
        return [r[0] for r in store.rows("SELECT sentiment FROM match ORDER BY mention_id")]


def test_annotate_is_quiet_and_does_what_is_missing(config: Path) -> None:
    done = monitor("annotate", config=config)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert sentiments(config.parent) == ["positive", "negative", "neutral"]
    assert "0 mentions" in monitor("--verbose", "annotate", config=config).err


def test_an_unknown_analyzer_is_named_with_those_there_are(config: Path) -> None:
    done = monitor("annotate", "--analyzer", "mood", config=config)
    assert done.code == 2
    assert "no analyzer 'mood'" in done.err
    assert "sentiment" in done.err


def test_a_label_wins_and_evaluate_tells_how_right_the_analyzer_was(config: Path) -> None:
    monitor("annotate", config=config)
    assert monitor("label", "1", "3", "--sentiment", "positive", config=config).code == 0
    assert sentiments(config.parent) == ["positive", "negative", "positive"]
    (figures,) = monitor("evaluate", "--format", "json", config=config).json()
    assert figures["analyzer"] == "sentiment"
    assert figures["accuracy"]["part"] == 1
    assert figures["accuracy"]["of"] == 2
    text = monitor("evaluate", config=config).out
    assert "macro-F1" in text
    assert "Wilson" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("label", "1"), "say what holds"),
        (("label",), "give the IDs to label"),
        (("label", "9", "--sentiment", "neutral"), "no mention 9"),
        (("label", "1", "--sentiment", "neutral", "--brand", "Bolt"), "no brand 'Bolt'"),
        (("evaluate", "--analyzer", "mood"), "not 'mood'"),
        (("evaluate", "--file", "/no/such.csv"), "no such file"),
    ],
)
def test_mistakes_are_named_in_one_line(
    config: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = monitor(*arguments, config=config)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_evaluate_without_labels_says_how_to_make_some(config: Path) -> None:
    assert "monitor label" in monitor("evaluate", config=config).err


def test_a_labelled_file_gives_figures_of_both_engines(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text("text,mood\nI love it,positive\nI hate it,negative\n,positive\n", "utf-8")
    done = monitor(
        "evaluate",
        "--file",
        str(path),
        "--label-column",
        "mood",
        "--format",
        "json",
        config=config,
    )
    figures = done.json()
    assert {one["cases"] for one in figures} == {2}
    assert any(one["version"].startswith("vader") for one in figures)
    wrong = monitor("evaluate", "--file", str(path), config=config)
    assert wrong.code == 2
    assert "no column 'label'; there are: text, mood" in wrong.err


GOOD = ("works like a charm", "great stuff", "so happy with it", "best thing ever", "love this")
POOR = ("broken again", "never again", "so slow and bad", "worst thing ever", "hate this")


def taught(folder: Path, turned_round: bool) -> Path:
    """A store with 60 labelled mentions; its labels may say the opposite of the words."""
    path = folder / "config.toml"
    path.write_text('# mine\n[[brand]]\nname = "Acme"\nquery = "acme"\n', encoding="utf-8")
    texts = [f"Acme {said} {n}" for n in range(6) for said in (*GOOD, *POOR)]
    store = stored(folder, *(mention(str(n), text) for n, text in enumerate(texts)))
    names = ("negative", "positive") if turned_round else ("positive", "negative")
    labels = [
        Label(mention_id=n, field="sentiment", value=names[(n - 1) % 10 >= 5], by="ann")
        for n in range(1, len(texts) + 1)
    ]
    save_labels(store, labels, now=NOW)
    store.close()
    return path


def test_training_that_helps_switches_the_config_to_the_new_model(tmp_path: Path) -> None:
    path = taught(tmp_path, turned_round=True)
    told = monitor("train", "--dry-run", config=path)
    assert told.code == 0
    assert "60 labels" in told.out
    assert "model =" not in path.read_text(encoding="utf-8")
    done = monitor("train", config=path)
    assert "Switched to" in done.out
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    model = tmp_path / "mentions.sentiment.model"
    assert str(model) in text
    assert model.stat().st_mode & 0o777 == 0o600
    monitor("annotate", "--analyzer", "sentiment", config=path)
    with open_store(tmp_path / "mentions.db") as store:
        said = store.value("SELECT label FROM annotation WHERE analyzer = 'sentiment' LIMIT 1")
    assert said == "negative"


def test_training_that_does_not_help_changes_nothing(tmp_path: Path) -> None:
    path = taught(tmp_path, turned_round=False)
    before = path.read_text(encoding="utf-8")
    done = monitor("train", config=path)
    assert done.code == 0
    assert "stays as it is" in done.out
    assert path.read_text(encoding="utf-8") == before


def test_too_few_labels_are_said(config: Path) -> None:
    done = monitor("train", config=config)
    assert done.code == 2
    assert "analysis.sentiment" in done.err
    config.write_text('[[brand]]\nname = "Acme"\nquery = "acme"\n', encoding="utf-8")
    few = monitor("train", config=config)
    assert few.code == 65
    assert "too few" in few.err

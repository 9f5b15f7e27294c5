"""Other people's words on a terminal: a real screen (pyte) shows what reaches it."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyte
import pytest
from rich.cells import cell_len

from monitor.cli.logs import log_to_file
from monitor.model import Author, Mention
from tests.support.command import monitor
from tests.support.made import NOW, mention, stored

CONFIG = '[[brand]]\nname = "Acme"\nquery = "acme"\n[[source]]\nname = "web"\ntype = "rss"\n'
WIDTH = 120  # of what is not printed to a terminal itself
ESCAPES = (
    "\x1b]0;pwned\x07", "\x1b[2J\x1b[H", "\x1b]52;c;cHduZWQ=\x07", "\x1bP1;1|x\x1b\\",
    "\x1b]8;;https://evil.example\x07here\x1b]8;;\x07", "\x9b2J", "\x9d0;pwned\x9c", "\x1bc",
    "\x1b[?1049h", "\x1b[6n",
)  # fmt: skip
VIEWS = (
    ("mentions",), ("mentions", "--format", "json"), ("mentions", "--format", "ndjson"),
    ("mentions", "--format", "csv"), ("show", "1", "--why"), ("show", "1", "--format", "json"),
    ("report", "outside", "--since", "7d"), ("report", "influence", "--since", "7d"),
    ("report", "listening", "--since", "7d"), ("report", "outside", "--format", "csv"),
    ("report", "outside", "--format", "json"), ("report", "outside", "--format", "markdown"),
    ("inbox", "list"), ("sources",), ("query", "test", "acme"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Colours as on a terminal."""
    for name, value in (
        ("FORCE_COLOR", "1"), ("COLUMNS", str(WIDTH)), ("TERM", "xterm-256color"),
        ("XDG_STATE_HOME", str(tmp_path / "state")),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield
    for handler in logging.getLogger().handlers:
        handler.close()
    logging.getLogger().handlers = []


def screen_of(printed: str) -> "pyte.Screen":
    """What a terminal shows that got *printed*."""
    screen = pyte.Screen(WIDTH, 400)
    screen.title = "before"
    pyte.Stream(screen).feed(printed.replace("\n", "\r\n"))
    return screen


def said_by(text: str, number: int = 1) -> Mention:
    """A mention with *text* in every field that holds other people's words."""
    made = mention(
        str(number), f"Acme {text} end", title=f"Acme {text}", site=text, tags=(text,)
    )
    author = Author(handle=f"jane{text}", name=f"Jane {text}")
    return replace(made, author=author, thread_id=text, url=None)


def view(folder: Path, text: str, *words: str) -> str:
    (folder / "config.toml").write_text(CONFIG + f'url = "{folder}/none.xml"\n')
    if not (folder / "mentions.db").exists():
        stored(folder, said_by(text), said_by("plain", 2)).close()
    done = monitor(*words, config=folder / "config.toml", now=NOW.isoformat())
    assert done.code == 0, done.err
    return done.out + done.err


def foreign_signs(printed: str) -> list[str]:
    """Control signs in *printed* that are not ours: we set colours and open links only."""
    ours = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^\x07\x1b]*;[^\x07\x1b]*\x1b\\", "", printed)
    return re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", ours)


@pytest.mark.parametrize("words", VIEWS, ids=" ".join)
def test_o01_escapes_are_shown_and_move_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    text = "".join(ESCAPES)
    printed = view(tmp_path, text, *words)
    assert foreign_signs(printed) == []
    screen = screen_of(printed)
    assert screen.title == "before"
    if words == ("mentions",):
        assert "\\u{1b}]0;pwned\\u{7}" in "".join(line.rstrip() for line in screen.display)


def test_o01_errors_and_names_are_shown_too(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG + 'url = "/no/\\u001b]0;pwned\\u0007.xml"\n')
    for words in (("fetch",), ("sources",), ("doctor", "--offline")):
        done = monitor(*words, config=tmp_path / "config.toml")
        assert foreign_signs(done.out + done.err) == []
        assert screen_of(done.out + done.err).title == "before"
    assert "pwned" in monitor("fetch", "web", config=tmp_path / "config.toml").err


@pytest.mark.parametrize(
    "text", ["[/]", "[bold]loud[/bold]", "[link=https://e.example]x", "\\[x", "x\\"]
)
def test_o02_square_brackets_are_letters(tmp_path: Path, text: str) -> None:
    for words in (("mentions",), ("show", "1")):
        shown = screen_of(view(tmp_path, text, *words)).display
        assert any(f"Acme {text} end" in line for line in shown)


def test_o03_names_of_emoji_stay_words(tmp_path: Path) -> None:
    assert "Acme :smile: end" in view(tmp_path, ":smile:", "mentions")
    assert "\U0001f604" not in view(tmp_path, ":smile:", "show", "1")


def test_o04_turned_writing_is_shown_as_code(tmp_path: Path) -> None:
    for words in VIEWS:
        if "csv" in words:
            continue  # a table of data keeps the marks that right-to-left writing needs
        printed = view(tmp_path, "\u202egnp.exe\u2066", *words)
        assert "\u202e" not in printed
    assert "\\u{202e}gnp.exe" in view(tmp_path, "", "mentions")


def test_o05_no_sign_overwrites_a_line(tmp_path: Path) -> None:
    printed = view(tmp_path, "safe\rEVIL\x08\x08\x0b\x0cx", "mentions")
    assert not re.search("[\r\x08\x0b\x0c]", printed)
    assert any("Acme safe" in line for line in screen_of(printed).display)


def test_o06_wide_and_piled_signs_keep_the_table_straight(tmp_path: Path) -> None:
    texts = ("日本語", "z" + "\u0301" * 500, "a\u200bb\u200db", "👩‍👩‍👧‍👦", "plain")
    stored(tmp_path, *(said_by(text, n) for n, text in enumerate(texts))).close()
    printed = view(tmp_path, "", "mentions")
    plain = re.sub(r"\x1b\[[\d;]*m", "", printed)
    assert max(cell_len(line) for line in plain.splitlines()) <= WIDTH
    assert "\u0301" * 9 not in printed


def test_o07_a_log_entry_is_one_line(tmp_path: Path) -> None:
    log_to_file()
    logging.getLogger("monitor.x").error("said %s", "a\n2026-11-23 ERROR forged\x1b[2J\u2028b")
    lines = (tmp_path / "state" / "monitor" / "monitor.log").read_text().splitlines()
    assert len(lines) == 1
    assert "\\n2026-11-23 ERROR forged\\u{1b}" in lines[0]

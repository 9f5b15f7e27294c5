"""`monitor label` in a terminal: shows mentions, keeps each answer at once, stops when told."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from monitor.store.connect import open_store
from tests.support.made import mention, stored


def typed(config: Path, *arguments: str, answers: str) -> str:
    """What a person sees who types *answers*."""
    ours, theirs = pty.openpty()
    program = "from monitor.cli import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-c", program, "--config", str(config), "label", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, answers.encode())
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux: the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert child.wait(timeout=30) == 0, seen
    return seen.decode("utf-8", "replace")


def made(folder: Path) -> Path:
    path = folder / "config.toml"
    path.write_text('[[brand]]\nname = "Acme"\nquery = "acme"\n', encoding="utf-8")
    stored(folder, *(mention(str(n), f"Acme number {n} \x1b[2J") for n in range(5))).close()
    return path


def labels(folder: Path) -> list[tuple[str, str]]:
    with open_store(folder / "mentions.db") as store:
        rows = store.rows("SELECT value, sampled FROM label ORDER BY id")
    return [(row[0], row[1]) for row in rows]


def test_answers_are_kept_with_how_the_mention_was_chosen(tmp_path: Path) -> None:
    seen = typed(made(tmp_path), "--count", "4", answers="p\ns\n-\nq\n")
    assert "1 of 4" in seen
    assert "\x1b[2J" not in seen
    assert "2 mentions labelled" in seen
    kept = labels(tmp_path)
    assert [value for value, _ in kept] == ["positive", "negative"]
    assert {sampled for _, sampled in kept} <= {"random", "unsure"}


def test_intents_are_judged_as_a_whole(tmp_path: Path) -> None:
    seen = typed(made(tmp_path), "--ask", "intent", "--count", "3", answers="xyz\ncq\n0\n!\n")
    assert "Letters of the intents" in seen
    assert [value for value, _ in labels(tmp_path)] == ["", "complaint", "question", ""]

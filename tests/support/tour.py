"""Writes docs/tour.md from docs/tour.template.md, with what the commands really print.

    python -m tests.support.tour

A line `{{COMMAND|LINES}}` becomes the command and that many lines of its output, run in a folder
of its own; all but `demo` run on the store that the demo leaves in `try`. FIRST stands for the
newest mention that the template's search finds, `{{config}}` for the demo's first brand.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
NOW: Final = "2026-11-23T21:15+00:00"
WIDEST: Final = 132
_HOLE = re.compile(r"^\{\{(.*?)(?:\|(\d+))?\}\}$", re.MULTILINE)
_SEARCH: Final = ["mentions", "--match", "battery OR akku", "--brand", "Linden", "--limit", "1"]


def main() -> None:
    template = (ROOT / "docs" / "tour.template.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = _HOLE.sub(lambda hole: _filled(folder, hole[1], int(hole[2] or 0)), template)
    (ROOT / "docs" / "tour.md").write_text(text, encoding="utf-8")


def _filled(folder: Path, command: str, lines: int) -> str:
    if command == "config":
        return _block("toml", _first_brand(folder))
    words = shlex.split(command.replace("FIRST", _first(folder) if "FIRST" in command else ""))
    if words[0] == "demo":
        said, told = _run(folder, words)
        ending = said[-6:]
        return _block("console", [f"$ monitor {command}", *told, *_cut(said, lines), *ending])
    shown = f"$ monitor --config try/config.toml {shlex.join(words)}"
    said, _ = _run(folder, ["--config", "try/config.toml", "--now", NOW, *words])
    return _block("console", [shown, *_cut(said, lines)])


def _run(folder: Path, words: list[str]) -> tuple[list[str], list[str]]:
    """The lines on standard output and on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(
            f"monitor {shlex.join(words)} ended with {done.returncode}: {done.stderr}"
        )
    return done.stdout.strip("\n").splitlines(), done.stderr.strip("\n").splitlines()


def _first(folder: Path) -> str:
    words = ["--config", "try/config.toml", "--now", NOW, *_SEARCH, "--format", "json"]
    said, _ = _run(folder, words)
    return str(json.loads("\n".join(said))[0]["id"])


def _first_brand(folder: Path) -> list[str]:
    config = (folder / "try" / "config.toml").read_text(encoding="utf-8")
    table = "[[brand]]" + config.split("[[brand]]")[1].rstrip()
    wrapped = [textwrap.wrap(line, 92, subsequent_indent="    ") for line in table.splitlines()]
    return [piece for pieces in wrapped for piece in pieces]


def _cut(lines: list[str], most: int) -> list[str]:
    short = [line.rstrip() for line in lines[:most]]
    short = [line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…" for line in short]
    return short if len(lines) <= most else [*short, "…"]


def _block(kind: str, lines: list[str]) -> str:
    return "\n".join([f"```{kind}", *lines, "```"])


if __name__ == "__main__":
    main()

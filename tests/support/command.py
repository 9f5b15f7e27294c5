"""Run the command line as a user does: in this process, or as a process of its own."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.cli import cli
from monitor.cli.ending import run


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


class _Stream(io.TextIOWrapper):
    """Standard output that is no terminal and remembers what was written."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8", "replace")


def monitor(*arguments: str, config: Path | None = None, now: str | None = None) -> Ran:
    """Run `monitor` in this process."""
    given = ["--config", str(config)] if config else []
    given += ["--now", now] if now else []
    out, err = _Stream(), _Stream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(cli, [*given, *arguments], os.environ)
    return Ran(code, out.text(), err.text())


def process(
    *arguments: str, config: Path | None = None, env: dict[str, str] | None = None
) -> Ran:
    """Run `monitor` as a process of its own."""
    given = ["--config", str(config)] if config else []
    done = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()", *given, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
    return Ran(done.returncode, done.stdout, done.stderr)

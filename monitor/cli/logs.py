"""The log: a private file for faults that users need not see, one line an entry.

Nothing is ever logged to the terminal; what users must know is said by the commands themselves.
Entries hold ids, counts and the lines of our own code, never texts, values or secrets.
"""

import logging
import logging.handlers
import os
from pathlib import Path

from monitor.text import terminal


class _OneLine(logging.Formatter):
    """Other people's words cannot forge an entry: line ends and controls are shown as code."""

    def format(self, record: logging.LogRecord) -> str:
        return terminal(super().format(record)).replace("\n", "\\n")


def state_folder() -> Path:
    """Where logs and reports of faults go."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "monitor"


def log_to_file() -> None:
    """Send warnings and faults to `monitor.log` in the state folder; nowhere if that fails."""
    root = logging.getLogger()
    root.handlers = [logging.NullHandler()]
    try:
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / "monitor.log"
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=2, delay=True, encoding="utf-8",
            errors="backslashreplace",
        )  # fmt: skip
    except OSError:
        return
    handler.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)

"""How a run ends: every failure that is not ours to fix becomes one line and an exit code."""

import errno
import io
import logging
import os
import signal
import sqlite3
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

BUG = 70
DISK = 74
INTERRUPTED = 130
TERMINATED = 143


class Terminated(BaseException):
    """SIGTERM: transactions roll back, then the run ends."""


def run(command: click.Command, arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run *command*; returns the exit code. A traceback is only ever written to a file."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminate)
    logging.getLogger().addHandler(logging.NullHandler())  # libraries' words are not for users
    _stand_in_for_closed_streams()
    _keep_output_printable()
    try:
        ended = command.main(args=list(arguments), prog_name="monitor", standalone_mode=False)
        return _flushed(ended if isinstance(ended, int) else 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted; what was stored stays, run the command again to go on")
        return INTERRUPTED
    except Terminated:
        _say("terminated; what was stored stays, run the command again to go on")
        return TERMINATED
    except BrokenPipeError:
        return silent_pipe()
    except OSError as error:
        return _disk(error)
    except Exception as error:  # noqa: BLE001  the last door: a bug is named, its traceback kept
        return _bug(error, environ)


def _terminate(_signal: int, _frame: object) -> None:
    raise Terminated


class _Closed(io.TextIOBase):
    """Stands for a standard output that was closed before we began: writing fails, aloud."""

    def write(self, _text: str, /) -> int:
        raise OSError(errno.EBADF, "is closed")

    def fileno(self) -> int:
        return 1


def _stand_in_for_closed_streams() -> None:
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Else the store could be opened under a number that is written to by others.
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = _Closed() if sys.stdout is None else sys.stdout
    sys.stderr = io.StringIO() if sys.stderr is None else sys.stderr


def _keep_output_printable() -> None:
    # A terminal that knows only ASCII gets replaced characters instead of an exception.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return silent_pipe()
    except OSError as error:
        return _disk(error)
    return code


def silent_pipe() -> int:
    """End without a word: standard output is read no more."""
    # The reader (head, less) has gone: that is no failure, and Python must not complain at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _disk(error: OSError) -> int:
    if error.errno == errno.EPIPE:
        return silent_pipe()
    name = f"{error.filename}: " if error.filename else "output: "
    _say(f"{name}{error.strerror or error}; check the disk and the path")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 77 if isinstance(error, PermissionError) else DISK


def _bug(error: Exception, environ: Mapping[str, str]) -> int:
    """Write the traceback (code and lines only, no values) to a file and name it."""
    if isinstance(error, sqlite3.Error):
        _say(f"store: {error}; see: monitor doctor")
    folder = Path(environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "monitor"
    text = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix="bug-", suffix=".txt", dir=folder)
    except OSError:
        handle, name = tempfile.mkstemp(prefix="monitor-bug-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as out:
        out.write(text)
    _say(f"a fault in monitor itself ({type(error).__name__}); please report it with {name}")
    return BUG


def _say(line: str) -> None:
    click.echo(f"monitor: {line}", err=True)

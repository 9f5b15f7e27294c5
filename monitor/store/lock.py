"""One writing run at a time. The kernel holds the lock and frees it when its holder is killed."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from monitor.errors import DiskError, TryLater


@contextmanager
def only_run(path: Path, command: str, clock: Callable[[], datetime]) -> Iterator[None]:
    """Hold the store's lock: one collecting run at a time. The kernel frees it at a kill."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", timeout=0, mode=0o600)
    try:
        with lock:
            note = {"pid": os.getpid(), "command": command, "since": clock().isoformat()}
            holder = Path(f"{path}.lock.holder")
            _write_private(holder, json.dumps(note))
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except NotImplementedError as error:
        raise DiskError(
            f"{path}: this file system has no locks, so two runs could not be told apart; "
            "keep the store on a local disk"
        ) from error
    except Timeout as error:
        raise TryLater(
            f"{path}: {_holder(path)} is running; try again when it is done"
        ) from error


def _write_private(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)


def _holder(path: Path) -> str:
    try:
        note = json.loads(Path(f"{path}.lock.holder").read_text(encoding="utf-8"))
        return f"another monitor {note['command']} (pid {note['pid']}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another monitor run"

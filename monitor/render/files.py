"""Write a file whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from monitor.errors import DiskError, PermissionRefused


@contextmanager
def replacing(name: str) -> Iterator[IO[str]]:
    """A text file that becomes *name* at the end; on any failure the old one stays.

    Reports quote people, so a new file is its owner's alone; an old one keeps its mode.
    """
    path = Path(name)
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _ours(path, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        raise _ours(path, error) from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def _ours(path: Path, error: OSError) -> Exception:
    said = error.strerror or str(error)
    if isinstance(error, PermissionError):
        return PermissionRefused(f"{path}: {said}; check who owns the folder")
    return DiskError(f"{path}: {said}; check the folder and the disk")

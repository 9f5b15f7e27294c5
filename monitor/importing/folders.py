"""Folders of mail: Maildir, and folders of .eml files.

Files are taken in the order of their names; links and folders inside are not followed, other
files are left alone.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.errors import DataError, DiskError, PermissionRefused
from monitor.importing.mail import MAX_MESSAGE, Item, of_message
from monitor.importing.rows import Options, Unreadable

_MAILDIR: Final = ("cur", "new")


def read_folder(folder: Path, options: Options) -> Iterator[Item]:
    """The mentions of every message in *folder*. Raises `DataError` where it holds none."""
    source = options.source or "mail"
    files = message_files(folder)
    if not files:
        raise DataError(
            f"{folder}: is a folder without mail; a Maildir or a folder of .eml files is read, "
            "other files are named one by one"
        )
    for path in files:
        raw = _bytes_of(path)
        if isinstance(raw, str):
            yield Unreadable(str(path), 1, raw)
        else:
            yield from of_message(raw, str(path), 1, source)


def message_files(folder: Path) -> list[Path]:
    """The messages of a Maildir, or the .eml files of a folder, sorted by name."""
    if all((folder / part).is_dir() for part in _MAILDIR):
        found = [path for part in _MAILDIR for path in _regular(folder / part)]
        return sorted(found, key=lambda path: path.name)
    return sorted(path for path in _regular(folder) if path.suffix.lower() == ".eml")


def _regular(folder: Path) -> list[Path]:
    """The files that are files and no links."""
    try:
        with os.scandir(folder) as entries:
            return [
                Path(entry.path)
                for entry in entries
                if entry.is_file(follow_symlinks=False) and not entry.name.startswith(".")
            ]
    except PermissionError:
        raise PermissionRefused(f"{folder}: may not be read by this user") from None
    except OSError as error:
        raise DiskError(f"{folder}: cannot be read: {error}") from None


def _bytes_of(path: Path) -> bytes | str:
    """The message, or why there is none."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return "no regular file"
            return file.read(MAX_MESSAGE + 1)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"

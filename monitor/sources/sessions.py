"""Logins that last longer than a run, kept in the user's cache folder and nowhere else.

A session is as secret as the password it was got with: the file is readable by its owner only,
its name tells nothing, and no part of it goes into the store, a cursor or a message.
"""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from monitor.model import Secret


@dataclass(frozen=True, slots=True)
class SessionFile:
    """Where the session of one account at one service is kept."""

    path: Path

    @classmethod
    def of(cls, service: str, account: str, folder: str = "") -> "SessionFile":
        """The file for *account* at *service* in *folder*, by default the cache folder."""
        from platformdirs import user_cache_path

        base = Path(folder) if folder else user_cache_path("outside-perspective") / "sessions"
        return cls(base / sha256(f"{service}\n{account}".encode()).hexdigest()[:32])

    def token(self) -> Secret | None:
        """The stored token; whether it is still good only the service can tell."""
        try:
            kept = self.path.read_text().strip()
        except (OSError, ValueError):
            return None
        return Secret(kept) if kept else None

    def keep(self, token: Secret) -> None:
        """Store *token*; a folder that cannot be written costs a login in each run, no more."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent)  # made with mode 0600
            with os.fdopen(handle, "w") as file:
                file.write(token.value)
            Path(name).replace(self.path)
        except OSError:
            return

    def forget(self) -> None:
        """Drop what the service no longer takes."""
        with suppress(OSError):
            self.path.unlink()

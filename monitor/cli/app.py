"""What every command needs: the config, the store, the clock, and where to say things."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.matching import Watch
    from monitor.store.connect import Store


@dataclass
class App:
    """The run's surroundings, made by the top command and given to the others."""

    config: str | None = None
    verbose: bool = False
    quiet: bool = False
    fixed_now: str | None = None

    def now(self) -> datetime:
        """The moment, aware and UTC. The one place that reads the clock."""
        if self.fixed_now is None:
            return datetime.now(UTC)
        try:
            fixed = datetime.fromisoformat(self.fixed_now)
        except ValueError as error:
            raise UsageError(f"--now: '{self.fixed_now}' is no ISO time") from error
        return fixed if fixed.tzinfo else fixed.replace(tzinfo=UTC)

    @cached_property
    def settings(self) -> "Config":
        """The checked config file. Raises `ConfigError`."""
        from monitor.config import default_path, read_config

        return read_config(Path(self.config).expanduser() if self.config else default_path())

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator["Store"]:
        """The store, open for writing; `create` makes one where there is none."""
        from monitor.store.connect import open_store

        settings = self.settings
        with open_store(
            settings.database,
            zone=settings.zone,
            create=create,
            brands=settings.brands,
            fold_diacritics=settings.monitor.fold_diacritics,
        ) as store:
            yield store

    @contextmanager
    def reading(self) -> Iterator["Store"]:
        """The store, for commands that only read: needs no lock, works beside a fetch."""
        with self.store() as store:
            yield store

    def watch(self) -> "Watch":
        """The config's brands, ready to match."""
        from monitor.matching import watch_of

        return watch_of(self.settings)

    def say(self, line: str) -> None:
        """A line for people who asked for more (`--verbose`), on stderr."""
        if self.verbose:
            click.echo(_safe(line), err=True)

    def warn(self, line: str) -> None:
        """A line that people should see, on stderr."""
        if not self.quiet:
            click.echo(f"monitor: {_safe(line)}", err=True)

    @property
    def shows_progress(self) -> bool:
        """Progress bars are for people at a terminal only."""
        return sys.stderr.isatty() and not self.quiet


def _safe(line: str) -> str:
    from monitor.text import terminal

    return terminal(line)


pass_app = click.make_pass_decorator(App)

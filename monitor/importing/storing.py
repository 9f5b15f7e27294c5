"""From files to the store: batches through the same matcher and transaction as fetched pages.

Each batch is one transaction. What is stored is known by its identity, so an import that was
killed is simply run again, and nothing is stored twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Final

from monitor.collect import store_matched
from monitor.errors import DataError, MonitorError
from monitor.importing.inputs import open_input
from monitor.importing.reading import Item, read
from monitor.importing.rows import Options, Textless, Unreadable
from monitor.matching import Watch
from monitor.model import Mention
from monitor.store.connect import Store
from monitor.store.pages import Stored

BATCH: Final = 1_000
_SHOWN: Final = 5


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of one file's rows; the parts add up to `rows`.

    `stored` are new, `changed` had another text, `known` were stored before (or stand twice in
    the file, or were erased), `unmatched` are about no brand, `textless` say nothing. `first`
    are some of the unreadable ones. `error` ended the file early, or refused it.
    """

    file: str
    stored: int = 0
    changed: int = 0
    known: int = 0
    unmatched: int = 0
    textless: int = 0
    unreadable: int = 0
    first: tuple[Unreadable, ...] = ()
    error: MonitorError | None = field(default=None, compare=False)

    @property
    def rows(self) -> int:
        """Every row that was met."""
        told = self.stored + self.changed + self.known + self.unmatched
        return told + self.textless + self.unreadable

    @property
    def exit_code(self) -> int:
        """The error's; 65 where no row at all could be read, 1 where some could not."""
        if self.error is not None:
            return self.error.exit_code
        if self.unreadable:
            return DataError.exit_code if self.unreadable == self.rows else 1
        return 0


def import_file(
    store: Store,
    watch: Watch,
    path: str,
    options: Options,
    *,
    clock: Callable[[], datetime],
    brand: str | None = None,
    advance: Callable[[int], None] | None = None,
) -> Imported:
    """Read one file or mail folder and store what is about a brand (or all, with *brand*).

    Problems of the file end in `Imported.error`, those of the store are raised.
    """
    done = Imported(file=path)
    try:
        with _items(path, options, advance) as items:
            for batch in _batches(_failing_late(items)):
                done = _kept(store, watch, batch, done, now=clock(), brand=brand)
    except _FileError as error:
        return replace(done, error=error.cause)
    return done


class _FileError(Exception):
    """Carries a failure of the file past the store's own."""

    def __init__(self, cause: MonitorError) -> None:
        super().__init__(str(cause))
        self.cause = cause


@contextmanager
def _items(
    path: str, options: Options, advance: Callable[[int], None] | None
) -> Iterator[Iterator[Item]]:
    if path != "-" and Path(path).is_dir():
        from monitor.importing.folders import read_folder

        yield read_folder(Path(path), options)
        return
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(open_input(path, advance=advance))
        except MonitorError as error:
            raise _FileError(error) from error
        yield read(opened, options)


def _failing_late(items: Iterator[Item]) -> Iterator[Item | _FileError]:
    """*items*, their failure as the last of them: what was read before is stored first."""
    try:
        yield from items
    except MonitorError as error:
        yield _FileError(error)


def _batches(items: Iterable[Item | _FileError]) -> Iterator[list[Item]]:
    """Up to `BATCH` items at a time; a failure is raised after the items before it."""
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        failure = batch[-1] if isinstance(batch[-1], _FileError) else None
        yield [item for item in batch if not isinstance(item, _FileError)]
        if failure is not None:
            raise failure


def _kept(
    store: Store,
    watch: Watch,
    batch: Sequence[Item],
    done: Imported,
    *,
    now: datetime,
    brand: str | None,
) -> Imported:
    mentions = [item for item in batch if isinstance(item, Mention)]
    broken = [item for item in batch if isinstance(item, Unreadable)]
    matched = watch.matched(mentions, brand=brand)
    stored = Stored()
    with store.transaction():
        for source, own in groupby(sorted(matched, key=_source), key=_source):
            stored += store_matched(store, source, list(own), now=now)
    about = sum(1 for mention in matched if mention.matches)
    known = max(0, about - stored.new - stored.changed)
    return replace(
        done,
        stored=done.stored + stored.new,
        changed=done.changed + stored.changed,
        known=done.known + known,
        unmatched=done.unmatched + len(mentions) - stored.new - stored.changed - known,
        textless=done.textless + sum(isinstance(item, Textless) for item in batch),
        unreadable=done.unreadable + len(broken),
        first=(*done.first, *broken)[:_SHOWN],
    )


def _source(mention: Mention) -> str:
    return mention.source

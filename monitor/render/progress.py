"""Progress in a terminal, on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from monitor.collect import Progress as Collecting
from monitor.text import terminal


class Bars:
    """One line a source while it is read, one a step of work on the store."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def collecting(self, progress: Collecting) -> None:
        task = self._task(progress.source, total=None)
        said = f"{progress.seen:,} items, {progress.stored:,} new"
        total = max(progress.seen, 1)
        self._progress.update(task, said=said, completed=progress.seen)
        if progress.is_done:
            self._progress.update(task, total=total, completed=total)

    def step(self, name: str, done: int, of: int) -> None:
        self._progress.update(
            self._task(name, total=of), completed=done, total=of, said=f"{done:,} of {of:,}"
        )

    def _task(self, name: str, *, total: int | None) -> TaskID:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(terminal(name), total=total, said="")
        return self._tasks[name]


class _Plain(TextColumn):
    """A column whose text is never read as markup."""

    def render(self, task: object) -> Text:
        return Text(self.text_format.format(task=task))


@contextmanager
def bars() -> Iterator[Bars]:
    """Draw until the work is done, then leave the screen as it was."""
    progress = Progress(
        SpinnerColumn(),
        _Plain("{task.description}"),
        BarColumn(bar_width=20),
        _Plain("{task.fields[said]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with progress:
        yield Bars(progress)

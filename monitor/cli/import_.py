"""`monitor import`: files other tools and archives made, matched and stored as a fetch does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, pass_app

if TYPE_CHECKING:
    from monitor.importing.storing import Imported


@click.command(
    name="import",
    epilog="Exit codes: 0 all rows were read, 1 some were not (each is counted, the first are "
    "named), 2 usage, 65 a file that is no data or breaks off, 74 and 77 reading failed.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--source", metavar="NAME", help="Call the source so; else by network or file.")
@click.option("--brand", metavar="NAME", help="All of it is about this brand; no matching.")
@click.option(
    "--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Where a field stands."
)
@click.option("--date-format", metavar="F", help="How times are written, as strptime has it.")
@click.option("--timezone", metavar="ZONE", help="Of times that name none.  [default: UTC]")
@click.option("--layout", metavar="NAME", help="Of which tool; else recognised by its columns.")
@click.option("--encoding", metavar="NAME", help="Of the text; else found out.")
@pass_app
def import_(
    app: App,
    files: tuple[str, ...],
    source: str | None,
    brand: str | None,
    mapping: tuple[str, ...],
    date_format: str | None,
    timezone: str | None,
    layout: str | None,
    encoding: str | None,
) -> None:
    """Read mentions from CSV, JSON, JSON Lines (all also gzipped), mbox and mail folders.

    FILE is a file, a folder of mail, or - for standard input. Rows that name no brand are not
    stored; rows that are stored already are not stored again.
    """
    from monitor.importing.layouts import check_mapping, layout_named
    from monitor.importing.rows import Options
    from monitor.importing.storing import import_file

    options = Options(
        mapping=_mapping(mapping),
        layout=layout_named(layout).name if layout else None,
        date_format=date_format,
        source=_source(source),
        zone=_zone(timezone),
        encoding=encoding,
    )
    check_mapping(options.mapping)
    _check_brand(app, brand)
    watch = app.watch()
    codes: list[int] = []
    with app.store(create=True) as store:
        for file in files:
            with _progress(app, file) as advance:
                done = import_file(
                    store, watch, file, options, clock=app.now, brand=brand, advance=advance
                )
            _tell(app, done)
            codes.append(done.exit_code)
    click.get_current_context().exit(max(codes))


def _mapping(pairs: Sequence[str]) -> Mapping[str, str]:
    mapping = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not (field.strip() and sign and column.strip()):
            raise click.BadParameter(f"'{pair}' is not FIELD=COLUMN", param_hint="--map")
        mapping[field.strip()] = column.strip()
    return mapping


def _source(name: str | None) -> str | None:
    if name is not None and (not name.strip() or len(name) > 64 or not name.isprintable()):
        raise click.BadParameter(
            "1 to 64 printable characters are wanted", param_hint="--source"
        )
    return name.strip() if name else None


def _zone(name: str | None) -> tzinfo:
    from datetime import UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name is None:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter(
            f"no time zone '{name}'; an example is Europe/Berlin", param_hint="--timezone"
        ) from None


def _check_brand(app: App, brand: str | None) -> None:
    from monitor.errors import UsageError

    names = [one.name for one in app.settings.brands]
    if brand is not None and brand not in names:
        known = ", ".join(names) or "none"
        raise UsageError(f"--brand: no brand '{brand}' in the config; there are: {known}")
    if brand is None and not names:
        app.warn("the config names no brand, so no row can match; add a [[brand]] table")


def _tell(app: App, done: "Imported") -> None:
    """One line for the file on stdout; what could not be read on stderr."""
    for problem in done.first:
        app.warn(str(problem))
    if done.unreadable > len(done.first):
        app.warn(f"{done.file}: … and {done.unreadable - len(done.first):,} more like these")
    if done.error is not None:
        from monitor.text import terminal

        click.echo(f"monitor: {terminal(str(done.error))}", err=True)
    if done.rows and not app.quiet:
        click.echo(_safe(summary(done)))
        if done.unmatched == done.rows and app.settings.brands:
            app.warn("no row names a brand of the config; --brand NAME takes them all for one")


def summary(done: "Imported") -> str:
    """ "tweets.csv: 8,815 rows: 8,790 stored, 0 known, 25 matched no brand, 0 unreadable"."""
    parts = [f"{done.stored:,} stored"]
    if done.changed:
        parts.append(f"{done.changed:,} changed")
    parts += [f"{done.known:,} known", f"{done.unmatched:,} matched no brand"]
    if done.textless:
        parts.append(f"{done.textless:,} without text")
    parts.append(f"{done.unreadable:,} unreadable")
    name = "standard input" if done.file == "-" else done.file
    return f"{name}: {done.rows:,} row{'s' * (done.rows != 1)}: {', '.join(parts)}"


def _safe(line: str) -> str:
    from monitor.text import terminal

    return terminal(line)


@contextmanager
def _progress(app: App, file: str) -> Iterator[Callable[[int], None] | None]:
    """A bar over the bytes of the file, for people at a terminal."""
    path = Path(file)
    if not app.shows_progress or not path.is_file():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(escape(_safe(path.name)), total=path.stat().st_size)
        yield lambda size: bar.advance(task, size)

"""`monitor demo`: everything once, on a made-up brand, in a folder of its own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, pass_app
from monitor.errors import DiskError, PermissionRefused, SourcesUnavailable, UsageError

if TYPE_CHECKING:
    from monitor.demo.run import Demo
    from monitor.pipeline import Shows
    from monitor.reports.rows import Report
    from monitor.store.connect import Store

_INTRO = """\
Linden, Tovrik and Brisanta make e-bikes and do not exist. Eight weeks of talk about them are
served on this machine in the formats of Mastodon, Reddit, Hacker News, feeds, Stack Exchange,
GitHub, the App Store, Lemmy and Discourse, and collected by the sources that you will use.
"""
_ON_PAGE = ("outside", "listening", "influence")  # the first one is printed, too
_NEXT = """\
That was a made-up brand. For your own:
  monitor init "Your Brand"     writes a commented config; its sources need no key
  monitor fetch                 collects and annotates; put it into cron
  monitor report outside        this report, about you
"""


@click.command(
    epilog="Examples: monitor demo; monitor demo --html report.html; monitor demo --keep try, "
    "then: monitor --config try/config.toml mentions --match battery"
)
@click.option("--html", metavar="FILE", help="Write the report as a page, too.")
@click.option("--keep", metavar="DIR", help="Keep the config and the store there.")
@click.option(
    "--now", metavar="ISO", help="Pretend it is this moment: same moment, same mentions."
)
@pass_app
def demo(app: App, html: str | None, keep: str | None, now: str | None) -> None:
    """Collect, annotate and report on a bundled sample.

    The sample's brands are made up and its services are played on this machine. Your config and
    your store are neither read nor written; the demo works in a temporary folder.
    """
    from monitor.demo.run import folder_for, run

    moment = _moment(now) if now else app.now().replace(microsecond=0)
    kept = _kept(keep)
    if not app.quiet:
        click.echo(_INTRO, err=True)
    try:
        with folder_for(kept) as folder:
            with _progress(app) as progress:
                made = run(folder, now=moment, progress=progress)
            _tell(app, made)
            _report(made, moment, html)
    except PermissionError as error:
        raise PermissionRefused(
            f"{error.filename}: may not be written; choose another folder"
        ) from error
    except OSError as error:
        raise DiskError(f"{error.filename or 'the demo'}: {error.strerror or error}") from error
    _say_next(keep, html)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--now: '{text}' is no ISO time; write 2026-11-23T12:00") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _kept(name: str | None) -> Path | None:
    """The folder to keep, which must not hold anything yet."""
    if name is None:
        return None
    folder = Path(name).expanduser()
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise UsageError(f"--keep: {folder} is not empty; name a new folder")
    return folder


@contextmanager
def _progress(app: App) -> Iterator["Shows | None"]:
    if not app.shows_progress:
        yield None
        return
    from monitor.render.progress import bars

    with bars() as progress:
        yield progress


def _tell(app: App, made: "Demo") -> None:
    fetched = made.fetched
    for line in fetched.complaints:
        app.warn(line)
    for line in fetched.notes:
        app.say(line)
    if fetched.exit_code(strict=True):
        raise SourcesUnavailable("the demo's own services could not all be read; see above")
    seen = sum(outcome.seen for outcome in fetched.outcomes)
    new = sum(outcome.stored.new for outcome in fetched.outcomes)
    if not app.quiet:
        click.echo(f"{seen:,} items read, {new:,} mentions stored and annotated.\n", err=True)


def _report(made: "Demo", now: datetime, html: str | None) -> None:
    from monitor.render.terminal import Show, print_report
    from monitor.reports import report
    from monitor.reports.configured import figures
    from monitor.reports.period import period
    from monitor.store.connect import open_store

    config, zone = made.config, made.config.zone
    names = tuple(brand.name for brand in config.brand)
    chosen = period(None, None, now=now, zone=zone)
    with open_store(config.database, zone=zone, create=False) as store:
        found = [
            report(name, store, chosen, names, now=now, zone=zone, settings=figures(config))
            for name in (_ON_PAGE if html else _ON_PAGE[:1])
        ]
        print_report(found[0], Show(notes=True, commands=False, quotes=1), sys.stdout)
        if html:
            _write_page(store, found, html)


def _write_page(store: "Store", found: "list[Report]", name: str) -> None:
    from monitor.render.files import replacing
    from monitor.render.html import document
    from monitor.render.html.mentions import embed

    page = document(found, embed(store, found))
    with replacing(name) as out:
        out.write(page)


def _say_next(keep: str | None, html: str | None) -> None:
    click.echo()
    if html is not None:
        click.echo(f"The report as a page: {html}")
    if keep is not None:
        config = Path(keep).expanduser() / "config.toml"
        click.echo(
            f'Look around in it: monitor --config {config} mentions --topic "failed update"'
        )
    click.echo(_NEXT, nl=False)

"""`monitor fetch`: collect and annotate. Quiet on success, made for cron."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, pass_app

if TYPE_CHECKING:
    from monitor.fetching import Wish
    from monitor.pipeline import Fetched, Shows


@click.command(
    epilog="Cron: 17 * * * * monitor fetch. Nothing is printed when all is well; a source that "
    "fails is one line on stderr. Exit codes: 0 well, 1 a source keeps failing (or any with "
    "--strict), 69 no source could be reached, 75 another fetch is running, 78 config."
)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--since", metavar="WHEN", help="Walk history back to then (90d, 2026-01-31), resumable."
)
@click.option(
    "--shard", metavar="I/N", default="1/1", show_default=True, help="This part of N."
)
@click.option("--no-annotate", is_flag=True, help="Only collect.")
@click.option("--strict", is_flag=True, help="Exit 1 when any source failed.")
@pass_app
def fetch(
    app: App,
    sources: tuple[str, ...],
    since: str | None,
    shard: str,
    no_annotate: bool,
    strict: bool,
) -> None:
    """Collect what is new from every source that is due, and annotate it.

    SOURCE names sources of the config; without any, all that are due.
    """
    from monitor.cli.logs import log_to_file
    from monitor.pipeline import fetch_all

    log_to_file()
    wish = _wish(app, sources, since, shard)
    with app.store(create=True) as store, _progress(app) as progress:
        done = fetch_all(
            app.settings, store, clock=app.now, wish=wish, annotate=not no_annotate,
            progress=progress,
        )  # fmt: skip
    _tell(app, done)
    click.get_current_context().exit(done.exit_code(strict=strict))


def _wish(app: App, sources: tuple[str, ...], since: str | None, shard: str) -> "Wish":
    from monitor.fetching import Wish
    from monitor.when import moment

    number, _, of = shard.partition("/")
    if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise click.BadParameter(f"'{shard}' is not I/N, such as 1/4", param_hint="--shard")
    back_to = moment(since, now=app.now(), zone=app.settings.zone) if since else None
    return Wish(only=sources, since=back_to, shard=(int(number), int(of)))


def _tell(app: App, done: "Fetched") -> None:
    for line in done.complaints:
        app.warn(line)
    for line in done.notes:
        app.say(line)


@contextmanager
def _progress(app: App) -> Iterator["Shows | None"]:
    if not app.shows_progress:
        yield None
        return
    from monitor.render.progress import bars

    with bars() as progress:
        yield progress

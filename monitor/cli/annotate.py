"""`monitor annotate`: ask the analyzers about what they have not seen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from monitor.cli.app import App, pass_app


@click.command()
@click.option(
    "--analyzer", "only", multiple=True, metavar="NAME",
    help="Only this one (language, sentiment, intent, topic, story, a plug-in's).",
)  # fmt: skip
@click.option("--all", "again", is_flag=True, help="Annotate everything again.")
@click.option(
    "--refit-topics", "refit", is_flag=True, help="Find topics anew; known ones stay."
)
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Processes; default: all cores."
)
@pass_app
def annotate(
    app: App, only: tuple[str, ...], again: bool, refit: bool, workers: int | None
) -> None:
    """Annotate what is missing: language, sentiment, intent, topics, stories.

    A run that is stopped goes on where it was. Exit code 1: an analyzer failed on some mentions.
    """
    from monitor.annotate import annotate_store
    from monitor.store.lock import only_run

    with app.store() as store, only_run(store.path, "annotate", app.now), _steps(app) as step:
        done = annotate_store(
            app.settings, store, now=app.now(), only=only, again=again, refit=refit,
            workers=workers, progress=step,
        )  # fmt: skip
    app.say(f"{done.mentions:,} mentions annotated")
    for analyzer, reason in sorted(done.reasons.items()):
        app.warn(f"{analyzer}: {reason}")
    if done.failed:
        app.warn(f"{done.failed:,} answers failed; they are asked for again in the next run")
        click.get_current_context().exit(1)


@contextmanager
def _steps(app: App) -> Iterator[Callable[[str, int, int], None]]:
    if not app.shows_progress:
        yield lambda _name, _done, _of: None
        return
    from monitor.render.progress import bars

    with bars() as progress:
        yield progress.step

"""`monitor rematch`: give the stored mentions to the brands as they are defined now."""

import click

from monitor.cli.app import App, pass_app


@click.command()
@click.option("--all", "everything", is_flag=True, help="Every brand, not only changed ones.")
@pass_app
def rematch(app: App, everything: bool) -> None:
    """Match the store again for brands whose definition changed. Goes on where it was stopped.

    Only what is stored can be matched: what no brand wanted when it was read is not there.
    """
    from monitor.rematch import rematch as run
    from monitor.rematch import sync_watch
    from monitor.store.lock import only_run

    watch = app.watch()
    with app.store() as store, only_run(store.path, "rematch", app.now):
        sync_watch(store, watch)
        done = run(store, watch, everything=everything)
    if done.seen == 0:
        app.say("no brand has changed")
    else:
        app.warn(f"{done.seen:,} mentions matched again, {done.changed:,} changed")

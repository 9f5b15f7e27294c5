"""`monitor prune`: erase texts past their retention."""

import click

from monitor.cli.app import App, pass_app


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say how many there are.")
@pass_app
def prune(app: App, dry_run: bool) -> None:
    """Erase texts, authors and addresses older than [retention] allows; counts stay.

    monitor fetch does this once a day by itself.
    """
    from monitor.keeping.pruning import prune as run
    from monitor.store.lock import only_run

    with app.store() as store, only_run(store.path, "prune", app.now):
        done = run(store, app.settings.retention, now=app.now(), dry_run=dry_run)
    click.echo(f"{done} mentions {'would be' if dry_run else 'were'} emptied")

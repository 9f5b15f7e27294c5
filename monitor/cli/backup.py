"""`monitor backup`: a safe copy of the store, labels, claims and ideas included."""

from pathlib import Path

import click

from monitor.cli.app import App, pass_app


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@pass_app
def backup(app: App, target: Path | None) -> None:
    """Copy the store to TARGET (else beside it, named by the time). Works during a fetch.

    The copy is checked; its manifest is written beside it.
    """
    from monitor.keeping.copies import backup as run

    now = app.now()
    with app.reading() as store:
        name = f"{store.path.stem}-{now:%Y%m%dT%H%M%SZ}.db"
        chosen = target or store.path.with_name(name)
        chosen = chosen / name if chosen.is_dir() else chosen
        done = run(store, chosen, now=now)
    click.echo(f"{chosen}: {done.mentions:,} mentions, {done.labels:,} labels")

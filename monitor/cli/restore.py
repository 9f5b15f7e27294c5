"""`monitor restore`: put a copy back."""

from pathlib import Path

import click

from monitor.cli.app import App, pass_app


@click.command()
@click.argument("copy", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_app
def restore(app: App, copy: Path, yes: bool) -> None:
    """Put COPY in the place of the store; what was there is kept beside it.

    What was forgotten since the copy was made stays forgotten.
    """
    from monitor.cli.forget import confirmed
    from monitor.keeping.copies import restore as run
    from monitor.store.lock import only_run

    path = app.settings.database
    confirmed(yes, f"Replace {path}?")
    with only_run(path, "restore", app.now):
        kept = run(copy, path, now=app.now())
    click.echo(f"restored {path}" + (f"; the earlier store is {kept}" if kept else ""))

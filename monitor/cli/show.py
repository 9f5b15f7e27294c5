"""`monitor show`: one mention in full."""

import click

from monitor.cli.app import App, pass_app
from monitor.errors import UsageError
from monitor.text import json_text


@click.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--why", is_flag=True, help="Mark the terms that made it match.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal",
    show_default=True,
)  # fmt: skip
@pass_app
def show(app: App, number: int, why: bool, form: str) -> None:
    """Show the mention ID: its text, thread and annotations, and why it matched."""
    from monitor.store.reading import Filter, find_ids, load

    with app.reading() as store:
        found = list(load(store, [number]))
        if not found:
            raise UsageError(f"there is no mention {number}; list them with: monitor mentions")
        stored = found[0]
        if form == "json":
            from monitor.render.mentions import as_json

            click.echo(json_text(as_json(stored), indent=2))
            return
        from monitor.render.lists import print_one

        thread_id = stored.mention.thread_id
        same = Filter(thread=thread_id, network=stored.mention.network)
        ids = find_ids(store, same, newest_first=False) if thread_id else []
        thread = list(load(store, ids)) if len(ids) > 1 else []
        print_one(stored, zone=app.settings.zone, why=why, thread=thread)

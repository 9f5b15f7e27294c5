"""`monitor sources`: the health of every source."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.app import App, pass_app
from monitor.text import json_text

if TYPE_CHECKING:
    from monitor.diagnosis.sources import Health


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal",
    show_default=True,
)  # fmt: skip
@pass_app
def sources(app: App, form: str) -> None:
    """Show which sources work, which fail and since when, which have fallen silent.

    Exit code 1 when one is failing or silent, for checks that watch this command.
    """
    from monitor.diagnosis.sources import source_health

    with app.reading() as store:
        found = source_health(app.settings, store, now=app.now())
    if form == "json":
        click.echo(json_text([_as_json(one) for one in found], indent=2))
    else:
        from monitor.render.health import print_health

        print_health(found, now=app.now(), zone=app.settings.zone)
    worried = any(one.state in {"failing", "silent"} for one in found)
    click.get_current_context().exit(int(worried))


def _as_json(one: "Health") -> dict[str, Any]:
    values = asdict(one)
    for name, value in values.items():
        if name.endswith(("_at", "_since")) and value is not None:
            values[name] = datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return values

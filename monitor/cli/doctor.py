"""`monitor doctor`: what could keep monitor from working, and what to do."""

from dataclasses import asdict

import click

from monitor.cli.app import App, pass_app
from monitor.text import json_text

_MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


@click.command()
@click.option("--offline", is_flag=True, help="Ask nothing over the network.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal",
    show_default=True,
)  # fmt: skip
@pass_app
def doctor(app: App, offline: bool, form: str) -> None:
    """Check config, keys, reachability, clock, disk and store, and say what to do.

    Exit code 1 when something fails. The output holds no secrets.
    """
    from monitor.diagnosis.checks import examine, worst
    from monitor.pipeline import connect_for

    settings = app.settings
    http = None if offline else connect_for(settings)
    findings = list(examine(settings, http, now=app.now()))
    if form == "json":
        click.echo(json_text([asdict(one) for one in findings], indent=2))
    else:
        from monitor.text import terminal

        for one in findings:
            advice = f" → {one.advice}" if one.advice else ""
            click.echo(terminal(f"{_MARKS[one.state]}  {one.check}: {one.said}{advice}"))
    click.get_current_context().exit(int(worst(findings) == "fail"))

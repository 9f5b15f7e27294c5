"""`monitor alerts`: rules look, the outbox keeps, targets are told once."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, pass_app
from monitor.text import json_text

if TYPE_CHECKING:
    from monitor.alerts.outbox import Alert
    from monitor.store.connect import Store


@click.group(
    epilog="Cron: */10 * * * * monitor alerts send. Nothing is printed when all is well; what a "
    "target did not take is tried again by later runs, and never sent twice on purpose."
)
def alerts() -> None:
    """Spikes and rules: written to an outbox, delivered once to each target."""


@alerts.command()
@click.option("--dry-run", is_flag=True, help="Show what would be raised; write nothing.")
@pass_app
def check(app: App, dry_run: bool) -> None:
    """Look at every [[alert]] rule and put what is new into the outbox; sends nothing."""
    with app.store() as store:
        found = _check(app, store, dry_run=dry_run)
    for alert in found:
        click.echo(_line(alert))
    if dry_run and not found:
        click.echo("nothing would be raised")


@alerts.command()
@click.option("--dry-run", is_flag=True, help="Show what would be sent where; send nothing.")
@click.pass_context
@pass_app
def send(app: App, ctx: click.Context, dry_run: bool) -> None:
    """Look at the rules, then deliver what is due (see --help for cron)."""
    from monitor.alerts.sending import send as deliver

    with app.store() as store:
        found = _check(app, store, dry_run=dry_run)
        if dry_run:
            _would_send(app, store, found)
            return
        done = deliver(app.settings, store, clock=app.now)
    for target, title in done.done:
        app.say(f"{target}: sent: {title}")
    for _, title, why in done.failures:
        app.warn(f"{why}; it is tried again later ({title})")
    ctx.exit(1 if done.failures else 0)


def _check(app: App, store: "Store", *, dry_run: bool) -> "tuple[Alert, ...]":
    from monitor.alerts import check as look
    from monitor.render.letters import letter

    return look(app.settings, store, now=app.now(), write=letter, dry_run=dry_run)


def _line(alert: "Alert") -> str:
    from monitor.text import terminal

    targets = ", ".join(alert.targets) or "no target"
    return terminal(f"{alert.rule} ({alert.type}) → {targets}: {alert.title}", cell=True)


def _would_send(app: App, store: "Store", found: "tuple[Alert, ...]") -> None:
    from monitor.text import terminal

    for alert in found:
        click.echo(_line(alert))
        click.echo(terminal(alert.body) + "\n")
    for row in store.rows(
        "SELECT delivery.target, outbox.title FROM delivery "
        "JOIN outbox ON outbox.id = delivery.outbox_id "
        "WHERE state IN ('pending', 'sending') ORDER BY outbox.id, target"
    ):
        click.echo(terminal(f"in the outbox → {row['target']}: {row['title']}", cell=True))


@alerts.command("list")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal",
    show_default=True,
)  # fmt: skip
@pass_app
def list_(app: App, limit: int, form: str) -> None:
    """What was raised, newest first, and what became of each delivery."""
    from monitor.alerts.outbox import listed
    from monitor.text import terminal

    with app.reading() as store:
        rows = [dict(row) for row in listed(store, limit=limit)]
    if form == "json":
        for row in rows:
            row["data"] = json.loads(row["data"])
            row["key"] = terminal(row["key"])
        click.echo(json_text(rows, indent=2))
        return
    for row in rows:
        at = datetime.fromtimestamp(row["raised_at"], UTC).astimezone(app.settings.zone)
        state = f"{row['target']}: {row['state']}" if row["target"] else "no target"
        why = f" ({row['error']})" if row["error"] else ""
        click.echo(terminal(f"{at:%Y-%m-%d %H:%M}  {row['title']}  {state}{why}", cell=True))
    if not rows:
        click.echo("nothing was raised yet")

"""`monitor forget`: erase an author, a mention or a brand everywhere."""

import getpass
import sys
from typing import TextIO

import click

from monitor.cli.app import App, pass_app


@click.group()
def forget() -> None:
    """Erase content everywhere, and remember only a salted hash so that it stays away.

    Copies made earlier with monitor backup still hold it; delete or replace them.
    """


_yes = click.option("--yes", is_flag=True, help="Do not ask.")


@forget.command()
@click.argument("account", metavar="NETWORK:HANDLE")
@_yes
@pass_app
def author(app: App, account: str, yes: bool) -> None:
    """Erase all mentions of an author; new ones are not stored any more."""
    from monitor.keeping.forgetting import forget_author
    from monitor.store.lock import only_run

    confirmed(yes, "Erase all mentions of this author for good?")
    with app.store() as store, only_run(store.path, "forget", app.now):
        done = forget_author(store, account, now=app.now(), by=getpass.getuser())
    click.echo(f"{done} mentions erased; new ones by this author are not stored any more")


@forget.command()
@click.argument("ids", metavar="ID...", type=int, nargs=-1, required=True)
@_yes
@pass_app
def mention(app: App, ids: tuple[int, ...], yes: bool) -> None:
    """Erase single mentions; they are not stored again."""
    from monitor.keeping.forgetting import forget_mentions
    from monitor.store.lock import only_run

    confirmed(yes, f"Erase {len(ids)} mentions for good?")
    with app.store() as store, only_run(store.path, "forget", app.now):
        done = forget_mentions(store, ids, now=app.now(), by=getpass.getuser())
    click.echo(f"{done} mentions erased")


@forget.command()
@click.argument("source")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@_yes
@pass_app
def listed(app: App, source: str, file: TextIO, yes: bool) -> None:
    """Erase what FILE lists as deleted at SOURCE: ids, or lines of a compliance feed."""
    from monitor.keeping.forgetting import apply_deletions
    from monitor.store.lock import only_run

    confirmed(yes, f"Erase the content of all that {file.name} lists?")
    with app.store() as store, only_run(store.path, "forget", app.now):
        done = apply_deletions(store, source, file, now=app.now())
    click.echo(f"{done} mentions emptied")


@forget.command()
@click.argument("name", metavar="BRAND")
@_yes
@pass_app
def brand(app: App, name: str, yes: bool) -> None:
    """Erase what is stored about a brand alone."""
    from monitor.keeping.forgetting import forget_brand
    from monitor.store.lock import only_run

    confirmed(yes, f"Erase everything that is stored about {name} alone, for good?")
    with app.store() as store, only_run(store.path, "forget", app.now):
        done = forget_brand(store, name, now=app.now(), by=getpass.getuser())
    click.echo(f"{done} mentions erased; take the brand out of the config too")


def confirmed(yes: bool, question: str) -> None:
    """Ask before something that cannot be undone; without a terminal, --yes must be said."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("this erases for good; say --yes to go on without being asked")
    click.confirm(question, abort=True)

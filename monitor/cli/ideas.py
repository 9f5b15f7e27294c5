"""`monitor ideas`: wishes become ideas, with who asked and who was told."""

import sys
from typing import Final

import click

from monitor.cli.app import App, pass_app
from monitor.cli.people import by_option
from monitor.text import json_text

_STATUSES: Final = ("asked", "considered", "planned", "done", "declined")
_IDEA = click.argument("number", metavar="IDEA", type=int)
_MENTIONS = click.argument("mentions", nargs=-1, type=int, required=True, metavar="MENTION...")


@click.group(
    epilog="From wish to done: monitor ideas wishes; monitor ideas add 'Dark mode' "
    "--mention 12 --mention 31; monitor ideas status 1 planned; monitor ideas status 1 done; "
    "monitor ideas untold 1; (tell them where they asked); monitor ideas tell 1"
)
def ideas() -> None:
    """The idea log: what customers wish for, its status, and who was told."""


@ideas.command("list")
@click.option("--status", type=click.Choice(_STATUSES))
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal",
    show_default=True,
)  # fmt: skip
@pass_app
def list_(app: App, status: str | None, form: str) -> None:
    """The ideas, most askers first. An author counts once, however often they asked."""
    from monitor.ideas.log import ideas as read
    from monitor.render.ideas import as_json, print_ideas

    with app.reading() as store:
        found = read(store, status=status)
    if form == "json":
        click.echo(json_text([as_json(one) for one in found], indent=2))
    else:
        print_ideas(found)


@ideas.command()
@_IDEA
@pass_app
def show(app: App, number: int) -> None:
    """One idea with every wish behind it, and who did what."""
    from monitor.errors import UsageError
    from monitor.ideas.log import ideas as read
    from monitor.render.ideas import print_idea
    from monitor.render.inbox import print_trail
    from monitor.store.audit import trail

    with app.reading() as store:
        found = read(store, ids=[number])
        rows = trail(store, f"idea:{number}")
    if not found:
        raise UsageError(f"there is no idea {number}; list them with: monitor ideas list")
    print_idea(found[0])
    print_trail(rows, app.settings.zone)


@ideas.command()
@click.option("--brand", "brands", multiple=True, help="About this brand.")
@click.option("--since", metavar="WHEN", default="4w", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@pass_app
def wishes(app: App, brands: tuple[str, ...], since: str, limit: int) -> None:
    """Customers' requests that belong to no idea yet, newest first."""
    from monitor.cli.mentions import know_brands
    from monitor.ideas.log import loose_wishes
    from monitor.render.lists import print_list
    from monitor.store.reading import load
    from monitor.when import day

    know_brands(app, brands)
    start = day(since, now=app.now(), zone=app.settings.zone).isoformat()
    with app.reading() as store:
        ids = loose_wishes(store, since=start, brands=brands)
        print_list(load(store, ids[:limit]), zone=app.settings.zone, total=len(ids))


@ideas.command()
@click.argument("title")
@click.option(
    "--mention", "mentions", multiple=True, type=int, metavar="ID", help="Asks for it."
)
@click.option("--note", "remark", default="", help="A remark for those who decide.")
@by_option
@pass_app
def add(app: App, title: str, mentions: tuple[int, ...], remark: str, by: str) -> None:
    """Begin an idea called TITLE; prints its number."""
    from monitor.ideas import changes

    with app.store() as store:
        number = changes.add(
            store, title, by=by, now=app.now(), remark=remark, mentions=mentions
        )
    click.echo(number)


@ideas.command()
@_IDEA
@_MENTIONS
@click.option("--remove", is_flag=True, help="Take them off it instead.")
@by_option
@pass_app
def link(app: App, number: int, mentions: tuple[int, ...], remove: bool, by: str) -> None:
    """Note that mentions ask for the idea."""
    from monitor.ideas import changes

    change = changes.unlink if remove else changes.link
    with app.store() as store:
        done = change(store, number, mentions, by=by, now=app.now())
    click.echo(f"{done} of {len(mentions)} {'taken off' if remove else 'new to'} idea {number}")


@ideas.command()
@_IDEA
@click.argument("into", metavar="INTO", type=int)
@by_option
@pass_app
def merge(app: App, number: int, into: int, by: str) -> None:
    """Make the idea part of the idea INTO: its wishes go along."""
    from monitor.ideas import changes

    with app.store() as store:
        changes.merge(store, number, into, by=by, now=app.now())
    click.echo(f"{number} is part of {into} now")


@ideas.command()
@_IDEA
@click.argument("status", type=click.Choice(_STATUSES))
@click.option("--reason", default="", help="Kept in the audit trail.")
@by_option
@pass_app
def status(app: App, number: int, status: str, reason: str, by: str) -> None:
    """Move the idea to a status."""
    from monitor.ideas import changes

    with app.store() as store:
        changes.set_status(store, number, status, by=by, now=app.now(), reason=reason)
    click.echo(f"idea {number} is {status}")


@ideas.command()
@_IDEA
@pass_app
def untold(app: App, number: int) -> None:
    """Who asked and was not told yet, with where they asked."""
    from monitor.ideas.log import ideas as read
    from monitor.text import terminal

    with app.reading() as store:
        found = [wish for idea in read(store, ids=[number]) for wish in idea.untold()]
    for wish in found:
        where = wish.url or "(erased)"
        click.echo(
            terminal(f"{wish.mention_id}  {wish.author or 'unknown'}  {where}", cell=True)
        )


@ideas.command()
@_IDEA
@click.argument("mentions", nargs=-1, type=int, metavar="[MENTION]...")
@by_option
@pass_app
def tell(app: App, number: int, mentions: tuple[int, ...], by: str) -> None:
    """Note that askers were told: in these mentions, else all who were not yet. Posts nothing."""
    from monitor.ideas import changes

    with app.store() as store:
        done = changes.tell(store, number, by=by, now=app.now(), mentions=mentions)
    click.echo(f"{done} told about idea {number}")


@ideas.command()
@click.option("--status", type=click.Choice(_STATUSES))
@click.option(
    "--format", "form", type=click.Choice(["markdown", "json"]), default="markdown",
    show_default=True,
)  # fmt: skip
@click.option("-o", "--output", metavar="FILE", help="Write there instead of printing.")
@pass_app
def export(app: App, status: str | None, form: str, output: str | None) -> None:
    """The log for the board that decides."""
    from monitor.ideas.log import ideas as read
    from monitor.render.files import replacing
    from monitor.render.ideas import as_json, as_markdown

    with app.reading() as store:
        found = read(store, status=status)
    text = (
        json_text([as_json(one) for one in found], indent=2) + "\n"
        if form == "json"
        else "".join(as_markdown(found))
    )
    if output is None or output == "-":
        sys.stdout.write(text)
        return
    with replacing(output) as out:
        out.write(text)

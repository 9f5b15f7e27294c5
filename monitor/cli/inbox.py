"""`monitor inbox`: who answers what. Nothing is ever posted from here."""

import json
from typing import TYPE_CHECKING, Final

import click

from monitor.cli.app import App, pass_app
from monitor.cli.people import by_option
from monitor.text import json_text

if TYPE_CHECKING:
    from monitor.inbox.items import Item
    from monitor.inbox.work import Person

_STATUSES: Final = ("new", "claimed", "answered", "closed")
_IDS = click.argument("ids", nargs=-1, type=int, required=True, metavar="ID...")
_FORCE = click.option("--force", is_flag=True, help="Though somebody else holds it.")


@click.group(
    epilog="A day: monitor inbox list; monitor inbox claim 12 --by Ann; monitor inbox open 12; "
    "(answer there, under your own name); monitor inbox answer 12 --by Ann"
)
def inbox() -> None:
    """What waits for an answer, most urgent first; who has it, and who did what.

    Answers by own accounts (and by colleagues under the shared tag) are noticed in the threads
    by themselves; one that cannot be seen there is noted with: monitor inbox answer ID.
    """


@inbox.command("list")
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(_STATUSES),
    help="Default: new and claimed; may be given again.",
)  # fmt: skip
@click.option("--team", help="Routed or assigned to this team.")
@click.option("--assignee", metavar="NAME", help="In this person's hands.")
@click.option("--brand", "brands", multiple=True, help="About this brand.")
@click.option("--tag", "tags", multiple=True, help="With this tag of your own.")
@click.option("--since", metavar="SPAN", default="28d", show_default=True)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json", "ndjson"]), default="terminal",
    show_default=True, help="json and ndjson list all.",
)  # fmt: skip
@pass_app
def list_(
    app: App,
    statuses: tuple[str, ...],
    team: str | None,
    assignee: str | None,
    brands: tuple[str, ...],
    tags: tuple[str, ...],
    since: str,
    limit: int,
    form: str,
) -> None:
    """What waits for an answer, most urgent first, with the parts of each priority."""
    from monitor.inbox.items import Wanted, items
    from monitor.when import duration

    wanted = Wanted(
        statuses=statuses, team=team, assignee=assignee, brands=brands,
        tags=tuple(tag.lstrip("#").casefold() for tag in tags), since=duration(since),
    )  # fmt: skip
    with app.reading() as store:
        found = items(app.settings, store, now=app.now(), wanted=wanted)
    _show(app, list(found), form, limit)


def _show(app: App, found: "list[Item]", form: str, limit: int) -> None:
    from monitor.render.inbox import as_json, print_items

    now = app.now()
    if form == "terminal":
        print_items(found, now=now, zone=app.settings.zone, most=limit)
    elif form == "json":
        objects = [as_json(item, now) for item in found]
        click.echo(json_text(objects, indent=2))
    else:
        for item in found:
            click.echo(json_text(as_json(item, now)))


@inbox.command()
@_IDS
@by_option
@_FORCE
@click.option(
    "--if-version", type=int, metavar="N", help="Only if nobody changed it since (see JSON)."
)
@pass_app
def claim(app: App, ids: tuple[int, ...], by: str, force: bool, if_version: int | None) -> None:
    """Take mentions, so that nobody else answers them too."""
    from monitor.inbox import work

    with app.store() as store:
        for number in ids:
            work.claim(store, number, _me(app, by), take_over=force, expected=if_version)
            click.echo(f"{number} is {by}'s")


@inbox.command()
@_IDS
@click.option("--to", metavar="NAME", help="To this person.")
@click.option("--team", help="To this team.")
@by_option
@_FORCE
@pass_app
def assign(
    app: App, ids: tuple[int, ...], to: str | None, team: str | None, by: str, force: bool
) -> None:
    """Give mentions to a person or a team."""
    from monitor.inbox import work

    with app.store() as store:
        for number in ids:
            work.assign(store, number, _me(app, by), to=to, team=team, take_over=force)
            click.echo(f"{number} goes to {' of '.join(one for one in (to, team) if one)}")


@inbox.command()
@_IDS
@by_option
@click.option("--at", metavar="TIME", help="When you answered; default: now.")
@_FORCE
@pass_app
def answer(app: App, ids: tuple[int, ...], by: str, at: str | None, force: bool) -> None:
    """Note that you answered mentions where they were written. This posts nothing."""
    from monitor.inbox import work
    from monitor.when import moment

    when = moment(at, now=app.now(), zone=app.settings.zone) if at else None
    with app.store() as store:
        for number in ids:
            work.answer(store, number, _me(app, by), at=when, force=force)
            click.echo(f"{number} is answered by {by}")


@inbox.command()
@_IDS
@by_option
@click.option("--reason", default="", help="Kept in the audit trail.")
@_FORCE
@pass_app
def close(app: App, ids: tuple[int, ...], by: str, reason: str, force: bool) -> None:
    """Take mentions off the list: done, or in no need of an answer."""
    from monitor.inbox import work

    with app.store() as store:
        for number in ids:
            work.close(store, number, _me(app, by), reason=reason, force=force)
            click.echo(f"{number} is closed")


@inbox.command()
@_IDS
@by_option
@pass_app
def reopen(app: App, ids: tuple[int, ...], by: str) -> None:
    """Put answered or closed mentions back on the list."""
    from monitor.inbox import work

    with app.store() as store:
        for number in ids:
            work.reopen(store, number, _me(app, by))
            click.echo(f"{number} is open again")


@inbox.command()
@click.argument("number", metavar="ID", type=int)
@click.argument("tags", nargs=-1, metavar="[TAG]...")
@click.option("--remove", multiple=True, metavar="TAG", help="Take a tag away.")
@by_option
@pass_app
def tag(app: App, number: int, tags: tuple[str, ...], remove: tuple[str, ...], by: str) -> None:
    """Give the mention ID tags of your own."""
    from monitor.inbox import work
    from monitor.text import terminal

    with app.store() as store:
        now = work.tag(store, number, _me(app, by), add=tags, remove=remove)
    click.echo(f"{number}: {terminal(' '.join(f'#{one}' for one in now)) or 'no tags'}")


@inbox.command("open")
@click.argument("number", metavar="ID", type=int)
@click.option("--print", "only_print", is_flag=True, help="Print the address only.")
@pass_app
def open_(app: App, number: int, only_print: bool) -> None:
    """Open the mention ID in your browser, to answer it there. This posts nothing."""
    from monitor.errors import UsageError
    from monitor.store.reading import load
    from monitor.text import terminal

    with app.reading() as store:
        found = next(iter(load(store, [number])), None)
    if found is None:
        raise UsageError(f"there is no mention {number}; list them with: monitor inbox list")
    address = web_address(found.mention.url)
    if address is None:
        raise UsageError(f"mention {number} has no web address to open")
    click.echo(terminal(address))
    if not only_print and click.launch(address) != 0:
        app.warn("no browser could be opened here; the address is above")


def web_address(url: str | None) -> str | None:
    """*url* where a browser may be sent there: http or https with a host, no control signs."""
    from urllib.parse import urlsplit

    if url is None or any(sign <= " " or sign == "\x7f" for sign in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


@inbox.command()
@click.argument("number", metavar="ID", type=int)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal",
    show_default=True,
)  # fmt: skip
@pass_app
def log(app: App, number: int, form: str) -> None:
    """Who did what with the mention ID, oldest first."""
    from monitor.store.audit import trail

    with app.reading() as store:
        rows = trail(store, f"mention:{number}")
    if form == "json":
        click.echo(
            json_text(
                [
                    {k: row[k] for k in ("at", "who", "what")}
                    | {"data": json.loads(row["data"])}
                    for row in rows
                ],
                indent=2,
            )
        )
        return
    from monitor.render.inbox import print_trail

    print_trail(rows, app.settings.zone)


def _me(app: App, by: str) -> "Person":
    from monitor.inbox.work import person

    return person(app.settings, by, app.now())

"""`monitor report`: what is said, how it is answered, by whom, and what comes of it."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final

import click

from monitor.cli.app import App, pass_app

if TYPE_CHECKING:
    from monitor.reports.rows import Report
    from monitor.store.connect import Store

FORMATS: Final = ("terminal", "json", "ndjson", "csv", "markdown", "html")
_ON_A_PAGE: Final = ("outside", "listening", "influence", "amplify")
_OPTIONS: Final = (
    click.option("--brand", "brands", multiple=True, help="Only this one; may be given again."),
    click.option(
        "--since", metavar="WHEN", help="28d, 4w, yesterday or a date.  [default: 4w]"
    ),
    click.option("--until", metavar="WHEN", help="Up to but without this day."),
    click.option(
        "--format", "form", type=click.Choice(FORMATS), default="terminal", show_default=True
    ),
    click.option("--part", metavar="KEY", help="With csv: just this table, as it stands."),
    click.option("-o", "--output", metavar="FILE", help="Write there instead of printing."),
    click.option("--no-notes", is_flag=True, help="Without the definitions under the tables."),
    click.option(
        "--quotes",
        type=click.IntRange(0, 3),
        default=3,
        show_default=True,
        help="For each row.",
    ),
    click.option(
        "--commands", is_flag=True, help="Show for each row how to list its mentions."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the user wants a report."""

    form: str
    part: str | None
    output: str | None
    no_notes: bool
    quotes: int
    commands: bool


@click.group(
    epilog="Examples: monitor report outside --since 7d; "
    "monitor report outside --format json | jq .tables.volume.rows; "
    "monitor report digest --format markdown -o week.md"
)
def report() -> None:
    """Reports on the stored mentions; each figure with what it means and rests on."""


def _command(name: str, text: str) -> None:
    def run(app: App, **given: Any) -> None:
        _report(app, name, **given)

    command: Callable[..., Any] = pass_app(run)
    for option in reversed(_OPTIONS):
        command = option(command)
    report.command(name, help=text)(command)


_command("outside", "What is said about the brands: how much, how liked, about what, where.")
_command("listening", "What waits for an answer, and how fast customers are answered.")
_command("influence", "Who reaches most people: Mass Connectors and Mass Mavens.")
_command("amplify", "Interaction, advocates, quotable praise, and the idea log.")
_command("digest", "The few lines to read each morning or week.")


@report.command(epilog="Example: monitor report page --since 7d -o week.html")
@click.option("--brand", "brands", multiple=True, help="Only this one; may be given again.")
@click.option("--since", metavar="WHEN", help="28d, 4w, yesterday or a date.  [default: 4w]")
@click.option("--until", metavar="WHEN", help="Up to but without this day.")
@click.option("-o", "--output", metavar="FILE", help="Write there instead of printing.")
@pass_app
def page(
    app: App, brands: tuple[str, ...], since: str | None, until: str | None, output: str | None
) -> None:
    """All of it as one HTML page that needs no network: for the phone, a mail, a printer."""
    with app.reading() as store:
        found = _made(app, store, _ON_A_PAGE, brands, since, until)
        text = _as_page(store, found)
    with _out(output) as out:
        out.write(text)


def _report(
    app: App,
    name: str,
    *,
    brands: tuple[str, ...],
    since: str | None,
    until: str | None,
    **how: Any,
) -> None:
    wish = Wish(**how)
    if wish.part is not None and wish.form != "csv":
        raise click.UsageError("--part goes with --format csv")
    with app.reading() as store:
        found = _made(app, store, (name,), brands, since, until)
        text = _as_page(store, found) if wish.form == "html" else ""
    for step in found[0].next_steps if wish.form != "terminal" else ():
        app.warn(step)
    _write(found[0], wish, text)


def _made(
    app: App,
    store: "Store",
    names: "tuple[str, ...]",
    brands: tuple[str, ...],
    since: str | None,
    until: str | None,
) -> "list[Report]":
    from monitor.cli.mentions import know_brands
    from monitor.objectives import with_objectives
    from monitor.reports import report as make
    from monitor.reports.configured import figures
    from monitor.reports.period import period

    settings, now = app.settings, app.now()
    know_brands(app, brands)
    chosen = period(since, until, now=now, zone=settings.zone)
    about = brands or tuple(brand.name for brand in settings.brand)
    made = [
        make(
            name, store, chosen, about, now=now, zone=settings.zone, settings=figures(settings)
        )
        for name in names
    ]
    return [
        with_objectives(one, settings, store, now=now) if one.name == "digest" else one
        for one in made
    ]


def _as_page(store: "Store", found: "list[Report]") -> str:
    from monitor.render.html import document
    from monitor.render.html.mentions import embed

    return document(found, embed(store, found))


def _write(found: "Report", wish: Wish, page: str) -> None:
    with _out(wish.output) as out:
        if wish.form == "html":
            out.write(page)
        elif wish.form == "terminal":
            from monitor.render.terminal import Show, print_report

            show = Show(notes=not wish.no_notes, commands=wish.commands, quotes=wish.quotes)
            print_report(found, show, out)
        else:
            for piece in _TEXTS[wish.form](found, wish):
                out.write(piece)


def _out(name: str | None) -> AbstractContextManager[IO[str]]:
    if name is None or name == "-":
        return nullcontext(sys.stdout)
    from monitor.render.files import replacing

    return replacing(name)


def _json(found: "Report", wish: Wish) -> list[str]:
    from monitor.render.jsonout import document

    return [document(found)]


def _ndjson(found: "Report", wish: Wish) -> Any:
    from monitor.render.jsonout import lines

    return lines(found)


def _csv(found: "Report", wish: Wish) -> list[str]:
    from monitor.render.csvout import long_table, one_part

    return [one_part(found, wish.part) if wish.part else long_table(found)]


def _markdown(found: "Report", wish: Wish) -> list[str]:
    from monitor.render.markdown import document

    return [document(found, notes=not wish.no_notes, quotes=wish.quotes)]


_TEXTS: Final = {
    "json": _json,
    "ndjson": _ndjson,
    "csv": _csv,
    "markdown": _markdown,
}

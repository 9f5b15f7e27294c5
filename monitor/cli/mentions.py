"""`monitor mentions`: list and search what is stored."""

import csv
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.app import App, pass_app
from monitor.model import INTENTS, SENTIMENTS
from monitor.text import json_text

if TYPE_CHECKING:
    from monitor.store.connect import Store
    from monitor.store.reading import Filter, Stored


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which mentions are meant; one set for every command."""
    options = (
        click.option("--match", metavar="QUERY", help="An expression of the query language."),
        click.option("--brand", multiple=True, help="About this brand; may be given again."),
        click.option("--also-brand", metavar="NAME", help="And about this one as well."),
        click.option("--source", help="From this configured source."),
        click.option("--network", help="From this network, such as mastodon."),
        click.option("--site", help="From this host or community."),
        click.option("--language", help="In this language, such as de."),
        click.option("--kind", help="Of this kind, such as question."),
        click.option("--sentiment", type=click.Choice(SENTIMENTS)),
        click.option("--intent", type=click.Choice(INTENTS)),
        click.option("--topic", help="With this topic."),
        click.option("--author", help="By this author, as network:handle."),
        click.option("--thread", help="In the thread with this id."),
        click.option("--story", type=int, help="In the story with this id."),
        click.option("--own/--no-own", "is_own", default=None, help="By own accounts, or not."),
        click.option(
            "--copies/--no-copies", "is_copy", default=None, help="Syndicated copies, or not."
        ),
        click.option("--since", metavar="WHEN", help="7d, 24h, 4w, yesterday or a date."),
        click.option("--until", metavar="WHEN", help="Up to but without this day."),
        click.option(
            "--id", "ids", type=int, multiple=True, help="Just this one; may be given again."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def make_filter(app: App, **given: Any) -> "Filter":
    """The filter that the options of `filter_options` mean."""
    from monitor.model import account_key
    from monitor.store.reading import Filter
    from monitor.when import day

    settings, now = app.settings, app.now()
    for name in ("since", "until"):
        if given[name] is not None:
            given[name] = day(given[name], now=now, zone=settings.zone).isoformat()
    brands = given.pop("brand")
    know_brands(app, brands)
    if given["author"] is not None:
        given["author"] = account_key(given["author"])
    return Filter(brands=brands, **given)


def know_brands(app: App, brands: tuple[str, ...]) -> None:
    """Refuse a brand that the config does not have, naming those it has."""
    known = [brand.name for brand in app.settings.brand]
    for name in brands:
        if name not in known:
            raise click.BadParameter(
                f"there is no brand '{name}' in the config; known: {', '.join(known) or 'none'}",
                param_hint="--brand",
            )


@click.command(
    epilog="Examples: monitor mentions --match 'refund OR \"money back\"' --since 7d; "
    "monitor mentions --format ndjson | jq .url"
)
@filter_options
@click.option("--limit", type=click.IntRange(0), help="At most so many; all for data formats.")
@click.option("--count", "only_count", is_flag=True, help="Print only how many there are.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json", "ndjson", "csv"]),
    default="terminal", show_default=True,
)  # fmt: skip
@pass_app
def mentions(app: App, /, limit: int | None, only_count: bool, form: str, **given: Any) -> None:
    """List the stored mentions that all the given options mean, newest first."""
    from monitor.store.reading import count, find_ids, load

    chosen = make_filter(app, **given)
    with app.reading() as store:
        if only_count:
            click.echo(count(store, chosen))
            return
        most = 20 if limit is None and form == "terminal" else limit
        ids = find_ids(store, chosen, limit=most)
        _print(app, store, chosen, load(store, ids), form)


def _print(
    app: App, store: "Store", chosen: "Filter", found: "Iterator[Stored]", form: str
) -> None:
    if form == "terminal":
        from monitor.render.lists import print_list
        from monitor.store.reading import count

        print_list(found, zone=app.settings.zone, total=count(store, chosen))
    elif form == "csv":
        _print_csv(found)
    else:
        _print_json(found, is_lines=form == "ndjson")


def _print_json(found: "Iterator[Stored]", *, is_lines: bool) -> None:
    from monitor.render.mentions import as_json

    objects = (json_text(as_json(one)) for one in found)
    if is_lines:
        for text in objects:
            click.echo(text)
        return
    click.echo("[", nl=False)
    for number, text in enumerate(objects):
        click.echo(("," if number else "") + "\n" + text, nl=False)
    click.echo("\n]")


def _print_csv(found: "Iterator[Stored]") -> None:
    from monitor.render.mentions import CSV_COLUMNS, as_row
    from monitor.text import csv_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for one in found:
        row = as_row(one)
        writer.writerow([csv_cell(row[column]) for column in CSV_COLUMNS])

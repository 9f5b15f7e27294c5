"""`monitor query`: try a query, see how it is understood, and what is doubtful in it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, pass_app

if TYPE_CHECKING:
    from monitor.model import Mention
    from monitor.query.tree import Node
    from monitor.query.trial import Trial

_BATCH = 1000


@click.group()
def query() -> None:
    """Test, explain and lint queries. The language: docs/query-language.md."""


@query.command(
    epilog="Example: monitor query test 'delta (flight OR airline)' --file tweets.csv --column text"
)
@click.argument("expression", metavar="QUERY")
@click.option("--since", metavar="WHEN", help="Only what is from then on: 30d, a date.")
@click.option("--brand", multiple=True, help="Only mentions of this brand; again for more.")
@click.option("--limit", type=click.IntRange(0), default=5, show_default=True, help="Samples.")
@click.option(
    "--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Try it on the rows of this CSV file instead of the store.",
)  # fmt: skip
@click.option("--column", default="text", show_default=True, help="The column of the texts.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal",
    show_default=True,
)  # fmt: skip
@pass_app
def test(
    app: App,
    expression: str,
    since: str | None,
    brand: tuple[str, ...],
    limit: int,
    file: Path | None,
    column: str,
    form: str,
) -> None:
    """What QUERY keeps, and what it would drop, of the stored mentions or of a file.

    Dropped samples show first those that only miss a condition beside the name.
    """
    from monitor.query import parse
    from monitor.query.trial import try_out
    from monitor.render.trials import print_trial, trial_json

    node = parse(expression)
    definitions = {} if file else _definitions(app)
    batches = _rows(file, column) if file else _stored(app, since, brand)
    fold = not file and app.settings.monitor.fold_diacritics
    trial: Trial = try_out(
        node, batches, definitions=definitions, fold_diacritics=fold, limit=limit
    )
    if form == "json":
        click.echo(trial_json(expression, trial))
    else:
        print_trial(trial)


def _definitions(app: App) -> "dict[str, Node]":
    """What a query may refer to: the config's brands."""
    from monitor.query.brands import brand_trees

    return brand_trees(app.settings.brands)[0]


def _stored(
    app: App, since: str | None, brands: tuple[str, ...]
) -> "Iterator[Sequence[tuple[str, Mention]]]":
    from dataclasses import replace

    from monitor.store.reading import Filter, find_ids, load_mentions
    from monitor.when import day

    settings = app.settings
    start = day(since, now=app.now(), zone=settings.zone).isoformat() if since else None
    with app.reading() as store:
        ids = find_ids(store, Filter(brands=brands, since=start))
        for at in range(0, len(ids), _BATCH):
            pairs = load_mentions(store, ids[at : at + _BATCH])
            yield [(str(number), replace(mention, matches=())) for number, mention in pairs]


def _rows(file: Path, column: str) -> "Iterator[Sequence[tuple[str, Mention]]]":
    import csv
    import sys

    from monitor.errors import DataError
    from monitor.model import Mention

    csv.field_size_limit(sys.maxsize)
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
        rows = csv.DictReader(opened)
        if column not in (rows.fieldnames or ()):
            known = ", ".join(rows.fieldnames or ()) or "none"
            raise DataError(f"{file}: there is no column '{column}'; the columns are {known}")
        batch: list[tuple[str, Mention]] = []
        for number, row in enumerate(rows, start=2):
            text = row[column] or ""
            mention = Mention(
                source=file.name, source_id=str(number), network="file", text=text
            )
            batch.append((f"row {number}", mention))
            if len(batch) == _BATCH:
                yield batch
                batch = []
        yield batch


@query.command()
@click.argument("expression", metavar="QUERY")
@pass_app
def explain(app: App, expression: str) -> None:
    """How QUERY is understood, and what is asked of each configured source.

    Without a config, only how it is understood.
    """
    from monitor.errors import ConfigError
    from monitor.query import parse, to_text
    from monitor.query.explain import explain as lines_of
    from monitor.text import terminal

    node = parse(expression)
    for line in (to_text(node), "", *lines_of(node)):
        click.echo(terminal(line))
    try:
        sources = app.settings.source
    except ConfigError as error:
        app.say(str(error))
        return
    for table in sources:
        asked = _asked(app, expression, table.type)
        click.echo(terminal(f"\n{table.name} ({table.type}): {asked[0]}"))
        for line in asked[1:]:
            click.echo(terminal(f"  {line}"))


def _asked(app: App, expression: str, kind: str) -> list[str]:
    """What a source of *kind* would be asked for, in lines."""
    from monitor.model import Brand
    from monitor.query import searches
    from monitor.registry import source_class

    capabilities = source_class(kind).search
    if capabilities is None:
        return ["lists all it has; the query chooses here"]
    brand = Brand(name="this query", query=expression)
    found = searches([brand], capabilities, among=app.settings.brands)
    if found is None:
        return ["cannot be asked for this: no word that must be there"]
    if len(found) > capabilities.max_searches:
        return [f"{len(found)} searches, more than the {capabilities.max_searches} it takes"]
    shown = (" ".join(f'"{t}"' if " " in t else t for t in each.terms) for each in found)
    return [f"{len(found)} search{'es' * (len(found) > 1)}", *shown]


@query.command()
@click.argument("expression", metavar="[QUERY]", required=False)
@click.option("--strict", is_flag=True, help="Exit code 1 where there is a warning.")
@pass_app
def lint(app: App, expression: str | None, strict: bool) -> None:
    """What is doubtful in QUERY, or in all brands and topics of the config.

    Doubtful: branches that never match or add nothing, bare common words, short wildcards,
    exclusions that drop too much, queries that a source cannot be asked.
    """
    from monitor.query import parse
    from monitor.query.lint import lint as warnings_of
    from monitor.text import terminal

    count = 0
    for name, text in [("query", expression)] if expression else _configured(app):
        for warned in warnings_of(parse(text)):
            count += 1
            click.echo(terminal(f"{name}:1:{warned.column}: {warned.problem}"))
    for line in () if expression else _not_asked(app):
        count += 1
        click.echo(terminal(line))
    if not count:
        app.say("nothing is doubtful")
    if count and strict:
        click.get_current_context().exit(1)


def _configured(app: App) -> Iterator[tuple[str, str]]:
    """Every query of the config with the name of its key."""
    for brand in app.settings.brands:
        texts = {"query": [brand.query], "aliases": brand.aliases, "context": brand.context}
        for key, given in {**texts, "exclude": brand.exclude}.items():
            yield from ((f"{brand.name}.{key}", text) for text in given if text.strip())
        for product, text in brand.products.items():
            yield f"{brand.name}.products.{product}", text
    yield from app.settings.topics.items()


def _not_asked(app: App) -> Iterator[str]:
    """Brands that a configured source cannot be asked for."""
    from monitor.query import searches
    from monitor.registry import source_class

    brands = app.settings.brands
    for table in app.settings.source:
        capabilities = source_class(table.type).search
        for brand in brands if capabilities else ():
            about = table.brand in (None, brand.name)
            if about and searches([brand], capabilities, among=brands) is None:
                yield f"{brand.name}: {table.name} ({table.type}) cannot be asked for it"

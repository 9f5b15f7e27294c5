"""`monitor feed`: an Atom feed of any filter."""

import hashlib
import json
import sys
from typing import Any

import click

from monitor.cli.app import App, pass_app
from monitor.cli.mentions import filter_options, make_filter


@click.command(
    epilog="Example: monitor feed --brand Acme --sentiment negative -o complaints.atom (from cron; "
    "any feed reader, or another monitor, reads the file)"
)
@filter_options
@click.option("--limit", type=click.IntRange(1, 2000), default=100, show_default=True)
@click.option("--title", help="What the feed is called; default: made of the filter.")
@click.option("--self-url", metavar="URL", help="Where it will be found, if it is put online.")
@click.option("-o", "--output", metavar="FILE", help="Write there instead of printing.")
@pass_app
def feed(
    app: App,
    /,
    limit: int,
    title: str | None,
    self_url: str | None,
    output: str | None,
    **given: Any,
) -> None:
    """The newest mentions that all the given options mean, as an Atom feed.

    Entries keep their ids, so a reader that knows one shows it once.
    """
    from monitor.render.feed import atom
    from monitor.render.files import replacing
    from monitor.store.reading import find_ids, load

    chosen = make_filter(app, **given)
    with app.reading() as store:
        found = list(load(store, find_ids(store, chosen, limit=limit)))
    words = json.dumps(chosen.given(), sort_keys=True, ensure_ascii=False)
    name = title or (f"Mentions: {words}" if chosen.given() else "Mentions")
    mark = hashlib.sha256(words.encode()).hexdigest()[:32]
    text = atom(
        found, title=name, feed_id=f"urn:monitor:feed:{mark}", now=app.now(), self_url=self_url
    )
    if output is None or output == "-":
        sys.stdout.buffer.write(text.encode())
        return
    with replacing(output) as out:
        out.write(text)

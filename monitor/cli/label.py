"""`monitor label`: what people say about mentions, by flags or asked for in a terminal."""

import getpass
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from monitor.cli.app import App, pass_app
from monitor.errors import UsageError
from monitor.model import INTENTS

if TYPE_CHECKING:
    from monitor.evaluation.sampling import Asked
    from monitor.store.connect import Store
    from monitor.store.labels import Label
    from monitor.store.reading import Stored

_SENTIMENTS: Final = ("positive", "neutral", "negative")
_NONE: Final = "none"
_INTENT_KEYS: Final = dict(zip("cqprbs", INTENTS, strict=True))
_SENTIMENT_KEYS: Final = dict(zip(("p", "n", "-"), _SENTIMENTS, strict=True))


@click.command()
@click.argument("ids", nargs=-1, type=int, metavar="[ID]...")
@click.option("--sentiment", type=click.Choice(_SENTIMENTS), help="What the mention feels.")
@click.option(
    "--intent", "intents", multiple=True, type=click.Choice((*INTENTS, _NONE)),
    help="An intent that holds; 'none': no other does.",
)  # fmt: skip
@click.option(
    "--topic", "topics", multiple=True, metavar="TOPIC", help="A topic that holds; or 'none'."
)
@click.option(
    "--not-intent", multiple=True, type=click.Choice(INTENTS), help="One that does not."
)
@click.option("--not-topic", multiple=True, metavar="TOPIC", help="One that does not.")
@click.option("--brand", default="", help="Sentiment towards this brand only.")
@click.option("--by", metavar="NAME", help="Who says so; default: you.")
@click.option(
    "--ask", type=click.Choice(("sentiment", "intent")), default="sentiment", show_default=True,
    help="Without IDs: what to be asked about.",
)  # fmt: skip
@click.option("--count", default=20, show_default=True, type=click.IntRange(1, 1000))
@pass_app
def label(
    app: App,
    ids: tuple[int, ...],
    sentiment: str | None,
    intents: tuple[str, ...],
    topics: tuple[str, ...],
    not_intent: tuple[str, ...],
    not_topic: tuple[str, ...],
    brand: str,
    by: str | None,
    ask: str,
    count: int,
) -> None:
    """Correct what analyzers said, by hand. Labels win over analyzers in every report.

    With IDs, the flags say what holds. Without, in a terminal, you are shown mentions: some
    drawn at random (they measure accuracy honestly), the others where the analyzer is unsure
    (they teach most), from every brand and language.
    """
    from monitor.store.labels import save_labels

    who = by or _user()
    with app.store() as store:
        if not ids:
            _ask(app, store, field=ask, count=count, by=who)
            return
        _know_brand(app, brand)
        labels = [
            *_values(
                ids, "sentiment", (sentiment,) if sentiment else (), (), by=who, brand=brand
            ),
            *_values(ids, "intent", intents, not_intent, by=who),
            *_values(ids, "topic", topics, not_topic, by=who),
        ]
        if not labels:
            raise UsageError("say what holds: --sentiment, --intent or --topic")
        save_labels(store, labels, now=app.now())
    app.say(f"{len(labels)} labels kept for {len(ids)} mentions")


def _values(
    ids: Sequence[int],
    field: str,
    present: Sequence[str],
    absent: Sequence[str],
    *,
    by: str,
    brand: str = "",
) -> "Iterator[Label]":
    """The labels that flags mean; 'none' comes first, so that values beside it hold."""
    from monitor.store.labels import NONE, Label

    ordered = sorted(present, key=lambda value: value != _NONE)
    for number in ids:
        for value in ordered:
            kept = NONE if value == _NONE else value
            yield Label(mention_id=number, field=field, value=kept, by=by, brand=brand)
        for value in absent:
            yield Label(mention_id=number, field=field, value=value, by=by, is_present=False)


def _know_brand(app: App, brand: str) -> None:
    known = [one.name for one in app.settings.brands]
    if brand and brand not in known:
        raise UsageError(f"there is no brand '{brand}'; known: {', '.join(known) or 'none'}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in a container
        return "unknown"


def _ask(app: App, store: "Store", *, field: str, count: int, by: str) -> None:
    """Show mentions one by one; each answer is kept at once."""
    if not sys.stdin.isatty():
        raise UsageError("give the IDs to label, or run it in a terminal to be asked")
    from monitor.evaluation.sampling import choose
    from monitor.store.labels import save_labels
    from monitor.store.reading import load

    asked = choose(store, field, count)
    if not asked:
        click.echo("Nothing is left to label.")
    done = 0
    for number, one in enumerate(asked, 1):
        stored = next(iter(load(store, [one.mention_id])))
        _show(stored, number, len(asked))
        labels = _answer(one, field, by)
        if labels is None:
            break
        if labels:
            save_labels(store, labels, now=app.now())
            done += 1
    click.echo(f"{done} mentions labelled. How good the analyzers are: monitor evaluate")


def _show(stored: "Stored", number: int, of: int) -> None:
    from monitor.text import terminal

    mention = stored.mention
    about = (
        f"{number} of {of} · {', '.join(stored.brands)} · {mention.source} · {stored.language}"
    )
    click.echo(f"\n{terminal(about)}")
    for part in (mention.title, mention.text[:1500]):
        if part:
            click.echo(terminal(part))


def _answer(one: "Asked", field: str, by: str) -> "list[Label] | None":
    """The labels a person gives; empty for "skip", None for "stop"."""
    if field == "sentiment":
        return _sentiment_answer(one, by)
    return _intent_answer(one, by)


def _sentiment_answer(one: "Asked", by: str) -> "list[Label] | None":
    from monitor.store.labels import Label

    said = click.prompt(
        "[p]ositive [n]eutral [-]negative, [s]kip, [q]uit",
        type=click.Choice((*_SENTIMENT_KEYS, "s", "q")),
        show_choices=False,
    )
    if said in ("s", "q"):
        return [] if said == "s" else None
    value = _SENTIMENT_KEYS[said]
    return [
        Label(
            mention_id=one.mention_id,
            field="sentiment",
            value=value,
            by=by,
            sampled=one.sampled,
        )
    ]


def _intent_answer(one: "Asked", by: str) -> "list[Label] | None":
    """All intents that hold, as letters; the person has then judged every one of them."""
    from monitor.store.labels import NONE, Label

    names = " ".join(f"[{key}]{name}" for key, name in _INTENT_KEYS.items())
    while True:
        said = click.prompt(f"{names}, 0 none, . skip, ! quit", default=".").strip().lower()
        if said in (".", "!"):
            return [] if said == "." else None
        if said == "0" or (said and set(said) <= set(_INTENT_KEYS)):
            break
        click.echo("Letters of the intents that hold, such as cq.")
    values = [NONE, *(name for key, name in _INTENT_KEYS.items() if key in said)]
    return [
        Label(
            mention_id=one.mention_id, field="intent", value=value, by=by, sampled=one.sampled
        )
        for value in values
    ]

"""`monitor evaluate`: how right the analyzers are, on your labels or on a labelled file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, pass_app
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.analyzers.base import AnalyzerSettings
    from monitor.evaluation.figures import Evaluation


@click.command()
@click.option(
    "--file", "path", type=click.Path(path_type=Path), help="A labelled CSV (or .csv.gz)."
)
@click.option("--text-column", default="text", show_default=True, metavar="NAME")
@click.option("--label-column", default="label", show_default=True, metavar="NAME")
@click.option("--language-column", metavar="NAME", help="Where the file tells the language.")
@click.option(
    "--analyzer", "names", multiple=True, metavar="NAME",
    help="sentiment, intent, topic, language; default: all with labels, sentiment for a file.",
)  # fmt: skip
@click.option("--all-labels", is_flag=True, help="Also labels that were not drawn at random.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("terminal", "json")),
    default="terminal",
    show_default=True,
)
@pass_app
def evaluate(
    app: App,
    path: Path | None,
    text_column: str,
    label_column: str,
    language_column: str | None,
    names: tuple[str, ...],
    all_labels: bool,
    form: str,
) -> None:
    """Accuracy, precision and recall of each class, macro-F1 and the confusion table.

    Intervals are 95 %: Wilson for shares, bootstrap for macro-F1. Labels that were drawn at
    random stand for all mentions; those of hard cases do not, so they are left out once there
    are 30 random ones (--all-labels uses all).
    """
    if path is None:
        found = _on_labels(app, names, all_labels=all_labels)
    else:
        from monitor.evaluation.labelled_file import Columns, evaluate_file

        columns = Columns(text=text_column, label=label_column, language=language_column)
        found = evaluate_file(path, columns, _settings(app), names or ("sentiment",))
    _print(found, form)


def _on_labels(app: App, names: tuple[str, ...], *, all_labels: bool) -> "list[Evaluation]":
    from monitor.evaluation.stored import FIELDS, evaluate_labels

    unknown = sorted(set(names) - set(FIELDS))
    if unknown:
        raise UsageError(f"labels are of: {', '.join(FIELDS)}; not '{unknown[0]}'")
    with app.reading() as store:
        found = evaluate_labels(store, names or FIELDS, all_labels=all_labels)
    if not found:
        app.warn("there are no labels yet; make some with: monitor label")
    return found


def _settings(app: App) -> "AnalyzerSettings":
    """The config's, where there is one: a file can be evaluated without."""
    from monitor.analyzers.base import AnalyzerSettings
    from monitor.annotate import settings_of
    from monitor.config import default_path

    if app.config is None and not default_path().exists():
        return AnalyzerSettings()
    return settings_of(app.settings)


def _print(found: "list[Evaluation]", form: str) -> None:
    from monitor.render import evaluation

    click.echo(evaluation.as_json(found) if form == "json" else evaluation.as_text(found))

"""`monitor train`: fit the sentiment model to the labels, if that helps."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.app import App, pass_app
from monitor.errors import DiskError, UsageError

if TYPE_CHECKING:
    from monitor.analyzers.adapt import Adapted


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell whether it would help.")
@pass_app
def train(app: App, dry_run: bool) -> None:
    """Fit the sentiment model to your labels and switch to it, if it is beyond doubt better.

    Better is told by cross-validation: each label is predicted by a model that never saw it. The
    config then names the fitted model, and the next run annotates everything with it.
    """
    from monitor.evaluation.training import model_path, train_on_labels

    settings = app.settings
    if settings.analysis.sentiment != "monitor":
        raise UsageError(
            f"only the engine 'monitor' can be trained, not '{settings.analysis.sentiment}'; "
            "change analysis.sentiment in the config"
        )
    with app.reading() as store:
        fitted = train_on_labels(store, brands=tuple(brand.name for brand in settings.brands))
    _tell(fitted)
    if dry_run or not fitted.helped:
        return
    path = model_path(settings.database)
    _write(path, fitted.model_bytes)
    _name_in_config(settings.path, str(path))
    click.echo(f"Switched to {path}; run: monitor annotate")


def _tell(fitted: "Adapted") -> None:
    counts = ", ".join(f"{n} {name}" for name, n in sorted(fitted.labels.items()))
    click.echo(f"{sum(fitted.labels.values())} labels: {counts}")
    click.echo(
        f"macro-F1 on labels left out: {fitted.before_f1:.3f} as shipped, {fitted.after_f1:.3f} "
        f"fitted; gain {fitted.gain_low:+.3f} to {fitted.gain_high:+.3f} (95 %, bootstrap)"
    )
    if not fitted.helped:
        click.echo(
            "That is not beyond doubt better: the model stays as it is. More labels help."
        )


def _write(path: Path, data: bytes) -> None:
    """The model, its owner's alone: it was learnt from personal texts."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(
            os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError as error:
        raise DiskError(f"{path}: {error.strerror or error}; free some space") from error
    finally:
        temporary.unlink(missing_ok=True)


def _name_in_config(config: Path, model: str) -> None:
    """Set analysis.model in the config file; everything else in it stays as it was written."""
    import tomlkit

    from monitor.render.files import replacing

    document = tomlkit.parse(config.read_text(encoding="utf-8"))
    document.setdefault("analysis", tomlkit.table())["model"] = model
    with replacing(str(config)) as out:
        out.write(tomlkit.dumps(document))

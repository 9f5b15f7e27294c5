"""Reports as one HTML page that needs nothing but itself: no network, no file beside it.

The text is made here, escaped by the template engine; charts are drawn in the browser by
Observable Plot from data in the page. A Content-Security-Policy allows just the page's own
scripts, by their hashes, and no request at all.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from monitor.render.html.charts import charts_of
from monitor.render.html.mentions import Embedded
from monitor.render.html.view import view

if TYPE_CHECKING:
    from jinja2 import Template

    from monitor.reports.rows import Report

_VENDORED: Final = ("vendor/d3.min.js", "vendor/plot.umd.min.js")


def document(reports: "Sequence[Report]", embedded: Embedded) -> str:
    """The page of *reports*; its figures open those of their mentions that are *embedded*."""
    scripts = [*(_text(name) for name in _VENDORED), _text("page.js")]
    charts = [chart for report in reports for chart in charts_of(report)]
    return _template().render(
        reports=[view(report) for report in reports],
        embedded=embedded,
        data={"mentions": embedded.mentions, "charts": charts, "days": embedded.days},
        style=_text("page.css"),
        scripts=scripts,
        policy=_policy(scripts),
    )


def _policy(scripts: Sequence[str]) -> str:
    # Styles are inline: Plot styles the marks it draws; no foreign text ever becomes a style.
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    made: Any = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(_text("page.html.j2"))
    template: Template = made
    return template

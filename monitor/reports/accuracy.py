"""Who judged sentiment, and how often people agreed: said beside every net sentiment."""

from monitor.reports.intervals import percent, wilson
from monitor.reports.scope import Scope


def sentiment_notes(scope: Scope) -> tuple[str, ...]:
    """The analyzer's name and version, and its accuracy on the user's random sample."""
    versions = [row["version"] for row in scope.rows("analyzer_version", analyzer="sentiment")]
    if not versions:
        return ("No sentiment yet; run: monitor annotate",)
    return (
        f"Judged by the analyzer sentiment, version {', '.join(versions)}; {_checked(scope)}",
    )


def _checked(scope: Scope) -> str:
    rows = [row for row in scope.rows("checked_labels") if row["found"]]
    right = sum(row["said"] == row["found"] for row in rows)
    share, interval = percent(right, len(rows)), wilson(right, len(rows))
    if share is None or interval is None:
        return "not checked on your own labels yet (monitor label)."
    return (
        f"right on {share:.0f} % of your {len(rows)} random labels "
        f"({interval.low:.0f} to {interval.high:.0f} %)."
    )

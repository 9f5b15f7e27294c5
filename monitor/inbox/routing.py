"""Which team answers what: the first `[[route]]` of the config that fits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.config import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What routes can ask about a mention."""

    brands: Collection[str]
    topics: Collection[str]
    intents: Collection[str]
    language: str
    source: str


def team_for(routes: Sequence[Route], facts: Facts) -> str | None:
    """The team of the first route whose every condition holds; None where none does."""
    return next((route.team for route in routes if _fits(route, facts)), None)


def _fits(route: Route, facts: Facts) -> bool:
    return (
        (route.brand is None or route.brand in facts.brands)
        and (route.topic is None or route.topic in facts.topics)
        and (route.intent is None or route.intent in facts.intents)
        and (route.language is None or route.language == facts.language)
        and (route.source is None or route.source == facts.source)
    )

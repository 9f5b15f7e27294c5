"""The tables of the config, typed. Unknown keys and wrong types are errors."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from monitor.model import INTENTS, Brand


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
_NAME: Final = r"^[\w][\w .&+'-]{0,63}$"
Name = Annotated[str, Field(pattern=_NAME)]


class Section(BaseModel):
    """A table of the config: unknown keys and wrong types are errors, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Monitor(Section):
    """`[monitor]`: where things are kept, which days and languages count."""

    database: str = "mentions.db"
    timezone: str = "UTC"
    languages: Texts = ()
    fold_diacritics: bool = False


class Collection(Section):
    """`[collection]`: how collecting goes about it."""

    first_run: str = "7d"
    workers: int = Field(default=8, ge=1, le=64)
    failure_threshold: int = Field(default=3, ge=1)
    recheck_days: int = Field(default=30, ge=0)
    deadline_minutes: int = Field(default=50, ge=1)
    heartbeat: Mapping[str, Any] | None = None


class Http(Section):
    """`[http]`: how services are asked."""

    contact: str = ""
    allow_private: Texts = ()
    min_interval: float = Field(default=1.0, ge=0)
    timeout: float = Field(default=60.0, gt=0)


class Analysis(Section):
    """`[analysis]`: what is said about mentions."""

    analyzers: Texts = ("language", "sentiment", "intent", "topic")
    sentiment: Literal["monitor", "vader", "transformers"] = "monitor"
    model: str | None = None


class BrandTable(Section):
    """`[[brand]]`: what is watched."""

    name: Name
    query: str = ""
    aliases: Texts = ()
    context: Texts = ()
    exclude: Texts = ()
    own_accounts: Texts = ()
    competitor: bool = False
    products: Mapping[str, str] = {}


class Topic(Section):
    """`[[topic]]`: a subject that is known by a query."""

    name: Name
    query: str


class Route(Section):
    """`[[route]]`: which team answers what; the first that fits wins."""

    team: Name
    brand: str | None = None
    topic: str | None = None
    intent: Literal[INTENTS] | None = None  # type: ignore[valid-type]  # a constant tuple
    language: str | None = None
    source: str | None = None


class Service(Section):
    """`[service]`: how customers are answered."""

    shared_tag: str | None = None
    colleagues: Texts = ()
    first_response_hours: Mapping[str, float] = {"high": 4.0, "normal": 24.0, "low": 72.0}


class AlertRule(Section):
    """`[[alert]]`: what is worth a message."""

    name: Name
    type: Literal["spike", "keyword", "negative_share", "sla", "silent_source", "digest"]
    brand: str | None = None
    query: str | None = None
    threshold: float | None = None
    window: str = "24h"
    cooldown: str = "24h"
    quiet_days: int = Field(default=100, ge=1)
    minimum: int = Field(default=10, ge=1)
    hour: int = Field(default=7, ge=0, le=23)
    notify: Texts = ()


class Notifier(Section):
    """`[[notify]]`: where messages go; `url` is a secret of Apprise's form."""

    name: Name
    url: Mapping[str, Any]


class Objective(Section):
    """`[[objective]]`: a goal, checked with the reports' own figures."""

    name: Name
    figure: Literal[
        "first_response", "response_rate", "net_sentiment", "share_of_voice", "volume"
    ]
    brand: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    above: str | None = None
    hours: float | None = None
    window: str = "28d"
    minimum: int = Field(default=30, ge=1)


class Retention(Section):
    """`[retention]`: how long texts are kept, in days; 0 keeps them for ever."""

    days: int = Field(default=730, ge=0)
    by_source: Mapping[str, int] = {}


class Influence(Section):
    """`[influence]`: the constants of the influence figures."""

    visibility_small: float = 0.15
    visibility_large: float = 0.06
    impressions_per_post: int = Field(default=150, ge=1)


class SourceTable(BaseModel):
    """`[[source]]`: one place mentions come from. Further keys belong to its type."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    name: Name
    type: str
    brand: str | None = None
    every: str | None = None
    expected_every: str | None = None
    enabled: bool = True

    @property
    def options(self) -> dict[str, Any]:
        """The keys that the source's own type understands."""
        return dict(self.model_extra or {})


class Config(Section):
    """The whole file."""

    monitor: Monitor = Monitor()
    collection: Collection = Collection()
    http: Http = Http()
    analysis: Analysis = Analysis()
    service: Service = Service()
    retention: Retention = Retention()
    influence: Influence = Influence()
    brand: Annotated[tuple[BrandTable, ...], BeforeValidator(_as_tuple)] = ()
    topic: Annotated[tuple[Topic, ...], BeforeValidator(_as_tuple)] = ()
    source: Annotated[tuple[SourceTable, ...], BeforeValidator(_as_tuple)] = ()
    route: Annotated[tuple[Route, ...], BeforeValidator(_as_tuple)] = ()
    alert: Annotated[tuple[AlertRule, ...], BeforeValidator(_as_tuple)] = ()
    notify: Annotated[tuple[Notifier, ...], BeforeValidator(_as_tuple)] = ()
    objective: Annotated[tuple[Objective, ...], BeforeValidator(_as_tuple)] = ()
    path: Path = Field(default=Path("config.toml"), exclude=True)

    @property
    def brands(self) -> tuple[Brand, ...]:
        return tuple(Brand(**table.model_dump()) for table in self.brand)

    @property
    def topics(self) -> dict[str, str]:
        """Label -> query of the taught topics."""
        return {topic.name: topic.query for topic in self.topic}

    @property
    def database(self) -> Path:
        """The store's path; a relative one is beside the config file."""
        return (self.path.parent / Path(self.monitor.database).expanduser()).absolute()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.monitor.timezone)

"""The configuration: TOML in, typed values out. Errors name the key, its line and what to do.

Reading checks everything and reports all faults at once; it opens nothing and fetches no secret.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from monitor.errors import ConfigError, MonitorError, PermissionRefused
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


def default_path() -> Path:
    """Where the config is looked for: `MONITOR_CONFIG`, else the user's config folder."""
    named = os.environ.get("MONITOR_CONFIG")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("monitor") / "config.toml"


def read_config(path: Path) -> Config:
    """Read and check *path*. Raises `ConfigError` (or `PermissionRefused`) naming every fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: there is no config; make one with: monitor init") from error
    except PermissionError as error:
        raise PermissionRefused(f"{path}: may not be read; check who owns it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    return parse_config(text, path)


def parse_config(text: str, path: Path) -> Config:
    """Check the text of a config; *path* is for messages and relative names."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    try:
        config = Config(**table, path=path)
    except (ValidationError, TypeError) as error:
        raise ConfigError(_faults(error, text, path)) from error
    _check_names(config, text)
    return config


def _faults(error: ValidationError | TypeError, text: str, path: Path) -> str:
    if isinstance(error, TypeError):
        return f"{path}: unknown table 'path'; remove it"
    lines = [
        f"{path}:{line_of(text, fault['loc'])}: {_key(fault['loc'])}: {_say(fault)}"
        for fault in error.errors()
    ]
    return "\n".join(lines)


def _key(place: tuple[int | str, ...]) -> str:
    """The place of a fault as people write it: source[2].url."""
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")


_WORDS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "extra_forbidden": lambda _: "unknown key; see config.example.toml",
    "missing": lambda _: "missing; add it",
    "string_type": lambda _: "expected a text in quotes",
    "int_type": lambda _: "expected a whole number",
    "float_type": lambda _: "expected a number",
    "bool_type": lambda _: "expected true or false",
    "tuple_type": lambda _: "expected a list: [ … ]",
    "string_pattern_mismatch": lambda _: "expected letters, digits, blanks and . & + ' - only",
}


def _say(fault: Mapping[str, Any]) -> str:
    known = _WORDS.get(fault["type"])
    return known(fault) if known else fault["msg"][:1].lower() + fault["msg"][1:]


def line_of(text: str, place: tuple[int | str, ...]) -> int:
    """The line of a key in the TOML text: best effort, at least its table's header."""
    header, key = (str(place[0]), str(place[-1])) if place else ("", "")
    nth = next((p for p in place if isinstance(p, int)), 0)
    starts = [m.start() for m in re.finditer(rf"(?m)^[ \t]*\[+\s*{re.escape(header)}\b", text)]
    start = starts[min(nth, len(starts) - 1)] if starts else 0
    end = text.find("\n[", start + 1) if starts else -1
    found = re.compile(rf"(?m)^[ \t]*{re.escape(key)}[ \t]*=").search(
        text, start, len(text) if end < 0 else end
    )
    at = found.start() if found else start
    return text.count("\n", 0, at) + 1


def _check_names(config: Config, text: str) -> None:
    """What no single table can know: names are unique, references lead somewhere."""
    try:
        ZoneInfo(config.monitor.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"{config.path}:{line_of(text, ('monitor', 'timezone'))}: monitor.timezone: "
            f"'{config.monitor.timezone}' is no time zone; write one such as Europe/Berlin"
        ) from error
    brands = {brand.name for brand in config.brand}
    for kind, names in (
        ("brand", [b.name for b in config.brand]),
        ("source", [s.name for s in config.source]),
        ("topic", [t.name for t in config.topic]),
    ):
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise ConfigError(
                f"{config.path}: two {kind} tables are named '{twice[0]}'; rename one"
            )
    _check_actions(config, brands)
    for source in config.source:
        if source.brand is not None and source.brand not in brands:
            raise ConfigError(
                f"{config.path}: source '{source.name}': there is no brand '{source.brand}'; "
                f"known: {', '.join(sorted(brands)) or 'none'}"
            )


def _check_actions(config: Config, brands: set[str]) -> None:
    """Routes, alerts and objectives name what is there, and spans that are spans."""
    from monitor.when import duration

    targets = [one.name for one in config.notify]
    for kind, tables in (
        ("alert", config.alert), ("objective", config.objective), ("notify", config.notify)
    ):  # fmt: skip
        names = [one.name for one in tables]
        for name in names:
            if names.count(name) > 1:
                raise ConfigError(
                    f"{config.path}: two {kind} tables are named '{name}'; rename one"
                )
    for kind, who, brand in (
        *(("route", one.team, one.brand) for one in config.route),
        *(("alert", one.name, one.brand) for one in config.alert),
        *(("objective", one.name, one.brand) for one in config.objective),
        *(("objective", one.name, one.above) for one in config.objective),
    ):
        if brand is not None and brand not in brands:
            raise ConfigError(
                f"{config.path}: {kind} '{who}': there is no brand '{brand}'; "
                f"known: {', '.join(sorted(brands)) or 'none'}"
            )
    for goal in config.objective:
        _check_goal(config, goal)
    for rule in config.alert:
        unknown = [name for name in rule.notify if name not in targets]
        if unknown:
            raise ConfigError(
                f"{config.path}: alert '{rule.name}': there is no [[notify]] named "
                f"'{unknown[0]}'; known: {', '.join(targets) or 'none'}"
            )
    for who, span in (
        *((f"alert '{one.name}'", text) for one in config.alert
          for text in (one.window, one.cooldown)),
        *((f"objective '{one.name}'", one.window) for one in config.objective),
    ):  # fmt: skip
        try:
            duration(span)
        except MonitorError as error:
            raise ConfigError(f"{config.path}: {who}: {error}") from error


def _check_goal(config: Config, goal: Objective) -> None:
    given = [
        name for name in ("at_least", "at_most", "above") if getattr(goal, name) is not None
    ]
    where = f"{config.path}: objective '{goal.name}'"
    if len(given) != 1:
        raise ConfigError(f"{where}: give one goal: at_least, at_most or above")
    if goal.figure == "first_response" and goal.hours is None:
        raise ConfigError(f"{where}: first_response needs hours, such as hours = 4.0")

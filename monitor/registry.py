"""Names -> sources and analyzers, built in and from entry points, imported at first use.

A third party adds a source by an entry point in the group `monitor.sources` (name -> class), an
analyzer by one in `monitor.analyzers`.
"""

import dataclasses
import difflib
import os
import subprocess
import typing
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from monitor.analyzers.base import Analyzer, AnalyzerSettings
from monitor.errors import ConfigError
from monitor.http import Http
from monitor.model import Secret
from monitor.sources.base import Source

SOURCES: Final[Mapping[str, str]] = {
    "appstore": "monitor.sources.appstore:AppStoreSource",
    "bluesky": "monitor.sources.bluesky:BlueskySource",
    "devto": "monitor.sources.devto:DevToSource",
    "discourse": "monitor.sources.discourse:DiscourseSource",
    "gdelt": "monitor.sources.gdelt:GdeltSource",
    "github": "monitor.sources.github:GitHubSource",
    "hackernews": "monitor.sources.hackernews:HackerNewsSource",
    "lemmy": "monitor.sources.lemmy:LemmySource",
    "lobsters": "monitor.sources.lobsters:LobstersSource",
    "mastodon": "monitor.sources.mastodon:MastodonSource",
    "reddit": "monitor.sources.reddit:RedditSource",
    "reddit_feed": "monitor.sources.reddit_feed:RedditFeedSource",
    "rss": "monitor.sources.rss:RssSource",
    "stackexchange": "monitor.sources.stackexchange:StackExchangeSource",
    "wikipedia": "monitor.sources.wikipedia:WikipediaSource",
    "youtube": "monitor.sources.youtube:YouTubeSource",
}
ANALYZERS: Final[Mapping[str, str]] = {
    "language": "monitor.analyzers.language:LanguageAnalyzer",
    "sentiment": "monitor.analyzers.sentiment:SentimentAnalyzer",
    "intent": "monitor.analyzers.intent:IntentAnalyzer",
    "topic": "monitor.analyzers.topics:TopicAnalyzer",
}
_GIVEN: Final = ("name", "http")
_SECRET_SECONDS: Final = 10


def source_types() -> list[str]:
    """Every type of source there is, plug-ins included."""
    return sorted({*SOURCES, *(point.name for point in _plugins("monitor.sources"))})


def passed_over() -> list[str]:
    """Plug-ins that are never used, because their name is that of a built-in type."""
    return [
        f"{point.name} ({point.value})"
        for group, built_in in (("monitor.sources", SOURCES), ("monitor.analyzers", ANALYZERS))
        for point in _plugins(group)
        if point.name in built_in
    ]


def source_class(kind: str) -> type[Any]:
    """The class of a source type. `ConfigError` where there is none, or its plug-in is broken."""
    made: Any = _load("source", kind, SOURCES, "monitor.sources")
    lacking = [name for name in ("fetch", "search", "network") if not hasattr(made, name)]
    if not isinstance(made, type) or not dataclasses.is_dataclass(made) or lacking:
        raise ConfigError(
            f"the plug-in for source type '{kind}' is no source: it must be a dataclass with "
            "fetch, search and network; see docs/write-a-source.md"
        )
    return typing.cast(type[Any], made)


def build_source(name: str, kind: str, options: Mapping[str, Any], http: Http) -> Source:
    """A source of *kind* from its config keys; `ConfigError` names the source and the key."""
    made = source_class(kind)
    values = check_options(name, kind, options)
    values |= {
        key: value for key, value in {"name": name, "http": http}.items() if key in _names(made)
    }
    try:
        return typing.cast(Source, made(**values))
    except Exception as error:  # a plug-in may raise anything when it is built
        said = str(error)
        for value in values.values():
            if isinstance(value, Secret):
                said = said.replace(value.value, str(value))
        raise ConfigError(f"source '{name}': {said or type(error).__name__}") from error


def check_options(name: str, kind: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The config keys of a source, checked and typed; secrets are fetched."""
    known = {f.name: f for f in dataclasses.fields(source_class(kind)) if f.init}
    for key in options:
        if key not in known or key in _GIVEN:
            raise ConfigError(f"source '{name}': unknown key '{key}'{_near(key, known)}")
    try:
        hints = typing.get_type_hints(source_class(kind))
    except (NameError, TypeError) as error:
        raise ConfigError(f"source '{name}': its type '{kind}' is broken: {error}") from error
    for key, one in known.items():
        if key not in options and key not in _GIVEN and _is_required(one):
            raise ConfigError(f"source '{name}': '{key}' is missing; a {kind} source needs it")
    return {key: _value(name, key, options[key], hints[key]) for key in options}


def build_analyzer(name: str, settings: AnalyzerSettings) -> Analyzer:
    """The analyzer *name*, ready to annotate."""
    made = _load("analyzer", name, ANALYZERS, "monitor.analyzers")
    return typing.cast(Analyzer, made.build(settings))


def read_secret(who: str, given: object) -> Secret:
    """A secret from `{ env = "NAME" }` or `{ command = ["pass", "show", "x"] }`.

    Its value never appears in a message. Raises `ConfigError`.
    """
    if isinstance(given, Mapping) and set(given) == {"env"}:
        value = os.environ.get(str(given["env"]), "")
        if not value:
            raise ConfigError(
                f"{who}: the environment variable {given['env']} is not set; set it"
            )
        return _clean(who, value)
    if isinstance(given, Mapping) and set(given) == {"command"}:
        return _clean(who, _run(who, [str(part) for part in given["command"]]))
    raise ConfigError(
        f"{who}: a secret is never written in the config; "
        'write { env = "NAME" } or { command = ["program", "argument"] }'
    )


def _run(who: str, command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603  the user's own command, no shell
            command, capture_output=True, timeout=_SECRET_SECONDS, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        why = type(error).__name__
        raise ConfigError(
            f"{who}: the secret's command failed ({why}); run it by hand"
        ) from None
    return done.stdout


def _clean(who: str, value: str) -> Secret:
    value = value.rstrip("\r\n")
    if "\n" in value or "\r" in value or not value:
        raise ConfigError(f"{who}: the secret must be one line that is not empty")
    return Secret(value)


def _value(name: str, key: str, value: object, hint: Any) -> Any:
    """*value* as the field's type; lists become tuples, secrets are fetched."""
    from pydantic import ConfigDict, TypeAdapter, ValidationError

    if hint is Secret or Secret in typing.get_args(hint):
        return read_secret(f"source '{name}': {key}", value)
    value = tuple(value) if isinstance(value, list) else value
    try:
        return TypeAdapter(hint, config=ConfigDict(strict=True)).validate_python(value)
    except ValidationError as error:
        raise ConfigError(
            f"source '{name}': '{key}' {error.errors()[0]['msg'].lower()}"
        ) from error


def _names(made: type[Any]) -> set[str]:
    return {f.name for f in dataclasses.fields(made)}


def _is_required(one: "dataclasses.Field[Any]") -> bool:
    return one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING


def _near(key: str, known: Mapping[str, object]) -> str:
    names = sorted(set(known) - set(_GIVEN))
    near = difflib.get_close_matches(key, names, n=1)
    return f"; did you mean '{near[0]}'?" if near else f"; known: {', '.join(names)}"


@cache
def _plugins(group: str) -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=group))


def _load(what: str, name: str, built_in: Mapping[str, str], group: str) -> type[Any]:
    if name in built_in:
        module, _, made = built_in[name].partition(":")
        return typing.cast(type[Any], getattr(import_module(module), made))
    points = [point for point in _plugins(group) if point.name == name]
    if not points:
        known = sorted({*built_in, *(point.name for point in _plugins(group))})
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
        raise ConfigError(f"there is no {what} type '{name}'; {hint}")
    try:
        return typing.cast(type[Any], points[0].load())
    except Exception as error:  # a plug-in may raise anything at import; it is named, not fatal
        raise ConfigError(
            f"the plug-in for {what} type '{name}' ({points[0].value}) does not load: "
            f"{type(error).__name__}: {error}"
        ) from error

"""The configuration: TOML in, typed values out. Errors name the key, its line and what to do.

Reading checks everything and reports all faults at once; it opens nothing and fetches no secret.
"""

import os
import tomllib
from pathlib import Path

from pydantic import ValidationError

from monitor.config.checks import check_names
from monitor.config.faults import told
from monitor.config.tables import (
    AlertRule,
    Analysis,
    BrandTable,
    Collection,
    Config,
    Http,
    Influence,
    Monitor,
    Notifier,
    Objective,
    Retention,
    Route,
    Service,
    SourceTable,
    Topic,
)
from monitor.errors import ConfigError, PermissionRefused

__all__ = [
    "AlertRule",
    "Analysis",
    "BrandTable",
    "Collection",
    "Config",
    "Http",
    "Influence",
    "Monitor",
    "Notifier",
    "Objective",
    "Retention",
    "Route",
    "Service",
    "SourceTable",
    "Topic",
    "default_path",
    "parse_config",
    "read_config",
]


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
        raise ConfigError(told(error, text, path)) from error
    check_names(config, text)
    return config

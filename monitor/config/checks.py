"""What no single table can know: names are unique, references lead somewhere."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.config.faults import line_of
from monitor.config.tables import Config, Objective
from monitor.errors import ConfigError, MonitorError


def check_names(config: Config, text: str) -> None:
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

"""The config: the example holds every key and its default; every fault is named with its line."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from monitor import config as module
from monitor.config import Config, parse_config, read_config
from monitor.errors import ConfigError

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
LISTED = {
    "brand": module.BrandTable, "topic": module.Topic, "source": module.SourceTable,
    "route": module.Route, "alert": module.AlertRule, "notify": module.Notifier,
    "objective": module.Objective,
}  # fmt: skip


def test_the_example_loads() -> None:
    config = read_config(EXAMPLE)
    assert [brand.name for brand in config.brands] == ["Acme", "Globex"]
    assert config.database == EXAMPLE.parent / "mentions.db"


def test_the_example_has_every_default() -> None:
    table = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    for name, field in Config.model_fields.items():
        default = field.default
        if isinstance(default, BaseModel):
            given = type(default)(**table[name])
            assert given == default, name


@pytest.mark.parametrize("model", [*LISTED.values(), *(
    type(f.default) for f in Config.model_fields.values() if isinstance(f.default, BaseModel)
)])  # fmt: skip
def test_the_example_names_every_key(model: type[BaseModel]) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for key in model.model_fields:
        assert f"{key}" in text, key


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[monitor]\ntimezne = "UTC"', "c.toml:2: monitor.timezne: unknown key"),
        ("[monitor]\ntimezone = 3", "c.toml:2: monitor.timezone: expected a text in quotes"),
        ('[monitor]\ntimezone = "Mars/Base"', "'Mars/Base' is no time zone"),
        ('[monitor]\nlanguages = "en"', "c.toml:2: monitor.languages: expected a list"),
        (
            "[collection]\nworkers = true",
            "c.toml:2: collection.workers: expected a whole number",
        ),
        ('\n[[brand]]\nquery = "x"', "c.toml:2: brand[1].name: missing"),
        ('[[brand]]\nname = "A"\n[[brand]]\nname = "A"', "two brand tables are named 'A'"),
        ('[[source]]\nname = "a"\ntype = "rss"\nbrand = "B"', "there is no brand 'B'"),
        ("[monitor", "not valid TOML"),
        ('path = "x"', "unknown table 'path'"),
        ("[monitr]\n", "c.toml:1: monitr: unknown key"),
        ('[[brand]]\nname = "\\u001b[2J"', "brand[1].name: expected letters"),
    ],
)
def test_faults_are_named_with_their_line(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse_config(text, Path("c.toml"))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        parse_config(
            "[monitor]\ntimezone = 3\nother = 1\n[http]\ntimeout = 0.0", Path("c.toml")
        )
    assert len(str(raised.value).splitlines()) == 3


def test_a_missing_config_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="monitor init"):
        read_config(tmp_path / "none.toml")


def test_k11_the_current_folder_is_never_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("broken")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MONITOR_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    assert module.default_path() == tmp_path / "xdg" / "monitor" / "config.toml"


def test_a_relative_store_lies_beside_the_config(tmp_path: Path) -> None:
    config = parse_config('[monitor]\ndatabase = "x/y.db"', tmp_path / "c.toml")
    assert config.database == tmp_path / "x" / "y.db"


def test_values_are_frozen() -> None:
    config: Any = parse_config("", Path("c.toml"))
    with pytest.raises(ValueError, match="frozen"):
        config.path = Path("other")

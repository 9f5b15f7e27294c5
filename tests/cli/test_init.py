"""`monitor init` writes a config that loads, whose sources can be built, for its owner alone."""

import stat
from pathlib import Path

import pytest

from monitor.config import read_config
from monitor.matching import watch
from monitor.registry import build_source
from tests.support.command import monitor
from tests.support.fakes import FakeHttp
from tests.support.made import mention

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.mark.parametrize(
    "brand", ["Acme", "Acme Rocket", "C++", "O'Reilly", "AT&T", "Ünïcode", "Web.de"]
)
def test_the_config_watches_the_brand(tmp_path: Path, brand: str) -> None:
    path = tmp_path / "below" / "config.toml"
    done = monitor("init", brand, config=path)
    assert done.code == 0, done.err
    assert "monitor fetch" in done.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    config = read_config(path)
    matched = watch(config.brands).matched([mention("1", f"I like {brand} a lot", brands=())])
    assert [match.brand for match in matched[0].matches] == [brand]
    for table in config.source:
        assert (
            build_source(table.name, table.type, table.options, FakeHttp()).name == table.name
        )


def test_the_examples_sources_can_be_built() -> None:
    for table in read_config(EXAMPLE).source:
        assert (
            build_source(table.name, table.type, table.options, FakeHttp()).name == table.name
        )


def test_a_config_is_not_replaced_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("# mine")
    done = monitor("init", "Acme", config=path)
    assert (done.code, path.read_text()) == (2, "# mine")
    assert "--force" in done.err
    assert monitor("init", "Acme", "--force", config=path).code == 0


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    done = monitor("init", config=tmp_path / "config.toml")
    assert done.code == 2
    assert "monitor init BRAND" in done.err


@pytest.mark.parametrize("brand", ["", "\x1b[2J", 'a"b', "x" * 80])
def test_an_impossible_name_is_refused(tmp_path: Path, brand: str) -> None:
    done = monitor("init", brand, config=tmp_path / "config.toml")
    assert done.code == 2
    assert "\x1b" not in done.err

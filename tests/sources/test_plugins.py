"""Plug-in packages: found by their entry points, built from the config, told when wrong."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor import registry
from monitor.errors import ConfigError
from monitor.http import Http
from monitor.model import Ask
from tests.support.loopback import Loopback, Reply
from tests.support.made import NOW
from tests.support.plugins import EXAMPLE, ROOT, TELEGRAM, X, install

GUIDE = ROOT / "docs" / "write-a-source.md"


@pytest.fixture(autouse=True)
def _forget_plugins() -> Iterator[None]:
    yield
    registry._plugins.cache_clear()


@pytest.mark.parametrize(
    ("package", "kind"), [(X, "x"), (TELEGRAM, "telegram"), (EXAMPLE, "statuspage")]
)
def test_each_package_is_found_by_its_entry_point(
    package: Path, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kind not in registry.source_types()
    install(package, tmp_path, monkeypatch)
    assert kind in registry.source_types()
    assert registry.source_class(kind).__name__.endswith("Source")


def test_the_example_collects_when_built_from_a_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loopback: Loopback, http: Http
) -> None:
    install(EXAMPLE, tmp_path, monkeypatch)
    incidents = [{"id": "k1", "name": "Down", "created_at": "2026-03-01T10:00:00Z"}]
    loopback.on("/api/v2/incidents.json", Reply({"incidents": incidents}))
    source = registry.build_source("status", "statuspage", {"base_url": loopback.url}, http)
    pages = list(source.fetch(Ask(now=NOW), None))
    assert [one.title for page in pages for one in page.mentions] == ["Down"]


def test_a_wrong_key_of_a_plug_in_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, http: Http
) -> None:
    install(EXAMPLE, tmp_path, monkeypatch)
    with pytest.raises(ConfigError, match="unknown key 'base_ulr'; did you mean 'base_url'"):
        registry.build_source("status", "statuspage", {"base_ulr": "x"}, http)


@pytest.mark.parametrize(
    "path",
    [
        "pyproject.toml",
        "monitor_source_statuspage/__init__.py",
        "tests/test_statuspage.py",
    ],
)
def test_the_guide_shows_the_example_as_it_is(path: str) -> None:
    assert (EXAMPLE / path).read_text("utf-8") == _shown()[path]


def _shown() -> dict[str, str]:
    """The files in the guide: a code block after a comment with the file's name."""
    blocks: dict[str, str] = {}
    for part in GUIDE.read_text("utf-8").split("<!-- file: ")[1:]:
        name, _, rest = part.partition(" -->\n")
        _, _, code = rest.partition("\n")
        blocks[name] = code.partition("```\n")[0]
    return blocks


def test_the_examples_own_tests_pass() -> None:
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=EXAMPLE,
        env={"PYTHONPATH": f"{EXAMPLE}:{ROOT}", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert tests.returncode == 0, tests.stdout[-2000:]


def test_x_is_refused_without_a_ceiling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, http: Http
) -> None:
    install(X, tmp_path, monkeypatch)
    monkeypatch.setenv("X_TOKEN", "made-up")
    options: dict[str, Any] = {"token": {"env": "X_TOKEN"}}
    with pytest.raises(ConfigError, match="set 'daily_ceiling_usd'"):
        registry.build_source("x", "x", options, http)
    allowed = registry.build_source("x", "x", options | {"daily_ceiling_usd": 1}, http)
    assert allowed.name == "x"

"""Names lead to plug-ins; a wrong key, a missing secret or a broken plug-in is one line."""

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from monitor import registry
from monitor.errors import ConfigError
from monitor.model import Secret
from monitor.registry import build_source, read_secret, source_types
from tests.support.fakes import FakeHttp


def test_k01_a_secret_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "s3cret\n")
    secret = read_secret("x", {"env": "TOKEN"})
    assert secret == Secret("s3cret")
    assert "s3cret" not in f"{secret} {secret!r}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("s3cret", "never written in the config"),
        ({"env": "NOT_SET_ANYWHERE"}, "NOT_SET_ANYWHERE is not set"),
        ({"command": ["false"]}, "command failed"),
        ({"command": ["/no/such/program"]}, "command failed"),
        ({"command": [sys.executable, "-c", "print('s3cret\\ntwo')"]}, "one line"),
    ],
)
def test_k06_a_secret_that_cannot_be_had_is_one_line(given: object, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as raised:
        read_secret("source 'a': token", given)
    assert "s3cret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_k06_a_secret_command_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_SECRET_SECONDS", 0.2)
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(ConfigError, match="TimeoutExpired"):
        read_secret("x", {"command": command})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"urll": "x"}, "unknown key 'urll'; did you mean 'url'"),
        ({"url": 3}, "'url' .*string"),
        ({"url": "https://x.example", "name": "y"}, "unknown key 'name'"),
        ({"url": "https://x.example", "http": "y"}, "unknown key 'http'"),
    ],
)
def test_a_wrong_key_is_named(options: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=f"source 'blog': {said}"):
        build_source("blog", "rss", options, FakeHttp())


def test_an_unknown_type_has_a_suggestion() -> None:
    with pytest.raises(ConfigError, match="'hackernew'; did you mean 'hackernews'"):
        build_source("x", "hackernew", {}, FakeHttp())


def test_k07_a_broken_plug_in_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_plugin.py").write_text("raise RuntimeError('boom')")
    monkeypatch.syspath_prepend(str(tmp_path))
    point = EntryPoint("myforum", "broken_plugin:Source", "monitor.sources")
    monkeypatch.setattr(registry, "_plugins", lambda group: (point,))
    assert "myforum" in source_types()
    with pytest.raises(ConfigError, match=r"myforum.*broken_plugin.*RuntimeError: boom"):
        build_source("x", "myforum", {}, FakeHttp())
    assert build_source("y", "rss", {"url": "https://x.example/feed"}, FakeHttp()).name == "y"

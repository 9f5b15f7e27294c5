"""What all tests share: a server on loopback, the real client, and no real waiting."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from monitor.analyzers.language_model import kept_folder, known_languages
from monitor.http import Http, connect
from tests.support.clocks import Ticking
from tests.support.loopback import Loopback

# Tests run side by side: numpy's own threads would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def _no_real_waits() -> Iterator[None]:
    """Tries are repeated as in life, at once."""
    stamina.set_testing(True, attempts=10, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture(scope="session")
def _languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The language model, unpacked once for all tests: it is large, and slow to unpack."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("languages")))
        known_languages()
        return kept_folder()


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _languages: Path) -> None:
    """What is cached for the user (sessions, models) goes to a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.with_name(f"{tmp_path.name}-cache")))
    kept_folder().parent.mkdir(parents=True)
    kept_folder().symlink_to(_languages)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


@pytest.fixture
def ticking() -> Ticking:
    """A clock that only sleeping moves; `slept` lists the sleeps."""
    return Ticking()


@pytest.fixture
def http(loopback: Loopback, ticking: Ticking) -> Http:
    """The real client, allowed to reach the loopback server."""
    return connect(ticking.settings(allow_private=(loopback.host,)))

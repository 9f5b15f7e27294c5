"""What all tests share: a server on loopback, the real client, and no real waiting."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

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


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is cached for the user (sessions) goes to a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


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

"""Keys are planted everywhere, everything goes wrong, and every output is searched for them."""

import os
import stat
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from monitor import registry
from monitor.render import lists
from tests.support.command import monitor, process
from tests.support.loopback import Answerer, Asked, Loopback, Reply, resetting

KEYS = {
    "GITHUB": "ghp-Pl4nted0ne", "YOUTUBE": "AIza-Pl4ntedTw0", "FEED": "Pl4ntedThr3e",
    "FORUM": "Pl4ntedF0ur", "HOOK": "Pl4ntedF1ve", "BEAT": "Pl4ntedS1x", "ODD": "Pl4ntedS3ven",
}  # fmt: skip
FROM_COMMAND, IN_ADDRESS = "Pl4ntedE1ght", "Pl4ntedN1ne"
ALL = (*KEYS.values(), FROM_COMMAND, IN_ADDRESS)
CONFIG = """
[http]
allow_private = ["{host}"]
min_interval = 0.0
[collection]
heartbeat = {{ env = "BEAT" }}
[analysis]
analyzers = []
[[brand]]
name = "Acme"
query = "acme"
[[source]]
name = "good"
type = "rss"
url = "{folder}/feed.xml"
[[source]]
name = "github"
type = "github"
base_url = "{url}"
token = {{ env = "GITHUB" }}
[[source]]
name = "youtube"
type = "youtube"
base_url = "{url}"
key = {{ env = "YOUTUBE" }}
[[source]]
name = "mastodon"
type = "mastodon"
base_url = "{url}"
hashtags = ["acme"]
token = {{ command = ["cat", "{key_file}"] }}
[[source]]
name = "secretfeed"
type = "rss"
secret_url = {{ env = "FEED" }}
[[source]]
name = "forum"
type = "discourse"
base_url = "{url}"
api_key = {{ env = "FORUM" }}
api_user = "acme"
[[source]]
name = "login"
type = "rss"
url = "http://user:{in_address}@{host}/login"
[[source]]
name = "odd"
type = "odd"
token = {{ env = "ODD" }}
[[alert]]
name = "fire"
type = "keyword"
query = "acme"
threshold = 1
[[notify]]
name = "hook"
url = {{ env = "HOOK" }}
"""
FEED = (
    '<rss version="2.0"><channel><title>t</title>'
    "<item><guid>{n}</guid><title>Acme {n}</title></item></channel></rss>"
)


def echo(status: int) -> Callable[[Asked], Reply]:
    """A service that repeats in its refusal all that it was sent."""
    return lambda asked: Reply(f"refused {asked.target} {asked.headers}", status)


@pytest.fixture
def config(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    loopback: Loopback,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Nine keys for eight services, all of them on loopback."""
    key_file = tmp_path_factory.mktemp("pass") / "key"
    key_file.write_text(FROM_COMMAND)
    addresses = {"FEED": f"{loopback.url}/{KEYS['FEED']}/feed?key={KEYS['FEED']}"}
    addresses["HOOK"] = f"json://user:{KEYS['HOOK']}@{loopback.host}/{KEYS['HOOK']}"
    addresses["BEAT"] = f"{loopback.url}/{KEYS['BEAT']}"
    for name, key in (KEYS | addresses).items():
        monkeypatch.setenv(name, key)
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    point = EntryPoint("odd", "tests.support.bad_plugins:Raises", "monitor.sources")
    monkeypatch.setattr(
        registry, "_plugins", lambda group: (point,) if group == point.group else ()
    )
    (tmp_path / "feed.xml").write_text(FEED.format(n=1))
    path = tmp_path / "config.toml"
    # The one key that stands in an address is the config's own; it is looked for elsewhere.
    path.write_text(
        CONFIG.format(
            folder=tmp_path, url=loopback.url, host=loopback.host, key_file=key_file,
            in_address=IN_ADDRESS,
        )
    )  # fmt: skip
    path.chmod(0o600)
    return path


COMMANDS = (
    ("fetch",), ("-v", "fetch"), ("-v", "fetch", "github", "youtube", "mastodon", "secretfeed",
    "forum", "login", "odd"), ("sources",), ("sources", "--format", "json"), ("doctor",),
    ("doctor", "--format", "json"), ("mentions", "--format", "json"), ("show", "1", "--why"),
    ("report", "outside"), ("report", "listening", "--format", "json"), ("alerts", "check"),
    ("alerts", "send", "--dry-run"), ("-v", "alerts", "send"), ("alerts", "list"), ("backup",),
    ("query", "explain", "acme"),
)  # fmt: skip
ANSWERS: dict[str, Answerer] = {
    "401": echo(401), "403": echo(403), "500": echo(500), "404": echo(404), "page": echo(200),
    "reset": resetting(),
}  # fmt: skip


@pytest.mark.parametrize("how", ANSWERS)
def test_k01_planted_keys_are_found_nowhere(
    how: str, config: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ANSWERS[how]
    loopback.below("/", answer)
    said = []
    for number, words in enumerate(COMMANDS):
        (config.parent / "feed.xml").write_text(FEED.format(n=number))
        done = monitor(*words, config=config)
        assert done.code != 70, done.err
        said.append(done.out + done.err)

    def breaks(*_: object, **__: object) -> None:
        key = KEYS["GITHUB"]
        raise RuntimeError(f"a bug with {key}")

    monkeypatch.setattr(lists, "print_list", breaks)
    bug = monitor("mentions", config=config)
    assert bug.code == 70
    assert loopback.seen  # the keys were in use
    for key in ALL:
        for text in (*said, bug.out + bug.err):
            assert key not in text, text[max(0, text.index(key) - 200) :]
        for path in config.parent.rglob("*"):
            if path.is_file() and path != config:
                assert key.encode() not in path.read_bytes(), path


def test_k01_no_key_is_in_the_list_of_processes(config: Path, loopback: Loopback) -> None:
    lines: list[bytes] = []

    def look(asked: Asked) -> Reply:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            if path.exists():
                lines.append(path.read_bytes())
        return Reply(b"", 404)

    loopback.below("/", look)
    done = process("fetch", config=config)
    assert done.code in {1, 69}, done.err
    assert any(b"fetch" in line for line in lines)
    for key in ALL:
        assert not [line for line in lines if key.encode() in line]


def test_k03_a_bug_file_holds_lines_of_code_and_no_values(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert monitor("fetch", "good", config=config).code == 0

    def breaks(found: object, **_: object) -> None:
        secret = f"jane {KEYS['GITHUB']}"
        raise KeyError(secret)

    monkeypatch.setattr(lists, "print_list", breaks)
    done = monitor("mentions", config=config)
    assert done.code == 70
    assert "Traceback" not in done.err
    (report,) = (config.parent / "XDG_STATE_HOME").rglob("bug-*.txt")
    assert str(report) in done.err
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text()
    assert "raise KeyError(secret)" in text
    assert "jane" not in text.replace("f\"jane {KEYS['GITHUB']}\"", "")
    assert text.rstrip().endswith("KeyError")


def test_k04_doctor_warns_of_a_config_that_others_read(config: Path) -> None:
    assert "others may read" not in monitor("doctor", "--offline", config=config).out
    config.chmod(0o644)
    assert f"chmod 600 {config}" in " ".join(
        monitor("doctor", "--offline", config=config).out.split()
    )


def test_k11_doctor_warns_of_a_folder_that_others_may_write(config: Path) -> None:
    config.parent.chmod(0o777)
    assert "others may write in" in monitor("doctor", "--offline", config=config).out


def test_k05_all_files_of_a_fetch_are_private(config: Path, loopback: Loopback) -> None:
    mine = set(config.parent.rglob("*"))
    loopback.below("/", echo(500))
    old = os.umask(0o022)
    try:
        monitor("fetch", config=config)
        monitor("backup", config=config)
        monitor("report", "outside", "-o", str(config.parent / "report.md"), config=config)
    finally:
        os.umask(old)
    made = [path for path in config.parent.rglob("*") if path not in mine]
    assert len(made) > 5
    for path in made:
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) & ~allowed == 0 or path.name in {
            "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"
        }, path  # fmt: skip

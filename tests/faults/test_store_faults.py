"""The store under bad disks, locks, signals and damage: nothing lost, one line said."""

import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.errors import DataError, DiskError, MonitorError, TryLater
from monitor.keeping.copies import backup, restore
from monitor.store.connect import open_read_only, open_store
from monitor.store.facts import rollups_are_true
from monitor.store.lock import only_run
from monitor.store.pages import add_page
from monitor.store.reading import Filter, count
from tests.support.command import Ran, monitor, process
from tests.support.made import NOW, empty_store, mention, stored

CONFIG = '[[brand]]\nname = "Acme"\nquery = "acme"\n'
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>Acme is fine</title><link>https://x.example/1</link></item>
</channel></rss>"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config with one feed in a file."""
    (tmp_path / "feed.xml").write_text(FEED)
    path = tmp_path / "config.toml"
    path.write_text(
        f'{CONFIG}[analysis]\nanalyzers = []\n[[source]]\nname = "news"\ntype = "rss"\n'
        f'url = "{tmp_path}/feed.xml"\n'
    )
    return path


def test_d01_a_second_fetch_says_who_is_running_and_ends_with_75(config: Path) -> None:
    with only_run(config.parent / "mentions.db", "fetch", lambda: NOW):
        done = monitor("fetch", config=config)
    assert done.code == 75
    assert f"pid {os.getpid()}" in done.err
    assert len(done.err.splitlines()) == 1
    assert monitor("fetch", config=config).code == 0


def test_fetch_is_silent_on_success_and_a_second_stores_nothing(config: Path) -> None:
    for _ in range(2):
        assert monitor("fetch", config=config) == Ran(0, "", "")
    with open_read_only(config.parent / "mentions.db") as store:
        assert count(store, Filter()) == 1


def test_d06_of_many_writers_each_gets_its_turn(tmp_path: Path) -> None:
    empty_store(tmp_path).close()
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with open_store(tmp_path / "mentions.db") as store:
                for n in range(5):
                    add_page(store, "web", [mention(f"{number}-{n}")], now=NOW)
        except BaseException as error:  # noqa: BLE001  told by the main thread
            failed.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with open_read_only(tmp_path / "mentions.db") as store:
        assert count(store, Filter()) == 20


def _on_a_full_disk(work: Callable[[], None], size: int, told: str) -> None:
    """In a process of its own: files cannot grow beyond *size*."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        work()
        said = "nothing"
    except MonitorError as error:
        said = f"{type(error).__name__} {error.exit_code}"
    os.write(os.open(told, os.O_WRONLY), said.encode())


def _run_full(work: Callable[[], None], size: int, folder: Path) -> str:
    told = folder / "told"
    told.touch()
    child = multiprocessing.get_context("fork").Process(
        target=_on_a_full_disk, args=(work, size, str(told))
    )
    child.start()
    child.join()
    return told.read_text()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_d07_a_full_disk_rolls_back_and_free_space_heals_it(tmp_path: Path) -> None:
    stored(tmp_path, mention("1")).close()
    path = tmp_path / "mentions.db"

    def fill() -> None:
        with open_store(path) as store:
            many = [mention(f"x{n}", f"Acme {n} " + "long text " * 500) for n in range(800)]
            add_page(store, "web", many, now=NOW)

    size = path.stat().st_size + 200_000
    assert _run_full(fill, size, tmp_path) == f"{DiskError.__name__} 74"
    with open_store(path) as store:
        assert store.value("PRAGMA integrity_check") == "ok"
        assert count(store, Filter()) == 1
        assert add_page(store, "web", [mention("2")], now=NOW).new == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_u04_a_new_store_on_a_full_disk_is_not_left_half_made(tmp_path: Path) -> None:
    path = tmp_path / "mentions.db"
    assert _run_full(lambda: open_store(path).close(), 60_000, tmp_path).endswith("74")
    with open_store(path) as store:
        assert store.value("SELECT COUNT(*) FROM calendar") > 20_000


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_d08_a_read_only_store_can_be_read_and_fetch_says_why_not(config: Path) -> None:
    assert monitor("fetch", config=config).code == 0
    store = config.parent / "mentions.db"
    store.chmod(0o400)
    assert monitor("mentions", "--count", config=config).out == "1\n"
    assert monitor("fetch", config=config).code == 77


def test_d08_reading_needs_no_right_to_write(tmp_path: Path) -> None:
    stored(tmp_path, mention()).close()
    before = (tmp_path / "mentions.db").stat().st_mtime_ns
    with open_read_only(tmp_path / "mentions.db") as store:
        assert count(store, Filter()) == 1
        with pytest.raises(MonitorError), store.transaction() as connection:
            connection.execute("DELETE FROM mention")
    assert (tmp_path / "mentions.db").stat().st_mtime_ns == before


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A store with random bytes in its middle pages."""
    many = [mention(str(n), f"Acme {n} " + "word " * 200) for n in range(200)]
    stored(tmp_path, *many).close()
    path = tmp_path / "mentions.db"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(os.urandom(4096 * 40))
    return path


def test_d09_random_bytes_in_a_page_are_told_and_never_overwritten(damaged: Path) -> None:
    (damaged.parent / "config.toml").write_text(CONFIG)
    before = damaged.read_bytes()
    done = monitor("mentions", "--format", "ndjson", config=damaged.parent / "config.toml")
    assert done.code in {0, 65}
    doctor = monitor("doctor", "--offline", config=damaged.parent / "config.toml")
    assert doctor.code == 1
    assert ".recover" in doctor.out
    assert damaged.read_bytes() == before


def test_d10_a_copy_without_its_log_and_a_network_disk_are_pointed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.diagnosis import checks

    monkeypatch.setattr(
        Path, "read_text", lambda *_, **__: "server:/x / nfs4 rw 0 0\n", raising=True
    )
    found = list(checks._network_file_system(tmp_path / "mentions.db"))
    assert [finding.state for finding in found] == ["warn"]
    assert "network file system" in found[0].said


def test_d10_a_store_copied_without_its_log_still_opens_whole(tmp_path: Path) -> None:
    store = stored(tmp_path, mention("1"))
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    add_page(store, "web", [mention("2")], now=NOW)
    (tmp_path / "copy").mkdir()
    shutil.copy(tmp_path / "mentions.db", tmp_path / "copy")
    with open_store(tmp_path / "copy" / "mentions.db") as copy:
        assert copy.value("PRAGMA integrity_check") == "ok"
        assert count(copy, Filter()) == 1


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_d11_a_signal_ends_a_fetch_with_one_line(config: Path, sign: int, code: int) -> None:
    program = (
        "import monitor.pipeline as p, time\n"
        # Short sleeps: a signal that arrives just before a long one would wait for its end.
        "p.rematch = lambda *a, **k: (print('ready', flush=True),\n"
        "                             [time.sleep(0.05) for _ in range(1200)])\n"
        "from monitor.cli import main\nmain()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, "--config", str(config), "fetch"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.send_signal(sign)
    _, err = child.communicate(timeout=60)
    assert child.returncode == code
    assert len(err.split("\n")) <= 3  # click ends the line of ^C first
    assert "run the command again" in err


def test_d12_a_backup_made_during_writing_is_whole(tmp_path: Path) -> None:
    with stored(tmp_path, mention("1")) as store:
        stop = threading.Event()

        def write() -> None:
            with open_store(store.path) as other:
                for number in range(2, 400):
                    if stop.is_set():
                        return
                    add_page(other, "web", [mention(str(number))], now=NOW)

        thread = threading.Thread(target=write)
        thread.start()
        try:
            backup(store, tmp_path / "copy.db", now=NOW)
        finally:
            stop.set()
            thread.join()
    with open_store(tmp_path / "copy.db") as copy:
        assert copy.value("PRAGMA integrity_check") == "ok"
        assert rollups_are_true(copy.connection)


def test_a_backup_is_checked_against_its_manifest(tmp_path: Path) -> None:
    with stored(tmp_path, mention("1")) as store:
        made = backup(store, tmp_path / "copy.db", now=NOW)
    assert made.mentions == 1
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    with sqlite3.connect(tmp_path / "copy.db") as changed:
        changed.execute("DELETE FROM label")
        changed.execute("UPDATE setting SET value = 'x' WHERE key = 'timezone'")
    with pytest.raises(DataError, match="manifest"):
        restore(tmp_path / "copy.db", tmp_path / "mentions.db", now=NOW)


def test_a_restore_keeps_what_was_there_beside_it(tmp_path: Path) -> None:
    with stored(tmp_path, mention("1")) as store:
        backup(store, tmp_path / "copy.db", now=NOW)
        add_page(store, "web", [mention("2")], now=NOW)
    kept = restore(tmp_path / "copy.db", tmp_path / "mentions.db", now=NOW)
    assert kept is not None
    for path, mentions in ((tmp_path / "mentions.db", 1), (kept, 2)):
        with open_read_only(path) as store:
            assert count(store, Filter()) == mentions


def test_d13_without_locks_nothing_runs_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import filelock

    class NoLocks(filelock.FileLock):
        def acquire(self, *_: object, **__: object) -> Iterator[None]:  # type: ignore[override]
            raise NotImplementedError("FileSystem does not appear to support flock")

    monkeypatch.setattr(filelock, "FileLock", NoLocks)
    with (
        pytest.raises(MonitorError, match="no locks"),
        only_run(tmp_path / "mentions.db", "fetch", lambda: NOW),
    ):
        raise AssertionError("ran without a lock")


def test_d07_a_store_that_another_program_holds_says_try_later(config: Path) -> None:
    assert monitor("fetch", config=config).code == 0
    holder = sqlite3.connect(config.parent / "mentions.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    program = (
        "import monitor.store.connect as c; c.BUSY_SECONDS = 0.2\n"
        "from monitor.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", str(config), "fetch"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    holder.execute("ROLLBACK")
    holder.close()
    assert done.returncode == TryLater.exit_code
    assert len(done.stderr.splitlines()) == 1


def test_u02_killed_while_it_is_made_a_store_is_old_or_new(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "import monitor.store.connect as c\nfrom monitor.store import migrations\n"
        "left = [int(sys.argv[2])]\nrun = c._connect\n"
        "def tick(_):\n    left[0] -= 1\n    left[0] or os.kill(os.getpid(), signal.SIGKILL)\n"
        "def connect(path):\n    made = run(path)\n    made.set_trace_callback(tick)\n    return made\n"
        "c._connect = connect\nc.open_store(Path(sys.argv[1])).close()\n"
    )
    for moment in (3, 12, 30, 47, 60):
        path = tmp_path / f"{moment}.db"
        subprocess.run([sys.executable, "-c", program, str(path), str(moment)], check=False)
        with open_store(path) as store:
            assert store.value("PRAGMA integrity_check") == "ok"
            assert store.value("SELECT COUNT(*) FROM calendar") > 20_000


def test_o18_a_terminal_that_knows_only_ascii(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    stored(tmp_path, mention("1", "Acme ☂ ünïcode 日本")).close()
    done = process(
        "mentions", config=tmp_path / "config.toml",
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert done.code == 0
    assert "\\u2602" in done.out

"""`monitor demo` as a user runs it: one whole run, and what it leaves alone."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from monitor.demo.run import folder_for
from monitor.demo.sample import build
from monitor.demo.wire import source_id
from tests.support.command import Ran, monitor, process

NOW = "2026-11-23T21:15:00+00:00"
MINE = "this is not even TOML ["


@dataclass(frozen=True)
class Session:
    """One run of the demo in a home of its own."""

    ran: Ran
    home: Path
    mine: Path
    temporary: Path
    kept: Path
    page: Path


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    root = tmp_path_factory.mktemp("session")
    home, temporary = root / "home", root / "tmp"
    home.mkdir()
    temporary.mkdir()
    mine = root / "mine.toml"
    mine.write_text(MINE)
    kept, page = root / "kept", root / "report.html"
    ran = process(
        "demo", "--now", NOW, "--keep", str(kept), "--html", str(page),
        env={"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"),
             "MONITOR_CONFIG": str(mine), "TMPDIR": str(temporary), "COLUMNS": "120"},
    )  # fmt: skip
    return Session(ran, home, mine, temporary, kept, page)


def test_it_succeeds_and_reports(session: Session) -> None:
    assert session.ran.code == 0, session.ran.err
    for words in ("Linden", "Tovrik", "Brisanta", "Net sentiment", "failed update"):
        assert words in session.ran.out


def test_it_says_what_to_do_next(session: Session) -> None:
    tail = session.ran.out[-600:]
    for words in ('monitor init "Your Brand"', "monitor fetch", "monitor report outside"):
        assert words in tail


def test_progress_and_introduction_go_to_standard_error(session: Session) -> None:
    assert "do not exist" in session.ran.err
    assert "mentions stored" in session.ran.err
    assert "do not exist" not in session.ran.out


def test_output_without_a_terminal_has_no_control_signs(session: Session) -> None:
    for sign in ("\x1b", "\x07", "\u202e"):
        assert sign not in session.ran.out


def test_the_users_config_and_home_are_left_alone(session: Session) -> None:
    assert session.mine.read_text() == MINE
    assert list(session.home.rglob("*.db")) == []
    assert list(session.home.rglob("config.toml")) == []


def test_what_is_kept_can_be_used(session: Session) -> None:
    store = sqlite3.connect(session.kept / "mentions.db")
    (pending,) = store.execute(
        "SELECT COUNT(*) FROM mention WHERE id NOT IN "
        "(SELECT mention_id FROM annotation WHERE analyzer = 'sentiment')"
    ).fetchone()
    store.close()
    assert pending == 0
    found = monitor(
        "mentions", "--match", "battery", "--limit", "3", "--format", "json",
        config=session.kept / "config.toml", now=NOW,
    )  # fmt: skip
    assert found.code == 0, found.err
    assert len(found.json()) == 3


def test_copies_are_those_of_the_press(session: Session) -> None:
    sample = build(datetime.fromisoformat(NOW))
    wanted = {source_id(sample, item) for item in sample.items if item.copy_of is not None}
    store = sqlite3.connect(session.kept / "mentions.db")
    rows = store.execute(
        "SELECT DISTINCT source_id FROM mention JOIN match ON mention.id = mention_id "
        "WHERE is_copy = 1"
    ).fetchall()
    store.close()
    found = {row[0] for row in rows}
    assert len(found & wanted) > 0.9 * len(wanted), "copies were missed"
    assert len(found - wanted) < 0.1 * len(wanted), "customers' own words were taken for copies"


def test_the_page_is_whole_and_harmless(session: Session) -> None:
    page = session.page.read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "</html>" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_nothing_is_left_in_the_temporary_folder(session: Session) -> None:
    assert [path for path in session.temporary.iterdir() if "monitor" in path.name] == []


def test_a_folder_that_is_not_kept_is_gone() -> None:
    with folder_for(None) as folder:
        (folder / "mentions.db").write_text("x")
    assert not folder.exists()


def test_a_full_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    ran = monitor("demo", "--keep", str(tmp_path))
    assert ran.code == 2
    assert "not empty" in ran.err
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_wrong_time_is_refused() -> None:
    ran = monitor("demo", "--now", "yesterday-ish")
    assert ran.code == 2
    assert "--now" in ran.err

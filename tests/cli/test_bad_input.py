"""What goes wrong for users is one line: who, what, what next; with the documented exit code."""

import os
from pathlib import Path

import pytest

from tests.support.command import Ran, monitor

BRAND = '[[brand]]\nname = "Acme"\nquery = "acme"\n'


def config(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(BRAND + text, encoding="utf-8")
    return path


def one_line(done: Ran, code: int, *said: str) -> None:
    lines = done.err.splitlines()
    assert len(lines) == 1, done.err
    assert done.code == code, done
    assert lines[0].startswith("monitor: ")
    for part in said:
        assert part in lines[0]
    assert done.out == ""


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("[monitor]\ntimezne = 'UTC'", 78, ("config.toml:5", "monitor.timezne", "unknown key")),
        ("[monitor]\ntimezone = 5", 78, ("config.toml:5", "expected a text")),
        ("", 78, ("no [[source]]", "config.example.toml")),
        (
            '[[source]]\nname = "gh"\ntype = "github"\ntoken = { env = "NO_SUCH_VARIABLE" }',
            78,
            ("gh", "NO_SUCH_VARIABLE is not set"),
        ),
        ('[[source]]\nname = "x"\ntype = "rsss"', 78, ("rsss", "did you mean 'rss'")),
        ('[[source]]\nname = "x"\ntype = "rss"\nurll = "y"', 78, ("x", "urll", "did you mean")),
        (
            '[http]\nallow_private = ["127.0.0.1"]\n'
            '[[source]]\nname = "x"\ntype = "rss"\nurl = "http://127.0.0.1:1/feed"',
            69,
            ("x", "127.0.0.1"),
        ),
        (
            '[[source]]\nname = "x"\ntype = "rss"\nurl = "http://127.0.0.1:1/feed"',
            69,
            ("x", "127.0.0.1", "allow_private"),
        ),
        ('[[source]]\nname = "x"\ntype = "rss"\nurl = "{folder}/page.html"', 69, ("x", "not a feed")),
        ('[[source]]\nname = "x"\ntype = "rss"\nurl = "{folder}/empty.xml"', 69, ("x",)),
        ('[[source]]\nname = "x"\ntype = "rss"\nurl = "{folder}/none.xml"', 69, ("x", "none.xml")),
    ],
)  # fmt: skip
def test_fetch_tells_what_is_wrong(
    tmp_path: Path, text: str, code: int, said: tuple[str, ...]
) -> None:
    (tmp_path / "page.html").write_text(
        "<!doctype html><html><body>Please log in</body></html>"
    )
    (tmp_path / "empty.xml").write_text("")
    path = config(tmp_path, text.replace("{folder}", str(tmp_path)))
    one_line(monitor("fetch", config=path), code, *said)


def test_a_missing_config_says_init(tmp_path: Path) -> None:
    one_line(monitor("fetch", config=tmp_path / "none.toml"), 78, "monitor init")


def test_a_query_that_does_not_parse_has_its_column(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[[brand]]\nname = "Acme"\nquery = "acme AND ("\n[[source]]\nname = "x"\ntype = "hackernews"\n'
    )
    done = monitor("fetch", config=path)
    assert done.code in {2, 78}
    assert len(done.err.splitlines()) == 1
    assert "Acme" in done.err


def test_a_typo_in_a_command_has_a_suggestion() -> None:
    done = monitor("fetsch")
    assert done.code == 2
    assert "did you mean 'fetch'" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_config_that_may_not_be_read(tmp_path: Path) -> None:
    path = config(tmp_path, "")
    path.chmod(0)
    one_line(monitor("fetch", config=path), 77, "may not be read")


def test_reading_before_the_first_fetch_says_so(tmp_path: Path) -> None:
    one_line(monitor("mentions", config=config(tmp_path, "")), 65, "monitor fetch")


def test_an_unknown_brand_names_the_known(tmp_path: Path) -> None:
    done = monitor("mentions", "--brand", "Akme", config=config(tmp_path, ""))
    assert done.code == 2
    assert "known: Acme" in done.err

"""What is written out: pipes that close, full disks, files replaced whole, foreign text in data."""

import ast
import csv
import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.render.html import document
from monitor.render.html.mentions import Embedded
from monitor.reports.rows import DayPoint, Line, Trend
from tests.render.test_reports import report_of
from tests.support.command import monitor
from tests.support.made import mention, stored

ROOT = Path(__file__).resolve().parents[2]
CONFIG = '[[brand]]\nname = "Acme"\nquery = "acme"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A store of 400 mentions: more than a pipe takes at once."""
    (tmp_path / "config.toml").write_text(CONFIG)
    stored(
        tmp_path, *(mention(str(n), f"Acme {n} " + "word " * 100) for n in range(400))
    ).close()
    return tmp_path / "config.toml"


def modules() -> list[tuple[Path, ast.Module]]:
    """Every module of the program, read."""
    return [
        (path, ast.parse(path.read_text("utf-8")))
        for path in sorted((ROOT / "monitor").rglob("*.py"))
    ]


def imported(tree: ast.Module) -> set[str]:
    """The top names of all that a module imports, wherever in it."""
    names = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


# --- reports -------------------------------------------------------------------------------


def test_o10_labels_of_charts_are_escaped() -> None:
    """The page's script gets them as data that cannot end it, and writes them as text."""
    label = "</text></script><script>alert(1)</script>"
    days = tuple(DayPoint(day=f"2026-03-{n:02}", value=n, about=label) for n in range(1, 9))
    trend = Trend(
        key="by_day", title="Per day", unit="count", definition="each day",
        lines=(Line(label=label, points=days),),
    )  # fmt: skip
    page = document([report_of(trend)], Embedded(mentions=(), total=0))
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "</text></script>" not in page
    script = (ROOT / "monitor" / "render" / "html" / "page.js").read_text("utf-8")
    assert "textContent" in script
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b", script)


def test_o11_no_template_comes_from_outside() -> None:
    """Only the page's own template is one, and it escapes; nothing makes one of a text."""
    users = [path for path, tree in modules() if "jinja2" in imported(tree)]
    assert [path.name for path in users] == ["__init__.py"]
    for path in users:
        text = path.read_text("utf-8")
        assert "autoescape=True" in text
        assert re.findall(r"from_string\((.*?)\)\)?", text) == ['_text("page.html.j2"']
        assert not re.search(r"FileSystemLoader|\bTemplate\(", text)


def test_o14_there_is_no_spreadsheet_format(config: Path) -> None:
    done = monitor("report", "outside", "--format", "xlsx", config=config)
    assert done.code == 2
    assert not [path for path, tree in modules() if imported(tree) & {"xlsxwriter", "openpyxl"}]


# --- tables --------------------------------------------------------------------------------


def test_o13_csv_reads_back_equal(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    texts = ['Acme "said", so;\nand more', "Acme, comma", "Acme 'x'\n\n\"\"", "Acme nul\0gone"]
    stored(tmp_path, *(mention(str(n), text) for n, text in enumerate(texts))).close()
    done = monitor("mentions", "--format", "csv", config=tmp_path / "config.toml")
    rows = sorted(csv.DictReader(io.StringIO(done.out)), key=lambda row: row["source_id"])
    assert [row["text"] for row in rows] == [text.replace("\0", "") for text in texts]


def test_o12_a_formula_in_any_column_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    bad = "=HYPERLINK(1) Acme"
    stored(tmp_path, mention("=1+1", bad, title="＝1", author="@jane", site=" =2")).close()
    done = monitor("mentions", "--format", "csv", config=tmp_path / "config.toml")
    (row,) = csv.DictReader(io.StringIO(done.out))
    for cell in row.values():
        assert not re.match(r"\s*[=+@＝]", cell)
    assert row["text"] == f"'{bad}"


# --- standard output -----------------------------------------------------------------------

_MAIN = [sys.executable, "-c", "from monitor.cli import main; main()"]


def test_o15_a_reader_that_leaves_is_no_failure(config: Path) -> None:
    words = ["--config", str(config), "mentions", "--format", "ndjson"]
    child = subprocess.Popen(
        [*_MAIN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stderr is not None
    assert child.stdout.readline().startswith("{")
    child.stdout.close()
    said = child.stderr.read()
    child.stderr.close()
    assert (child.wait(), said) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [["mentions", "--format", "ndjson"], ["mentions", "--count"]])
def test_o16_a_full_output_is_74(config: Path, words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*_MAIN, "--config", str(config), *words],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 74
    assert len(done.stderr.splitlines()) == 1
    assert "check the disk" in done.stderr


def test_o16_a_closed_output_is_74(config: Path) -> None:
    done = subprocess.run(
        [*_MAIN, "--config", str(config), "mentions", "--count"],
        preexec_fn=lambda: os.close(1), stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 74, done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_o17_killed_half_way_the_old_report_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("old")
    program = (
        "import sys, time\nfrom monitor.render.files import replacing\n"
        "with replacing(sys.argv[1]) as out:\n"
        "    out.write('half ' * 100_000)\n    out.flush()\n"
        "    print('ready', flush=True)\n    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program, target], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert target.read_text() == "old"

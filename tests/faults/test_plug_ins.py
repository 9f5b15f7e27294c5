"""Third-party plug-ins that fail: contained, named, and the rest of the run goes on."""

import ast
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from monitor import registry
from monitor.collect import Job, collect
from monitor.matching import watch
from monitor.model import Ask, Brand
from monitor.store import health
from monitor.store.connect import open_read_only
from tests.support.bad_plugins import Hangs
from tests.support.command import monitor
from tests.support.made import empty_store

ROOT = Path(__file__).resolve().parents[2]
BAD = "tests.support.bad_plugins"
FEED = (
    '<rss version="2.0"><channel><title>t</title>'
    "<item><guid>1</guid><title>Acme</title></item></channel></rss>"
)
Plug = Callable[..., Path]


@pytest.fixture
def plug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Installs entry points (name -> target) and configures a good feed beside sources of them."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PLANTED", "s3cr3t-k3y")
    (tmp_path / "feed.xml").write_text(FEED)

    def install(
        points: dict[str, str],
        *,
        group: str = "monitor.sources",
        more: str = "",
        keys: str = "",
    ) -> Path:
        made = tuple(EntryPoint(name, target, group) for name, target in points.items())
        monkeypatch.setattr(registry, "_plugins", lambda of: made if of == group else ())
        tables = "".join(
            f'[[source]]\nname = "x-{name}"\ntype = "{name}"\n{keys}'
            for name in points
            if group == "monitor.sources" and name != "rss"
        )
        path = tmp_path / "config.toml"
        path.write_text(
            f"{more or '[analysis]'}\n{'' if more else 'analyzers = []'}\n"
            f'[[brand]]\nname = "Acme"\nquery = "acme"\n{tables}'
            f'[[source]]\nname = "good"\ntype = "rss"\nurl = "{tmp_path}/feed.xml"\n'
        )
        return path

    return install


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("no_such_module:Source", "does not load: ModuleNotFoundError"),
        (f"{BAD}:NoSuchClass", "does not load: AttributeError"),
        (f"{BAD}:NoDataclass", "is no source"),
        (f"{BAD}:no_class", "is no source"),
        (f"{BAD}:NoFetch", "is no source"),
        (f"{BAD}:FailsWhenBuilt", "cannot be built"),
        (f"{BAD}:Raises", "ZeroDivisionError"),
        (f"{BAD}:Exits", "SystemExit"),
        (f"{BAD}:GivesNothing", "a fault in the source itself"),
        (f"{BAD}:GivesWords", "not a Page"),
        (f"{BAD}:GivesWordsInPages", "a fault in the source itself"),
        (f"{BAD}:GivesWrongTypes", "a fault in the source itself"),
        (f"{BAD}:GivesHalfSigns", "a fault in the source itself"),
        (f"{BAD}:Endless", "stopped after 1000 pages"),
        (f"{BAD}:HugePage", "20001 items"),
    ],
)
def test_k07_a_plug_in_that_breaks_is_named_and_the_rest_is_stored(
    plug: Plug, target: str, said: str
) -> None:
    path = plug(
        {"odd": target}, keys='token = { env = "PLANTED" }\n' if "Raises" in target else ""
    )
    done = monitor("fetch", config=path)
    assert done.code in {0, 1}, done
    (line,) = done.err.splitlines()
    assert said in line
    assert "odd" in line
    assert "s3cr3t" not in done.err
    with open_read_only(path.parent / "mentions.db") as store:
        rows = store.rows("SELECT source FROM mention WHERE source = 'good'")
        assert len(rows) == 1
        assert store.value("PRAGMA integrity_check") == "ok"
    for words in (("doctor", "--offline"), ("sources",), ("report", "outside")):
        assert monitor(*words, config=path).code in {0, 1}
    for log in (path.parent / "state").rglob("*"):
        assert log.is_dir() or "s3cr3t" not in log.read_text()


def test_k07_a_text_without_end_is_cut(plug: Plug) -> None:
    path = plug({"odd": f"{BAD}:HugeText"})
    assert monitor("fetch", config=path).err == ""
    with open_read_only(path.parent / "mentions.db") as store:
        assert store.value("SELECT MAX(LENGTH(text)) FROM mention") <= 50_000


def test_k07_a_plug_in_that_hangs_ends_with_the_runs_time(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    job = Job(source=Hangs(name="odd"), kind="odd", ask=Ask(now=now), asked="", brand="Acme")
    with empty_store(tmp_path) as store:
        run = health.start_run(store, "fetch", now=int(now.timestamp()))
        (outcome,) = collect(
            store, [job], watch([Brand(name="Acme", query="acme")]),
            clock=lambda: datetime.now(UTC), run=run, deadline=timedelta(seconds=0.2),
        )  # fmt: skip
    assert "time was up" in str(outcome.error)


def test_k07_an_analyzer_that_breaks_leaves_the_others(plug: Plug) -> None:
    path = plug(
        {"badly": f"{BAD}:BadAnalyzer", "gone": "no_such_module:X"},
        group="monitor.analyzers",
        more='[analysis]\nanalyzers = ["badly", "gone", "language"]',
    )
    done = monitor("fetch", config=path)
    assert done.code == 1
    with open_read_only(path.parent / "mentions.db") as store:
        said = store.rows("SELECT analyzer, error FROM annotation ORDER BY analyzer")
    assert [(row["analyzer"], row["error"]) for row in said] == [
        ("badly", "MemoryError: no room"), ("language", None),
    ]  # fmt: skip


def test_k07_a_plug_in_cannot_take_the_place_of_a_built_in(plug: Plug) -> None:
    path = plug({"rss": f"{BAD}:Raises"})
    assert monitor("fetch", config=path).err == ""
    assert monitor("mentions", "--count", config=path).out == "1\n"
    told = monitor("doctor", "--offline", config=path).out
    assert f"rss ({BAD}:Raises) is not used: a built-in type has that name" in told


@pytest.mark.parametrize(
    "name", ["../../x", "a/b", "a\\b", "a\0b", ".hidden", "-x", "", "a\nb", "x" * 65]
)
def test_k08_names_that_are_paths_are_refused(tmp_path: Path, name: str) -> None:
    for table in ("source", "brand", "topic", "notify", "alert"):
        path = tmp_path / "config.toml"
        path.write_text(
            f'[[{table}]]\nname = {json.dumps(name)}\ntype = "spike"\nquery = "x"\n'
        )
        done = monitor("fetch", config=path)
        assert done.code == 78
        assert f"{table}[1].name" in done.err or "not valid TOML" in done.err
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


def test_k09_no_text_reaches_a_shell() -> None:
    """Programs are started in one place, by a list that the config gives, without a shell."""
    starters = set[str]()
    for path in sorted((ROOT / "monitor").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Attribute):
                names = [f"{getattr(node.value, 'id', '')}.{node.attr}"]
            else:
                assert not (isinstance(node, ast.keyword) and node.arg == "shell"), path
                continue
            if {"subprocess", "pty", "webbrowser"} & set(names):
                starters.add(path.relative_to(ROOT).as_posix())
            assert not {"os.system", "os.popen", "os.execv", "os.spawnv"} & set(names), path
    assert starters <= {"monitor/registry.py", "monitor/cli/inbox.py", "monitor/cli/browse.py"}

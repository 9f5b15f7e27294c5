"""Imports point one way, and what is heavy is imported only where it is used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor

ROOT = Path(monitor.__file__).parent

# Bottom first. A module may import from its own layer and those below it.
LAYERS = (
    {"model", "errors", "text", "when", "columns"},
    {"config", "http", "query"},
    {"store", "registry", "sources", "analyzers", "matching"},
    {
        "collect", "containment", "fetching", "annotate", "stories", "rematch", "pipeline",
        "heartbeat", "importing",
        "reports", "alerts", "inbox", "ideas", "objectives", "keeping", "diagnosis", "evaluation",
    },
    {"render"},
    {"cli", "demo"},
)  # fmt: skip


def layer_of(name: str) -> int:
    parts = name.split(".")
    if len(parts) < 2:
        return 0
    for number, layer in enumerate(LAYERS):
        if parts[1] in layer:
            return number
    raise AssertionError(f"{name} stands in no layer: give it one")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        dotted = ".".join(("monitor", *path.relative_to(ROOT).with_suffix("").parts))
        yield dotted.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


MODULES = dict(modules())


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_point_down(name: str) -> None:
    own = layer_of(name)
    for imported in imports(MODULES[name]):
        if imported.startswith("monitor.") and imported != "monitor.__version__":
            assert layer_of(imported) <= own, f"{name} imports {imported}, which lies above it"


@pytest.mark.parametrize("folder", ["sources", "analyzers"])
def test_plug_ins_know_neither_store_nor_command_line(folder: str) -> None:
    forbidden = ("monitor.store", "monitor.cli", "monitor.registry", "monitor.config")
    for name, tree in MODULES.items():
        if name.startswith(f"monitor.{folder}."):
            for imported in imports(tree):
                assert not imported.startswith(forbidden), f"{name} imports {imported}"


def test_no_source_imports_another() -> None:
    kinds = {m.split(":")[0] for m in __import__("monitor.registry").registry.SOURCES.values()}
    for name in kinds:
        for imported in imports(MODULES[name]):
            others = {k for k in kinds if imported == k or imported.startswith(f"{k}.")}
            assert not others - {name}, f"{name} imports {imported}"


def test_only_the_command_line_reads_the_clock() -> None:
    allowed = {"monitor.cli.app"}
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            called = ast.unparse(node.func)
            if called.endswith(("datetime.now", "datetime.utcnow", "date.today")):
                assert name in allowed, f"{name}:{node.lineno} reads the clock"


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_start_up_imports_nothing_heavy(argument: str) -> None:
    heavy = (
        "feedparser", "praw", "vaderSentiment", "httpx", "requests", "rich", "numpy", "lark",
        "pydantic", "sqlite_utils", "selectolax", "py3langid", "jinja2", "re2", "rensa",
        "rapidfuzz", "ahocorasick_rs", "stamina", "sklearn", "pandas", "orjson",
    )  # fmt: skip
    program = (
        "import sys\n"
        f"sys.argv = ['monitor', {argument!r}]\n"
        "from monitor.cli import main\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code, ended.code\n"
        f"found = sorted(set({heavy!r}) & set(sys.modules))\n"
        "assert not found, found\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_functions_and_modules_stay_small() -> None:
    long_functions = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno > 50
    ]
    long_modules = [
        name for name, path in ((n, _path(n)) for n in MODULES)
        if len(path.read_text(encoding="utf-8").splitlines()) > 400
    ]  # fmt: skip
    assert not long_functions
    assert not long_modules


def _path(name: str) -> Path:
    below = ROOT.joinpath(*name.split(".")[1:])
    return below / "__init__.py" if below.is_dir() else below.with_suffix(".py")

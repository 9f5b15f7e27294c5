"""Plug-in packages of this repository, found as if they were installed."""

import sys
import tomllib
from pathlib import Path

import pytest

from monitor import registry

ROOT = Path(__file__).resolve().parents[2]
X = ROOT / "plugins" / "monitor-source-x"
TELEGRAM = ROOT / "plugins" / "monitor-source-telegram"
EXAMPLE = ROOT / "examples" / "monitor-source-statuspage"


def install(package: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put *package* on the path with the metadata that an installer writes from its project.

    Entry points are then found and loaded by the same machinery as for an installed package.
    """
    project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
    module = project["name"].replace("-", "_")
    info = site / f"{module}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in points.items())
        for group, points in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.syspath_prepend(str(package))
    monkeypatch.delitem(sys.modules, module, raising=False)
    registry._plugins.cache_clear()

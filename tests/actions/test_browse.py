"""`monitor browse`: Datasette beside a running fetch, read-only, seen in Chromium."""

import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.building import configure, keep, opened, said
from tests.support.command import monitor

pytest.importorskip("datasette")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a browser on a store that is open for writing as well."""
    path = configure(tmp_path)
    config, store = opened(path)
    with store:
        keep(store, said("1", "acme <script>window.hit=1</script> is fine"),
             said("2", "acme broke", author="joe"), seen="2026-03-02T09:00")  # fmt: skip
        running = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", "from monitor.cli import main; main()",
             "--config", str(path), "browse", "--port", "0"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert running.stdout is not None
            yield running.stdout.readline().strip(), config.database
        finally:
            running.terminate()
            running.wait(timeout=20)


def get(address: str, host: str | None = None) -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except urllib.error.URLError:
            pass
    raise AssertionError("it did not start")


def test_it_reads_and_only_reads(site: tuple[str, Path]) -> None:
    address, database = site
    status, page = get(address)
    assert status == 200
    assert "monitor" in page
    status, found = get(f"{address}mentions/newest.json?brand=Acme&_shape=array")
    assert status == 200
    assert "acme broke" in found
    # What is written while it runs is seen (immutable would not see the write-ahead log).
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE mention SET text = 'acme changed' WHERE id = 2")
    assert "acme changed" in get(f"{address}mentions/newest.json?brand=Acme")[1]
    refused, _ = get(f"{address}mentions.json?sql=delete+from+mention")
    assert refused == 400
    assert get(f"{address}mentions.db")[0] in (403, 404)
    assert get(f"{address}mentions/setting")[0] == 403
    assert get(address, host="evil.example")[0] == 421
    assert get(address, host=f"evil.example:{address.rsplit(':', 1)[1].strip('/')}")[0] == 421


@pytest.mark.parametrize("query", [
    "newest?brand=Acme", "volume_by_day?", "search?words=acme", "topics?brand=Acme",
    "complaints?brand=Acme", "authors?brand=Acme", "inbox?", "ideas?", "trail?", "sources?",
])  # fmt: skip
def test_every_ready_query_runs(query: str, tmp_path: Path) -> None:
    from monitor.render.browsing import metadata

    path = configure(tmp_path)
    with opened(path)[1] as store:
        keep(store, said("1"), seen="2026-03-02T09:00")
        name, _, given = query.partition("?")
        sql = metadata("m")["databases"]["m"]["queries"][name]["sql"]
        values = dict([given.split("=")]) if given else {}
        rows = store.rows(sql, values)
        assert len(rows) == (
            1 if name in ("newest", "volume_by_day", "search", "authors") else 0
        )


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_it_is_seen_in_a_browser(site: tuple[str, Path]) -> None:
    from playwright.sync_api import sync_playwright

    address, _ = site
    get(address)
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(f"{address}mentions")
        assert "newest" in page.inner_text("body")
        page.click("text=The newest mentions of a brand")
        page.fill("input[name=brand]", "Acme")
        page.click("input[type=submit]")
        page.wait_for_selector("table")
        assert "acme broke" in page.inner_text("table")
        assert "<script>" in page.inner_text("table")
        assert page.evaluate("window.hit") is None
        page.goto(f"{address}mentions/match")
        assert re.search(r"\bbrand\b", page.inner_text(".facet-results"))
        chromium.close()


def test_a_port_in_use_is_named(site: tuple[str, Path], tmp_path: Path) -> None:
    port = site[0].rsplit(":", 1)[1].strip("/")
    ran = monitor("browse", "--port", port, config=tmp_path / "config.toml")
    assert ran.code == 2
    assert f"--port {port}" in ran.err


def test_without_datasette_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = configure(tmp_path)
    opened(path)[1].close()
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    ran = monitor("browse", "--port", "0", config=path)
    assert ran.code == 78
    assert "outside-perspective[browse]" in ran.err

"""The HTML page: whole without a network, harmless whatever people wrote, readable by all."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Author
from monitor.render.html import document
from monitor.render.html.mentions import embed, safe_url
from monitor.reports import report
from monitor.reports.period import period
from monitor.store.connect import Store
from monitor.store.facts import refresh
from monitor.store.reading import Filter, find_ids
from tests.support.made import NOW, mention, stored

CSS = Path(__file__).parents[2] / "monitor" / "render" / "html" / "page.css"
HOSTILE = (
    "Acme </script><script>document.title='pwned'</script>",
    "Acme <img src=x onerror=document.title='pwned'>",
    "Acme <!-- <svg onload=document.title='pwned'> {{ 7*7 }} \u2028 \x1b]0;pwned\x07",
    "Acme \u202e desrever \x00 <base href=//evil.example> <meta http-equiv=refresh content=0>",
    '[red]Acme[/] =HYPERLINK("http://evil.example")',
)


def store_of(folder: Path) -> Store:
    mentions = [
        mention(
            str(number), text, title=text, author=Author(handle=f"u{number}{text[5:20]}"),
            url="javascript:alert(1)" if number % 2 else f"https://x.example/{number}",
            site="x.example/<b>", published_at=NOW - timedelta(days=number % 7, hours=1),
        )
        for number, text in enumerate([*HOSTILE, *(f"Acme is fine {n}" for n in range(20))])
    ]  # fmt: skip
    store = stored(folder, *mentions)
    with store.transaction() as connection:
        connection.executemany(
            "INSERT INTO annotation (mention_id, analyzer, version, label, score, labels) "
            "VALUES (?, ?, '1', ?, ?, ?)",
            [
                row
                for number in range(1, len(mentions) + 1)
                for row in (
                    (number, "sentiment", "negative" if number % 3 else "positive", 0, "[]"),
                    (number, "topic", None, None, json.dumps(["</script><b>topic</b>"])),
                    (number, "intent", None, None, '["complaint"]'),
                )
            ],
        )
        refresh(connection, range(1, len(mentions) + 1))
    return store


def page_of(store: Store) -> str:
    reports = [
        report(name, store, period("7d", None, now=NOW, zone=store.zone), ("Acme",), now=NOW)
        for name in ("outside", "listening", "influence", "amplify")
    ]
    return document(reports, embed(store, reports))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("page")) as made:
        yield made


@pytest.fixture(scope="module")
def html(store: Store) -> str:
    return page_of(store)


class Tags(HTMLParser):
    """Every tag with its attributes, scripts and styles as the browser takes them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_o08_foreign_text_makes_no_markup(html: str) -> None:
    tags = Tags(html).found
    assert [tag for tag, _ in tags if tag in {"img", "svg", "base", "iframe", "object"}] == []
    assert len([tag for tag, _ in tags if tag == "script"]) == 4
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]
    assert "\x1b" not in html
    assert "\x00" not in html
    assert "\u202e" not in html
    assert "\\u{202E}" in html.upper().replace("\\U{", "\\u{")


def test_o09_nothing_is_asked_of_the_network(html: str) -> None:
    for tag, attrs in Tags(html).found:
        assert not attrs.get("src"), tag
        if tag == "link":
            pytest.fail("a page of one file links no other")
    assert re.search(r"content=\"default-src &#39;none&#39;|content=\"default-src 'none'", html)
    assert "unsafe-eval" not in html


def test_p12_only_web_addresses_become_links(html: str) -> None:
    links = [attrs for tag, attrs in Tags(html).found if tag == "a"]
    assert links
    for attrs in links:
        href = attrs.get("href") or ""
        assert href.startswith(("#", "https://x.example/")), href
        if href.startswith("https"):
            assert attrs["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://x.example/a", True), ("HTTP://x.example", True), ("javascript:alert(1)", False),
        ("data:text/html,x", False), ("//x.example", False), ("https://x/\"onclick", False),
        ("https://x/\n", False), (None, False), (" https://x", False),
    ],
)  # fmt: skip
def test_addresses(url: str | None, kept: bool) -> None:
    assert (safe_url(url) is not None) is kept


def test_ids_are_unique_and_anchors_lead_somewhere(html: str) -> None:
    tags = Tags(html).found
    ids = [attrs["id"] for _, attrs in tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    for _, attrs in tags:
        href = attrs.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids


def test_every_figure_has_a_name_for_screen_readers(html: str) -> None:
    buttons = [
        attrs for tag, attrs in Tags(html).found if tag == "button" and attrs.get("data-filter")
    ]
    assert len(buttons) > 10
    assert all((attrs.get("aria-label") or "").strip() for attrs in buttons)


def test_the_page_holds_the_mentions_of_its_figures(store: Store, html: str) -> None:
    found = re.search(r'id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert {m["id"] for m in data["mentions"]} == set(find_ids(store, Filter(brands=("Acme",))))
    assert {chart["kind"] for chart in data["charts"]} >= {"trend", "topics", "bars"}


def _themes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS.read_text(encoding="utf-8"), re.DOTALL)[:2]
    return {
        name: dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", text))
        for name, text in (("light", light), ("dark", dark))
    }


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_enough_in_both_themes(theme: str) -> None:
    colours = _themes()[theme]
    for paper in ("page", "card"):
        for ink in ("ink", "soft", "accent", "up", "down"):
            assert _contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
        for line in ("c0", "c1", "c2", "c3", "c4", "c5", "gap"):
            assert _contrast(colours[line], colours[paper]) >= 3, (line, paper)


def _browser() -> Any:
    """Headless Chromium, or a skip where there is none."""
    found = next(
        (p for p in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(p).exists()), None
    )
    if found is None:
        pytest.skip("no Chromium on this machine")
    api = pytest.importorskip("playwright.sync_api")
    return api.sync_playwright, found


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_o08_o09_in_a_browser_a_click_leads_from_a_figure_to_its_mentions(
    tmp_path: Path, html: str, width: int, scheme: str
) -> None:
    start, chromium = _browser()
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    said: list[str] = []
    with start() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, offline=True
        )
        page = context.new_page()
        page.on(
            "console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith("file:") else said.append(r.url))
        page.goto(path.as_uri())
        assert page.locator("[data-chart] svg").count() >= 3
        figure = page.locator("#outside-volume button.figure").first
        count = int(figure.inner_text())
        figure.focus()
        page.keyboard.press("Enter")
        assert page.locator("#mentions").is_visible()
        assert page.locator("#mentions-count").inner_text() == f"{count} in this page"
        assert page.locator("#mentions-list li").count() == min(count, 30)
        page.keyboard.press("Escape")
        assert not page.locator("#mentions").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.title().startswith("Outside perspective")
        browser.close()
    assert said == []

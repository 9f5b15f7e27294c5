"""The Atom feed: valid by RFC 4287, harmless, and read back by our own rss source."""

import xml.etree.ElementTree as Xml
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from monitor.http import Http
from monitor.model import Ask
from monitor.render.feed import ATOM
from monitor.sources.rss import RssSource
from tests.actions.building import configure, keep, opened, said
from tests.support.command import monitor

TEXTS = (
    "acme is fine",
    "acme <b>& co</b> & more\nsecond line",
    "acme \x0c\x1b[31m & \u2028 emoji 😀",
    "acme " + "long words " * 40,
)

NO_XML = {0x0C: "\ufffd", 0x1B: "\ufffd"}  # what XML cannot hold is shown as unreadable


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = configure(tmp_path)
    with opened(path)[1] as store:
        keep(
            store,
            *(said(f"id/{n}", text, author=f"who{n}", title=f"Title {n}" if n % 2 else None)
              for n, text in enumerate(TEXTS)),
            said("js", "acme link", url="javascript:alert(1)"),
            said("g", "globex", brands=("Globex",)),
            seen="2026-03-02T09:00",
        )  # fmt: skip
    return path


def made(config: Path, *arguments: str) -> str:
    ran = monitor("feed", *arguments, config=config, now="2026-03-02T12:00+00:00")
    assert ran.code == 0, ran.err
    return ran.out


def test_it_has_all_that_atom_requires(config: Path) -> None:
    feed = Xml.fromstring(made(config, "--brand", "Acme").encode())
    at = f"{{{ATOM}}}"
    assert feed.tag == f"{at}feed"
    for holder in (feed, *feed.findall(f"{at}entry")):
        for name in ("id", "title", "updated"):
            found = holder.findall(f"{at}{name}")
            assert len(found) == 1
            assert (found[0].text or "").strip()
        stamp = holder.findtext(f"{at}updated") or ""
        assert datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S%z").year == 2026
    entries = feed.findall(f"{at}entry")
    ids = [entry.findtext(f"{at}id") for entry in entries]
    assert len(set(ids)) == len(ids) == 5
    for entry in entries:
        assert entry.findtext(f"{at}author/{at}name")
        assert len(entry.findall(f"{at}content")) == 1
        for link in entry.findall(f"{at}link"):
            assert link.get("href", "").startswith("https://")
    assert not feedparser.parse(made(config).encode(), sanitize_html=False).bozo


def test_ids_do_not_depend_on_the_filter_or_the_hour(config: Path) -> None:
    whole = feedparser.parse(made(config).encode())
    part = feedparser.parse(made(config, "--brand", "Acme", "--limit", "3").encode())
    assert {e.id for e in part.entries} < {e.id for e in whole.entries}
    assert whole.feed.id != part.feed.id
    assert made(config) == made(config)


def test_our_own_source_reads_it_back(config: Path, tmp_path: Path, http: Http) -> None:
    out = tmp_path / "acme.atom"
    made(config, "--brand", "Acme", "-o", str(out))
    source = RssSource(name="again", http=http, url=str(out))
    pages = list(source.fetch(Ask(now=datetime(2026, 3, 2, 13, tzinfo=UTC)), None))
    read = {m.source_id: m for page in pages for m in page.mentions}
    wanted = {e.id for e in feedparser.parse(out.read_bytes()).entries}
    assert set(read) == wanted
    assert not [skipped for page in pages for skipped in page.skipped]
    for n, text in enumerate(TEXTS):
        again = read[f"urn:mention:social:id%2F{n}"]
        assert again.text.split() == text.translate(NO_XML).split()
        assert again.author is not None
        assert again.author.name == f"who{n}" or again.author.handle == f"who{n}"
        assert again.published_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
        assert again.url == f"https://social.example/id/{n}"
    assert "<b>" in read["urn:mention:social:id%2F1"].text  # what was text stays text
    assert read["urn:mention:social:js"].url is None


def test_nothing_is_a_feed_too(config: Path) -> None:
    feed = feedparser.parse(made(config, "--author", "mastodon:nobody").encode())
    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated == "2026-03-02T12:00:00Z"

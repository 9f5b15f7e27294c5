"""What services see of us, and what becomes of a run when they, or the watchdog, are away."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.store.connect import open_read_only
from monitor.store.health import LONGEST_WAIT
from tests.support.command import Ran, monitor
from tests.support.loopback import Loopback, Reply

NAMING = """<?xml version="1.0"?><?xml-stylesheet href="{url}/style.xsl"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>News</title>
<atom:link rel="hub" href="{url}/hub"/><atom:link rel="next" href="{url}/next"/>
<image><url>{url}/icon.png</url></image><link>{url}/</link>
<item><guid>{url}/article/1</guid><link>{url}/article/1</link>
<title>Acme inside: {url}/admin and http://169.254.169.254/latest</title>
<enclosure url="{url}/sound.mp3" type="audio/mpeg" length="5"/><comments>{url}/comments</comments>
<description>&lt;img src="{url}/pixel.gif"&gt; &lt;a href="{url}/secret"&gt;x&lt;/a&gt;</description>
</item></channel></rss>"""


def feed_of(count: int) -> str:
    items = "".join(
        f"<item><guid>{n}</guid><title>Acme on fire {n}</title></item>" for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


Configure = Callable[..., Path]


@pytest.fixture
def configure(tmp_path: Path, loopback: Loopback) -> Configure:
    """Writes a config whose sources are feeds at the given addresses."""

    def write(*urls: str, more: str = "", collection: str = "") -> Path:
        sources = "".join(
            f'[[source]]\nname = "s{n}"\ntype = "rss"\nurl = "{url}"\n'
            for n, url in enumerate(urls)
        )
        path = tmp_path / "config.toml"
        path.write_text(
            f'[http]\nallow_private = ["{loopback.host}"]\nmin_interval = 0.0\n'
            f"[collection]\n{collection}\n[analysis]\nanalyzers = []\n"
            f'[[brand]]\nname = "Acme"\nquery = "acme"\n{more}{sources}'
        )
        return path

    return write


def test_s07_m02_nothing_that_a_post_names_is_asked(
    configure: Configure, loopback: Loopback
) -> None:
    loopback.on("/feed", Reply(NAMING.format(url=loopback.url), content_type="text/xml"))
    config = configure(f"{loopback.url}/feed")
    assert monitor("fetch", config=config) == Ran(0, "", "")
    assert monitor("report", "outside", config=config).code == 0
    assert monitor("mentions", "--count", config=config).out == "1\n"
    assert loopback.paths() == ["/feed"]


def test_m10_a_new_feed_costs_one_request(configure: Configure, loopback: Loopback) -> None:
    loopback.on("/feed", Reply(feed_of(3), content_type="text/xml"))
    config = configure(f"{loopback.url}/feed")
    assert monitor("doctor", "--offline", config=config).code == 0
    assert loopback.paths() == []
    assert monitor("fetch", config=config).code == 0
    assert loopback.paths() == ["/feed"]


def test_n02_when_no_name_resolves_the_run_ends_with_69(
    configure: Configure, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.on("/feed", Reply(feed_of(3), headers={"ETag": '"1"'}, content_type="text/xml"))
    urls = [f"http://{name}.example/feed" for name in ("one", "two")]
    config = configure(f"{loopback.url}/feed")
    assert monitor("fetch", config=config).code == 0
    before = cursors(config)
    config = configure(f"http://localhost:{loopback.port}/feed", *urls)

    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    done = monitor("fetch", config=config)
    assert done.code == 69
    assert done.out == ""
    named = [line.split(":")[1].strip() for line in done.err.splitlines()]
    assert sorted(named) == ["s0", "s1", "s2"]
    assert cursors(config) == before


def cursors(config: Path) -> list[tuple[object, ...]]:
    with open_read_only(config.parent / "mentions.db") as store:
        return [tuple(row) for row in store.rows("SELECT * FROM cursor")]


def test_n12_an_address_that_is_gone_is_left_alone(
    configure: Configure, loopback: Loopback
) -> None:
    loopback.on("/feed", Reply(b"", 410))
    config = configure(f"{loopback.url}/feed")
    done = monitor("fetch", config=config)
    assert done.code == 69
    assert "s0" in done.err
    assert "gone" in done.err
    for _ in range(3):
        assert monitor("fetch", config=config) == Ran(0, "", "")
    assert len(loopback.seen) == 1
    with open_read_only(config.parent / "mentions.db") as store:
        (row,) = store.rows("SELECT next_due_at - last_attempt_at AS wait FROM source_state")
    assert row["wait"] == LONGEST_WAIT


def test_m07_the_first_fetch_of_an_archive_raises_no_alert(
    configure: Configure, loopback: Loopback
) -> None:
    loopback.on("/feed", Reply(feed_of(1_500), content_type="text/xml"))
    rules = "".join(
        f'[[alert]]\nname = "{kind}"\ntype = "{kind}"\n{more}\n'
        for kind, more in (("keyword", 'query = "fire"\nthreshold = 3'), ("spike", ""))
    )
    config = configure(f"{loopback.url}/feed", more=rules)
    for _ in range(2):
        assert monitor("fetch", config=config) == Ran(0, "", "")
    assert monitor("mentions", "--count", config=config).out == "1500\n"
    with open_read_only(config.parent / "mentions.db") as store:
        assert store.value("SELECT COUNT(*) FROM outbox") == 0


HEARTBEAT = 'heartbeat = { env = "BEAT" }'


def test_m09_a_heartbeat_is_sent_and_its_failure_changes_nothing(
    configure: Configure, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.on("/feed", Reply(feed_of(1), content_type="text/xml"))
    loopback.on("/beat-s3cret", Reply("OK"), Reply("out of order", 500))
    config = configure(f"{loopback.url}/feed", collection=HEARTBEAT)
    monkeypatch.setenv("BEAT", f"{loopback.url}/beat-s3cret")
    assert monitor("fetch", config=config) == Ran(0, "", "")
    assert loopback.paths() == ["/feed", "/beat-s3cret"]
    for address in (
        f"{loopback.url}/beat-s3cret",
        "http://127.0.0.1:9/beat-s3cret",
        "no address",
        "",
    ):
        monkeypatch.setenv("BEAT", address)
        assert monitor("fetch", config=config) == Ran(0, "", "")
        told = monitor("-v", "fetch", config=config)
        assert told.code == 0
        assert "heartbeat: not heard" in told.err
        assert "s3cret" not in told.err
    assert "BEAT is not set" in monitor("doctor", "--offline", config=config).out

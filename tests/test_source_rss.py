"""Feeds of all kinds, whole and broken, and what single publishers do their own way."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigError, SourceChanged, SourceError
from monitor.http import Http
from monitor.model import Ask, Mention, Page, Secret
from monitor.sources.feedreading import read_feed
from monitor.sources.presets import preset_for
from monitor.sources.rss import MAX_ENTRIES, RssSource
from monitor.text import CUT_MARK
from tests.support.loopback import Loopback, Reply, redirect
from tests.support.shared import RECORDED, needs_recordings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASK = Ask(now=NOW)


def item(**fields: str) -> str:
    return "<item>" + "".join(f"<{k}>{v}</{k}>" for k, v in fields.items()) + "</item>"


def rss(*items: str, extra: str = "") -> bytes:
    inside = f"<title>t</title>{extra}{''.join(items)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{inside}</channel></rss>'.encode()


def numbered(numbers: range) -> bytes:
    return rss(
        *(item(guid=f"n{n}", title=f"Note {n}", link=f"http://e.com/{n}") for n in numbers)
    )


def reply(body: bytes, **headers: str) -> Reply:
    return Reply(body, headers=headers, content_type="application/rss+xml")


@pytest.fixture
def source(loopback: Loopback, http: Http) -> RssSource:
    return RssSource(name="feed", http=http, url=f"{loopback.url}/feed")


def pages(source: RssSource, cursor: str | None = None, *, now: datetime = NOW) -> list[Page]:
    return list(source.fetch(replace(ASK, now=now), cursor))


def one(source: RssSource, cursor: str | None = None) -> Page:
    (page,) = pages(source, cursor)
    return page


def of_file(tmp_path: Path, http: Http, body: bytes, **given: Any) -> Page:
    path = tmp_path / "feed.xml"
    path.write_bytes(body)
    return one(RssSource(name="file", http=http, url=str(path), **given))


def _one_line(error: Exception, *, without: str = "\n") -> None:
    assert "\n" not in str(error)
    assert without not in str(error)


class TestConditional:
    def test_n13_validators_go_back_verbatim_and_304_is_no_page(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        """N13, N15"""
        given = {"ETag": 'W/"odd one"', "Last-Modified": "Mon, 99 Nov 2026"}
        loopback.on("/feed", reply(numbered(range(3)), **given), Reply(b"", 304))
        cursor = one(source).cursor
        assert pages(source, cursor) == []
        assert loopback.seen[1].headers["if-none-match"] == 'W/"odd one"'
        assert loopback.seen[1].headers["if-modified-since"] == "Mon, 99 Nov 2026"

    def test_the_same_bytes_again_are_no_page(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        loopback.on("/feed", reply(numbered(range(3))))
        assert pages(source, one(source).cursor) == []

    def test_n22_a_page_instead_of_a_feed_keeps_no_validators(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        """N22"""
        page = Reply("<!doctype html><html><body>Log in", headers={"ETag": '"x"'})
        loopback.on("/feed", page)
        with pytest.raises(SourceChanged, match="not a feed"):
            pages(source)

    def test_n11_a_move_is_believed_the_third_time(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        """N11. Then the new address is asked at once; where it fails, the old one again."""
        loopback.on("/feed", redirect("/new", 301))
        loopback.on("/new", *(reply(numbered(range(n, n + 3))) for n in range(5)))
        cursor, told = None, []
        for _ in range(4):
            page = one(source, cursor)
            cursor = page.cursor
            told.append(len(page.notes))
        assert told == [0, 0, 1, 1]
        assert loopback.paths() == ["/feed", "/new"] * 3 + ["/new"]
        loopback.on("/new", Reply(b"", 404))
        loopback.on("/feed", reply(numbered(range(9, 12))))
        assert len(one(source, cursor).mentions) == 3

    def test_k01_a_move_to_an_address_with_a_key_is_not_kept(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        """K01. The cursor is stored, a secret never is."""
        loopback.on("/feed", redirect("/new?api_key=h1dden", 301))
        loopback.on("/new", *(reply(numbered(range(n, n + 3))) for n in range(4)))
        cursor = None
        for _ in range(4):
            cursor = one(source, cursor).cursor
        assert "h1dden" not in (cursor or "")

    def test_p09_a_cut_document_is_stored_but_not_vouched_for(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        """P09. Ten good items, then nothing: the ten are stored, without cursor."""
        body = numbered(range(10)).removesuffix(b"</channel></rss>") + b"<item><title>half"
        loopback.on("/feed", reply(body, ETag='"x"'))
        page = one(source)
        assert {f"n{n}" for n in range(10)} == {m.source_id for m in page.mentions}
        assert page.cursor is None
        assert "cut short" in page.notes[0]


class TestIdentity:
    def test_p05_without_id_the_link_then_a_hash_then_skipped(
        self, tmp_path: Path, http: Http
    ) -> None:
        """P05"""
        body = rss(
            item(guid="g1", title="a"),
            item(link="http://e.com/x?utm_source=f", title="b"),
            item(title="c", description="d"),
            item(pubDate="Mon, 02 Nov 2026 00:00:00 GMT"),
        )
        page = of_file(tmp_path, http, body)
        first, second, third = (mention.source_id for mention in page.mentions)
        assert (first, second) == ("g1", "http://e.com/x")
        assert third.startswith("hash:")
        assert len(page.skipped) == 1

    def test_p06_the_same_id_three_times_is_one_mention_the_last(
        self, tmp_path: Path, http: Http
    ) -> None:
        """P06"""
        same = [item(guid="g", link="http://e.com/a", title=f"v{n}") for n in range(3)]
        (mention,) = of_file(tmp_path, http, rss(*same)).mentions
        assert (mention.source_id, mention.title) == ("g", "v2")

    def test_p06_one_id_for_everything_is_no_id(self, tmp_path: Path, http: Http) -> None:
        """P06. Seen in the wild: N/A, or the home page."""
        body = rss(*(item(guid="N/A", link=f"http://e.com/{n}", title="x") for n in range(3)))
        ids = [mention.source_id for mention in of_file(tmp_path, http, body).mentions]
        assert ids == [f"http://e.com/{n}" for n in range(3)]

    def test_p07_ids_that_change_at_each_fetch_keep_the_first(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        """P07"""
        loopback.on(
            "/feed",
            *(
                reply(rss(item(guid=f"r{n}", link="http://e.com/a?utm_campaign=x", title="A")))
                for n in range(3)
            ),
        )
        first = one(source)
        second = one(source, first.cursor)
        third = one(source, second.cursor)
        assert {page.mentions[0].source_id for page in (first, second, third)} == {"r0"}

    def test_p08_two_posts_with_one_link_are_two(self, tmp_path: Path, http: Http) -> None:
        """P08"""
        body = rss(
            *(item(guid=f"s{n}", link="http://status.e.com/", title="down") for n in (1, 2))
        )
        assert [m.source_id for m in of_file(tmp_path, http, body).mentions] == ["s1", "s2"]


JSON_KEYS = [
    "id", "url", "title", "content_html", "content_text", "authors", "author", "tags", "name",
    "date_published", "attachments", "summary",
]  # fmt: skip


class TestHostile:
    ENTITIES = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">{more}]>'

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
    def test_p01_entity_expansion_is_refused(self, encoding: str) -> None:
        """P01. Billion laughs, also in UTF-16."""
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        text = f'<!-- <rss> --><!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]><rss><channel>&l9;</channel></rss>'
        with pytest.raises(SourceChanged, match="entities"):
            read_feed(text.encode(encoding), url="", where="feed")

    def test_p02_no_file_is_opened(self, tmp_path: Path) -> None:
        """P02. Held by an audit hook: reading a feed opens nothing."""
        secret = tmp_path / "secret"
        secret.write_text("hidden")
        opened: list[str] = []
        listening = True

        def hook(event: str, given: tuple[Any, ...]) -> None:
            if listening and event in ("open", "socket.connect", "urllib.Request"):
                opened.append(str(given[0]))

        read_feed(numbered(range(1)), url="", where="feed")  # imports are done
        sys.addaudithook(hook)
        system = f'SYSTEM "file://{secret}"'
        declared = f'<!DOCTYPE rss {system}><rss version="2.0"><channel>{item(title="a")}'
        entity = f"<!DOCTYPE rss [<!ENTITY x {system}>]><rss><channel>{item(title='&x;')}"
        try:
            feed = read_feed(f"{declared}</channel></rss>".encode(), url="", where="feed")
            with pytest.raises(SourceChanged):
                read_feed(entity.encode(), url="", where="feed")
            read_feed(str(secret).encode() + b"<rss>", url="", where="feed")
        except SourceChanged:
            pass
        finally:
            listening = False
        assert "hidden" not in str(feed)
        assert not [path for path in opened if str(secret) in path]

    @pytest.mark.parametrize("count", [20_000])
    def test_p03_deep_nesting_is_read_or_refused(self, count: int) -> None:
        """P03. XML, HTML inside it, and JSON."""
        deep = b"<a>" * count
        for body in (
            b"<rss><channel>" + deep,
            rss(item(title="x", description="&lt;div&gt;" * count)),
            b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * count,
        ):
            try:
                read_feed(body, url="", where="feed")
            except SourceChanged as error:
                _one_line(error)

    def test_p04_more_than_2000_entries_are_cut_to_the_newest(
        self, tmp_path: Path, http: Http
    ) -> None:
        """P04. And it is said."""
        start = datetime(2026, 1, 1, tzinfo=UTC)
        dates = [start + timedelta(minutes=n) for n in range(MAX_ENTRIES + 500)]
        body = rss(
            *(
                item(guid=f"g{n}", title="x", pubDate=f"{d:%a, %d %b %Y %H:%M:%S} GMT")
                for n, d in enumerate(dates)
            )
        )
        page = of_file(tmp_path, http, body)
        assert len(page.mentions) == MAX_ENTRIES
        assert min(m.published_at for m in page.mentions if m.published_at) == dates[500]
        assert "2500" in page.gaps[0].reason

    def test_p10_broken_unicode_becomes_valid(self, tmp_path: Path, http: Http) -> None:
        """P10, N24"""
        body = rss(item(guid="g", title="a\x00b\ufffec", description="x")).replace(
            b"x</desc", b"\xff\xfe\xed\xa0\x80</desc"
        )
        for mention in of_file(tmp_path, http, body).mentions:
            json.dumps([mention.title, mention.text], ensure_ascii=False).encode()

    @pytest.mark.parametrize(
        ("declared", "encoding", "header"),
        [
            ("iso-8859-1", "iso-8859-1", "application/xml"),
            ("utf-8", "utf-8", "application/xml; charset=iso-8859-1"),
            ("iso-8859-1", "utf-8", "text/xml"),
            ("utf-8", "utf-8", "text/xml"),
            ("utf-8", "utf-8-sig", "application/rss+xml"),
            ("utf-16", "utf-16", "application/xml"),
            ("windows-1252", "windows-1252", "text/xml"),
            ("utf-8", "windows-1252", "text/html"),
        ],
    )
    def test_n24_charsets(
        self, loopback: Loopback, source: RssSource, declared: str, encoding: str, header: str
    ) -> None:
        """N24. The text is right, whoever of header and document is wrong."""
        body = numbered(range(1)).decode().replace("Note 0", "Größe")
        body = body.replace('"1.0"?', f'"1.0" encoding="{declared}"?')
        loopback.on("/feed", Reply(body.encode(encoding), content_type=header))
        (mention,) = one(source).mentions
        assert mention.title == "Größe"

    def test_p11_a_title_of_10_mb_is_cut(self, tmp_path: Path, http: Http) -> None:
        """P11"""
        body = rss(item(guid="g", title="x" * 9_900_000))
        (mention,) = of_file(tmp_path, http, body).mentions
        assert mention.title is not None
        assert mention.title.endswith(CUT_MARK)
        assert len(mention.title) <= 1_000

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "http://[::1"])
    def test_p12_links_that_are_none_are_dropped(
        self, tmp_path: Path, http: Http, link: str
    ) -> None:
        """P12"""
        html = f"&lt;a href='{link}'&gt;x&lt;/a&gt; &lt;a href='/rel'&gt;y&lt;/a&gt;"
        body = rss(
            item(guid="g", link=link, description=html), extra="<link>http://e.com/</link>"
        )
        (mention,) = of_file(tmp_path, http, body).mentions
        assert mention.url is None
        assert mention.links == ("http://e.com/rel",)

    def test_p17_a_path_that_is_no_file_is_one_line(self, http: Http, tmp_path: Path) -> None:
        """P17"""
        for url in (str(tmp_path / "none.xml"), str(tmp_path), "feed\0.xml", "htp://e.com"):
            with pytest.raises(SourceError) as caught:
                pages(RssSource(name="file", http=http, url=url))
            assert "\n" not in str(caught.value)

    def test_s09_nothing_a_feed_names_is_fetched(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        """S09. Hub, icon, enclosure, style sheet, images."""
        named = (
            f'<link rel="hub" href="{loopback.url}/hub"/><icon>{loopback.url}/icon</icon>'
            f"<image><url>{loopback.url}/image</url></image>"
        )
        html = f"&lt;img src='{loopback.url}/pixel'&gt;"
        entry = item(guid="g", title="t", description=html).replace(
            "</item>", f'<enclosure url="{loopback.url}/a.mp3" type="audio/mpeg"/></item>'
        )
        style = f'?><?xml-stylesheet href="{loopback.url}/style"?><rss'.encode()
        loopback.on("/feed", reply(rss(entry, extra=named).replace(b"?><rss", style)))
        assert len(one(source).mentions) == 1
        assert loopback.paths() == ["/feed"]

    @given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
    @settings(max_examples=150, deadline=None)
    def test_p17_any_bytes_are_read_or_refused_in_one_line(self, noise: bytes) -> None:
        """P13, P17. Also in the middle of a feed."""
        for body in (noise, numbered(range(2)).replace(b"Note 1", noise)):
            try:
                feed = read_feed(body, url="http://e.com/", where="feed")
            except SourceChanged as error:
                _one_line(error)
            else:
                json.dumps(
                    [(e.title, e.text, e.guid) for e in feed.entries], ensure_ascii=False
                ).encode()

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=9),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(JSON_KEYS),
                    inner,
                    max_size=6,
                )
            ),
            max_leaves=25,
        )
    )
    @settings(max_examples=150, deadline=None)
    def test_p13_json_feeds_with_wrong_types_are_read_or_refused(self, items: Any) -> None:
        """P13"""
        document = {"version": "https://jsonfeed.org/version/1.1", "items": [items, items]}
        try:
            feed = read_feed(json.dumps(document).encode(), url="http://e.com", where="feed")
        except SourceChanged:
            return
        for entry in feed.entries:
            assert isinstance(entry.text, str)


class TestOverflow:
    def test_a_document_of_only_new_entries_is_a_gap(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        loopback.on("/feed", reply(numbered(range(10))), reply(numbered(range(50, 60))))
        first = one(source)
        (second,) = pages(source, first.cursor, now=NOW + timedelta(hours=6))
        assert first.gaps == ()
        (gap,) = second.gaps
        assert gap.since == NOW
        assert gap.until == NOW + timedelta(hours=6)

    def test_one_known_entry_shows_that_nothing_was_missed(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        loopback.on("/feed", reply(numbered(range(10))), reply(numbered(range(9, 19))))
        assert one(source, one(source).cursor).gaps == ()

    def test_a_feed_that_was_empty_may_have_overflowed(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        loopback.on("/feed", reply(numbered(range(0))), reply(numbered(range(10))))
        first = one(source)
        assert first.gaps == ()
        (second,) = pages(source, first.cursor, now=NOW + timedelta(hours=6))
        (gap,) = second.gaps
        assert (gap.since, gap.until) == (NOW, NOW + timedelta(hours=6))

    def test_an_empty_document_in_between_is_no_gap(
        self, loopback: Loopback, source: RssSource
    ) -> None:
        full, empty = reply(numbered(range(10))), reply(numbered(range(0)))
        loopback.on("/feed", full, empty, full)
        assert one(source, one(source, one(source).cursor).cursor).gaps == ()


YOUTUBE = """\
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="http://www.youtube.com/xml/schemas/2015"
      xmlns:media="http://search.yahoo.com/mrss/">
  <entry>
    <id>yt:video:V1</id><yt:videoId>V1</yt:videoId><yt:channelId>UC1</yt:channelId>
    <title>Acme test</title>
    <link rel="alternate" href="https://www.youtube.com/watch?v=V1"/>
    <author><name>Ada</name><uri>https://www.youtube.com/channel/UC1</uri></author>
    <published>2026-11-20T10:00:00+00:00</published>
    <media:group>
      <media:description>We test.</media:description>
      <media:community>
        <media:starRating count="17"/><media:statistics views="99"/>
      </media:community>
    </media:group>
  </entry>
</feed>"""


class TestPresets:
    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("https://news.google.com/rss/search?q=acme&hl=en-US", "google_news"),
            ("https://www.google.com/alerts/feeds/123/456", "google_alerts"),
            ("https://www.bing.com/news/search?q=acme&format=rss", "bing_news"),
            ("https://www.youtube.com/feeds/videos.xml?channel_id=UC1", "youtube"),
            ("https://www.reddit.com/user/x/saved/.rss?feed=1&user=x", "reddit"),
            ("https://stackoverflow.com/feeds/tag/acme", "stackexchange"),
            ("https://unix.stackexchange.com/feeds", "stackexchange"),
            ("https://github.com/acme/rocket/releases.atom", "github"),
            ("https://example.com/feed", "feed"),
            ("notreddit.com/x", "feed"),
        ],
    )
    def test_found_by_address(self, url: str, name: str) -> None:
        assert preset_for(url).name == name

    def test_google_news_is_known_by_title_and_publisher(
        self, tmp_path: Path, http: Http
    ) -> None:
        def story(guid: str, link: str) -> str:
            return item(
                guid=guid,
                link=link,
                title="Acme flies - Daily",
                description="&lt;ol&gt;&lt;li&gt;x",
            ).replace("</item>", '<source url="https://daily.example">Daily</source></item>')

        one_form, other = (
            of_file(
                tmp_path,
                http,
                rss(story(g, f"https://news.google.com/rss/articles/{g}")),
                preset="google_news",
            )
            for g in ("CBMiA", "CBMiB")
        )
        (mention,) = one_form.mentions
        assert mention.source_id == other.mentions[0].source_id
        assert (mention.title, mention.site, mention.text) == (
            "Acme flies",
            "daily.example",
            "",
        )

    def test_bing_and_alerts_links_are_unwrapped(self, tmp_path: Path, http: Http) -> None:
        wrapped = "http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;tid={}&amp;url=https%3a%2f%2fe.com%2fa"
        ids = {
            of_file(
                tmp_path,
                http,
                rss(item(guid=f"g{t}", link=wrapped.format(t), title="A")),
                preset="bing_news",
            )
            .mentions[0]
            .source_id
            for t in (1, 2)
        }
        assert ids == {"https://e.com/a"}
        alert = "https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://e.com/b%3Fp%3D1&amp;ct=ga"
        page = of_file(
            tmp_path,
            http,
            rss(item(guid="tag:1", link=alert, title="&lt;b&gt;Acme&lt;/b&gt; b")),
            preset="google_alerts",
        )
        assert (page.mentions[0].url, page.mentions[0].title) == (
            "https://e.com/b?p=1",
            "Acme b",
        )

    def test_a_youtube_channel(self, tmp_path: Path, http: Http) -> None:
        body = YOUTUBE.encode()
        (mention,) = of_file(tmp_path, http, body, preset="youtube").mentions
        assert (mention.source_id, mention.kind, mention.network) == ("V1", "video", "youtube")
        assert (mention.engagement.views, mention.engagement.score) == (99, 17)
        assert mention.author is not None
        assert (mention.author.handle, mention.author.name) == ("UC1", "Ada")
        assert mention.text == "We test."

    def test_podcasts_and_mastodon_are_known_by_their_documents(
        self, tmp_path: Path, http: Http
    ) -> None:
        audio = item(guid="e1", title="Episode").replace(
            "</item>",
            '<enclosure url="http://e.com/a.mp3" type="audio/mpeg" length="1"/></item>',
        )
        assert of_file(tmp_path, http, rss(audio)).mentions[0].kind == "episode"
        toot = item(
            guid="https://m.example/@ada/1",
            link="https://m.example/@ada/1",
            description="&lt;p&gt;Acme!&lt;/p&gt;",
        )
        page = of_file(tmp_path, http, rss(toot, extra="<generator>Mastodon v4.5</generator>"))
        (mention,) = page.mentions
        assert (mention.network, mention.kind, mention.text) == ("mastodon", "post", "Acme!")
        assert mention.author is not None
        assert mention.author.handle == "ada@m.example"

    def test_unknown_presets_and_double_addresses_are_refused(self, http: Http) -> None:
        with pytest.raises(ValueError, match="no preset"):
            RssSource(name="x", http=http, url="https://e.com", preset="nope")
        with pytest.raises(ValueError, match="either"):
            RssSource(name="x", http=http)
        with pytest.raises(ValueError, match="either"):
            RssSource(name="x", http=http, url="a", secret_url=Secret("b"))

    def test_k02_a_secret_address_is_never_shown(self, loopback: Loopback, http: Http) -> None:
        """K02"""
        secret = Secret(f"{loopback.url}/h1dden/feed?who=h1dden")
        source = RssSource(name="alerts", http=http, secret_url=secret)
        for answer in (Reply(b"", 404), Reply("<html>"), reply(numbered(range(3)))):
            loopback.below("/", answer)
            try:
                page = one(source)
            except (SourceError, ConfigError) as error:
                _one_line(error, without="h1dden")
            else:
                assert "h1dden" not in (page.cursor or "")


@needs_recordings
class TestRecordings:
    def test_p17_every_recorded_document_is_read_or_refused_in_one_line(
        self, http: Http
    ) -> None:
        """P17. All feeds, and all of feedparser's own cases."""
        paths = [
            p for f in ("feeds", "feedparser") for p in (RECORDED / f).rglob("*") if p.is_file()
        ]
        read, refused, mentions = 0, 0, 0
        for path in sorted(paths):
            source = RssSource(name="recorded", http=http, url=str(path))
            try:
                page = one(source)
            except SourceError as error:
                refused += 1
                _one_line(error)
                continue
            read += 1
            mentions += len(page.mentions)
            _whole(page.mentions)
            if page.cursor:
                assert pages(source, page.cursor) == []
        print(f"{len(paths)} documents: {read} read, {refused} refused, {mentions} mentions")
        assert read >= 0.98 * len(paths)


def _whole(mentions: tuple[Mention, ...]) -> None:
    ids = [mention.source_id for mention in mentions]
    assert len(ids) == len(set(ids))
    for mention in mentions:
        json.dumps([mention.title, mention.text], ensure_ascii=False).encode()
        assert mention.published_at is None or mention.published_at.tzinfo is UTC
        assert mention.url is None or mention.url.startswith(("http://", "https://"))

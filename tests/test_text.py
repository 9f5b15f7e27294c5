"""Text functions never raise, never leave markup behind, and stay linear."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import (
    CUT_MARK,
    MAX_TEXT,
    canonical_url,
    clean,
    csv_cell,
    hashtags,
    hrefs,
    links,
    looks_like_html,
    plain,
    site_of,
    terminal,
    utc,
)

any_text = st.text(st.characters(), max_size=200)
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<script>", "</script>", "a", " & ",
         "<br/>", "&lt;", "<!--", "-->", "<a href='x'>", "\x1e", "<", ">", "\ud800", "\0"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


class TestPlain:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("no markup at all", "no markup at all"),
            ("AT&amp;T &lt;3", "AT&T <3"),
            ("<p>one</p><p>two</p>", "one\ntwo"),
            ("a<br>b<br/>c", "a\nb\nc"),
            ("<p>a\n  b</p>", "a b"),
            ("one<b>word</b>s", "onewords"),
            ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
            ("<ul><li>a<li>b</ul>", "a\nb"),
            ("<td>a</td>", "a"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
            ("I <3 you & a<5", "I <3 you & a<5"),
            ("caf&eacute;&nbsp;&#128512;", "café 😀"),
            ("", ""),
        ],
    )
    def test_reads_as_a_reader_sees_it(self, html: str, text: str) -> None:
        assert plain(html) == text

    @given(MARKUP | any_text)
    def test_never_raises_and_keeps_no_marks(self, html: str) -> None:
        text = plain(html)
        assert "\x1e" not in text.replace(html, "")
        assert text == text.strip()

    @pytest.mark.parametrize(
        "html",
        [
            "<div>" * 200_000 + "x",
            "<a " + " ".join(f"a{i}" for i in range(100_000)) + ">x",
            "<p>" + "".join(f"<b id={i}>" for i in range(3_000)) + "</p>" + "<p>x</p>" * 3_000,
            "<span><div></span></div>" * 70_000 + "x",
            "<p>a" * 50_000,
            '<a href="' * 50_000 + "x",
            "<!--" * 50_000 + "x",
        ],
        ids=[
            "nested",
            "attributes",
            "formatting",
            "misnested",
            "unclosed",
            "quotes",
            "comments",
        ],
    )
    def test_p03_deep_or_broken_html_is_read_in_bounded_time(self, html: str) -> None:
        """P03. An HTML parser alone needs minutes for the first two of these."""
        began = time.process_time()
        plain(html)
        assert time.process_time() - began < 20

    def test_p03_text_below_20_000_boxes_is_found(self) -> None:
        """P03"""
        assert plain("<div>" * 20_000 + "deep" + "</div>" * 20_000 + "after") == "deep\nafter"

    def test_html_is_told_from_text_with_a_less_than_sign(self) -> None:
        assert looks_like_html("a <b>bold</b> word")
        assert not looks_like_html("List<String> a < b > c <3")


class TestClean:
    @given(any_text)
    def test_p10_result_is_valid_unicode(self, text: str) -> None:
        """P10. It encodes as UTF-8, and its JSON reads back equal."""
        cleaned = clean(text)
        assert "\0" not in cleaned
        assert json.loads(json.dumps(cleaned, ensure_ascii=False).encode()) == cleaned
        assert clean(cleaned) == cleaned

    def test_p10_surrogate_halves_are_joined_and_lone_ones_replaced(self) -> None:
        """P10"""
        assert clean("a\ud83d\ude00b") == "a😀b"
        assert clean("a\ud83db\0c\ufffe") == "a\ufffdbc\ufffd"

    def test_p11_long_text_is_cut_with_a_mark(self) -> None:
        """P11"""
        cut = clean("x" * 10_000_000)
        assert len(cut) == MAX_TEXT
        assert cut.endswith(CUT_MARK)
        assert clean("x" * MAX_TEXT) == "x" * MAX_TEXT
        assert clean("abc def", limit=6) == "ab […]"


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "canonical"),
        [
            ("HTTP://Example.COM:80/../a/./b", "http://example.com/a/b"),
            ("https://example.com", "https://example.com/"),
            ("https://example.com/a?utm_source=x&p=1&fbclid=2", "https://example.com/a?p=1"),
            ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
            ("https://example.com/a?cid=5&uid=6", "https://example.com/a?cid=5&uid=6"),
            ("https://user:pw@example.com/a", "https://example.com/a"),
            ("https://example.com/a#top", "https://example.com/a"),
            ("https://example.com/a#comment-12", "https://example.com/a#comment-12"),
            ("https://münchen.de/ä", "https://xn--mnchen-3ya.de/%C3%A4"),
        ],
    )
    def test_one_spelling(self, url: str, canonical: str) -> None:
        assert canonical_url(url) == canonical

    def test_page_parameters_keep_addresses_apart(self) -> None:
        assert canonical_url("https://e.com/?p=1") != canonical_url("https://e.com/?p=2")

    @pytest.mark.parametrize(
        "url",
        ["javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "mailto:a@b", "",
         "http://", "http:///x", "//example.com", "file:///etc/passwd", "http://exa mple.com/",
         "http://e.com:99999/", "https://e.com/" + "x" * 5_000, "ftp://e.com/", "http://[::1"],
    )  # fmt: skip
    def test_p12_what_is_no_web_address_is_dropped(self, url: str) -> None:
        """P12"""
        assert canonical_url(url) is None

    def test_p12_relative_addresses_are_resolved(self) -> None:
        """P12"""
        base = "https://example.com/blog/feed"
        assert canonical_url("../a", base=base) == "https://example.com/a"
        assert canonical_url("//other.com/x", base=base) == "https://other.com/x"

    @given(
        any_text | st.from_regex(r"https?://[^/]{0,20}/[^#]{0,30}(#.{0,20})?", fullmatch=True)
    )
    def test_never_raises_and_is_its_own_canonical_form(self, url: str) -> None:
        canonical = canonical_url(url)
        if canonical is not None:
            assert canonical_url(canonical) == canonical

    def test_site_is_the_host(self) -> None:
        assert site_of("https://www.Example.com:8080/x") == "example.com"
        assert site_of("mailto:a@example.com") is None
        assert site_of(None) is None

    def test_links_and_hashtags_of_text(self) -> None:
        text = "see (https://e.com/a?utm_source=x). #Acme #acme #2024 https://e.com/a, a#b"
        assert links(text) == ("https://e.com/a",)
        assert hashtags(text) == ("acme",)

    def test_links_of_html(self) -> None:
        html = """<a class="x" href="/a?x=1&amp;y=2">a</a> <a href='javascript:x'>b</a>"""
        assert hrefs(html, base="https://e.com/feed") == ("https://e.com/a?x=1&y=2",)


class TestTimes:
    @pytest.mark.parametrize(
        "value",
        [
            1_700_000_000, "1700000000", "2023-11-14T22:13:20Z", "2023-11-14T22:13:20",
            "2023-11-14T23:13:20+01:00", "Tue, 14 Nov 2023 17:13:20 EST",
            datetime(2023, 11, 14, 22, 13, 20), time.gmtime(1_700_000_000),  # noqa: DTZ001
        ],
    )  # fmt: skip
    def test_t01_every_form_becomes_utc(self, value: datetime | float | str) -> None:
        """T01. Without a zone it is UTC, never local."""
        assert utc(value) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)

    @pytest.mark.parametrize(
        "value",
        [None, "", "soon", "31 Feb 2024 10:00:00", "2024-02-31", 1e300, float("nan"), True],
    )
    def test_t01_what_is_no_time_is_none(self, value: float | str | None) -> None:
        """T01"""
        assert utc(value) is None

    @given(any_text | st.floats() | st.integers() | st.datetimes())
    def test_never_raises(self, value: datetime | float | str) -> None:
        when = utc(value)
        assert when is None or when.tzinfo is UTC


class TestOutput:
    def test_control_signs_are_shown(self) -> None:
        assert terminal("\x1b]0;x\x07\u202e\r\n\ta") == (
            "\\u{1b}]0;x\\u{7}\\u{202e}\\u{d}\n\ta"
        )
        assert terminal("a\n b\tc", cell=True) == "a b c"

    def test_piles_of_marks_are_counted(self) -> None:
        assert terminal("z" + "\u0301" * 500).endswith("\\u{301}×491")
        assert terminal("é नमस्ते 👩‍👩‍👧") == "é नमस्ते 👩‍👩‍👧"

    @given(any_text)
    def test_no_harmful_sign_is_left(self, text: str) -> None:
        shown = terminal(text)
        assert not any(ord(c) < 32 and c not in "\n\t" for c in shown)
        assert not any(0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in shown)

    @pytest.mark.parametrize(
        "value", ["=1+1", "+a", "-a", "@x", "\tx", "\rx", "\nx", " =1", "＝1"]
    )
    def test_formulas_are_quoted(self, value: str) -> None:
        assert csv_cell(value) == f"'{value}"

    @pytest.mark.parametrize("value", ["-5", "+1.5", "5%", "a=b", "", 5, -5, None])
    def test_numbers_and_plain_text_stay(self, value: object) -> None:
        assert csv_cell(value) == value

"""The HTTP client against a real server that answers well and badly.

Names begin with the row of `docs/reliability.md` that they hold.
"""

import json
import socket
import ssl
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import (
    ConfigError,
    CredentialsRejected,
    RateLimited,
    SourceChanged,
    SourceError,
    SourceGone,
    SourceUnavailable,
)
from monitor.http import Http, Response, Validators, connect, mask
from monitor.http.limits import LONGEST, SHORTEST, exhausted_for, retry_after
from monitor.model import Secret
from tests.support.clocks import Ticking
from tests.support.loopback import (
    Asked,
    Loopback,
    Reply,
    bomb,
    cut_short,
    dripping,
    endless,
    limited,
    redirect,
    resetting,
)

OK = Reply(b"fine", content_type="text/plain")


def client(server: Loopback, ticking: Ticking, **settings: Any) -> Http:
    return connect(ticking.settings(**{"allow_private": (server.host,)} | settings))


class TestAnswers:
    def test_a_good_answer_is_handed_over(self, loopback: Loopback, http: Http) -> None:
        loopback.on("/a", Reply(b"body", headers={"ETag": '"x"', "Last-Modified": "then"}))
        answer = http.get(f"{loopback.url}/a?x=1", params={"q": "ä b", "n": 2, "none": None})
        assert (answer.status, answer.body) == (200, b"body")
        assert answer.validators == Validators(etag='"x"', last_modified="then")
        assert answer.headers["etag"] == '"x"'
        assert loopback.seen[0].query == {"x": "1", "q": "ä b", "n": "2"}

    def test_m01_user_agent_has_name_version_and_contact(
        self, loopback: Loopback, http: Http
    ) -> None:
        """M01"""
        loopback.on("/a", Reply(b"", headers={"Set-Cookie": "id=1"}))
        http.get(f"{loopback.url}/a")
        http.get(f"{loopback.url}/a")
        for asked in loopback.seen:
            assert asked.headers["user-agent"].startswith("monitor/0.")
            assert "(+tests@example.org)" in asked.headers["user-agent"]
            assert not {"cookie", "referer"} & set(asked.headers)

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, SourceUnavailable),
            (401, CredentialsRejected),
            (402, CredentialsRejected),
            (403, SourceUnavailable),
            (404, SourceUnavailable),
            (410, SourceGone),
            (429, RateLimited),
            (451, SourceUnavailable),
            (500, SourceUnavailable),
        ],
    )
    def test_n12_each_refusal_has_its_kind(
        self, loopback: Loopback, http: Http, status: int, kind: type[SourceError]
    ) -> None:
        """N12, N19. The error keeps status and body: some services explain themselves there."""
        loopback.on("/a", Reply(b"why", status))
        with pytest.raises(kind) as caught:
            http.get(f"{loopback.url}/a")
        assert (caught.value.status, caught.value.body) == (status, b"why")
        assert "\n" not in str(caught.value)

    def test_post_is_sent_once(self, loopback: Loopback, http: Http) -> None:
        loopback.on("/login", Reply(b"", 503), Reply({"ok": True}))
        with pytest.raises(SourceUnavailable):
            http.post(f"{loopback.url}/login", json={"user": "a"})
        assert len(loopback.seen) == 1
        assert json.loads(loopback.seen[0].body) == {"user": "a"}

    def test_p14_json_that_is_none_is_a_changed_answer(self) -> None:
        """P14, P03. NaN, endless numbers, bottomless nesting: refused, the key masked."""
        for body in (b"<html>", b'{"a": NaN}', b"[1" + b"0" * 100_000 + b"]", b"[" * 100_000):
            answer = Response(status=200, url="https://e.com/?api_key=secret", body=body)
            with pytest.raises(SourceChanged) as caught:
                answer.json()
            assert "secret" not in str(caught.value)


class TestTime:
    def test_n01_a_refused_connection_is_an_error_of_that_source(
        self, ticking: Ticking
    ) -> None:
        """N01"""
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            host = f"127.0.0.1:{unused.getsockname()[1]}"
            http = connect(ticking.settings(allow_private=(host,)))
            with pytest.raises(SourceUnavailable, match="refused"):
                http.get(f"http://{host}/")

    def test_n02_an_unknown_host_is_told_without_retries(self, ticking: Ticking) -> None:
        """N02"""
        http = connect(ticking.settings())
        with pytest.raises(SourceUnavailable, match="DNS"):
            http.get("http://no-such-host.invalid/feed")

    @pytest.mark.parametrize("head", [False, True], ids=["body", "headers"])
    def test_n03_slow_drip_is_cut_at_the_deadline(
        self, loopback: Loopback, ticking: Ticking, head: bool
    ) -> None:
        """N03. A byte now and then keeps no socket time-out busy; the deadline does."""
        loopback.on("/slow", dripping(every=0.02, head=head))
        http = client(loopback, ticking, timeout=0.3, attempts=1)
        with pytest.raises(SourceUnavailable, match="deadline"):
            http.get(f"{loopback.url}/slow")

    def test_n03_a_silent_server_is_cut_off(self, loopback: Loopback, ticking: Ticking) -> None:
        """N03. Nothing at all between two bytes."""
        loopback.on("/slow", dripping(every=30))
        http = client(loopback, ticking, read_timeout=0.2, attempts=1)
        with pytest.raises(SourceUnavailable, match="time-out"):
            http.get(f"{loopback.url}/slow")

    def test_n20_two_failures_then_success_is_a_success(
        self, loopback: Loopback, http: Http
    ) -> None:
        """N20"""
        loopback.on("/a", Reply(b"", 503), resetting(), OK)
        assert http.get(f"{loopback.url}/a").body == b"fine"
        assert len(loopback.seen) == 3

    def test_n20_three_failures_are_the_end(self, loopback: Loopback, http: Http) -> None:
        """N20"""
        loopback.on("/a", Reply(b"", 500))
        with pytest.raises(SourceUnavailable):
            http.get(f"{loopback.url}/a")
        assert len(loopback.seen) == 3

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
    def test_n19_what_will_not_help_is_not_tried_again(
        self, loopback: Loopback, http: Http, status: int
    ) -> None:
        """N19"""
        loopback.on("/a", Reply(b"", status))
        with pytest.raises(SourceError):
            http.get(f"{loopback.url}/a", token=Secret("t"))
        assert len(loopback.seen) == 1


class TestSize:
    def test_n04_an_endless_body_is_cut(self, loopback: Loopback, http: Http) -> None:
        """N04"""
        loopback.on("/a", endless())
        with pytest.raises(SourceUnavailable, match="larger than 10 MB"):
            http.get(f"{loopback.url}/a")

    @pytest.mark.parametrize("packing", ["gzip", "deflate", "gzip, gzip"])
    def test_n05_a_packed_bomb_is_cut_and_memory_stays(
        self, loopback: Loopback, http: Http, packing: str
    ) -> None:
        """N05"""
        import tracemalloc

        loopback.on("/a", bomb(packing, megabytes=100))
        loopback.answer  # noqa: B018  the bomb is made before memory is measured
        tracemalloc.start()
        try:
            with pytest.raises(SourceUnavailable, match=r"larger|unpacked"):
                http.get(f"{loopback.url}/a")
            assert tracemalloc.get_traced_memory()[1] < 50_000_000
        finally:
            tracemalloc.stop()

    @pytest.mark.parametrize("packing", ["br", "zstd", "compress"])
    def test_n05_packings_we_did_not_ask_for_are_refused(
        self, loopback: Loopback, http: Http, packing: str
    ) -> None:
        """N05"""
        loopback.on("/a", Reply(b"\0" * 100, headers={"Content-Encoding": packing}))
        with pytest.raises(SourceUnavailable, match="did not ask for"):
            http.get(f"{loopback.url}/a")
        assert loopback.seen[0].headers["accept-encoding"] == "gzip, deflate"

    def test_n06_a_truncated_body_is_not_taken(self, loopback: Loopback, http: Http) -> None:
        """N06"""
        loopback.on("/a", cut_short(b"<rss>"))
        with pytest.raises(SourceUnavailable, match="cut short"):
            http.get(f"{loopback.url}/a")

    def test_n07_a_length_over_the_cap_is_refused_before_reading(
        self, loopback: Loopback, http: Http
    ) -> None:
        """N07"""
        loopback.on("/a", cut_short(b"x", claimed=11_000_000))
        with pytest.raises(SourceUnavailable, match="larger than 10 MB"):
            http.get(f"{loopback.url}/a")

    def test_n07_json_has_a_smaller_cap(self, loopback: Loopback, http: Http) -> None:
        """N07"""
        loopback.on("/a", Reply(b" " * 6_000_000, content_type="application/json"))
        with pytest.raises(SourceUnavailable, match="larger than 5 MB"):
            http.get(f"{loopback.url}/a")


class TestRedirects:
    def test_n08_a_loop_ends_after_five_hops(self, loopback: Loopback, http: Http) -> None:
        """N08"""
        loopback.on("/a", redirect("/a"))
        with pytest.raises(SourceUnavailable, match="more than 5 redirects"):
            http.get(f"{loopback.url}/a")
        assert len(loopback.seen) == 6

    @pytest.mark.parametrize(
        "target",
        ["file:///etc/passwd", "gopher://x/", "data:text/plain,x", "http://[::1"],
    )
    def test_n09_a_redirect_to_another_scheme_is_refused(
        self, loopback: Loopback, http: Http, target: str
    ) -> None:
        """N09"""
        loopback.on("/a", redirect(target))
        with pytest.raises(SourceUnavailable, match="not followed"):
            http.get(f"{loopback.url}/a")

    @pytest.mark.parametrize(
        ("status", "is_told"),
        [(301, True), (308, True), (302, False), (303, False), (307, False)],
    )
    def test_n11_only_permanent_moves_are_told(
        self, loopback: Loopback, http: Http, status: int, is_told: bool
    ) -> None:
        """N11"""
        loopback.on("/a", redirect("/b", status))
        loopback.on("/b", OK)
        answer = http.get(f"{loopback.url}/a")
        assert answer.url == f"{loopback.url}/b"
        assert answer.moved_to == (f"{loopback.url}/b" if is_told else None)

    def test_n11_a_permanent_move_behind_a_temporary_one_is_not_told(
        self, loopback: Loopback, http: Http
    ) -> None:
        """N11"""
        loopback.on("/a", redirect("/b", 302))
        loopback.on("/b", redirect("/c", 301))
        loopback.on("/c", OK)
        assert http.get(f"{loopback.url}/a").moved_to is None

    def test_k10_keys_go_to_no_other_host(self, loopback: Loopback, ticking: Ticking) -> None:
        """K10. Neither token nor the caller's headers nor a login in the address."""
        with Loopback() as other:
            other.on("/b", OK)
            loopback.on("/a", redirect(f"{other.url}/b", 307))
            http = client(loopback, ticking, allow_private=(loopback.host, other.host))
            login = loopback.url.replace("http://", "http://user:pass@")
            http.get(f"{login}/a", headers={"X-API-Key": "k3y"})
            http.get(f"{loopback.url}/a", token=Secret("t0ken"))
        assert loopback.seen[0].headers["x-api-key"] == "k3y"
        assert loopback.seen[0].headers["authorization"].startswith("Basic ")
        assert loopback.seen[1].headers["authorization"] == "Bearer t0ken"
        for asked in other.seen:
            assert not {"authorization", "x-api-key"} & set(asked.headers)

    def test_a_login_goes_along_on_its_own_host(self, loopback: Loopback, http: Http) -> None:
        loopback.on("/a", redirect(f"{loopback.url}/b"))
        loopback.on("/b", OK)
        http.get(loopback.url.replace("http://", "http://user:pass@") + "/a")
        assert loopback.seen[1].headers["authorization"].startswith("Basic ")

    def test_a_redirect_without_a_place_is_an_error(
        self, loopback: Loopback, http: Http
    ) -> None:
        loopback.on("/a", Reply(b"choose", 300))
        with pytest.raises(SourceUnavailable, match="without saying where"):
            http.get(f"{loopback.url}/a")

    def test_a_redirect_in_utf8_is_followed(self, loopback: Loopback, http: Http) -> None:
        loopback.on("/a", redirect("/gr\xc3\xb6\xc3\x9fe"))
        loopback.on("/größe", OK)
        assert http.get(f"{loopback.url}/a").body == b"fine"

    def test_posts_are_not_redirected(self, loopback: Loopback, http: Http) -> None:
        loopback.on("/login", redirect("/b", 307))
        with pytest.raises(SourceUnavailable, match="not followed"):
            http.post(f"{loopback.url}/login", json={})


class TestValidators:
    def test_n13_they_are_sent_back_verbatim(self, loopback: Loopback, http: Http) -> None:
        """N13, N15"""
        loopback.on("/a", Reply(b"", 304))
        known = Validators(etag='W/"a,b c"', last_modified="Tue, 1 of never")
        assert http.get(f"{loopback.url}/a", validators=known).not_modified
        headers = loopback.seen[0].headers
        assert headers["if-none-match"] == 'W/"a,b c"'
        assert headers["if-modified-since"] == "Tue, 1 of never"

    def test_n14_not_modified_without_validators_is_asked_once_more(
        self, loopback: Loopback, http: Http
    ) -> None:
        """N14"""
        loopback.on("/a", Reply(b"", 304), OK)
        assert http.get(f"{loopback.url}/a").body == b"fine"
        loopback.on("/a", Reply(b"", 304))
        with pytest.raises(SourceUnavailable, match="304"):
            http.get(f"{loopback.url}/a")

    @pytest.mark.parametrize("etag", ['"' + "x" * 10_000 + '"', ""])
    def test_n15_oversize_and_empty_validators_are_dropped(
        self, loopback: Loopback, http: Http, etag: str
    ) -> None:
        """N15"""
        loopback.on("/a", Reply(b"", headers={"ETag": etag}))
        answer = http.get(f"{loopback.url}/a", validators=Validators(etag=etag))
        assert answer.validators.etag is None
        assert "if-none-match" not in loopback.seen[0].headers


class TestLimits:
    @pytest.mark.parametrize(
        ("said", "seconds"),
        [
            ("120", 120.0),
            ("1.5", 1.5),
            ("-5", SHORTEST),
            ("1000000000000", LONGEST),
            ("abc", None),
            ("", None),
            (formatdate(1_000_120, usegmt=True), 120.0),
            (formatdate(900_000, usegmt=True), SHORTEST),
        ],
    )
    def test_n16_retry_after_in_all_forms(self, said: str, seconds: float | None) -> None:
        """N16"""
        assert retry_after({"retry-after": said}, 1_000_000) == seconds

    @pytest.mark.parametrize(
        "headers",
        [
            {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "90"},
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795000090"},
            {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1795000090000"},
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-18T09:34:50.000Z"},
            {"ratelimit-remaining": "0", "ratelimit-reset": "90"},
            {"ratelimit": "limit=10, remaining=0, reset=90"},
            {"ratelimit": '"default";r=0;t=90'},
        ],
    )
    def test_n16_a_used_up_quota_in_all_forms(self, headers: dict[str, str]) -> None:
        """N16. Seconds left, epoch (also in ms), ISO time, both drafts."""
        now = 1_795_000_000.0
        if "2026" in headers.get("x-ratelimit-reset", ""):
            now = 1_794_994_400.0
        assert exhausted_for(headers, now) == pytest.approx(90)
        left = {
            name: value.replace("0.0", "5")
            .replace("r=0", "r=5")
            .replace("remaining=0", "remaining=5")
            for name, value in headers.items()
        }
        left |= {name: "5" for name in left if name.endswith("remaining")}
        assert exhausted_for(left, now) is None

    @given(
        st.dictionaries(
            st.sampled_from(
                ["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit"]
            ),
            st.text(max_size=40),
        )
    )
    def test_n16_no_header_breaks_us(self, headers: dict[str, str]) -> None:
        """N16"""
        for seconds in (retry_after(headers, 0.0), exhausted_for(headers, 0.0)):
            assert seconds is None or SHORTEST <= seconds <= LONGEST

    def test_n16_a_short_wait_is_slept_and_tried_again(
        self, loopback: Loopback, http: Http, ticking: Ticking
    ) -> None:
        """N16"""
        loopback.on("/a", limited("30"), OK)
        assert http.get(f"{loopback.url}/a").body == b"fine"
        assert sum(ticking.slept) == pytest.approx(30)

    def test_n16_a_long_wait_closes_the_host_for_this_run(
        self, loopback: Loopback, http: Http, ticking: Ticking
    ) -> None:
        """N16"""
        loopback.on("/a", limited("120"))
        loopback.on("/b", OK)
        for path, left in (("a", 120), ("b", 120)):
            with pytest.raises(RateLimited) as caught:
                http.get(f"{loopback.url}/{path}")
            assert caught.value.retry_after == pytest.approx(left)
        assert loopback.paths() == ["/a"]
        assert ticking.slept == []

    def test_n16_a_wait_that_a_redirect_led_to_holds_for_that_host(
        self, loopback: Loopback, ticking: Ticking
    ) -> None:
        """N16"""
        with Loopback() as other:
            loopback.on("/a", redirect(f"{other.url}/b"))
            other.on("/b", limited("300"))
            http = client(loopback, ticking, allow_private=(loopback.host, other.host))
            for url in (f"{loopback.url}/a", f"{other.url}/b"):
                with pytest.raises(RateLimited):
                    http.get(url)
            assert len(other.seen) == 1

    def test_n17_without_a_time_the_tries_end_and_the_host_is_closed(
        self, loopback: Loopback, http: Http
    ) -> None:
        """N17"""
        loopback.on("/a", limited())
        with pytest.raises(RateLimited):
            http.get(f"{loopback.url}/a")
        with pytest.raises(RateLimited):
            http.get(f"{loopback.url}/b")
        assert loopback.paths() == ["/a"] * 3

    def test_n18_a_403_after_a_success_is_no_bad_key(
        self, loopback: Loopback, http: Http
    ) -> None:
        """N18"""
        loopback.on("/a", OK, Reply(b"", 403))
        http.get(f"{loopback.url}/a")
        with pytest.raises(RateLimited):
            http.get(f"{loopback.url}/a")

    def test_n18_a_403_with_a_used_up_quota_is_a_limit(
        self, loopback: Loopback, http: Http
    ) -> None:
        """N18. As GitHub says it."""
        headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "7200"}
        loopback.on("/a", Reply(b"", 403, headers))
        with pytest.raises(RateLimited) as caught:
            http.get(f"{loopback.url}/a", token=Secret("t"))
        assert caught.value.retry_after == 7200

    def test_a_used_up_quota_delays_the_next_request(
        self, loopback: Loopback, http: Http, ticking: Ticking
    ) -> None:
        headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "40"}
        loopback.on("/a", Reply(b"", 200, headers), OK)
        http.get(f"{loopback.url}/a")
        http.get(f"{loopback.url}/a")
        assert ticking.slept == [40]

    def test_hold_waits_or_closes(
        self, loopback: Loopback, http: Http, ticking: Ticking
    ) -> None:
        loopback.on("/a", OK)
        http.hold(f"{loopback.url}/a", 10)
        http.get(f"{loopback.url}/a")
        assert ticking.slept == [10]
        with pytest.raises(RateLimited) as caught:
            http.hold(f"{loopback.url}/a", 600)
        assert caught.value.retry_after == 600
        with pytest.raises(RateLimited):
            http.get(f"{loopback.url}/a")

    def test_m04_one_request_at_a_time_for_each_host(
        self, loopback: Loopback, ticking: Ticking
    ) -> None:
        """M04. Many threads, one host: never two at once, and apart by the interval."""
        barrier = threading.Event()

        def slow(asked: Asked) -> Reply:
            barrier.wait(0.01)
            return OK

        loopback.on("/a", slow)
        http = client(loopback, ticking, min_interval=1.0)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: http.get(f"{loopback.url}/a"), range(12)))
        assert loopback.most_at_once == 1
        assert sum(ticking.slept) == pytest.approx(11, abs=0.1)

    def test_m04_a_host_can_have_its_own_interval(
        self, loopback: Loopback, ticking: Ticking
    ) -> None:
        """M04"""
        loopback.on("/a", OK)
        http = client(loopback, ticking, intervals={"127.0.0.1": 5.0})
        http.get(f"{loopback.url}/a")
        http.get(f"{loopback.url}/a")
        assert ticking.slept == [5.0]


PRIVATE = [
    "127.0.0.1", "localhost", "[::1]", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "[fd00::1]", "[fe80::1]",
]  # fmt: skip
WRITTEN_OTHERWISE = ["2130706433", "0x7f000001", "127.1", "0177.0.0.1"]
TRANSLATED = ["[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "100.64.0.1"]


class TestGuard:
    @pytest.mark.parametrize("host", PRIVATE + WRITTEN_OTHERWISE + TRANSLATED)
    def test_s01_private_addresses_are_refused(self, ticking: Ticking, host: str) -> None:
        """S01, S02, S03. However they are written."""
        with pytest.raises(SourceError, match=r"private address|cannot be asked") as caught:
            connect(ticking.settings()).get(f"http://{host}:9/")
        assert type(caught.value) is SourceError

    def test_s04_a_name_with_a_private_address_is_refused(
        self, ticking: Ticking, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """S04, S05. The name is resolved once, and that very address is connected to."""
        asked: list[str] = []
        connected: list[Any] = []

        def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
            asked.append(host)
            address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 80))]

        def connection(address: Any, *args: Any, **kwargs: Any) -> socket.socket:
            connected.append(address)
            raise OSError("not in a test")

        monkeypatch.setattr("requests_hardened.ip_filter.socket.getaddrinfo", resolve)
        monkeypatch.setattr("urllib3.util.connection.create_connection", connection)
        http = connect(ticking.settings(attempts=1))
        with pytest.raises(SourceUnavailable):
            http.get("http://rebind.example/")
        assert connected == [("93.184.216.34", 80)]
        with pytest.raises(SourceError, match="private"):
            http.get("http://rebind.example/")
        assert len(connected) == 1

    def test_s06_a_redirect_to_a_private_address_is_refused(
        self, loopback: Loopback, http: Http
    ) -> None:
        """S06, S10. An allowed host does not open the others."""
        loopback.on("/a", redirect("http://169.254.169.254/latest/meta-data/"))
        with pytest.raises(SourceError, match="private address"):
            http.get(f"{loopback.url}/a")
        with Loopback() as other:
            other.on("/b", OK)
            loopback.on("/a", redirect(f"{other.url}/b"))
            with pytest.raises(SourceError, match="private address"):
                http.get(f"{loopback.url}/a")
            assert other.seen == []

    @pytest.mark.parametrize(
        "entry", ["{host}", "127.0.0.1", "127.0.0.0/8", "localhost:{port}"]
    )
    def test_s10_allowed_hosts_work(
        self, loopback: Loopback, ticking: Ticking, entry: str
    ) -> None:
        """S10"""
        loopback.on("/a", OK)
        allowed = entry.format(host=loopback.host, port=loopback.port)
        name = "localhost" if "localhost" in entry else "127.0.0.1"
        http = connect(ticking.settings(allow_private=(allowed,)))
        assert http.get(f"http://{name}:{loopback.port}/a").body == b"fine"

    @pytest.mark.parametrize("entry", ["", "a b", "http://x/", "host/path", "x:99999"])
    def test_s10_entries_that_mean_nothing_are_config_errors(
        self, ticking: Ticking, entry: str
    ) -> None:
        """S10"""
        with pytest.raises(ConfigError, match="allow_private"):
            connect(ticking.settings(allow_private=(entry,)))

    def test_s08_a_proxy_on_loopback_works_and_targets_stay_filtered(
        self, loopback: Loopback, ticking: Ticking, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """S08"""
        monkeypatch.setenv("http_proxy", loopback.url)
        monkeypatch.setenv("no_proxy", "")
        loopback.below("", OK)
        http = connect(ticking.settings())
        assert http.get("http://93.184.216.34/feed").body == b"fine"
        assert loopback.seen[0].target == "http://93.184.216.34/feed"
        with pytest.raises(SourceError, match="private address"):
            http.get("http://10.0.0.1/feed")
        assert len(loopback.seen) == 1

    @pytest.mark.parametrize(
        "url",
        ["http://e.com/\r\nX: y", "http://e.com/\n", "ftp://e.com/", "/path", "http://", "e"],
    )
    def test_n25_addresses_that_would_inject_are_config_errors(
        self, http: Http, url: str
    ) -> None:
        """N25"""
        with pytest.raises(ConfigError) as caught:
            http.get(url)
        assert caught.value.exit_code == 78
        assert "\n" not in str(caught.value)

    def test_n25_headers_and_tokens_that_would_inject_are_config_errors(
        self, loopback: Loopback, http: Http, ticking: Ticking
    ) -> None:
        """N25. The token does not appear in the message."""
        with pytest.raises(ConfigError):
            http.get(loopback.url, headers={"X-Y": "a\r\nb: c"})
        with pytest.raises(ConfigError) as caught:
            http.get(loopback.url, token=Secret("s3cret\r\nX: y"))
        assert "s3cret" not in str(caught.value)
        with pytest.raises(ConfigError):
            connect(ticking.settings(contact="me\r\nX: y"))
        assert loopback.seen == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(path), "-out", f"{path}.crt"],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("there is no openssl here to make a certificate")
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


class TestTls:
    @pytest.fixture
    def secure(self, loopback: Loopback, certificate: Path) -> Loopback:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server = loopback._server
        server.socket = context.wrap_socket(server.socket, server_side=True)
        loopback.url = loopback.url.replace("http:", "https:")
        return loopback

    def test_n21_an_untrusted_certificate_is_refused(
        self, secure: Loopback, http: Http
    ) -> None:
        """N21"""
        secure.on("/a", OK)
        with pytest.raises(SourceUnavailable, match="certificate"):
            http.get(f"{secure.url}/a")
        assert secure.seen == []

    def test_n10_from_https_to_http_is_refused(
        self,
        secure: Loopback,
        http: Http,
        certificate: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """N10. With a trusted certificate https works, and does not lead out of it."""
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", f"{certificate}.crt")
        secure.on("/ok", OK)
        assert http.get(f"{secure.url}/ok").body == b"fine"
        secure.on("/a", redirect(secure.url.replace("https:", "http:") + "/ok"))
        with pytest.raises(SourceUnavailable, match="unencrypted"):
            http.get(f"{secure.url}/a")


class TestSecrets:
    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("https://user:pw@e.com/a", "https://***@e.com/a"),
            ("https://e.com/a?key=1&q=x", "https://e.com/a?key=***&q=x"),
            ("https://e.com/?api_key=1", "https://e.com/?api_key=***"),
            ("https://e.com/?access_token=1", "https://e.com/?access_token=***"),
            ("https://www.reddit.com/.rss?feed=ab&user=me", "https://www.reddit.com/.rss?feed=***&user=me"),
            ("https://www.google.com/alerts/feeds/1/2", "https://www.google.com/alerts/feeds/***"),
            ("https://e.com/\x1b[2J", "https://e.com/[2J"),
            ("https://e.com/keyboard?monkey=1", "https://e.com/keyboard?monkey=1"),
            ("http://[::1", "***"),
        ],
    )  # fmt: skip
    def test_s11_addresses_are_shown_without_secrets(self, url: str, shown: str) -> None:
        """S11, K02"""
        assert mask(url) == shown

    @given(st.text(max_size=60))
    def test_s11_masking_never_fails(self, url: str) -> None:
        """S11"""
        assert mask(url).isprintable()

    @pytest.mark.parametrize(
        "reply",
        [Reply(b"", 401), Reply(b"", 404), limited("100"), cut_short(b"x"), resetting(),
         redirect("file:///x"), endless(), Reply(b"", 304), redirect("http://10.0.0.1/?key=s3cret")],
    )  # fmt: skip
    def test_k01_no_error_shows_a_secret(
        self, loopback: Loopback, http: Http, reply: Reply
    ) -> None:
        """K01, K02, S11. Login, key and token, in the text and in the chain of causes."""
        loopback.on("/a", reply)
        login = loopback.url.replace("http://", "http://user:s3cret@")
        with pytest.raises(SourceError) as caught:
            http.get(f"{login}/a", params={"key": "s3cret"}, token=Secret("s3cret"))
        error: BaseException | None = caught.value
        while error is not None:
            assert "s3cret" not in str(error)
            error = error.__cause__ or (
                None if error.__suppress_context__ else error.__context__
            )

"""The digest by mail and as a push, right on a phone, with the objectives in it."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.objectives import evaluate
from tests.actions.building import at, configure, judge, keep, opened, said
from tests.actions.postbox import Postbox
from tests.support.command import monitor
from tests.support.loopback import Loopback, Reply

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
NOW = at("2026-03-09T07:30")
CONFIG = """
[[objective]]
name = "help fast"
figure = "first_response"
brand = "Acme"
hours = 4.0
at_least = 60.0
window = "14d"
minimum = 3
[[objective]]
name = "be liked"
figure = "net_sentiment"
brand = "Acme"
at_least = -10.0
window = "14d"
minimum = 5
[[objective]]
name = "be heard"
figure = "share_of_voice"
brand = "Acme"
above = "Globex"
window = "14d"
minimum = 500
[[alert]]
name = "morning"
type = "digest"
window = "7d"
hour = 7
[[notify]]
name = "mail"
url = { env = "MAIL" }
[[notify]]
name = "phone"
url = { env = "PHONE" }
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A week: four complaints (three answered, two of them within four hours), eight opinions."""
    path = configure(tmp_path, CONFIG)
    with opened(path)[1] as store:
        for n, (hours, name) in enumerate([(1, "a"), (3, "b"), (9, "c"), (0, "d")], 1):
            (number,) = keep(
                store,
                said(f"c{n}", f"acme lost parcel {n} <b>@everyone</b> [x](https://evil.example)",
                     author=name, when="2026-03-04T08:00", thread_id=f"c{n}"),
                seen="2026-03-04T08:00",
            )  # fmt: skip
            judge(store, number, "complaint")
            if hours:
                when = (at("2026-03-04T08:00") + timedelta(hours=hours)).isoformat()[:16]
                keep(store, said(f"o{n}", "sorry!", author="acme@social.example", when=when,
                                 thread_id=f"c{n}", parent_id=f"c{n}"), seen=when)  # fmt: skip
        for n in range(4):
            brands = ("Acme",) if n else ("Acme", "Globex")
            (number,) = keep(store, said(f"p{n}", f"acme is good {n}", author=f"p{n}",
                                         when="2026-03-05T08:00", brands=brands),
                             seen="2026-03-05T08:00")  # fmt: skip
            judge(store, number, "praise", "positive")
    return path


def test_met_missed_and_too_few_with_the_figures_that_decide(config: Path) -> None:
    settings, store = opened(config)
    with store:
        found = {one.name: one for one in evaluate(settings, store, NOW)}
    # By hand: two of four in time (the fourth is overdue): 50 % is under 60 %.
    fast = found["help fast"]
    assert (fast.verdict, fast.value.value, fast.n) == ("missed", 50.0, 4)
    assert fast.goal == "at least 60 % within 4 h"
    # Four positive, four negative.
    liked = found["be liked"]
    assert (liked.verdict, liked.value.value, liked.n) == ("met", 0.0, 8)
    # 8 of 9 mentions against 1 of 9: above, but nine are under 500.
    heard = found["be heard"]
    assert heard.verdict == "too few data"
    assert heard.other is not None
    assert (heard.n, heard.minimum) == (9, 500)


def test_a_goal_that_is_reached_is_met(config: Path, tmp_path: Path) -> None:
    text = config.read_text(encoding="utf-8").replace("at_least = 60.0", "at_least = 50.0")
    config.write_text(text.replace("minimum = 500", "minimum = 9"), encoding="utf-8")
    settings, store = opened(config)
    with store:
        assert [one.verdict for one in evaluate(settings, store, NOW)] == ["met"] * 3


@pytest.mark.parametrize(
    ("goal", "says"),
    [
        ('figure = "net_sentiment"', "give one goal"),
        ('figure = "net_sentiment"\nat_least = 1.0\nabove = "Globex"', "give one goal"),
        ('figure = "first_response"\nat_least = 1.0', "needs hours"),
        ('figure = "volume"\nabove = "Nobody"', "there is no brand 'Nobody'"),
        ('figure = "luck"\nat_least = 1.0', "figure"),
        ('figure = "volume"\nat_least = 1.0\nwindow = "soon"', "is no duration"),
    ],
)
def test_a_goal_that_cannot_be_decided_is_a_fault_of_the_config(
    tmp_path: Path, goal: str, says: str
) -> None:
    path = configure(tmp_path, f'[[objective]]\nname = "g"\n{goal}\n')
    ran = monitor("report", "digest", config=path)
    assert ran.code == 78
    assert says in ran.err


@pytest.fixture
def sent(config: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What arrived when the digest was sent."""
    with Postbox() as postbox, Loopback() as phone:
        phone.on("/", Reply({"id": "1"}))
        phone.on("/acme", Reply({"id": "1"}))
        monkeypatch.setenv(
            "MAIL",
            f"mailto://127.0.0.1:{postbox.port}/ann@example.org?from=monitor@example.org",
        )
        monkeypatch.setenv("PHONE", f"ntfy://{phone.host}/acme?image=no")
        early = monitor("alerts", "send", config=config, now="2026-03-09T06:59+00:00")
        assert (early.code, postbox.mails) == (0, [])
        for minute in (30, 40, 50):  # cron comes by again and again
            ran = monitor("alerts", "send", config=config, now=f"2026-03-09T07:{minute}+00:00")
            assert ran.code == 0, ran.err
        monitor("alerts", "send", config=config, now="2026-03-10T08:00+00:00")
        yield {"mails": postbox.mails, "to": postbox.to, "phone": phone.seen}


def page_of(mail: Any) -> str:
    part = mail.get_body(preferencelist=("html",))
    return str(part.get_content())


def test_it_is_mailed_once_a_week(sent: dict[str, Any]) -> None:
    assert len(sent["mails"]) == 1
    mail = sent["mails"][0]
    assert sent["to"] == [["ann@example.org"]]
    assert mail["Subject"] == "Digest: Acme, Globex, 2026-03-02 to 2026-03-09"
    assert mail["Idempotency-Key"]
    page = page_of(mail)
    assert "help fast" in page
    assert "too few data" in page
    assert "<b>@everyone" not in page
    assert "&lt;b&gt;@everyone" in page  # a quote, letter by letter


def test_the_push_is_short_and_cannot_act(sent: dict[str, Any]) -> None:
    assert len(sent["phone"]) == 1
    text = sent["phone"][0].body.decode()
    assert "Objectives:" in text
    assert "help fast" in text
    assert "@everyone" not in text
    assert len(text) < 4_000


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_the_mail_is_right_on_a_phone(sent: dict[str, Any]) -> None:
    from playwright.sync_api import sync_playwright

    page_text = page_of(sent["mails"][0])
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        asked: list[str] = []
        page = chromium.new_page(viewport={"width": 360, "height": 740})
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(page_text)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, "it must not scroll sideways"
        small = page.evaluate(
            "Math.min(...[...document.querySelectorAll('main *')]"
            ".filter(e => e.innerText).map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert small >= 14
        cut = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > "
            "e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible').length"
        )
        assert cut == 0
        shown = page.inner_text("main")
        for words in (
            "Objectives",
            "help fast",
            "missed",
            "50.0 %",
            "too few data",
            "Answer now",
        ):
            assert words in shown, words
        assert page.evaluate("document.querySelectorAll('script, img, iframe').length") == 0
        assert [url for url in asked if not url.startswith("about:")] == []
        chromium.close()


def test_the_report_on_the_terminal_shows_them_too(config: Path) -> None:
    ran = monitor("report", "digest", "--since", "7d", config=config, now=NOW.isoformat())
    assert ran.code == 0, ran.err
    assert "OBJECTIVES" in ran.out
    assert "be heard" in ran.out

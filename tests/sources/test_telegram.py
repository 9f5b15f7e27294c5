"""Telegram: channels read on from the last id, through a client that Telethon stands in for."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from monitor.errors import ConfigError, CredentialsRejected, RateLimited, SourceError
from monitor.model import Secret
from tests.sources.support import ASK, NOW, ids, last_cursor, mentions
from tests.support.plugins import TELEGRAM, install

Make = Callable[..., Any]


class FloodWaitError(Exception):
    seconds = 90


class UnauthorizedError(Exception):
    pass


class RPCError(Exception):
    pass


def message(number: int, text: str = "acme", **given: Any) -> SimpleNamespace:
    base: dict[str, Any] = {
        "id": number,
        "message": text,
        "date": datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=number),
        "edit_date": None,
        "reply_to": None,
        "sender": SimpleNamespace(username="acme_news", title="Acme News"),
        "chat": SimpleNamespace(participants_count=5000),
        "post_author": None,
        "reactions": None,
        "replies": SimpleNamespace(replies=2),
        "forwards": 3,
        "views": 400,
    }
    return SimpleNamespace(**base | given)


@dataclass
class Telethon:
    """What the plug-in uses of Telethon's client."""

    channels: dict[str, list[SimpleNamespace]] = field(default_factory=dict)
    raises: Exception | None = None
    is_logged_in: bool = True

    def connect(self) -> None:
        """As Telethon's."""

    disconnect = connect

    def is_user_authorized(self) -> bool:
        return self.is_logged_in

    def iter_messages(
        self,
        channel: str,
        *,
        reverse: bool,
        min_id: int = 0,
        offset_date: datetime | None = None,
    ) -> Iterator[SimpleNamespace]:
        assert reverse
        if self.raises:
            raise self.raises
        for one in self.channels[channel]:
            if one.id > min_id and (offset_date is None or one.date >= offset_date):
                yield one

    def get_messages(self, channel: str, *, ids: list[int]) -> list[SimpleNamespace | None]:
        known = {one.id: one for one in self.channels[channel]}
        return [known.get(number) for number in ids]


@pytest.fixture
def telethon(monkeypatch: pytest.MonkeyPatch) -> Telethon:
    client = Telethon()
    sync, errors = ModuleType("telethon.sync"), ModuleType("telethon.errors")
    vars(sync)["TelegramClient"] = lambda session, api_id, api_hash: client
    vars(errors).update(
        FloodWaitError=FloodWaitError, UnauthorizedError=UnauthorizedError, RPCError=RPCError
    )
    monkeypatch.setitem(sys.modules, "telethon", ModuleType("telethon"))
    monkeypatch.setitem(sys.modules, "telethon.sync", sync)
    monkeypatch.setitem(sys.modules, "telethon.errors", errors)
    return client


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    install(TELEGRAM, tmp_path / "site", monkeypatch)
    made = import_module("monitor_source_telegram").TelegramSource
    session = tmp_path / "telegram.session"
    session.write_text("made up")

    def source(*channels: str, **given: Any) -> Any:
        options = {"session": str(session)} | given
        return made(name="tg", api_id=1, api_hash=Secret("h"), channels=channels, **options)

    return source


def test_channels_are_read_on_from_the_last_id(make: Make, telethon: Telethon) -> None:
    telethon.channels = {"acme": [message(n) for n in range(1, 251)]}
    pages = list(make("@acme").fetch(ASK, None))
    assert ids(pages) == [f"acme/{n}" for n in range(1, 251)]
    assert all(page.cursor for page in pages)
    telethon.channels["acme"].append(message(251))
    assert ids(make("acme").fetch(ASK, last_cursor(pages))) == ["acme/251"]
    assert ids(make("acme").fetch(ASK, pages[0].cursor))[0] == "acme/101"


def test_a_first_run_goes_back_as_far_as_asked(make: Make, telethon: Telethon) -> None:
    old = message(1, date=NOW - timedelta(days=30))
    telethon.channels = {"acme": [old, message(2)]}
    assert ids(make("acme").fetch(ASK, None)) == ["acme/2"]


def test_the_next_run_goes_on_where_the_limit_ended_this_one(
    make: Make, telethon: Telethon
) -> None:
    telethon.channels = {"acme": [message(n) for n in range(1, 301)]}
    pages = list(make("acme", limit=150).fetch(ASK, None))
    assert len(ids(pages)) == 150
    rest = list(make("acme", limit=150).fetch(ASK, last_cursor(pages)))
    assert ids(pages) + ids(rest) == [f"acme/{n}" for n in range(1, 301)]


def test_all_that_telegram_tells_is_read(make: Make, telethon: Telethon) -> None:
    told = message(
        5,
        "acme https://example.com/x #rocket",
        reply_to=SimpleNamespace(reply_to_msg_id=4),
        reactions=SimpleNamespace(results=[SimpleNamespace(count=3), SimpleNamespace(count=1)]),
    )
    telethon.channels = {"acme": [message(3, ""), told]}
    (mention,) = mentions(make("acme").fetch(ASK, None))
    assert mention.author is not None
    assert (mention.author.name, mention.author.followers) == ("Acme News", 5000)
    assert (mention.engagement.score, mention.engagement.views) == (4, 400)
    assert (mention.kind, mention.parent_id) == ("comment", "acme/4")
    assert (mention.links, mention.tags) == (("https://example.com/x",), ("rocket",))


def test_a_second_look_tells_what_is_gone(make: Make, telethon: Telethon) -> None:
    telethon.channels = {"acme": [message(1)]}
    (page,) = make("acme").recheck(["acme/1", "acme/2"])
    assert (ids([page]), page.deleted) == (["acme/1"], ("acme/2",))


@pytest.mark.parametrize(
    ("raised", "error", "says"),
    [
        (FloodWaitError(), RateLimited, "wait 90 s"),
        (UnauthorizedError(), CredentialsRejected, "python -m monitor_source_telegram"),
        (RPCError("CHANNEL_PRIVATE"), SourceError, "'acme' cannot be read"),
        (ValueError("No user has acme"), SourceError, "check 'channels'"),
        (OSError("no route"), SourceError, "no connection"),
    ],
)
def test_what_telethon_raises_is_told_in_our_words(
    make: Make, telethon: Telethon, raised: Exception, error: type[Exception], says: str
) -> None:
    telethon.raises = raised
    with pytest.raises(error, match=says):
        list(make("acme").fetch(ASK, None))


def test_an_ended_login_is_told(make: Make, telethon: Telethon) -> None:
    telethon.is_logged_in = False
    with pytest.raises(CredentialsRejected, match="Telegram ended the login"):
        list(make("acme").fetch(ASK, None))


def test_without_telethon_it_says_what_to_install(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "telethon.sync", None)
    with pytest.raises(ConfigError, match="pip install monitor-source-telegram"):
        list(make("acme").fetch(ASK, None))


def test_without_a_login_it_says_how_to_make_one(
    make: Make, telethon: Telethon, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="python -m monitor_source_telegram 1"):
        list(make("acme", session=str(tmp_path / "none")).fetch(ASK, None))

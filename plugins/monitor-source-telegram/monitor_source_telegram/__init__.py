"""Telegram: the messages of named channels, read with a user account through Telethon.

Ids rise within a channel: the cursor holds the last one of each, and the next run reads on from
there, oldest first, so that each page's cursor is true at once.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final, cast

from monitor.errors import ConfigError, CredentialsRejected, RateLimited, SourceError
from monitor.model import Ask, Author, Engagement, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.paging import dump_state, load_state
from monitor.sources.shape import count
from monitor.text import hashtags, links

PER_PAGE: Final = 100
FIRST_REACH: Final = timedelta(days=7)
NETWORK: Final = "telegram"


@dataclass(frozen=True, kw_only=True)
class TelegramSource:
    """`channels` are names without "@"; `session` is the file that the login made.

    Of each channel at most `limit` messages are read in a run; the next one goes on there.
    """

    network: ClassVar[str] = NETWORK
    search: ClassVar[Capabilities | None] = None

    name: str
    api_id: int
    api_hash: Secret
    session: str
    channels: tuple[str, ...]
    limit: int = 1_000

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new messages of each channel, oldest first."""
        state = load_state(cursor)
        with self._client() as client:
            for channel in self._channels():
                yield from self._translated(channel, self._new(client, channel, ask, state))

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again at messages by id; what Telegram does not give any more is gone."""
        wanted: dict[str, list[int]] = {}
        for source_id in source_ids:
            channel, _, number = source_id.rpartition("/")
            wanted.setdefault(channel, []).append(int(number))
        with self._client() as client:
            for channel, ids in wanted.items():
                yield from self._translated(channel, self._present(client, channel, ids))

    def _new(
        self, client: Any, channel: str, ask: Ask, state: dict[str, Any]
    ) -> Iterator[Page]:
        last = count(state, channel)
        since = ask.since or ask.now - FIRST_REACH
        begin = {"min_id": last} if last else {"offset_date": since}
        messages = iter(client.iter_messages(channel, reverse=True, **begin))
        read = 0
        while batch := list(islice(messages, min(PER_PAGE, self.limit - read))):
            read += len(batch)
            state[channel] = last = max(last or 0, *(message.id for message in batch))
            yield replace(self._page(batch, channel), cursor=dump_state(state))

    def _present(self, client: Any, channel: str, ids: list[int]) -> Iterator[Page]:
        for at in range(0, len(ids), PER_PAGE):
            asked = ids[at : at + PER_PAGE]
            found = [one for one in client.get_messages(channel, ids=asked) if one is not None]
            seen = {message.id for message in found}
            gone = tuple(f"{channel}/{id_}" for id_ in asked if id_ not in seen)
            yield replace(self._page(found, channel), deleted=gone)

    def _page(self, messages: Sequence[Any], channel: str) -> Page:
        said = (message for message in messages if message.message)
        return Page(mentions=tuple(self._mention(message, channel) for message in said))

    def _mention(self, message: Any, channel: str) -> Mention:
        text = str(message.message)
        parent = getattr(message.reply_to, "reply_to_msg_id", None)
        return Mention(
            source=self.name,
            source_id=f"{channel}/{message.id}",
            network=NETWORK,
            kind="comment" if parent else "post",
            url=f"https://t.me/{channel}/{message.id}",
            text=text,
            author=_author(message, channel),
            published_at=_utc(message.date),
            edited_at=_utc(message.edit_date),
            thread_id=f"{channel}/{parent or message.id}",
            parent_id=f"{channel}/{parent}" if parent else None,
            site=f"t.me/{channel}",
            tags=hashtags(text),
            links=links(text),
            engagement=_engagement(message),
        )

    def _channels(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.strip().removeprefix("@") for one in self.channels))

    def _client(self) -> AbstractContextManager[Any]:
        """A connected client; `ConfigError` says what is missing and how to get it."""
        try:
            telethon = import_module("telethon.sync")
        except ImportError:
            raise ConfigError(
                f"source '{self.name}' needs Telethon; install it with: "
                "pip install monitor-source-telegram"
            ) from None
        session = Path(self.session).expanduser()
        if not session.is_file():
            raise ConfigError(
                f"source '{self.name}': no login at {session}; make one with: "
                f"python -m monitor_source_telegram {self.api_id} {session}"
            )
        return _Connection(
            self.name,
            lambda: telethon.TelegramClient(str(session), self.api_id, self.api_hash.value),
        )

    def _translated(self, channel: str, pages: Iterator[Page]) -> Iterator[Page]:
        """*pages*, with Telethon's errors in our words."""
        errors = import_module("telethon.errors")
        try:
            yield from pages
        except errors.FloodWaitError as error:
            raise RateLimited(
                f"{self.name}: Telegram asks to wait {error.seconds} s",
                retry_after=float(error.seconds),
            ) from None
        except errors.UnauthorizedError:
            raise CredentialsRejected(
                f"{self.name}: Telegram ended the login; make a new one with: "
                f"python -m monitor_source_telegram {self.api_id} {self.session}"
            ) from None
        except (errors.RPCError, ValueError) as error:
            # A name that belongs to nobody is a ValueError of Telethon's.
            raise SourceError(
                f"{self.name}: the channel '{channel}' cannot be read "
                f"({type(error).__name__}); check 'channels'"
            ) from None
        except (OSError, EOFError) as error:
            raise SourceError(f"{self.name}: no connection to Telegram ({error})") from None


class _Connection(AbstractContextManager[Any]):
    """Connects without ever asking for a code: a program run by cron has nobody to ask."""

    def __init__(self, name: str, made: Callable[[], Any]) -> None:
        self._name, self._made = name, made

    def __enter__(self) -> Any:
        # Sources run in threads of a pool, which have no event loop for Telethon to use.
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._client = self._made()
        try:
            self._client.connect()
            is_logged_in = self._client.is_user_authorized()
        except (OSError, EOFError) as error:
            self.__exit__()
            raise SourceError(f"{self._name}: no connection to Telegram ({error})") from None
        if not is_logged_in:
            self.__exit__()
            raise CredentialsRejected(f"{self._name}: Telegram ended the login; make a new one")
        return self._client

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        asyncio.set_event_loop(None)
        self._loop.close()


def _author(message: Any, channel: str) -> Author:
    """Who signed it; a channel speaks for itself."""
    sender = message.sender
    handle = getattr(sender, "username", None) or channel
    given = (getattr(sender, "first_name", None), getattr(sender, "last_name", None))
    name = getattr(sender, "title", None) or " ".join(filter(None, given))
    return Author(
        handle=handle,
        name=message.post_author or name or None,
        followers=cast("int | None", getattr(message.chat, "participants_count", None)),
        url=f"https://t.me/{handle}",
        is_bot=getattr(sender, "bot", None),
    )


def _engagement(message: Any) -> Engagement:
    reactions = getattr(message.reactions, "results", None)
    return Engagement(
        score=sum(one.count for one in reactions) if reactions is not None else None,
        replies=getattr(message.replies, "replies", None),
        shares=message.forwards,
        views=message.views,
    )


def _utc(time: datetime | None) -> datetime | None:
    return time.astimezone(UTC) if time else None

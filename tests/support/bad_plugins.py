"""Third-party plug-ins that do everything wrong, each in its own way."""

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from monitor.model import Annotation, Ask, Capabilities, Mention, Page, Secret

MANY = 20_001


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A source that is well made; those below are not."""

    network: ClassVar[str] = "web"
    search: ClassVar[Capabilities | None] = None

    name: str
    token: Secret | None = None

    def one(self, number: int = 1, **given: Any) -> Mention:
        values = {"text": f"Acme {number}", "author": None, **given}
        return Mention(source=self.name, source_id=str(number), network="web", **values)

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        yield Page(mentions=(self.one(),))


class NoDataclass:
    """Not what a source must be."""

    def __init__(self, name: str) -> None:
        self.name = name


def no_class() -> None:
    """A function where a class should be."""


@dataclass(frozen=True, kw_only=True)
class NoFetch:
    network: ClassVar[str] = "web"
    search: ClassVar[Capabilities | None] = None
    name: str


@dataclass(frozen=True, kw_only=True)
class FailsWhenBuilt(Bad):
    def __post_init__(self) -> None:
        raise RuntimeError("cannot be built")


class Raises(Bad):
    """Stores a page, then breaks and quotes its key."""

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        yield Page(mentions=(self.one(),))
        secret = self.token.value if self.token else ""
        raise ZeroDivisionError(f"with the key {secret}")


class Exits(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        raise SystemExit(3)


class GivesNothing(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        return None  # type: ignore[return-value]


class GivesWords(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        return iter(["page"])  # type: ignore[list-item]


class GivesWordsInPages(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        yield Page(mentions=("mention", "mention"))  # type: ignore[arg-type]
        yield Page(mentions=(self.one(),))


class GivesWrongTypes(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        yield Page(mentions=(self.one(1), self.one(2, title=5, site=b"x", rating="five")))
        yield Page(mentions=(self.one(3),))


class GivesHalfSigns(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        yield Page(mentions=(self.one(1, text="Acme \ud800"),))


class Endless(Bad):
    """Pages without end, all empty."""

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        return (Page() for _ in itertools.count())


class Hangs(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        time.sleep(5)
        yield Page(mentions=(self.one(),))


class HugePage(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        yield Page(mentions=(self.one(),) * MANY)


class HugeText(Bad):
    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        yield Page(mentions=(self.one(text="Acme " + "x" * 10_000_000),))


@dataclass(frozen=True)
class BadAnalyzer:
    name: str = "badly"
    version: str = "1"

    @classmethod
    def build(cls, settings: object) -> "BadAnalyzer":
        return cls()

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        raise MemoryError("no room")

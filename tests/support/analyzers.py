"""Analyzers for tests: importable, so that worker processes find them."""

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Annotation, Mention


@dataclass(frozen=True)
class Counting:
    """Says how long a text is."""

    name: str = "length"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        return [Annotation(label=str(len(one.text))) for one in batch]


@dataclass(frozen=True)
class Batched:
    """Says how many it was asked about at once."""

    name: str = "batch"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        return [Annotation(label=str(len(batch))) for _ in batch]


@dataclass(frozen=True)
class Placed:
    """Says which process it was asked in."""

    name: str = "process"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        return [Annotation(label=str(os.getpid())) for _ in batch]


@dataclass(frozen=True)
class Killed:
    """Is killed, as where memory runs out, in any other process than *at_home*."""

    at_home: int
    name: str = "killed"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        if os.getpid() != self.at_home:
            os.kill(os.getpid(), signal.SIGKILL)
        return [Annotation(label="alive") for _ in batch]


@dataclass(frozen=True)
class Telling:
    """Says which language it was told."""

    name: str = "told"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        return [Annotation(label=one.language) for one in batch]


@dataclass(frozen=True)
class Failing:
    """Raises at a text that holds "bad"."""

    name: str = "failing"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        if any("bad" in one.text for one in batch):
            raise ValueError("no idea")
        return [None for _ in batch]


@dataclass(frozen=True)
class Hanging:
    """Never comes back from a text that holds "hang"."""

    name: str = "hanging"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        while any("hang" in one.text for one in batch):
            time.sleep(0.01)
        return [Annotation(label="fine") for _ in batch]


@dataclass(frozen=True)
class Short:
    """Forgets an answer."""

    name: str = "short"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        return [None] * (len(batch) - 1)


@dataclass(frozen=True)
class Garbled:
    """Says what no store can keep."""

    name: str = "garbled"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        return [Annotation(label="\ud800") for _ in batch]


@dataclass(frozen=True)
class Wrong:
    """Answers with something that is no annotation."""

    name: str = "wrong"
    version: str = "1"

    def annotate(self, batch: Sequence[Mention]) -> list[Annotation | None]:
        return ["positive" for _ in batch]  # type: ignore[misc]

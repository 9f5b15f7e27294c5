"""The stock of sentences and the little notation it is written in.

`[a|b]` is a choice (choices nest), `{slot}` is filled in from the language's slots or by the
caller. A stock is one TOML file for each language: `[section] subject = lines`.
"""

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "de", "es", "fr")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Stock:
    """What is said in one language: "complaint.battery" -> sentences, and the slots' values."""

    language: str
    sentences: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, tuple[str, ...]]

    def topics(self, section: str) -> list[str]:
        """The subjects of *section*, with its name: "complaint.battery"."""
        return [name for name in self.sentences if name.startswith(f"{section}.")]

    def say(self, rng: random.Random, subject: str, names: Mapping[str, str]) -> str:
        """One sentence about *subject*, written out; *names* fills the slots of the caller."""
        return self.write(rng, rng.choice(self.sentences[subject]), names)

    def write(self, rng: random.Random, template: str, names: Mapping[str, str]) -> str:
        """Write *template* out. `KeyError` names a slot that nobody fills."""

        def value(found: re.Match[str]) -> str:
            given = names.get(found[1])
            return rng.choice(self.slots[found[1]]) if given is None else given

        text, changed = template, 1
        while changed:
            text, changed = _CHOICE.subn(lambda m: rng.choice(m[1].split("|")), text)
        return _capital(" ".join(_SLOT.sub(value, text).split()))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def stock(language: str) -> Stock:
    """The stock of *language*, read once."""
    table = _read(f"{language}.toml")
    slots = {name: tuple(line.split("|")) for name, line in table.pop("slots").items()}
    sentences = {
        f"{section}.{subject}": _lines(text)
        for section, subjects in table.items()
        for subject, text in subjects.items()
    }
    return Stock(language, sentences, slots)


@cache
def press() -> Mapping[str, list[dict[str, Any]]]:
    """Language -> press stories: `titles`, `text`, and `at`, the day they are tied to."""
    return _read("press.toml")


def _lines(text: str) -> tuple[str, ...]:
    """Lines of a block; a single line (titles) separates its sentences by | outside choices."""
    lines = [line for line in text.splitlines() if line]
    return tuple(lines if len(lines) > 1 or "\n" in text else re.split(r"\|(?![^\[]*\])", text))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "texts" / name).read_text(encoding="utf-8"))

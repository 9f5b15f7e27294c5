"""From a subject to a text that somebody could have written."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from monitor.demo.brands import BRANDS, CONTEXT, OURS, DemoBrand
from monitor.demo.grammar import Stock, stock
from monitor.demo.memory import Memory

_MOOD: Final[Mapping[str, str]] = {
    "complaint": "negative", "praise": "positive", "purchase.order": "positive",
    "switching.leave": "negative", "switching.join": "positive",
    "comparison.prefer": "positive",
}  # fmt: skip
_EMOJI: Final[Mapping[str, str]] = {
    "negative": "😡 😤 🙄 😩 🤦 💀", "positive": "😍 🚲 🎉 💚 🙌 😊", "neutral": "🤔 🚲 🙂 👀",
}  # fmt: skip
_GREETED: Final = ("Hi", "Hello", "Hallo", "Hier ", "Hola", "¡Hola", "Bonjour")
_ENDINGS: Final = ("!!", "!?", "!!!", " 🙃")
_WORD = re.compile(r"[^\W\d_]{5,}")
_TRIES: Final = 40
# How readily something is added that belongs to no subject.
_FILLED: Final = {"neutral": 0.0, "request": 0.2}
# Subjects of which one says more than one thing in a row.
_GOES_ON: Final = ("complaint", "question", "praise", "reply.advise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A text, the title above it if any, the brands that it names, and what it was made from."""

    text: str
    brands: tuple[str, ...]
    title: str | None = None
    templates: tuple[str, ...] = ()


def mood_of(subject: str) -> str:
    """How somebody feels who speaks about *subject*."""
    return _MOOD.get(subject) or _MOOD.get(subject.partition(".")[0], "neutral")


def _headline_of(subject: str) -> str:
    """Which kind of headline stands over a text about *subject*."""
    section = subject.partition(".")[0]
    return {"request": "wish", "neutral": "plain"}.get(section, mood_of(subject))


@dataclass
class Writer:
    """Writes texts, no two of them nearly alike if it can help it."""

    rng: random.Random
    _memory: Memory = field(default_factory=Memory)

    def post(
        self,
        language: str,
        brand: DemoBrand,
        subject: str,
        *,
        length: int = 1,
        opening: str | None = None,
    ) -> Writing:
        """A text of about *length* sentences more than the one about *subject*.

        It grows until nobody has written nearly the same.
        """
        for attempt in range(_TRIES):
            more = length + attempt // 4
            draft = self._draft(language, brand, subject, more, opening)
            if not self._memory.holds_like(draft.text, draft.templates):
                break
        self._memory.keep(draft.text, draft.templates)
        return replace(draft, text=self._style(draft.text, mood_of(subject)))

    def _draft(
        self, language: str, brand: DemoBrand, subject: str, length: int, opening: str | None
    ) -> Writing:
        words, names = stock(language), self._names(brand)
        mood, rng = mood_of(subject), self.rng
        used: set[str] = set()
        core = [self._fresh(words, subject, names, used)]
        parts = []
        if opening or rng.random() < 0.12:
            parts.append(words.say(rng, opening or f"open.{mood}", names))
        fillers: list[str] = []
        for _ in range(length):
            is_more = not used.issuperset(words.sentences[subject])
            if is_more and rng.random() < 0.55 and subject.startswith(_GOES_ON):
                core.append(self._fresh(words, subject, names, used))
            elif rng.random() < _FILLED.get(subject.partition(".")[0], 0.4):
                fillers.append(words.say(rng, f"more.{mood}", names))
        return Writing(
            text=" ".join(dict.fromkeys([*parts, *core, *fillers])),
            brands=named(" ".join(core)),
            title=words.say(rng, f"threads.{_headline_of(subject)}", names),
            templates=tuple(sorted(used)),
        )

    def essay(self, language: str, brand: DemoBrand, section: str, length: int) -> Writing:
        """A longer text that goes through several subjects of *section*."""
        words, names = stock(language), self._names(brand)
        topics = [one for one in words.topics(section) if one != "complaint.crisis"]
        self.rng.shuffle(topics)
        used: set[str] = set()
        said: list[str] = []
        for topic in (topics * 2)[:length]:
            if used.issuperset(words.sentences[topic]):
                continue
            said.append(self._fresh(words, topic, names, used))
        closing = words.say(self.rng, f"more.{mood_of(section)}", names)
        return Writing(
            text=" ".join([*said, closing]),
            brands=named(" ".join(said)),
            title=words.say(self.rng, f"threads.{_headline_of(section)}", names),
        )

    def reply(
        self, language: str, brand: DemoBrand, subject: str, *, agrees: bool = False
    ) -> Writing:
        """A sentence or two to somebody else's post."""
        length = self.rng.choice((0, 0, 0, 1))
        opening = "open.agree" if agrees else None
        return self.post(language, brand, subject, length=length, opening=opening)

    def answer(self, language: str, brand: DemoBrand, subject: str, asker: str) -> Writing:
        """What the brand's own account says to *asker*, who wrote about *subject*."""
        kind = "crisis" if subject == "complaint.crisis" else subject.partition(".")[0]
        words = stock(language)
        known = f"answer.{kind}" if f"answer.{kind}" in words.sentences else "answer.question"
        names = self._names(brand) | {"agent": self.rng.choice(brand.agents), "asker": asker}
        for attempt in range(_TRIES):
            text = self._answer(words, known, names, extra=attempt // 8)
            if not self._memory.holds_like(text, [language]):
                break
        self._memory.keep(text, [language])
        return Writing(text=text, brands=named(text))

    def _answer(
        self, words: Stock, subject: str, names: Mapping[str, str], *, extra: int
    ) -> str:
        """A greeting, the answer with a sentence or more beside it, and the signature."""
        core = words.say(self.rng, subject, names)
        said, dash, signature = core.rpartition(" – ")
        said = said or core
        greeting = words.say(self.rng, "answer.greet", names)
        more = [words.say(self.rng, "answer.more", names) for _ in range(1 + extra)]
        parts = [*([] if said.startswith(_GREETED) else [greeting]), said, *more]
        text = " ".join(dict.fromkeys(parts))
        return f"{text} – {signature}" if dash else text

    def noise(self, language: str, kind: str) -> str:
        """Another meaning of the brand's name."""
        return stock(language).say(self.rng, f"noise.{kind}", {})

    def _names(self, brand: DemoBrand) -> dict[str, str]:
        other = self.rng.choice([one for one in BRANDS if one is not brand])
        return {
            "b": brand.name,
            "m": self.rng.choice(brand.models),
            "c": other.name,
            "d": self.rng.choice(other.models),
        }

    def _fresh(
        self, words: Stock, subject: str, names: Mapping[str, str], used: set[str]
    ) -> str:
        """A sentence that shows which Linden is meant.

        Its template is none of *used* as long as there is another, and joins them.
        """
        unused = [one for one in words.sentences[subject] if one not in used]
        for _ in range(_TRIES):
            template = self.rng.choice(unused or words.sentences[subject])
            text = words.write(self.rng, template, names)
            if is_clear(text):
                used.add(template)
                return text
        raise ValueError(f"{words.language}.toml: {subject}: nothing says that it is the bike")

    def _style(self, text: str, mood: str) -> str:
        """Hasty, shouting and playful people; most write as one should."""
        rng, habit = self.rng, self.rng.random()
        if habit < 0.10:
            text = text.lower()
        elif habit < 0.17:
            text = _typo(rng, text)
        elif habit < 0.21:
            text = text.rstrip(".") + rng.choice(_ENDINGS) if text.endswith(".") else text
        if rng.random() < 0.13:
            text = f"{text} {rng.choice(_EMOJI[mood].split())}"
        return text


def named(text: str) -> tuple[str, ...]:
    """The brands whose names stand in *text*."""
    words = set(re.findall(r"\w+", text.casefold()))
    return tuple(brand.name for brand in BRANDS if brand.name.casefold() in words)


def is_clear(text: str) -> bool:
    """Whether a text that names the ambiguous brand has one of its context words."""
    words = set(re.findall(r"[\w-]+|\w+", text.casefold()))
    words |= {part for word in words for part in word.split("-")}
    return OURS.name not in named(text) or any(one.casefold() in words for one in CONTEXT)


def _typo(rng: random.Random, text: str) -> str:
    """Two letters of one long word swapped; never in a name or a word that tells."""
    keep = {word.casefold() for word in CONTEXT} | {
        part.casefold() for brand in BRANDS for model in brand.models for part in model.split()
    }
    spots = [m for m in _WORD.finditer(text) if m[0].casefold() not in keep]
    if not spots:
        return text
    spot = rng.choice(spots)
    at = spot.start() + rng.randrange(1, len(spot[0]) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

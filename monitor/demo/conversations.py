"""Conversations: somebody starts, others join in, the brand answers or does not."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from monitor.demo import habits
from monitor.demo.brands import BRANDS, OURS, DemoBrand
from monitor.demo.grammar import stock
from monitor.demo.items import Clock, Item, poisson
from monitor.demo.people import Crowd, Person
from monitor.demo.writing import Writer, Writing, mood_of

T = TypeVar("T")
_HOSTILE: Final = (
    (
        "mastodon",
        'My Linden app says <script>alert("hi")</script> in the ride log. Funny bike.',
    ),
    ("mastodon", "\u202egniltrats si edom thgin ym\u202c in the Linden app, bike upside down?"),
    (
        "hackernews",
        "\x1b[31mRed\x1b[0m text in the Linden bike's console. \x1b]0;owned\x07 Neat.",
    ),
    ("appstore", "Linden app shows my bike as <img src=x onerror=alert(1)>. Zero\u200b width."),
)


def draw(rng: random.Random, weights: Mapping[T, float]) -> T:
    """One key, as likely as its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


@dataclass
class Talk:
    """Fills `items` with eight weeks of conversations, and with what is no mention at all."""

    clock: Clock
    rng: random.Random
    items: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.crowd = Crowd(self.rng)
        self.writer = Writer(self.rng)

    def fill(self) -> None:
        for day in self.clock.days():
            for brand in BRANDS:
                mean = brand.conversations * self.clock.busyness(day)
                for _ in range(poisson(self.rng, mean)):
                    self._conversation(day, brand, self._subject(brand, day))
            since = (day - self.clock.crisis).days
            if 0 <= since < len(habits.CRISIS_WAVE):
                for _ in range(poisson(self.rng, habits.CRISIS_WAVE[since])):
                    self._conversation(day, OURS, draw(self.rng, habits.CRISIS_SUBJECTS))
            for _ in range(poisson(self.rng, 4.2)):
                self._noise(day)
        self._hostile()

    def _subject(self, brand: DemoBrand, day: datetime) -> str:
        sections = dict(habits.SECTIONS)
        sections["praise"] *= brand.praise
        if brand is OURS and 0 <= (day - self.clock.crisis).days < 7:
            sections["praise"] *= 0.6
            sections["switching"] *= 2
        section = draw(self.rng, sections)
        topics = {
            topic: habits.TOPIC_WEIGHT.get(topic, 1) * (2.2 if topic in brand.leans else 1)
            for topic in stock("en").topics(section)
        }
        return draw(self.rng, topics)

    def _conversation(self, day: datetime, brand: DemoBrand, subject: str) -> None:
        language = draw(self.rng, habits.LANGUAGE_SHARE)
        if subject not in stock(language).sentences:
            subject = self.rng.choice(stock(language).topics(subject.partition(".")[0]))
        channel = self._channel(language, brand, subject)
        root = self._root(day, brand, subject, language, channel)
        last, replies = root.at, poisson(self.rng, habits.REPLIES[channel])
        for _ in range(replies):
            last = self._reply(root, brand, last)
        if self.rng.random() < self._chance_of_answer(root, brand):
            self._answer(root, brand)
        self.items[root.number] = replace(self.items[root.number], replies=replies)

    def _channel(self, language: str, brand: DemoBrand, subject: str) -> str:
        weights = {
            channel: weight
            for channel, weight in habits.CHANNELS[language].items()
            if subject in habits.ONLY.get(channel, {subject})
            and (brand is OURS or channel != "appstore")
        }
        return draw(self.rng, weights)

    def _root(
        self, day: datetime, brand: DemoBrand, subject: str, language: str, channel: str
    ) -> Item:
        mood = mood_of(subject)
        length = self.rng.choice(habits.LENGTH[channel])
        if subject.startswith(("request", "neutral")):
            length = min(length, 1)
        writing = self.writer.post(language, brand, subject, length=length)
        title = None
        if channel in habits.TITLED:
            title = writing.title
        elif channel == "appstore":
            key = {"negative": "bad", "positive": "good"}.get(mood, "middle")
            title = stock(language).say(self.rng, f"review.{key}", {})
        item = self._item(
            channel, self._place(channel, language), self.clock.moment(day), writing,
            self.crowd.speaker(self.rng, channel, language, mood), language, subject,
        )  # fmt: skip
        return self._add(
            replace(
                item,
                kind=habits.ROOT_KIND.get(channel, "post"),
                title=title,
                brands=tuple(b.name for b in BRANDS if b is brand or b.name in writing.brands),
                rating=self.rng.choice(habits.STARS[mood]) if channel == "appstore" else None,
            )
        )

    def _place(self, channel: str, language: str) -> str:
        places = habits.PLACES
        return draw(self.rng, places.get((channel, language)) or places[channel, "*"])

    def _item(
        self, channel: str, place: str, at: datetime, writing: Writing, author: Person,
        language: str, subject: str,
    ) -> Item:  # fmt: skip
        number, text = len(self.items), writing.text
        tags: tuple[str, ...] = ()
        if channel == "mastodon":
            tags = self._tags(writing.brands)
            text = f"{text} {' '.join(f'#{tag}' for tag in tags)}"
        return Item(
            number=number, thread=number, channel=channel, place=place, kind="post",
            author=author, at=at, text=text, language=language, subject=subject,
            brands=writing.brands, tags=tags,
            score=int(self.rng.paretovariate(0.9)) - 1,
            shares=int(self.rng.paretovariate(1.3)) - 1,
        )  # fmt: skip

    def _tags(self, brands: tuple[str, ...]) -> tuple[str, ...]:
        if self.rng.random() < 0.45:
            return ("ebike",)
        tag = brands[0].lower()
        return (tag, "ebike") if self.rng.random() < 0.4 else (tag,)

    def _add(self, item: Item) -> Item:
        self.items.append(item)
        return item

    def _reply(self, root: Item, brand: DemoBrand, after: datetime) -> datetime:
        subject = self._echo(root)
        is_same = subject == root.subject
        mood = "negative" if subject == "reply.agree" else mood_of(subject)
        author = self.crowd.speaker(self.rng, root.channel, root.language, mood)
        minutes = 4 + self.rng.expovariate(1 / 150)
        at = self.clock.awake(after + timedelta(minutes=minutes))
        self._join(root, brand, subject, author, at, agrees=is_same and mood == "negative")
        return at

    def _echo(self, root: Item) -> str:
        """What a reply to *root* is about."""
        section = root.subject.partition(".")[0]
        usual = habits.ECHO.get(section, habits.ECHO["other"])
        subject = draw(self.rng, habits.ECHO.get(root.subject, usual))
        if subject == "same":
            return root.subject
        words = stock(root.language)
        if subject in words.sentences:
            return subject
        topics = words.topics(subject.partition(".")[0])
        return self.rng.choice([topic for topic in topics if topic != "complaint.crisis"])

    def _join(
        self,
        root: Item,
        brand: DemoBrand,
        subject: str,
        author: Person,
        at: datetime,
        *,
        agrees: bool = False,
    ) -> None:
        writing = self.writer.reply(root.language, brand, subject, agrees=agrees)
        item = self._item(
            root.channel, root.place, at, writing, author, root.language, subject
        )  # fmt: skip
        brands = tuple(b.name for b in BRANDS if b is brand or b.name in writing.brands)
        kind = "answer" if root.channel == "stackexchange" else "comment"
        self._add(
            replace(item, kind=kind, thread=root.number, parent=root.number, brands=brands)
        )

    def _chance_of_answer(self, root: Item, brand: DemoBrand) -> float:
        if root.channel not in brand.accounts:
            return 0.0
        kind = habits.ANSWERED_KIND.get(root.subject.partition(".")[0], 0.0)
        crisis = 0.5 if root.subject == "complaint.crisis" else 1.0
        return min(1.0, brand.answers * habits.ANSWERED_HERE[root.channel] * kind * crisis)

    def _answer(self, root: Item, brand: DemoBrand) -> None:
        """The brand's own account answers; now and then the asker says how it went."""
        rng = self.rng
        typical = 9.0 if root.subject == "complaint.crisis" else 2.6
        hours = typical * math.exp(rng.gauss(0, 1.2))
        at = self.clock.awake(root.at + timedelta(hours=hours))
        asker = root.author.name.partition(" ")[0]
        writing = self.writer.answer(root.language, brand, root.subject, asker)
        named = Writing(text=writing.text, brands=(brand.name,))
        account = Person(
            network=root.channel, handle=brand.accounts[root.channel], name=brand.name,
            language=root.language, followers=18_400 if brand is OURS else 7_300,
        )  # fmt: skip
        item = self._item(
            root.channel, root.place, at, named, account, root.language, "own answer"
        )  # fmt: skip
        brands = tuple(b.name for b in BRANDS if b is brand or b.name in writing.brands)
        self._add(
            replace(
                item,
                kind="comment",
                thread=root.number,
                parent=root.number,
                is_own=True,
                brands=brands,
            )
        )
        if root.subject.startswith("complaint") and rng.random() < 0.35:
            mood = "praise.support" if rng.random() < 0.65 else "complaint.support"
            later = self.clock.awake(at + timedelta(hours=rng.uniform(0.3, 40)))
            self._join(root, brand, mood, root.author, later)

    def _noise(self, day: datetime) -> None:
        """The tree, the district, the avenue: found by the same word, about something else."""
        language = draw(self.rng, {"en": 5, "de": 5, "es": 1, "fr": 1})
        kind = self.rng.choice(("tree", "place"))
        channel = "hackernews" if language == "en" and self.rng.random() < 0.1 else "mastodon"
        text = self.writer.noise(language, kind)
        item = self._item(
            channel, self._place(channel, language), self.clock.moment(day),
            Writing(text=text, brands=("linden",)),
            self.crowd.speaker(self.rng, channel, language, "neutral"),
            language, f"noise.{kind}",
        )  # fmt: skip
        title = "What are you reading this week?" if channel == "hackernews" else None
        # Written with its own hashtag; the one that `_item` adds is left off.
        self._add(replace(item, text=text, brands=(), tags=("linden",), title=title))

    def _hostile(self) -> None:
        """Texts that try something; they are mentions like others and do no harm."""
        for days, (channel, text) in enumerate(_HOSTILE, 20):
            item = self._item(
                channel, self._place(channel, "en"),
                self.clock.moment(self.clock.first + timedelta(days=days)),
                Writing(text=text, brands=(OURS.name,)),
                self.crowd.speaker(self.rng, channel, "en", "neutral"), "en", "hostile",
            )  # fmt: skip
            titled = {"appstore": "Odd", "hackernews": "Linden bike serial console"}
            kind = habits.ROOT_KIND.get(channel, "post")
            rating = 3 if channel == "appstore" else None
            self._add(replace(item, kind=kind, title=titled.get(channel), rating=rating))

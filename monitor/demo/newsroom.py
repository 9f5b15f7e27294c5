"""Newspapers that print what the agency sent, blogs that write themselves, and other news."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from monitor.demo.brands import BRANDS, OURS, DemoBrand
from monitor.demo.grammar import LANGUAGES, press, stock
from monitor.demo.items import DAYS, Clock, Item, poisson
from monitor.demo.people import Crowd, Person
from monitor.demo.writing import Writer, mood_of, named

_PAPERS: Final[Mapping[str, str]] = {
    "en": "wire citypost ridernews morninggazette harbourtimes northstar commuterdaily "
    "thecourier "
    "greenstreets valleyherald techround eveningecho",
    "de": "agentur stadtblatt radwoche morgenkurier nordpost taleranzeiger pendlerzeit "
    "rheinbote",
    "es": "agencia diariodelrio ruedas lavozdelvalle elpuerto",
    "fr": "agence lejournaldelamer velorama ouestmatin laplume",
}
_AGENCY: Final[Mapping[str, str]] = {"en": "(WN) ", "de": "(ag) ", "es": "(AG) ", "fr": "(AF) "}
_BLOGS: Final[Mapping[str, float]] = {"en": 1.1, "de": 0.5, "es": 0.3, "fr": 0.3}
_OTHER: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "Linden trees on Mill Road to be pruned in winter",
        "Bridge closed for repairs until May",
        "Linden Quartet opens the concert season",
    ),
    "de": (
        "Straßenfest in Hannover-Linden zieht Tausende an",
        "Neue Brücke erst im Mai fertig",
        "Unter den Linden wird drei Nächte gesperrt",
    ),
    "es": ("El profesor Linden recibe el premio de ciencias", "El puente reabre en mayo"),
    "fr": ("Le pont rouvrira en mai", "Le professeur Linden primé pour ses travaux"),
}
_BLOGGED: Final = ("praise", "complaint", "question", "comparison")


@dataclass
class Newsroom:
    """Fills `items` with articles; numbers go on from *first_number*."""

    clock: Clock
    rng: random.Random
    writer: Writer
    crowd: Crowd
    first_number: int
    items: list[Item] = field(default_factory=list)

    def fill(self) -> None:
        for language in LANGUAGES:
            for place, story in enumerate(press()[language]):
                self._story(language, story, BRANDS[place % len(BRANDS)])
            for day in self.clock.days():
                for _ in range(poisson(self.rng, _BLOGS[language])):
                    self._blog_post(language, day)
                if self.rng.random() < 0.15:
                    self._other_news(language, day)

    def _story(self, language: str, story: Mapping[str, Any], brand: DemoBrand) -> None:
        """A text by the agency, and what the papers make of it."""
        words = stock(language)
        names = {"b": brand.name, "city": self.rng.choice(words.slots["city"])}
        text = "\n\n".join(
            words.write(self.rng, part, names) for part in story["text"].strip().split("\n\n")
        )
        titles = [words.write(self.rng, title, names) for title in story["titles"]]
        agency, *papers = _PAPERS[language].split()
        at = self._day_of(story["at"])
        original = self._article(language, agency, at, titles[0], text)
        self.rng.shuffle(papers)
        for paper in papers[: self.rng.randint(2, len(papers) - 1)]:
            self._copy(original, paper, titles)

    def _day_of(self, tied: str) -> datetime:
        if not tied:
            day = self.rng.randrange(3, DAYS - 2)
            return self.clock.first + timedelta(days=day, hours=7.5)
        after = int(tied.partition("+")[2] or 0)
        return self.clock.crisis + timedelta(days=after, hours=10.5)

    def _copy(self, original: Item, paper: str, titles: list[str]) -> None:
        """Word for word, under another headline, marked, or cut short."""
        text, title = original.text, original.title or ""
        change = self.rng.choice(("same", "same", "headline", "headline", "marked", "cut"))
        if change == "headline":
            title = self.rng.choice(titles[1:])
        elif change == "marked":
            text = _AGENCY[original.language] + text
        elif change == "cut" and len(text.split("\n\n")) > 2:
            text = "\n\n".join(text.split("\n\n")[:-1])
        at = original.at + timedelta(minutes=10 + self.rng.expovariate(1 / 240))
        copy = self._article(original.language, paper, at, title, text)
        self.items[-1] = replace(copy, copy_of=original.number)

    def _article(self, language: str, paper: str, at: datetime, title: str, text: str) -> Item:
        number = self.first_number + len(self.items)
        by = Person(
            network="web", handle=paper, name=f"{paper.title()} desk", language=language
        )
        item = Item(
            number=number, thread=number, channel="news", place=f"{paper}.example",
            kind="article", author=by, at=at, title=title, text=text, language=language,
            subject="news", brands=named(f"{title} {text}"),
        )  # fmt: skip
        self.items.append(item)
        return item

    def _blog_post(self, language: str, day: datetime) -> None:
        rng = self.rng
        brand = rng.choices(BRANDS, [one.conversations for one in BRANDS])[0]
        section = subject = rng.choice(_BLOGGED)
        length = rng.randint(3, 6)
        if brand is OURS and 0 <= (day - self.clock.crisis).days < 8:
            subject = "complaint.crisis"
            writing = self.writer.post(language, brand, subject, length=length)
        else:
            writing = self.writer.essay(language, brand, section, length)
        author = self.crowd.speaker(rng, "blog", language, mood_of(subject))
        number = self.first_number + len(self.items)
        self.items.append(
            Item(
                number=number,
                thread=number,
                channel="blog",
                kind="article",
                author=author,
                place=f"{author.handle.replace('_', '-')}.blog.example",
                title=writing.title,
                at=self.clock.moment(day),
                text=writing.text,
                language=language,
                subject=subject,
                brands=tuple(b.name for b in BRANDS if b is brand or b.name in writing.brands),
            )
        )

    def _other_news(self, language: str, day: datetime) -> None:
        """An article without any of the brands."""
        title = self.rng.choice(_OTHER[language])
        paper = self.rng.choice(_PAPERS[language].split())
        article = self._article(language, paper, self.clock.moment(day), title, f"{title}.")
        self.items[-1] = replace(article, brands=(), subject="noise.news")

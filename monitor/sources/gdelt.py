"""GDELT: news articles of the last three months in many languages, by its search (DOC 2.0).

GDELT gives addresses and titles, not the texts it searched: the mention therefore says that the
service made the match. At most 250 articles an answer, in steps of 15 minutes; a full answer is
followed by the period below it. Refusals come as text with status 200.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from monitor.errors import RateLimited, SourceChanged, SourceError
from monitor.http import Http, Response
from monitor.model import Ask, Match, Mention, Page
from monitor.sources.base import Capabilities
from monitor.sources.paging import SECOND, Answer, Marks, search_texts
from monitor.sources.shape import identity, moment, need, page_of, rows, word
from monitor.text import canonical_url, plain, site_of

PER_PAGE: Final = 250
STEP: Final = timedelta(minutes=15)
OVERLAP: Final = timedelta(hours=2)
REACH: Final = timedelta(days=89)
_BAD_ESCAPE = re.compile(rb'\\(?!["\\/bfnrtu])')


@dataclass(frozen=True, kw_only=True)
class GdeltSource:
    """`qualifiers` are added to each search ("sourcelang:german sourcecountry:austria")."""

    network: ClassVar[str] = "web"
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    base_url: str = "https://api.gdeltproject.org"
    qualifiers: str = ""

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield articles that GDELT saw since the last run."""
        marks = Marks(ask, cursor, OVERLAP)
        for text in search_texts(ask, self.name):
            read = self._reader(text, max(marks.start(text), ask.now - REACH))
            yield from marks.walk_window(text, read, step=STEP)

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield [since, until), newest first; three months back at most."""
        marks = Marks(ask, cursor, timedelta())
        since = max(ask.since or ask.now - REACH, ask.now - REACH)
        for text in search_texts(ask, self.name):
            yield from marks.walk_down(text, self._reader(text, since), step=STEP)

    def _reader(self, text: str, since: datetime) -> Any:
        def read(until: datetime) -> Answer:
            articles = self._articles(text, since, until)
            page = page_of(articles, lambda article: self._mention(article, text))
            return Answer(page, more=len(articles) >= PER_PAGE)

        return read

    def _articles(self, text: str, since: datetime, until: datetime) -> list[Any]:
        answer = self.http.get(
            f"{self.base_url.rstrip('/')}/api/v2/doc/doc",
            params={
                "query": f"{text} {self.qualifiers}".strip(),
                "mode": "artlist",
                "format": "json",
                "maxrecords": PER_PAGE,
                "sort": "datedesc",
                "startdatetime": f"{min(since, until - STEP):%Y%m%d%H%M%S}",
                "enddatetime": f"{until - SECOND:%Y%m%d%H%M%S}",  # shown with what it names
            },
        )
        found = self._read(answer)
        # Nothing found is an empty object, without the list.
        return need(found, "articles", list, of=self.name) if found else rows(found, "articles")

    def _read(self, answer: Response) -> Any:
        """The JSON of an answer; what is none is a refusal in words."""
        body = answer.body.strip()
        if not body.startswith(b"{"):
            raise self._refusal(plain(body.decode("utf-8", "replace")))
        try:
            return json.loads(_BAD_ESCAPE.sub(rb"\\\\", body), strict=False)
        except ValueError:
            raise SourceChanged(f"{self.name}: GDELT's answer is not JSON") from None

    def _refusal(self, said: str) -> SourceError:
        if "limit requests" in said.lower():
            return RateLimited(f"{self.name}: GDELT asks for fewer requests", retry_after=60.0)
        why = " ".join(said.split())[:200] or "nothing at all"
        return SourceError(f"{self.name}: GDELT refused the search, saying: {why}")

    def _mention(self, article: object, text: str) -> Mention:
        url = identity(article, "url", of=self.name)
        title = need(article, "title", str, of=f"{self.name}: article {url}")
        return Mention(
            source=self.name,
            source_id=canonical_url(url) or url,
            network=self.network,
            kind="article",
            url=url,
            title=plain(title),
            published_at=_seen_at(article),
            site=word(article, "domain") or site_of(url),
            language=LANGUAGES.get((word(article, "language") or "").lower()),
            matches=(Match(brand="", term=text, field="service", start=0, end=0),),
        )


def _seen_at(article: object) -> datetime | None:
    """When GDELT saw it, in steps of 15 minutes: "20261123T101500Z"."""
    return moment(article, "seendate")


# GDELT writes languages out; these are most of what it sees.
LANGUAGES: Final = {
    "albanian": "sq", "arabic": "ar", "armenian": "hy", "bengali": "bn", "bosnian": "bs",
    "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "croatian": "hr", "czech": "cs",
    "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi",
    "french": "fr", "galician": "gl", "georgian": "ka", "german": "de", "greek": "el",
    "hebrew": "he", "hindi": "hi", "hungarian": "hu", "icelandic": "is", "indonesian": "id",
    "italian": "it", "japanese": "ja", "korean": "ko", "latvian": "lv", "lithuanian": "lt",
    "macedonian": "mk", "malay": "ms", "norwegian": "no", "persian": "fa", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr", "slovak": "sk",
    "slovenian": "sl", "spanish": "es", "swedish": "sv", "tamil": "ta", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
}  # fmt: skip

"""Stack Exchange: questions and answers of one site, by its search (API 2.3).

Read from the oldest on, so the mark moves with each page. `backoff` in an answer's body holds
the host; a used-up quota (300 requests a day, 10,000 with a free key) ends the run until
midnight UTC. Texts are CC BY-SA: the licence stays with them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any, ClassVar, Final

from monitor.errors import CredentialsRejected, RateLimited, SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.paging import Answer, Marks, search_texts
from monitor.sources.shape import (
    count,
    find,
    identity,
    load,
    moment,
    need,
    page_of,
    rows,
    word,
    words,
)
from monitor.text import hrefs, plain, site_of

PER_PAGE: Final = 100
MAX_PAGES: Final = 25
OVERLAP: Final = timedelta(hours=1)
_KINDS: Final = ("comment", "answer", "question")  # in this order: an answer names its question
_WAIT = re.compile(r"available in (\d+) seconds")


@dataclass(frozen=True, kw_only=True)
class StackExchangeSource:
    """`site` is the site's short name ("superuser"); `tags` narrow to questions with all."""

    network: ClassVar[str] = "stackexchange"
    search: ClassVar[Capabilities | None] = Capabilities()

    name: str
    http: Http
    base_url: str = "https://api.stackexchange.com/2.3"
    site: str = "stackoverflow"
    tags: tuple[str, ...] = ()
    answers: bool = True
    key: Secret | None = None

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new questions, then new answers, of each search."""
        return self._read(ask, Marks(ask, cursor, OVERLAP))

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield [since, until), oldest first."""
        return self._read(ask, Marks(ask, cursor, timedelta()))

    def _read(self, ask: Ask, marks: Marks) -> Iterator[Page]:
        for text in search_texts(ask, self.name):

            def questions(since: datetime, number: int, text: str = text) -> Answer:
                found = self._search("search/advanced", text, ask, since, number)
                return Answer(page_of(self._items(found), self._thread), _has_more(found))

            yield from marks.walk_on(text, questions, ceiling=MAX_PAGES)
            if self.answers:
                key = f"answers: {text}"
                pages = self._answers(text, ask, marks.start(key))
                yield from marks.walk_back(key, pages, shifting=True)

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, 100 ids a request; an id is a question's or an answer's."""
        for ids in _batches(source_ids):
            questions = self._by_id("questions", ids)
            rest = sorted(set(ids) - {mention.source_id for mention in questions.mentions})
            answers = self._by_id("answers", rest) if rest else Page()
            gone = set(rest) - {mention.source_id for mention in answers.mentions}
            yield questions
            yield Page(mentions=answers.mentions, deleted=tuple(sorted(gone)))

    def _by_id(self, what: str, ids: Sequence[str]) -> Page:
        found = self._get(f"{what}/{';'.join(ids)}", pagesize=PER_PAGE)
        return page_of(self._items(found), self._thread)

    def _answers(self, text: str, ask: Ask, since: datetime) -> Iterator[Page]:
        """Answers that the excerpt search finds, with their full text."""
        for number in range(1, MAX_PAGES + 1):
            found = self._search("search/excerpts", text, ask, since, number)
            ids = [str(id_) for item in self._items(found) if (id_ := count(item, "answer_id"))]
            yield self._by_id("answers", ids) if ids else Page()
            if not _has_more(found):
                return
        yield Page(gaps=(Gap(reason=f"the site shows no more answers for {text}"),))

    def _search(self, path: str, text: str, ask: Ask, since: datetime, number: int) -> Any:
        return self._get(
            path,
            q=text,
            tagged=";".join(self.tags) or None,
            fromdate=int(since.timestamp()),
            todate=int(ask.until.timestamp()) if ask.until else None,
            sort="creation",
            order="asc",
            pagesize=PER_PAGE,
            page=number,
        )

    def _get(self, path: str, **params: str | int | None) -> Any:
        url = f"{self.base_url.rstrip('/')}/{path}"
        params |= {"site": self.site, "key": self.key.value if self.key else None}
        if not path.startswith("search/excerpts"):
            params["filter"] = "withbody"
        try:
            answer = self.http.get(url, params=params).json()
        except SourceError as error:
            raise self._understood(error) from None
        if wait := count(answer, "backoff"):
            self.http.hold(url, wait)
        if count(answer, "quota_remaining") == 0 and _has_more(answer):
            raise RateLimited(f"{self.name}: the day's quota is used up; a free key gives more")
        return answer

    def _understood(self, error: SourceError) -> SourceError:
        """What a refusal means: the status is 400 for almost everything, the body tells."""
        body = load(error.body)
        why = word(body, "error_message") or ""
        if word(body, "error_name") == "throttle_violation":
            wait = _WAIT.search(why)
            return RateLimited(
                f"{self.name}: Stack Exchange asks to wait ({why})",
                retry_after=float(wait[1]) if wait else None,
            )
        if "key" in why:
            return CredentialsRejected(f"{self.name}: the key was refused ({why}); check 'key'")
        return SourceError(f"{self.name}: {why}", status=error.status) if why else error

    def _items(self, found: object) -> list[Any]:
        return need(found, "items", list, of=self.name)

    def _thread(self, item: object) -> list[Mention]:
        """A question with the answers that came along, or an answer or comment alone."""
        thread = str(count(item, "question_id") or "") or None
        title = word(item, "title")
        inline = [self._post(answer, thread, title) for answer in rows(item, "answers")]
        return [self._post(item, thread, title), *inline]

    def _post(self, item: object, question: str | None, title: str | None) -> Mention:
        kind = next((one for one in _KINDS if count(item, f"{one}_id") is not None), "question")
        number = identity(item, f"{kind}_id", of=self.name)
        # Questions and answers share their numbers, comments have their own.
        source_id = f"comment-{number}" if kind == "comment" else number
        answered = str(count(item, "post_id") or "") or question
        link = word(item, "link") or self._link(kind, number, answered)
        html = word(item, "body") or word(item, "excerpt") or ""
        return Mention(
            source=self.name,
            source_id=source_id,
            network=self.network,
            kind=kind,
            url=link,
            title=unescape(title) if title else None,
            text=plain(html),
            author=self._author(item),
            published_at=moment(item, "creation_date"),
            edited_at=moment(item, "last_edit_date"),
            thread_id=answered or source_id,
            parent_id=answered if kind != "question" else None,
            site=site_of(link),
            tags=words(item, "tags"),
            links=hrefs(html, base=link),
            engagement=Engagement(
                score=count(item, "score"),
                replies=count(item, "answer_count"),
                views=count(item, "view_count"),
            ),
            licence=word(item, "content_license") or "CC BY-SA",
        )

    def _link(self, kind: str, number: str, post: str | None) -> str:
        """Where it stands, for answers that come without an address."""
        site = f"https://{self.site}" if "." in self.site else f"https://{self.site}.com"
        if kind == "comment":
            return f"{site}/posts/comments/{number}" if post is None else f"{site}/q/{post}"
        return f"{site}/{kind[0]}/{number}"

    def _author(self, item: object) -> Author | None:
        """Names are not unique and an account belongs to one site: "stackoverflow/23"."""
        name = word(item, "owner.display_name")
        user = count(item, "owner.user_id")
        if name is None and user is None:
            return None
        return Author(
            handle=f"{self.site}/{user}" if user else unescape(name or ""),
            name=unescape(name) if name else None,
            url=word(item, "owner.link"),
        )


def _has_more(found: object) -> bool:
    return find(found, "has_more") is True


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + PER_PAGE] for at in range(0, len(ids), PER_PAGE))

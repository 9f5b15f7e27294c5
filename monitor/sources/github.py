"""GitHub: issues and pull requests by search, and the comments of those found.

Two searches each, since a query must name one kind. Read from the oldest on: the search shows
1,000 items at most, so each page is asked for from the last item's second on. The order is that
of creation, or, when comments are read, of the last change.
Without a token 10 searches a minute are allowed, with one 30.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from monitor.errors import SourceChanged, SourceError
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.paging import Answer, Marks, search_texts
from monitor.sources.shape import (
    count,
    find,
    iso,
    moment,
    need,
    page_of,
    word,
    words,
)
from monitor.text import links, looks_like_html, plain

PER_PAGE: Final = 100
CEILING_PAGES: Final = 10
OVERLAP: Final = timedelta(hours=1)
KINDS: Final = ("issue", "pull-request")
_WEB_PATH = re.compile(r"//[^/]+/(.+)/(?:issues|pull)/(\d+)(?:#issuecomment-(\d+))?$")
_API_ISSUE = re.compile(r"/repos/(.+)/issues/(\d+)$")
_API_COMMENT = re.compile(r"/repos/(.+)/issues/comments/(\d+)$")
_HIDDEN = re.compile(r"<!--.*?-->|</?(?:details|summary)\b[^>]*>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class GitHubSource:
    """`qualifiers` are added to each search ("org:acme", "-repo:acme/rocket").

    With `comments` the comments of issues found in this run are read too, one request each; the
    search finds an issue by its comments but shows only the issue.
    """

    network: ClassVar[str] = "github"
    search: ClassVar[Capabilities | None] = Capabilities(max_length=180)

    name: str
    http: Http
    base_url: str = "https://api.github.com"
    qualifiers: str = ""
    comments: bool = False
    token: Secret | None = None

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield issues and pull requests changed since the last run, and their comments."""
        return self._read(ask, Marks(ask, cursor, OVERLAP))

    def backfill(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield [since, until), oldest first."""
        return self._read(ask, Marks(ask, cursor, timedelta()))

    def recheck(self, source_ids: Sequence[str]) -> Iterator[Page]:
        """Look again, one request for each; 404 and 410 mean that it is gone."""
        for source_id in source_ids:
            repository, _, number = source_id.partition("#")
            what = number.removeprefix("issuecomment-")
            path = f"comments/{what}" if what != number else number
            try:
                item = self._get(f"repos/{repository}/issues/{path}")
            except SourceError as error:
                if error.status not in (404, 410):
                    raise
                yield Page(deleted=(source_id,))
            else:
                yield page_of([item], self._mention)

    def _read(self, ask: Ask, marks: Marks) -> Iterator[Page]:
        for text in search_texts(ask, self.name):
            for kind in KINDS:
                what = " ".join(filter(None, (text, f"is:{kind}", self.qualifiers)))

                def read(since: datetime, number: int, what: str = what) -> Answer:
                    return self._found(what, ask.until, since, number)

                start = marks.start(what)
                for page in marks.walk_on(what, read, ceiling=CEILING_PAGES):
                    if self.comments:  # before the page, whose cursor vouches for them
                        yield from self._comments(page, start, ask)
                    yield page

    def _found(self, what: str, until: datetime | None, since: datetime, number: int) -> Answer:
        order = "updated" if self.comments else "created"
        period = f"{iso(since)}..{iso(until)}" if until else f">={iso(since)}"
        found = self._get(
            "search/issues",
            q=f"{what} {order}:{period}",
            sort=order,
            order="asc",
            per_page=PER_PAGE,
            page=number,
        )
        items = need(found, "items", list, of=self.name)
        page = page_of(items, self._mention)
        if find(found, "incomplete_results") is True:
            gap = Gap(reason="GitHub's search timed out and left results out", since=since)
            page = replace(page, gaps=(gap,))
        total = count(found, "total_count") or 0
        more = bool(items) and total > PER_PAGE * (number - 1) + len(items)
        moments = (moment(item, f"{order}_at") for item in items)
        return Answer(page, more, max(filter(None, moments), default=None))

    def _comments(self, page: Page, since: datetime, ask: Ask) -> Iterator[Page]:
        """All comments since then on the issues of *page*."""
        for mention in page.mentions:
            repository, _, number = mention.source_id.partition("#")
            path = f"repos/{repository}/issues/{number}/comments"
            for step in range(1, CEILING_PAGES + 1) if mention.engagement.replies else ():
                found = self._get(path, since=iso(since), per_page=PER_PAGE, page=step)
                comments = need(found, "", list, of=self.name)
                yield page_of(comments, self._comment_reader(mention.source_id))
                if len(comments) < PER_PAGE:
                    break
            else:
                if mention.engagement.replies:
                    reason = f"{mention.source_id} has more comments than are read"
                    yield Page(gaps=(Gap(reason=reason, since=since, until=ask.now),))

    def _comment_reader(self, issue: str) -> Callable[[object], Mention]:
        return lambda comment: self._mention(comment, issue)

    def _get(self, path: str, **params: str | int | None) -> Any:
        try:
            return self.http.get(
                f"{self.base_url.rstrip('/')}/{path}",
                params=params,
                headers={"accept": "application/vnd.github+json"},
                token=self.token,
            ).json()
        except SourceError as error:
            if error.status != 422:
                raise
            raise SourceError(
                f"{self.name}: GitHub refuses the search '{params.get('q')}'; "
                "shorten the brand's query or the qualifiers",
                status=422,
            ) from None

    def _mention(self, item: object, issue: str | None = None) -> Mention:
        """An issue, a pull request, or a comment on *issue*."""
        repository, number, comment = self._place(item)
        thread = f"{repository}#{number}" if number else issue
        body = _readable(word(item, "body") or "")
        return Mention(
            source=self.name,
            source_id=f"{repository}#issuecomment-{comment}" if comment else str(thread),
            network=self.network,
            kind="comment" if comment else _kind(item),
            url=word(item, "html_url") or _comment_url(thread, comment),
            title=word(item, "title"),
            text=body,
            author=_author(item),
            published_at=moment(item, "created_at"),
            # An issue's own `updated_at` moves with each answer and label.
            edited_at=_edited(item) if comment else None,
            thread_id=thread,
            parent_id=thread if comment else None,
            site=f"github.com/{repository}",
            tags=words(item, "labels", "name") or words(item, "labels"),
            links=links(body),
            engagement=Engagement(
                score=count(item, "reactions.total_count"), replies=count(item, "comments")
            ),
        )

    def _place(self, item: object) -> tuple[str, str | None, str | None]:
        """Repository, issue and comment number; old comments have an API address only."""
        web, api = word(item, "html_url"), word(item, "url")
        if web and (place := _WEB_PATH.search(web)):
            return place[1], place[2], place[3]
        if api and (place := _API_COMMENT.search(api)):
            of_issue = _API_ISSUE.search(word(item, "issue_url") or "")
            return place[1], of_issue[2] if of_issue else None, place[2]
        given = need(item, "html_url", str, of=self.name)
        raise SourceChanged(f"{self.name}: the field 'html_url' names no issue: {given}")


def _comment_url(thread: str | None, comment: str | None) -> str | None:
    path = (thread or "").replace("#", "/issues/")
    return f"https://github.com/{path}#issuecomment-{comment}" if path and comment else None


def _kind(item: object) -> str:
    """Old answers give each issue a `pull_request` without addresses."""
    is_pull = (
        "/pull/" in (word(item, "html_url") or "")
        or word(item, "pull_request.html_url") is not None
    )
    return "pull_request" if is_pull else "issue"


def _author(item: object) -> Author | None:
    login = word(item, "user.login") or word(item, "user")
    if login is None:
        return None
    kind = word(item, "user.type")
    return Author(
        handle=login,
        url=word(item, "user.html_url"),
        is_bot=None if kind is None else kind == "Bot",
    )


def _edited(item: object) -> datetime | None:
    changed = moment(item, "updated_at")
    return changed if changed != moment(item, "created_at") else None


def _readable(markdown: str) -> str:
    """*markdown* without HTML, of which issue templates are full; its lines are kept."""
    text = _HIDDEN.sub("", markdown).strip()
    return plain(text.replace("\n", "<br>")) if looks_like_html(text) else text

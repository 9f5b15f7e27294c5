"""App Store: customer reviews of one app, by Apple's feed, per country.

Undocumented but public: 10 pages of 50 reviews for each country, the newest first. An empty
first page after a full one is a failure of the service, not the absence of reviews.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from monitor.errors import SourceUnavailable
from monitor.http import Http
from monitor.model import Ask, Author, Engagement, Gap, Mention, Page
from monitor.sources.base import Capabilities
from monitor.sources.paging import dump_state, load_state
from monitor.sources.shape import count, find, identity, iso, moment, need, page_of, rows, word
from monitor.text import plain

PER_PAGE: Final = 50
MAX_PAGES: Final = 10
OVERLAP: Final = timedelta(days=3)  # reviews show up to days after they were written


@dataclass(frozen=True, kw_only=True)
class AppStoreSource:
    """`app_id` is the number in the app's address; `countries` are two-letter codes."""

    network: ClassVar[str] = "appstore"
    search: ClassVar[Capabilities | None] = None

    name: str
    http: Http
    app_id: str
    base_url: str = "https://itunes.apple.com"
    countries: tuple[str, ...] = ("us",)

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield new reviews of each country; a failing one is told when the others are read."""
        state = load_state(cursor)
        failure: SourceUnavailable | None = None
        for country in dict.fromkeys(code.lower() for code in self.countries):
            try:
                yield from self._new(country, ask, state)
            except SourceUnavailable as error:
                failure = error
        if failure:
            raise failure

    def _new(self, country: str, ask: Ask, state: dict[str, Any]) -> Iterator[Page]:
        """Down to the last run's reviews, known by id: old answers carry no dates."""
        before = state.get(country)
        known = set(rows(before, "ids")) if isinstance(before, dict) else set()
        since = self._since(before, ask)
        newest: list[str] = []
        dates: list[datetime] = []
        for number in range(1, MAX_PAGES + 1):
            reviews = self._reviews(country, number)
            if not reviews and number == 1 and before:
                raise SourceUnavailable(
                    f"{self.name}: Apple gave no reviews for '{country}', where it gave some "
                    "before; the feed is at fault, the next run asks again"
                )
            page = page_of(reviews, lambda review: self._mention(review, country))
            yield page
            newest += [mention.source_id for mention in page.mentions][: PER_PAGE - len(newest)]
            dates += [one.published_at for one in page.mentions if one.published_at]
            if len(reviews) < PER_PAGE or self._is_known(page, known, since):
                break
        else:
            reason = (
                f"Apple shows only the newest {MAX_PAGES * PER_PAGE} reviews of '{country}'"
            )
            yield Page(gaps=(Gap(reason=reason, since=since, until=min(dates, default=None)),))
        if newest:
            at = max(dates, default=ask.now)
            state[country] = {"ids": newest, "at": iso(min(at, ask.now))}
            yield Page(cursor=dump_state(state))

    def _since(self, before: object, ask: Ask) -> datetime | None:
        mark = moment(before, "at")
        return mark - OVERLAP if mark else ask.since

    def _is_known(self, page: Page, known: set[str], since: datetime | None) -> bool:
        """Whether the walk may end with *page*: it is older, or all known, throughout."""
        dates = [mention.published_at for mention in page.mentions]
        if since and all(dates):
            return max(filter(None, dates), default=since) < since
        return bool(page.mentions) and all(one.source_id in known for one in page.mentions)

    def _reviews(self, country: str, number: int) -> list[Any]:
        """The entries of a page but the app's own; one review is an object, none no key."""
        path = f"{country}/rss/customerreviews/page={number}/id={self.app_id}"
        answer = self.http.get(f"{self.base_url.rstrip('/')}/{path}/sortby=mostrecent/json")
        if answer.body.lstrip().startswith(b"<"):
            return self._from_xml(answer.body)
        feed = need(answer.json(), "feed", dict, of=self.name)
        entries = rows(feed, "entry")
        return [one for one in entries if not isinstance(find(one, "im:artist"), dict)]

    def _from_xml(self, body: bytes) -> list[Any]:
        """The same feed in XML, which comes now and then instead of JSON, in JSON's shape."""
        import feedparser

        feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
        if not feed.version:
            raise SourceUnavailable(
                f"{self.name}: Apple answered with a page instead of reviews; it does so now "
                "and then, the next run asks again"
            )
        return [_in_json_shape(entry) for entry in feed.entries if "im_rating" in entry]

    def _mention(self, review: object, country: str) -> Mention:
        review_id = identity(review, "id.label", of=self.name)
        content = need(review, "content.label", str, of=f"{self.name}: review {review_id}")
        is_html = word(review, "content.attributes.type") == "html"
        version = word(review, "im:version.label")
        return Mention(
            source=self.name,
            source_id=review_id,
            network=self.network,
            kind="review",
            url=self._url(review, country),
            title=word(review, "title.label"),
            text=plain(content) if is_html else content.strip(),
            author=_author(review),
            published_at=moment(review, "updated.label"),
            thread_id=self.app_id,
            site=f"apps.apple.com/{country}",
            tags=(f"version {version}",) if version else (),
            engagement=Engagement(score=count(review, "im:voteSum.label")),
            rating=count(review, "im:rating.label"),
        )

    def _url(self, review: object, country: str) -> str:
        given = word(review, "link.attributes.href")
        return given or f"https://apps.apple.com/{country}/app/id{self.app_id}?see-all=reviews"


def _in_json_shape(entry: Any) -> dict[str, Any]:
    author = entry.get("author_detail") or {}
    texts = [one for one in entry.get("content", ()) if one.get("type") == "text/plain"]
    given = {
        "id": entry.get("id"),
        "title": entry.get("title"),
        "updated": entry.get("updated"),
        "content": texts[0]["value"] if texts else entry.get("summary", ""),
        "im:rating": entry.get("im_rating"),
        "im:version": entry.get("im_version"),
        "im:voteSum": entry.get("im_votesum"),
    }
    shaped: dict[str, Any] = {key: {"label": value} for key, value in given.items()}
    name, uri = {"label": author.get("name")}, {"label": author.get("href")}
    return shaped | {"author": {"name": name, "uri": uri}}


def _author(review: object) -> Author | None:
    """Names are not unique; the number in the profile's address identifies the account."""
    name, url = word(review, "author.name.label"), word(review, "author.uri.label")
    number = (url or "").rpartition("/id")[2]
    if not name and not number.isdecimal():
        return None
    handle = number if number.isdecimal() else name or ""
    return Author(handle=handle, name=name, url=url)

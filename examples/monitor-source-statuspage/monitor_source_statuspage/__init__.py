"""Incidents of a public status page (`/api/v2/incidents.json`), the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final

from monitor.http import Http
from monitor.model import Ask, Mention, Page
from monitor.sources.base import Capabilities
from monitor.sources.paging import Marks
from monitor.sources.shape import moment, need, page_of, rows, word
from monitor.text import plain, site_of

OVERLAP: Final = timedelta(hours=6)  # incidents are written down after they began


@dataclass(frozen=True, kw_only=True)
class StatusPageSource:
    """`base_url` is the status page, such as "https://status.acme.example"."""

    network: ClassVar[str] = "statuspage"
    search: ClassVar[Capabilities | None] = None

    name: str
    http: Http
    base_url: str

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield incidents since the last run."""
        yield from Marks(ask, cursor, OVERLAP).walk_back("incidents", self._pages())

    def _pages(self) -> Iterator[Page]:
        url = f"{self.base_url.rstrip('/')}/api/v2/incidents.json"
        answer = self.http.get(url).json()
        incidents = need(answer, "incidents", list, of=self.name)
        yield page_of(incidents, self._mention)

    def _mention(self, incident: object) -> Mention:
        incident_id = need(incident, "id", str, of=self.name)
        updates = rows(incident, "incident_updates")
        return Mention(
            source=self.name,
            source_id=incident_id,
            network=self.network,
            kind="post",
            url=word(incident, "shortlink"),
            title=need(incident, "name", str, of=f"{self.name}: incident {incident_id}"),
            text="\n".join(plain(word(update, "body") or "") for update in updates),
            published_at=moment(incident, "created_at"),
            edited_at=moment(incident, "updated_at"),
            thread_id=incident_id,
            site=site_of(self.base_url),
            tags=tuple(filter(None, (word(incident, "impact"), word(incident, "status")))),
        )

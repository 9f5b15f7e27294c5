"""Feeds: RSS, Atom, RDF and JSON Feed, from an address or a file.

A feed has no cursor of its own. Ours keeps the server's validators verbatim, and of the last
document a bounded sample of its entries: to see that a whole document was new (so that some may
have come and gone unseen), and that an entry came back under another id.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from monitor.errors import ConfigError, SourceError, SourceUnavailable
from monitor.http import Http, Response, Validators, mask
from monitor.model import Ask, Engagement, Gap, Mention, Page, Secret
from monitor.sources.base import Capabilities
from monitor.sources.entries import Entry, Feed
from monitor.sources.feedidentity import identities, sample
from monitor.sources.feedreading import read_feed
from monitor.sources.paging import dump_state, load_state
from monitor.sources.presets import PRESETS, Preset, by_content, handle_of, preset_for
from monitor.sources.shape import as_moment, iso
from monitor.text import canonical_url, site_of

MAX_ENTRIES: Final = 2_000
MAX_BYTES: Final = 10_000_000
_TELLING: Final = 5  # fewer new entries than this are no sign of an overflow
_TIMES_MOVED: Final = 3


@dataclass(frozen=True, kw_only=True)
class RssSource:
    """`url` is a http(s) address or the path of a file; `secret_url` stands instead of it where
    nobody else may know it. `preset` names the publisher where the address does not tell.
    """

    network: ClassVar[str] = "web"
    search: ClassVar[Capabilities | None] = None

    name: str
    http: Http
    url: str = ""
    secret_url: Secret | None = None
    preset: str | None = None

    def __post_init__(self) -> None:
        if bool(self.url) == bool(self.secret_url):
            raise ValueError("give either 'url' or 'secret_url'")
        if self.preset is not None and self.preset not in PRESETS:
            raise ValueError(f"there is no preset '{self.preset}'; known: {', '.join(PRESETS)}")

    def fetch(self, ask: Ask, cursor: str | None) -> Iterator[Page]:
        """Yield the document as one page; nothing where it has not changed."""
        state = load_state(cursor)
        answer = self._answer(state)
        moved = self._moved(state, answer)
        digest = hashlib.sha256(answer.body).hexdigest()[:16]
        if answer.not_modified or digest == state.get("digest"):
            if moved != state.get("moved"):
                cursor = dump_state(_without_none(state | {"moved": moved}))
                yield Page(cursor=cursor, notes=_told(moved), moved_to=(moved or {}).get("to"))
            return
        feed = read_feed(
            answer.body, url=self._shown(answer), where=self._where(), headers=answer.headers
        )
        yield self._page(ask, feed, state, _kept(answer) | {"digest": digest, "moved": moved})

    def _page(
        self, ask: Ask, feed: Feed, state: Mapping[str, Any], kept: dict[str, Any]
    ) -> Page:
        preset = PRESETS[self.preset] if self.preset else preset_for(self._address())
        entries = [preset.read(entry) for entry in _newest(feed.entries)]
        known = _known(state) or {}
        ids = identities(entries, preset, known)
        read = [
            self._mention(
                entry, source_id, by_content(preset, generator=feed.generator, entry=entry)
            )
            for entry, source_id in zip(entries, ids, strict=True)
            if source_id
        ]
        mentions = tuple({mention.source_id: mention for mention in read}.values())
        # An empty document says nothing of what comes next.
        kept |= {"at": iso(ask.now), "known": sample(entries, ids) or known}
        unreadable = ids.count(None)
        return Page(
            mentions=mentions,
            cursor=dump_state(_without_none(kept)) if feed.is_whole else None,
            gaps=tuple(_gaps(ask, feed, state, entries, ids)),
            skipped=(f"{self._where()}: an entry without id, link, title and text",)
            * unreadable,
            notes=(*_told(kept["moved"]), *(() if feed.is_whole else (_CUT,))),
            moved_to=(kept["moved"] or {}).get("to"),
        )

    def _mention(self, entry: Entry, source_id: str, preset: Preset) -> Mention:
        link = canonical_url(entry.link or "")
        edited = entry.updated_at
        if edited and entry.published_at and edited <= entry.published_at:
            edited = None
        return preset.refine(
            Mention(
                source=self.name,
                source_id=source_id,
                network=preset.network,
                kind=preset.kind if entry.title or preset.name != "feed" else "post",
                url=link,
                title=entry.title,
                text=entry.text,
                author=handle_of(entry),
                published_at=entry.published_at or entry.updated_at,
                edited_at=edited,
                thread_id=entry.in_reply_to,
                parent_id=entry.in_reply_to,
                site=site_of(link) or site_of(self._address()),
                language=entry.language,
                tags=entry.tags,
                links=entry.links,
                engagement=Engagement(replies=entry.replies),
            ),
            entry,
        )

    def _answer(self, state: Mapping[str, Any]) -> Response:
        """The document, if it has changed; from its new address once that has proved itself."""
        if not self._is_web():
            return _file(Path(self._address()), self._where())
        validators = Validators(
            etag=_text(state.get("etag")), last_modified=_text(state.get("last_modified"))
        )
        moved = state.get("moved")
        if isinstance(moved, dict) and moved.get("times", 0) >= _TIMES_MOVED:
            try:
                return self._get(str(moved.get("to")), validators)
            except SourceUnavailable:
                pass  # back to the address of the config
        return self._get(self._address(), validators)

    def _get(self, url: str, validators: Validators) -> Response:
        try:
            return self.http.get(url, headers={"Accept": _ACCEPT}, validators=validators)
        except (SourceError, ConfigError) as error:
            if self.secret_url:
                error.args = (str(error).replace(mask(url), self._where()),)
            raise

    def _moved(self, state: Mapping[str, Any], answer: Response) -> dict[str, Any] | None:
        """Where the feed moved for good, and how often in a row it said so."""
        known = state.get("moved")
        known = known if isinstance(known, dict) else {}
        if self.secret_url or not self._is_web():
            return None
        if answer.moved_to is None:
            at_new_place = known.get("to") == answer.url
            return known if at_new_place else None
        if mask(answer.moved_to) != answer.moved_to:
            return None  # a secret stands in it, and the cursor is stored
        times = known.get("times", 0) if known.get("to") == answer.moved_to else 0
        return {"to": answer.moved_to, "times": min(int(times) + 1, _TIMES_MOVED)}

    def _address(self) -> str:
        return self.secret_url.value if self.secret_url else self.url

    def _is_web(self) -> bool:
        return self._address().lower().startswith(("http://", "https://"))

    def _where(self) -> str:
        return f"{self.name} (its secret address)" if self.secret_url else mask(self.url)

    def _shown(self, answer: Response) -> str:
        return answer.url if self._is_web() else ""


_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)


def _newest(entries: Sequence[Entry]) -> list[Entry]:
    """At most 2,000 entries: the newest, where all are dated, else the first."""
    if len(entries) <= MAX_ENTRIES:
        return list(entries)
    if all(entry.published_at for entry in entries):
        entries = sorted(entries, key=_published, reverse=True)
    return list(entries[:MAX_ENTRIES])


def _published(entry: Entry) -> float:
    return entry.published_at.timestamp() if entry.published_at else 0.0


def _gaps(
    ask: Ask,
    feed: Feed,
    state: Mapping[str, Any],
    entries: Sequence[Entry],
    ids: Sequence[str | None],
) -> Iterator[Gap]:
    """What the document may not show: entries past the cap, and those between two visits."""
    if len(feed.entries) > MAX_ENTRIES:
        oldest = min(_times(entries), default=None)
        yield Gap(
            reason=f"a feed of {len(feed.entries)} entries, read to {MAX_ENTRIES}", until=oldest
        )
    known = _known(state)
    if known is None or len(entries) < max(_TELLING, len(known) // 2):
        return
    before = set(known.values())
    if not before.intersection(ids):
        yield Gap(
            reason="every entry was new: some may have come and gone between two visits",
            since=as_moment(state.get("at")),
            until=ask.now,
        )


def _known(state: Mapping[str, Any]) -> dict[str, Any] | None:
    """The entries of the last visit; empty where there were none, None before the first one."""
    known = state.get("known")
    return known if isinstance(known, dict) else None


_CUT: Final = (
    "the document was cut short; its whole entries were taken, the rest comes next time"
)


def _told(moved: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What the user should do about a move that has proved itself."""
    if moved is None or moved["times"] < _TIMES_MOVED:
        return ()
    return (f"has moved for good to {mask(moved['to'])}; change its url in the config",)


def _times(entries: Sequence[Entry]) -> list[datetime]:
    return [entry.published_at for entry in entries if entry.published_at]


def _kept(answer: Response) -> dict[str, Any]:
    return {
        "etag": answer.validators.etag,
        "last_modified": answer.validators.last_modified,
    }


def _without_none(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if value is not None}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _file(path: Path, where: str) -> Response:
    """A feed from the disk, as an answer without validators."""
    path = path.expanduser()
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"{where}: larger than {MAX_BYTES / 1e6:.0f} MB; not read")
        body = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a path"
        raise SourceError(
            f"{where}: cannot be read ({why.lower()}); give a http(s) address or a file"
        ) from error
    return Response(status=200, url=str(path), body=body)

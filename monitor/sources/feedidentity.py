"""Who an entry of a feed is: ids are missing, repeated, or change from one day to the next."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from monitor.sources.entries import Entry
from monitor.sources.presets import Preset
from monitor.text import canonical_url

_SAMPLE: Final = 200


def identities(
    entries: Sequence[Entry], preset: Preset, known: Mapping[str, Any]
) -> list[str | None]:
    """Who each entry is: None for one that says nothing at all.

    In this order: the publisher's own rule; the id, if in this document it stands for one
    entry; the canonical address, likewise; a hash of what it says. An entry that was here
    before under another id (*known*) keeps the one it had.
    """
    places: dict[str, set[str]] = {}
    for entry in entries:
        if entry.guid:
            places.setdefault(entry.guid, set()).add(entry.link or entry.title or "")
    links = Counter(entry.link for entry in entries)
    guids = {entry.guid for entry in entries}
    found: list[str | None] = []
    for entry in entries:
        if own := preset.identity(entry):
            found.append(own)
        elif entry.guid and len(places[entry.guid]) == 1:
            before = known.get(_likeness(entry)) if links[entry.link] == 1 else None
            is_new = not isinstance(before, str) or before in guids
            found.append(entry.guid if is_new else before)
        elif entry.link and links[entry.link] == 1:
            found.append(canonical_url(entry.link) or entry.link)
        else:
            found.append(_hash_of(entry))
    return found


def _hash_of(entry: Entry) -> str | None:
    if not (entry.title or entry.text or entry.link):
        return None
    said = "\n".join((entry.title or "", str(entry.published_at), entry.text, entry.link or ""))
    return f"hash:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _likeness(entry: Entry) -> str:
    """What stays of an entry when its id changes: address and title, as a short hash."""
    said = f"{canonical_url(entry.link or '')}\n{entry.title}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def sample(entries: Sequence[Entry], ids: Sequence[str | None]) -> dict[str, str]:
    """The newest entries as they can be known again: likeness -> id."""
    newest = [(e, i) for e, i in zip(entries, ids, strict=True) if i and len(i) <= 300]
    return {_likeness(entry): source_id for entry, source_id in newest[:_SAMPLE]}

"""The services of the demo in their own formats: each module answers requests for one service.

`source_id` is what each calls an item, which is how tests compare a store with the sample.
"""

from collections.abc import Callable, Mapping
from typing import Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire import (
    appstore,
    discourse,
    feeds,
    github,
    hackernews,
    lemmy,
    mastodon,
    reddit,
    stackexchange,
)
from monitor.demo.wire.base import NOT_FOUND, Answer, Request

SERVICES: Final[Mapping[str, Callable[[Sample, Request], Answer]]] = {
    "appstore": appstore.answer,
    "discourse": discourse.answer,
    "feeds": feeds.answer,
    "github": github.answer,
    "hackernews": hackernews.answer,
    "lemmy": lemmy.answer,
    "mastodon-a": mastodon.first,
    "mastodon-b": mastodon.second,
    "reddit": reddit.answer,
    "stackexchange": stackexchange.answer,
}
_IDS: Final[Mapping[str, Callable[[Item], str]]] = {
    "appstore": appstore.source_id,
    "blog": feeds.source_id,
    "github": github.source_id,
    "hackernews": hackernews.source_id,
    "lemmy": lemmy.source_id,
    "mastodon": mastodon.source_id,
    "news": feeds.source_id,
    "reddit": reddit.source_id,
    "stackexchange": stackexchange.source_id,
}


def answer(sample: Sample, request: Request) -> Answer:
    """What the service named by the first part of the path says to *request*."""
    service, _, path = request.path.lstrip("/").partition("/")
    if service not in SERVICES:
        return NOT_FOUND
    return SERVICES[service](sample, request.below(path))


def source_id(sample: Sample, item: Item) -> str:
    """The id by which the service, and so the store, knows *item*."""
    if item.channel == "discourse":
        return discourse.source_id(sample, item)
    return _IDS[item.channel](item)

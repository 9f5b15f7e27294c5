"""Answers that real services gave, read by the sources: every item becomes a whole mention."""

from datetime import UTC

import pytest

from monitor.model import KINDS
from monitor.text import clean, looks_like_html
from tests.support.recordings import RUNS, Case, cases
from tests.support.shared import needs_recordings

# What every item of a service has; `needs` of the others differ from answer to answer.
ALWAYS = {
    "appstore": ("author", "url", "title", "text", "rating"),
    "bluesky": ("author", "url", "published_at", "thread_id"),
    "devto": ("author", "url", "title", "published_at", "tags", "engagement"),
    "discourse": ("author", "url", "published_at", "thread_id"),
    "github": ("author", "published_at"),
    "hackernews": ("author", "url", "published_at", "kind", "site"),
    "lobsters": ("author", "url", "published_at", "thread_id"),
    "mastodon": ("author", "url", "published_at", "language", "site"),
    "reddit": ("url", "published_at", "thread_id", "site"),
    "stackexchange": ("author", "url", "title", "published_at", "licence"),
    "wikipedia": ("url", "title", "licence"),
    "x_twitter": ("url", "text", "published_at"),
    "youtube": ("author", "published_at", "site"),
}


@needs_recordings
@pytest.mark.parametrize("service", sorted(RUNS))
def test_every_recorded_item_becomes_a_mention(service: str) -> None:
    read = list(cases(service))
    assert read
    for case in read:
        assert case.skipped == (), case.file
        assert len(case.mentions) == case.items, case.file
        _are_whole(service, case)


def _are_whole(service: str, case: Case) -> None:
    for mention in case.mentions:
        where = (case.file, mention.source_id)
        assert mention.kind in KINDS, where
        # On Reddit people write about HTML; its own markup is gone with the rest.
        assert service == "reddit" or not looks_like_html(mention.text), where
        assert mention.text == clean(mention.text), where
        for time in (mention.published_at, mention.edited_at):
            assert time is None or time.tzinfo is UTC, where
        for field in ALWAYS[service]:
            assert getattr(mention, field), (*where, field)
        if mention.author:
            assert mention.author.handle.strip(), where

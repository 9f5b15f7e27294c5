"""What every figure means, in one sentence. Printed under tables, a field in JSON."""

from typing import Final

from monitor.reports.rows import Column, Unit

DEFINITIONS: Final = {
    "volume": "mentions in the period, syndicated copies included, own accounts left out",
    "originals": "mentions without syndicated copies: each republished text once",
    "copies": "mentions that republish a text seen before (their first one is not a copy)",
    "own": "mentions by own accounts of a watched brand; in no other figure",
    "undated": "mentions whose source gave no publication time; they count when first seen",
    "share_of_voice": "the brand's volume in the volume of all compared brands",
    "share_of_originals": "the same share without syndicated copies",
    "authors": "distinct known authors, own accounts left out",
    "share_of_authors": "the brand's authors in the sum of all compared brands' authors",
    "net_sentiment": "(positive - negative) / (positive + neutral + negative) × 100",
    "judged": "mentions judged positive, neutral or negative: the n of net sentiment",
    "unjudged": "mentions not judged yet, or on which the analyzer is unsure; in no share",
    "positive": "mentions judged positive towards the brand, copies once",
    "neutral": "mentions judged neutral towards the brand, copies once",
    "negative": "mentions judged negative towards the brand, copies once",
    "balance": "positive / (positive + negative); blank under 10 opinionated mentions",
    "topic_size": "mentions about the topic, copies once; one may be about several",
    "topic_share": "the topic's mentions in all of the brand's mentions, copies once",
    "topic_change": "the share against the period before, in points",
    "topic_authors": "distinct known authors who wrote about it",
    "subject_authors": "distinct known authors who said it; the order of the table",
    "subject_size": "mentions that say it, copies once",
    "together": "mentions that name both brands, copies once",
    "preferred": "of them, those whose sentiment towards one brand is better than to the other",
    "preferred_share": "preferring the first brand, in all that prefer one; blank under 10",
    "place_size": "mentions there, syndicated copies included, own accounts left out",
    "place_share": "its mentions in the brand's volume",
    "moved": "mentions now minus mentions in the period before",
    "days": "mentions per day, copies included; a day whose sources were down is not zero",
    "sentiment_days": "net sentiment per day, copies once; blank without judged mentions",
    "spike_count": "mentions of that day, copies once",
    "spike_people": "distinct authors of that day; unknown ones count one each",
    "spike_expected": "the mean that the eight weeks before let expect of that weekday",
    "spike_probability": "how often a quiet day would have so many mentions or more",
    "spike_smallest": "the count from which that day would have been a spike",
    "spike_seen_from": "the smallest jump, × expected, that is seen on four days of five",
    "spike_about": "topics and phrases more frequent than in the eight weeks before",
    "source_mentions": "mentions in the period from this source, of any watched brand",
    "down_days": "days on which it failed for an hour or more",
    "capped_days": "days of which the service gave only a part",
    "silent_days": "days with nothing from it although 5 or more a day are usual",
}


def column(
    key: str, title: str, unit: Unit = "text", *, means: str | None = None, is_bar: bool = False
) -> Column:
    """A column with its definition; *means* is its key where that is another one."""
    definition = DEFINITIONS.get(means or key, "")
    return Column(key=key, title=title, unit=unit, definition=definition, is_bar=is_bar)

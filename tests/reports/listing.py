"""The figures once more, in plain Python over what `monitor mentions --format ndjson` lists.

Shares nothing with the reports but the format: no SQL, no daily counts, no code of theirs.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

Mention = dict[str, Any]


def counts_at(mention: Mention) -> datetime:
    said, seen = mention["published_at"], _time(mention["first_seen_at"])
    at = _time(said) if said else None
    is_absurd = at is None or at.year < 2000 or (at - seen).total_seconds() > 86_400
    return seen if is_absurd or at is None else min(at, seen)


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def differences(
    listed: Sequence[Mention], reports: dict[str, dict[str, Any]], zone: tzinfo
) -> list[str]:
    """What the JSON of reports says otherwise than a plain count of the listed mentions."""
    outside = reports["outside"]
    since, until = outside["since"], outside["until"]
    inside = [m for m in listed if since <= f"{counts_at(m).astimezone(zone):%Y-%m-%d}" < until]
    found: list[str] = []
    for brand in outside["brands"]:
        mine = [m for m in inside if brand in m["brands"]]
        voices = [m for m in mine if not m["is_own"]]
        for what, said, counted in _figures(brand, mine, voices, inside, reports, zone):
            if said != counted and not _nearly(said, counted):
                found.append(f"{brand} {what}: report {said}, counted {counted}")
    return found


def _nearly(a: Any, b: Any) -> bool:
    return isinstance(a, float) and isinstance(b, float) and abs(a - b) < 0.011


Triple = tuple[str, Any, Any]


def _figures(
    brand: str,
    mine: list[Mention],
    voices: list[Mention],
    inside: list[Mention],
    reports: dict[str, dict[str, Any]],
    zone: tzinfo,
) -> Iterator[Triple]:
    outside = reports["outside"]
    once = [m for m in voices if not m["is_copy"]]
    yield from _volume(brand, mine, voices, once, inside, outside)
    yield from _mood(brand, once, outside)
    yield from _subjects(brand, once, outside)
    yield from _places(brand, voices, outside, zone)
    yield from _together(brand, once, outside)
    yield from _reach(brand, voices, reports["influence"])
    answerable = [
        m
        for m in once
        if {"complaint", "question"} & set(m["intents"])
        or any(s["brand"] == brand and s["term"].startswith("@") for s in m["matches"])
    ]
    said = _row(reports["listening"], "responses", brand)["answerable"]["value"]
    # Replies to own posts are answerable as well, which the list alone does not show.
    yield "answerable at least", said >= len(answerable), True
    made = Counter(m["kind"] for m in once)
    for row in _rows(reports["amplify"], "fan_made", brand):
        yield f"made {row['kind']}", row["fan_made"]["value"], made[row["kind"]]


def _volume(
    brand: str,
    mine: list[Mention],
    voices: list[Mention],
    once: list[Mention],
    inside: list[Mention],
    outside: dict[str, Any],
) -> Iterator[Triple]:
    row = _row(outside, "volume", brand)
    everyone = [(b, m) for m in inside if not m["is_own"] for b in m["brands"]]
    everyone = [(b, m) for b, m in everyone if b in outside["brands"]]
    by_brand = {b: {_author(m) for c, m in everyone if c == b} - {None} for b, _ in everyone}
    yield "volume", row["volume"]["value"], len(voices)
    yield "originals", row["originals"]["value"], len(once)
    yield "copies", row["copies"]["value"], len(voices) - len(once)
    yield "own", row["own"]["value"], len(mine) - len(voices)
    yield "authors", row["authors"]["value"], len({_author(m) for m in voices} - {None})
    yield "undated", row["undated"]["value"], sum(m["published_at"] is None for m in voices)
    shares = _row(outside, "share_of_voice", brand)
    yield "share", shares["share_of_voice"]["value"], _share(len(voices), len(everyone))
    originals = sum(not m["is_copy"] for _, m in everyone)
    yield (
        "share of originals",
        shares["share_of_originals"]["value"],
        _share(len(once), originals),
    )
    authors = sum(len(held) for held in by_brand.values())
    part = len(by_brand.get(brand, ()))
    yield "share of authors", shares["share_of_authors"]["value"], _share(part, authors)


def _mood(brand: str, once: list[Mention], outside: dict[str, Any]) -> Iterator[Triple]:
    row = _row(outside, "net_sentiment", brand)
    tally = Counter(m["sentiment"].get(brand, {}).get("label") for m in once)
    for label in ("positive", "neutral", "negative"):
        yield label, row[label]["value"], tally[label]
    yield "net", row["net_sentiment"]["value"], _net(once, brand)
    sides = tally["positive"] + tally["negative"]
    balance = _share(tally["positive"], sides) if sides >= 10 else None
    yield "balance", row["balance"]["value"], balance


def _subjects(brand: str, once: list[Mention], outside: dict[str, Any]) -> Iterator[Triple]:
    for row in _rows(outside, "topics", brand):
        about = [m for m in once if row["topic"] in m["topics"]]
        yield f"topic {row['topic']}", row["topic_size"]["value"], len(about)
        yield (
            f"share {row['topic']}",
            row["topic_share"]["value"],
            _share(len(about), len(once)),
        )
        yield f"net {row['topic']}", row["net_sentiment"]["value"], _net(about, brand)
        people = {_author(m) for m in about} - {None}
        yield f"authors {row['topic']}", row["topic_authors"]["value"], len(people)
    tables = {"wants": "request", "complaints": "complaint", "questions": "question"}
    topics = {topic for m in once for topic in m["topics"]}
    for key, intent in {**tables, "praise": "praise"}.items():
        for row in _rows(outside, key, brand):
            if row["subject"] in topics:
                about = [
                    m for m in once if intent in m["intents"] and row["subject"] in m["topics"]
                ]
                yield f"{key} {row['subject']}", row["subject_size"]["value"], len(about)
                people = {_author(m) for m in about} - {None}
                yield f"{key} people", row["subject_authors"]["value"], len(people)


def _places(
    brand: str, voices: list[Mention], outside: dict[str, Any], zone: tzinfo
) -> Iterator[Triple]:
    for kind in ("source", "site", "network", "language"):
        tally = Counter(m[kind] for m in voices)
        rows = {
            row[kind]: row["place_size"]["value"] for row in _rows(outside, f"by_{kind}", brand)
        }
        yield f"{kind} sizes", sorted(rows.values()), sorted(tally.values())[-10:]
        for name, size in rows.items():
            yield f"{kind} {name}", size, tally[name]
    days = Counter(f"{counts_at(m).astimezone(zone):%Y-%m-%d}" for m in voices)
    (line,) = [
        one for one in outside["trends"]["volume_by_day"]["lines"] if one["label"] == brand
    ]
    yield "days", {d["day"]: d["value"] for d in line["days"] if d["value"]}, dict(days)


_RANKS = {"negative": 0, "neutral": 1, "positive": 2}


def _together(brand: str, once: list[Mention], outside: dict[str, Any]) -> Iterator[Triple]:
    for row in outside["tables"]["comparisons"]["rows"]:
        if row["first"] != brand:
            continue
        both = [m for m in once if row["second"] in m["brands"]]
        pairs = [tuple(m["sentiment"].get(b, {}).get("label") for b in (brand, row["second"]))
                 for m in both]  # fmt: skip
        ranked = [(_RANKS[a], _RANKS[b]) for a, b in pairs if a in _RANKS and b in _RANKS]
        yield f"with {row['second']}", row["together"]["value"], len(both)
        yield "prefer first", row["prefer_first"]["value"], sum(a > b for a, b in ranked)
        yield "prefer second", row["prefer_second"]["value"], sum(b > a for a, b in ranked)


def _reach(brand: str, voices: list[Mention], influence: dict[str, Any]) -> Iterator[Triple]:
    from monitor.reports.influence import NETWORKS

    amounts: dict[str, dict[str, float]] = {"connectors": {}, "mavens": {}}
    for m in voices:
        who, counts = _author(m), m["engagement"]
        if who is None:
            continue
        if m["network"] not in NETWORKS:
            views = 150 if counts["views"] is None else counts["views"]
            amounts["mavens"][who] = amounts["mavens"].get(who, 0) + views
        elif m["author"]["followers"] is not None:
            fans = m["author"]["followers"]
            seen = 0.15 - 0.09 * (min(max(fans, 1e5), 1e7) - 1e5) / 9.9e6
            amounts["connectors"][who] = amounts["connectors"].get(who, 0) + fans * seen
    for key, held in amounts.items():
        row = _row(influence, key, brand)
        if len(held) < 30:
            yield f"{key} too few", row["set_size"]["value"], None
        else:
            yield f"{key} set", row["set_size"]["value"], _set_size(sorted(held.values()))


def _set_size(amounts: list[float]) -> int:
    total, reached = sum(amounts), 0.0
    for amount in reversed(amounts):
        reached += amount
        if reached >= 0.8 * total - 1e-6:
            return sum(one >= amount - 1e-6 for one in amounts)
    return 0


def _net(mentions: list[Mention], brand: str) -> float | None:
    tally = Counter(m["sentiment"].get(brand, {}).get("label") for m in mentions)
    whole = tally["positive"] + tally["neutral"] + tally["negative"]
    return _share(tally["positive"] - tally["negative"], whole)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def _author(mention: Mention) -> str | None:
    author = mention["author"]
    return None if author is None else f"{mention['network']}:{author['handle'].casefold()}"


def _rows(report: dict[str, Any], key: str, brand: str) -> list[dict[str, Any]]:
    return [row for row in report["tables"][key]["rows"] if row["brand"] == brand]


def _row(report: dict[str, Any], key: str, brand: str) -> dict[str, Any]:
    (only,) = _rows(report, key, brand)
    return only


def check(run: Callable[..., str], zone: tzinfo, *period: str) -> list[str]:
    """The differences of a whole store; *run* runs a `monitor` command and gives its output."""
    import json

    reports = {
        name: json.loads(run("report", name, "--format", "json", *period))
        for name in ("outside", "listening", "influence", "amplify")
    }
    listed = [json.loads(line) for line in run("mentions", "--format", "ndjson").splitlines()]
    return differences(listed, reports, zone)

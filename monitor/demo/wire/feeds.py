"""Newspapers and blogs as feeds: RSS 2.0, Atom, RDF and JSON Feed, one for each desk."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Final

from monitor.demo.items import Item, Sample
from monitor.demo.wire.base import NOT_FOUND, Answer, Request, document, iso, paragraphs

# feed -> the channel and the languages that it carries
FEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "news-en.rss": ("news", "en"),
    "news-de.atom": ("news", "de"),
    "news-es.rdf": ("news", "es"),
    "news-fr.json": ("news", "fr"),
    "blogs-en.atom": ("blog", "en"),
    "blogs-europe.json": ("blog", "de es fr"),
}


def source_id(item: Item) -> str:
    """The entry's guid: its address."""
    day = item.at.strftime("%Y/%m/%d")
    return f"https://{item.place}/{day}/{_slug(item.title or '')}-{item.number}"


def _slug(title: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", title.lower())[:7])


def answer(sample: Sample, request: Request) -> Answer:
    if request.path not in FEEDS:
        return NOT_FOUND
    channel, languages = FEEDS[request.path]
    items = [item for item in sample.of(channel) if item.language in languages.split()][::-1]
    changed = max((item.at for item in items), default=sample.now)
    write, kind = _FORMATS[request.path.rpartition(".")[2]]
    return document(request, write(items, changed), kind, changed)


def _rss(items: list[Item], changed: datetime) -> str:
    entries = "".join(
        f"<item><title>{escape(item.title or '')}</title><link>{source_id(item)}</link>"
        f'<guid isPermaLink="true">{source_id(item)}</guid>'
        f"<dc:creator>{escape(item.author.name)}</dc:creator>"
        f"<pubDate>{format_datetime(item.at, usegmt=True)}</pubDate>"
        f'<source url="https://{item.place}">{item.place}</source>'
        f"<description>{escape(paragraphs(item.text))}</description></item>"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        "<title>Press on two wheels</title><link>https://press.example</link>"
        "<description>What the papers write</description>"
        f"<lastBuildDate>{format_datetime(changed, usegmt=True)}</lastBuildDate>"
        f"{entries}</channel></rss>"
    )


def _atom(items: list[Item], changed: datetime) -> str:
    entries = "".join(
        f"<entry><title>{escape(item.title or '')}</title><id>{source_id(item)}</id>"
        f'<link href="{source_id(item)}"/>'
        f"<author><name>{escape(item.author.name)}</name></author>"
        f"<published>{iso(item.at)}</published><updated>{iso(item.at)}</updated>"
        f'<content type="html">{escape(paragraphs(item.text))}</content></entry>'
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Presse</title><id>urn:press</id><updated>{iso(changed)}</updated>"
        f"{entries}</feed>"
    )


def _rdf(items: list[Item], changed: datetime) -> str:
    listed = "".join(f'<rdf:li rdf:resource="{source_id(item)}"/>' for item in items)
    entries = "".join(
        f'<item rdf:about="{source_id(item)}"><title>{escape(item.title or "")}</title>'
        f"<link>{source_id(item)}</link><dc:date>{iso(item.at)}</dc:date>"
        f"<dc:creator>{escape(item.author.name)}</dc:creator>"
        f"<description>{escape(item.text)}</description></item>"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://prensa.example">'
        "<title>Prensa</title><link>https://prensa.example</link><description>Prensa</description>"
        f"<dc:date>{iso(changed)}</dc:date><items><rdf:Seq>{listed}</rdf:Seq></items></channel>"
        f"{entries}</rdf:RDF>"
    )


def _json(items: list[Item], changed: datetime) -> str:
    entries = [
        {
            "id": source_id(item),
            "url": source_id(item),
            "title": item.title,
            "content_html": paragraphs(item.text),
            "date_published": iso(item.at),
            "authors": [{"name": item.author.name}],
            "language": item.language,
        }
        for item in items
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": f"Revue {changed:%Y}"}
    return json.dumps(head | {"items": entries}, ensure_ascii=False)


_FORMATS: Final[Mapping[str, tuple[Callable[[list[Item], datetime], str], str]]] = {
    "rss": (_rss, "application/rss+xml; charset=utf-8"),
    "atom": (_atom, "application/atom+xml; charset=utf-8"),
    "rdf": (_rdf, "application/rdf+xml; charset=utf-8"),
    "json": (_json, "application/feed+json"),
}

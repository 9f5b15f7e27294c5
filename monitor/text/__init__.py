"""Pure text: text of HTML, clean Unicode, one spelling of addresses and times, safe output.

Nothing here raises on foreign input. The libraries behind `plain` and `canonical_url` are
imported at first use, so that importing this package costs nothing.
"""

from monitor.text.addresses import MAX_URL, canonical_url, hashtags, hrefs, links, site_of
from monitor.text.characters import CUT_MARK, MAX_TEXT, clean, valid_unicode
from monitor.text.markup import looks_like_html, plain
from monitor.text.output import csv_cell, json_text, terminal
from monitor.text.times import utc

__all__ = [
    "CUT_MARK",
    "MAX_TEXT",
    "MAX_URL",
    "canonical_url",
    "clean",
    "csv_cell",
    "hashtags",
    "hrefs",
    "json_text",
    "links",
    "looks_like_html",
    "plain",
    "site_of",
    "terminal",
    "utc",
    "valid_unicode",
]

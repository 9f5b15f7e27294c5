"""The query language: what a mention of a brand is.

`parse` and `to_text` turn text into a tree and back; `compile_brands` and `compile_queries`
make a `Matcher` of many; `searches` asks a source for a superset, `fts_expression` and
`search_text` do the same for the stored mentions. Libraries are imported when first used.
"""

from monitor.query.brands import brand_fingerprint, compile_brands, compile_queries
from monitor.query.matcher import Matcher
from monitor.query.parse import parse
from monitor.query.print import to_text
from monitor.query.pushdown import searches
from monitor.query.spans import highlight
from monitor.query.stored import fts_expression, search_text

__all__ = [
    "Matcher",
    "brand_fingerprint",
    "compile_brands",
    "compile_queries",
    "fts_expression",
    "highlight",
    "parse",
    "search_text",
    "searches",
    "to_text",
]

"""Plain text of HTML."""

import html as _html
import re
from typing import Final

from monitor.text.characters import valid_unicode

_MAX_MARKUP: Final = 2_000_000
_MAX_DEPTH: Final = 500
_BREAK: Final = "\x1e"  # stands for a line break while white space is collapsed
_BLOCKS: Final = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    }
)
_UNSEEN: Final = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "head",
        "svg",
        "math",
        "object",
        "title",
    }
)
# Tags that another of their kind closes, or that hold nothing: they never nest by themselves.
_FLAT: Final = frozenset(
    {
        "p",
        "li",
        "dd",
        "dt",
        "option",
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
)
# A tag up to the next "<": possessive, so that each character is looked at once.
_ANY_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/<>]*+)(?:[^'"<>]++|"[^"<]*+"|'[^'<]*+'|['"])*+>""")
_KNOWN_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|form|"
    r"h[1-6]|hr|i|iframe|img|ins|kbd|li|main|mark|ol|p|pre|q|s|script|section|small|span|"
    r"strike|strong|style|sub|sup|svg|table|tbody|td|th|tr|tt|u|ul|video|wbr)\b[^<>]*+>",
    re.IGNORECASE,
)


def looks_like_html(text: str) -> bool:
    """Whether *text* carries tags of HTML, not just a "<" or a "List<String>"."""
    return "<" in text and _KNOWN_TAG.search(text[:_MAX_MARKUP]) is not None


def plain(html: str) -> str:
    """The text a reader of *html* sees: blocks become lines, entities characters.

    Linear in its input however it is nested; what lies past 2,000,000 characters is dropped.
    """
    if "<" not in html:
        return _lines(_html.unescape(html) if "&" in html else html)
    from selectolax.lexbor import LexborHTMLParser

    markup = valid_unicode(html[:_MAX_MARKUP]).replace(_BREAK, " ")
    tree = LexborHTMLParser(_tame(markup))
    tree.strip_tags(list(_UNSEEN))
    for block in tree.css(",".join(_BLOCKS)):
        block.insert_before(_BREAK)
        block.insert_after(_BREAK)
    for cell in tree.css("td,th"):
        cell.insert_after(" ")
    text = tree.root.text(deep=True, separator="") if tree.root else ""
    return _lines("\n".join(" ".join(line.split()) for line in text.split(_BREAK)))


def _tame(markup: str) -> str:
    """*markup* without attributes, well nested, and not deeper than 500 boxes.

    Attributes and depth cost an HTML parser quadratic time: 100,000 attributes on one tag, or
    200,000 boxes in each other, keep it busy for minutes.
    """
    open_tags: list[str] = []

    def tamed(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if tag[1]:
            return _closing(name, open_tags)
        if tag[0].endswith("/>") or name in _FLAT:
            return f"<{name}/>"
        if len(open_tags) < _MAX_DEPTH:
            open_tags.append(name)
        elif name not in _UNSEEN:
            return _BREAK if name in _BLOCKS else ""
        return f"<{name}>"

    return _ANY_TAG.sub(tamed, markup)


def _closing(name: str, open_tags: list[str]) -> str:
    """The end tags that close *name* and all that is open inside it."""
    if name in _FLAT or name not in open_tags:
        return f"</{name}>" if name in _FLAT or name in _UNSEEN else ""
    closed: list[str] = []
    while not closed or closed[-1] != name:
        closed.append(open_tags.pop())
    return "".join(f"</{tag}>" for tag in closed)


def _lines(text: str) -> str:
    """*text* with single blanks, no blank ends and no empty lines."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)

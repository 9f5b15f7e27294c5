"""Stories and comments on Lobsters' pages, in the shape of its JSON.

Comments are listed as pages only; story lists exist as JSON and as pages.
"""

import re
from typing import Any, Final

from monitor.errors import SourceChanged
from monitor.model import Json
from monitor.text import utc

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}")


def entries(html: bytes, *, of: str) -> list[dict[str, Json]]:
    """The stories and comments of a page. Raises `SourceChanged` where it has neither."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    found = [_story(node) for node in tree.css("li.story[data-shortid]")]
    page_story = found[0] if len(found) == 1 else None
    found += [_comment(node, page_story) for node in tree.css("div.comment[data-shortid]")]
    if not found and not tree.css("ol.stories, ol.comments"):
        raise SourceChanged(f"{of}: no 'li.story' and no 'div.comment' in the page")
    return found


def _story(node: Any) -> dict[str, Json]:
    link = node.css_first("a.u-url")
    about = node.css_first("a.description_present")
    return {
        "short_id": node.attributes.get("data-shortid"),
        "title": link.text(strip=True) if link else None,
        "url": link.attributes.get("href") if link else None,
        "description_plain": about.attributes.get("title") if about else None,
        "comment_count": _first_number(node.css_first(".comments_label a")),
        "tags": [tag.text(strip=True) for tag in node.css("a.tag")],
        "submitter_user": _user(node),
        **_common(node),
    }


def _comment(node: Any, page_story: dict[str, Json] | None) -> dict[str, Json]:
    """A comment on the page's only story, or, in a list of comments, on the one it links to."""
    text = node.css_first(".comment_text")
    link = node.css_first('.byline a[href^="/s/"]')
    byline = node.css_first(".byline")
    story = page_story or {}
    return {
        "short_id": node.attributes.get("data-shortid"),
        "comment": text.html if text else None,
        "story_id": link.attributes["href"].split("/")[2] if link else story.get("short_id"),
        "story_title": link.text(strip=True) if link else story.get("title"),
        "parent_comment": _above(node),
        "commenting_user": _user(node),
        "is_edited": "edited" in (byline.text().split() if byline else ()),
        **_common(node),
    }


def _above(node: Any) -> str | None:
    """The comment that is answered: the one in whose branch of the tree this one stands."""
    leaf = node.parent
    branch = leaf.parent.parent if leaf and leaf.parent else None
    for child in branch.iter() if branch else ():
        if "comment" in (child.attributes.get("class") or "").split():
            return str(child.attributes.get("data-shortid"))
    return None


def _common(node: Any) -> dict[str, Json]:
    time = node.css_first("time[data-at-unix]")
    written_at = utc((time.attributes.get("data-at-unix") or "") if time else "")
    return {
        "score": _first_number(node.css_first("a.upvoter, .score")),
        "created_at": written_at.isoformat() if written_at else None,
    }


def _user(node: Any) -> str | None:
    """Who wrote it: the first link to a profile that is not just a picture."""
    for link in node.css('.byline a[href^="/~"], .byline a[href^="/u/"]'):
        if link.text(strip=True):
            return str(link.attributes["href"]).removeprefix("/u/").removeprefix("/~")
    return None


def _first_number(node: Any) -> int | None:
    words = node.text().split() if node else []
    return next((int(word) for word in words if _NUMBER.fullmatch(word)), None)

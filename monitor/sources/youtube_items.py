"""Videos and comments as YouTube's Data API gives them, made into mentions."""

from collections.abc import Mapping
from html import unescape
from typing import Final

from monitor.model import Author, Engagement, Mention
from monitor.sources.shape import (
    count,
    find,
    identity,
    language_code,
    moment,
    need,
    rows,
    word,
    words,
)
from monitor.text import links, plain

NETWORK: Final = "youtube"


def video(
    item: object, source: str, audience: Mapping[str | None, int | None] | None = None
) -> Mention | None:
    """A video, from a search or looked up; None for a channel or playlist found."""
    found = find(item, "id")
    if isinstance(found, dict) and "videoId" not in found:
        return None
    path = "id.videoId" if isinstance(found, dict) else "id"
    video_id = identity(item, path, of=source)
    snippet = need(item, "snippet", dict, of=f"{source}: video {video_id}")
    text = unescape(word(snippet, "description") or "")
    return Mention(
        source=source,
        source_id=video_id,
        network=NETWORK,
        kind="video",
        url=f"https://www.youtube.com/watch?v={video_id}",
        title=unescape(word(snippet, "title") or "") or None,
        text=text,
        author=_channel(snippet, audience or {}),
        published_at=moment(snippet, "publishedAt"),
        thread_id=video_id,
        site="youtube.com",
        language=language_code(snippet, "defaultAudioLanguage")
        or language_code(snippet, "defaultLanguage"),
        tags=words(snippet, "tags"),
        links=links(text),
        engagement=Engagement(
            score=count(item, "statistics.likeCount"),
            replies=count(item, "statistics.commentCount"),
            views=count(item, "statistics.viewCount"),
        ),
    )


def thread(item: object, source: str) -> list[Mention]:
    """A comment with its answers, as far as they came along."""
    top = need(item, "snippet.topLevelComment", dict, of=source)
    video = word(item, "snippet.videoId")
    answered = count(item, "snippet.totalReplyCount")
    replies = [comment(one, source, video) for one in rows(item, "replies.comments")]
    return [comment(top, source, video, answered), *replies]


def comment(
    item: object, source: str, video: str | None = None, answered: int | None = None
) -> Mention:
    comment_id = identity(item, "id", of=source)
    snippet = need(item, "snippet", dict, of=f"{source}: comment {comment_id}")
    shown = need(snippet, "textDisplay", str, of=f"{source}: comment {comment_id}")
    video = word(snippet, "videoId") or video
    written, changed = moment(snippet, "publishedAt"), moment(snippet, "updatedAt")
    text = word(snippet, "textOriginal") or plain(shown)
    return Mention(
        source=source,
        source_id=comment_id,
        network=NETWORK,
        kind="comment",
        url=f"https://www.youtube.com/watch?v={video}&lc={comment_id}" if video else None,
        text=text,
        author=_commenter(snippet),
        published_at=written,
        edited_at=changed if changed != written else None,
        thread_id=video or comment_id.partition(".")[0],
        # The id of an answer begins with that of the comment it answers.
        parent_id=word(snippet, "parentId") or (comment_id.rpartition(".")[0] or video),
        site="youtube.com",
        links=links(text),
        engagement=Engagement(score=count(snippet, "likeCount"), replies=answered),
    )


def _channel(snippet: object, audience: Mapping[str | None, int | None]) -> Author | None:
    channel = word(snippet, "channelId")
    if channel is None:
        return None
    name = word(snippet, "channelTitle")
    return Author(
        handle=channel,
        name=unescape(name) if name else None,
        followers=audience.get(channel),
        url=f"https://www.youtube.com/channel/{channel}",
    )


def _commenter(snippet: object) -> Author | None:
    name, channel = word(snippet, "authorDisplayName"), word(snippet, "authorChannelId.value")
    if name is None and channel is None:
        return None
    return Author(
        handle=channel or name or "", name=name, url=word(snippet, "authorChannelUrl")
    )

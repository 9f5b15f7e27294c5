"""Which mentions an own account's post answers: those it replies to, and no others.

A post with a mark of what it replies to answers that, and what the same asker wrote above it in
the same chain. A post without one (or with one that only leads to the top of a flat thread)
answers those it names as "@handle"; if it names nobody of the thread, everything before it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from monitor.reports.scope import Scope

How = Literal["thread", "tag", "hand"]

FLAT: Final = frozenset({"github", "discourse", "devto"})
"""Networks in which a reply to the first post is a reply to the thread."""

_AROUND: Final = ("thread_posts", "posts_above", "posts_two_above", "posts_on_top")
_NAMED: Final = re.compile(r"(?<![\w.@/])@([\w-]+(?:\.[\w-]+)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of a thread. `at` is in epoch seconds, `author` "network:handle" or ""."""

    id: int
    source_id: str
    network: str
    thread_id: str | None
    parent_id: str | None
    author: str
    at: int

    @property
    def thread(self) -> tuple[str, str]:
        return self.network, self.thread_id or self.source_id

    @property
    def opens_thread(self) -> bool:
        return self.thread_id in (None, self.source_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The first answer to a mention: when, by whom, and the answering mention's id."""

    at: int
    by: str
    how: How
    answer_id: int


def first_answers(scope: Scope, brand: str) -> dict[int, Reply]:
    """Mention id -> its first answer by an own account of *brand*, up to now."""
    now = int(scope.now.timestamp())
    own = scope.rows("own_posts", brand, now=now)
    if not own:
        return {}
    found: dict[int, Reply] = {}
    threads = _Threads(own, (row for name in _AROUND for row in scope.rows(name, brand)))
    for row in own:
        how: How = "thread" if row["is_account"] == 1 else "tag"
        answer = _post(row)
        reply = Reply(at=answer.at, by=answer.author, how=how, answer_id=answer.id)
        for asked in threads.asked(answer, row["text"]):
            found.setdefault(asked.id, reply)  # own posts come in order of time
    return found


class _Threads:
    """The posts around own ones, by thread and by their own id."""

    def __init__(self, own: Sequence[Any], rows: Iterable[Any]) -> None:
        posts = {row["id"]: _post(row) for row in (*rows, *own)}
        self.own = frozenset(row["id"] for row in own)
        self.by_id: Mapping[tuple[str, str], Post] = {
            (post.network, post.source_id): post for post in posts.values()
        }
        self.by_thread: dict[tuple[str, str], list[Post]] = {}
        for post in posts.values():
            self.by_thread.setdefault(post.thread, []).append(post)

    def asked(self, answer: Post, text: str) -> list[Post]:
        """The posts that *answer* answers: earlier ones, by others."""
        if answer.parent_id is None and answer.opens_thread:
            return []
        found = self._before(answer, text) if self._is_for_all(answer) else self._above(answer)
        return [p for p in found if p.at <= answer.at and p.author != answer.author]

    def _is_for_all(self, answer: Post) -> bool:
        if answer.parent_id is None:
            return True
        above = self._parent(answer)
        leads_to_top = (
            # Forums number the posts of a thread; 1 is its first.
            answer.parent_id in (answer.thread_id, f"{answer.thread_id}/1")
            or (above and above.opens_thread)
            or (above is not None and above.parent_id is None)
        )
        return answer.network in FLAT and bool(leads_to_top)

    def _before(self, answer: Post, text: str) -> list[Post]:
        others = [p for p in self.by_thread[answer.thread] if p.id not in self.own]
        named = {handle.casefold() for handle in _NAMED.findall(text)}
        meant = [p for p in others if _handle(p.author) in named]
        return meant or others

    def _above(self, answer: Post) -> Iterator[Post]:
        """What it replies to, then up as long as the same asker (or an own account) wrote."""
        asker: str | None = None
        post = self._parent(answer)
        seen = {answer.id}
        while post is not None and post.id not in seen:
            seen.add(post.id)
            if post.id not in self.own:
                if asker is not None and (post.author != asker or not asker):
                    return
                asker = post.author
                yield post
            post = self._parent(post)

    def _parent(self, post: Post) -> Post | None:
        """What *post* replies to.

        Where its mark is no post's id but the thread's (Mastodon's servers number posts each
        for themselves), it is the one that began the thread.
        """
        above = self.by_id.get((post.network, post.parent_id or ""))
        if above is None and post.parent_id is not None and post.parent_id == post.thread_id:
            members = self.by_thread.get(post.thread, ())
            return next((one for one in members if one.parent_id is None), None)
        return above


def _handle(author: str) -> str:
    """ "mastodon:jane@social.example" is named as @jane."""
    return author.partition(":")[2].partition("@")[0]


def _post(row: Any) -> Post:
    return Post(
        id=row["id"],
        source_id=row["source_id"],
        network=row["network"],
        thread_id=row["thread_id"],
        parent_id=row["parent_id"],
        author=row["author"] or "",
        at=row["at"],
    )

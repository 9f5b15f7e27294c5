"""Fuzzing: any bytes become rows that are counted and named, or one line of error.

Nothing else may come out: no other exception, no text that the store cannot take.
"""

import io
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.errors import DataError
from monitor.importing.inputs import examine
from monitor.importing.mail import of_message, split_mbox
from monitor.importing.reading import read
from monitor.importing.rows import Options, Textless, Unreadable
from monitor.model import KINDS, Mention

MANY = settings(max_examples=300, deadline=None)
SLOWER = settings(max_examples=60, deadline=None)


def check(data: bytes) -> None:
    try:
        for item in read(examine(io.BytesIO(data), "file"), Options()):
            check_item(item)
    except DataError as refused:
        check_line(str(refused))


def check_line(line: str) -> None:
    assert "\n" not in line
    assert line.startswith("file: ")


def check_item(item: object) -> None:
    assert isinstance(item, Mention | Unreadable | Textless)
    if isinstance(item, Unreadable):
        assert item.line >= 1
        assert item.reason
    if isinstance(item, Mention):
        assert item.source_id
        assert item.kind in KINDS
        assert item.text or item.title
        for text in (item.text, item.title or "", item.source_id, item.url or ""):
            text.encode()
            assert "\0" not in text
        for count in (item.engagement.score, item.engagement.views, item.rating):
            assert count is None or abs(count) < 1 << 63


@MANY
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    check(data)


CELLS = st.text(max_size=12) | st.sampled_from(
    ['"', '""', "2/3/2015", "13/2/2015", "nan", "1e999", "5.7E+17", "<p>", "&amp;", "\ud800"]
)
NAMES = st.sampled_from(["id", "text", "title", "author", "date", "url", "likes", "lang", "x"])


@MANY
@given(
    st.lists(NAMES, min_size=1, max_size=6),
    st.lists(st.lists(CELLS, max_size=7), max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-32-be"]),
)
@example(["text"], [["\x00"]], ",", "utf-8")
def test_any_table(header: list[str], rows: list[list[str]], sign: str, encoding: str) -> None:
    text = "\n".join(sign.join(row) for row in [header, *rows])
    check(text.encode(encoding, "replace"))


KEYS = st.sampled_from(
    [
        "id", "text", "title", "data", "includes", "kind", "object", "actor", "type", "snippet",
        "etag", "author", "user", "uri", "cid", "record", "content", "account", "created_at",
        "body", "link_id", "parent_id", "subreddit", "source", "source_id", "engagement",
        "created_utc", "replies", "children", "items", "hits", "orderedItems", "id_str",
        "referenced_tweets", "public_metrics", "note_tweet", "retweeted_status", "tags", "tag",
        "contentMap", "users", "tweets", "topLevelComment", "attributedTo", "langs", "reply",
        "edit_history_tweet_ids", "username", "followers_count", "error", "message", "posts",
    ]
)  # fmt: skip
KINDS_OF_THINGS = ["t1", "t3", "Listing", "youtube#commentThread", "youtube#comment", "Hi"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from(
        ["t1", "t3", "Listing", "youtube#commentThread", "youtube#comment", "Hi"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=16,
)


@SLOWER
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=10), min_size=1, max_size=4))
def test_any_json_with_the_keys_of_known_layouts(objects: list[dict[str, object]]) -> None:
    check("\n".join(json.dumps(one) for one in objects).encode())
    check(json.dumps(objects, indent=1).encode())
    check(json.dumps({"data": objects, "includes": objects[0]}).encode())


@SLOWER
@given(st.lists(st.dictionaries(KEYS, VALUES), min_size=1, max_size=3), st.integers(0, 300))
def test_any_json_cut_anywhere(objects: list[dict[str, object]], at: int) -> None:
    check(json.dumps(objects).encode()[:at])
    check(json.dumps({"items": objects}, indent=2).encode()[:at])


HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"From", b"Subject", b"Date", b"Message-ID", b"Content-Type", b"List-Id",
             b"Content-Transfer-Encoding", b"References", b"Content-Language"]
        ),
        st.binary(max_size=40)
        | st.sampled_from(
            [b"multipart/mixed; boundary=x", b"text/html; charset=utf-7", b"base64",
             b"quoted-printable", b"googlealerts-noreply@google.com", b"=?utf-8?q?=ZZ?=",
             b"text/plain; charset*=utf-8''%ff", b"Thu, 99 Foo 20026 99:99:99 +9999"]
        ),
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@MANY
@given(HEADERS, st.binary(max_size=200))
def test_any_letter(headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    raw = b"".join(name + b": " + value + b"\n" for name, value in headers) + b"\n" + body
    for item in of_message(raw, "file", 1, "mail"):
        check_item(item)


@MANY
@given(st.binary(max_size=300))
def test_every_byte_of_an_mbox_belongs_to_one_letter(data: bytes) -> None:
    letters = [raw for _, raw in split_mbox(io.BytesIO(b"From a b\n" + data))]
    assert sum(len(raw) for raw in letters) <= len(data)

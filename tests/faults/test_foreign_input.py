"""Anything may come in: it is read, skipped with a reason, or refused in our own words.

Documents that are right are mutated (pieces cut, doubled, swapped, replaced), which reaches
further than noise does. Imports have their own such tests in tests/importing/test_any_bytes.py.
"""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bench.fuzz import FEEDS, QUERIES
from monitor.config import Config, parse_config
from monitor.errors import ConfigError, MonitorError, QueryError, SourceError
from monitor.http import Http
from monitor.matching import watch
from monitor.model import Brand
from monitor.query import compile_queries, parse, to_text
from monitor.registry import SOURCES, build_source, check_options, source_class
from monitor.sources.feedreading import read_feed
from monitor.sources.lobsters_pages import entries
from tests.sources.cases import CASES, Case
from tests.sources.support import ASK
from tests.sources.test_odd_answers import Answers, _is_sound
from tests.support.fakes import FakeHttp

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "config.example.toml").read_text("utf-8")
ACME = watch([Brand(name="Acme", query="acme")])
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))

odd_pieces = st.sampled_from(
    ["", "\0", "<", ">", "&", "]]>", "<![CDATA[", "&#0;", "&#xD800;", '"', "'", "null", "-1", "1e999",
     "9" * 400, "[", "]", "{", "}", "\ud83d", "\u202e", "\x1b[2J", "é", "日本", " " * 50, "0000-00-00",
     "2026-02-31T25:61:61Z", "javascript:alert(1)", "//[", "http://[::1", "../../x", "%00", "=1+1"]
)  # fmt: skip
pieces = odd_pieces | st.text(max_size=12)


@st.composite
def mutated(draw: st.DrawFn, texts: tuple[str, ...]) -> str:
    """One of *texts* with up to six cuts, insertions, doublings and swaps."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.integers(0, 40)))
        new = draw(pieces | st.just(text[at:until] * 2) | st.just(text[at:until][::-1]))
        text = text[:at] + new + text[until:]
    return text


def one_line(error: MonitorError) -> None:
    assert str(error).strip()
    assert len(str(error)) < 2_000


@given(mutated(FEEDS), st.sampled_from(["utf-8", "utf-16", "latin-1", "cp1251"]), pieces)
@QUICK
def test_p17_mutated_feeds_are_read_or_refused(text: str, encoding: str, header: str) -> None:
    body = text.encode(encoding, "replace")
    kind = {"content-type": f"text/xml; charset={header}"}
    try:
        feed = read_feed(body, url="https://e.example/feed", where="feed", headers=kind)
    except SourceError as error:
        one_line(error)
        return
    for entry in feed.entries:
        json.dumps([entry.title, entry.text, entry.guid], ensure_ascii=False).encode()


def stands_in(text: str, error: QueryError) -> None:
    one_line(error)
    assert 1 <= error.line <= text.count("\n") + 2
    assert error.column >= 1


def names_the_file(error: ConfigError) -> None:
    assert all(line.startswith("config.toml") for line in str(error).splitlines())


def texts_of(case: Case) -> list[str]:
    bodies = [one.get("body", "") for one in case.answers()]
    return [body if isinstance(body, str) else json.dumps(body) for body in bodies]


@pytest.mark.parametrize(
    "case", [c for c in CASES if not c.own_client and not c.logs_in], ids=lambda case: case.id
)
@given(data=st.data())
@FEW
def test_p13_mutated_answers_are_read_skipped_or_refused(
    case: Case, data: st.DataObject
) -> None:
    answers = case.answers()
    changed = data.draw(st.integers(0, len(answers) - 1))
    answers[changed]["body"] = data.draw(mutated((texts_of(case)[changed],)))
    source: Any = source_class(case.type)(
        name="s", http=Answers(answers), **case.options_at("https://s.example")
    )
    try:
        for page in islice(source.fetch(ASK, None), 100):
            for mention in ACME.matched(page.mentions, brand="Acme"):
                _is_sound(mention, case.id)
    except SourceError as error:
        one_line(error)


signs = st.text(st.sampled_from("()\"'`/*-+~:<>#@{}[]\\.% \n") | st.characters(), max_size=40)


@given(mutated(QUERIES) | signs)
@example("(" * 70 + "a")
@QUICK
def test_q07_any_text_is_a_query_or_has_a_column(text: str) -> None:
    try:
        tree = parse(text)
    except QueryError as error:
        stands_in(text, error)
        return
    assert parse(to_text(tree)) == tree
    try:
        compile_queries({"q": text}, references={"other": "acme"})
    except QueryError as error:
        one_line(error)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(mutated((EXAMPLE,)) | st.text(max_size=80))
@QUICK
def test_any_text_is_a_config_or_says_where_not(text: str) -> None:
    try:
        assert isinstance(parse_config(text, Path("config.toml")), Config)
    except ConfigError as error:
        names_the_file(error)


@pytest.mark.parametrize("kind", sorted(SOURCES))
@given(data=st.data())
@FEW
def test_any_value_of_a_source_key_is_taken_or_refused(kind: str, data: st.DataObject) -> None:
    names = [
        name for name in source_class(kind).__dataclass_fields__ if name not in ("name", "http")
    ]
    options = data.draw(st.dictionaries(st.sampled_from(names), values, max_size=4))
    http: Http = FakeHttp()
    try:
        given_values = check_options("x", kind, options)
        build_source("x", kind, options, http)
        assert set(given_values) == set(options)
    except ConfigError as error:
        one_line(error)


def test_p17_links_that_are_words_are_no_links() -> None:
    """Found by fuzzing: an element of an entry may be named as feedparser names its lists."""
    for name in ("links", "tags", "content", "author_detail", "source", "enclosures"):
        body = (
            f"<rss><channel><item><title>Acme</title><{name}>x</{name}></item></channel></rss>"
        )
        (entry,) = read_feed(body.encode(), url="https://e.example/", where="feed").entries
        assert entry.title == "Acme"


def test_q07_a_message_quotes_no_line_end() -> None:
    """Found by fuzzing."""
    with pytest.raises(QueryError, match=r"there is no query or brand named a b$"):
        compile_queries({"q": "{a\nb}"})


def test_p13_a_comment_without_its_parts_is_read() -> None:
    """Found by fuzzing: a page whose comments have no by-line, and counts that are none."""
    page = b'<div class="comment" data-shortid="a"><a class="upvoter">--9</a>' + (
        b'<time data-at-unix="99999999999999999999"></time></div>'
    )
    (found,) = entries(page, of="lobsters")
    assert (found["score"], found["created_at"], found["is_edited"]) == (None, None, False)

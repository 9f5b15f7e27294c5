"""Every form of the language: the examples of the documentation, and each error's place."""

import re
from pathlib import Path

import pytest

from monitor.errors import QueryError
from monitor.model import Author, Engagement, Match, Mention
from monitor.query import compile_queries, parse, to_text, tree
from monitor.query.parse import MAX_LENGTH
from monitor.query.rules import MAX_DEPTH

DOCS = Path(__file__).resolve().parents[2] / "docs" / "query-language.md"


def matches(query: str, text: str, **given: object) -> tuple[Match, ...]:
    mention = Mention(source="hn", source_id="1", network="web", text=text, **given)  # type: ignore[arg-type]
    return compile_queries({"q": query}).match([mention])[0]


def spans(query: str, text: str) -> list[str]:
    return [text[match.start : match.end] for match in matches(query, text)]


def documented() -> list[tuple[str, str, bool]]:
    """(query, text, found) of the examples in the documentation."""
    found = []
    for block in re.findall(r"```query\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL):
        query = ""
        for line in block.splitlines():
            sign, _, rest = line.partition(" ")
            if sign in ("+", "-"):
                found.append((query, rest, sign == "+"))
            elif line.strip():
                query = line
    return found


@pytest.mark.parametrize(("query", "text", "is_found"), documented())
def test_the_documentation_is_true(query: str, text: str, is_found: bool) -> None:
    assert bool(matches(query, text)) is is_found


def test_every_form_of_the_language_has_a_documented_example() -> None:
    nodes = [node for query, _, _ in documented() for node in tree.walk(parse(query))]
    kinds = {type(node) for node in nodes}
    assert kinds >= {*tree.TERMS, tree.And, tree.Or, tree.Not, tree.Near}
    text = DOCS.read_text("utf-8")
    assert all(f"`{name}:" in text for name in tree.FIELDS)


@pytest.mark.parametrize(
    ("query", "column", "problem"),
    [
        ("", 1, "empty"),
        ("acme NEAR/5", 12, "expected a word after NEAR/5"),
        ("acme NEAR refund", 6, "expected NEAR/ and a number"),
        ("acme NEAR/x refund", 6, "expected NEAR/ and a number"),
        ("acme NEAR/5000 refund", 6, "too far"),
        ("acme NEAR/5 (a b)", 14, "joined by OR next to NEAR"),
        ("acme NEAR/5 🍎", 13, "expected letters or digits"),
        ("acme OR", 8, "expected a word after OR"),
        ("OR acme", 1, "expected a word"),
        ("acme NOT", 9, "expected a word after NOT"),
        ("(acme", 6, "expected )"),
        ("acme)", 5, "closes nothing"),
        ("acme ()", 7, "expected a word before )"),
        ('acme "rocket', 6, "quote is not closed"),
        ("acme ``", 7, "expected a word between the backticks"),
        ("acme `x", 6, "backtick is not closed"),
        ('""', 2, "expected a word inside the quotes"),
        ('"acme refund"~x', 15, "expected a number of words after ~"),
        ('"acme"~5', 2, "two words or more"),
        ("/a(/", 2, "cannot be run"),
        ("/(?=a)b/", 2, "cannot be run"),
        (r"/(a)\1/", 2, "cannot be run"),
        ("/a*/", 2, "matches an empty text"),
        ("/abc", 1, "not closed"),
        ("/abc/i", 6, "expected nothing or c"),
        ("acme foo:bar", 6, "there is no field foo"),
        ("score:10", 7, "expected > >= < <= or = and a number"),
        ("score:>x", 7, "expected a whole number"),
        ("title:>5", 7, "holds no number"),
        ("title:(a score:>5)", 10, "inside title:"),
        ("kind:(a NEAR/3 b)", 7, "inside kind:"),
        ("acme *", 6, "characters of a word before a wildcard"),
        ("a*", 2, "characters of a word before a wildcard"),
        ('"acme ro?* r*"', 13, "characters of a word before a wildcard"),
        ("#", 2, "expected a word after #"),
        ("@ acme", 2, "expected a name after @"),
        ("{acme", 1, "brace is not closed"),
        ("{}", 2, "expected the name of a query"),
        ("\u200b", 1, "cannot be seen"),
        ("-acme", 1, "only NOTs"),
        ("NOT a NOT b", 1, "only NOTs"),
        ("acme OR -b", 9, "only NOTs"),
        ("acme OR (-b NOT c)", 10, "only NOTs"),
    ],
)
def test_an_error_has_its_column(query: str, column: int, problem: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert problem in caught.value.problem
    assert (caught.value.line, caught.value.column) == (1, column)


def test_an_error_in_a_later_line_has_its_line() -> None:
    with pytest.raises(QueryError) as caught:
        parse("acme OR\n  (rocket")
    assert (caught.value.line, caught.value.column) == (2, 10)
    assert str(caught.value).startswith("query:2:10: ")


def test_what_is_too_long_or_too_deep_is_refused() -> None:
    with pytest.raises(QueryError, match="too long"):
        parse("a " * MAX_LENGTH)
    with pytest.raises(QueryError, match="nested too deep"):
        parse("(" * 5_000 + "acme" + ")" * 5_000)
    with pytest.raises(QueryError, match="nested too deep"):
        parse("NOT (a " * 300 + "b" + ")" * 300)
    deep = "(" * (MAX_DEPTH - 1) + "acme" + ")" * (MAX_DEPTH - 1)
    assert parse(deep) == tree.Word("acme")


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("a b", "a AND b"),
        ("a OR b c", "a OR (b c)"),
        ("NOT a b", "(NOT a) b"),
        ("b -a c", "b (NOT a) c"),
        ("c NOT a NEAR/2 b", "c NOT (a NEAR/2 b)"),
        ("a NEAR/2 b c", "(a NEAR/2 b) c"),
        ("title:a b", "(title:a) b"),
        ("b -title:a", "b NOT (title:a)"),
        ('"a b"~3', "a NEAR/3 b"),
        ("“a b”", '"a b"'),
        ("a -(-b)", "a b"),
        ("a and b", '"a" "and" "b"'.replace('"', "")),
    ],
)
def test_precedence_and_synonyms(query: str, same: str) -> None:
    assert parse(query) == parse(same)


def test_printing_brings_only_the_brackets_that_are_needed() -> None:
    text = 'a (b OR "c d"~2) NOT (e f) title:(g OR h)'
    assert to_text(parse(text)) == "a (b OR c NEAR/2 d) NOT (e f) title:(g OR h)"


def test_spans_are_characters_of_the_stored_text() -> None:
    text = "Die STRAẞE\u200b – ﬁn: cafe\u0301, ac\u00adme's C++17"
    assert spans("straße", text) == ["STRAẞE"]
    assert spans("fin", text) == ["ﬁn"]
    assert spans("café", text) == ["cafe\u0301"]
    assert spans("acme", text) == ["ac\u00adme"]
    assert spans("`C++`", text) == ["C++"]
    assert spans('"die straße"', text) == ["Die STRAẞE"]


def test_every_term_of_the_branch_that_held_is_reported_and_no_other() -> None:
    found = matches("(acme refund) OR (acme cartoon) NOT x", "Acme refund, acme")
    assert [(m.term, m.start) for m in found] == [("acme", 0), ("refund", 5), ("acme", 13)]
    near = matches("acme NEAR/1 refund", "acme a b refund acme refund")
    assert [(m.term, m.start) for m in near] == [("refund", 9), ("acme", 16), ("refund", 21)]


def test_fields_give_a_match_on_the_field() -> None:
    found = matches(
        "author:jane score:>10 kind:post title:outage",
        "",
        title="An outage",
        author=Author(handle="jane", name=None),
        engagement=Engagement(score=11),
    )
    assert {(m.field, m.start, m.end) for m in found} == {
        ("title", 3, 9),
        ("author", 0, 4),
        ("score", 0, 2),
        ("kind", 0, 4),
    }


def test_an_unknown_number_never_satisfies_a_threshold() -> None:
    assert not matches("acme score:<100", "acme")
    assert not matches("acme score:>=0", "acme")
    assert matches("acme NOT score:>=0", "acme")


def test_a_word_that_is_a_part_of_another_is_not_found() -> None:
    assert not matches("apple", "pineapple applepie https://x.example/apples")
    assert spans("apple", "see x.example/apple?q") == ["apple"]
    assert not matches("apple", "nothing", author=Author(handle="apple"))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("C++", "i like c++."),
        (".NET", "on .net core"),
        ("O'Reilly", "an O’Reilly book"),
        ("%", "5%"),
        ("_", "a _ b"),
        ("🍎", "I❤️🍎"),
        ("アクメ", "これはアクメです"),
        ("İstanbul", "İSTANBUL'da"),
        ("ısı", "Isı? ısı!"),
        ("AT&T", "at & t"),
        ("日本", "in日本の"),
        ("ไทย", "ภาษาไทยง่าย"),
    ],
)
def test_odd_names_are_found_by_the_rules(query: str, text: str) -> None:
    assert matches(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("C++", "c and c#"),
        (".NET", "the net"),
        ("ısı", "isi"),
        ("日本", "日、本"),
        ("@acme", "mail jane@acme.com"),
        ("#acme", "#acmefail acme"),
        ("acme.com", "acme.com.au my-acme.com acme.comet"),
        ("`Acme`", "acme ACME Acmes"),
    ],
)
def test_odd_names_are_not_found_elsewhere(query: str, text: str) -> None:
    assert not matches(query, text)


def test_queries_refer_to_each_other() -> None:
    matcher = compile_queries({"a": "{b} refund"}, references={"b": "acme OR {c}", "c": "akme"})
    mention = Mention(source="s", source_id="1", network="web", text="Akme refund")
    assert [(m.brand, m.term) for m in matcher.match([mention])[0]] == [
        ("a", "akme"),
        ("a", "refund"),
    ]


def test_a_cycle_is_named() -> None:
    with pytest.raises(QueryError, match=r"\{a\} -> \{b\} -> \{a\}") as caught:
        compile_queries({"a": "x {b}", "b": "y OR {a}"})
    assert caught.value.column > 1
    with pytest.raises(QueryError, match="no query or brand named nobody"):
        compile_queries({"a": "x {nobody}"})
    with pytest.raises(QueryError, match=r"\{a\} -> \{a\}"):
        compile_queries({"a": "x {a}"})


def test_long_chains_of_references_are_followed() -> None:
    queries = {f"q{i}": f"{{q{i + 1}}}" for i in range(3_000)} | {"q3000": "acme"}
    mention = Mention(source="s", source_id="1", network="web", text="acme")
    found = compile_queries(queries).match([mention])[0]
    assert len({match.brand for match in found}) == 3_001

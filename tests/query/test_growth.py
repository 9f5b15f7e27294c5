"""Nothing in a query or a text makes matching slow: work grows with size, not with its square.

Work is counted as calls made, not as time: the count is the same on every machine.
"""

import sys
from collections.abc import Callable

import pytest

from monitor.model import Mention
from monitor.query import compile_queries, fts_expression, parse, to_text
from monitor.query.lint import lint

_TOLERANCE = 2.6  # for a doubled size; a quadratic step would give 4


def calls(work: Callable[[], object]) -> int:
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def grows_in_line(work: Callable[[int], Callable[[], object]], size: int) -> bool:
    work(2 * size)()  # what is made once is made now
    small, large = calls(work(size)), calls(work(2 * size))
    return large <= _TOLERANCE * small + 1_000


def post(text: str) -> Mention:
    return Mention(source="s", source_id="1", network="web", text=text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("/(a+)+$/", lambda n: "a" * n + "b"),
        ("/a.*b|a/", lambda n: "a" * n),
        ("acme", lambda n: "acme " * n),
        ("acme", lambda n: "日本語 " * n + "acme"),
        ("acme", lambda n: "a\u0301\u200b " * n + "acme"),
        ("acme", lambda n: "e" + "\u0315\u0300" * n + " acme"),
        ("acme", lambda n: "".join(map(chr, range(0xA1, 0xA1 + n % 20_000))) + " acme"),
        ("a NEAR/9 b NEAR/9 a", lambda n: "a b " * n),
        ('"a a a a a"', lambda n: "a " * n),
        ("aa*b*c*d", lambda n: "a" * n),
        ("`a-a`", lambda n: "a-" * n),
        ("acme.com", lambda n: "acme.com-" * n),
        ("🍎", lambda n: "🍎" * n),
    ],
)
def test_matching_grows_with_the_text(query: str, text: Callable[[int], str]) -> None:
    matcher = compile_queries({"q": query})
    assert grows_in_line(lambda n: lambda: matcher.match([post(text(n))]), 1_000)


@pytest.mark.parametrize(
    "query",
    [
        lambda n: " OR ".join(f"w{i}" for i in range(n)),
        lambda n: " ".join(f"w{i}" for i in range(n)),
        lambda n: "w0 " + " ".join(f"-w{i}" for i in range(1, n)),
        lambda n: " NEAR/3 ".join(f"w{i}" for i in range(n)),
        lambda n: "(" * (n // 6) + "w0" + ")" * (n // 6),
        lambda n: " OR ".join(f"(w{i} v{i})" for i in range(n)),
    ],
)
def test_compiling_and_matching_grow_with_the_query(query: Callable[[int], str]) -> None:
    batch = [post("w0 v0 w1 v1 w2")]
    assert grows_in_line(lambda n: lambda: compile_queries({"q": query(n)}).match(batch), 500)


def test_printing_linting_and_narrowing_grow_with_the_query() -> None:
    for work in (to_text, lint, fts_expression):
        trees = {n: parse(" OR ".join(f"(w{i} -v{i})" for i in range(n))) for n in (400, 800)}
        assert grows_in_line(lambda n, w=work, t=trees: lambda: w(t[n]), 400)  # type: ignore[misc]


def test_a_text_costs_no_more_for_queries_that_are_not_in_it() -> None:
    batch = [post("some words that nobody asked for, and more of them")] * 50
    few, many = (
        compile_queries({f"q{i}": f"word{i} other{i}" for i in range(n)}) for n in (10, 5_000)
    )
    assert calls(lambda: many.match(batch)) <= calls(lambda: few.match(batch)) + 100

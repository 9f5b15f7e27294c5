"""Regular expressions, run by RE2: time is linear in the text whatever the pattern."""

from functools import cache
from itertools import islice
from typing import Any, Final

from monitor.query.segment import Occurrence, Segment

MOST_FOUND: Final = 100  # of one expression in one text: finding all is quadratic at worst


@cache
def _options(is_cased: bool) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = is_cased
    return options


def compile_regex(pattern: str, *, is_cased: bool) -> Any:
    """The compiled expression; `ValueError` with the reason where RE2 cannot run it."""
    import re2

    try:
        return re2.compile(pattern, options=_options(is_cased))
    except re2.error as error:
        reason = error.args[0] if error.args else "not understood"
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(text) from None


def find_all(expression: Any, segment: Segment) -> list[Occurrence]:
    """The first `MOST_FOUND` places where *expression* matches; empty ones do not count."""
    text = segment.text.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    spans = (found.span() for found in islice(expression.finditer(text), MOST_FOUND))
    return [Occurrence(segment, start, end) for start, end in spans if end > start]

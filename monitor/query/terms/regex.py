"""Regular expressions, run by RE2: time is linear in the text whatever the pattern."""

from functools import cache
from typing import Any, Final

MAX_SPANS: Final = (
    100  # of one expression in one text: finding all can be quadratic, even in RE2
)


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
        reason = error.args[0] if error.args else error
        raise ValueError(
            reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        ) from None

"""Text that cannot drive a terminal or a spreadsheet."""

import json
import re
import unicodedata
from itertools import groupby
from typing import Any, Final

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SCREEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MAX_MARKS: Final = 8
_FORMULA = re.compile("^[\\s\x00\ufeff]*[=+\\-@＝＋－＠]|^[\t\r\n]")
_PLAIN_NUMBER = re.compile(r"^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?%?$")


def terminal(text: str, *, cell: bool = False) -> str:
    """*text* that cannot drive a terminal: what could is shown as `\\u{1b}`.

    Control characters but tab and line feed, controls of writing direction, line separators,
    lone surrogates, tag characters and piles of combining marks. With *cell*, all white space
    becomes single blanks.
    """
    if not text.isascii():
        text = _few_marks(unicodedata.normalize("NFC", text))
    text = _HARMFUL.sub(lambda sign: _shown(sign[0]), text)
    return " ".join(text.split()) if cell else text


def _shown(sign: str) -> str:
    return f"\\u{{{ord(sign):x}}}"


def _few_marks(text: str) -> str:
    """*text* with no more than 8 combining marks in a row; the rest is shown and counted."""
    if len(text) <= _MAX_MARKS:
        return text
    out: list[str] = []
    for marks, run in groupby(text, key=_is_mark):
        signs = "".join(run)
        if marks and len(signs) > _MAX_MARKS:
            rest = len(signs) - _MAX_MARKS
            signs = f"{signs[:_MAX_MARKS]}{_shown(signs[_MAX_MARKS])}×{rest}"
        out.append(signs)
    return "".join(out)


def _is_mark(sign: str) -> bool:
    return sign > "\u02ff" and unicodedata.category(sign) in ("Mn", "Me")


def csv_cell(value: object) -> object:
    """*value* as a spreadsheet may open it: text that reads as a formula gets a leading "'".

    Numbers, and text that is one ("-5"), stay as they are; NUL is removed. A table may also be
    read in a terminal: control characters are shown as `\\u{1b}`.
    """
    if not isinstance(value, str):
        return value
    value = _SCREEN.sub(lambda sign: _shown(sign[0]), value.replace("\0", ""))
    if _FORMULA.match(value) and not _PLAIN_NUMBER.match(value):
        return f"'{value}"
    return value


def json_text(value: Any, *, indent: int | None = None) -> str:
    """*value* as JSON that reads back equal and drives no terminal: harmful signs are escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _HARMFUL.sub(lambda sign: json.dumps(sign[0])[1:-1], written)

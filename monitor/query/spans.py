"""Spans of matches as pieces of a text, to be marked by whoever shows it."""

from collections.abc import Iterable, Iterator

from monitor.model import Match


def highlight(text: str, matches: Iterable[Match]) -> Iterator[tuple[str, bool]]:
    """The pieces of *text* in order, each with whether one of *matches* covers it.

    *matches* are those of the one field that *text* is. Spans may overlap; what lies outside
    the text is ignored.
    """
    done = 0
    for start, end in _merged(text, matches):
        if start > done:
            yield text[done:start], False
        yield text[start:end], True
        done = end
    if done < len(text):
        yield text[done:], False


def _merged(text: str, matches: Iterable[Match]) -> Iterator[tuple[int, int]]:
    """Spans that overlap or touch as one, in order."""
    open_span: tuple[int, int] | None = None
    for start, end in sorted((max(0, m.start), min(m.end, len(text))) for m in matches):
        if start >= end:
            continue
        if open_span and start <= open_span[1]:
            open_span = open_span[0], max(open_span[1], end)
            continue
        if open_span:
            yield open_span
        open_span = start, end
    if open_span:
        yield open_span

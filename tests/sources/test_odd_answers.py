"""P13, P14: whatever type a field has all at once, a source tells it and never breaks.

Each field of the recorded answers in turn becomes null, a number, a text, a list, an object.
"""

import copy
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from monitor.errors import SourceError, SourceUnavailable
from monitor.http import Params, Response, Validators
from monitor.model import Mention, Secret
from monitor.registry import source_class
from tests.sources.cases import CASES, Case
from tests.sources.support import ASK
from tests.sources.test_history import OURS

ODD: tuple[Any, ...] = (None, True, -1, 1e400, "", "\ud800\x00", [], [None, 3], {}, {"a": 1})
SAMPLES = 400
MOST_PAGES = 200


@dataclass
class Answers:
    """Answers as recorded, without a network."""

    given: list[dict[str, Any]]

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        token: Secret | None = None,
    ) -> Response:
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        query |= {key: str(value) for key, value in (params or {}).items() if value is not None}
        return self._answer("GET", parts.path, query)

    def post(self, url: str, **_: Any) -> Response:
        return self._answer("POST", urlsplit(url).path, {})

    def hold(self, url: str, seconds: float) -> None:
        """Nobody waits here."""

    def _answer(self, method: str, path: str, query: Mapping[str, str]) -> Response:
        fitting = [
            one
            for one in self.given
            if one["path"] == path
            and one.get("method", "GET") == method
            and one.get("query", {}).items() <= query.items()
        ]
        if not fitting:
            raise SourceUnavailable("not found", status=404)
        answer = max(fitting, key=lambda one: len(one.get("query", {})))
        body = answer.get("body", "")
        text = body if isinstance(body, str) else json.dumps(body)
        return Response(
            status=200, url=f"https://s.example{path}", body=text.encode(errors="replace")
        )


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(inner, (*at, key))


def _changed(
    answers: list[dict[str, Any]], number: int, path: tuple[Any, ...], odd: Any
) -> Any:
    changed = copy.deepcopy(answers)
    if not path:
        changed[number]["body"] = odd
        return changed
    holder = changed[number]["body"]
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = odd
    return changed


def _mutants(case: Case) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    answers = [one for one in case.answers() if one.get("status", 200) == 200]
    places = [
        (number, path, odd)
        for number, one in enumerate(answers)
        if isinstance(one.get("body"), dict | list)
        for path in _paths(one["body"])
        for odd in ODD
    ]
    chosen = random.Random(case.id).sample(places, min(SAMPLES, len(places)))
    for number, path, odd in chosen:
        told = f"{answers[number]['path']} {'.'.join(map(str, path))} = {odd!r}"
        yield told, _changed(answers, number, path, odd)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.type in (*OURS, "appstore")], ids=lambda c: c.id
)
def test_no_odd_field_breaks_a_source(case: Case, tmp_path: Path) -> None:
    options = case.options_at("https://s.example")
    if case.type == "bluesky":
        options["session_folder"] = str(tmp_path)
    for told, answers in _mutants(case):
        source: Any = source_class(case.type)(name="s", http=Answers(answers), **options)
        pages = _read(source, told)
        assert len(pages) < MOST_PAGES, f"{told}: no end"
        for page in pages:
            for mention in page.mentions:
                _is_sound(mention, told)


def _read(source: Any, told: str) -> list[Any]:
    pages: list[Any] = []
    try:
        pages.extend(islice(source.fetch(ASK, None), MOST_PAGES))
    except SourceError as error:
        return _told_in_a_line(error)
    except Exception as error:
        raise AssertionError(f"{told}: {type(error).__name__}: {error}") from error
    return pages


def _told_in_a_line(error: SourceError) -> list[Any]:
    if "\n" in str(error):
        raise AssertionError(f"more than a line: {error}")
    return []


def _is_sound(mention: Mention, told: str) -> None:
    assert isinstance(mention.source_id, str), told
    assert mention.source_id.strip(), told
    for text in (mention.text, mention.title or "", mention.source_id):
        text.encode()
    counted = mention.engagement
    for number in (counted.score, counted.replies, counted.shares, counted.views):
        assert number is None or isinstance(number, int), told

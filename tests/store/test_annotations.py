"""Answers in the form that the store keeps."""

import json
from typing import Any

import pytest

from monitor.model import Annotation
from monitor.store.annotations import prepared


@pytest.mark.parametrize(
    "data",
    [
        {"words": ["späť", "好"], "share": 0.1234, "cut": True, "none": None},
        {"great": 2**80},  # more than orjson takes
        {"broken": "\ud800"},
    ],
)
def test_data_come_back_from_json(data: dict[str, Any]) -> None:
    assert json.loads(prepared(Annotation(data=data))[3]) == data


def test_json_is_short_and_valid() -> None:
    assert prepared(Annotation(labels=("a", "b"), data={"a": 1}))[2:4] == (
        '["a","b"]',
        '{"a":1}',
    )
    assert prepared(Annotation(data={"share": float("nan")}))[3] == '{"share":null}'

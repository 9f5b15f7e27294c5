"""Evaluate analyzers on a labelled file: CSV (also gzipped), a text and a label a row."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from monitor.analyzers.base import Analyzer, AnalyzerSettings
from monitor.errors import DataError, PermissionRefused, UsageError
from monitor.evaluation.figures import Evaluation, evaluate, evaluate_several
from monitor.model import Annotation, Mention
from monitor.registry import build_analyzer

_BATCH: Final = 1_000
_SEVERAL: Final = frozenset({"intent", "topic"})
_ENGINES: Final = ("monitor", "vader")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns of the file hold what. `language` is optional; several labels in one cell
    are separated by ";" or "|"."""

    text: str = "text"
    label: str = "label"
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the file."""

    text: str
    labels: frozenset[str]
    language: str | None


def read_cases(path: Path, columns: Columns) -> Iterator[Case]:
    """The rows that have a text and a label. `UsageError` names a column that isn't there."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file") from error
    except PermissionError as error:
        raise PermissionRefused(f"{path}: may not be read; check who owns it") from error
    if path.suffix == ".gz":
        data = _unpacked(path, data)
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
    known = list(reader.fieldnames or ())
    for column in (columns.text, columns.label, columns.language):
        if column is not None and column not in known:
            raise UsageError(f"{path}: no column '{column}'; there are: {', '.join(known)}")
    try:
        yield from filter(None, (_case(row, columns) for row in reader))
    except csv.Error as error:
        raise DataError(f"{path}: line {reader.line_num}: {error}") from error


def _unpacked(path: Path, data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError) as error:
        raise DataError(f"{path}: is not a whole gzip file") from error


def _case(row: Mapping[str, str | None], columns: Columns) -> Case | None:
    text, labels = row[columns.text], row[columns.label]
    if not text or labels is None or not labels.strip():
        return None
    names = frozenset(
        part.strip() for part in labels.replace("|", ";").split(";") if part.strip()
    )
    return Case(text, names, (row[columns.language] or None) if columns.language else None)


def evaluate_file(
    path: Path, columns: Columns, settings: AnalyzerSettings, names: Sequence[str]
) -> list[Evaluation]:
    """The figures of each analyzer on the file; of sentiment, those of both built-in engines.

    "none" as an intent or topic means that no label holds.
    """
    cases = list(read_cases(path, columns))
    if not cases:
        raise DataError(f"{path}: no row has both a text and a label")
    return [
        _evaluated(analyzer, cases, path.name)
        for name in names
        for analyzer in _versions(name, settings)
    ]


def _versions(name: str, settings: AnalyzerSettings) -> Iterator[Analyzer]:
    if name != "sentiment":
        yield build_analyzer(name, settings)
        return
    for engine in dict.fromkeys((settings.engine, *_ENGINES)):
        yield build_analyzer(name, replace(settings, engine=engine))


def _evaluated(analyzer: Analyzer, cases: Sequence[Case], drawn: str) -> Evaluation:
    said = list(_ask(analyzer, cases))
    if analyzer.name in _SEVERAL:
        known = frozenset(name for case in cases for name in case.labels) - {"none"}
        judged = [
            (case.labels & known, known - case.labels, frozenset(one.labels if one else ()))
            for case, one in zip(cases, said, strict=True)
        ]
        return evaluate_several(
            judged, analyzer=analyzer.name, version=analyzer.version, drawn=drawn
        )
    pairs = [
        (min(case.labels), one.label)
        for case, one in zip(cases, said, strict=True)
        if one is not None and one.label is not None
    ]
    return evaluate(
        pairs,
        analyzer=analyzer.name,
        version=analyzer.version,
        unanswered=len(cases) - len(pairs),
        drawn=drawn,
    )


def _ask(analyzer: Analyzer, cases: Sequence[Case]) -> Iterator[Annotation | None]:
    remaining = iter(cases)
    while batch := list(islice(remaining, _BATCH)):
        yield from analyzer.annotate(
            [
                Mention(
                    source="file",
                    source_id="",
                    network="file",
                    text=case.text,
                    language=case.language,
                )
                for case in batch
            ]
        )

"""Evaluations as text and as JSON. Computes nothing."""

from collections.abc import Iterator, Sequence

from monitor.evaluation.figures import ClassFigures, Evaluation, Share
from monitor.model import Json
from monitor.text import json_text, terminal


def as_text(found: Sequence[Evaluation]) -> str:
    """One block for each analyzer version."""
    return "\n\n".join("\n".join(_block(one)) for one in found)


def as_json(found: Sequence[Evaluation]) -> str:
    """All figures; shares with their counts, intervals as [low, high], null for unknown."""
    return json_text([_object(one) for one in found], indent=2)


def _block(one: Evaluation) -> Iterator[str]:
    yield terminal(f"{one.analyzer} {one.version}: {one.cases:,} cases, {one.drawn}")
    if one.unanswered:
        yield f"  without an answer, in no figure: {one.unanswered:,}"
    yield f"  accuracy {_share(one.accuracy)}"
    yield f"  macro-F1 {_number(one.macro_f1)}{_interval(one.macro_f1_interval)}"
    width = max((len(c.name) for c in one.classes), default=5)
    yield f"  {'class':{width}}  precision           recall              F1    cases"
    for each in one.classes:
        yield terminal(f"  {each.name:{width}}  {_class(each)}")
    yield "  truth -> answer (count)"
    for (truth, answer), count in sorted(one.confusion.items()):
        yield terminal(f"  {truth:{width}} -> {answer}: {count:,}")
    yield "  Intervals: 95 %, Wilson for shares, bootstrap (1,000 draws) for macro-F1."


def _class(each: ClassFigures) -> str:
    precision, recall = _percent(each.precision), _percent(each.recall)
    return f"{precision:18}  {recall:18}  {_number(each.f1):4}  {each.recall.of:,}"


def _share(share: Share) -> str:
    return f"{_number(share.value)}{_interval(share.interval)} ({share.part:,} of {share.of:,})"


def _percent(share: Share) -> str:
    return f"{_number(share.value)}{_interval(share.interval)}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(bounds: tuple[float, float] | None) -> str:
    return "" if bounds is None else f" [{bounds[0]:.2f}, {bounds[1]:.2f}]"


def _object(one: Evaluation) -> dict[str, Json]:
    return {
        "analyzer": one.analyzer,
        "version": one.version,
        "drawn": one.drawn,
        "cases": one.cases,
        "unanswered": one.unanswered,
        "accuracy": _share_object(one.accuracy),
        "macro_f1": one.macro_f1,
        "macro_f1_interval": _bounds(one.macro_f1_interval),
        "classes": [
            {
                "name": each.name,
                "precision": _share_object(each.precision),
                "recall": _share_object(each.recall),
                "f1": each.f1,
            }
            for each in one.classes
        ],
        "confusion": [
            {"truth": truth, "answer": answer, "count": count}
            for (truth, answer), count in sorted(one.confusion.items())
        ],
    }


def _share_object(share: Share) -> dict[str, Json]:
    return {
        "value": share.value,
        "part": share.part,
        "of": share.of,
        "interval": _bounds(share.interval),
    }


def _bounds(bounds: tuple[float, float] | None) -> Json:
    return None if bounds is None else [bounds[0], bounds[1]]

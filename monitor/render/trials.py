"""What a tried query keeps and drops: counts by source and samples of both sides."""

from rich.table import Table
from rich.text import Text

from monitor.model import Match
from monitor.query import highlight
from monitor.query.trial import Sample, Trial
from monitor.render.lists import console
from monitor.text import json_text, terminal

_WIDEST = 200  # characters of a sample in a terminal


def print_trial(trial: Trial) -> None:
    """Counts by source, then samples of what is kept and what is dropped."""
    out = console()
    table = Table("source", box=None, pad_edge=False)
    for side in ("kept", "dropped"):
        table.add_column(side, justify="right")
    for source in sorted({*trial.kept, *trial.dropped}):
        counts = (trial.kept[source], trial.dropped[source])
        table.add_row(terminal(source), *(f"{count:,}" for count in counts))
    table.add_row("all", f"{trial.kept.total():,}", f"{trial.dropped.total():,}", style="bold")
    out.print(table)
    for side, samples in (("Kept", trial.kept_samples), ("Dropped", trial.dropped_samples)):
        if samples:
            out.print(Text(f"\n{side}", style="bold"))
        for sample in samples:
            out.print(_line(sample))


def _line(sample: Sample) -> Text:
    mention = sample.mention
    field = "text" if mention.text else "title"
    text = mention.text or mention.title or ""
    spans = [match for match in sample.matches if match.field == field]
    begin = max(0, min((match.start for match in spans), default=0) - _WIDEST // 2)
    moved = [
        Match(brand="", term="", field=field, start=m.start - begin, end=m.end - begin)
        for m in spans
    ]
    shown = text[begin : begin + _WIDEST]
    parts: list[str | tuple[str, str]] = [
        (f"{terminal(sample.label)}  ", "dim"),
        "…" * (begin > 0),
    ]
    for piece, is_hit in highlight(shown, moved):
        parts.append(
            (terminal(" ".join(f"|{piece}|".split())[1:-1]), "reverse" if is_hit else "")
        )
    return Text.assemble(*parts)


def trial_json(query: str, trial: Trial) -> str:
    """The same as one JSON object."""
    sources = sorted({*trial.kept, *trial.dropped})
    return json_text(
        {
            "query": query,
            "kept": trial.kept.total(),
            "dropped": trial.dropped.total(),
            "sources": [
                {"source": name, "kept": trial.kept[name], "dropped": trial.dropped[name]}
                for name in sources
            ],
            "kept_samples": [_sample(each) for each in trial.kept_samples],
            "dropped_samples": [_sample(each) for each in trial.dropped_samples],
        },
        indent=2,
    )


def _sample(sample: Sample) -> dict[str, object]:
    return {
        "id": sample.label,
        "source": sample.mention.source,
        "title": sample.mention.title,
        "text": sample.mention.text,
        "matches": [
            {"term": m.term, "field": m.field, "start": m.start, "end": m.end}
            for m in sample.matches
        ],
    }

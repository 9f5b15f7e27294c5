"""Reports in every format: whole, fitting, and harmless whatever people wrote."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from monitor.render import csvout, jsonout, markdown, numbers, sparks
from monitor.render.files import replacing
from monitor.render.terminal import Show, print_report
from monitor.reports.leads import mentions_command
from monitor.reports.rows import (
    Change,
    Column,
    Curve,
    CurveLine,
    DayPoint,
    Figure,
    Interval,
    Line,
    Quote,
    Report,
    Row,
    Section,
    Table,
    Trend,
)
from monitor.store.reading import Filter

HOSTILE = (
    "<script>alert(1)</script>",
    "\x1b[31mred\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "[bold red]markup[/] [link=https://evil.example]x[/link]",
    "safe\u202egnp.exe",
    '=HYPERLINK("https://evil.example","click")',
    "[click](javascript:alert(1)) ![x](https://evil.example/p.png) @everyone",
    "a | b\n# heading\n```",
    "e" + "\u0301" * 50,
    "\ud800 lone",
)
LEAD = Filter(brands=("Ac me",), since="2026-03-01", until="2026-03-08", is_own=False)


def report_of(
    *blocks: Table | Trend | Curve,
    notes: tuple[str, ...] = (),
    next_steps: tuple[str, ...] = (),
) -> Report:
    return Report(
        name="outside",
        title="Outside perspective",
        generated_at=datetime(2026, 3, 8, 9, 30, 15, tzinfo=UTC),
        timezone="Europe/Berlin",
        since="2026-03-01",
        until="2026-03-08",
        before_since="2026-02-22",
        before_until="2026-03-01",
        brands=("Acme",),
        sections=(Section(key="one", title="One", blocks=blocks),),
        notes=notes,
        next_steps=next_steps,
    )


def table_of(text: str = "battery", *, many: int = 1) -> Table:
    figure = Figure(
        value=-12.5,
        unit="points",
        n=1431,
        interval=Interval(-18.25, -6.5),
        before=-20.0,
        change=Change(by=7.5, is_marked=True),
        mentions=LEAD,
    )
    quote = Quote(
        id=7, text=text, author=text, site=text, url="https://example.com/7",
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    return Table(
        key="topics",
        title="Topics",
        columns=(
            Column(key="topic", title="Topic"),
            Column(key="net", title="Net", unit="points", definition="positive minus negative"),
            Column(key="share", title="Share", unit="percent", is_bar=True),
            Column(key="gone", title="Gone", unit="count"),
        ),
        rows=(
            Row(
                cells=(text, figure, Figure(value=45.06, unit="percent"), Figure(value=None)),
                mentions=LEAD,
                quotes=(quote,),
            ),
        )
        * many,
        notes=("a note",),
    )


def trend_of() -> Trend:
    days = [
        DayPoint(day=f"2026-03-{n:02}", value=float(n), mentions=LEAD) for n in range(1, 31)
    ]
    days[4] = DayPoint(day="2026-03-05", value=None, marks=("down",), about="hn")
    days[8] = DayPoint(day="2026-03-09", value=99, marks=("spike",), about="the outage")
    line = Line(label="Acme", points=tuple(days))
    return Trend(
        key="by_day", title="Per day", unit="count", definition="each day", lines=(line,)
    )


CURVE = Curve(
    key="curve", title="Curve", x_title="Time", x_unit="seconds", y_title="Answered",
    y_unit="percent", definition="share", lines=(CurveLine(label="Acme", points=((60.0, 50.0),)),),
)  # fmt: skip


class Screen(io.StringIO):
    """A terminal of a given width."""

    def isatty(self) -> bool:
        return True


def shown(
    report: Report, width: int | None, monkeypatch: pytest.MonkeyPatch, show: Show | None = None
) -> str:
    out = Screen() if width else io.StringIO()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if width:
        monkeypatch.setenv("COLUMNS", str(width))
    else:
        monkeypatch.delenv("COLUMNS", raising=False)
    print_report(report, show or Show(), out)
    return out.getvalue()


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160])
def test_every_line_fits_and_no_figure_is_cut(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = report_of(table_of("a rather long name of a topic " * 2), trend_of(), CURVE)
    text = plain(shown(found, width, monkeypatch))
    assert max(cell_len(line) for line in text.splitlines()) <= width
    words = " ".join(text.split())
    for whole in ("−12.5", "(−18 to −6)", "n 1,431", "▲+7.5", "45.1 %"):
        assert whole in words
    assert "…" not in text


def test_a_pipe_gets_no_colour_and_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "word " * 300
    text = shown(report_of(table_of(), notes=(long,)), None, monkeypatch)
    assert "\x1b" not in text
    assert long.strip() in text
    assert not any(line.endswith(" ") and "─" not in line for line in text.splitlines()[:4])


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    out = Screen()
    monkeypatch.setenv("NO_COLOR", "1")
    print_report(report_of(table_of()), Show(), out)
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", out.getvalue())


def test_notes_quotes_and_commands_as_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found = report_of(table_of("said so"))
    full = shown(found, None, monkeypatch)
    assert "Net: positive minus negative." in full
    assert "“said so”" in full
    bare = shown(found, None, monkeypatch, Show(notes=False, quotes=0, commands=True))
    assert "positive minus negative" not in bare
    assert "“said so”" not in bare
    assert "monitor mentions --brand 'Ac me' --since 2026-03-01" in bare


def test_an_empty_report_says_only_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(report_of(table_of(), next_steps=("run: monitor fetch",)), None, monkeypatch)
    assert "run: monitor fetch" in text
    assert "Topics" not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_in_a_terminal(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = report_of(table_of(text), notes=(text,))
    for width in (None, 60, 160):
        printed = plain(shown(found, width, monkeypatch))
        assert not re.search(
            r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printed
        )
        assert "\ud800" not in printed
    if "[bold red]" in text:
        assert "[bold red]" in printed  # shown as written, not obeyed


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_in_markdown(text: str) -> None:
    told = markdown.document(report_of(table_of(text), notes=(text,)))
    assert "<script" not in told
    assert not re.search(r"(?<!\\)\]\((?!https://example\.com/7\))", told)
    assert "@everyone" not in told
    body = [line for line in told.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 5 for line in body)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", told)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_in_a_spreadsheet(text: str) -> None:
    found = report_of(table_of(text), trend_of())
    for told in (csvout.long_table(found), csvout.one_part(found, "topics")):
        for line in csv.reader(io.StringIO(told)):
            for cell in line:
                assert not re.match(r"\s*[=+@]", cell)
                assert not re.match(r"\s*-(?![\d.]+$)", cell)


@pytest.mark.parametrize("text", HOSTILE)
def test_json_carries_text_as_it_is_and_stays_valid(text: str) -> None:
    told = jsonout.document(report_of(table_of(text)))
    found = json.loads(told)
    assert found["tables"]["topics"]["rows"][0]["topic"] == text
    for line in jsonout.lines(report_of(table_of(text), trend_of())):
        assert line.count("\n") == 1
        json.loads(line)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a.example/)(x", "https://a.example/ b", None, "data:,"],
)
def test_only_plain_web_addresses_become_links(url: str | None) -> None:
    assert markdown.link_target(url) is None


def test_json_says_everything_of_a_figure() -> None:
    found = jsonout.as_json(report_of(table_of(), trend_of(), CURVE))
    assert found["schema_version"] == jsonout.SCHEMA_VERSION
    assert found["generated_at"] == "2026-03-08T09:30:15Z"
    row = found["tables"]["topics"]["rows"][0]
    assert row["net"] == {
        "value": -12.5,
        "unit": "points",
        "n": 1431,
        "interval": {"low": -18.25, "high": -6.5},
        "before": -20.0,
        "change": 7.5,
        "stands_out": True,
        "missing": None,
        "mentions": {
            "filter": {
                "brands": ["Ac me"], "since": "2026-03-01", "until": "2026-03-08",
                "is_own": False,
            },
            "command": "monitor mentions --brand 'Ac me' --since 2026-03-01 --until 2026-03-08 "
            "--no-own",
        },
    }  # fmt: skip
    assert row["gone"]["value"] is None
    assert row["quotes"][0]["at"] == "2026-03-02T00:00:00Z"
    assert found["sections"][0]["tables"] == ["topics"]
    day = found["trends"]["by_day"]["lines"][0]["days"][4]
    assert (day["value"], day["marks"], day["about"]) == (None, ["down"], "hn")
    assert found["curves"]["curve"]["lines"][0]["points"] == [[60.0, 50.0]]


def test_csv_has_every_figure_once_and_a_part_its_own_columns() -> None:
    found = report_of(table_of(many=2), trend_of())
    long = list(csv.DictReader(io.StringIO(csvout.long_table(found))))
    assert sum(line["part"] == "topics" for line in long) == 6
    assert sum(line["part"] == "by_day" for line in long) == 30
    (first, _) = csv.DictReader(io.StringIO(csvout.one_part(found, "topics")))
    assert first["net"] == "-12.5"
    assert first["net_low"] == "-18.25"
    assert first["gone"] == ""
    days = list(csv.DictReader(io.StringIO(csvout.one_part(found, "by_day"))))
    assert days[4]["value"] == ""
    assert days[8]["marks"] == "spike"
    with pytest.raises(Exception, match="known: topics, by_day"):
        csvout.one_part(found, "nothing")


def test_markdown_has_tables_and_quotes() -> None:
    told = markdown.document(report_of(table_of("fine"), trend_of(), CURVE))
    assert "| fine |" in told
    assert "[link](https://example.com/7)" in told
    assert "positive minus negative" in told
    assert "positive minus negative" not in markdown.document(
        report_of(table_of()), notes=False
    )


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "count", "–"),
        (1234, "count", "1,234"),
        (45.06, "percent", "45.1 %"),
        (-3.04, "points", "−3.0"),
        (-0.04, "points", "0"),
        (59, "seconds", "59 s"),
        (3_720, "seconds", "1 h 2 min"),
        (90_061, "seconds", "1 d 1 h"),
        (0.5, "ratio", "0.50"),
    ],
)
def test_numbers_as_people_read_them(value: float | None, unit: str, text: str) -> None:
    assert numbers.number(value, unit) == text  # type: ignore[arg-type]


def test_bars_and_sparks() -> None:
    assert sparks.bar(50, 4) == "██░░"
    assert sparks.bar(0, 4) == "░░░░"
    assert sparks.bar(100, 4) == "████"
    points = [DayPoint(day="d", value=v) for v in (0, 5, 10, None)]
    assert sparks.spark(points, 0, 10) == "▁▅█·"


def test_a_lead_is_quoted_for_the_shell() -> None:
    chosen = Filter(
        brands=("Ac me",), topic="it's $HOME; rm -rf", author="reddit:a b", ids=(3, 4)
    )
    assert mentions_command(chosen) == (
        "monitor mentions --brand 'Ac me' --topic 'it'\"'\"'s $HOME; rm -rf' "
        "--author 'reddit:a b' --id 3 --id 4"
    )


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(str(target)) as out:
        out.write(f"half {1 / 0}")
    assert target.read_text() == "old"
    with replacing(str(target)) as out:
        out.write("new")
    assert target.read_text() == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["report.md"]
    with (
        pytest.raises(Exception, match="check the folder"),
        replacing(str(tmp_path / "no" / "x")),
    ):
        pass


def test_a_new_report_file_is_private(tmp_path: Path) -> None:
    with replacing(str(tmp_path / "new.md")) as out:
        out.write("quotes people")
    assert (tmp_path / "new.md").stat().st_mode & 0o777 == 0o600

"""CSV in the dialects people have."""

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import DataError, UsageError
from monitor.importing.inputs import examine, open_input
from monitor.importing.reading import read
from monitor.importing.rows import Options
from monitor.model import Engagement
from tests.importing.reads import mentions, only, read_bytes, read_text, textless, unreadable

ROW = "id,text,author,created,likes,url\n7,Hallo Welt,@ann,2026-01-02 03:04,5,https://x.example/7\n"


def test_usual_names_need_no_map() -> None:
    mention = only(read_text(ROW, "exports/tweets.csv"))
    assert mention.source == "tweets"
    assert mention.source_id == "7"
    assert mention.text == "Hallo Welt"
    assert mention.author is not None
    assert mention.author.handle == "ann"
    assert mention.published_at == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert mention.engagement == Engagement(score=5)
    assert mention.url == "https://x.example/7"
    assert mention.site == "x.example"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_delimiter_in_every_encoding(delimiter: str, encoding: str) -> None:
    text = 'Datum,Kommentar,Autor\r\n24.2.2026,"schön, ""sehr""\nschön",Jörg\r\n'
    if delimiter != ",":
        text = text.replace(
            "Datum,Kommentar,Autor", delimiter.join(["Datum", "Kommentar", "Autor"])
        )
        text = text.replace('24.2.2026,"', f'24.2.2026{delimiter}"').replace(
            '",J', f'"{delimiter}J'
        )
    mention = only(read_bytes(text.encode(encoding)))
    assert mention.text == 'schön, "sehr"\nschön'
    assert mention.author is not None
    assert mention.author.handle == "Jörg"
    assert mention.published_at == datetime(2026, 2, 24, tzinfo=UTC)


def test_an_accent_far_down_comes_out_right_in_either_encoding() -> None:
    plain = b"text\n" + b"nothing special here\n" * 20_000
    mixed = plain + "naïve (utf-8)\n".encode() + "naïve (latin)\n".encode("cp1252")
    assert [m.text for m in mentions(read_bytes(mixed))[-2:]] == [
        "naïve (utf-8)",
        "naïve (latin)",
    ]


def test_other_encodings_are_named() -> None:
    data = "text\nこんにちは\n".encode("shift_jis")
    assert only(read_bytes(data, encoding="shift_jis")).text == "こんにちは"
    with pytest.raises(UsageError, match="unknown encoding 'klingon'"):
        read_bytes(data, encoding="klingon")
    with pytest.raises(UsageError, match="unknown encoding 'hex'"):
        read_bytes(data, encoding="hex")


def test_lines_before_the_header_are_passed_over() -> None:
    text = 'Report:,"All mentions"\nFrom:,1 Jan 2026\n\nid,text,author\n1,Hallo,ann\n'
    assert only(read_text(text)).text == "Hallo"


def test_gzip_is_undone_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv.gz"
    path.write_bytes(gzip.compress(ROW.encode()))
    with open_input(str(path)) as opened:
        assert only(list(read(opened, Options()))).source == "reviews"
    assert only(read_bytes(gzip.compress(ROW.encode()), "x.txt")).text == "Hallo Welt"


def test_a_gzip_cut_short_gives_its_rows_and_then_says_so() -> None:
    rows = "id,text\n" + "".join(f"{n},row number {n * 7919 % 10007}\n" for n in range(20_000))
    cut = gzip.compress(rows.encode())[:-2_000]
    given: list[object] = []
    with pytest.raises(DataError, match="cut short"):
        given.extend(read(examine(io.BytesIO(cut), "cut.csv.gz"), Options()))
    assert len(given) > 5_000


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    text = 'id,text\n1,well\n2,"never closed\n3,well too\n4,"closed, twice"\n'
    items = read_text(text)
    assert [m.source_id for m in mentions(items)] == ["1", "3", "4"]
    assert [(u.line, u.reason) for u in unreadable(items)] == [
        (3, "a quoted cell that is never closed, or far too long")
    ]


def test_a_quote_closed_half_a_million_letters_later_costs_one_row() -> None:
    many = "".join(f"{n},text of row {n}\n" for n in range(3, 40_000))
    items = read_text('id,text\n1,well\n2,"never closed\n' + many)
    assert len(mentions(items)) == 39_998
    assert [u.line for u in unreadable(items)] == [3]


def test_a_row_with_too_many_cells_is_named() -> None:
    items = read_text("id,text\n1,well\n2,one,two\n3,empty ones are fine,,\n")
    assert [m.source_id for m in mentions(items)] == ["1", "3"]
    assert str(unreadable(items)[0]) == "file.csv: line 3: 3 cells where the header names 2"


def test_line_numbers_are_those_of_the_file() -> None:
    text = 'id,text,created\n1,"two\nlines",2026-01-01\n\n2,late,no date\n'
    assert [u.line for u in unreadable(read_text(text))] == [5]


def test_an_unreadable_time_names_the_row_and_the_option() -> None:
    (bad,) = unreadable(read_text("text,date\nHallo,some day\n"))
    assert bad.reason == (
        "the time 'some day' is not understood as a time; --date-format can name its form"
    )


def test_a_row_without_text_is_counted_apart() -> None:
    items = read_text("id,text\n1,\n2,well\n")
    assert len(mentions(items)) == 1
    assert len(textless(items)) == 1


def test_day_and_month_wait_for_a_row_that_tells() -> None:
    text = "text,date\na,2/3/2026\nb,4/5/2026\nc,2/24/2026\nd,1/2/2026\n"
    found = mentions(read_text(text))
    assert [m.text for m in found] == ["a", "b", "c", "d"]
    assert [(m.published_at.month, m.published_at.day) for m in found if m.published_at] == [
        (2, 3), (4, 5), (2, 24), (1, 2),
    ]  # fmt: skip


def test_day_and_month_are_never_guessed() -> None:
    with pytest.raises(DataError, match=r"line 2: '2/3/2026' may mean two days.*--date-format"):
        read_text("text,date\na,2/3/2026\nb,4/5/2026\n")
    found = mentions(read_text("text,date\na,2/3/2026\n", date_format="%d/%m/%Y"))
    assert found[0].published_at == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_row_against_the_order_of_the_file_is_named() -> None:
    items = read_text("text,date\na,24/2/2026\nb,2/24/2026\n")
    assert len(mentions(items)) == 1
    assert unreadable(items)[0].line == 3


def test_map_comes_first_and_is_checked() -> None:
    text = "text,wortlaut,nr\nfalse,right,9\n"
    mention = only(read_text(text, mapping={"text": "wortlaut", "id": "nr"}))
    assert (mention.text, mention.source_id) == ("right", "9")
    with pytest.raises(UsageError, match="no column 'nix'; it has text, wortlaut, nr"):
        read_text(text, mapping={"text": "nix"})
    with pytest.raises(UsageError, match="no field 'txt'; there are id, text"):
        read_text(text, mapping={"txt": "wortlaut"})


def test_a_table_without_a_text_is_refused_with_its_columns() -> None:
    with pytest.raises(
        DataError, match="no column for the text among a, b; name it with --map"
    ):
        read_text("a,b\n1,2\n")


def test_without_an_id_the_address_or_the_words_are_the_identity() -> None:
    by_url = only(read_text("text,url\nHallo,https://x.example/a?utm_source=mail\n"))
    assert by_url.source_id == "https://x.example/a"
    by_words = only(read_text("text,author,date\nHallo,ann,2026-01-01\n"))
    again = only(read_text("date,author,text\n2026-01-01T00:00:00Z,@ann,Hallo\n", "other.csv"))
    other = only(read_text("text,author,date\nHallo,ben,2026-01-01\n"))
    assert by_words.source_id == again.source_id != other.source_id


def test_an_id_that_a_spreadsheet_damaged_is_no_identity() -> None:
    items = mentions(read_text("id,text\n5.70306E+17,one\n5.70306E+17,two\n8.0,three\n"))
    assert len({item.source_id for item in items}) == 3
    assert items[2].source_id == "8"


def test_numbers_languages_and_ratings() -> None:
    text = (
        "text;lang;likes;retweets;views;stars;hashtags\n"
        'a;en-US;1,234;"1.2K";12.0;4;"one, Two"\nb;English;many;-3;;9;\nc #Drei;und;;;;;\n'
    )
    first, second, third = mentions(read_text(text))
    assert first.engagement == Engagement(score=1234, shares=1200, views=12)
    assert (first.language, first.rating, first.kind) == ("en", 4, "review")
    assert first.tags == ("one", "two")
    assert second.engagement == Engagement(shares=-3)
    assert (second.language, second.rating) == ("en", None)
    assert (third.language, third.tags, third.kind) == (None, ("drei",), "post")


def test_entities_and_tags_become_text() -> None:
    items = mentions(read_text('text\n"Fish &amp; chips <3"\n"<p>One</p><p>Two</p>"\n'))
    assert [item.text for item in items] == ["Fish & chips <3", "One\nTwo"]

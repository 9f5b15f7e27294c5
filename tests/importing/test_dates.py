"""Times as files write them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.importing.dates import Dates, Undecided

FEBRUARY = datetime(2015, 2, 24, 11, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2015-02-24T11:35:00Z",
        "2015-02-24 11:35",
        "2015-02-24 11:35:00 UTC",
        "2015-02-24 03:35:00 -0800",
        "2015-02-24T12:35:00+01:00",
        "2015/2/24 11:35",
        "Tue Feb 24 11:35:00 +0000 2015",
        "Tue, 24 Feb 2015 11:35:00 GMT",
        "Tue, 24 Feb 2015 06:35:00 EST",
        "Feb 24, 2015 11:35 AM",
        "24-Feb-2015 11:35AM",
        "24. Februar 2015, 11:35",
        "24 févr. 2015 11:35",
        "2/24/2015 11:35",
        "24/2/2015 11:35",
        "24.2.2015 11:35",
        "24-02-15 11:35",
        "2/24/2015 11:35:00 AM",
        "20150224113500",
        "1424777700",
        "1424777700.0",
        "1424777700000",
        "1424777700000000",
        1424777700,
        1424777700.0,
    ],
)
def test_one_moment_in_many_forms(written: object) -> None:
    dates = Dates()
    assert dates.learn(written)
    assert dates.read(written) == FEBRUARY


@pytest.mark.parametrize("empty", [None, "", " ", "null", "NaN", "N/A", "-", False])
def test_nothing_is_no_time(empty: object) -> None:
    assert Dates().read(empty) is None


@pytest.mark.parametrize(
    "wrong",
    [
        "yesterday", "31 Feb 2015", "13/13/2015 10:00", "2015-13-01", "12345", "1" * 40,
        "24 Feb", "Feb 2015", "10:30", "1e309", "2015-02-24 25:00", "13:00 PM 1 Jan 2020",
    ],
)  # fmt: skip
def test_what_is_no_time_is_said(wrong: str) -> None:
    with pytest.raises(ValueError, match="not understood as a time"):
        Dates().read(wrong)


def test_day_and_month_are_told_apart_by_a_row_that_can() -> None:
    dates = Dates()
    assert not dates.learn("2/3/2015")
    with pytest.raises(Undecided):
        dates.read("2/3/2015")
    assert dates.learn("2/13/2015")
    assert dates.read("2/3/2015") == datetime(2015, 2, 3, tzinfo=UTC)
    other = Dates()
    assert other.learn("13/2/2015")
    assert other.read("2/3/2015") == datetime(2015, 3, 2, tzinfo=UTC)


def test_a_dot_means_day_first_and_a_double_day_needs_no_order() -> None:
    assert Dates().learn("2.3.2015")
    assert Dates().read("2.3.2015") == datetime(2015, 3, 2, tzinfo=UTC)
    assert Dates().learn("3/3/2015")
    assert Dates().read("3/3/2015") == datetime(2015, 3, 3, tzinfo=UTC)


def test_a_form_given_by_hand_decides() -> None:
    dates = Dates(form="%d/%m/%Y")
    assert dates.learn("2/3/2015")
    assert dates.read("2/3/2015") == datetime(2015, 3, 2, tzinfo=UTC)
    with pytest.raises(ValueError, match="not understood"):
        dates.read("2015-03-02")


def test_times_without_a_zone_are_of_the_zone_given() -> None:
    berlin = Dates(zone=ZoneInfo("Europe/Berlin"))
    assert berlin.read("2015-07-01 12:00") == datetime(2015, 7, 1, 10, tzinfo=UTC)
    assert berlin.read("2015-07-01 12:00Z") == datetime(2015, 7, 1, 12, tzinfo=UTC)
    assert berlin.read("1435752000") == datetime(2015, 7, 1, 12, tzinfo=UTC)


MOMENTS = st.integers(130_000_000, 7_000_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)


@given(MOMENTS, st.integers(-12 * 60, 14 * 60))
def test_every_iso_time_reads_back(moment: datetime, minutes: int) -> None:
    shifted = moment.astimezone(timezone(timedelta(minutes=minutes)))
    assert Dates().read(shifted.isoformat()) == moment
    assert Dates().read(shifted.isoformat(sep=" ")) == moment
    assert Dates().read(shifted.strftime("%a, %d %b %Y %H:%M:%S %z")) == moment


@given(st.text(max_size=60) | st.integers() | st.floats(allow_nan=True))
def test_any_value_is_a_time_nothing_or_refused(value: object) -> None:
    dates = Dates()
    dates.learn(value)
    try:
        moment = dates.read(value)
    except (ValueError, Undecided):
        return
    assert moment is None or moment.utcoffset() == timedelta(0)

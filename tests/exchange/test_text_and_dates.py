import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange import dates
from exchange.numbers import whole
from exchange.text import cleaned, cleaned_lines, words


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2011-05-31-04:00", dt.date(2011, 5, 31)),
        ("2013-01-29Z", dt.date(2013, 1, 29)),
        ("2013-01-29+14:00", dt.date(2013, 1, 29)),
        ("20150106", dt.date(2015, 1, 6)),
        ("2015-01-06T23:59:59.5-05:00", dt.date(2015, 1, 6)),
        ("20110500", None),
        ("20150230", None),
        ("19991", None),
        ("2015-0106", None),
        ("２０１５0106", None),
        ("", None),
    ],
)
def test_a_date_is_the_day_as_written_or_none(written: str, day: dt.date | None):
    assert dates.date(written) == day


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("20110500", "2011-05"),
        ("19960000", "1996"),
        ("19961130", "1996-11-30"),
        ("1996", "1996"),
        ("199611", "1996-11"),
        ("2011-05-31-04:00", "2011-05-31"),
        ("20111300", None),
        ("20110031", None),
        ("19991", None),
        ("00000000", None),
        ("soon", None),
    ],
)
def test_a_partial_date_keeps_what_is_known(written: str, known: str | None):
    assert dates.partial(written) == known


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.sampled_from(["", "Z", "-05:00", "+13:45"]))
def test_a_zone_never_moves_the_day(day: dt.date, zone: str):
    assert dates.date(f"{day.isoformat()}{zone}") == day
    assert dates.date(f"{day:%Y%m%d}") == day
    assert dates.partial(f"{day:%Y%m}00") == f"{day:%Y-%m}"


@given(st.text())
def test_reading_a_date_never_fails(written: str):
    known = dates.partial(written)
    assert known is None or (known[:4].isdecimal() and len(known) in {4, 7, 10})


@given(st.text())
def test_cleaning_is_done_once_and_leaves_no_control_character(raw: str):
    once = cleaned(raw).text
    if once is None:
        return
    assert cleaned(once) == (once, 0)
    assert not any(unicodedata.category(sign) == "Cc" for sign in once)
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert "  " not in once


def test_right_to_left_text_and_joiners_stay_and_overrides_go():
    assert cleaned("  شركة  البومة ") == ("شركة البومة", 0)
    assert cleaned("می\u200cخواهم") == ("می\u200cخواهم", 0)
    assert cleaned("ינשוף\u202egnp.exe\x00") == ("ינשוףgnp.exe", 2)


def test_a_composed_letter_is_one_character():
    assert cleaned("Bang\u0061\u030ardsgatan").text == "Bangårdsgatan"


def test_lines_stay_lines():
    assert cleaned_lines(" a \n\n  b\tc ").text == "a\nb c"


def test_an_elements_name_in_words():
    assert words("LawOfficeAssignedText") == "Law office assigned"
    assert words("us-publication-filing-type") == "Us publication filing type"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12),
        ("00012", 12),
        ("0", 0),
        ("0" * 5_000 + "7", 7),
        ("999999999", 999_999_999),
        ("1000000000", None),
        ("9" * 5_000, None),
        ("-1", None),
        ("1.5", None),
        ("１２", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_whole_and_fits_everywhere_or_is_none(written: str | None, number: int | None):
    assert whole(written) == number

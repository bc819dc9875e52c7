"""Issues come out in the office's rhythm, and every day has one."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from desk.settings import OFFICES
from offices.calendar import WEEKDAYS, issue_for
from offices.office import load

GAZETTE = load(OFFICES / "demo").gazette
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2060, 12, 31))


@given(DAYS)
def test_the_issue_of_a_day_comes_out_on_it_or_next_after_it(day):
    _, date = issue_for(GAZETTE, day)
    assert dt.timedelta(0) <= date - day < dt.timedelta(days=GAZETTE.every_days)
    assert WEEKDAYS[date.weekday()] == GAZETTE.weekday


@given(DAYS, DAYS)
def test_one_number_is_one_issue(one, other):
    (number, date), (second_number, second_date) = issue_for(GAZETTE, one), issue_for(GAZETTE, other)
    assert (number == second_number) == (date == second_date)
    assert (number < second_number) == (date < second_date)


def test_numbers_begin_anew_each_year():
    assert issue_for(GAZETTE, dt.date(2025, 12, 31)) == ("2026/01", dt.date(2026, 1, 7))
    assert issue_for(GAZETTE, dt.date(2026, 1, 8)) == ("2026/02", dt.date(2026, 1, 21))

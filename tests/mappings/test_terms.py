"""Terms end where the law says: the treaties' own examples, and what holds of every day, term and calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from desk.settings import OFFICES
from mappings.record import Kind
from mappings.terms import WEEKDAYS, Calendar, Term
from offices.office import load

DEMO = load(OFFICES / "demo").calendar
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
MONTHS = st.integers(1, 60)


def calendar(**rules: str) -> Calendar:
    return Calendar.model_validate({"closed": {}, "counting": {"source": "a law"} | rules})


def closed(weekly: list[str], yearly: list[str], dated: list[dt.date]) -> Calendar:
    days = {"weekly": weekly, "yearly": [{"day": day} for day in yearly], "dated": [{"day": day} for day in dated]}
    return Calendar.model_validate({"closed": days, "counting": {"source": "a law"}})


CALENDARS = st.builds(
    closed,
    st.lists(st.sampled_from(WEEKDAYS), max_size=6, unique=True),
    st.lists(st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).map("{:%m-%d}".format), max_size=20),
    st.lists(DAYS, max_size=20),
)
OPEN = calendar()


@pytest.mark.parametrize(
    ("event", "term", "last"),
    [
        (dt.date(2026, 11, 25), Term(months=2), dt.date(2027, 1, 25)),
        (dt.date(2026, 1, 31), Term(months=1), dt.date(2026, 2, 28)),
        (dt.date(2024, 1, 31), Term(months=1), dt.date(2024, 2, 29)),
        (dt.date(2026, 2, 28), Term(months=1), dt.date(2026, 3, 28)),  # not the end of March
        (dt.date(2024, 2, 29), Term(months=12), dt.date(2025, 2, 28)),
        (dt.date(2026, 12, 30), Term(days=2), dt.date(2027, 1, 1)),
    ],
)
def test_the_day_of_the_event_is_not_counted_and_months_end_on_its_number_or_the_last_day(
    event: dt.date, term: Term, last: dt.date
):
    assert OPEN.last_day(event, term) == last


def test_an_office_may_count_otherwise():
    end_of_january = dt.date(2026, 1, 31)
    assert calendar(missing_day="first-of-next").last_day(end_of_january, Term(months=1)) == dt.date(2026, 3, 1)
    assert calendar(first_day="counted").last_day(dt.date(2026, 3, 10), Term(months=1)) == dt.date(2026, 4, 9)
    assert calendar(first_day="counted").last_day(dt.date(2026, 3, 10), Term(days=1)) == dt.date(2026, 3, 10)
    stays = Calendar.model_validate(
        {"closed": {"weekly": ["saturday"]}, "counting": {"closed_last_day": "stays", "source": "a law"}}
    )
    assert stays.last_day(dt.date(2026, 9, 12), Term(days=7)) == dt.date(2026, 9, 19)  # a Saturday


def test_the_demo_office_goes_on_over_closed_days():
    # 25 December 2026 is a Friday, the 26th a holiday and a Saturday, the 27th a Sunday.
    assert DEMO.opposition(Kind.TRADEMARK, "application", dt.date(2026, 10, 25)) == dt.date(2026, 12, 28)
    assert DEMO.opposition(Kind.TRADEMARK, "registration", dt.date(2026, 10, 25)) is None
    assert DEMO.opposition(Kind.PATENT, "application", dt.date(2026, 10, 25)) is None


@given(CALENDARS, DAYS, MONTHS)
def test_a_term_ends_on_an_open_day_and_never_before_the_same_term_without_closed_days(
    any_calendar: Calendar, event: dt.date, count: int
):
    last, without = any_calendar.last_day(event, Term(months=count)), OPEN.last_day(event, Term(months=count))
    assert not any_calendar.is_closed(last)
    assert last >= without
    assert all(any_calendar.is_closed(without + dt.timedelta(days=n)) for n in range((last - without).days))


@given(CALENDARS, DAYS, DAYS, st.builds(Term, months=MONTHS) | st.builds(Term, days=st.integers(1, 900)))
def test_who_begins_later_never_ends_earlier(any_calendar: Calendar, one: dt.date, other: dt.date, term: Term):
    first, second = sorted([one, other])
    assert any_calendar.last_day(first, term) <= any_calendar.last_day(second, term)


@given(DAYS, MONTHS)
def test_a_term_of_months_ends_in_its_month_on_the_day_of_the_same_number_or_the_last(event: dt.date, count: int):
    last = OPEN.last_day(event, Term(months=count))
    assert (last.year * 12 + last.month) - (event.year * 12 + event.month) == count
    assert last.day == event.day or (last.day < event.day and (last + dt.timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"closed": {"weekly": list(WEEKDAYS)}}, "at most 6"),
        ({"closed": {"yearly": [{"day": "02-30"}]}}, "no year has a day 02-30"),
        ({"closed": {"yearly": [{"day": "1-1"}]}}, "pattern"),
        ({"terms": {"opposition": {"tm": {"months": 2, "days": 3}}}}, "a term has months, days or working_days"),
        ({"terms": {"opposition": {"tm": {"stage": "application"}}}}, "a term has months, days or working_days"),
    ],
)
def test_what_no_calendar_can_say_is_refused(data: dict[str, object], said: str):
    with pytest.raises(ValidationError, match=said):
        Calendar.model_validate({"closed": {}, "counting": {"source": "a law"}} | data)


def test_the_holidays_of_a_country_are_closed_besides_the_office_s_own_days():
    swiss = {"holidays": {"country": "CH", "subdivision": "BE"}, "dated": [{"day": dt.date(2026, 3, 3)}]}
    berne = Calendar.model_validate({"closed": swiss, "counting": {"source": "a law"}})
    closed_days = [day for n in range(365) if berne.is_closed(day := dt.date(2026, 1, 1) + dt.timedelta(days=n))]
    moved = {dt.date(2026, 4, 3), dt.date(2026, 4, 6), dt.date(2026, 5, 14), dt.date(2026, 5, 25)}  # by Easter
    assert moved | {dt.date(2026, 3, 3), dt.date(2026, 8, 1), dt.date(2026, 12, 26)} <= set(closed_days)
    assert berne.last_day(dt.date(2030, 3, 18), Term(months=1)) == dt.date(2030, 4, 18)  # Maundy Thursday is open
    assert berne.last_day(dt.date(2030, 3, 19), Term(months=1)) == dt.date(2030, 4, 20)  # the day after Good Friday


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"country": "ZZZZ"}, "no holidays of a country 'ZZZZ' are known; write its code of ISO 3166"),
        ({"country": "CH", "subdivision": "BR"}, "of a part 'BR' of CH are known; there are AG"),
    ],
)
def test_a_country_whose_holidays_nobody_knows_is_told(named: dict[str, str], said: str):
    with pytest.raises(ValidationError, match=said):
        Calendar.model_validate({"closed": {"holidays": named}, "counting": {"source": "a law"}})

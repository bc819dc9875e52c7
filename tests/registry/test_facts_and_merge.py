"""The two laws in the middle of the register, without a database: facts and records, and merging."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.record import (
    Audience,
    Citation,
    Claim,
    ClassStatus,
    Design,
    Event,
    GoodsClass,
    Invention,
    Kind,
    Mark,
    Party,
    Priority,
    Publication,
    Record,
    Related,
    Role,
    Status,
    StatusGroup,
    View,
)
from registry.facts import Fact, Place, audience, differences, fold, gather, item_key, plain, spread, valid_since
from registry.merge import carried, merge

WORDS = st.sampled_from(["ALPHA", "BETA", "GAMMA"])
MAYBE = st.none() | WORDS
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 4))
OFFICES = st.none() | st.sampled_from(["CH", "US"])
EVENTS = st.builds(
    Event,
    date=DAYS,
    code=st.sampled_from(["A", "B"]),
    sequence=st.none() | st.integers(1, 3),
    text=MAYBE,
    standard_code=st.sampled_from(["unmapped", "A12"]),
    audience=st.sampled_from(Audience),
)
RECORDS = st.builds(
    Record,
    kind=st.just(Kind.TRADEMARK),
    office=st.just("XB"),
    application_number=st.just("1"),
    filing_date=st.none() | DAYS,
    registration_number=MAYBE,
    registration_date=st.none() | DAYS,
    status=st.none()
    | st.builds(Status, group=st.sampled_from(StatusGroup), code=MAYBE, text=MAYBE, date=st.none() | DAYS),
    mark=st.none() | st.builds(Mark, verbal_element=MAYBE, translation=MAYBE, in_colour=st.none() | st.booleans()),
    parties=st.lists(
        st.builds(
            Party,
            role=st.sampled_from([Role.APPLICANT, Role.HOLDER]),
            sequence=st.integers(1, 2),
            name=WORDS,
            legal_form=MAYBE,
            emails=st.lists(WORDS, max_size=2).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    classes=st.lists(
        st.builds(GoodsClass, number=st.sampled_from(["1", "2"]), goods=MAYBE, status=st.sampled_from(ClassStatus)),
        max_size=3,
    ).map(tuple),
    events=st.lists(EVENTS, max_size=5).map(tuple),
    priorities=st.lists(st.builds(Priority, office=OFFICES, number=WORDS, date=st.none() | DAYS), max_size=3).map(
        tuple
    ),
    related=st.lists(st.builds(Related, relation=WORDS, office=OFFICES, number=WORDS), max_size=3).map(tuple),
    publications=st.lists(st.builds(Publication, date=DAYS, stage=MAYBE, number=MAYBE), max_size=3).map(tuple),
    citations=st.lists(st.builds(Citation, text=MAYBE), max_size=3).map(tuple),
)


def merged(first: Record, later: Record) -> Record:
    return Record.model_validate(merge(plain(first), plain(later), carried(later)))


def record(**fields: dict[str, Any]) -> Record:
    return Record(kind=Kind.TRADEMARK, office="XB", application_number="1", **fields)


@given(RECORDS)
def test_a_record_spread_and_gathered_is_the_same(made: Record):
    kept = plain(made)
    assert gather(kept, spread(kept)) == kept
    assert Record.model_validate(kept) == made


@given(RECORDS, RECORDS)
def test_differences_lead_from_one_record_to_the_other(first: Record, second: Record):
    before, after = spread(plain(first)), spread(plain(second))
    places = before | differences(before, after)
    assert {place: value for place, value in places.items() if value is not None} == after


@given(RECORDS)
def test_the_fold_of_the_facts_is_the_record_in_whatever_order_they_are_read(made: Record):
    kept = plain(made)
    facts = [Fact(place, n, value, dt.date(2020, 1, 1), 1) for n, (place, value) in enumerate(spread(kept).items())]
    assert fold(kept, reversed(facts)) == kept


@pytest.mark.thorough
@settings(max_examples=300)
@given(RECORDS, RECORDS)
def test_merging_the_same_file_twice_changes_nothing(first: Record, later: Record):
    once = merged(first, later)
    assert merged(once, later) == once


@given(RECORDS)
def test_merging_a_file_into_itself_changes_nothing(made: Record):
    assert merged(made, made) == made


@pytest.mark.thorough
@settings(max_examples=300)
@given(RECORDS, RECORDS)
def test_merging_removes_nothing(first: Record, later: Record):
    after = merged(first, later)
    for field in ("parties", "classes", "events", "priorities", "related", "publications", "citations"):
        assert len(getattr(after, field)) >= max(len(getattr(first, field)), len(getattr(later, field)))
    for name in ("filing_date", "registration_number", "registration_date"):
        assert getattr(after, name) == (getattr(later, name) or getattr(first, name))
    for name in ("verbal_element", "translation", "in_colour"):
        said = [getattr(each.mark, name) for each in (later, first) if each.mark is not None]
        assert (getattr(after.mark, name) if after.mark else None) == next((s for s in said if s is not None), None)


def test_a_default_says_nothing():
    first = record(
        classes=(GoodsClass(number="9", goods="Software", status=ClassStatus.ACTIVE),),
        events=(Event(date=dt.date(2020, 1, 1), code="A", standard_code="A12", audience=Audience.SECRET),),
        status=Status(group=StatusGroup.REGISTERED, code="700"),
    )
    later = record(
        classes=(GoodsClass(number="9"),), events=(Event(date=dt.date(2020, 1, 1), code="A"),), status=Status()
    )
    assert merged(first, later) == first


def test_another_status_replaces_what_belonged_to_the_old_one():
    first = record(status=Status(group=StatusGroup.PENDING, code="630", text="New application"))
    later = record(status=Status(group=StatusGroup.REGISTERED, code="700"))
    assert merged(first, later).status == later.status


def test_a_file_with_an_older_status_does_not_take_the_newer_one_back():
    granted = record(status=Status(group=StatusGroup.REGISTERED, code="granted", date=dt.date(2007, 9, 18)))
    published = record(status=Status(group=StatusGroup.PENDING, code="published", date=dt.date(2005, 1, 6)))
    assert merged(granted, published).status == granted.status
    assert merged(published, granted).status == granted.status


def test_an_event_with_a_sequence_meets_the_same_without():
    day = dt.date(2020, 1, 1)
    with_sequence = record(events=(Event(date=day, code="A", sequence=7), Event(date=day, code="A", sequence=8)))
    without = record(events=(Event(date=day, code="A", text="Filed"), Event(date=day, code="A", text="Again")))
    for first, later in ((with_sequence, without), (without, with_sequence)):
        assert [(e.sequence, e.text) for e in merged(first, later).events] == [(7, "Filed"), (8, "Again")]


def test_claims_and_views_are_amended_by_number():
    first = Record(
        kind=Kind.PATENT,
        office="XB",
        application_number="1",
        invention=Invention(title="Lock", claims=(Claim(number=1, text="A lock."), Claim(number=2, text="A key."))),
    )
    later = first.model_copy(update={"invention": Invention(claims=(Claim(number=2, text="A better key."),))})
    assert [claim.text for claim in merged(first, later).invention.claims] == ["A lock.", "A better key."]
    assert merged(first, later).invention.title == "Lock"
    drawn = Record(kind=Kind.DESIGN, office="XB", application_number="1", design=Design(views=(View(number=1),)))
    more = drawn.model_copy(update={"design": Design(views=(View(number=2, name="back"),))})
    assert [view.number for view in merged(drawn, more).design.views] == [1, 2]


def test_items_whose_key_parts_are_missing_stay_apart():
    several = record(publications=(Publication(date=dt.date(2020, 1, 1)), Publication(date=dt.date(2020, 1, 1))))
    assert [place.item for place in spread(plain(several))] == [
        '["2020-01-01",null,null]',
        '["2020-01-01",null,null]#2',
    ]
    assert merged(several, several) == several


def test_long_keys_fit_an_index_row_and_stay_apart():
    one = item_key("notes", {"name": "x" * 2_000})
    assert len(one.encode()) < 2_000
    assert one != item_key("notes", {"name": "x" * 1_999 + "y"})


def test_the_audience_of_a_fact_is_the_narrowest_within():
    assert audience("parties", {"role": "applicant", "name": "A"}) is Audience.PUBLIC
    assert (
        audience("parties", {"role": "applicant", "name": "A", "emails": ["a@b"], "reference": "R"}) is Audience.STAFF
    )
    assert audience("parties", {"role": "inventor", "name": "A", "address": {"city": "Bern"}}) is Audience.PARTIES
    assert audience("events", {"audience": "secret"}) is Audience.SECRET
    assert audience("filing_date", "2020-01-01") is Audience.PUBLIC


def test_a_newly_filed_value_holds_since_the_day_the_record_says():
    kept = {"filing_date": "2010-02-03", "registration_date": "2011-02-03"}
    today = dt.date(2026, 1, 1)
    assert valid_since(kept, "mark", {}, today) == dt.date(2010, 2, 3)
    assert valid_since(kept, "registration_number", "1", today) == dt.date(2011, 2, 3)
    assert valid_since(kept, "events", {"date": "2012-02-03"}, today) == dt.date(2012, 2, 3)
    assert valid_since(kept, "status", {"group": "pending"}, today) == dt.date(2010, 2, 3)
    assert valid_since(kept, "events", {"date": "2099-02-03"}, today) == today
    assert Place("mark") == ("mark", "")

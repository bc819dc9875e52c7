"""The record's JSON as an audience sees it is the contract's own answer, only faster."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from indexer.fields import lasting
from indexer.readers import visible
from mappings import audience, paths
from mappings.addresses import AddressRule, Person, Shown
from mappings.audience import AudienceRules
from mappings.record import (
    Address,
    Audience,
    Claim,
    Document,
    Event,
    GoodsClass,
    Invention,
    Kind,
    Mark,
    Party,
    Record,
    Role,
    Status,
)

words = st.text("abcXYZ äß", min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
maybe_words = st.none() | words
addresses = st.builds(
    Address,
    lines=st.lists(words, max_size=2).map(tuple),
    city=maybe_words,
    region=maybe_words,
    postcode=maybe_words,
    country=st.sampled_from([None, "DE", "NO"]),
)
parties = st.builds(
    Party,
    role=st.sampled_from(Role),
    sequence=st.integers(1, 3),
    name=words,
    natural_person=st.sampled_from([None, True, False]),
    address=st.none() | addresses,
    emails=st.lists(words, max_size=2).map(tuple),
    phones=st.lists(words, max_size=1).map(tuple),
    faxes=st.lists(words, max_size=1).map(tuple),
    reference=maybe_words,
    identifier=maybe_words,
)
events = st.builds(Event, date=st.dates(), code=words, note=maybe_words, audience=st.sampled_from(Audience))
documents = st.builds(
    Document,
    digest=st.text("0123456789abcdef", min_size=64, max_size=64),
    media_type=words,
    name=words,
    role=st.sampled_from(["logo", "form", "letter"]),
    audience=st.sampled_from(Audience),
)
records = st.builds(
    Record,
    kind=st.sampled_from(Kind),
    office=st.just("XB"),
    application_number=st.just("1"),
    parties=st.lists(parties, max_size=3).map(tuple),
    events=st.lists(events, max_size=3).map(tuple),
    documents=st.lists(documents, max_size=3).map(tuple),
    status=st.none() | st.builds(Status, code=maybe_words, text=maybe_words),
    mark=st.none() | st.builds(Mark, verbal_element=maybe_words, description=maybe_words, in_colour=st.booleans()),
    classes=st.lists(st.builds(GoodsClass, number=st.just("9"), goods=maybe_words), max_size=2).map(tuple),
    invention=st.none()
    | st.builds(
        Invention,
        abstract=maybe_words,
        claims=st.lists(st.builds(Claim, number=st.just(1), text=words, depends_on=st.just((1,))), max_size=2).map(
            tuple
        ),
    ),
)
FREE = sorted(path for path, against in paths.known().items() if against is None)
rules = st.builds(
    AudienceRules,
    office=st.sampled_from(["XB", "EM"]),
    fields=st.dictionaries(st.sampled_from(FREE), st.sampled_from(Audience), max_size=8),
    addresses=st.lists(
        st.builds(
            AddressRule,
            show=st.sampled_from(Shown),
            person=st.none() | st.sampled_from(Person),
            role=st.none() | st.sampled_from(Role),
            kind=st.none() | st.sampled_from(Kind),
        ),
        max_size=3,
    ).map(tuple),
)


def as_json(record: Record, *, defaults: bool) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(record.model_dump_json(exclude_defaults=not defaults))
    return found


@given(records, st.sampled_from(Audience), st.booleans())
def test_plain_json_hides_what_the_contract_hides(record: Record, reader: Audience, defaults: bool):
    seen = visible(as_json(record, defaults=defaults), reader)
    assert Record.model_validate(seen) == audience.visible(record, reader)


@given(records, st.sampled_from(Audience), st.booleans(), rules)
def test_plain_json_hides_what_the_contract_hides_by_the_office_s_rules(
    record: Record, reader: Audience, defaults: bool, rules: AudienceRules
):
    seen = visible(as_json(record, defaults=defaults), reader, rules)
    told = audience.visible(record, reader, rules)
    assert Record.model_validate(seen) == told
    assert audience.visible(told, reader, rules) == told


@given(records, st.sampled_from(Audience), rules)
def test_the_rules_of_fields_narrow_and_never_widen(record: Record, reader: Audience, rules: AudienceRules):
    without = leaves(as_json(audience.visible(record, reader), defaults=False))
    assert leaves(as_json(audience.visible(record, reader, rules), defaults=False)) <= without
    if rules.office != record.office or reader is Audience.SECRET:
        assert audience.visible(record, reader, rules) == audience.visible(record, reader)


def leaves(value: Any, path: str = "") -> set[str]:
    """Every value with the names on the way to it."""
    if isinstance(value, dict):
        return {leaf for name, inner in value.items() for leaf in leaves(inner, f"{path}.{name}")}
    if isinstance(value, list):
        return {leaf for inner in value for leaf in leaves(inner, path)}
    return {f"{path} {value}"}


@given(records, st.sampled_from(Audience), rules)
def test_the_given_record_is_left_as_it_was(record: Record, reader: Audience, rules: AudienceRules):
    given_record = as_json(record, defaults=False)
    before = orjson.dumps(given_record)
    visible(given_record, reader, rules)
    assert orjson.dumps(given_record) == before


@given(records, st.sampled_from(Audience), rules)
def test_the_very_same_record_comes_back_when_nothing_is_hidden(record: Record, reader: Audience, rules: AudienceRules):
    given_record = as_json(record, defaults=False)
    seen = visible(given_record, reader, rules)
    assert (seen is given_record) == (Record.model_validate(seen) == record)


def test_a_public_reader_never_meets_an_address_of_a_person_nor_how_to_reach_anybody():
    address = Address(lines=("Storgata 1",), city="Oslo", postcode="0155", country="NO")
    person = Party(role=Role.APPLICANT, name="Kari Nordmann", natural_person=True, address=address, emails=("k@n.no",))
    company = Party(role=Role.HOLDER, name="Nordmann AS", natural_person=False, address=address, phones=("1",))
    inventor = Party(role=Role.INVENTOR, name="Ola Nordmann", address=address)
    record = Record(kind=Kind.PATENT, office="XB", application_number="1", parties=(person, company, inventor))
    seen = visible(as_json(record, defaults=True), Audience.PUBLIC)["parties"]
    assert [party["address"] for party in seen] == [
        {"city": "Oslo", "country": "NO"},
        as_json(company, defaults=True)["address"],  # type: ignore[arg-type]  # a part is dumped as a record is
        {"city": "Oslo", "country": "NO"},
    ]
    assert all("emails" not in party and "phones" not in party for party in seen)


@given(records)
def test_what_is_read_once_for_all_audiences_is_the_same_for_each(record: Record):
    plain = as_json(record, defaults=False)
    for reader in Audience:
        assert lasting(visible(plain, reader), _read) == lasting(plain, _read)


def _read(text: str, disclaimer: str = "") -> dict[str, str]:
    return {"text": text, "disclaimer": disclaimer}

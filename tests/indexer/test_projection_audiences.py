"""Each document holds what its readers may see: by the contract, by the office's rules, and once an issue is out."""

import datetime as dt

import orjson
import pytest

from desk.rules import projection as rules_of
from indexer.rules import Rules
from mappings import audience
from mappings.audience import AudienceRules
from mappings.record import Audience, Document, Event, Kind, Mark, Party, Record, Role, Status, StatusGroup
from offices.office import load
from offices.sample import DEMO
from tests.indexer.projecting import DAY, frozen, mark, projected, state


def test_the_public_record_is_the_one_the_contract_lets_the_public_see(demo_records):
    for record in demo_records:
        found = projected(state(record))
        assert Record.model_validate(found["public"]["record"]) == audience.visible(record, Audience.PUBLIC)
        assert Record.model_validate(found["dossiers"]["record"]) == audience.visible(record, Audience.STAFF)


def test_what_the_public_must_not_see_is_in_no_field_of_its_document():
    secret = "zzsecret"
    street = {"lines": (secret,), "country": "NO"}
    record = mark(
        parties=(
            Party(role=Role.APPLICANT, name="A", natural_person=True, emails=(secret,), address=street),
            Party(role=Role.REPRESENTATIVE, name="B", reference=secret, identifier=secret, phones=(secret,)),
        ),
        events=(Event(date=DAY, code=secret, audience=Audience.STAFF),),
        documents=(
            Document(digest="a" * 64, media_type="image/png", name=secret, role="logo", audience=Audience.PARTIES),
            Document(digest="b" * 64, media_type="image/png", name="logo", role="logo"),
            Document(digest="c" * 64, media_type="text/plain", name=secret, role="form", audience=Audience.PARTIES),
        ),
    )  # fmt: skip
    found = projected(state(record), rules_of(load(DEMO)))
    assert secret not in orjson.dumps(found["public"]).decode()
    assert found["public"]["logo"] == {"digest": "b" * 64}
    assert found["dossiers"]["logo"] == {"digest": "a" * 64}


WITHHELD_PATHS = (
    "mark.description",
    "mark.verbal_element",
    "mark.transliteration",
    "classes.goods",
    "parties.address",
    "invention.abstract",
    "invention.title",
    "design.description",
    "status.date",
    "publications.number",
    "registration_number",
    "recordals",
)


WITHHELD = AudienceRules("XB", fields=dict.fromkeys(WITHHELD_PATHS, Audience.STAFF))


KEPT_INSIDE = "zzsecret"


@pytest.mark.parametrize("kind", Kind)
def test_what_the_office_s_rules_keep_back_is_in_no_field_of_the_public_s_document_and_in_no_snapshot(kind: Kind):
    record = Record(
        kind=kind,
        office="XB",
        application_number="1",
        registration_number=KEPT_INSIDE,
        status=Status(code="objected", date=dt.date(2019, 8, 7)),
        mark=Mark(
            verbal_element=KEPT_INSIDE, transliteration=KEPT_INSIDE, description=KEPT_INSIDE, disclaimer="No claim"
        ),
        invention={"title": KEPT_INSIDE, "abstract": KEPT_INSIDE, "claims": [{"number": 1, "text": "A gauge"}]},
        design={"product": "Kettle", "description": KEPT_INSIDE},
        classes=({"number": "30", "goods": KEPT_INSIDE},),
        parties=({"role": "applicant", "name": "A", "address": {"city": KEPT_INSIDE, "country": "NO"}},),
        publications=({"date": DAY, "number": KEPT_INSIDE},),
        recordals=({"number": KEPT_INSIDE},),
    )
    rules = Rules("XB", rules_of(load(DEMO)).statuses, WITHHELD)
    once = frozen(record, rules=WITHHELD, issue="2026/03")
    assert KEPT_INSIDE not in orjson.dumps(once.fields).decode()
    found = projected(state(record, snapshots=(once,)), rules)
    for collection in ("public", "publications~1"):
        told = orjson.dumps(found[collection]).decode().lower()
        assert KEPT_INSIDE not in told, collection
        assert "2019-08-07" not in told, collection
    public = found["public"]
    assert "countries" not in public
    assert public["status"] == "Application under examination" or kind != Kind.TRADEMARK
    assert public["record"]["mark"] == {"disclaimer": "No claim"}
    assert public["title"] == "Kettle"
    assert KEPT_INSIDE in orjson.dumps(found["dossiers"]).decode()
    assert found["dossiers"]["countries"] == ["NO"]
    assert Record.model_validate(projected(state(record), Rules(audiences=WITHHELD))["public"]["record"]) == (
        audience.visible(record, Audience.PUBLIC, WITHHELD)
    )


def test_a_rule_of_a_field_lets_nothing_of_an_issue_that_is_not_out_through():
    record = mark(
        publications=({"date": DAY, "number": "2026/03"}, {"date": "2026-05-06", "number": "2026/04"}),
        mark=Mark(verbal_element="TIDE"),
    )
    waiting = frozen(record, 2, issue="2026/04", released=False)
    for whom in (Audience.STAFF, Audience.SECRET):
        rules = Rules(audiences=AudienceRules("XB", fields={"publications.number": whom, "mark.verbal_element": whom}))
        found = projected(state(record, snapshots=(frozen(record), waiting)), rules)
        assert found["public"]["record"]["publications"] == [{"date": DAY.isoformat()}]
        assert ("words" in found["dossiers"]) == (whom == Audience.STAFF)
        assert "words" not in found["public"]


def test_the_demo_office_keeps_back_no_field_beyond_what_all_do_and_other_offices_files_are_as_they_say():
    rules = rules_of(load(DEMO))
    assert all(not rules.audiences.kept_back("XB", reader) for reader in Audience)
    foreign = Record(kind=Kind.TRADEMARK, office="EM", application_number="1", mark=Mark(verbal_element=KEPT_INSIDE))
    assert projected(state(foreign), Rules("XB", {}, WITHHELD))["public"]["title"] == KEPT_INSIDE


def test_what_is_for_nobody_else_is_not_in_the_staff_s_index_either():
    record = mark(events=(Event(date=DAY, code="zzsecret", audience=Audience.SECRET),))
    assert "zzsecret" not in orjson.dumps(projected(state(record))).decode()


def test_an_unpublished_dossier_is_for_staff_alone():
    found = projected(state(mark(), published=False))
    assert found.keys() == {"dossiers"}
    assert not found["dossiers"]["published"]
    assert "publication_date" not in found["dossiers"]


def test_the_public_is_told_the_status_in_the_words_meant_for_it():
    record = mark(status=Status(group=StatusGroup.PENDING, code="objected", text="Provisional refusal", date=DAY))
    found = projected(state(record), rules_of(load(DEMO)))
    told = "Application under examination"
    assert (found["dossiers"]["status"], found["dossiers"]["status_text"]) == ("objected", "Provisional refusal")
    assert (found["public"]["status"], found["public"]["status_text"]) == (told, told)
    assert "objected" not in orjson.dumps(found["public"]).decode()
    assert "Provisional" not in orjson.dumps(found["public"]).decode()
    Record.model_validate(found["public"]["record"])


def test_a_status_the_office_ignores_is_ignored_in_both_and_only_of_its_own_files():
    status = Status(group=StatusGroup.ENDED, code="withdrawn", text="Withdrawn")
    rules = rules_of(load(DEMO))
    own = projected(state(mark(status=status)), rules)
    assert (own["dossiers"]["ignored_in_similarity"], own["public"]["ignored_in_similarity"]) == (True, True)
    foreign = Record(kind=Kind.TRADEMARK, office="EM", application_number="1", status=status)
    found = projected(state(foreign), rules)
    assert not found["public"]["ignored_in_similarity"]
    assert found["public"]["status"] == "withdrawn"


def test_the_public_hears_nothing_of_an_issue_that_is_not_out():
    publications = (
        {"date": DAY, "stage": "application", "number": "2026/03"},
        {"date": DAY, "stage": "registration", "number": "2026/04"},
    )
    record = mark(publications=publications)
    waiting = frozen(record, 2, issue="2026/04", released=False)
    found = projected(state(record, snapshots=(frozen(record), waiting)))
    assert [line["issue"] for line in found["dossiers"]["snapshots"]] == ["2026/03", "2026/04"]
    assert [line["issue"] for line in found["public"]["snapshots"]] == ["2026/03"]
    assert "2026/04" not in orjson.dumps(found["public"]).decode()

"""Every document is what the contract says: the models, the hash, the audiences, the same bytes every time."""

import datetime as dt
from collections.abc import Mapping

import orjson
import pytest

import exchange
from desk.rules import projection as rules_of
from indexer.operations import content_hash
from indexer.projection import documents, dossier_of
from indexer.rules import Rules
from mappings import audience, digest, indices, names
from mappings.audience import NO_RULES, AudienceRules
from mappings.document import DossierDocument, PublicationDocument
from mappings.number import DossierKey
from mappings.record import Audience, Document, Event, Kind, Mark, Party, Record, Role, Status, StatusGroup
from offices.office import load
from offices.sample import DEMO, office
from registry import snapshots
from registry.facts import plain
from registry.reading import FrozenSnapshot, State

NOW = dt.datetime(2026, 11, 23, 9, 30, 1, 5, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 2)


def state(record: Record | None, *, published: bool = True, key: DossierKey | None = None, **more) -> State:
    key = key or DossierKey(record.office, record.kind, record.application_number)
    fields = {
        "id": 1,
        "key": key,
        "version": 3,
        "sequence": 77,
        "recorded_at": NOW,
        "record": orjson.dumps(plain(record)).decode() if record else None,
        "deleted": record is None,
        "published_on": DAY if published else None,
    }
    return State(**{**fields, **more})


def frozen(
    record: Record,
    ordinal: int = 1,
    event: Event | None = None,
    issue: str = "2026/03",
    *,
    released: bool = True,
    rules: AudienceRules = NO_RULES,
) -> FrozenSnapshot:
    key = DossierKey(record.office, record.kind, record.application_number)
    told = snapshots.public_fields(record, rules)
    fields = {"event": event.model_dump(mode="json", exclude_none=True)} if event else told
    stage = "event" if event else "application"
    head = snapshots.header(key, ordinal=ordinal, version=2, stage=stage, date=DAY, issue=issue, part="a")
    made = snapshots.freeze(head, fields, salt=lambda: bytes(32))
    return FrozenSnapshot(
        ordinal=ordinal,
        version=2,
        sequence=70,
        recorded_at=NOW,
        stage=stage,
        issue=issue,
        part="a",
        date=DAY,
        event_id=9 if event else None,
        fields=made.fields,
        salts=made.salts,
        digests=made.digests,
        root=made.root,
        released=released,
    )


def projected(of: State, rules: Rules | None = None) -> dict[str, dict]:
    """collection~id → document; checks what holds for every operation."""
    found = {}
    for operation in documents(of, "xb", rules or Rules()):
        document = orjson.loads(operation.source)
        assert content_hash(document) == document["content_hash"] == operation.hash
        collection = operation.alias.removeprefix(f"blazon-xb-{of.key.kind}-")
        assert operation.alias == names.alias("xb", of.key.kind, collection)
        assert operation.id == document["id"]
        model = PublicationDocument if collection == "publications" else DossierDocument
        model.model_validate(document)
        assert document.keys() <= indices.fields(of.key.kind, collection).keys()
        assert dossier_of(operation.id, collection) == of.key
        found[f"{collection}~{operation.id.partition('~')[2]}" if "~" in operation.id else collection] = document
    return found


def mark(**more) -> Record:
    return Record(kind=Kind.TRADEMARK, office="XB", application_number="TM/2026/000123", **more)


@pytest.fixture(scope="module")
def demo_records() -> list[Record]:
    filings = enumerate(office(60, seed=11))
    return [f.record.model_copy(update={"application_number": f"N/2026/{number:06}"}) for number, f in filings]


def test_the_documents_of_a_whole_office_are_those_of_the_models(demo_records):
    rules = rules_of(load(DEMO))
    kinds = set()
    for record in demo_records:
        found = projected(state(record, snapshots=(frozen(record),)), rules)
        assert found.keys() == {"publications~1", "dossiers", "public"}
        kinds.add(record.kind)
    assert kinds == set(Kind)


def test_the_documents_of_real_records_are_those_of_the_models(shared_data):
    paths = [*sorted(shared_data.glob("uspto-*/*.xml")), *shared_data.glob("eutm/*.gz")]
    count = 0
    for path in paths:
        for reading in exchange.read(path, exchange.guess(path)):
            if reading.record and count < 3_000:
                count += 1
                projected(state(reading.record, snapshots=(frozen(reading.record),)))
    assert count >= 3_000


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


def test_both_documents_are_the_same_bytes_where_nothing_is_hidden():
    operations = documents(state(mark(mark=Mark(verbal_element="TIDE"))), "xb", Rules())
    assert len({operation.source for operation in operations}) == 1
    assert {operation.alias for operation in operations} == {"blazon-xb-tm-dossiers", "blazon-xb-tm-public"}


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


@pytest.mark.parametrize("published", [True, False])
def test_a_deleted_dossier_is_a_tombstone_and_what_was_published_of_it_stays(published: bool):
    key = DossierKey("XB", Kind.TRADEMARK, "TM/2026/000123")
    found = projected(state(None, key=key, published=published, snapshots=(frozen(mark()),)))
    assert found.keys() == {"dossiers", "publications~1"} | ({"public"} if published else set())
    stone = found["dossiers"]
    assert stone["deleted"] is True
    known = {
        "id",
        "office",
        "kind",
        "number",
        "numbers",
        "version",
        "sequence",
        "tie",
        "recorded_at",
        "content_hash",
        "deleted",
    }
    assert stone.keys() == known


def test_a_snapshot_is_carried_as_it_was_frozen_and_never_changes_with_the_dossier():
    record = mark(mark=Mark(verbal_element="TIDE"), classes=({"number": "30", "goods": "Tea"},))
    once = frozen(record)
    before = documents(state(record, snapshots=(once,)), "xb", Rules())[0]
    amended = record.model_copy(update={"mark": Mark(verbal_element="EBB")})
    after = documents(state(amended, version=9, snapshots=(once,)), "xb", Rules())[0]
    assert before == after
    assert before.version == 1
    document = PublicationDocument.model_validate_json(before.source)
    assert (document.title, document.classes, document.root) == ("TIDE", ("30",), once.root)
    plain_form = document.model_dump(mode="json")
    assert digest.root(digest.header(plain_form), document.digests) == once.root
    assert digest.differing(document.salts, document.digests, document.fields) == []


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


def test_a_published_event_bears_the_title_of_the_snapshot_before_it():
    record = mark(mark=Mark(verbal_element="TIDE"), classes=({"number": "30"},))
    event = Event(date=DAY, code="assigned", text="Assigned")
    found = projected(state(record, snapshots=(frozen(record), frozen(record, 2, event))))
    published = found["publications~e9"]
    assert (published["type"], published["title"], published["classes"]) == ("event", "TIDE", ["30"])
    assert published["event"]["code"] == "assigned"


def test_the_publication_date_is_the_first_anywhere():
    elsewhere = mark(publications=({"date": "2025-12-01"},))
    assert projected(state(elsewhere))["public"]["publication_date"] == "2025-12-01"
    assert projected(state(mark()))["public"]["publication_date"] == DAY.isoformat()


def test_the_same_state_gives_the_same_bytes_whatever_the_order_of_keys(demo_records):
    for record in demo_records:
        one = state(record)
        other = one._replace(record=orjson.dumps(turned(plain(record))).decode())
        assert documents(one, "xb", Rules()) == documents(other, "xb", Rules())


def turned(value):
    if isinstance(value, Mapping):
        return {name: turned(value[name]) for name in reversed(list(value))}
    return [turned(item) for item in value] if isinstance(value, list) else value


def test_any_change_gives_another_hash():
    record = mark(mark=Mark(verbal_element="TIDE"))
    one = documents(state(record), "xb", Rules())[0]
    for other in (
        state(record, version=4),
        state(record, sequence=78),
        state(record, published=False),
        state(mark(mark=Mark(verbal_element="TIDES"))),
        state(mark(mark=Mark(verbal_element="TIDE"), notes=({"name": "n", "value": "v"},))),
    ):
        assert documents(other, "xb", Rules())[0].hash != one.hash

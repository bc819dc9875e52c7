"""Whatever is asked in whatever order: the record is the fold of its facts, and every past version can be read."""

import datetime as dt
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

import registry
from mappings.number import DossierKey
from mappings.record import Event, GoodsClass, Kind, Mark, Party, Record, Role, Status
from registry import reading
from registry.commands import Amend, FileRecord, RecordEvent, Register
from registry.errors import RegistryError
from registry.facts import Fact, Place, fold, plain

WORDS = st.sampled_from(["ALPHA", "BETA", "GAMMA"])
MAYBE = st.none() | WORDS
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 6))
EVENTS = st.builds(
    Event, date=DAYS, code=st.sampled_from(["A", "B"]), sequence=st.none() | st.integers(1, 2), text=MAYBE
)
PARTIES = st.builds(Party, role=st.sampled_from([Role.APPLICANT, Role.HOLDER]), name=WORDS, legal_form=MAYBE)
CLASSES = st.builds(GoodsClass, number=st.sampled_from(["1", "2", "3"]), goods=MAYBE)
IMPORTS = st.fixed_dictionaries(
    {
        "filing_date": DAYS,
        "mark": st.builds(Mark, verbal_element=MAYBE, translation=MAYBE),
        "status": st.none() | st.builds(Status, code=MAYBE, text=MAYBE, date=st.none() | DAYS),
        "parties": st.lists(PARTIES, max_size=2).map(tuple),
        "classes": st.lists(CLASSES, max_size=3).map(tuple),
        "events": st.lists(EVENTS, max_size=4).map(tuple),
    }
)
AMENDMENTS = st.fixed_dictionaries(
    {
        "changes": st.fixed_dictionaries(
            {},
            optional={
                "language": MAYBE,
                "mark": st.fixed_dictionaries({}, optional={"translation": MAYBE, "disclaimer": MAYBE}),
                "classes": st.lists(CLASSES, max_size=2, unique_by=lambda goods: goods.number),
            },
        ),
        "remove": st.fixed_dictionaries(
            {},
            optional={
                "classes": st.sampled_from([[("nice", "1")], [("nice", "2")]]),
                "events": st.builds(lambda day, code: [(day, code, None)], DAYS, st.sampled_from(["A", "B"])),
            },
        ),
        "valid_from": st.none() | DAYS,
    }
)
ASKED = st.lists(
    st.tuples(st.just("import"), IMPORTS)
    | st.tuples(st.just("amend"), AMENDMENTS)
    | st.tuples(
        st.just("event"), st.fixed_dictionaries({"event": EVENTS, "status": st.none() | st.builds(Status, code=WORDS)})
    )
    | st.tuples(st.just("register"), st.fixed_dictionaries({"date": DAYS})),
    max_size=6,
)


def facts_of(register: registry.Register, key: DossierKey):
    with register.session() as session:
        rows = session.execute(
            text("""
                select field, item, position, value, valid_from, fact.version from fact
                join dossier on dossier.id = dossier_id where office = :office and number = :number
            """),
            {"office": key.office, "number": key.number},
        ).all()
    return [Fact(Place(row[0], row[1]), *row[2:]) for row in rows]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(IMPORTS, ASKED)
def test_the_record_is_the_fold_of_its_facts_and_the_past_stays_readable(
    register: registry.Register, first: dict[str, Any], asked: list[tuple[str, dict[str, Any]]]
):
    key = DossierKey("XB", Kind.TRADEMARK, uuid4().hex)

    def command(name: str, content: dict[str, Any]) -> Any:
        if name == "import":
            return FileRecord(Record(kind=key.kind, office=key.office, application_number=key.number, **content))
        return {"amend": Amend, "event": RecordEvent, "register": Register}[name](key, **content)

    registry.handle(register, command("import", first))
    history = [reading.read(register, key)]
    for name, content in asked:
        try:
            outcome = registry.handle(register, command(name, content))
        except RegistryError:
            assert reading.read(register, key) == history[-1]
            continue
        state = reading.read(register, key)
        assert state.version == outcome.version == history[-1].version + (outcome.effect == "updated")
        if outcome.effect == "updated":
            history.append(state)
        if name == "import":
            again = registry.handle(register, command(name, content))
            assert again.effect == "unchanged"
    identity = reading.identity(key)
    kept = facts_of(register, key)
    for state in history:
        known = [fact for fact in kept if fact.version <= state.version]
        assert fold(identity, known) == plain(state.record)
        then = reading.read(register, key, recorded_at=state.recorded_at)
        assert (then.version, then.record) == (state.version, state.record)

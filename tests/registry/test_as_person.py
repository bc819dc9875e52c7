"""A person acts in a role of theirs, on files that are open to them, and under their own login."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import registry
from desk import rules
from mappings.number import DossierKey
from mappings.permissions import Person
from mappings.record import Party, Record, Role
from offices.office import Office, load
from registry import audit, open_register
from registry.as_person import as_person
from registry.changing import hold
from registry.commands import Act, DecideRequest, FileApplication, FileRequest, OpenIssue, Undo
from registry.database import Register
from registry.errors import NoSuchAction, NotPermitted
from registry.people_errors import FileClosed, OnlyReads
from registry.standings import acts

OFFICE = load(Path(__file__).parents[2] / "offices" / "demo")
GRANTS = OFFICE.permissions


def person(login: str, *roles: str, identifier: str | None = None) -> Person:
    return Person(login, login.title(), frozenset(roles), GRANTS.permissions(roles), identifier)


RITA, FORA, REG = person("rita", "reception"), person("fora", "formality-examiner"), person("reg", "registrar")
AGENT, OTHER = person("a1", "agent", identifier="A-1"), person("b2", "agent", identifier="B-2")


@pytest.fixture(scope="module")
def office() -> Office:
    return OFFICE


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    opened = open_register(
        register_url,
        documents=tmp_path / "documents",
        formats=rules.number_formats(OFFICE),
        audiences=rules.audiences(OFFICE),
        publication=rules.publication(OFFICE),
        procedure=rules.procedure(OFFICE, lambda: dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)),
    )
    yield opened
    opened.close()


def do(register: Register, who: Person, command: object) -> registry.Outcome:
    return registry.handle(register, as_person(register, who, GRANTS, command))


@pytest.fixture
def key(register: Register, mark: Callable[..., Record]) -> DossierKey:
    record = mark()
    party = record.parties[0].model_copy(update={"identifier": "A-1"})
    return do(register, RITA, FileApplication(record.model_copy(update={"parties": (party,)}))).key


def taken(register: Register, key: DossierKey) -> list[tuple[str, str, str]]:
    with register.session() as session:
        return [(one.action, one.role, one.actor) for one in acts(session, hold(session, key, None).id)]


def test_each_acts_in_their_role_and_name(register: Register, key: DossierKey):
    do(register, FORA, Act(key, "ask-to-mend", "", note="A reason."))
    do(
        register, AGENT, Act(key, "receive-mending", "reception")
    )  # a role that one only says one has counts for nothing
    do(register, RITA, Undo(key, "receive-mending", "a mistake", ""))
    assert taken(register, key) == [
        ("file", "reception", "rita"),
        ("ask-to-mend", "formality-examiner", "fora"),
        ("receive-mending", "agent", "a1"),
        ("receive-mending", "reception", "rita"),
    ]


@pytest.mark.parametrize("who", [RITA, AGENT, person("nobody"), person("clock", "clock")])
def test_who_has_no_role_for_it_is_refused_and_written_down(register: Register, key: DossierKey, who: Person):
    with pytest.raises((NotPermitted, FileClosed)):
        do(register, who, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    assert [name for name, *_ in taken(register, key)] == ["file"]
    (line,) = audit.lines(register, file=key.id)
    assert (line.who, line.what, line.result) == (who.login, "act ask-to-mend", "not permitted")


def test_an_agent_acts_on_no_file_of_another(register: Register, key: DossierKey):
    do(register, FORA, Act(key, "ask-to-mend", "", note="A reason."))
    with pytest.raises(FileClosed):
        do(register, OTHER, Act(key, "receive-mending", ""))
    with pytest.raises(FileClosed):
        do(register, OTHER, FileRequest(key, "withdrawal", {}, ""))


def test_a_party_that_does_not_act_for_the_right_only_reads(register: Register, mark: Callable[..., Record]):
    owner = mark().parties[0]
    others = [
        Party(role=role, name="Another", identifier=f"{role}")
        for role in (Role.LICENSEE, Role.OPPONENT, Role.PREVIOUS_HOLDER)
    ]
    key = do(register, RITA, FileApplication(mark(parties=(owner, *others)))).key
    for one in others:
        who = person("reader", "agent", identifier=one.identifier)
        for command in (Act(key, "withdraw", ""), FileRequest(key, "withdrawal", {}, "")):
            with pytest.raises(OnlyReads, match="you read"):
                do(register, who, command)
    assert [name for name, *_ in taken(register, key)] == ["file"]
    assert {line.result for line in audit.lines(register, file=key.id)} == {"not permitted"}


def test_requests_are_filed_by_one_and_decided_by_another(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2026/03", dt.date(2026, 3, 31)))
    name = {"name": "Ada Lovelace"}
    number = do(register, AGENT, FileRequest(key, "change-name", name, "")).request
    assert number
    with pytest.raises(NotPermitted):
        do(register, AGENT, DecideRequest(key, number, "granted", "registrar"))
    do(register, REG, DecideRequest(key, number, "granted", ""))
    do(register, REG, Undo(key, "request/change-name", "a mistake", ""))
    do(register, AGENT, DecideRequest(key, number, "withdrawn", ""))
    assert taken(register, key)[-1][1:] == ("agent", "a1")


def test_who_may_act_on_nothing_files_nothing(register: Register, mark: Callable[..., Record]):
    for who in (person("adam", "administrator"), person("nobody")):
        with pytest.raises(FileClosed):
            do(register, who, FileApplication(mark()))
    with pytest.raises(NotPermitted):
        do(register, person("e", "examiner"), FileApplication(mark()))


def test_what_there_is_not_is_told(register: Register, key: DossierKey):
    with pytest.raises(NoSuchAction):
        do(register, FORA, Act(key, "ask-to-mnd", ""))

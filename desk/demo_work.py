"""Work that waits in the demo office: for each of its people a trademark at another place of its way.

Each file is made once: its application has a command id of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID, uuid5

from desk import letters as writing
from desk.demo_people import AGENCY, AGENT, identifier_of
from desk.letters.dispatch import Dispatcher
from mappings.number import DossierKey
from mappings.record import Address, GoodsClass, Kind, Mark, Party, Record, Role
from offices.office import Office
from registry import approving, handle, letter_queues, reading
from registry.approving import Decision
from registry.closing import day as day_of
from registry.commands import Act, FileApplication
from registry.database import Register

NAMESPACE = UUID("0c7a3a5e-9d7c-4f0e-8a37-6a8c0b6f3d11")
MENDING = "Name the goods of class 30 one by one: `and the like` says nothing."
REFUSAL = "The sign tells the consumer of the kind of the goods and no more."
CAME_IN, LOOKED_AT = dt.timedelta(days=12), dt.timedelta(days=9)  # before today: the deadline that runs comes near
APPROVING = (("formality-examiner", "fritz"), ("head-of-examination", "clara"))


@dataclass(frozen=True)
class Case:
    """A mark, whose the agent's is or nobody's, and what was done: action, role, who, what they wrote."""

    word: str
    number: str  # of the class
    goods: str
    agent: bool = False
    done: tuple[tuple[str, str, str, str | None], ...] = ()


IN_ORDER = ("find-in-order", "formality-examiner", "fritz", None)
ACCEPTED = ("accept", "examiner", "ada", None)
PUBLISHED = ("publish", "publication-officer", "petra", None)
ASKED = ("ask-to-mend", "formality-examiner", "fritz", MENDING)
CASES = (
    Case("Morgenwind", "30", "Coffee; tea; and the like.", agent=True, done=(ASKED,)),
    Case("Lampetta", "11", "Lamps; lanterns.", agent=True),
    Case("Fjordvika", "18", "Bags; leather straps.", agent=True, done=(IN_ORDER,)),
    Case("Bellarosso", "25", "Hats; scarves.", done=(IN_ORDER,)),
    Case("Kerrowin", "28", "Board games.", agent=True, done=(IN_ORDER, ACCEPTED)),
    Case("Solveggia", "33", "Wines.", agent=True, done=(IN_ORDER, ACCEPTED, PUBLISHED)),
    Case("Tolmeira", "9", "Software.", done=(IN_ORDER, ACCEPTED)),
    Case(
        "Freshest Bread",
        "30",
        "Bread and pastry.",
        done=(IN_ORDER, ("refuse-provisionally", "examiner", "ada", REFUSAL)),
    ),
    Case("Tenderline", "3", "Soap; creams; and the like.", done=(ASKED,)),
)


def wait(register: Register, office: Office, writer: writing.Writer) -> bool:
    """Files the marks and does what brought them where they wait; False where all of it was done before."""
    if all(reading.handled(register, _last(case)) for case in CASES):
        return False
    agent = identifier_of(register, AGENT)
    with register.session() as session:
        today = day_of(session, register)
    first, *others = CASES
    key = _do(register, office, first, agent, today)
    list(writer.write_all())
    _approve(register, key)  # those that come after it wait
    for case in others:
        _do(register, office, case, agent, today)
    list(writer.write_all())
    list(writer.issue_all())
    list(Dispatcher(register, office).send_all())
    return True


def _do(register: Register, office: Office, case: Case, agent: str | None, today: dt.date) -> DossierKey:
    """What was done before is not done again."""
    record = Record(
        kind=Kind.TRADEMARK,
        office=office.code,
        application_number="DRAFT",
        filing_date=today - CAME_IN,
        language=office.front.languages[0],
        mark=Mark(verbal_element=case.word, feature="word"),
        parties=_parties(case, agent),
        classes=(GoodsClass(number=case.number, goods=case.goods),),
    )
    filed = handle(register, FileApplication(record, role="reception", command_id=_id(case), actor="ruth"))
    for number, (action, role, who, note) in enumerate(case.done):
        date = None if action == PUBLISHED[0] else today - LOOKED_AT
        handle(register, Act(filed.key, action, role, date=date, note=note, command_id=_id(case, number), actor=who))
    return filed.key


def _parties(case: Case, agent: str | None) -> tuple[Party, ...]:
    address = Address(lines=("Harbour Road 7",), city="Port Argent", country="XB")
    applicant = Party(role=Role.APPLICANT, name=f"{case.word} Ltd", address=address)
    if not case.agent or agent is None:
        return (applicant,)
    return (applicant, Party(role=Role.REPRESENTATIVE, name=AGENCY["name"], identifier=agent))


def _approve(register: Register, key: DossierKey) -> None:
    for role, who in APPROVING:
        for letter in (one for one in letter_queues.drafts(register, [role]) if one.key == key):
            approving.decide(register, Decision(letter.number, "approved", role, who))


def _id(case: Case, action: int | None = None) -> UUID:
    """Of the command that files it, or of one of the actions after that."""
    return uuid5(NAMESPACE, f"{case.word}.{'file' if action is None else action}")


def _last(case: Case) -> UUID:
    return _id(case, len(case.done) - 1 if case.done else None)

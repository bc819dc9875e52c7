"""A letter that was refused is written anew, at the desk and by the API, by who may take the action that brings it."""

from __future__ import annotations

from dataclasses import dataclass

from desk.letters import Writer
from desk.web.office.counter import Counter
from mappings.number import DossierKey
from mappings.permissions import Person
from registry import correspondence
from registry.as_person import role_of
from registry.changing import hold
from registry.letter_errors import NoSuchLetter
from registry.outlook import Outlook, outlook
from registry.procedure import Procedure
from registry.undoing import who_undoes


def who_writes(rules: Procedure, seen: Outlook, act: int) -> tuple[str, ...]:
    """The roles that may take an action of the file, by its ordinal."""
    taken = next(one for one in seen.taken if one.ordinal == act)
    return who_undoes(rules, seen.workflow, taken.action)


@dataclass(frozen=True)
class Anew:
    """A letter by its number; `last` is its last step as it was seen, `note` what is to stand in it."""

    letter: str
    last: int
    note: str


def write_anew(counter: Counter, person: Person, key: DossierKey, asked: Anew) -> None:
    """A new draft. NoSuchLetter, NotPermitted, LetterConflict, LetterRefused."""
    register = counter.register
    with register.session() as session:
        told = correspondence.state(session, hold(session, key, None).id)
    found = next((one.letter for one in told if one.letter.number == asked.letter), None)
    if found is None or register.documents is None:
        raise NoSuchLetter(asked.letter)
    able = who_writes(register.procedure, outlook(register, key), found.act)
    role_of(person, able, key, f"writing {asked.letter} anew")
    writer = Writer(register, counter.office, register.documents, counter.fonts)
    writer.write_anew(asked.letter, asked.note, person.login, asked.last)

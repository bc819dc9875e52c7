"""The page of a file as its officer works on it: how it stands, what can be done now, what was done."""

# No postponed annotations here: those of forms are read when the routes are added.
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID, uuid4

from fastapi import Response
from pydantic import Field

from desk.web.asking import NICE
from desk.web.drawing import Drawing
from desk.web.office import refusals
from desk.web.office.anew import who_writes
from desk.web.office.asked_told import ToldField, told
from desk.web.office.at_hand import at_hand
from desk.web.office.counter import Counter, Wording, page_of
from desk.web.office.forms import Day, FileForm, Ordinal, Text, back
from desk.web.office.phrases import phrases
from desk.web.office.reasons import Voice
from desk.web.office.refusals import RegisterSaysNo
from desk.web.office.requested import setting
from desk.web.site import Face
from desk.web.who import Person
from mappings.inid import standard
from mappings.number import DossierKey
from mappings.record import Record
from publish_site.language import Language
from registry import capturing, correspondence, requesting
from registry.as_person import role_of
from registry.assigning import assigned, officers
from registry.capturing import Incoming
from registry.changing import hold
from registry.commands import Act, DecideRequest, Undo
from registry.correspondence import Told
from registry.database import Register
from registry.errors import ActionRefused, CannotUndo, RegistryError, RequestRefused
from registry.handling import handle
from registry.issues import Issue, list_issues
from registry.noting import FileNote, notes
from registry.outlook import Opening, Outlook, outlook
from registry.procedure import Procedure
from registry.queues import name_of
from registry.requesting import Asked
from registry.standings import Taken
from registry.undoing import undoable

ENGLISH = "en"  # the desk's language


@dataclass(frozen=True)
class Work:
    """All that the page shows of a file."""

    outlook: Outlook
    workflow: str  # its name
    record: Record
    mine: tuple[Opening, ...]  # what the person may do, now or later
    others: tuple[Opening, ...]
    assigned: str | None
    requests: tuple[Asked, ...]
    deciding: frozenset[str]  # numbers of requests that the person may decide
    letters: tuple[Told, ...]
    anew: tuple[Told, ...]  # refused, for the person to write anew
    unwritten: tuple[Taken, ...]  # actions whose letter nobody has written yet
    came_with: Mapping[int, tuple[Incoming, ...]]  # what came in with an action, by its ordinal
    documents: int  # that came in or went out
    issues: tuple[Issue, ...]  # open ones
    undoable: Taken | None
    notes: tuple[FileNote, ...]  # for the staff alone, the newest first
    command_id: UUID = field(default_factory=uuid4)  # of what is done from this page: twice is once
    note_id: UUID = field(default_factory=uuid4)

    def note_of(self, told: Told) -> str:
        """What stands in the last draft of a letter in the place of the officer's note."""
        drafts = [one for one in told.steps if one.step == "drafted"]
        taken = next((one for one in self.outlook.taken if one.ordinal == told.letter.act), None)
        return (drafts[-1].reason if len(drafts) > 1 else taken and taken.note) or ""

    @property
    def alike(self) -> list[tuple[str, str]]:
        """What the search for similar marks is asked: the words, the classes, what is earlier, but not the file."""
        record = self.record
        asked = [("words", record.mark.verbal_element or "")] if record.mark else []
        asked += [("class", one.number) for one in record.classes if one.number in NICE]
        asked += [("before", str(record.filing_date))] if record.filing_date else []
        return [*asked, ("leave_out", self.outlook.key.id)]


def work(register: Register, key: DossierKey, roles: Iterable[str]) -> Work:
    """NoSuchDossier, DossierDeleted, NoWorkflow."""
    held_roles = set(roles)
    seen = outlook(register, key)
    with register.session() as session:
        held = hold(session, key, None)
        asked = tuple(requesting.requests(session, held.id))
        written = tuple(correspondence.state(session, held.id))
        noted = tuple(notes(session, held.id))
        came_with = capturing.with_acts(session, held.id)
        incoming = capturing.of(session, held.id)
    types = register.procedure.requests.types
    return Work(
        outlook=seen,
        workflow=name_of(register, seen.workflow),
        record=Record.model_validate(held.present),
        mine=tuple(one for one in seen.openings if not held_roles.isdisjoint(one.who)),
        others=tuple(one for one in seen.openings if held_roles.isdisjoint(one.who)),
        assigned=assigned(register, key),
        requests=asked,
        deciding=frozenset(
            one.number
            for one in asked
            if one.state == "received" and one.type in types and not held_roles.isdisjoint(types[one.type].decides)
        ),
        letters=written,
        anew=tuple(one for one in written if _writes_anew(register.procedure, seen, one, held_roles)),
        unwritten=_unwritten(register.procedure, seen, written),
        came_with=came_with,
        documents=len(incoming) + sum(one.letter.state == "issued" for one in written),
        issues=tuple(one for one in list_issues(register) if one.status == "open"),
        undoable=undoable(register.procedure, seen, held_roles),
        notes=noted,
    )


def _writes_anew(rules: Procedure, seen: Outlook, told: Told, roles: Collection[str]) -> bool:
    letter = told.letter
    return letter.state == "refused" and not set(roles).isdisjoint(who_writes(rules, seen, letter.act))


def _unwritten(rules: Procedure, seen: Outlook, written: Iterable[Told]) -> tuple[Taken, ...]:
    """What brings a letter that a worker will write; one without a body is written by hand."""
    there = {one.letter.act for one in written}
    made = {name for name, letter in rules.letter_rules.items() if letter.body}
    return tuple(one for one in seen.taken if one.letter in made and not one.undone and one.ordinal not in there)


class ActForm(FileForm):
    action: str
    date: Day = None
    note: Text = None
    issue: Text = None
    proceeding: Ordinal = None
    classes: list[str] = Field(default_factory=list)

    def asked(self, register: Register, person: Person, key: DossierKey, **more: Any) -> Act:
        """The action, in the role in which the person may take it. NotPermitted."""
        actions = outlook(register, key).workflow.actions
        able = actions[self.action].who if self.action in actions else ()
        role, said = role_of(person, able, key, self.action), (self.date, self.note)
        return Act(key, self.action, role, *said, proceeding=self.proceeding, classes=tuple(self.classes), **more)


class UndoForm(FileForm):
    action: str
    reason: str


class DecisionForm(FileForm):
    request: str  # its number
    decision: Literal["granted", "refused"]
    reason: Text = None


@dataclass(frozen=True)
class Again:
    """A form that was refused: it is drawn once more on the file as it stands now, with what was typed."""

    refused: RegisterSaysNo
    why: str
    form: ActForm | UndoForm | DecisionForm

    def typed(self, action: str) -> ActForm | None:
        """What was typed for this action."""
        return self.form if isinstance(self.form, ActForm) and self.form.action == action else None

    def reason(self, request: str | None = None) -> str:
        """Of the decision on a request, or of the undoing."""
        if isinstance(self.form, DecisionForm):
            return (self.form.reason or "") if self.form.request == request else ""
        return self.form.reason if isinstance(self.form, UndoForm) and request is None else ""

    @property
    def said(self) -> str:
        """The text that was typed, for where its form is not there any more."""
        return (self.form.note if isinstance(self.form, ActForm) else self.form.reason) or ""


class WorkPage:
    """The page of a file, and what follows from a form of it."""

    def __init__(self, counter: Counter, face: Face, drawing: Drawing) -> None:
        self._counter, self._face, self._drawing = counter, face, drawing
        self._words = Wording(counter.office, ENGLISH)
        self._voice = Voice(self._words, phrases(ENGLISH), Language(ENGLISH).day)
        self._table = standard().declaring(counter.office.declared)

    def drawn(self, person: Person, key: DossierKey, again: Again | None = None, **banner: Any) -> Response:
        """`banner` says what was done: `done`, the last action; `decided`, the letter or the request."""
        register, office = self._counter.register, self._counter.office
        shown = work(register, key, person.roles)

        def told_of(one: Asked) -> list[ToldField]:
            rule, beside = office.requests.types.get(one.type), one.state == "received"
            return told(rule, one.form, setting(self._voice, shown.record), beside=beside) if rule else []

        return self._drawing.page(
            self._face,
            "office/work.html",
            person=person,
            words=self._words,
            key=key,
            work=shown,
            at_hand=at_hand(shown.record, office.declared, self._table),
            told_of=told_of,
            officers=officers(register, office.permissions, key) if person.may("desk.assign") else (),
            again=again,
            status=again.refused.status if again else HTTPStatus.OK,
            here_page=self._face.prefix + page_of(key),
            **{"done": False, "decided": {"letter": "", "request": ""}, **banner},
        )

    def after(
        self,
        person: Person,
        key: DossierKey,
        form: ActForm | UndoForm | DecisionForm,
        command: Act | Undo | DecideRequest,
        **said: str,
    ) -> Response:
        """Gives the command and goes back to the page; where it is refused, the page as it stands, with the form."""
        try:
            handle(self._counter.register, command)
        except RegistryError as error:
            refused = refusals.of(error)
            if refused.status not in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}:
                raise
            why = error.reason if isinstance(error, ActionRefused | RequestRefused | CannotUndo) else str(error)
            return self.drawn(person, key, Again(refused, why, form))
        return back(self._face, key, **said)

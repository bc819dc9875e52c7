"""The file as its officer works on it: how it stands, what can be done now, what was done; and the doing."""

# No postponed annotations here: those of the routes name what `add` was given.
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import Field

from desk.web.asking import NICE
from desk.web.drawing import Drawing
from desk.web.files import key_in
from desk.web.office.asked_told import ToldField, told
from desk.web.office.counter import Counter, Wording, page_of
from desk.web.office.forms import Day, DeskForm, FileForm, Ordinal, Text, back
from desk.web.office.phrases import phrases
from desk.web.office.reasons import Voice
from desk.web.office.requested import setting
from desk.web.site import Face
from desk.web.who import Person, needs
from mappings.number import DossierKey
from mappings.record import Record
from publish_site.language import Language
from registry import capturing, correspondence, requesting
from registry.as_person import role_of
from registry.assigning import assign, assigned, hand_over, officers
from registry.capturing import Incoming
from registry.changing import hold
from registry.commands import Act, DecideRequest, Undo
from registry.correspondence import Told
from registry.database import Register
from registry.errors import NotPermitted
from registry.handling import handle
from registry.issues import Issue, list_issues
from registry.noting import FileNote, notes
from registry.outlook import Opening, Outlook, outlook
from registry.procedure import Procedure
from registry.queues import name_of
from registry.requesting import Asked
from registry.standings import Taken
from registry.undoing import undoable, who_undoes

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
    unwritten: tuple[Taken, ...]  # actions whose letter nobody has written yet
    came_with: Mapping[int, tuple[Incoming, ...]]  # what came in with an action, by its ordinal
    documents: int  # that came in or went out
    issues: tuple[Issue, ...]  # open ones
    undoable: Taken | None
    notes: tuple[FileNote, ...]  # for the staff alone, the newest first
    command_id: UUID = field(default_factory=uuid4)  # of what is done from this page: twice is once
    note_id: UUID = field(default_factory=uuid4)

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
        unwritten=_unwritten(register.procedure, seen, written),
        came_with=came_with,
        documents=len(incoming) + sum(one.letter.state == "issued" for one in written),
        issues=tuple(one for one in list_issues(register) if one.status == "open"),
        undoable=undoable(register.procedure, seen, held_roles),
        notes=noted,
    )


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


class AssignForm(DeskForm):
    """Whose desk the file goes to, and who had it when the page was drawn."""

    to: Text = None
    had: Text = None


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/desk/OFFICE/KIND/NUMBER` and what is done there."""
    words, register = Wording(counter.office, ENGLISH), counter.register
    voice = Voice(words, phrases(words.language), Language(words.language).day)

    @routes.get("/desk/{office}/{kind}/{number:path}")
    def show(
        request: Request,
        person: Annotated[Person, needs("desk.register")],
        key: Annotated[DossierKey, Depends(key_in)],
        *,
        done: bool = False,
        letter: str = "",
        asked: str = "",
    ) -> Response:
        counter.opened(request, person, key, "work on it")
        shown = work(register, key, person.roles)

        def told_of(one: Asked) -> list[ToldField]:
            rule = counter.office.requests.types.get(one.type)
            return told(rule, one.form, setting(voice, shown.record), beside=one.state == "received") if rule else []

        return drawing.page(
            face,
            "office/work.html",
            person=person,
            words=words,
            key=key,
            work=shown,
            told_of=told_of,
            officers=officers(register, counter.office.permissions, key) if person.may("desk.assign") else (),
            done=done,
            decided={"letter": letter, "request": asked},
            here_page=face.prefix + page_of(key),
        )

    @routes.post("/desk/{office}/{kind}/{number:path}/act")
    def act(
        request: Request,
        person: Annotated[Person, needs("desk.register")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[ActForm, Form()],
    ) -> Response:
        counter.opened(request, person, key, "act")
        handle(register, form.asked(register, person, key, issue=form.issue, **form.by(person)))
        return back(face, key)

    @routes.post("/desk/{office}/{kind}/{number:path}/undo")
    def undo(
        request: Request,
        person: Annotated[Person, needs("desk.register")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[UndoForm, Form()],
    ) -> Response:
        counter.opened(request, person, key, "undo")
        able = who_undoes(register.procedure, outlook(register, key).workflow, form.action)
        role = role_of(person, able, key, f"undoing {form.action}")
        handle(register, Undo(key, form.action, form.reason, role, **form.by(person)))
        return back(face, key)

    @routes.post("/desk/{office}/{kind}/{number:path}/decide")
    def decide(
        request: Request,
        person: Annotated[Person, needs("desk.register")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[DecisionForm, Form()],
    ) -> Response:
        counter.opened(request, person, key, "decide")
        with register.session() as session:
            asked = requesting.find(session, hold(session, key, None), form.request)
        able = requesting.request_type(register.procedure, key, asked.type).decides
        role = role_of(person, able, key, f"a decision on {form.request}")
        handle(register, DecideRequest(key, form.request, form.decision, role, form.reason, **form.by(person)))
        return back(face, key, asked=form.request)

    @routes.post("/desk/{office}/{kind}/{number:path}/assign")
    def take(
        request: Request,
        person: Annotated[Person, needs("desk.register")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[AssignForm, Form()],
    ) -> Response:
        given = form.to is not None and form.to != person.login
        counter.opened(request, person, key, f"hand over to {form.to}" if given else "take")
        if not given:
            assign(register, key, form.to, actor=person.login, expected=form.had)
        elif person.may("desk.assign"):
            hand_over(register, counter.office.permissions, key, form.to or "", actor=person.login, expected=form.had)
        else:
            raise NotPermitted(key, "giving it to somebody else", ", ".join(sorted(person.roles)), ())
        return back(face, key, done="false")

"""What is done to a file at the desk: actions, their undoing, decisions on requests, and on whose desk it lies."""

# No postponed annotations here: those of the routes name what `add` was given.
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from desk.web.drawing import Drawing
from desk.web.files import key_in
from desk.web.office.counter import Counter
from desk.web.office.forms import DeskForm, Text, back
from desk.web.office.work_page import ActForm, DecisionForm, UndoForm, WorkPage
from desk.web.site import Face
from desk.web.who import Person, needs
from mappings.number import DossierKey
from registry import requesting
from registry.as_person import role_of
from registry.assigning import assign, hand_over
from registry.changing import hold
from registry.commands import DecideRequest, Undo
from registry.errors import NotPermitted
from registry.outlook import outlook
from registry.undoing import who_undoes


class AssignForm(DeskForm):
    """Whose desk the file goes to, and who had it when the page was drawn."""

    to: Text = None
    had: Text = None


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/desk/OFFICE/KIND/NUMBER` and what is done there."""
    register, page = counter.register, WorkPage(counter, face, drawing)

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
        return page.drawn(person, key, done=done, decided={"letter": letter, "request": asked})

    @routes.post("/desk/{office}/{kind}/{number:path}/act")
    def act(
        request: Request,
        person: Annotated[Person, needs("desk.register")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[ActForm, Form()],
    ) -> Response:
        counter.opened(request, person, key, "act")
        command = form.asked(register, person, key, issue=form.issue, **form.by(person))
        return page.after(person, key, form, command)

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
        command = Undo(key, form.action, form.reason, role, **form.by(person))
        return page.after(person, key, form, command)

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
        command = DecideRequest(key, form.request, form.decision, role, form.reason, **form.by(person))
        return page.after(person, key, form, command, asked=form.request)

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

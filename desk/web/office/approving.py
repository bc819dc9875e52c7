"""The letters of a file at the desk: read as drafts, approved in their order or refused."""

# No postponed annotations here: those of the routes name what `add` was given.
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response

from desk.web.files import CONTAINED, DocumentNotFound, key_in
from desk.web.office import anew
from desk.web.office.anew import Anew
from desk.web.office.counter import Counter
from desk.web.office.forms import DeskForm, Text, back
from desk.web.site import Face
from desk.web.who import Person, needs
from mappings.number import DossierKey
from registry import correspondence
from registry.approving import Decision, decide
from registry.as_person import role_of
from registry.changing import hold
from registry.correspondence import Told
from registry.letter_errors import NoSuchLetter


class LetterForm(DeskForm):
    """What an officer says of a draft; `last` is the letter's last step as they saw it."""

    letter: str
    decision: Literal["approved", "refused"]
    last: int
    reason: Text = None


class AnewForm(DeskForm):
    """A letter that was refused, and what is to stand in it; `last` is its last step as it was seen."""

    letter: str
    last: int
    note: Text = None


def add(routes: APIRouter, counter: Counter, face: Face) -> None:
    """`…/letter` and `…/letters/DIGEST` below the page of a file."""
    register = counter.register

    def told_of(key: DossierKey) -> list[Told]:
        with register.session() as session:
            return correspondence.state(session, hold(session, key, None).id)

    @routes.post("/desk/{office}/{kind}/{number:path}/letter")
    def approve(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.letters")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[LetterForm, Form()],
    ) -> Response:
        counter.opened(request, person, key, "letter")
        told = {one.letter.number: one.letter for one in told_of(key)}
        if form.letter not in told:
            raise NoSuchLetter(form.letter)
        role = role_of(person, told[form.letter].approves, key, f"the next approval of {form.letter}")
        said = Decision(form.letter, form.decision, role, person.login, form.reason, form.last)
        decide(register, said)
        return back(face, key, letter=form.letter)

    @routes.post("/desk/{office}/{kind}/{number:path}/write-anew")
    def write_anew(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.letters")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[AnewForm, Form()],
    ) -> Response:
        counter.opened(request, person, key, "write anew")
        anew.write_anew(counter, person, key, Anew(form.letter, form.last, form.note or ""))
        return back(face, key, letter=form.letter)

    @routes.get("/desk/{office}/{kind}/{number:path}/letters/{digest}")
    def draft(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.letters")],
        key: Annotated[DossierKey, Depends(key_in)],
        digest: str,
    ) -> Response:
        counter.opened(request, person, key, f"letter {digest}")
        if digest not in {one.letter.digest for one in told_of(key)} or register.documents is None:
            raise DocumentNotFound(key)
        headers = {"Content-Disposition": "inline", "Content-Security-Policy": CONTAINED, "Cache-Control": "no-store"}
        return Response(register.documents.get(digest), media_type="application/pdf", headers=headers)

"""Notes on a file for the next officer, and the letter of an action as it would be, before it is taken."""

# No postponed annotations here: those of the routes name what `add` was given.
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from desk import letters
from desk.web.files import CONTAINED, key_in
from desk.web.office.counter import Counter, page_of
from desk.web.office.forms import DeskForm
from desk.web.office.work_page import ActForm
from desk.web.site import Face
from desk.web.who import Person, needs
from mappings.number import DossierKey
from registry.noting import note
from search_api.errors import Problem


class NoteForm(DeskForm):
    """A note; sent twice it is one, by its id."""

    command: UUID
    note: str = ""


class NoLetter(Problem):
    status = 422
    slug = "no-letter"
    title = "There is no letter to show"


def add(routes: APIRouter, counter: Counter, face: Face) -> None:
    """`…/note` and `…/preview` below the page of a file."""
    register = counter.register

    @routes.post("/desk/{office}/{kind}/{number:path}/note")
    def write(
        request: Request,
        person: Annotated[Person, needs("desk.register")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[NoteForm, Form()],
    ) -> Response:
        counter.opened(request, person, key, "note")
        note(register, key, form.note, actor=person.login, note_id=form.command)
        return RedirectResponse(f"{face.prefix}{page_of(key)}#notes", status_code=HTTPStatus.SEE_OTHER)

    @routes.post("/desk/{office}/{kind}/{number:path}/preview")
    def preview(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.letters")],
        key: Annotated[DossierKey, Depends(key_in)],
        form: Annotated[ActForm, Form()],
    ) -> Response:
        counter.opened(request, person, key, f"preview of {form.action}")
        asked = form.asked(register, person, key)
        if register.documents is None:
            raise NoLetter("this register was opened without a document store", remedy="Tell the administrator.")
        try:
            made = letters.Writer(register, counter.office, register.documents, counter.fonts).preview(asked)
        except letters.NotWritten as error:
            raise NoLetter(str(error), remedy="Take the action without it, or have its text written.") from error
        headers = {"Content-Disposition": "inline", "Content-Security-Policy": CONTAINED, "Cache-Control": "no-store"}
        return Response(made, media_type="application/pdf", headers=headers)

"""The reception: what came in, and the form by which an application is filed at the counter."""

# No postponed annotations here: those of the routes name what `add` was given.
import datetime as dt
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse

from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording, page_of
from desk.web.office.filled import sent_by
from desk.web.office.kept import Files
from desk.web.office.listing import ALL
from desk.web.office.sheet import DO, ROOM, Form, Sheet, drafted, sheet
from desk.web.office.typed import Typed
from desk.web.site import Face
from desk.web.uploads import Sent, Uploads
from desk.web.who import Person, needs
from mappings.kinds import Kind
from mappings.number import DossierKey
from mappings.record import Record
from offices.office import Office
from registry import queues
from registry.as_person import as_person
from registry.closing import DayClosed
from registry.commands import FileApplication
from registry.errors import InvalidApplication
from registry.handling import handle
from registry.receptions import receptions
from search_api.errors import Problem

FILE = "file"


class NoSuchForm(Problem):
    status = 404
    slug = "no-such-form"
    title = "There is no form for such an application"

    def __init__(self, kind: str, known: tuple[Kind, ...]) -> None:
        remedy = f"The office grants {', '.join(known)}; choose one at Receptions."
        super().__init__(f"the office has no right {kind[:40]!r}", remedy=remedy)


def add(  # noqa: PLR0917 - what the pages are made of
    routes: APIRouter, counter: Counter, face: Face, drawing: Drawing, uploads: Uploads, files: Files
) -> None:
    """`/receptions` and `/receptions/new`."""
    words, register, office = Wording(counter.office), counter.register, counter.office

    @routes.get("/receptions")
    def came(
        person: Annotated[Person, needs("desk.receptions", *ALL)],
        first: Annotated[dt.date | Literal[""] | None, Query(alias="from")] = None,
        until: dt.date | Literal[""] | None = None,
        sort: Literal["", "application", "document"] = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        hidden, offset = counter.hidden(person), (page - 1) * queues.PAGE
        found = receptions(register, first or None, until or None, sort=sort, hidden=hidden, offset=offset)
        return drawing.page(
            face,
            "office/receptions.html",
            person=person,
            words=words,
            came=found,
            sort=sort,
            number=page,
            pages=-(-found.total // queues.PAGE),
            page_of=page_of,
            files=files_of(office, person),
        )

    def drawn(person: Person, kind: Kind, page: Sheet, command: str, status: int = HTTPStatus.OK) -> Response:
        shown: dict[str, Any] = {"kind": kind, "sheet": page, "command": command, "files": files}
        return drawing.page(face, "office/receive.html", status=status, person=person, words=words, **shown)

    @routes.get("/receptions/new")
    def blank(person: Annotated[Person, needs("desk.receptions", "desk.capture")], kind: str = "") -> Response:
        right = kind_of(office, kind)
        groups = Form(office, right, files).groups
        typed: Typed = {"application.filing_date": [counter.today().isoformat()]}
        return drawn(person, right, Sheet(groups, typed), str(uuid4()))

    @routes.post("/receptions/new")
    def file(
        person: Annotated[Person, needs("desk.receptions", "desk.capture", writes=False)],
        sent: Annotated[Sent, Depends(uploads.of(ROOM))],
    ) -> Response:
        came = sent_by(person, sent)
        kind, command, asked = kind_of(office, came.text("kind")), came.command, came.text(DO)
        form = Form(office, kind, files)
        page = sheet(form, came.given, came.files)
        if asked.startswith(("more:", "less:")):
            return drawn(person, kind, page, str(command))
        before = {"kind": kind.value, "office": office.front.code, "application_number": "-"}
        draft = drafted(form, page, before, counter.today())
        if draft.record is None or page.faults:
            return drawn(person, kind, page, str(command), HTTPStatus.UNPROCESSABLE_ENTITY)
        if asked != FILE:
            return drawn(person, kind, page, str(command))
        try:
            key = filed_by(counter, person, draft.record, command)
        except (InvalidApplication, DayClosed) as refused:
            draft.reading.fault(getattr(refused, "place", "filing_date"), f"{refused}.")
            page.faults = draft.reading.faults
            return drawn(person, kind, page, str(command), HTTPStatus.UNPROCESSABLE_ENTITY)
        return RedirectResponse(f"{face.prefix}{page_of(key)}?done=true", status_code=HTTPStatus.SEE_OTHER)


def filed_by(counter: Counter, person: Person, record: Record, command: UUID) -> DossierKey:
    """The key of the application that was filed, in the role of the person's that may."""
    asked = FileApplication(record, role="", command_id=command)
    return handle(counter.register, as_person(counter.register, person, counter.office.permissions, asked)).key


def files_of(office: Office, person: Person) -> tuple[Kind, ...]:
    """The rights of which the person may file an application."""
    if not person.may("desk.receptions", "desk.capture"):
        return ()
    filing = {
        one.right
        for one in office.workflows.values()
        if one.files == "national" and person.role_for(one.actions[one.file].who)
    }
    return tuple(kind for kind in office.kinds if kind in filing)


def kind_of(office: Office, kind: str) -> Kind:
    """NoSuchForm for a right that the office does not grant."""
    found = next((one for one in office.kinds if one.value == kind), None)
    if found is None:
        raise NoSuchForm(kind, office.kinds)
    return found

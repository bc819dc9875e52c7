"""Captured data set right: the form of the application, filled from the register, on a file that is not published."""

# No postponed annotations here: those of the routes name what `add` was given.
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from desk.web.drawing import Drawing
from desk.web.files import key_in
from desk.web.office import typed
from desk.web.office.counter import Counter, Wording, page_of
from desk.web.office.filled import Filled, sent_by
from desk.web.office.forms import back
from desk.web.office.intake import Group, knowing
from desk.web.office.kept import Files
from desk.web.office.receiving import kind_of
from desk.web.office.sheet import DO, ROOM, Draft, Form, Sheet, drafted, sheet
from desk.web.office.typed import Typed
from desk.web.site import Face
from desk.web.uploads import Uploads
from desk.web.who import Person, needs
from mappings.number import DossierKey
from mappings.record import Document, Record
from registry import setting_right
from registry.commands import Amend
from registry.errors import InvalidApplication, InvalidChange, VersionConflict
from registry.handling import handle
from registry.setting_right import Captured
from search_api.errors import Problem

NOTE, SAVE, LONGEST_NOTE = "note", "save", 10_000


class SetRightByRequest(Problem):
    """What the public has read is changed by a request, which is decided and published."""

    status = 409
    slug = "set-right-by-request"
    title = "These data are not set right here any more"

    def __init__(self, key: DossierKey, why: str) -> None:
        super().__init__(f"{key.number}: {why}", remedy="File a request of correction: it is decided and published.")


def add(  # noqa: C901, PLR0917 - what the pages are made of, one function each
    routes: APIRouter, counter: Counter, face: Face, drawing: Drawing, uploads: Uploads, files: Files
) -> None:
    """`…/data` below the page of a file."""
    words, register = Wording(counter.office), counter.register

    def drawn(person: Person, key: DossierKey, page: Sheet, **more: Any) -> Response:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if page.faults else HTTPStatus.OK
        shown: dict[str, Any] = {"key": key, "sheet": page, "files": files, "here_page": face.prefix + page_of(key)}
        return drawing.page(face, "office/data.html", status=status, person=person, words=words, **shown, **more)

    @routes.get("/desk/{office}/{kind}/{number:path}/data")
    def show(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.capture")],
        key: Annotated[DossierKey, Depends(key_in)],
        *,
        done: bool = False,
    ) -> Response:
        counter.opened(request, person, key, "data")
        form = Form(counter.office, kind_of(counter.office, key.kind), files)
        found = setting_right.captured(register, key)
        groups, there = filled(form, found)
        shown: dict[str, Any] = {"version": found.version, "command": uuid4(), "against": found.against, "note": ""}
        return drawn(person, key, Sheet(groups, there), **shown, done=done)

    @routes.post("/desk/{office}/{kind}/{number:path}/data")
    async def send(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.capture", writes=False)],
        key: Annotated[DossierKey, Depends(key_in)],
    ) -> Response:
        await run_in_threadpool(counter.opened, request, person, key, "set data right")
        async with uploads.sent(request, ROOM) as sent:
            return await run_in_threadpool(save, person, key, sent_by(person, sent))

    def save(person: Person, key: DossierKey, came: Filled) -> Response:
        version, command = came.version, came.command
        found = setting_right.captured(register, key, command)
        if found.done:
            return back(face, key, "/data")
        if found.version != version:
            raise VersionConflict(key, version, found.version)
        if found.against:
            raise SetRightByRequest(key, found.against)
        form = Form(counter.office, kind_of(counter.office, key.kind), files)
        page = sheet(form, came.given, came.files)
        page.groups = filled(form, found)[0]
        asked, note = came.text(DO), came.text(NOTE)
        shown: dict[str, Any] = {"version": version, "command": command, "against": None, "note": note, "done": False}
        if asked.startswith(("more:", "less:")):
            return drawn(person, key, page, **shown)
        draft, changes, remove = changed(form, page, found, counter)
        if not note or len(note) > LONGEST_NOTE:
            page.faults.setdefault(NOTE, f"Say in at most {LONGEST_NOTE:,} characters what was wrong.")
        if page.faults or asked != SAVE:
            return drawn(person, key, page, **shown)
        told = setting_right.told(counter.today(), note)
        amend = Amend(
            key,
            changes,
            remove,
            journal=told,
            expected_version=version,
            command_id=command,
            actor=person.login,
        )
        try:
            handle(register, amend)
        except (InvalidApplication, InvalidChange) as refused:
            page.faults[draft.reading.input(refused.place)] = f"{refused.reason}."
            return drawn(person, key, page, **shown)
        return back(face, key, "/data")


def changed(form: Form, page: Sheet, found: Captured, counter: Counter) -> tuple[Draft, dict[str, Any], dict[str, Any]]:
    """What was typed, and what it changes and takes away; whatever is wrong stands in the page's faults."""
    draft = drafted(form, page, found.record, counter.today())
    if draft.record is None:
        return draft, {}, {}
    changes, remove = setting_right.amendment(found.record, draft.record)
    for place, why in setting_right.twice(draft.record):
        page.faults.setdefault(draft.reading.input(place), f"This {why}.")
    if not changes and not remove:
        page.faults.setdefault("", "Nothing is other than it was.")
    return draft, changes, remove


def filled(form: Form, found: Captured) -> tuple[tuple[Group, ...], Typed]:
    """The form of the file's data as they stand, and what it holds."""
    documents = {one.digest: one for one in Record.model_validate(found.record).documents}

    def token(digest: str) -> str:
        document: Document | None = documents.get(digest)
        return form.files.token(document) if document else ""

    there = typed.filled(form.groups, found.record, token)
    return knowing(form.groups, there), there

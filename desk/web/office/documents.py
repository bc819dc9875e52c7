"""The documents of a file at the desk: what came in and what went out, to open; and taking in a scan or a PDF."""

# No postponed annotations here: those of the routes name what `add` was given.
import datetime as dt
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from desk.capture import PDF
from desk.web import dossier
from desk.web.drawing import Drawing
from desk.web.files import CONTAINED, DocumentLost, DocumentNotFound, key_in
from desk.web.office.counter import Counter, Wording, page_of
from desk.web.office.filled import Filled, sent_by
from desk.web.office.kept import Files
from desk.web.office.typed import Faults, Typed
from desk.web.office.typed_values import Wrong
from desk.web.site import Face
from desk.web.uploads import FormTooLarge, Room, SentFile, Uploads, UploadTooLarge
from desk.web.who import Person, needs
from mappings.number import DossierKey
from mappings.record import Audience, Document, Record
from registry import capturing, letters
from registry.capturing import Coming, Incoming
from registry.changing import hold
from registry.database import Register
from registry.errors import CorruptDocument, DocumentMissing
from registry.letter_errors import DocumentRefused
from registry.letters import Letter

UPLOAD = "upload"
ROOM = Room(longest=256 << 10)
AUDIENCES = (("", "as its kind says"), *((one.value, one.value) for one in (Audience.PARTIES, Audience.STAFF)))
AGAIN = "Choose the file again: a page cannot keep it."


@dataclass(frozen=True)
class Papers:
    """The documents of a file. `others` are those of its record that neither came in by number nor were written."""

    record: Record
    incoming: tuple[Incoming, ...]
    outgoing: tuple[Letter, ...]
    others: tuple[Document, ...]


@dataclass(frozen=True)
class Given:
    """What was typed of a document, as far as it is right."""

    kind: str
    language: str | None
    received_on: dt.date | None
    audience: Audience | None
    pages: int | None
    bookmarks: tuple[tuple[int, str], ...]


NOTHING = Given("", None, None, None, None, ())


def papers(register: Register, key: DossierKey) -> Papers:
    """NoSuchDossier, DossierDeleted."""
    with register.session() as session:
        held = hold(session, key, None)
        incoming = tuple(capturing.of(session, held.id))
        outgoing = tuple(one for one in letters.of(session, held.id) if one.state == "issued")
    record = Record.model_validate(held.present)
    numbered = {one.digest for one in incoming} | {one.digest for one in outgoing}
    others = tuple(one for one in record.documents if one.digest not in numbered)
    return Papers(record, incoming, outgoing, others)


def given(fields: Typed, counter: Counter) -> tuple[Given, Faults]:
    """What the form says, and what is wrong with it."""
    said = {name: (values or [""])[-1].replace("\r\n", "\n").strip() for name, values in fields.items()}
    lists = {
        "kind": list(counter.office.documents.kinds),
        "language": ["", *counter.office.front.languages],
        "audience": [value for value, _ in AUDIENCES],
    }
    faults = {name: "Choose one of the list." for name, known in lists.items() if said.get(name, "") not in known}
    read: dict[str, Any] = {}
    for name, reads in (("received_on", _day), ("pages", _pages), ("bookmarks", _bookmarks)):
        try:
            read[name] = reads(said.get(name, ""))
        except Wrong as wrong:
            faults[name] = str(wrong)
    if faults:
        return NOTHING, faults
    audience = Audience(said["audience"]) if said.get("audience") else None
    return Given(said["kind"], said.get("language") or None, audience=audience, **read), {}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise Wrong("This is no day; write it such as 2026-03-02.") from problem


def _pages(text: str) -> int | None:
    if text and not re.fullmatch(r"[1-9][0-9]{0,4}", text):
        raise Wrong("This is no number of pages; write it such as 4, or leave it empty.")
    return int(text) if text else None


def _bookmarks(text: str) -> tuple[tuple[int, str], ...]:
    found = []
    for line in filter(str.strip, text.split("\n")):
        mark = re.fullmatch(r"\s*([1-9][0-9]{0,4})\s*:\s*(\S.{0,299})", line)
        if mark is None:
            raise Wrong(f"{line[:60]!r} is no bookmark: write the page and what stands there, such as 3: Claims.")
        found.append((int(mark[1]), mark[2].strip()))
    return tuple(found)


def add(  # noqa: C901, PLR0917 - what the pages are made of, one function each
    routes: APIRouter, counter: Counter, face: Face, drawing: Drawing, uploads: Uploads, files: Files
) -> None:
    """`…/documents` and `…/documents/DIGEST` below the page of a file."""
    words, register = Wording(counter.office), counter.register

    def drawn(person: Person, key: DossierKey, fields: Typed, faults: Faults, taken: str = "") -> Response:
        shown: dict[str, Any] = {"papers": papers(register, key), "typed": fields, "faults": faults, "taken": taken}
        return drawing.page(
            face,
            "office/documents.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
            person=person,
            words=words,
            key=key,
            today=counter.today(),
            office=counter.office,
            audiences=AUDIENCES,
            here_page=face.prefix + page_of(key),
            **shown,
        )

    @routes.get("/desk/{office}/{kind}/{number:path}/documents")
    def listed(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.documents")],
        key: Annotated[DossierKey, Depends(key_in)],
        taken: str = "",
    ) -> Response:
        counter.opened(request, person, key, "documents")
        return drawn(person, key, {}, {}, taken[:100])

    @routes.post("/desk/{office}/{kind}/{number:path}/documents")
    async def send(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.documents", writes=False)],
        key: Annotated[DossierKey, Depends(key_in)],
    ) -> Response:
        await run_in_threadpool(counter.opened, request, person, key, "take in a document")
        try:
            async with uploads.sent(request, ROOM) as sent:
                return await run_in_threadpool(take_in, person, key, sent_by(person, sent))
        except (UploadTooLarge, FormTooLarge) as problem:
            return await run_in_threadpool(drawn, person, key, {}, {UPLOAD: f"{problem.detail} Split it."})

    def take_in(person: Person, key: DossierKey, form: Filled) -> Response:
        fields = form.given
        said, faults = given(fields, counter)
        file = next((one for one in form.files if one.field == UPLOAD), None)
        if file is None:
            faults[UPLOAD] = "Choose the file: a PDF, or a scan as PNG, JPEG or TIFF."
        if faults or file is None:
            faults.setdefault(UPLOAD, AGAIN)
            return drawn(person, key, fields, faults)
        try:
            number = taken_in(register, files, file, said, (key, person))
        except DocumentRefused as refused:
            return drawn(person, key, fields, {UPLOAD: f"{str(refused).rstrip('.')}."})
        address = f"{face.prefix}{page_of(key)}/documents?taken={quote(number, safe='')}"
        return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)

    @routes.get("/desk/{office}/{kind}/{number:path}/documents/{digest}")
    def document(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.documents")],
        key: Annotated[DossierKey, Depends(key_in)],
        digest: str,
    ) -> Response:
        counter.opened(request, person, key, f"document {digest}")
        found = papers(register, key)
        named = {one.digest: (one.name, one.media_type) for one in found.record.documents}
        named |= {
            one.source: (one.name, "application/octet-stream") for one in found.incoming if one.source not in named
        }
        if digest not in named:
            raise DocumentNotFound(key)
        return as_kept(files, digest, *named[digest])


def taken_in(register: Register, files: Files, file: SentFile, said: Given, on: tuple[DossierKey, Person]) -> str:
    """The number of the document. DocumentRefused."""
    found = files.examined(file.content, file.name)
    has = found.document.pages or 0
    if said.pages not in {None, has}:
        raise DocumentRefused(found.source.name, f"it has {has} pages, not {said.pages}; look whether it came whole")
    beyond = next((page for page, _ in said.bookmarks if page > has), None)
    if beyond is not None:
        raise DocumentRefused(found.source.name, f"it has {has} pages, and a bookmark names page {beyond}")
    key, person = on
    marks = tuple(dict.fromkeys((*found.bookmarks, *said.bookmarks)))
    coming = Coming(
        key,
        said.kind,
        found.document,
        found.source,
        marks,
        said.received_on,
        said.audience,
        said.language,
        actor=person.login,
    )
    return capturing.take_in(register, coming)


def as_kept(files: Files, digest: str, name: str, media_type: str) -> Response:
    """A picture or a PDF is shown, contained; anything else is saved: nothing runs as a page of the office."""
    try:
        content = files.store.get(digest)
    except (DocumentMissing, CorruptDocument, OSError) as problem:
        raise DocumentLost(digest) from problem
    inline = media_type in {PDF, *dossier.INLINE}
    return Response(
        content,
        media_type=media_type if inline else "application/octet-stream",
        headers={
            "Content-Disposition": "inline" if inline else f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": CONTAINED,
            "Cache-Control": "no-store",
        },
    )

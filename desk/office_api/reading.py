"""`GET /me`, the files that are one's own, one file, and its documents."""

# No postponed annotations here: those of the routes name what `add` was given.
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from desk.office_api import described, opening, showing
from desk.office_api.answers import DossierAnswer, FileStatus, Me, OwnFileAnswer, OwnFiles
from desk.office_api.described import key_of
from desk.office_api.opening import READ, Opened, opened
from desk.office_api.preconditions import etag
from desk.web.files import CONTAINED, DocumentLost, DocumentNotFound
from desk.web.office.counter import Counter, Wording
from desk.web.who import Person, needs
from mappings.audience import may_read
from mappings.number import DossierKey
from mappings.record import Record
from registry import correspondence, owned
from registry.changing import hold
from registry.errors import CorruptDocument, DocumentMissing
from search_api.errors import DossierDeleted, DossierNotFound

PDF, OTHER = "application/pdf", "application/octet-stream"
Language = Annotated[str, Query(max_length=35, description="Of the words; the office's first when it has none of them")]


def add(routes: APIRouter, counter: Counter) -> None:
    """The routes that change nothing and are of one file, or of who asks."""
    office = counter.office

    @routes.get("/me", summary="Who asks", responses=described.problems())
    def me(person: Annotated[Person, needs()]) -> Me:
        """Login, roles and permissions; of a session also what its requests send in the header X-CSRF-Token."""
        return Me(
            login=person.login,
            name=person.name,
            roles=tuple(sorted(person.roles)),
            permissions=tuple(sorted(person.permissions)),
            identifier=person.identifier,
            program=person.program,
            csrf=person.csrf,
        )

    @routes.get("/dossiers", summary="One's own files", responses=described.problems())
    def own(
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        language: Language = "",
        limit: Annotated[int, Query(ge=1, le=owned.PAGE)] = owned.PAGE,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> OwnFiles:
        """The files in which the party of one's identifier stands, the nearest deadline first."""
        words, found = Wording(office, language), owned.OwnFiles(0, 0, ())
        if person.identifier:
            found = owned.own(counter.register, person.identifier, limit=limit, offset=offset)
        behind = offset + len(found.files)
        return OwnFiles(
            total=found.total,
            next=behind if found.files and behind < found.total else None,
            dossiers=tuple(_own(one, words) for one in found.files),
        )

    @routes.get(
        "/dossiers/{office}/{kind}/{number:path}/documents/{digest}",
        summary="A document of a file",
        response_class=Response,
        responses={
            200: {"description": "The document", "content": {PDF: {}, OTHER: {}}},
            **described.problems(DossierNotFound, DossierDeleted, DocumentNotFound, DocumentLost),
        },
    )
    def document(
        request: Request,
        person: Annotated[Person, needs("desk.register", "desk.documents", otherwise=READ[1])],
        key: Annotated[DossierKey, Depends(key_of)],
        digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256, as the file names it")],
    ) -> Response:
        """A document that lies on the file, or the draft of a letter for those who approve letters.

        A PDF is that; anything else, as it was filed, `application/octet-stream`.
        """
        file = opened(counter, request, person, key, f"document {digest}")
        media_type = _media_type(file, digest)
        if media_type is None or counter.register.documents is None:
            raise DocumentNotFound(key)
        try:
            content = counter.register.documents.get(digest)
        except (DocumentMissing, CorruptDocument, OSError) as problem:
            raise DocumentLost(digest) from problem
        headers = {
            "Content-Disposition": "attachment",
            "Content-Security-Policy": CONTAINED,
            "Cache-Control": "no-store",
        }
        return Response(content, media_type=PDF if media_type == PDF else OTHER, headers=headers)

    @routes.get(
        "/dossiers/{office}/{kind}/{number:path}",
        summary="One file",
        responses={200: described.ETAG, **described.problems(DossierNotFound, DossierDeleted)},
    )
    def dossier(
        request: Request,
        response: Response,
        person: Annotated[Person, needs(*opening.READ[0], otherwise=READ[1])],
        key: Annotated[DossierKey, Depends(key_of)],
        language: Language = "",
    ) -> DossierAnswer:
        """How a file stands, what can be done by whom and why not, what runs, what was asked, written and done.

        A party gets what is for the parties of its own files. A file that is not open is not found.
        """
        answer = showing.dossier(opened(counter, request, person, key, "read"), language)
        response.headers.update({"ETag": etag(answer.version), "Cache-Control": "no-store"})
        return answer


def _media_type(file: Opened, digest: str) -> str | None:
    """Of a document that the person may read; None when the file has none of this digest for them."""
    with file.register.session() as session:
        held = hold(session, file.key, None)
        kept = Record.model_validate(held.present).documents
        found = next((one for one in kept if one.digest == digest and may_read(file.audience, one.audience)), None)
        if found is not None:
            return found.media_type
        if not file.officer or not file.person.may("desk.letters"):
            return None
        steps = [step for told in correspondence.state(session, held.id) for step in told.steps]
    return PDF if digest in {step.digest for step in steps} else None


def _own(one: owned.OwnFile, words: Wording) -> OwnFileAnswer:
    return OwnFileAnswer.model_validate(
        {
            "office": one.key.office,
            "kind": one.kind,
            "number": one.key.number,
            "title": one.title,
            "status": FileStatus.model_validate(
                {"code": one.status, "text": words.public_status(one.key, one.status), "group": one.group}
            ),
            "version": one.version,
            "filed": one.filed,
            "expires": one.expires,
            "awaits": one.awaits,
            "due": one.due,
            "deadline": one.deadline,
        }
    )

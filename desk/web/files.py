"""The page of one file and its documents, from the index of one audience alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError

from desk.web import dossier
from desk.web.drawing import Drawing
from desk.web.pictures import Pictures
from desk.web.site import Face, Site
from desk.web.who import Door, present
from mappings.document import AsOf, DossierDocument
from mappings.number import DossierKey
from mappings.permissions import seen
from mappings.record import Kind, Number
from mappings.record import Office as OfficeCode
from publish_site import paths
from registry.errors import CorruptDocument, DocumentMissing
from search_api.errors import DossierDeleted, DossierNotFound, Problem

CONTAINED = "default-src 'none'; sandbox"
_office = TypeAdapter[str](OfficeCode)
_number = TypeAdapter[str](Number)


class DocumentNotFound(Problem):
    status = 404
    slug = "document-not-found"
    title = "There is no such document here"

    def __init__(self, key: DossierKey) -> None:
        super().__init__(
            f"{key.office} {key.number} has no document of this digest that is open to inspection",
            remedy="Open the file and choose one of its documents.",
        )


class DocumentNotHandedOut(Problem):
    """It is public that the file holds it, not what it says beyond that."""

    status = 403
    slug = "document-not-handed-out"
    title = "This document is listed, not handed out"

    def __init__(self, kept: dict[str, Any]) -> None:
        super().__init__(
            f"the public gets the pictures of the right; {kept['role']} of the type {kept['media_type']} is not, "
            "so it is named with its hash alone",
            remedy="Ask the office for inspection of the file.",
        )


class DocumentLost(Problem):
    """The record names it, the store cannot give it: the fault is here, and no other answer would be true."""

    status = 503
    slug = "document-lost"
    title = "This document cannot be given out now"

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"the file names it (SHA-256 {digest}), but the document store cannot give its content unchanged",
            remedy="Tell the office: it has to restore the document from its backup.",
        )


class FileSetAside(Problem):
    status = 503
    slug = "file-set-aside"
    title = "This file is missing from the index"

    def __init__(self, key: DossierKey) -> None:
        super().__init__(
            f"{key.office} {key.number} stands in the register, but could not be indexed",
            remedy="Ask the office; it finds the reason with `blazon index status`.",
            headers={"Retry-After": "60"},
        )


def add(routes: APIRouter, site: Site, face: Face, drawing: Drawing) -> None:
    """`/files/…` and `/files/…/documents/…`."""
    made = Pictures(site.pictures)

    @routes.get(
        "/files/{office}/{kind}/{number:path}/documents/{digest}",
        dependencies=[face.needs("desk.register", "desk.documents")],
    )
    def document(request: Request, office: str, kind: str, number: str, digest: str) -> Response:
        key = key_in(office, kind, number)
        found = _dossier(face, key)
        _shown(request, site, found, f"document {digest}")
        named = [one for one in (found.record or {}).get("documents", ()) if one["digest"] == digest]
        if not named:
            raise DocumentNotFound(key)
        kept = next((one for one in named if dossier.is_handed_out(one, staff=face.staff)), None)
        if kept is None:
            raise DocumentNotHandedOut(named[0])
        try:
            content = site.content.get(digest)
        except (DocumentMissing, CorruptDocument, OSError) as problem:
            raise DocumentLost(digest) from problem
        return _as_filed(content, kept) if face.staff else _published_picture(made, content, kept)

    @routes.get("/files/{office}/{kind}/{number:path}", dependencies=[face.needs("desk.register")])
    def file(request: Request, office: str, kind: str, number: str) -> Response:
        key = key_in(office, kind, number)
        as_of = face.index.as_of()
        found = _dossier(face, key, as_of)
        _shown(request, site, found, "file")
        record = found.record or {}

        def gazette(ordinal: int) -> str | None:
            return _published(site, found, ordinal)

        return drawing.page(
            face,
            "file.html",
            as_of=as_of,
            file=found,
            facts=dossier.facts(found),
            status_text=dossier.status_text(found),
            owners_called=dossier.owners_called(record, site.house.registers.get(found.kind)),
            status_date=(record.get("status") or {}).get("date"),
            lines=dossier.bibliography(record, site.house.table),
            sections=dossier.sections(record, site.house.table),
            pictures=dossier.pictures(found, staff=face.staff),
            timeline=dossier.timeline(found, gazette),
            latest=dossier.LATEST,
            snapshots=dossier.snapshots(found, gazette),
            documents=record.get("documents", ()),
            handed_out={
                one["digest"] for one in record.get("documents", ()) if dossier.is_handed_out(one, staff=face.staff)
            },
        )


def key_in(office: str, kind: str, number: str) -> DossierKey:
    """The key in the address; what can be none is not found, as any other number that nobody has."""
    number = number.rstrip("/")
    try:
        return DossierKey(_office.validate_python(office), Kind(kind), _number.validate_python(number))
    except (ValidationError, ValueError) as problem:
        raise DossierNotFound(number[:100]) from problem


def _dossier(face: Face, key: DossierKey, as_of: AsOf | None = None) -> DossierDocument:
    found = face.whole.document(key)
    if found is None:
        raise FileSetAside(key) if as_of and key.id in as_of.gaps else DossierNotFound(key.number)
    if found.deleted:
        raise DossierDeleted(key, found.recorded_at)
    return found


def _shown(request: Request, site: Site, found: DossierDocument, what: str) -> None:
    """To a person of the office: written down. DossierNotFound for a file that is not open to them, as for none."""
    if (person := present.get()) is None:  # the public's page, of what is public
        return
    door: Door = request.app.state.door
    record = {"kind": found.kind, **(found.record or {})}
    open_to = person.may_see(seen(record, published=found.published, grants=site.grants))
    door.note(person, f"view {what}", found.id, "shown" if open_to else "not open")
    if not open_to:
        raise DossierNotFound(found.number)


def _as_filed(content: bytes, kept: dict[str, Any]) -> Response:
    """A picture is shown, anything else is saved: nothing that was filed runs in the office's own pages."""
    inline = kept["media_type"] in dossier.INLINE
    name = quote(str(kept["name"]), safe="", errors="replace")
    return Response(
        content,
        media_type=kept["media_type"] if inline else "application/octet-stream",
        headers={
            "Content-Disposition": "inline" if inline else f"attachment; filename*=UTF-8''{name}",
            "Content-Security-Policy": CONTAINED,
            "Cache-Control": "no-store",
        },
    )


def _published_picture(made: Pictures, content: bytes, kept: dict[str, Any]) -> Response:
    """The pixels, as the gazette publishes them: who took a photograph, and where, stays in the file as filed."""
    try:
        picture = made.full(kept["digest"], content)
    except ValueError as problem:
        raise DocumentNotHandedOut(kept) from problem
    return Response(
        picture,
        media_type="image/png",
        headers={
            "Content-Disposition": "inline",
            "Content-Security-Policy": CONTAINED,
            "Cache-Control": "max-age=3600",
        },
    )


def _published(site: Site, found: DossierDocument, ordinal: int) -> str | None:
    """The gazette's page of a publication, where it has been built: of the snapshot, else of the file."""
    if site.gazette is None or found.office != site.house.code:
        return None
    for place in (paths.snapshot(found.kind, found.number, ordinal), paths.dossier(found.kind, found.number)):
        if (site.gazette / Path(place) / "index.html").is_file():
            return f"/gazette/{place}/"
    return None

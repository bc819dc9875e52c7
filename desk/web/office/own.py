"""A party's own files in plain words: where each stands, what the office waits for, the letters. From the register."""

# No postponed annotations here: those of the routes name what `add` was given.
import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from desk.web.drawing import Drawing
from desk.web.files import CONTAINED, DocumentNotFound, key_in
from desk.web.office.counter import Counter, Wording, own_page_of
from desk.web.office.phrases import offered, phrases
from desk.web.site import Face
from desk.web.who import Person, needs
from mappings.number import DossierKey
from mappings.record import Audience, Event, Record
from publish_site.language import Language
from registry import letters, queues, requesting, standings
from registry.acting import workflow_of
from registry.changing import hold
from registry.database import Register
from registry.errors import NoSuchDossier, NoWorkflow
from registry.letters import Letter
from registry.progress import Clocked
from registry.requesting import Asked
from search_api.errors import DossierNotFound
from similarity.says.voices import voices

AGENT = "agent"  # the role of a party in the office's data
READABLE = frozenset({Audience.PUBLIC, Audience.PARTIES})


@dataclass(frozen=True)
class OwnFile:
    """All that a party sees of one of its files."""

    key: DossierKey
    record: Record
    workflow: str | None
    awaits: tuple[str, ...]
    running: tuple[Clocked, ...]
    events: tuple[Event, ...]  # of the journal, those for the parties, the newest first
    letters: tuple[Letter, ...]
    requests: tuple[Asked, ...]


def own_file(register: Register, key: DossierKey, identifiers: frozenset[str]) -> OwnFile:
    """DossierNotFound also where the file is not the party's: that a number is taken is not told."""
    try:
        with register.session() as session:
            held = hold(session, key, None)
            record = Record.model_validate(held.present)
            if identifiers.isdisjoint(party.identifier for party in record.parties):
                raise DossierNotFound(key.number)
            running = tuple(one for one in standings.deadlines(session, held.id) if one.state == "running")
            written = tuple(one for one in letters.of(session, held.id) if one.state == "issued")
            asked = tuple(requesting.requests(session, held.id))
            try:
                workflow = workflow_of(register.procedure, held)
            except NoWorkflow:
                workflow = None
    except NoSuchDossier as error:
        raise DossierNotFound(key.number) from error
    code = record.status.code if record.status else None
    return OwnFile(
        key,
        record,
        next((name for name, one in register.procedure.workflows.items() if one is workflow), None),
        workflow.awaits.get(code, ()) if workflow and code else (),
        running,
        tuple(sorted((one for one in reversed(record.events) if one.audience in READABLE), key=_when, reverse=True)),
        written,
        asked,
    )


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/my/` and `/my/OFFICE/KIND/NUMBER`, with the letters below it."""
    register = counter.register
    choices = offered(counter.office.front.languages)
    speaking = voices(tuple(choices))

    def spoken(language: str) -> dict[str, Any]:
        chosen = language if language in choices else choices[0]
        return {
            "words": Wording(counter.office, chosen),
            "say": phrases(chosen),
            "language": chosen,
            "languages": speaking.choices(),
            "frame": speaking.get(chosen),
            "own_page_of": own_page_of,
            "day": Language(chosen).day,
            "AGENT": AGENT,
        }

    @routes.get("/my/")
    def mine(
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        language: str = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        found = queues.OwnFiles(0, ())
        if person.identifier:
            found = queues.own(register, person.identifier, offset=(page - 1) * queues.PAGE)
        pages = -(-found.total // queues.PAGE)
        shown: dict[str, Any] = {"files": found.files, "total": found.total, "number": page, "pages": pages}
        return drawing.page(face, "office/own.html", person=person, **shown, **spoken(language))

    @routes.get("/my/{office}/{kind}/{number:path}/letters/{digest}")
    def letter(
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        key: Annotated[DossierKey, Depends(key_in)],
        digest: str,
    ) -> Response:
        found = own_file(register, key, person.all_identifiers)
        kept = next((one for one in found.record.documents if one.digest == digest and one.audience in READABLE), None)
        if kept is None or register.documents is None:
            raise DocumentNotFound(key)
        return Response(
            register.documents.get(digest),
            media_type="application/pdf" if kept.media_type == "application/pdf" else "application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}",
                "Content-Security-Policy": CONTAINED,
                "Cache-Control": "no-store",
            },
        )

    @routes.get("/my/{office}/{kind}/{number:path}")
    def file(
        person: Annotated[Person, needs("desk.my-files", "dossier.view.own")],
        key: Annotated[DossierKey, Depends(key_in)],
        language: str = "",
    ) -> Response:
        found = own_file(register, key, person.all_identifiers)
        return drawing.page(face, "office/own_file.html", person=person, file=found, **spoken(language))


def _when(event: Event) -> tuple[dt.date, int]:
    return event.date, event.sequence or 0

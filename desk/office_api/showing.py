"""A file as the office's API answers it: read at one version, cut to who asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desk.office_api.answers import (
    DossierAnswer,
    FileDeadline,
    FileIncoming,
    FileLetter,
    FileOpening,
    FileProceeding,
    FileRequested,
    FileStatus,
)
from desk.office_api.opening import Opened
from desk.office_api.preconditions import etag
from desk.web.office.counter import Wording
from mappings.audience import may_read, visible
from mappings.record import Audience, Event, Record, Status
from registry import capturing, closing, correspondence, requesting
from registry.assigning import assigned
from registry.capturing import Incoming
from registry.changing import hold
from registry.correspondence import Told
from registry.errors import NoWorkflow
from registry.outlook import Outlook, outlook
from registry.progress import Clocked
from registry.queues import name_of
from registry.requesting import Asked
from registry.undoing import undoable

TRIES = 5  # to read a file that is written to meanwhile


@dataclass(frozen=True)
class _Read:
    """All of one version of the file."""

    version: int
    record: Record
    seen: Outlook | None  # None: the office has no workflow for it
    requests: tuple[Asked, ...]
    letters: tuple[Told, ...]
    incoming: tuple[Incoming, ...]


def dossier(file: Opened, language: str) -> DossierAnswer:
    """NoSuchDossier, DossierDeleted."""
    read = _read(file)
    words, key, office = Wording(file.counter.office, language), file.key, file.counter.office
    told = words.status if file.officer else words.public_status
    with file.register.session() as session:
        day = read.seen.day if read.seen else closing.day(session, file.register)
    record = visible(read.record, file.audience, file.register.audiences)
    status = read.record.status or Status()
    workflow = name_of(file.register, read.seen.workflow) if read.seen else None
    return DossierAnswer(
        office=key.office,
        kind=key.kind,
        number=key.number,
        title=record.title(),
        version=read.version,
        day=day,
        as_party=not file.officer,
        status=FileStatus(code=status.code, text=told(key, status.code), group=status.group, date=status.date),
        workflow=workflow,
        awaits=office.workflows[workflow].awaits.get(status.code or "", ()) if workflow else (),
        openings=_openings(file, read.seen, words, workflow),
        undoable=_undoable(file, read.seen),
        deadlines=_deadlines(file, read.seen, words, workflow),
        proceedings=_proceedings(read.seen, words, workflow),
        requests=tuple(_request(file, one, words) for one in read.requests),
        letters=tuple(
            _letter(file, one, words) for one in read.letters if file.officer or one.letter.state == "issued"
        ),
        incoming=tuple(_incoming(one) for one in read.incoming if may_read(file.audience, Audience(one.audience))),
        journal=tuple(sorted(record.events, key=_when, reverse=True)),
        assigned=assigned(file.register, key) if file.officer else None,
        record=record,
    )


def _read(file: Opened) -> _Read:
    """Its parts are read one after another: again, where somebody wrote meanwhile."""
    for left in reversed(range(TRIES)):
        try:
            seen = outlook(file.register, file.key)
        except NoWorkflow:
            seen = None
        with file.register.session() as session:
            held = hold(session, file.key, None)
            if left and seen and seen.version != held.version:
                continue
            asked = tuple(requesting.requests(session, held.id))
            letters = tuple(correspondence.state(session, held.id))
            incoming = tuple(capturing.of(session, held.id))
        break
    return _Read(held.version, Record.model_validate(held.present), seen, asked, letters, incoming)


def _openings(file: Opened, seen: Outlook | None, words: Wording, workflow: str | None) -> tuple[FileOpening, ...]:
    """A party is told of its own alone."""
    return tuple(
        FileOpening(
            action=one.action,
            text=words.action(workflow or "", one.action),
            who=one.who,
            mine=file.person.role_for(one.who) is not None,
            against=one.against,
            reasons=seen is not None and file.register.procedure.states_reasons(seen.workflow.actions[one.action]),
        )
        for one in (seen.openings if seen and workflow else ())
        if file.officer or (file.acts and file.person.role_for(one.who))
    )


def _undoable(file: Opened, seen: Outlook | None) -> str | None:
    last = undoable(file.register.procedure, seen, file.person.roles) if seen and file.officer else None
    return last.action if last else None


def _deadlines(file: Opened, seen: Outlook | None, words: Wording, workflow: str | None) -> tuple[FileDeadline, ...]:
    """A party is told of those that run."""
    found: tuple[Clocked, ...] = seen.standing.deadlines if seen else ()
    return tuple(
        FileDeadline(
            name=one.name,
            text=words.deadline(workflow, one.name),
            state=one.state,
            base=one.base,
            due=one.due,
            last=one.last,
            extended=one.extended,
            frozen_on=one.frozen_on,
        )
        for one in found
        if file.officer or one.state == "running"
    )


def _proceedings(seen: Outlook | None, words: Wording, workflow: str | None) -> tuple[FileProceeding, ...]:
    return tuple(
        FileProceeding(
            ordinal=one.ordinal,
            name=one.name,
            text=words.proceeding(workflow or "", one.name),
            opened_on=one.opened_on,
            closed_on=one.closed_on,
        )
        for one in (seen.standing.proceedings if seen and workflow else ())
    )


def _request(file: Opened, one: Asked, words: Wording) -> FileRequested:
    rule = file.register.procedure.requests.types.get(one.type)
    decides = one.state == "received" and rule is not None and file.person.role_for(rule.decides) is not None
    own = file.officer or one.actor == file.person.login
    return FileRequested.model_validate(
        {
            "number": one.number,
            "type": one.type,
            "text": words.request(one.type),
            "state": one.state,
            "received_on": one.received_on,
            "decided_on": one.decided_on,
            "reason": one.reason,
            "form": dict(one.form) if own else None,
            "decides": decides,
        }
    )


def _letter(file: Opened, one: Told, words: Wording) -> FileLetter:
    letter = one.letter
    return FileLetter.model_validate(
        {
            "number": letter.number,
            "kind": letter.kind,
            "text": words.letter(letter.kind),
            "date": letter.date,
            "language": letter.language,
            "state": letter.state,
            "document": one.steps[-1].digest,
            "approves": letter.approves if file.officer else (),
            "etag": etag(one.steps[-1].ordinal) if file.officer else None,
            "answered_on": one.answer.date if one.answer else None,
            "answer_by": one.awaited.due if one.awaited else None,
        }
    )


def _incoming(one: Incoming) -> FileIncoming:
    return FileIncoming.model_validate(
        {
            "number": one.number,
            "kind": one.kind,
            "document": one.digest,
            "pages": one.pages,
            "received_on": one.received_on,
            "language": one.language,
            "audience": one.audience,
        }
    )


def _when(event: Event) -> tuple[dt.date, int]:
    return event.date, event.sequence or 0

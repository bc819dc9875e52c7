"""A document that comes in: numbered, dated, of a kind, kept on its file, told in its journal. In one transaction."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID, uuid4

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Audience, Document, Event
from registry import numbers
from registry.changing import added_event, document_change, hold, know, record_change
from registry.closing import day
from registry.commands import Act, FileRequest
from registry.database import Register
from registry.errors import DocumentMissing
from registry.letter_errors import DocumentRefused
from registry.numbers import NumberFormat

C = TypeVar("C", Act, FileRequest)
RECEIVED = "received"  # the journal's line, a code of every register


@dataclass(frozen=True)
class Coming:
    """A document that was examined and whose content is in the store: the PDF, and what was sent."""

    key: DossierKey
    kind: str  # of documents.yaml
    document: Document  # the PDF, with its pages
    source: Document  # what was sent: the PDF itself, or the scan of which it was made
    bookmarks: Sequence[tuple[int, str]] = ()  # page and title
    received_on: dt.date | None = None  # today
    audience: Audience | None = None  # that of the kind
    language: str | None = None
    actor: str = "office"
    command_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Incoming:
    """A document that came in."""

    number: str
    kind: str
    digest: str
    source: str
    name: str
    pages: int
    bookmarks: tuple[tuple[int, str], ...]
    language: str | None
    audience: str
    received_on: dt.date
    actor: str
    command_id: UUID | None  # of the action or request with which it came; None where that was not kept


def take_in(register: Register, coming: Coming) -> str:
    """Its number, the next of the series. DocumentRefused, DocumentMissing; then nothing has changed."""
    with register.session() as session:
        return _take_in(session, register, coming)


def with_enclosures(session: Session, register: Register, command: C) -> C:
    """Takes in what came with the command, which is then of the file as that leaves it. As `take_in`."""
    if not command.enclosures:
        return command
    hold(session, command.key, command.expected_version)
    for one in command.enclosures:
        coming = Coming(
            command.key,
            one.kind,
            one.document,
            one.source,
            one.bookmarks,
            command.date,
            language=one.language,
            actor=command.actor,
            command_id=command.command_id,
        )
        _take_in(session, register, coming)
    return replace(command, expected_version=None)


def _take_in(session: Session, register: Register, coming: Coming) -> str:
    rules = register.procedure.documents
    rule = rules.kinds.get(coming.kind)
    if rule is None:
        near = difflib.get_close_matches(coming.kind, rules.kinds, n=1)
        said = f" - did you mean `{near[0]}`?" if near else f"; it has {', '.join(rules.kinds) or 'none'}"
        raise DocumentRefused(coming.document.name, f"documents.yaml has no kind `{coming.kind}`{said}")
    for digest in {coming.document.digest, coming.source.digest}:
        if register.documents and not register.documents.has(digest):
            raise DocumentMissing(digest)
    held = hold(session, coming.key, None)
    now = day(session, register)
    date = coming.received_on or now
    if date > now:
        raise DocumentRefused(coming.document.name, f"{date} lies in the future; take it in on that day")
    there = {one.digest: one.number for one in of(session, held.id)}
    if coming.document.digest in there:
        raise DocumentRefused(coming.document.name, f"the file has it already, as {there[coming.document.digest]}")
    number = numbers.give(
        session,
        NumberFormat(rules.number),
        office=held.key.office,
        kind="in",
        purpose="incoming",
        year=date.year,
    )
    audience = coming.audience or rule.audience
    document = coming.document.model_copy(
        update={
            "name": f"{number.replace('/', '-')}.pdf",
            "role": coming.kind,
            "date": date,
            "audience": audience,
            "language": coming.language,
        }
    )
    said = f"{register.procedure.said(rule.text)} {number}"
    event = Event(date=date, code=RECEIVED, text=said, audience=audience)
    know(session, coming.source)
    changes = [document_change(session, document, date), added_event(held.present, event, date)]
    record_change(session, register, held, changes, coming)
    session.execute(
        text("""
            insert into incoming (number, dossier_id, kind, digest, source, name, pages, bookmarks, language,
                audience, received_on, actor, command_id)
            values (:number, :id, :kind, :digest, :source, :name, :pages, cast(:bookmarks as jsonb), :language,
                :audience, :date, :actor, :command_id)
        """),
        {
            "number": number,
            "id": held.id,
            "kind": coming.kind,
            "digest": document.digest,
            "source": coming.source.digest,
            "name": coming.source.name,
            "pages": document.pages,
            "bookmarks": orjson.dumps({"entries": list(coming.bookmarks)}).decode(),
            "language": coming.language,
            "audience": audience.value,
            "date": date,
            "actor": coming.actor,
            "command_id": coming.command_id,
        },
    )
    return number


def of(session: Session, dossier_id: int) -> list[Incoming]:
    """What came in on a file, in the order of the numbers."""
    rows = session.execute(
        text("""
            select number, kind, digest, source, name, pages, bookmarks, language, audience, received_on, actor,
                command_id
            from incoming where dossier_id = :id order by received_on, number
        """),
        {"id": dossier_id},
    )
    found = []
    for number, kind, digest, source, name, pages, bookmarks, *rest in rows:
        marks = tuple((page, title) for page, title in bookmarks["entries"])
        found.append(Incoming(number, kind, digest, source, name, pages, marks, *rest))
    return found


def with_acts(session: Session, dossier_id: int) -> dict[int, tuple[Incoming, ...]]:
    """What came in with an action that was taken, by the action's ordinal."""
    rows = session.execute(
        text("""
            select act.ordinal, incoming.number from act join incoming using (dossier_id, command_id)
            where act.dossier_id = :id
        """),
        {"id": dossier_id},
    ).all()
    came = of(session, dossier_id) if rows else []
    found: dict[int, tuple[Incoming, ...]] = {}
    for one in came:
        for ordinal, number in rows:
            if number == one.number:
                found[ordinal] = (*found.get(ordinal, ()), one)
    return found

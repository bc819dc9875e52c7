"""All pages of the office and its parties, put together."""

from __future__ import annotations

from typing import NamedTuple

from fastapi import APIRouter, FastAPI

from desk.capture import Examiner
from desk.web.drawing import Drawing
from desk.web.office import (
    approving,
    auditing,
    backlog,
    configuration,
    documents,
    health,
    jobs,
    listing,
    noting,
    outgoing,
    own,
    own_answers,
    own_notices,
    people,
    programs,
    receiving,
    requesting,
    setting_right,
    stakeholder_changes,
    stakeholders,
    workflows,
    working,
)
from desk.web.office.counter import Counter
from desk.web.office.kept import Files
from desk.web.office.own_pages import OwnPages
from desk.web.office.taking_in import Capture
from desk.web.site import Face
from desk.web.uploads import Uploads


class Taking(NamedTuple):
    """What takes files in."""

    uploads: Uploads
    files: Files
    capture: Capture


def taking(counter: Counter, uploads: Uploads, examiner: Examiner) -> Taking:
    """For one site, whose forms all take files by the same."""
    store = counter.register.documents
    return Taking(uploads, Files(store, examiner), Capture(store, examiner, counter.fonts))


def take(app: FastAPI, made: APIRouter) -> None:
    """The routes as they are: to include their router would make FastAPI work each out a second time."""
    app.router.routes.extend(made.routes)


def add(app: FastAPI, counter: Counter, faces: tuple[Face, Face], drawing: Drawing, taking: Taking) -> None:
    """A party's pages on the public's face, the desk's on the staff's; `taking` takes files in and keeps them."""
    (public, staff), (uploads, kept, capture) = faces, taking
    parties, desk = APIRouter(include_in_schema=False), APIRouter(prefix=staff.prefix, include_in_schema=False)
    pages_of_parties = OwnPages(counter, public, drawing)
    own_notices.add(parties, pages_of_parties)
    # Before the page of the file, whose number takes all that follows; so below.
    own_answers.add(parties, pages_of_parties, uploads, capture)
    requesting.add_others(parties, pages_of_parties)
    requesting.add_own(parties, pages_of_parties, uploads, capture)
    own.add(parties, pages_of_parties)
    for pages in (listing, backlog, workflows, jobs, health, stakeholders, people, programs, auditing, configuration):
        pages.add(desk, counter, staff, drawing)
    stakeholder_changes.add(desk, counter, staff, uploads, kept)
    receiving.add(desk, counter, staff, drawing, uploads, kept)
    outgoing.add(desk, counter, staff, drawing, kept)
    requesting.add(desk, counter, staff, drawing, uploads, capture=capture)
    documents.add(desk, counter, staff, drawing, uploads, kept)
    setting_right.add(desk, counter, staff, drawing, uploads, kept)
    noting.add(desk, counter, staff)
    approving.add(desk, counter, staff)
    working.add(desk, counter, staff, drawing)
    preview = APIRouter(prefix=staff.prefix, include_in_schema=False, max_body_size=configuration.LARGEST_FORM)
    configuration.add_preview(preview, counter, staff, drawing)
    for made in (parties, preview, desk):
        take(app, made)

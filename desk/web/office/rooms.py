"""All pages of the office and its parties, put together."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

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
    people,
    programs,
    receiving,
    setting_right,
    stakeholder_changes,
    stakeholders,
    workflows,
    working,
)
from desk.web.office.counter import Counter
from desk.web.office.kept import Files
from desk.web.site import Face
from desk.web.uploads import Uploads


def add(
    app: FastAPI, counter: Counter, faces: tuple[Face, Face], drawing: Drawing, taking: tuple[Uploads, Files]
) -> None:
    """A party's pages on the public's face, the desk's on the staff's; `taking` takes files in and keeps them."""
    (public, staff), (_, kept) = faces, taking
    parties, desk = APIRouter(include_in_schema=False), APIRouter(include_in_schema=False)
    own.add(parties, counter, public, drawing)
    for pages in (listing, backlog, workflows, jobs, health, stakeholders, people, programs, auditing, configuration):
        pages.add(desk, counter, staff, drawing)
    stakeholder_changes.add(desk, counter, staff)
    receiving.add(desk, counter, staff, drawing, *taking)
    outgoing.add(desk, counter, staff, drawing, kept)
    # Before the page of the file, whose number takes all that follows.
    documents.add(desk, counter, staff, drawing, *taking)
    setting_right.add(desk, counter, staff, drawing, *taking)
    noting.add(desk, counter, staff)
    approving.add(desk, counter, staff)
    working.add(desk, counter, staff, drawing)
    preview = APIRouter(include_in_schema=False, max_body_size=configuration.LARGEST_FORM)
    configuration.add_preview(preview, counter, staff, drawing)
    app.include_router(parties)
    app.include_router(preview, prefix=staff.prefix)
    app.include_router(desk, prefix=staff.prefix)

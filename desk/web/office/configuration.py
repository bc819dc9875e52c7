"""The office's data at the desk: which version is in force, those before it, what differs, and a look at another."""

# No postponed annotations here: those of the routes name what `add` was given.
import threading
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from desk.previewing import NotLookedAt, preview
from desk.taking_up import NoSuchVersion, files_of, named
from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording
from desk.web.site import Face
from desk.web.who import Person, needs
from offices import folder as folders
from registry import versions
from registry.database import Register
from search_api.errors import Problem

LARGEST_FORM = folders.LARGEST_ZIP + (64 << 10)  # bytes of what is sent
PATIENCE = 20.0  # seconds until the look before this one has ended


class VersionNotFound(Problem):
    status = 404
    slug = "no-such-version"
    title = "There is no such version of the office's data"

    def __init__(self, error: NoSuchVersion) -> None:
        super().__init__(str(error), remedy="Choose one of those listed under Configuration.")


class ArchiveRefused(Problem):
    status = 422
    slug = "archive-refused"
    title = "This cannot be looked at"

    def __init__(self, why: str) -> None:
        super().__init__(why, remedy="Send the office's folder as one zip: its YAML and CSV files, nothing else.")


class OneAtATime(Problem):
    status = 503
    slug = "one-at-a-time"
    title = "Another folder is being looked at"

    def __init__(self) -> None:
        super().__init__("one is read at a time", remedy="Try again in a minute.", headers={"Retry-After": "30"})


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/configuration`, and below it versions and what differs."""
    words, register = Wording(counter.office), counter.register

    @routes.get("/configuration")
    def show(person: Annotated[Person, needs("desk.configuration")]) -> Response:
        found = versions.versions(register)
        folder = counter.watch.office
        return drawing.page(
            face,
            "office/configuration.html",
            person=person,
            words=words,
            versions=found,
            limit=100,
            here=counter.watch.digest,
            changed=folder is not None and folders.digest(folders.read(folder)) != counter.watch.digest,
            largest=folders.LARGEST_ZIP >> 20,
            zone=register.timezone,
        )

    @routes.get("/configuration/versions/{digest}")
    def download(_person: Annotated[Person, needs("desk.configuration")], digest: str) -> Response:
        return Response(
            _archive(register, digest),
            media_type="application/zip",
            headers={
                "Content-Disposition": f'attachment; filename="office-{digest[:12]}.zip"',
                "Cache-Control": "no-store",
            },
        )

    @routes.get("/configuration/diff")
    def diff(person: Annotated[Person, needs("desk.configuration")], before: str = "", after: str = "") -> Response:
        known = versions.versions(register)
        sides = []
        for given in (before, after):
            version = named(known, given)
            if version is None:
                raise VersionNotFound(NoSuchVersion(given))
            sides.append(version)
        return drawing.page(
            face,
            "office/configuration_diff.html",
            person=person,
            words=words,
            before=sides[0],
            after=sides[1],
            differences=folders.differences(*(_files(register, one.digest) for one in sides)),
            zone=register.timezone,
        )


def add_preview(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/configuration/preview`; `routes` take forms of LARGEST_FORM."""
    words, register, turn = Wording(counter.office), counter.register, threading.Lock()

    @routes.post("/configuration/preview")
    def look(
        person: Annotated[Person, needs("desk.configuration")], upload: Annotated[UploadFile | None, File()] = None
    ) -> Response:
        content = upload.file.read(folders.LARGEST_ZIP + 1) if upload else b""
        if not content:
            raise ArchiveRefused("no file was sent")
        if not turn.acquire(timeout=PATIENCE):
            raise OneAtATime
        try:
            sent = folders.unzipped(content)
            found = preview(sent, wordnet=counter.office.front.wordnet)
        except (folders.BadArchive, NotLookedAt) as error:
            raise ArchiveRefused(str(error)) from error
        finally:
            turn.release()
        present = next(iter(versions.versions(register, 1)), None)
        return drawing.page(
            face,
            "office/configuration_preview.html",
            person=person,
            words=words,
            digest=folders.digest(sent),
            count=len(sent),
            preview=found,
            present=present,
            differences=folders.differences(_files(register, present.digest), sent) if present else [],
        )


def _files(register: Register, digest: str) -> folders.Files:
    try:
        return files_of(register, digest)
    except NoSuchVersion as error:
        raise VersionNotFound(error) from error


def _archive(register: Register, digest: str) -> bytes:
    found = versions.archive(register, digest)
    if found is None:
        raise VersionNotFound(NoSuchVersion(digest))
    return found

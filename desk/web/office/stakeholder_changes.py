"""What is done to applicants, owners and agents at the desk: each form carries a version and acts once."""

# No postponed annotations here: those of the routes name what `add` was given.
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from desk.stakeholders import finding
from desk.web.office.counter import Counter
from desk.web.office.filled import sent_by
from desk.web.office.forms import DeskForm, Text
from desk.web.office.kept import Files
from desk.web.office.stakeholders import AT, EDIT, VIEW, address
from desk.web.office.typed import Typed
from desk.web.site import Face
from desk.web.uploads import Room, Sent, SentFile, Uploads
from desk.web.who import Person, needs
from registry import changing, stakeholder_merging, stakeholder_pairs, stakeholders
from registry.database import Register
from registry.stakeholders import By

SPECIMEN = "specimen"
ROOM = Room(longest=256 << 10)
SAID = (  # the fields of the form that are one line each
    *("name", "nature", "gender", "nationality", "email", "phone", "language"),
    *("agent_number", "agent_from", "agent_until"),
)


class _Form(DeskForm):
    command: UUID
    reason: Text = None


class DetailsForm(_Form):
    """All that is said of one; what is left empty is not said."""

    version: int = 0  # 0 for a new one
    name: Text = None
    other_names: str = ""  # one a line
    nature: Text = None
    gender: Text = None
    nationality: Text = None
    lines: str = ""  # of the address, one a line
    city: Text = None
    region: Text = None
    postcode: Text = None
    country: Text = None
    email: Text = None
    phone: Text = None
    language: Text = None
    agent_number: Text = None
    agent_from: Text = None
    agent_until: Text = None
    without_specimen: bool = False  # that of the appointment is taken away

    def given(self) -> dict[str, Any]:
        lines = [one.strip() for one in self.lines.splitlines() if one.strip()]
        address = {name: getattr(self, name) for name in ("city", "region", "postcode", "country")}
        address = {name: value for name, value in address.items() if value} | ({"lines": lines} if lines else {})
        others = [one.strip() for one in self.other_names.splitlines() if one.strip()]
        return {
            **{name: getattr(self, name) for name in SAID},
            **({"appointment": None} if self.without_specimen else {}),
            "name": self.name or "",
            "other_names": others,
            "address": address or None,
        }


class StateForm(_Form):
    version: int


class PairForm(_Form):
    """What is decided on a pair: `gone` goes into `kept`, or the two are not the same."""

    gone: str
    kept: str
    gone_version: int
    kept_version: int


@dataclass(frozen=True)
class Led:
    """The way to a page of the staff."""

    prefix: str

    def __call__(self, path: str) -> Response:
        return RedirectResponse(f"{self.prefix}{path}", status_code=HTTPStatus.SEE_OTHER)


@dataclass(frozen=True)
class Details:
    """Keeps what is said of one, with the specimen that came with it."""

    register: Register
    files: Files
    to: Led

    def keep(self, person: Person, number: str | None, sent: Sent) -> Response:
        """Adds one, or changes that of the number."""
        form = _details(sent_by(person, sent).given)
        given, by = form.given(), By(person.login, form.reason, form.command)
        if file := next((one for one in sent.files if one.field == SPECIMEN), None):
            given["appointment"] = self.specimen(file)
        if number is None:
            one, done = stakeholders.add(self.register, given, by), "added"
        else:
            one, done = stakeholders.change(self.register, number, form.version, given, by), "changed"
        finding.look_for(self.register, one.number)
        return self.to(f"{address(one.number)}?done={done}")

    def specimen(self, file: SentFile) -> str:
        """Its digest: examined as every document that comes in, and kept. DocumentRefused."""
        found = self.files.examined(file.content, file.name)
        with self.register.session() as session:
            changing.know(session, found.document)
            changing.know(session, found.source)
        return found.document.digest


def add(routes: APIRouter, counter: Counter, face: Face, uploads: Uploads, files: Files) -> None:
    """The forms below `/stakeholders`; each leads to the page that shows what was done."""
    register, to = counter.register, Led(face.prefix)
    _with_details(routes, Details(register, files, to), uploads)

    @routes.post(f"{AT}/merge")
    def merge(person: Annotated[Person, needs(VIEW, EDIT)], form: Annotated[PairForm, Form()]) -> Response:
        by = By(person.login, form.reason, form.command)
        versions = form.gone_version, form.kept_version
        stakeholder_merging.merge(register, form.gone, form.kept, versions, by)
        return to(f"{address(form.kept)}?done=merged")

    @routes.post(f"{AT}/distinct")
    def distinct(person: Annotated[Person, needs(VIEW, EDIT)], form: Annotated[PairForm, Form()]) -> Response:
        stakeholder_pairs.distinct(register, form.gone, form.kept, By(person.login, form.reason, form.command))
        return to(f"{AT}/duplicates")

    @routes.post(f"{AT}/end/{{number:path}}")
    def end(person: Annotated[Person, needs(VIEW, EDIT)], number: str, form: Annotated[StateForm, Form()]) -> Response:
        stakeholders.end(register, number, form.version, By(person.login, form.reason, form.command))
        return to(f"{address(number)}?done=ended")

    @routes.post(f"{AT}/redact/{{number:path}}")
    def redact(
        person: Annotated[Person, needs(VIEW, EDIT, "person.redact")], number: str, form: Annotated[StateForm, Form()]
    ) -> Response:
        stakeholders.redact(register, number, form.version, By(person.login, form.reason, form.command))
        return to(f"{address(number)}?done=redacted")

    @routes.post(f"{AT}/unmerge/{{number:path}}")
    def unmerge(
        person: Annotated[Person, needs(VIEW, EDIT)], number: str, form: Annotated[StateForm, Form()]
    ) -> Response:
        by = By(person.login, form.reason, form.command)
        stakeholder_merging.unmerge(register, number, form.version, by)
        return to(f"{address(number)}?done=parted")

    @routes.post(f"{AT}/go-on/{{number:path}}")
    def go_on(person: Annotated[Person, needs(VIEW, EDIT)], number: str) -> Response:
        """What a merge, or its undoing, has left: broken off, or refused."""
        del person
        stakeholder_merging.go_on_with(register, number)
        return to(f"{address(number)}?done=gone-on")


def _with_details(routes: APIRouter, details: Details, uploads: Uploads) -> None:
    form = uploads.of(ROOM)

    @routes.post(f"{AT}/new")
    def added(
        person: Annotated[Person, needs(VIEW, EDIT, writes=False)], sent: Annotated[Sent, Depends(form)]
    ) -> Response:
        return details.keep(person, None, sent)

    @routes.post(f"{AT}/edit/{{number:path}}")
    def changed(
        person: Annotated[Person, needs(VIEW, EDIT, writes=False)], number: str, sent: Annotated[Sent, Depends(form)]
    ) -> Response:
        return details.keep(person, number, sent)


def _details(fields: Typed) -> DetailsForm:
    try:
        return DetailsForm.model_validate({name: values[-1] for name, values in fields.items()})
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in found]) from error

"""What is done to applicants, owners and agents at the desk: each form carries a version and acts once."""

# No postponed annotations here: those of the routes name what `add` was given.
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from desk.stakeholders import finding
from desk.web.office.counter import Counter
from desk.web.office.forms import Text
from desk.web.office.stakeholders import AT, EDIT, VIEW, address
from desk.web.site import Face
from desk.web.who import Person, needs
from registry import stakeholder_merging, stakeholder_pairs, stakeholders
from registry.stakeholders import By

SAID = (  # the fields of the form that are one line each
    *("name", "nature", "gender", "nationality", "email", "phone", "language"),
    *("agent_number", "agent_from", "agent_until"),
)


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore")

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

    def given(self) -> dict[str, Any]:
        lines = [one.strip() for one in self.lines.splitlines() if one.strip()]
        address = {name: getattr(self, name) for name in ("city", "region", "postcode", "country")}
        address = {name: value for name, value in address.items() if value} | ({"lines": lines} if lines else {})
        others = [one.strip() for one in self.other_names.splitlines() if one.strip()]
        return {
            **{name: getattr(self, name) for name in SAID},
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


def add(routes: APIRouter, counter: Counter, face: Face) -> None:
    """The forms below `/stakeholders`; each leads to the page that shows what was done."""
    register = counter.register

    def to(path: str) -> Response:
        return RedirectResponse(f"{face.prefix}{path}", status_code=HTTPStatus.SEE_OTHER)

    @routes.post(f"{AT}/new")
    def added(person: Annotated[Person, needs(VIEW, EDIT)], form: Annotated[DetailsForm, Form()]) -> Response:
        one = stakeholders.add(register, form.given(), By(person.login, form.reason, form.command))
        finding.look_for(register, one.number)
        return to(f"{address(one.number)}?done=added")

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

    @routes.post(f"{AT}/edit/{{number:path}}")
    def changed(
        person: Annotated[Person, needs(VIEW, EDIT)], number: str, form: Annotated[DetailsForm, Form()]
    ) -> Response:
        by = By(person.login, form.reason, form.command)
        one = stakeholders.change(register, number, form.version, form.given(), by)
        finding.look_for(register, one.number)
        return to(f"{address(one.number)}?done=changed")

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

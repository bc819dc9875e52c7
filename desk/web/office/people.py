"""The people of the office: who may sign in, in which roles; made, changed, locked, ended, handed out, taken out."""

# No postponed annotations here: those of the routes name what `add` was given.
import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording
from desk.web.office.forms import DeskForm, Text
from desk.web.signing_in import sentence
from desk.web.site import Face
from desk.web.who import Person, needs
from mappings.permissions import Grants
from registry import administering, people, personal
from registry.administering import PAGE, Amendment, Asked, By
from registry.database import Register
from registry.people import NewPerson
from registry.people_errors import LoginTaken, UnfitPerson

DONE = {
    "added": "Added. They sign in once they have a password, or by their provider.",
    "changed": "Changed. It holds at once, in sessions that are open too.",
    "active": "Unlocked.",
    "locked": "Locked. Their sessions have ended.",
    "ended": "Ended for good. Their sessions have ended.",
    "second-factor": "The second factor is taken away. Their sessions have ended.",
    "sessions": "Their sessions have ended.",
    "redacted": "What the login stands for is taken out.",
}


class NewForm(DeskForm):
    login: str
    name: str = ""
    email: Text = None
    identifier: Text = None
    roles: list[str] = Field(default_factory=list)
    groups: list[str] = Field(default_factory=list)
    issuer: Text = None
    subject: Text = None

    def wanted(self) -> NewPerson:
        roles, groups = tuple(self.roles), tuple(self.groups)
        login, name = self.login.strip().casefold(), self.name.strip()
        return NewPerson(login, name, self.email, roles, groups, self.identifier, self.issuer, self.subject)


class SeenForm(DeskForm):
    """What every form on a person's page carries: when the person was last changed, as the page shows them."""

    seen: dt.datetime

    def by(self, person: Person) -> By:
        return By(person.login, self.seen)


class ChangeForm(SeenForm):
    name: str = ""
    email: Text = None
    identifier: Text = None
    roles: list[str] = Field(default_factory=list)
    groups: list[str] = Field(default_factory=list)


class StateForm(SeenForm):
    state: Literal["active", "locked", "ended"]


class SignInForm(SeenForm):
    what: Literal["password", "second-factor", "sessions"]


class RedactForm(DeskForm):
    again: str  # the login, typed once more
    reason: str = ""


@dataclass(frozen=True)
class Pages:
    """Draws the pages of people."""

    counter: Counter
    face: Face
    drawing: Drawing

    @property
    def register(self) -> Register:
        return self.counter.register

    @property
    def grants(self) -> Grants:
        return self.counter.office.permissions

    def page(self, template: str, person: Person, status: int, **shown: Any) -> Response:
        given: dict[str, Any] = {
            "words": Wording(self.counter.office),
            "groups": {name: self.counter.office.said(group.text) for name, group in self.grants.groups.items()},
            "roles": tuple(self.grants.roles),
            "grants": self.grants,
        }
        return self.drawing.page(self.face, template, status=status, person=person, **given, **shown)

    def list(
        self,
        person: Person,
        asked: Asked,
        number: int = 1,
        *,
        typed: NewForm | None = None,
        against: str = "",
        status: int = 200,
    ) -> Response:
        found = administering.listed(self.register, self.grants, asked, offset=(number - 1) * PAGE)
        shown = {"found": found, "asked": asked, "number": number, "pages": -(-found.total // PAGE)}
        return self.page("office/people.html", person, status, typed=typed, against=against, **shown)

    def one(
        self, person: Person, login: str, *, done: str = "", against: str = "", password: str = "", status: int = 200
    ) -> Response:
        account = administering.account(self.register, login)
        theirs = account.person(self.grants)
        said = {"done": DONE.get(done, ""), "against": against, "password": password}
        return self.page("office/person.html", person, status, account=account, theirs=theirs, **said)

    def redact(self, person: Person, login: str, *, typed: str = "", against: str = "", status: int = 200) -> Response:
        account = administering.account(self.register, login)
        said = {"typed": typed, "against": against, "nobody": personal.NOBODY}
        return self.page("office/redact.html", person, status, account=account, **said)

    def back(self, login: str, done: str) -> Response:
        return RedirectResponse(f"{self.face.prefix}/users/{login}?done={done}", status_code=HTTPStatus.SEE_OTHER)


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/users`, `/users/LOGIN` and what is done there."""
    pages = Pages(counter, face, drawing)
    _list(routes, pages)
    _one(routes, pages)
    _data(routes, pages)


def _list(routes: APIRouter, pages: Pages) -> None:
    @routes.get("/users")
    def list_(
        person: Annotated[Person, needs("desk.users")],
        words: Annotated[str, Query(max_length=200)] = "",
        role: str = "",
        state: str = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        return pages.list(person, Asked(words, role, state), page)

    @routes.post("/users")
    def new(
        person: Annotated[Person, needs("desk.users", "users.manage")], form: Annotated[NewForm, Form()]
    ) -> Response:
        wanted = form.wanted()
        try:
            people.add(pages.register, pages.grants, wanted, actor=person.login)
        except UnfitPerson as refused:
            return pages.list(person, Asked(), typed=form, against=sentence(refused), status=422)
        except LoginTaken as refused:
            return pages.list(person, Asked(), typed=form, against=sentence(refused), status=HTTPStatus.CONFLICT)
        return pages.back(wanted.login, "added")


def _one(routes: APIRouter, pages: Pages) -> None:
    register, grants = pages.register, pages.grants

    @routes.get("/users/{login}")
    def show(person: Annotated[Person, needs("desk.users")], login: str, done: str = "") -> Response:
        return pages.one(person, login, done=done)

    @routes.post("/users/{login}")
    def change(
        person: Annotated[Person, needs("desk.users", "users.manage")], login: str, form: Annotated[ChangeForm, Form()]
    ) -> Response:
        wanted = Amendment(form.name.strip(), form.email, form.identifier, tuple(form.roles), tuple(form.groups))
        try:
            administering.amend(register, grants, login, wanted, form.by(person))
        except UnfitPerson as refused:
            return pages.one(person, login, against=sentence(refused), status=422)
        return pages.back(login, "changed")

    @routes.post("/users/{login}/state")
    def state(
        person: Annotated[Person, needs("desk.users", "users.manage")], login: str, form: Annotated[StateForm, Form()]
    ) -> Response:
        administering.set_state(register, grants, login, form.state, form.by(person))
        return pages.back(login, form.state)

    @routes.post("/users/{login}/sign-in")
    def sign_in(
        person: Annotated[Person, needs("desk.users", "users.manage")], login: str, form: Annotated[SignInForm, Form()]
    ) -> Response:
        by = form.by(person)
        if form.what == "password":
            return pages.one(person, login, password=administering.first_password(register, login, by))
        if form.what == "sessions":
            administering.end_sessions(register, login, by)
        else:
            administering.without_second_factor(register, login, by)
        return pages.back(login, form.what)


def _data(routes: APIRouter, pages: Pages) -> None:
    @routes.post("/users/{login}/export")
    def export(person: Annotated[Person, needs("desk.users", "person.export")], login: str) -> Response:
        found = personal.export(pages.register, login, actor=person.login)
        headers = {"Content-Disposition": f'attachment; filename="{login}.json"', "Cache-Control": "no-store"}
        written = orjson.dumps(found, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        return Response(written, media_type="application/json", headers=headers)

    @routes.get("/users/{login}/redact")
    def ask(person: Annotated[Person, needs("desk.users", "person.redact")], login: str) -> Response:
        return pages.redact(person, login)

    @routes.post("/users/{login}/redact")
    def redact(
        person: Annotated[Person, needs("desk.users", "person.redact")], login: str, form: Annotated[RedactForm, Form()]
    ) -> Response:
        if form.again.strip() != login:
            against = "The login typed below is not that of this person."
            return pages.redact(person, login, typed=form.reason, against=against, status=422)
        try:
            personal.redact(pages.register, login, form.reason, actor=person.login)
        except UnfitPerson as refused:
            return pages.redact(person, login, typed=form.reason, against=sentence(refused), status=422)
        return pages.back(login, "redacted")

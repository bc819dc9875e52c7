"""Programs that ask the office by themselves: their roles, scopes and networks; added, and ended."""

# No postponed annotations here: those of the routes name what `add` was given.
from http import HTTPStatus
from typing import Annotated

import orjson
from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording
from desk.web.office.forms import DeskForm, Text
from desk.web.signing_in import sentence
from desk.web.site import Face
from desk.web.who import Person, needs
from mappings.permissions import PERMISSIONS, Grants
from registry import clients
from registry.clients import ADMINISTRATION, NewClient
from registry.people_errors import LoginTaken, UnfitPerson


class ProgramForm(DeskForm):
    """Networks stand one a line; `keys` is a JWK set, without which a secret is made."""

    id: str = ""
    name: str = ""
    scopes: list[str] = Field(default_factory=list)
    networks: str = ""
    keys: str = ""
    roles: list[str] = Field(default_factory=list)
    identifier: Text = None

    def wanted(self, grants: Grants) -> NewClient:
        """Without a scope it may what its roles may now. UnfitPerson for keys that are no JSON object."""
        try:
            keys = orjson.loads(self.keys) if self.keys.strip() else None
        except orjson.JSONDecodeError as error:
            raise UnfitPerson("keys", f"are no JSON: {error}") from error
        if keys is not None and not isinstance(keys, dict):
            raise UnfitPerson("keys", 'are no JWK set: an object such as {"keys": [...]}')
        networks = tuple(self.networks.replace(",", " ").split())
        scopes = tuple(self.scopes or sorted(grants.permissions(self.roles)))
        known = self.id.strip(), self.name.strip()
        return NewClient(*known, scopes, networks, keys, tuple(self.roles), self.identifier)


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/programs`, and what is done there."""
    words, register, grants = Wording(counter.office), counter.register, counter.office.permissions

    def listing(
        person: Person,
        *,
        secret: tuple[str, str] | None = None,
        done: str = "",
        typed: ProgramForm | None = None,
        against: str = "",
        status: int = 200,
    ) -> Response:
        return drawing.page(
            face,
            "office/programs.html",
            status=status,
            person=person,
            words=words,
            programs=clients.everybody(register),
            permissions=PERMISSIONS,
            roles=tuple(grants.roles),
            administration=ADMINISTRATION,
            secret=secret,
            done=done,
            typed=typed,
            against=against,
        )

    @routes.get("/programs")
    def list_(person: Annotated[Person, needs("desk.users")], done: str = "") -> Response:
        return listing(person, done=done)

    @routes.post("/programs")
    def new(
        person: Annotated[Person, needs("desk.users", "users.manage")], form: Annotated[ProgramForm, Form()]
    ) -> Response:
        try:
            wanted = form.wanted(grants)
            if not wanted.name:
                raise UnfitPerson("name", "is missing: say what it is, and whose")  # noqa: TRY301 - answered as the others
            secret = clients.add(register, wanted, actor=person.login, known=tuple(grants.roles))
        except UnfitPerson as refused:
            return listing(person, typed=form, against=sentence(refused), status=422)
        except LoginTaken as refused:
            return listing(person, typed=form, against=sentence(refused), status=HTTPStatus.CONFLICT)
        return listing(person, secret=(wanted.id, secret)) if secret else back("added")

    @routes.post("/programs/{client}/end")
    def end(person: Annotated[Person, needs("desk.users", "users.manage")], client: str) -> Response:
        clients.revoke(register, client, actor=person.login)
        return back("ended")

    def back(done: str) -> Response:
        return RedirectResponse(f"{face.prefix}/programs?done={done}", status_code=HTTPStatus.SEE_OTHER)

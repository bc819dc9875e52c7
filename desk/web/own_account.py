"""`/staff/me`: what the desk knows of who has signed in, and what they change of it themselves."""

# No postponed annotations here: those of the routes name what `add` was given.
import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from desk.web import qr
from desk.web.doors import SessionDoor, address_of
from desk.web.drawing import Drawing
from desk.web.signing_in import sentence
from desk.web.site import Face
from desk.web.who import ACCOUNT, SECOND_FACTOR, Person, needs
from mappings.permissions import PERMISSIONS
from registry import own_account, people
from registry.own_account import Begun
from registry.people import Account
from registry.people_errors import BeginAnew, SignInRefused, TooManyAttempts, UnfitPerson, WrongCode
from registry.sessions import Credentials
from search_api.errors import Problem

Field = Annotated[str, Form(max_length=2_048)]
DONE = {
    "password": "Your password is changed. Your other sessions have ended.",
    "second-factor": "Your second factor holds from now on. Your other sessions have ended.",
    "sessions": "Your other sessions have ended.",
}
SAY = "Say your password as well: a session alone is not enough for this."


class ForPeople(Problem):
    status = 403
    slug = "for-people"
    title = "This is for people"

    def __init__(self) -> None:
        super().__init__(
            "a program has no password and no session", remedy="An administrator changes a program's access."
        )


@dataclass(frozen=True)
class Pages:
    """Draws the pages of one's own account."""

    face: Face
    drawing: Drawing
    door: SessionDoor

    def account(self, person: Person) -> Account:
        with self.door.register.session() as session:
            return people.find(session, person.login)

    def home(
        self, request: Request, person: Person, *, done: str = "", against: str = "", status: int = 200
    ) -> Response:
        door = self.door
        open_ = own_account.open_sessions(
            door.register, door.token(request), now=door.clock(), lifetimes=door.lifetimes
        )
        return self.drawing.page(
            self.face,
            "me.html",
            status=status,
            person=person,
            account=None if person.program else self.account(person),
            sessions=open_,
            may=[(name, said) for name, said in PERMISSIONS.items() if person.may(name)],
            roles=sorted(person.roles),
            done=DONE.get(done, ""),
            against=against,
            shortest=people.SHORTEST,
        )

    def second_factor(
        self, person: Person, *, begun: Begun | None = None, against: str = "", status: int = 200
    ) -> Response:
        themselves(person)
        return self.drawing.page(
            self.face,
            "second-factor.html",
            status=status,
            person=person,
            account=self.account(person),
            begun=begun,
            code=qr.drawn(begun.uri, "The same as a code for your telephone") if begun else None,
            minutes=int(own_account.HOLDS / dt.timedelta(minutes=1)),
            against=against,
        )

    def on(self, token: str, done: str) -> Response:
        """The session goes on under its new token."""
        led = RedirectResponse(f"{ACCOUNT}?done={done}", status_code=HTTPStatus.SEE_OTHER)
        self.door.hand(led, token)
        return led


def add(routes: APIRouter, face: Face, drawing: Drawing, door: SessionDoor) -> None:
    """The page, and its forms."""
    pages = Pages(face, drawing, door)
    _home(routes, pages)
    _second_factor(routes, pages)


def _home(routes: APIRouter, pages: Pages) -> None:
    door = pages.door

    @routes.get(ACCOUNT)
    def me(request: Request, person: Annotated[Person, needs(known=True)], done: str = "") -> Response:
        return pages.home(request, person, done=done)

    @routes.post(f"{ACCOUNT}/password")
    def password(
        request: Request,
        person: Annotated[Person, needs(known=True)],
        old: Field = "",
        new: Field = "",
        again: Field = "",
    ) -> Response:
        themselves(person)
        if new != again:
            return pages.home(request, person, against="The new password was not the same both times.", status=422)
        given, now = Credentials(person.login, old, None, address_of(request)), door.clock()
        try:
            with door.turn():
                token = own_account.change_password(
                    door.register, door.seal, given, new, now=now, lifetimes=door.lifetimes
                )
        except (UnfitPerson, SignInRefused, TooManyAttempts) as refused:
            return pages.home(request, person, against=_against(refused), status=_status(refused))
        return pages.on(token, "password")

    @routes.post(f"{ACCOUNT}/sessions")
    def sessions(request: Request, person: Annotated[Person, needs()]) -> Response:
        themselves(person)
        own_account.end_others(door.register, person.login, door.token(request), now=door.clock())
        return RedirectResponse(f"{ACCOUNT}?done=sessions", status_code=HTTPStatus.SEE_OTHER)


def _second_factor(routes: APIRouter, pages: Pages) -> None:
    door, office = pages.door, pages.drawing.house_name

    @routes.get(SECOND_FACTOR)
    def second_factor(person: Annotated[Person, needs(unproven=True)]) -> Response:
        return pages.second_factor(person)

    @routes.post(f"{SECOND_FACTOR}/begin")
    def begin(
        request: Request, person: Annotated[Person, needs(unproven=True)], password: Field = "", code: Field = ""
    ) -> Response:
        themselves(person)
        if not password:
            return pages.second_factor(person, against=SAY, status=422)
        given = Credentials(person.login, password, code, address_of(request))
        try:
            with door.turn():
                begun = own_account.begin_second_factor(
                    door.register, door.seal, given, office=office, bound=person.csrf, now=door.clock()
                )
        except (SignInRefused, TooManyAttempts) as refused:
            return pages.second_factor(person, against=_against(refused), status=_status(refused))
        return pages.second_factor(person, begun=begun)

    @routes.post(SECOND_FACTOR)
    def hold(
        request: Request, person: Annotated[Person, needs(unproven=True)], kept: Field = "", code: Field = ""
    ) -> Response:
        themselves(person)
        begun, now, login = None, door.clock(), person.login
        try:
            begun = own_account.begun_before(door.seal, login, kept, office=office, bound=person.csrf, now=now)
            token = own_account.hold_second_factor(
                door.register,
                door.seal,
                login,
                begun,
                code,
                address=address_of(request),
                now=now,
                lifetimes=door.lifetimes,
            )
        except (WrongCode, BeginAnew) as refused:
            return pages.second_factor(person, begun=begun, against=sentence(refused), status=422)
        return pages.on(token, "second-factor")


def themselves(person: Person) -> None:
    """ForPeople for a program, which has no account of its own."""
    if person.program:
        raise ForPeople


def _against(refused: Exception) -> str:
    """What the form says; who has signed in may know that it was the password or the code."""
    if isinstance(refused, SignInRefused):
        return "The password, or the code, is not yours. After a few such failures the next must wait."
    return sentence(refused)


def _status(refused: Exception) -> int:
    return HTTPStatus.TOO_MANY_REQUESTS if isinstance(refused, TooManyAttempts) else HTTPStatus.UNPROCESSABLE_ENTITY

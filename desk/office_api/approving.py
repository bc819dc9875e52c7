"""Letters are approved in their order, refused with a reason, and written anew."""

# No postponed annotations here: those of the routes name what `add` was given.
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request, Response

from desk.office_api import described
from desk.office_api.answers import (
    LetterAnswer,
)
from desk.office_api.asked import LINE, Refusing, WritingAnew
from desk.office_api.opening import opened
from desk.office_api.preconditions import etag, seen
from desk.web.office import anew
from desk.web.office.anew import Anew
from desk.web.office.counter import Counter
from desk.web.who import Person, needs
from mappings.number import DossierKey
from registry import letters
from registry.approving import Decision, decide
from registry.as_person import role_of
from registry.errors import NoSuchDossier
from registry.letter_errors import NoSuchLetter
from registry.letter_steps import Progress

Number = Annotated[str, Path(description="Number of the letter", examples=["L/2026/000007"], pattern=LINE)]


def add(routes: APIRouter, counter: Counter) -> None:
    """`/letters/NUMBER/approve`, `/refuse` and `/write-anew`."""
    register = counter.register
    problems = described.problems(*described.CHANGES)
    may = needs("desk.register", "desk.letters", "dossier.edit.all")

    @routes.post(
        "/letters/{letter:path}/approve", summary="Approve a letter", responses={200: described.ETAG, **problems}
    )
    def approve(
        request: Request,
        response: Response,
        person: Annotated[Person, may],
        letter: Number,
        step: Annotated[int, Depends(seen)],
    ) -> LetterAnswer:
        """The next approval of the draft, in the first of its roles that you have. If-Match is the letter's `etag`."""
        return said(request, response, person, letter, decision="approved", step=step)

    @routes.post(
        "/letters/{letter:path}/refuse", summary="Refuse a letter", responses={200: described.ETAG, **problems}
    )
    def refuse(
        request: Request,
        response: Response,
        person: Annotated[Person, may],
        letter: Number,
        *,
        step: Annotated[int, Depends(seen)],
        asked: Refusing,
    ) -> LetterAnswer:
        """With a reason; it is written anew and goes through all approvals again."""
        return said(request, response, person, letter, decision="refused", step=step, reason=asked.reason)

    @routes.post(
        "/letters/{letter:path}/write-anew", summary="Write a letter anew", responses={200: described.ETAG, **problems}
    )
    def write_anew(
        request: Request,
        response: Response,
        person: Annotated[Person, may],
        letter: Number,
        *,
        step: Annotated[int, Depends(seen)],
        asked: WritingAnew,
    ) -> LetterAnswer:
        """A new draft of one that was refused, under its number, by who may take the action that brings it."""
        key = held(request, person, letter)
        anew.write_anew(counter, person, key, Anew(letter, step, asked.note))
        with register.session() as session:
            return answer(response, letter, letters.held_letter(session, letter)[2])

    def said(
        request: Request,
        response: Response,
        person: Person,
        letter: str,
        *,
        decision: Literal["approved", "refused"],
        step: int,
        reason: str | None = None,
    ) -> LetterAnswer:
        key = held(request, person, letter)
        with register.session() as session:
            stands = letters.held_letter(session, letter)[2]
        role = role_of(person, stands.next, key, f"the next approval of {letter}") if stands.next else ""
        return answer(response, letter, decide(register, Decision(letter, decision, role, person.login, reason, step)))

    def held(request: Request, person: Person, letter: str) -> DossierKey:
        """The file of a letter, which is open to the person; that there is another letter is not told."""
        with register.session() as session:
            key = letters.held_letter(session, letter)[0].key
        try:
            opened(counter, request, person, key, f"letter {letter}")
        except NoSuchDossier as error:
            raise NoSuchLetter(letter) from error
        return key

    def answer(response: Response, letter: str, now: Progress) -> LetterAnswer:
        response.headers.update({"ETag": etag(now.last), "Cache-Control": "no-store"})
        return LetterAnswer(letter=letter, state=now.state, next=now.next, etag=etag(now.last))

"""`POST /dossiers`: an application comes in, gets its number and enters the office's workflow."""

# No postponed annotations here: those of the routes name what `add` was given.
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from desk.office_api import described
from desk.office_api.answers import OutcomeAnswer
from desk.office_api.asked import Application
from desk.office_api.doing import told
from desk.office_api.limits import check_application
from desk.office_api.preconditions import asked_once, once
from desk.office_api.refusals import KeyReused, NotForYourRole, NotNow, RegisterRefuses
from desk.web import who
from desk.web.office.counter import Counter
from desk.web.uploads import OtherSite
from desk.web.who import Person, needs
from registry import closing, handle
from registry.as_person import as_person
from registry.commands import FileApplication, Outcome
from search_api.errors import BadRequest, BodyTooLarge


def add(routes: APIRouter, counter: Counter, prefix: str) -> None:
    """The route; `prefix` is that of the API, for the address of the new file."""
    problems = (
        KeyReused,
        NotNow,
        RegisterRefuses,
        NotForYourRole,
        who.FormNotOurs,
        OtherSite,
        BadRequest,
        BodyTooLarge,
    )
    where = {"Location": {"description": "The file", "schema": {"type": "string"}}}

    @routes.post(
        "/dossiers",
        summary="File an application",
        status_code=HTTPStatus.CREATED,
        responses={201: {"headers": described.ETAG["headers"] | where}, **described.problems(*problems)},
    )
    def file(
        request: Request,
        response: Response,
        person: Annotated[Person, needs("desk.register", "dossier.edit.all", otherwise=("dossier.edit.own",))],
        given: Annotated[str | None, Depends(asked_once)],
        asked: Application,
    ) -> OutcomeAnswer:
        """It gets the next number of its series. Documents are sent to the file's documents afterwards.

        A party must be one of the parties, by its identifier, and files as of today. Send an Idempotency-Key: the same
        application sent twice by mistake is then filed once.
        """
        register, asking = counter.register, once(request, person, given, asked)
        if done := asking.before(register):
            return filed(done, response)
        with register.session() as session:
            day = closing.day(session, register)
        check_application(person, asked, day)
        record = asked.record(counter.office.code, day)
        named = as_person(
            register, person, counter.office.permissions, FileApplication(record, command_id=asking.command)
        )
        return filed(handle(register, named, digest=asking.digest), response)

    def filed(outcome: Outcome, response: Response) -> OutcomeAnswer:
        response.headers["Location"] = f"{prefix}/dossiers/{outcome.key.path}"
        return told(outcome, response)

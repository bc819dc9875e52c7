"""What is done to a file: actions and their undoing, requests and their decision, answers to letters."""

# No postponed annotations here: those of the routes name what `add` was given.
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from desk.office_api import described
from desk.office_api.answers import OutcomeAnswer
from desk.office_api.asked import LINE, Action, Answering, Deciding, Requesting, Undoing
from desk.office_api.described import key_of
from desk.office_api.limits import check_form, check_letter, check_office_alone
from desk.office_api.opening import WRITE, Opened, opened, opened_to_ask
from desk.office_api.preconditions import Once, asked_once, etag, once, seen, seen_if_said
from desk.office_api.refusals import VersionMissing
from desk.office_api.replying import FIELD, reply
from desk.web.office.counter import Counter
from desk.web.who import Person, needs
from mappings.number import DossierKey
from registry import handle
from registry.as_person import as_person
from registry.commands import Act, DecideRequest, FileRequest, Outcome, Undo
from registry.errors import ActionRefused, RequestRefused
from search_api.errors import DossierDeleted, DossierNotFound

FILE = "/dossiers/{office}/{kind}/{number:path}"
Seen = Annotated[int, Depends(seen)]
Said = Annotated[int | None, Depends(seen_if_said)]
Given = Annotated[str | None, Depends(asked_once)]  # a key of the sender's own
Key = Annotated[DossierKey, Depends(key_of)]


NOT_OTHERS = "it cannot be made on the file as it stands now, or its time is over"  # who stands outside learns no more
PROBLEMS = described.problems(DossierNotFound, DossierDeleted, *described.CHANGES)
MAY = needs(*WRITE[0], otherwise=WRITE[1])


def add(routes: APIRouter, counter: Counter) -> None:
    """`…/actions`, `…/undo` and `…/requests/NUMBER/decision` below a file."""
    done = {200: described.ETAG, **PROBLEMS}

    @routes.post(f"{FILE}/actions", summary="Take an action", responses=done)
    def act(
        request: Request, response: Response, person: Annotated[Person, MAY], key: Key, *, version: Seen,
        given: Given, asked: Action,
    ) -> OutcomeAnswer:  # fmt: skip
        """Status, journal, deadlines, letter and publication change together or not at all."""
        asking = once(request, person, given, asked, version)
        if done := asking.before(counter.register):
            return told(done, response)
        file = opened(counter, request, person, key, f"act {asked.action}")
        check_office_alone(file, date=asked.date, issue=asked.issue)
        check_letter(file, asked.answers)
        command = Act(
            key,
            asked.action,
            "",
            asked.date,
            note=asked.note,
            issue=asked.issue,
            proceeding=asked.proceeding,
            classes=asked.classes,
            answers=asked.answers,
            expected_version=version,
        )
        return _done(file, command, asking, response)

    @routes.post(f"{FILE}/undo", summary="Undo the last action", responses=done)
    def undo(
        request: Request, response: Response, person: Annotated[Person, needs(*WRITE[0])], key: Key, *, version: Seen,
        given: Given, asked: Undoing,
    ) -> OutcomeAnswer:  # fmt: skip
        """What it changed is as before; the journal keeps it and says that it was undone. For the office alone."""
        asking = once(request, person, given, asked, version)
        if done := asking.before(counter.register):
            return told(done, response)
        file = opened(counter, request, person, key, f"undo {asked.action}")
        return _done(file, Undo(key, asked.action, asked.reason, "", version), asking, response)

    @routes.post(f"{FILE}/requests/{{requested:path}}/decision", summary="Decide a request", responses=done)
    def decide(
        request: Request, response: Response, person: Annotated[Person, MAY], key: Key, *,
        requested: Annotated[str, Path(description="Its number", pattern=LINE, examples=["R/2026/000004"])],
        version: Seen, given: Given, asked: Deciding,
    ) -> OutcomeAnswer:  # fmt: skip
        """Grant it, refuse it with a reason, or take in its withdrawal by one who may make it."""
        asking = once(request, person, given, asked, version)
        if done := asking.before(counter.register):
            return told(done, response)
        file = opened(counter, request, person, key, f"decide {requested[:60]}")
        check_office_alone(file, date=asked.date, issue=asked.issue)
        command = DecideRequest(
            key, requested, asked.decision, "", asked.reason, asked.date, asked.issue, expected_version=version
        )
        return _done(file, command, asking, response)


def add_sent(routes: APIRouter, counter: Counter) -> None:
    """`…/requests` and `…/answers` below a file."""
    sent = {201: described.ETAG, **PROBLEMS}

    @routes.post(
        f"{FILE}/requests",
        summary="File a request",
        status_code=HTTPStatus.CREATED,
        responses=sent,
    )
    def requests(
        request: Request, response: Response, person: Annotated[Person, MAY], key: Key, *, version: Said,
        given: Given, asked: Requesting,
    ) -> OutcomeAnswer:  # fmt: skip
        """Its type says who may make it, its form, and who decides it; one that nobody decides takes effect at once.

        What its type lets others ask for, as an opposition, is filed on a published file of somebody else too.
        """
        asking = once(request, person, given, asked, version)
        if done := asking.before(counter.register):
            return told(done, response)
        file = opened_to_ask(counter, request, person, key, asked.type)
        if version is None and not file.other:
            raise VersionMissing
        check_office_alone(file, date=asked.date, issue=asked.issue)
        check_form(file, asked.form)
        if asked.form.get(FIELD):
            check_letter(file, str(asked.form[FIELD]))
        command = FileRequest(key, asked.type, asked.form, "", asked.date, asked.issue, expected_version=version)
        try:
            return _done(file, command, asking, response)
        except (ActionRefused, RequestRefused) as refused:
            if not file.other:
                raise
            raise RequestRefused(file.key, asked.type, NOT_OTHERS) from refused

    @routes.post(
        f"{FILE}/answers",
        summary="Answer a letter",
        status_code=HTTPStatus.CREATED,
        responses=sent,
    )
    def answers(
        request: Request, response: Response, person: Annotated[Person, MAY], key: Key, *, version: Seen,
        given: Given, asked: Answering,
    ) -> OutcomeAnswer:  # fmt: skip
        """The action that takes the answer in, or a request that is one; the letter then waits no more.

        Documents are sent to the file's documents first; name their numbers here.
        """
        asking = once(request, person, given, asked, version)
        if done := asking.before(counter.register):
            return told(done, response)
        file = opened(counter, request, person, key, f"answer {asked.letter}")
        check_form(file, asked.form)
        return _done(file, reply(file, asked, version), asking, response)


def _done(
    file: Opened, command: Act | Undo | FileRequest | DecideRequest, asking: Once, response: Response
) -> OutcomeAnswer:
    """Does it as the person, in the first role of theirs that may."""
    register, grants = file.register, file.counter.office.permissions
    named = as_person(register, file.person, grants, replace(command, command_id=asking.command))
    return told(handle(register, named, digest=asking.digest), response)


def told(outcome: Outcome, response: Response) -> OutcomeAnswer:
    """The outcome, and the file's version as the ETag of the answer."""
    response.headers.update({"ETag": etag(outcome.version), "Cache-Control": "no-store"})
    return OutcomeAnswer(
        office=outcome.key.office,
        kind=outcome.key.kind,
        number=outcome.key.number,
        path=outcome.key.path,
        version=outcome.version,
        sequence=outcome.sequence,
        effect=outcome.effect,
        publication=outcome.snapshot,
        request=outcome.request,
    )

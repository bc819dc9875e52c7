"""What is done to a file: actions and their undoing, requests and their decision, answers to letters."""

# No postponed annotations here: those of the routes name what `add` was given.
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel

from desk.office_api import described
from desk.office_api.answers import OutcomeAnswer
from desk.office_api.asked import LINE, Action, Answering, Deciding, Requesting, Undoing
from desk.office_api.described import key_of
from desk.office_api.limits import check_form, check_letter, check_office_alone
from desk.office_api.opening import WRITE, Opened, asked_outside, opened, opened_to_ask
from desk.office_api.preconditions import asked_once, etag, once, seen, seen_if_said
from desk.office_api.refusals import VersionMissing
from desk.office_api.replying import FIELD, reply
from desk.web.office.counter import Counter
from desk.web.who import Person, needs
from mappings.number import DossierKey
from registry import handle
from registry.as_person import as_person
from registry.closing import DayClosed
from registry.commands import Act, DecideRequest, FileRequest, Outcome, Undo
from registry.errors import ActionRefused, NotPublishable, RequestRefused
from search_api.errors import DossierDeleted, DossierNotFound

Command = Act | Undo | FileRequest | DecideRequest
FILE = "/dossiers/{office}/{kind}/{number:path}"
NOT_OTHERS = "it cannot be made on the file as it stands now, or its time is over"  # who stands outside learns no more
PROBLEMS = described.problems(DossierNotFound, DossierDeleted, *described.CHANGES)
MAY = needs(*WRITE[0], otherwise=WRITE[1])


@dataclass(frozen=True)
class Change:
    """What a request that changes a file says beside its body."""

    request: Request
    response: Response
    key: Annotated[DossierKey, Depends(key_of)]
    version: Annotated[int | None, Depends(seen)]
    given: Annotated[str | None, Depends(asked_once)]  # a key of the sender's own

    def done(
        self, counter: Counter, person: Person, asked: BaseModel, what: str, command: Callable[[Opened], Command]
    ) -> OutcomeAnswer:
        """Does it once, as the person, in the first role of theirs that may; `command` tells what, or refuses."""
        register, asking = counter.register, once(self.request, person, self.given, asked, self.version)
        if done := asking.before(register):
            return told(done, self.response, outside=self.stands_outside(counter, person, what))
        file = self.file(counter, person, what)
        named = replace(command(file), command_id=asking.command)
        try:
            named = as_person(register, person, counter.office.permissions, named)
            return told(handle(register, named, digest=asking.digest), self.response, outside=file.other)
        except (ActionRefused, RequestRefused, NotPublishable, DayClosed) as refused:
            if not file.other:
                raise
            raise RequestRefused(file.key, what, NOT_OTHERS) from refused

    def file(self, counter: Counter, person: Person, what: str) -> Opened:
        return opened(counter, self.request, person, self.key, what)

    def stands_outside(self, counter: Counter, person: Person, what: str) -> bool:
        """Whether the file is somebody else's."""
        del counter, person, what
        return False


@dataclass(frozen=True)
class RequestChange(Change):
    """A request of the type `what`, which may be one on a file of somebody else: that has no version to tell."""

    version: Annotated[int | None, Depends(seen_if_said)]

    def file(self, counter: Counter, person: Person, what: str) -> Opened:
        file = opened_to_ask(counter, self.request, person, self.key, what)
        if self.version is None and not file.other:
            raise VersionMissing
        return file

    def stands_outside(self, counter: Counter, person: Person, what: str) -> bool:
        return asked_outside(counter, person, self.key, what) is not None


Changing = Annotated[Change, Depends()]


def add(routes: APIRouter, counter: Counter) -> None:
    """`…/actions`, `…/undo` and `…/requests/NUMBER/decision` below a file."""
    done = {200: described.ETAG, **PROBLEMS}

    @routes.post(f"{FILE}/actions", summary="Take an action", responses=done)
    def act(person: Annotated[Person, MAY], change: Changing, asked: Action) -> OutcomeAnswer:
        """Status, journal, deadlines, letter and publication change together or not at all."""

        def command(file: Opened) -> Act:
            check_office_alone(file, date=asked.date, issue=asked.issue)
            check_letter(file, asked.answers)
            return Act(file.key, role="", expected_version=change.version, **asked.model_dump())

        return change.done(counter, person, asked, f"act {asked.action}", command)

    @routes.post(f"{FILE}/undo", summary="Undo the last action", responses=done)
    def undo(person: Annotated[Person, needs(*WRITE[0])], change: Changing, asked: Undoing) -> OutcomeAnswer:
        """What it changed is as before; the journal keeps it and says that it was undone. For the office alone."""

        def command(file: Opened) -> Undo:
            return Undo(file.key, asked.action, asked.reason, "", change.version)

        return change.done(counter, person, asked, f"undo {asked.action}", command)

    @routes.post(f"{FILE}/requests/{{requested:path}}/decision", summary="Decide a request", responses=done)
    def decide(
        person: Annotated[Person, MAY],
        change: Changing,
        requested: Annotated[str, Path(description="Its number", pattern=LINE, examples=["R/2026/000004"])],
        asked: Deciding,
    ) -> OutcomeAnswer:
        """Grant it, refuse it with a reason, or take in its withdrawal by one who may make it."""

        def command(file: Opened) -> DecideRequest:
            check_office_alone(file, date=asked.date, issue=asked.issue)
            said = asked.decision, "", asked.reason, asked.date, asked.issue
            return DecideRequest(file.key, requested, *said, expected_version=change.version)

        return change.done(counter, person, asked, f"decide {requested[:60]}", command)


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
        person: Annotated[Person, MAY], change: Annotated[RequestChange, Depends()], asked: Requesting
    ) -> OutcomeAnswer:
        """Its type says who may make it, its form, and who decides it; one that nobody decides takes effect at once.

        What its type lets others ask for, as an opposition, is filed on a published file of somebody else too.
        """

        def command(file: Opened) -> FileRequest:
            check_office_alone(file, date=asked.date, issue=asked.issue)
            check_form(file, asked.form)
            if asked.form.get(FIELD):
                check_letter(file, str(asked.form[FIELD]))
            said = asked.type, asked.form, "", asked.date, asked.issue
            return FileRequest(file.key, *said, expected_version=None if file.other else change.version)

        return change.done(counter, person, asked, asked.type, command)

    @routes.post(
        f"{FILE}/answers",
        summary="Answer a letter",
        status_code=HTTPStatus.CREATED,
        responses=sent,
    )
    def answers(person: Annotated[Person, MAY], change: Changing, asked: Answering) -> OutcomeAnswer:
        """The action that takes the answer in, or a request that is one; the letter then waits no more.

        Documents are sent to the file's documents first; name their numbers here.
        """

        def command(file: Opened) -> Act | FileRequest:
            check_form(file, asked.form)
            return reply(file, asked, change.version)

        return change.done(counter, person, asked, f"answer {asked.letter}", command)


def told(outcome: Outcome, response: Response, *, outside: bool = False) -> OutcomeAnswer:
    """The outcome, and the file's version as the ETag of the answer; who stands `outside` learns no version."""
    response.headers.update({"Cache-Control": "no-store"} | ({} if outside else {"ETag": etag(outcome.version)}))
    return OutcomeAnswer(
        office=outcome.key.office,
        kind=outcome.key.kind,
        number=outcome.key.number,
        path=outcome.key.path,
        version=None if outside else outcome.version,
        sequence=None if outside else outcome.sequence,
        effect=outcome.effect,
        publication=outcome.snapshot,
        request=outcome.request,
    )

"""Why the office's API says no, as problem documents (RFC 9457): what the register refused, and what to do."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from registry import errors as no
from registry.closing import DayClosed
from registry.letter_errors import DocumentRefused, LetterConflict, LetterRefused, NoSuchLetter
from registry.people_errors import FileClosed, OnlyReads
from search_api import problems
from search_api.errors import DossierDeleted, DossierNotFound, InvalidRequest, Problem

AGAIN = "Read the file again: it says how it stands now, and what can be done by whom."
A_BODY = "Send a JSON object with the media type application/json, as the description of the API (openapi.json) says."


class _Said(Problem):
    """A refusal of the register in its own words; nothing has changed."""

    remedy_: str = AGAIN

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error), remedy=self.remedy_)


class RegisterRefuses(_Said):
    status = 422
    slug = "register-refuses"
    title = "The register cannot do this, and nothing has changed"
    remedy_ = "Correct what the sentence names, and send it again."


class VersionStale(_Said):
    status = 412
    slug = "version-stale"
    title = "Somebody else was first, and nothing has changed"
    remedy_ = "Read it again, decide again, and send If-Match with the ETag that it has now."


class UnknownTag(Problem):
    """As VersionStale: what this API never gave fits no version."""

    status, slug, title = VersionStale.status, VersionStale.slug, "If-Match names no version of this API"

    def __init__(self, sent: str) -> None:
        super().__init__(
            f"If-Match: {sent[:40]} is no ETag that was given here, and nothing has changed",
            remedy='Send the ETag of what you read with its quotes, such as If-Match: "7".',
        )


class VersionMissing(Problem):
    status = 428
    slug = "version-missing"
    title = "Say which version you have seen"

    def __init__(self) -> None:
        super().__init__(
            "nothing is changed unseen, and the request does not say what was seen",
            remedy='Send the header If-Match with the ETag of what you read, such as "7".',
        )


class KeyReused(_Said):
    status = 422
    slug = "key-reused"
    title = "This Idempotency-Key was sent with something else"
    remedy_ = "Give each thing that you ask a key of its own, and send the same key again with the same request alone."


class NotNow(_Said):
    status = 409
    slug = "not-now"
    title = "This cannot be done now, and nothing has changed"


class NotForYourRole(_Said):
    status = 403
    slug = "not-for-your-role"
    title = "None of your roles may do this"
    remedy_ = "Leave it to one whose role may; the file's `openings` and /workflows say whose it is."


class NoSuchThing(_Said):
    status = 404
    slug = "no-such-thing"
    title = "There is none of this number"
    remedy_ = "Read the file: it lists its requests, letters and documents."


class RegisterAway(_Said):
    status = 503
    slug = "register-away"
    title = "The register cannot be reached"
    remedy_ = "Ask again later; with the same Idempotency-Key nothing is done twice."


# Of these every route may be the end.
ALWAYS: tuple[type[Problem], ...] = (RegisterAway,)
_KINDS: tuple[tuple[tuple[type[Exception], ...], type[_Said]], ...] = (
    ((no.VersionConflict, LetterConflict), VersionStale),
    ((no.CommandReused,), KeyReused),
    ((no.ActionRefused, no.CannotUndo, no.RequestRefused, no.IssueClosed, LetterRefused, DayClosed), NotNow),
    ((no.NotPermitted, OnlyReads), NotForYourRole),
    ((no.NoSuchRequest, NoSuchLetter), NoSuchThing),
    ((no.Unreachable, no.NotMigrated, no.CorruptDocument), RegisterAway),
    ((DocumentRefused,), RegisterRefuses),
)


def of(error: no.RegistryError) -> Problem:
    """What the register refused. A file that is not open is as one that does not exist."""
    if isinstance(error, no.NoSuchDossier | FileClosed):
        return DossierNotFound(error.key.number)
    if isinstance(error, Deleted):
        return error.problem
    return next((kind for errors, kind in _KINDS if isinstance(error, errors)), RegisterRefuses)(error)


class Deleted(no.RegistryError):
    """The file was deleted, told to one who sees all files; to others there is no such file."""

    def __init__(self, problem: DossierDeleted) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def install(app: FastAPI) -> None:
    """All ways out of the application, those of the register too."""
    problems.install(app)
    app.add_exception_handler(no.RegistryError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, no.RegistryError)
    return problems.response(of(error))


def _invalid(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    found = problem.errors()
    if found and all(tuple(one["loc"]) == ("body",) for one in found):
        said = {"parameter": "body", "detail": "there is none, or it is no JSON object", "remedy": A_BODY}
        return problems.response(InvalidRequest([said]))
    return problems.invalid(request, problem)


def _http(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    if isinstance(problem.__cause__, Problem):  # of a body that cannot be read
        return problems.response(problem.__cause__)
    return problems.http(request, problem)

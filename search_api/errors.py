"""Every way in which a question has no answer, by name. `search_api.problems` turns each into a problem document.

A `Problem` says what is wrong (`detail`) and what to do (`remedy`); `members` ride along in the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from mappings.number import DossierKey


class Problem(Exception):
    """An answer that is no result. `slug` is the last part of its type, `urn:blazon:problem:<slug>`."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong here"

    def __init__(
        self,
        detail: str,
        *,
        remedy: str,
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.members = dict(members or {})
        self.headers = dict(headers or {})


class InvalidRequest(Problem):
    """A parameter that cannot be used; `errors` names each, with its place and a remedy."""

    status = 422
    slug = "invalid-request"
    title = "The request cannot be used as it is"

    def __init__(self, errors: Sequence[Mapping[str, str]]) -> None:
        super().__init__(
            "; ".join(f"{error['parameter']}: {error['detail']}" for error in errors),
            remedy=" ".join(dict.fromkeys(error["remedy"] for error in errors)),
            members={"errors": [dict(error) for error in errors]},
        )


class BadRequest(Problem):
    status = 400
    slug = "bad-request"
    title = "The body cannot be read"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, remedy="Send JSON in UTF-8 with the media type application/json.")


class BodyTooLarge(Problem):
    status = 413
    slug = "body-too-large"
    title = "The request is too large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"the body has more than {limit} bytes", remedy="Send a shorter request.")


class BodyLate(Problem):
    status = 408
    slug = "body-late"
    title = "The request took too long to arrive"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the body was not here after {seconds:g} seconds",
            remedy="Send a smaller picture, or over a faster connection.",
            headers={"Connection": "close"},
        )


class LengthMissing(Problem):
    status = 411
    slug = "length-missing"
    title = "The length of the body is missing"

    def __init__(self) -> None:
        super().__init__("the request does not say how long its body is", remedy="Send the header Content-Length.")


class EmptySearch(Problem):
    status = 422
    slug = "empty-search"
    title = "The search asks for nothing"

    def __init__(self) -> None:
        super().__init__(
            "no criterion was given",
            remedy="Give at least one of words, owner, number, class, status, a date, or another criterion.",
        )


class TooManyWords(Problem):
    status = 422
    slug = "too-many-words"
    title = "The search has too many words"

    def __init__(self) -> None:
        super().__init__("the engine cannot ask for so many words at once", remedy="Search for fewer words.")


class CursorRefused(Problem):
    status = 422
    slug = "cursor-refused"
    title = "This is no place in the results of this search"

    def __init__(self, detail: str) -> None:
        super().__init__(
            detail, remedy="Take `after` unchanged from `next` of the page before, with the same criteria and sort."
        )


class NumberUnreadable(Problem):
    status = 422
    slug = "number-unreadable"
    title = "This is no number of a dossier"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, remedy="Write a number such as TM/2026/000123 or XB/tm/TM/2026/000123.")


class DossierNotFound(Problem):
    status = 404
    slug = "dossier-not-found"
    title = "No such dossier"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"no dossier here has the number {number!r}",
            remedy="Check the number, or search for the words or the owner.",
            members={"number": number},
        )


class DossierDeleted(Problem):
    status = 410
    slug = "dossier-deleted"
    title = "The dossier was deleted"

    def __init__(self, key: DossierKey, at: dt.datetime) -> None:
        super().__init__(
            f"{key} was deleted from the register on {at.date()}",
            remedy="Nothing of it is kept here; ask the office.",
            members={"office": key.office, "kind": str(key.kind), "number": key.number, "date": str(at.date())},
        )


class NumberAmbiguous(Problem):
    status = 409
    slug = "number-ambiguous"
    title = "More than one dossier has this number"

    def __init__(self, number: str, candidates: Sequence[Mapping[str, Any]], total: int) -> None:
        super().__init__(
            f"{total} dossiers have the number {number!r}",
            remedy="Ask again with the office and the kind, as in the path of a candidate.",
            members={"number": number, "candidates": [dict(candidate) for candidate in candidates], "total": total},
        )


class StrategyNotFound(Problem):
    status = 404
    slug = "strategy-not-found"
    title = "No such strategy"

    def __init__(self, asked: str, known: Sequence[str]) -> None:
        super().__init__(
            f"there is no strategy {asked!r}",
            remedy="Choose one of those listed by /strategies.",
            members={"strategies": list(known)},
        )


class IndexBehind(Problem):
    status = 409
    slug = "index-behind"
    title = "The index is not that far yet"

    def __init__(self, asked: int, reached: int) -> None:
        super().__init__(
            f"sequence {asked} was asked for; the index is complete up to {reached}",
            remedy="Ask again in a second, or leave at_least out to read what there is.",
            members={"asked": asked, "reached": reached},
            headers={"Retry-After": "1"},
        )


class NotSignedIn(Problem):
    status = 401
    slug = "not-signed-in"
    title = "This is for the staff"

    def __init__(self) -> None:
        super().__init__(
            "the request carries no valid token",
            remedy="Send the header Authorization: Bearer <token>.",
            headers={"WWW-Authenticate": "Bearer"},
        )


class EngineUnreachable(Problem):
    status = 503
    slug = "engine-unreachable"
    title = "The search engine cannot be reached"

    def __init__(self) -> None:
        super().__init__(
            "no connection to the search engine; this is no statement about what the register holds",
            remedy="Ask again later.",
            headers={"Retry-After": "5"},
        )


class EngineTimedOut(Problem):
    status = 504
    slug = "engine-timed-out"
    title = "The search took too long"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the engine gave no complete answer within {seconds:g} s",
            remedy="Ask a narrower question, or again later.",
            headers={"Retry-After": "5"},
        )


class ShardsFailed(Problem):
    status = 503
    slug = "shards-failed"
    title = "A part of the index did not answer"

    def __init__(self, failed: int, total: int) -> None:
        super().__init__(
            f"{failed} of {total} shards failed, so that the answer would have been incomplete",
            remedy="Ask again later.",
            headers={"Retry-After": "5"},
        )


class IndexNotReady(Problem):
    status = 503
    slug = "index-not-ready"
    title = "The index is not there yet"

    def __init__(self, detail: str) -> None:
        super().__init__(
            detail,
            remedy="Ask again later; the office builds it with `blazon index rebuild`.",
            headers={"Retry-After": "30"},
        )


class EngineRefused(Problem):
    status = 503
    slug = "engine-refused"
    title = "The search engine refused the request"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, remedy="The office has to look into its log.")


# Whatever asks the engine may end in one of these.
ENGINE = (EngineUnreachable, ShardsFailed, EngineTimedOut, IndexNotReady, EngineRefused)


def above(parameter: str, limit: int, *, pointer: str | None = None) -> dict[str, str]:
    """The error of one parameter that is above the office's limit; `pointer` to it in a body."""
    said = {"parameter": parameter, "detail": f"it is above {limit}", "remedy": f"Give at most {limit}."}
    return said | ({"pointer": pointer} if pointer else {})
